"""The forms for importing and exporting the admin's lists."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy
from import_export.forms import ExportForm

from targets.admin.resources import tables
from targets.frame.sent_forms import TokenField
from targets.imports.forms import within_limit
from targets.spreadsheets.files.refusals import Unreadable


class ImportFileForm(forms.Form):
    """Takes a file with a readable table; `content` has its bytes."""

    import_file = forms.FileField(
        label=gettext_lazy("File to import"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        validators=[within_limit],
    )
    form_token = TokenField()
    content = b""

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        self.content = file.read()
        try:
            tables.read(self.content)
        except Unreadable as refused:
            raise ValidationError(refused.reason) from refused
        return file


class ConfirmForm(forms.Form):
    """Names the import whose preview is confirmed; the digest stands for what that preview showed."""

    upload = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    digest = forms.CharField(widget=forms.HiddenInput)


class ChooseFormatForm(ExportForm):
    """Chooses the format of an exported file; the first is the Excel workbook."""

    def _init_formats(self, formats):
        self.fields["format"].choices = [(str(i), kind().get_title()) for i, kind in enumerate(formats)]
        self.fields["format"].initial = "0"
