"""The forms that take files in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from targets import clock
from targets.frame.phrases import month_text
from targets.frame.sent_forms import TokenField
from targets.models import ReportingUnit, WorkPlan
from targets.periods import Month
from targets.spreadsheets.files.limits import MEGABYTE

MOST_FILES = 50
KINDS = ".xlsx,.xls,.xlsb,.ods,.csv,.txt,.xlsm,.et"

Choice = tuple[str, str]


def within_limit(upload: UploadedFile) -> None:
    """Refuse a file that is too large. Its kind is found out later, from its content."""
    if upload.size > settings.IMPORT_MAX_MB * MEGABYTE:
        text = _("“%(name)s” is larger than %(limit)s MB. Send fewer sheets in one file.")
        raise ValidationError(text % {"name": upload.name, "limit": settings.IMPORT_MAX_MB})


class FilesInput(forms.FileInput):
    """Django's own input for one file refuses several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = FilesInput

    def clean(self, data, initial=None) -> list:
        uploads = [super(FilesField, self).clean(one, initial) for one in (data or [None])]
        if len(uploads) > MOST_FILES:
            raise ValidationError(_("At most %(limit)s files are taken at once.") % {"limit": MOST_FILES})
        return uploads


class UploadForm(forms.Form):
    """Files, and the unit of what names none; a kind of import declares its field of files.

    The same files sent twice from one page are one import, which the page's token tells.
    """

    form_token = TokenField()
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    unit_help = _("Only for rows that name no unit.")

    def __init__(self, units: Sequence[ReportingUnit], data=None, files=None):
        super().__init__(data, files)
        self.use_required_attribute = False
        self.units = units
        for field in self.fields.values():
            if isinstance(field, forms.FileField):
                field.widget.attrs["accept"] = KINDS
        self.fields["unit"].choices = unit_choices(units)
        self.fields["unit"].help_text = self.unit_help
        if len(units) < 2:
            del self.fields["unit"]

    @property
    def chosen_unit(self) -> ReportingUnit | None:
        code = self.cleaned_data.get("unit")
        return next((unit for unit in self.units if unit.code == code), None)


class FiguresUploadForm(UploadForm):
    """Files of figures, and the month of sheets that name none."""

    files = FilesField(
        label=_("Files"),
        allow_empty_file=True,
        validators=[within_limit],
        error_messages={"required": _("Choose a file, or drop one into the frame.")},
    )
    month = forms.ChoiceField(label=_("Month"), required=False)
    field_order = ("files", "month", "unit")
    unit_help = _("Only for sheets that name no unit.")

    def __init__(self, plans: Iterable[WorkPlan], units: Sequence[ReportingUnit], data=None, files=None):
        super().__init__(units, data, files)
        self.fields["month"].choices = month_choices(plans)
        self.fields["month"].help_text = _("Only for sheets that name no month.")

    @property
    def chosen_month(self) -> Month | None:
        text = self.cleaned_data["month"]
        return Month.parse(text) if text else None


class EntriesUploadForm(UploadForm):
    """One file of register entries."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        validators=[within_limit],
        max_length=255,
        error_messages={"required": _("Choose a file.")},
    )
    field_order = ("file", "unit")


def month_choices(plans: Iterable[WorkPlan]) -> list[Choice]:
    """The months that have begun, the latest first."""
    months = [month for plan in plans for month in plan.months if month.first_day <= clock.today()]
    return [("", str(_("as the sheet says"))), *((str(month), month_text(month)) for month in sorted(months)[::-1])]


def unit_choices(units: Iterable[ReportingUnit]) -> list[Choice]:
    return [("", str(_("as the sheet says"))), *((unit.code, unit.name_in_reports) for unit in units)]
