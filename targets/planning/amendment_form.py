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
        source, text = "text", data.get("text", "")
        if file := data.get("file"):
            try:
                source, text = "file", text_of(file)
            except NoText as refused:
                self.add_error("file", str(refused))
        # A browser ends lines in a way of its own: what is compared and what is sent then must be one text.
        data["text"] = "\n".join(text.splitlines()).strip()
        if len(data["text"]) > LONGEST_TEXT:
            words = _("The text is longer than %(count)s characters.")
            self.add_error(source, words % {"count": f"{LONGEST_TEXT:,}"})
        elif not self.errors and not data["text"]:
            self.add_error("text", _("Paste the text of the amended document, or choose a file with it."))
        elif source == "file":
            # The text of the file stands in the form, so that it can be read, corrected and sent again.
            self.data = self.data.copy()
            self.data["text"] = data["text"]
        return data

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
            text=data["text"],
        )
