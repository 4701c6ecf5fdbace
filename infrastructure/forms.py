"""The form that takes a file of identity numbers in."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infrastructure import identity_upgrade
from infrastructure.identity_upgrade import Place, Unclear
from targets.imports.forms import KINDS
from targets.spreadsheets import reading
from targets.spreadsheets.cells import column_letters
from targets.spreadsheets.files.limits import Limits, Meter


class IdentityFileForm(forms.Form):
    """A file, and where its numbers stand if its headings do not say so. The file is read here and kept nowhere."""

    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)
    sheet = forms.CharField(
        label=gettext_lazy("Sheet"),
        required=False,
        max_length=31,
        help_text=gettext_lazy("Only where there are several."),
    )
    column = forms.CharField(
        label=gettext_lazy("Column of the numbers"),
        required=False,
        validators=[RegexValidator(r"^[A-Za-z]{1,3}$", gettext_lazy("Give the column’s letter, such as C."))],
        help_text=gettext_lazy("Its letter, such as C; only where the heading does not say “identity number”."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields["file"].widget.attrs["accept"] = KINDS

    def clean(self):
        """Finds the numbers; `place` is theirs."""
        cleaned = super().clean()
        if not self.errors:
            self.place = self._find(cleaned)
        return cleaned

    def _find(self, cleaned: dict) -> Place:
        upload = cleaned["file"]
        try:
            Meter(Limits.from_settings()).file(upload.size)
            book = reading.read(upload.name, upload.read())
            return identity_upgrade.find(book, sheet=cleaned["sheet"].strip(), column=cleaned["column"])
        except reading.Unreadable as unreadable:
            raise ValidationError(str(unreadable)) from unreadable
        except Unclear as unclear:
            raise ValidationError(unclear_text(unclear)) from unclear


def unclear_text(unclear: Unclear) -> str:
    """What to say in the form, so that the next try succeeds."""
    if not unclear.places:
        return _("No column is headed “identity number”: say below which one holds the numbers.")
    places = _(", ").join(f"{place.sheet.name} · {column_letters(place.column)}" for place in unclear.places)
    return _("Several columns may hold the numbers (%(places)s): name the sheet and the column.") % {"places": places}
