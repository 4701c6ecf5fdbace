"""The forms of import and export in the admin."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.forms import ExportForm

from targets.admin.resources import tables
from targets.spreadsheets.files.limits import MEGABYTE
from targets.spreadsheets.files.refusals import Unreadable


class ImportFileForm(forms.Form):
    """A file whose table can be read; `content` is what it holds."""

    import_file = forms.FileField(
        label=gettext_lazy("File to import"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"})
    )
    content = b""

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        if file.size > settings.IMPORT_MAX_MB * MEGABYTE:
            sentence = _("The file is larger than %(limit)s MB. Choose a smaller one.")
            raise ValidationError(sentence % {"limit": settings.IMPORT_MAX_MB})
        self.content = file.read()
        try:
            tables.read(self.content)
        except Unreadable as refused:
            raise ValidationError(refused.reason) from refused
        return file


class ConfirmForm(forms.Form):
    """Names the upload that was previewed."""

    upload = forms.CharField(widget=forms.HiddenInput)


class ChooseFormatForm(ExportForm):
    """Excel's workbook unless chosen otherwise."""

    def _init_formats(self, formats):
        self.fields["format"].choices = [(str(i), kind().get_title()) for i, kind in enumerate(formats)]
        self.fields["format"].initial = "0"
