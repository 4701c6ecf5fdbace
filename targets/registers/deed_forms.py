"""Small forms of an entry's page: a step of its case, and the reason of a cancellation."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext as _

from targets import clock
from targets.frame.sent_forms import TokenField
from targets.values.form_fields import DayFormField, day_input

LONGEST = 500


class StepForm(forms.Form):
    """What was done in a case, and when."""

    taken_on = DayFormField(widget=day_input())
    words = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))
    form_token = TokenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["taken_on"].label, self.fields["words"].label = _("Day"), _("Done in this step")
        self.fields["taken_on"].initial = clock.today()
        self.helper = FormHelper(self)
        self.helper.form_tag = False

    def clean_taken_on(self):
        """Steps are written down once taken."""
        day = self.cleaned_data["taken_on"]
        if day > clock.today():
            raise forms.ValidationError(_("This day has not come yet."), code="future")
        return day


class CancelForm(forms.Form):
    """Why an entry shall count no longer."""

    reason = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Reason of the cancellation")
        self.helper = FormHelper(self)
        self.helper.form_tag = False
