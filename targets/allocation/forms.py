"""The form of the grid in which a target is given out.

Inputs by unit: `value-CODE`, `baseline-CODE`, `weight-CODE`. The hidden `base` holds, as JSON, the texts that the page
showed, so that what somebody else has changed since is noticed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targets import clock
from targets.allocation.giving_out import Distribution, Share, ShareLine, SplitBy, ways_to_split
from targets.arithmetic import HUNDRED
from targets.formatting import plain_text
from targets.models.validity import Decision
from targets.periods import Month
from targets.reports.inputs import shown_texts, three_way
from targets.values.form_fields import DayFormField, MonthFormField, NumberFormField, day_input, month_input
from targets.values.numbers import DECIMALS, NumberRules

# What is asked of the decision besides the shares.
OF_THE_DECISION = ("from_month", "document", "decided_on", "change_reason")


def input_name(part: str, line: ShareLine) -> str:
    return f"{part}-{line.unit.code}"


class TargetsForm(forms.Form):
    """Built for the units of one distribution; unbound it holds what is stored."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)
    by = forms.ChoiceField(choices=SplitBy.choices, required=False)
    from_month = MonthFormField(label=_lazy("Holds from"), required=False, widget=month_input())
    document = forms.CharField(label=_lazy("document"), max_length=120, required=False)
    decided_on = DayFormField(label=_lazy("day of the document"), required=False, widget=day_input())
    change_reason = forms.CharField(label=_lazy("reason"), max_length=200, required=False)

    def __init__(self, distribution: Distribution, data=None):
        self.distribution = distribution
        self.stored = _stored_texts(distribution)
        present = Month.of(clock.today()).first_day
        super().__init__(data, initial=self.stored | {"by": ways_to_split(distribution)[0], "from_month": present})
        indicator = distribution.indicator
        most = HUNDRED if indicator.is_ratio and indicator.numerator_within else None
        for line in distribution.lines:
            self.fields[input_name("value", line)] = _number_field(indicator.decimals, most)
            if distribution.has_baseline:
                self.fields[input_name("baseline", line)] = _number_field(indicator.decimals, most)
            if distribution.adds_up:
                self.fields[input_name("weight", line)] = _number_field(DECIMALS)

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the inputs: typed, or stored."""
        names = [name for name in self.fields if name not in ("base", "by", *OF_THE_DECISION)]
        return {name: self[name].value() or "" for name in names}

    @property
    def stored_base(self) -> str:
        """The `base` of a page that shows what is stored."""
        return json.dumps(self.stored)

    @property
    def base_text(self) -> str:
        """The `base` that the page hands on: the one that was sent, else what is stored."""
        return self.data.get("base", self.stored_base)

    def with_texts(self, texts: Mapping[str, str], *, base: str | None = None) -> TargetsForm:
        """The same page with other texts in some inputs, and with another base where one is given."""
        data = {"base": self.data.get("base", "") if base is None else base, "by": self.data.get("by", "")}
        data |= {name: self.data.get(name, "") for name in OF_THE_DECISION}
        return TargetsForm(self.distribution, data | self.texts | dict(texts))

    def changed_elsewhere(self) -> tuple[list[str], list[str]]:
        """The inputs that somebody else has changed since the page was shown: changed here too, and untouched here."""
        self.is_valid()
        typed = {}
        for name in self.stored:
            number = self.cleaned_data.get(name)
            # As stored texts are written: "18,000" is "18000".
            typed[name] = self.data.get(name, "").strip() if number is None else plain_text(number) or ""
        return three_way(typed, shown_texts(self.data.get("base", "")), self.stored)

    def shares(self) -> dict[int, Share]:
        """The shares typed, by unit; valid forms only. A baseline that is not asked for stays as it is."""
        values, baselines = self.numbers("value"), self.numbers("baseline")
        asks_baseline = self.distribution.has_baseline
        return {
            line.unit.pk: Share(values[line.unit.pk], baselines[line.unit.pk] if asks_baseline else line.share.baseline)
            for line in self.distribution.lines
        }

    def decision(self, by) -> Decision:
        """From which month on the shares hold, and by which paper; valid forms only."""
        told = self.cleaned_data
        first = told["from_month"]
        return Decision(
            Month.of(first) if first else None, told["document"], told["decided_on"], told["change_reason"], by
        )

    def numbers(self, part: str) -> dict[int, Decimal | None]:
        """The numbers typed as value, baseline or weight, by unit; None where nothing is typed or it is no number."""
        self.is_valid()
        return {line.unit.pk: self.cleaned_data.get(input_name(part, line)) for line in self.distribution.lines}


def _number_field(decimals: int, most: Decimal | None = None) -> NumberFormField:
    """A number that is not negative, with at most so many decimals, up to a limit where there is one."""
    sentences = {
        "nothing": _("Leave the cell blank where there is no value."),
        "most": _("A rate cannot exceed 100%."),
    }
    rules = NumberRules(least=Decimal(0), most=most, decimals=decimals)
    return NumberFormField(rules=rules, required=False, error_messages=sentences)


def _stored_texts(distribution: Distribution) -> dict[str, str]:
    """Every stored number as its input's text."""
    texts = {}
    for line in distribution.lines:
        texts[input_name("value", line)] = plain_text(line.share.value) or ""
        if distribution.has_baseline:
            texts[input_name("baseline", line)] = plain_text(line.share.baseline) or ""
    return texts
