"""Figures counted from registers: one query a register, however many figures, units and months.

The second place with GROUP BY, beside `targets.rollup`: that sums what was filed, this counts what is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet

from targets.models import ReportingUnit
from targets.periods import Month
from targets.registers.declaration import Figure, Register
from targets.worksheet import Cell

ZERO = Decimal(0)


class Counted(NamedTuple):
    """What a register counts for a figure: a value, or a rate's two parts."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    def plus(self, other: Counted) -> Counted:
        pairs = zip(self, other, strict=True)
        return Counted(*(None if a is None and b is None else (a or ZERO) + (b or ZERO) for a, b in pairs))

    @property
    def cell(self) -> Cell:
        return Cell(*self)


@dataclass
class Counts:
    """The figures of one register. `kept` are the filing units that have any entry in the months' year so far.

    A unit that keeps the register and has nothing to count counts zero; one that does not keep it counts nothing.
    """

    register: Register
    numbers: dict[tuple[str, Month, str], Counted] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    def of(self, unit: ReportingUnit, month: Month, figure: Figure) -> Counted | None:
        """What the unit's report should say; None where the unit does not keep this register."""
        path = filing_path(unit)
        if path not in self.kept:
            return None
        return self.numbers.get((path, month, figure.key)) or nothing(figure)


def nothing(figure: Figure) -> Counted:
    return Counted(None, ZERO, ZERO) if figure.is_ratio else Counted(ZERO)


def filing_path(unit: ReportingUnit) -> str:
    """The path of the unit that reports for this one: its district, or itself."""
    return unit.district_path


def count(
    register: Register,
    months: Sequence[Month],
    *,
    figures: Iterable[Figure] | None = None,
    units: QuerySet | None = None,
) -> Counts:
    """Count the figures for the months, by filing unit; `units` limits whose entries are looked at."""
    wanted = list(register.figures if figures is None else figures)
    counts = Counts(register)
    for row in _grouped(register, wanted, months, units):
        path = row["unit__district_path"]
        counts.kept.add(path)
        for month in months:
            for place, figure in enumerate(wanted):
                key, found = (path, month, figure.key), _read(row, figure, place, month)
                counts.numbers[key] = counts.numbers[key].plus(found) if key in counts.numbers else found
    return counts


def _grouped(register: Register, figures: list[Figure], months: Sequence[Month], units: QuerySet | None) -> QuerySet:
    entries = register.model.objects.filter(cancelled_on__isnull=True)
    entries = entries.filter(_of_year(register, figures, months))
    if units is not None:
        entries = entries.filter(unit__in=units)
    return entries.order_by().values("unit__district_path").annotate(**_aggregates(register, figures, months))


def _of_year(register: Register, figures: Iterable[Figure], months: Sequence[Month]) -> Q:
    """Entries that can count in these months, and all others of the year so far, which show that the unit keeps it."""
    first, last = min(months).year_to()[0].first_day, max(months).last_day
    days = {figure.on or register.model.day_field for figure in figures if not figure.standing}
    rule = Q(**{f"{register.model.day_field}__range": (first, last)})
    for day in sorted(days - {register.model.day_field}):
        rule |= Q(**{f"{day}__range": (first, last)})
    if register.is_standing:
        end = register.model.end_field
        lasting = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": first})
        rule |= Q(**{f"{register.model.day_field}__lte": last}) & lasting
    return rule


def _aggregates(register: Register, figures: Sequence[Figure], months: Sequence[Month]) -> Mapping[str, object]:
    """One aggregate for each figure, part and month."""
    made = {}
    for month in months:
        for place, figure in enumerate(figures):
            rule = register.rule(figure, month)
            made[_name(place, month)] = _filtered(figure.counts, rule & register.reached(figure, month))
            if figure.out_of is not None:
                made[_name(place, month) + "_of"] = _filtered(figure.out_of, rule)
    return made


def _name(place: int, month: Month) -> str:
    return f"n{place}_{month.year}_{month.month}"


def _filtered(aggregate, rule: Q):
    """The aggregate over the entries of the rule."""
    filtered = aggregate.copy()
    filtered.filter = filtered.filter & rule if filtered.filter else rule
    return filtered


def _read(row: Mapping, figure: Figure, place: int, month: Month) -> Counted:
    name = _name(place, month)
    number = Decimal(str(row[name] or 0))
    return Counted(None, number, Decimal(str(row[f"{name}_of"] or 0))) if figure.is_ratio else Counted(number)


def entries_behind(register: Register, figure: Figure, unit: ReportingUnit, month: Month) -> QuerySet:
    """The valid entries that the figure counts for the unit's report of the month."""
    units = ReportingUnit.objects.own_area(unit)
    return register.model.objects.valid().filter(register.rule(figure, month), unit__in=units)
