"""The lines above a table and the sheet's name: a title, a unit, a period and the units of measure of its numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from targets.names import squeeze
from targets.spreadsheets.cells import Spot
from targets.spreadsheets.layouts.faults import narrowed, other_numbers, unknown_unit
from targets.spreadsheets.layouts.found_tables import LayoutFault
from targets.spreadsheets.layouts.headings import Headings
from targets.spreadsheets.layouts.meanings import EMPTY, Meaning, NumberRole
from targets.spreadsheets.layouts.words import (
    FORM_LABEL,
    INDICATOR_LABEL,
    MEASURE_LABEL_ALONE,
    NARROWING,
    NOTE,
    OTHER_NUMBERS,
    PERIOD_LABEL,
    UNIT_LABEL,
    UNIT_LABEL_ALONE,
)
from targets.values import Value
from targets.values.measures import Measure, note_measures, unit_line
from targets.values.spans import AmbiguousSpan, MonthSpan, find_span, find_year, read_span

_NEXT_LABEL = re.compile(r"\S+[:：]")
_SENTENCE = 40
NAME_PLACE: Spot = (0, 0)


@dataclass(slots=True)
class Context:
    """What holds for a whole table unless its own headings say otherwise.

    `year` is the year that the title names, where that is not the plan's. `other` is the fault of a title whose
    numbers are not those of a month.
    """

    title: str = ""
    year: int | None = None
    year_place: Spot = (0, 0)
    other: LayoutFault | None = None
    unit: str | None = None
    unit_place: Spot | None = None
    spans: list[tuple[MonthSpan, Spot]] = field(default_factory=list)
    span_fault: str = ""
    measures: list[Measure] = field(default_factory=list)
    meaning: Meaning = EMPTY
    faults: list[LayoutFault] = field(default_factory=list)

    @property
    def span(self) -> MonthSpan | None:
        """The one month that the title and the lines name; cumulative only where all of them say so."""
        if not self.spans or self.span_fault:
            return None
        months = {span.month for span, _place in self.spans}
        return (
            MonthSpan(months.pop(), all(span.cumulative for span, _place in self.spans)) if len(months) == 1 else None
        )

    @property
    def span_place(self) -> Spot | None:
        return self.spans[0][1] if self.spans else None

    def inherit(self, above: Context, *, unit: bool) -> None:
        """Take from the lines further above what these lines leave open.

        After lines that name a month of their own, an earlier title of other numbers no longer holds. A month of
        another year is not taken over.
        """
        if not self.spans:
            self.other = self.other or above.other
        if unit and self.unit is None and not self.faults:
            self.unit, self.unit_place = above.unit, above.unit_place
        if not self.spans and not self.span_fault:
            self.spans = [said for said in above.spans if self.year in (None, said[0].month.year)]
            self.span_fault = above.span_fault
        self.measures = self.measures or above.measures
        self.title = self.title or above.title
        if self.year is None:
            self.year, self.year_place = above.year, above.year_place

    def compare_months(self) -> None:
        """Note as a fault that the title, the lines and the sheet's name disagree about the month."""
        months = sorted({span.month for span, _place in self.spans})
        if len(months) > 1 and not self.span_fault:
            text = _("Several months are named for this table: %(months)s. Leave only the right one.")
            self.span_fault = text % {"months": ", ".join(map(str, months))}


