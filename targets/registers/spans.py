"""What registers count over the year so far, for the panels of chapters: by unit, by a field, and the life of cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Any

from django.db.models import QuerySet

from targets.models import ReportingUnit
from targets.periods import Month
from targets.progress import published
from targets.progress.areas import Area
from targets.registers.counting import ZERO, Counted, count_by
from targets.registers.declaration import CountedFigure, Register

BY_UNIT = "unit__district_path"


@dataclass(frozen=True, slots=True)
class Span:
    """A figure for the last of some months, and to date: a flow summed, a standing figure as it is at the end."""

    month: Counted
    to_date: Counted

    def plus(self, other: Span) -> Span:
        return Span(add_counts(self.month, other.month), add_counts(self.to_date, other.to_date))


Spans = dict[str, Span]


def add_counts(one: Counted, other: Counted) -> Counted:
    """Two counts of the same figure together, part by part."""
    pairs = zip(one, other, strict=True)
    return Counted(*(None if a is None and b is None else (a or ZERO) + (b or ZERO) for a, b in pairs))


def is_everybody(area: Area, units: Iterable[ReportingUnit]) -> bool:
    """Do the entries of all units belong to the area? Asking each entry of years for its unit takes ten times as long.

    `units` are all that the reader may see: of the whole city, all there are.
    """
    paths = {unit.path for unit in area.among(units)}
    return area.is_city_whole and all(unit.district_path in paths for unit in units)


def units_of(area: Area, units: Iterable[ReportingUnit]) -> QuerySet:
    """The units whose entries belong to the area: those that report in it, with their streets and communities."""
    paths = [unit.path for unit in area.among(units)]
    return ReportingUnit.objects.filter(district_path__in=paths)


def counted_units(area: Area, units: Sequence[ReportingUnit]) -> QuerySet | None:
    """The same as `counting.count` takes it: None where everybody's entries count."""
    return None if is_everybody(area, units) else units_of(area, units)


def spans_by(
    register: Register, name: str, months: Sequence[Month], *, figures: Sequence[CountedFigure], units: QuerySet | None
) -> dict[Any, Spans]:
    """The figures by the values of a field, over the months in their order; nothing for what has no entry."""
    found = count_by(register, name, figures, months, units=units)
    return {value: {f.key: _span(f, months, numbers) for f in figures} for value, numbers in found.items()}


def _span(figure: CountedFigure, months: Sequence[Month], numbers: Mapping[tuple[Month, str], Counted]) -> Span:
    last = numbers[months[-1], figure.key]
    if figure.is_stock:
        return Span(last, last)
    return Span(last, reduce(add_counts, (numbers[month, figure.key] for month in months)))


def add_spans(parts: Iterable[Spans]) -> Spans:
    """The sum of several; empty where there are none, which is not the same as zero."""
    total: Spans = {}
    for part in parts:
        total = {key: total[key].plus(span) if key in total else span for key, span in part.items()}
    return total


@dataclass(frozen=True, slots=True)
class CaseFlow:
    """The life of a register's cases over a span: opening + received − closed = pending (期末未结)."""

    opening: Decimal
    received: Decimal
    closed: Decimal

    @property
    def pending(self) -> Decimal:
        return self.opening + self.received - self.closed

    @property
    def closing_rate(self) -> Decimal | None:
        """Closed of all to be dealt with, in percent (结案率 = 结案 ÷ (上期未结 + 受理)); None without any."""
        return published.rate(self.closed, self.opening + self.received)


def case_flow(spans: Spans, before: Spans, *, received: str = "received") -> CaseFlow:
    """From what a register counts as `received`, `closed` and, at the end of the span before, `pending`."""
    opening = before["pending"].to_date.value if before else None
    return CaseFlow(opening or ZERO, _value(spans, received), _value(spans, "closed"))


def _value(spans: Spans, key: str) -> Decimal:
    return (spans[key].to_date.value if spans else None) or ZERO
