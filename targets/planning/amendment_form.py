"""The form in which the text of an amended document is pasted or sent as a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets import clock
from targets.models import PlanText, WorkPlan
from targets.periods import Month
from targets.planning.amending import Amendment
from targets.planning.document_files import ACCEPTED, NoText, text_of
from targets.values.form_fields import DayFormField, MonthFormField, day_input, month_input

LONGEST_TEXT = 50_000


class AmendmentForm(forms.Form):
    """An amended document; a file's text takes the place of what is pasted. `compared` is what the user has seen."""

    title = forms.CharField(label=gettext_lazy("Title of the document"), max_length=200)
    document = forms.CharField(
        label=gettext_lazy("Number of the document"),
        max_length=PlanText._meta.get_field("document").max_length,
        required=False,
    )
    decided_on = DayFormField(label=gettext_lazy("Day of the document"), widget=day_input())
    from_month = MonthFormField(label=gettext_lazy("Holds from"), widget=month_input())
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)
    file = forms.FileField(
        label=gettext_lazy("Whole text as a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED)}),
        help_text=gettext_lazy("Word (.docx) or plain text (.txt); or paste the text below."),
    )
    text = forms.CharField(
        label=gettext_lazy("Whole text as amended"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("One paragraph a line."),
    )
    compared = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, plan: WorkPlan, data=None, files=None):
        self.plan = plan
        present = plan.nearest_month(Month.of(clock.today())).first_day
        super().__init__(data, files, initial={"from_month": present})

    def clean_from_month(self):
        day = self.cleaned_data["from_month"]
        if Month.of(day) not in self.plan.months:
            raise forms.ValidationError(_("This month lies outside the plan of %(year)s.") % {"year": self.plan.year})
        return day

    def clean(self):
        data = super().clean()
        if file := data.get("file"):
            try:
                self._take(text_of(file))
            except NoText as refused:
                self.add_error("file", str(refused))
        if not self.errors and not data.get("text", "").strip():
            self.add_error("text", _("Paste the text of the amended document, or choose a file with it."))
        return data

    def _take(self, text: str) -> None:
        """Let the text of the file stand in the form, so that it can be read, corrected and sent again."""
        if len(text) > LONGEST_TEXT:
            self.add_error("file", _("The text is longer than %(count)s characters.") % {"count": LONGEST_TEXT})
            return
        self.cleaned_data["text"] = text
        self.data = self.data.copy()
        self.data["text"] = text

    @property
    def amendment(self) -> Amendment:
        """What was entered, once it is valid."""
        data = self.cleaned_data
        return Amendment(
            title=data["title"],
            document=data["document"],
            decided_on=data["decided_on"],
            from_month=Month.of(data["from_month"]),
            reason=data["reason"],
            text=data["text"].strip(),
        )
