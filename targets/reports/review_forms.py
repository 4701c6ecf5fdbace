"""The forms of decisions: each asks for a reason, and sending back takes notes on single figures as well."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from targets.models import Figure
from targets.reports.sheets import Worksheet

REASON_LENGTH = 2000
NOTE_LENGTH = Figure._meta.get_field("review_note").max_length


class ReasonForm(forms.Form):
    """A decision with its reason."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please give the reason: the unit must know what to do.")},
    )

    def __init__(self, data=None):
        super().__init__(data, auto_id=f"{self.id_prefix}-%s")
        # The portal says what is missing, in its own words and language; the browser does not.
        self.use_required_attribute = False

    id_prefix = "reason-form"


class ReopenForm(ReasonForm):
    id_prefix = "reopen"


class SendBackForm(ReasonForm):
    """The reason, and for each figure a note in a field `note-<primary key of the indicator>`."""

    id_prefix = "send-back"

    def __init__(self, sheet: Worksheet, data=None):
        super().__init__(data)
        self.indicators = {f"note-{line.indicator.pk}": line.indicator.pk for line in sheet.lines}
        for name, line in zip(self.indicators, sheet.lines, strict=True):
            self.fields[name] = forms.CharField(
                label=f"{line.indicator.code} {line.indicator.name}",
                max_length=NOTE_LENGTH,
                required=False,
                initial=line.figure.review_note if line.figure else "",
            )

    @property
    def note_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.indicators]

    @property
    def notes_open(self) -> bool:
        """Is there a note to be seen, or one that was refused?"""
        return any(field.value() or field.errors for field in self.note_fields)

    @property
    def notes(self) -> dict[int, str]:
        """The notes by indicator; an empty one removes an older note."""
        return {pk: self.cleaned_data[name] for name, pk in self.indicators.items()}
