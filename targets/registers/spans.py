"""What registers count over several months, for panels: by unit or by another field; and the movement of cases."""

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
from targets.registers.counting import ZERO, FigureCount, count_by
from targets.registers.declaration import CountedFigure, Register

BY_UNIT = "unit__district_path"


@dataclass(frozen=True, slots=True)
class FigureSpan:
    """A figure over some months: the last month's own, and to date, where a flow is summed and a stock is the last."""

    month: FigureCount
    to_date: FigureCount

    def plus(self, other: FigureSpan) -> FigureSpan:
        return FigureSpan(add_counts(self.month, other.month), add_counts(self.to_date, other.to_date))


# Figures over the same months, by their keys; empty where there is no entry.
Spans = dict[str, FigureSpan]


def add_counts(one: FigureCount, other: FigureCount) -> FigureCount:
    """The sum of two counts of one figure, part by part; a part that neither has stays None."""
    pairs = zip(one, other, strict=True)
    return FigureCount(*(None if a is None and b is None else (a or ZERO) + (b or ZERO) for a, b in pairs))


def is_everybody(area: Area, units: Iterable[ReportingUnit]) -> bool:
    """Do the entries of all units belong to the area? Then they need not be filtered, which takes ten times as long.

    `units` are all that the reader may see: for readers of the whole city, all there are.
    """
    paths = {unit.path for unit in area.among(units)}
    return area.is_city_whole and all(unit.district_path in paths for unit in units)


def units_of(area: Area, units: Iterable[ReportingUnit]) -> QuerySet:
    """The units whose entries belong to the area: those that report in it, with their streets and communities."""
    paths = [unit.path for unit in area.among(units)]
    return ReportingUnit.objects.filter(district_path__in=paths)


def counted_units(area: Area, units: Sequence[ReportingUnit]) -> QuerySet | None:
    """The units whose entries belong to the area, as `counting.count` takes them: None where all entries do."""
    return None if is_everybody(area, units) else units_of(area, units)


def spans_by(
    register: Register, name: str, months: Sequence[Month], *, figures: Sequence[CountedFigure], units: QuerySet | None
) -> dict[Any, Spans]:
    """A register's figures over the months, which are in their order, by the values of the field `name`.

    A value that no entry has is left out.
    """
    found = count_by(register, name, figures, months, units=units)
    return {value: {f.key: _span(f, months, numbers) for f in figures} for value, numbers in found.items()}


def _span(
    figure: CountedFigure, months: Sequence[Month], numbers: Mapping[tuple[Month, str], FigureCount]
) -> FigureSpan:
    last = numbers[months[-1], figure.key]
    if figure.is_stock:
        return FigureSpan(last, last)
    return FigureSpan(last, reduce(add_counts, (numbers[month, figure.key] for month in months)))


def add_spans(parts: Iterable[Spans]) -> Spans:
    """The sum of several, key by key; empty where there are none, which is not the same as zero."""
    total: Spans = {}
    for part in parts:
        total = {key: total[key].plus(span) if key in total else span for key, span in part.items()}
    return total


@dataclass(frozen=True, slots=True)
class CaseFlow:
    """The movement of cases, or of other standing entries, over a time.

    Opening + received − closed = pending (期末未结).
    """

    opening: Decimal
    received: Decimal
    closed: Decimal

    @property
    def pending(self) -> Decimal:
        return self.opening + self.received - self.closed

    @property
    def closing_rate(self) -> Decimal | None:
        """Closed cases of all that were to be dealt with, in percent; None where there were none.

        结案率 = 结案 ÷ (上期未结 + 受理).
        """
        return published.rate(self.closed, self.opening + self.received)


def case_flow(spans: Spans, before: Spans, *, received: str = "received") -> CaseFlow:
    """The movement by a register's figures: `received` and "closed" of the months, "pending" of the month before."""
    opening = before["pending"].to_date.value if before else None
    return CaseFlow(opening or ZERO, _value(spans, received), _value(spans, "closed"))


def _value(spans: Spans, key: str) -> Decimal:
    return (spans[key].to_date.value if spans else None) or ZERO
