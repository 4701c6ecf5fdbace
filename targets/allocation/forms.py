"""The grid in which a target is given out: what was typed, what it means, what somebody else has changed.

Inputs by unit: `value-CODE`, `baseline-CODE`, `weight-CODE`; hidden `base`: the texts that the page showed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _

from targets.allocation.giving_out import Distribution, Share, ShareLine
from targets.allocation.proposals import By, Typed, ways
from targets.arithmetic import HUNDRED, Kind
from targets.formatting import plain_text
from targets.reports.inputs import three_way
from targets.values.form_fields import NumberFormField
from targets.values.numbers import DECIMALS, NumberRules


def name_of(part: str, line: ShareLine) -> str:
    return f"{part}-{line.unit.code}"


def _number_field(*, decimals: int, most: Decimal | None = None) -> NumberFormField:
    """A number that is not negative, with so many decimals, up to a limit where there is one."""
    sentences = {
        "nothing": _("Leave the cell blank where there is no value."),
        "most": _("A rate cannot exceed 100%."),
    }
    rules = NumberRules(least=Decimal(0), most=most, decimals=decimals)
    return NumberFormField(rules=rules, required=False, error_messages=sentences)


class TargetsForm(forms.Form):
    """Built for the units of one distribution; unbound it holds what is stored."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)
    by = forms.ChoiceField(choices=By.choices, required=False)

    def __init__(self, distribution: Distribution, data=None):
        self.distribution = distribution
        self.stored = stored_texts(distribution)
        super().__init__(data, initial=self.stored | {"by": ways(distribution)[0]})
        most = (
            HUNDRED if distribution.indicator.kind == Kind.RATIO and distribution.indicator.numerator_within else None
        )
        for line in distribution.lines:
            self.fields[name_of("value", line)] = _number_field(decimals=distribution.indicator.decimals, most=most)
            if distribution.has_baseline:
                self.fields[name_of("baseline", line)] = _number_field(
                    decimals=distribution.indicator.decimals, most=most
                )
            if distribution.adds_up:
                self.fields[name_of("weight", line)] = _number_field(decimals=DECIMALS)

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the inputs: typed, or stored."""
        names = [name for name in self.fields if name not in ("base", "by")]
        return {name: self[name].value() or "" for name in names}

    def with_texts(self, texts: Mapping[str, str], **more: str) -> TargetsForm:
        """The same page with other texts in some inputs."""
        data = {"base": self.data.get("base", ""), "by": self.data.get("by", "")}
        return TargetsForm(self.distribution, data | self.texts | dict(texts) | more)

    def on_what_is_stored(self) -> TargetsForm:
        """The same texts, measured against what is stored now."""
        return self.with_texts({}, base=json.dumps(self.stored))

    def changed_elsewhere(self) -> tuple[list[str], list[str]]:
        """The inputs that somebody else has changed since the page was shown: mine to decide, and untouched by me."""
        now = self.stored
        return three_way(self._comparable(now), shown_texts(self.data.get("base", "")), now)

    def _comparable(self, now: Mapping[str, str]) -> dict[str, str]:
        """The typed inputs, written as stored ones are: "18,000" is "18000"."""
        self.is_valid()
        return {name: _as_stored(self.cleaned_data.get(name), self.data.get(name, "")) for name in now}

    def shares(self) -> dict[int, Share]:
        """The shares typed, by unit; valid forms only. A baseline that is not asked for stays as it is."""
        return {line.unit.pk: self._share(line) for line in self.distribution.lines}

    def _share(self, line: ShareLine) -> Share:
        baseline = line.share.baseline
        if self.distribution.has_baseline:
            baseline = self.cleaned_data[name_of("baseline", line)]
        return Share(self.cleaned_data[name_of("value", line)], baseline)

    def typed(self) -> Typed:
        """What can weigh in a proposal; what is not readable weighs nothing."""
        self.is_valid()
        weights, baselines = (
            {line.unit.pk: self.cleaned_data.get(name_of(part, line)) for line in self.distribution.lines}
            for part in ("weight", "baseline")
        )
        return Typed(weights, baselines)

    def values(self) -> list[Decimal | None]:
        """The targets that stand in the page, as far as they are readable."""
        if not self.is_bound:
            return [line.share.value for line in self.distribution.lines]
        self.is_valid()
        return [self.cleaned_data.get(name_of("value", line)) for line in self.distribution.lines]


def _as_stored(number: Decimal | None, typed: str) -> str:
    return typed.strip() if number is None else plain_text(number) or ""


def stored_texts(distribution: Distribution) -> dict[str, str]:
    """Every stored number as its input's text."""
    texts = {}
    for line in distribution.lines:
        texts[name_of("value", line)] = plain_text(line.share.value) or ""
        if distribution.has_baseline:
            texts[name_of("baseline", line)] = plain_text(line.share.baseline) or ""
    return texts


def shown_texts(base: str) -> dict[str, str]:
    """What the page showed when it was sent; nothing where that cannot be read, so that differences are asked."""
    try:
        shown = json.loads(base)
    except ValueError:
        return {}
    return {str(name): str(text) for name, text in shown.items()} if isinstance(shown, dict) else {}