class ContextReader:
    """Reads the lines above a table."""

    def __init__(self, headings: Headings):
        self.headings = headings

    def read(self, cells: Iterable[tuple[int, int, Value]], *, notes: bool = True) -> Context:
        """The context that the filled cells above a table give, in reading order.

        With `notes` False, notes are ignored: they belong to the table further above.
        """
        context, label = Context(), ""
        cells = list(cells)
        in_row = Counter(row for row, _column, _value in cells)
        for row, column, value in cells:
            text = value.strip() if isinstance(value, str) else ""
            if label:
                self._labelled(context, label, value, (row, column))
                label = ""
            elif text and NOTE.match(squeeze(text)):
                context.measures += note_measures(text) if notes else []
                label = _form_label(text)
            else:
                label = self._cell(context, value, text, (row, column), alone=in_row[row] == 1)
        return context

    def _cell(self, context: Context, value: Value, text: str, place: Spot, *, alone: bool) -> str:
        """Take what the cell says. Returns the kind of a label whose value stands in the next cell, else nothing."""
        if not text:
            self._bare_value(context, value, place)
            return ""
        named = UNIT_LABEL.search(text)
        measures = unit_line(text) or note_measures(text)
        context.measures += measures
        if named is None and FORM_LABEL.search(squeeze(text)):
            return _form_label(text)
        if context.year is None and (year := find_year(text)):
            context.year, context.year_place = year, place
        for label, pattern in (("indicator", INDICATOR_LABEL), ("period", PERIOD_LABEL)):
            if labelled := pattern.match(text):
                return self._valued(context, label, labelled[1], place)
        self._span(context, text, place)
        if named is not None:
            value = _own_value(named[1])
            return "" if unit_line(f"单位：{value}") else self._valued(context, "unit", value, place)
        label = _label_alone(text)
        if not label:
            self._title(context, text, place, alone=alone, is_measure=bool(measures))
        return label

    def _valued(self, context: Context, label: str, value: str, place: Spot) -> str:
        """Take the value after a label's colon. Returns the label where its value stands in the next cell."""
        if not value.strip():
            return label
        self._labelled(context, label, value, place)
        return ""

    def _labelled(self, context: Context, label: str, value: Value, place: Spot) -> None:
        if label == "unit" and isinstance(value, str):
            self._unit(context, value, place)
        elif label == "measure":
            context.measures += unit_line(f"单位：{value}") or []
        elif label == "indicator" and isinstance(value, str):
            self._take(context, self.headings.read(_own_value(value)), place)
        elif label == "period":
            self._span(context, value, place, labelled=True)

    def _bare_value(self, context: Context, value: Value, place: Spot) -> None:
        """Take a date on the first of a month, or a number such as 200703, as a period; others name none."""
        if (isinstance(value, date) and value.day == 1) or (isinstance(value, (int, float)) and value >= 1900):
            self._span(context, value, place)

    def _span(self, context: Context, value: Value, place: Spot, *, labelled: bool = False) -> None:
        try:
            if isinstance(value, str):
                year = self.headings.year
                found = (read_span(value, year=year) if labelled else None) or find_span(value, year=year)
            else:
                found = read_span(value, year=self.headings.year)
        except AmbiguousSpan as ambiguous:
            context.span_fault = context.span_fault or str(ambiguous)
            return
        if found is not None:
            context.spans.append((found, place))

    # ---- units --------------------------------------------------------------------------------------------

    def _unit(self, context: Context, text: str, place: Spot) -> None:
        """Take the unit after a label: a known one, or none for all units together; an unknown one is a fault."""
        text = _own_value(text)
        for part in (text, re.split(r"\s{2,}|[\u3000\t]", text)[0], text.split()[0] if text else ""):
            meaning = self.headings.read(part)
            if meaning.units:
                context.unit, context.unit_place = meaning.units[0], place
                return
            if meaning.total or meaning.known or not part.strip("_ /"):
                return
        context.faults.append(unknown_unit(self.headings.words, text, place))

    def _title(self, context: Context, text: str, place: Spot, *, alone: bool, is_measure: bool) -> None:
        """Take a title or subtitle: it may name a unit, say "to date" and, alone in its row, name an indicator.

        One that speaks of some people only, or of numbers that are not the month's, is a fault.
        """
        if narrowing := NARROWING.search(squeeze(text)):
            context.faults.append(narrowed(place, text, narrowing[0]))
        if other := OTHER_NUMBERS.search(squeeze(text)):
            context.other = context.other or other_numbers(place, " ".join(text.split()), other[0])
        if is_measure:
            return
        if not context.title:
            context.title = " ".join(text.split())
        meaning = self.headings.read(text)
        if "累计" in text and len(text) < _SENTENCE and context.meaning.role is None:
            context.meaning = _with_role(context.meaning, NumberRole.TO_DATE)
        if meaning.known and meaning.binds and alone:
            self._take(context, meaning, place)
            return
        unit = unit_in(text, self.headings)
        if unit and context.unit is None:
            context.unit, context.unit_place = unit, place

    def _take(self, context: Context, meaning: Meaning, place: Spot) -> None:
        if meaning.units and context.unit is None:
            context.unit, context.unit_place = meaning.units[0], place
        old = context.meaning
        context.meaning = Meaning(
            indicators=old.indicators or meaning.indicators,
            part=old.part or meaning.part,
            role=old.role or meaning.role,
            measure=old.measure or meaning.measure,
        )


def _form_label(text: str) -> str:
    """The label "form" for a text such as 制表日期 or 填表人：, whose value in the next cell is of no interest."""
    plain = squeeze(text)
    form = FORM_LABEL.search(plain)
    return "form" if plain.endswith(":") or (form and form.end() == len(plain)) else ""


def _label_alone(text: str) -> str:
    """The kind of a label without a colon, whose value stands in the next cell."""
    if UNIT_LABEL_ALONE.match(squeeze(text)):
        return "unit"
    return "measure" if squeeze(text) in MEASURE_LABEL_ALONE else ""


def _own_value(text: str) -> str:
    """The value of a label, without a second label that follows in the same cell."""
    following = _NEXT_LABEL.search(text)
    return (text[: following.start()] if following else text).strip()


def _with_role(meaning: Meaning, role: NumberRole) -> Meaning:
    return Meaning(indicators=meaning.indicators, part=meaning.part, role=role, measure=meaning.measure)


def unit_in(text: str, headings: Headings) -> str | None:
    """The only unit that a title names in full, such as 尖山区 in 双鸭山市尖山区2007年3月就业情况表.

    It is not that unit if a lower one follows (友谊县友谊农场, 尖山区某街道) or another city stands before it.
    """
    squeezed = squeeze(text)
    found = set()
    for unit in headings.words.unit_names.values():
        # The bureau's own name stands above everybody's tables; only 市本级 means the city's own offices.
        for name in map(squeeze, (unit.name,) if unit.whole else (unit.name, *unit.names)):
            if len(name) > 2 and name in squeezed and _stands_alone(squeezed, name, headings):
                found.add(unit.code)
    return found.pop() if len(found) == 1 else None


_BEHIND = re.compile(r"^.{0,8}?(?:街道|办事处|镇|乡|社区|村|农场|林业|公司|集团|学校|中心)")
_BEFORE = re.compile(r"[市省州盟]$")


def _stands_alone(text: str, name: str, headings: Headings) -> bool:
    start = text.index(name)
    before, behind = text[:start], text[start + len(name) :]
    if _BEHIND.match(behind):
        return False
    own_city = any(before.endswith(squeeze(city)) for unit in headings.words.unit_names.values() for city in unit.whole)
    return own_city or not _BEFORE.search(before)
