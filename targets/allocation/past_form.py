"""The form in which last year's figures of an area and month are typed in.

Inputs by indicator: `value-CODE` and so on for each number of the figure, and `footnote-CODE`. One `source` is for all
that is changed. The hidden `base` holds, as JSON, the texts that the page showed, so that what somebody else has
changed since is noticed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from targets.allocation.past_figures import PastFigureList, holds_anything
from targets.formatting import plain_text
from targets.models import Indicator, PastFigure
from targets.models.past_figures import NUMBERS, PARTS
from targets.reports.inputs import shown_texts, three_way
from targets.values.form_fields import NumberFormField
from targets.values.numbers import NumberRules

SOURCE_LENGTH = PastFigure._meta.get_field("source").max_length
FOOTNOTE_LENGTH = PastFigure._meta.get_field("footnote").max_length


def input_name(part: str, indicator: Indicator) -> str:
    return f"{part}-{indicator.code}"


def parts_of(indicator: Indicator) -> tuple[str, ...]:
    """The numbers that a figure of the indicator may have."""
    return NUMBERS if indicator.is_ratio else NUMBERS[:2]


class PastFiguresForm(forms.Form):
    """Built for the figures of one area and month; unbound it holds what is stored."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)
    source = forms.CharField(
        label=_("source"),
        max_length=SOURCE_LENGTH,
        required=False,
        widget=forms.TextInput({"class": "form-control source-input"}),
    )

    def __init__(self, listed: PastFigureList, data=None):
        self.listed = listed
        self.stored = _stored_texts(listed)
        super().__init__(data, initial=self.stored)
        for figure in listed.figures:
            for part in parts_of(figure.indicator):
                self.fields[input_name(part, figure.indicator)] = _number_field(figure.indicator, part)
            footnote = forms.CharField(max_length=FOOTNOTE_LENGTH, required=False)
            self.fields[input_name("footnote", figure.indicator)] = footnote

    def clean(self):
        """Check each figure as the admin's form does, at the input at fault."""
        for stored in self.listed.figures:
            indicator = stored.indicator
            kept = {name: getattr(stored, name) for name in (*NUMBERS, "footnote")}
            figure = PastFigure(**(kept | self.of(indicator)))
            figure.indicator = indicator
            if holds_anything(figure) and not any(self._has_error(part, indicator) for part in parts_of(indicator)):
                for part, sentence in figure.number_faults().items():
                    self.add_error(input_name(part, indicator), sentence)
        return self.cleaned_data

    def _has_error(self, part: str, indicator: Indicator) -> bool:
        return input_name(part, indicator) in self.errors

    def of(self, indicator: Indicator) -> dict[str, object]:
        """What was typed of the indicator's figure, as far as it can be read; what was not sent says nothing."""
        inputs = {name: input_name(name, indicator) for name in (*parts_of(indicator), "footnote")}
        return {name: self.cleaned_data.get(sent) for name, sent in inputs.items() if sent in self.data}

    def typed(self) -> dict[str, dict[str, object]]:
        """What was typed of all figures, by the indicator's code; valid forms only."""
        source = {"source": self.cleaned_data["source"]}
        return {one.indicator.code: self.of(one.indicator) | source for one in self.listed.figures}

    @property
    def base_text(self) -> str:
        """The `base` that the page hands on: the one that was sent, else what is stored."""
        return self.data.get("base", json.dumps(self.stored))

    def changed_elsewhere(self) -> tuple[list[str], list[str]]:
        """The inputs that somebody else has changed since the page was shown: changed here too, and untouched here."""
        self.is_valid()
        typed = {}
        for name in self.stored.keys() & self.data.keys():
            value = self.cleaned_data.get(name)
            # As stored texts are written: "18,000" is "18000".
            is_number = isinstance(value, Decimal)
            typed[name] = (plain_text(value) if is_number else self.data[name].strip()) or ""
        return three_way(typed, shown_texts(self.data.get("base", "")), self.stored)

    def with_texts(self, texts: Mapping[str, str]) -> PastFiguresForm:
        """The same page as it is stored now, with what was typed, but these texts in some inputs."""
        typed = {name: self.data[name] for name in self.fields if name in self.data}
        return PastFiguresForm(self.listed, typed | dict(texts) | {"base": json.dumps(self.stored)})


def _number_field(indicator: Indicator, part: str) -> NumberFormField:
    decimals = indicator.parts_decimals if part in PARTS else indicator.decimals
    least = None if indicator.is_net else Decimal(0)
    sentences = {"nothing": _("Leave the cell blank where there is no value.")}
    return NumberFormField(rules=NumberRules(least=least, decimals=decimals), required=False, error_messages=sentences)


def _stored_texts(listed: PastFigureList) -> dict[str, str]:
    """Every stored number and footnote as its input's text."""
    texts = {}
    for figure in listed.figures:
        for part in parts_of(figure.indicator):
            texts[input_name(part, figure.indicator)] = plain_text(getattr(figure, part)) or ""
        texts[input_name("footnote", figure.indicator)] = figure.footnote
    return texts
