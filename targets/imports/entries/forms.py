"""The form that takes a file of register entries."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from targets.imports.forms import KINDS, unit_choices
from targets.models import ReportingUnit
from targets.spreadsheets.files.limits import MEGABYTE


class RegisterUploadForm(forms.Form):
    """One file, and the unit of rows that name none."""

    file = forms.FileField(
        label=_("File"), allow_empty_file=True, error_messages={"required": _("Choose a file.")}, max_length=255
    )
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, units: Sequence[ReportingUnit], data=None, files=None):
        super().__init__(data, files)
        self.use_required_attribute = False
        self.units = units
        self.fields["file"].widget.attrs["accept"] = KINDS
        self.fields["unit"].choices = unit_choices(units)
        self.fields["unit"].help_text = _("Only for rows that name no unit.")
        if len(units) < 2:
            del self.fields["unit"]

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > settings.IMPORT_MAX_MB * MEGABYTE:
            text = _("“%(name)s” is larger than %(limit)s MB. Send fewer sheets in one file.")
            raise ValidationError(text % {"name": upload.name, "limit": settings.IMPORT_MAX_MB})
        return upload

    @property
    def chosen_unit(self) -> ReportingUnit | None:
        code = self.cleaned_data.get("unit")
        return next((unit for unit in self.units if unit.code == code), None)
