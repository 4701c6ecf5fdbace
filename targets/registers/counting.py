"""Figures counted from registers: one query, however many registers, figures, units and months.

This is the second of two modules with GROUP BY. The other, `targets.progress.rollup`, sums what was reported; this one
counts the entries that are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Aggregate, DecimalField, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from targets.models import ReportingUnit
from targets.periods import Month
from targets.registers.counting_units import CountingUnits
from targets.registers.declaration import CountedFigure, Register

ZERO = Decimal(0)
FOUR_PLACES = Decimal("0.0001")
AMOUNT = DecimalField(max_digits=24, decimal_places=4)
# One number to be aggregated: its figure, its month, and whether it is the denominator of a rate.
Aggregation = tuple[CountedFigure, Month, bool]


class FigureCount(NamedTuple):
    """What a register counts for a figure: a value, or a rate's two parts."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def exact(number: object) -> Decimal:
    """A sum to four decimals: SQLite adds decimals as binary fractions."""
    return Decimal(str(number or 0)).quantize(FOUR_PLACES)


@dataclass
class Counts:
    """Counted figures by register, code of the reporting unit, month and the figure's key.

    `kept` has the name of a register and the code of a reporting unit wherever the unit has an entry that could count
    from January to the last of the months. A unit that keeps a register and has nothing to count in it counts zero;
    one that does not keep it counts nothing.
    """

    numbers: dict[tuple[str, str, Month, str], FigureCount] = field(default_factory=dict)
    kept: set[tuple[str, str]] = field(default_factory=set)

    def of(
        self, register: Register, unit: ReportingUnit, month: Month, figure: CountedFigure, *, city_wide: bool = False
    ) -> FigureCount | None:
        """What the unit's report should state; None where the unit does not keep the register.

        `city_wide` asks for an indicator that the city reports for all units: what they count together.
        """
        if city_wide and any(name == register.name for name, _unit in self.kept):
            return self.total(register, figure, month)
        if (register.name, unit.code) not in self.kept:
            return None
        return self.numbers.get((register.name, unit.code, month, figure.key))

    def total(self, register: Register, figure: CountedFigure, month: Month) -> FigureCount:
        """What all units count together for the month."""
        asked = (register.name, month, figure.key)
        parts = [number for (name, _unit, of, key), number in self.numbers.items() if (name, of, key) == asked]
        if not figure.is_ratio:
            return FigureCount(sum((part.value or ZERO for part in parts), ZERO))
        above = sum((part.numerator or ZERO for part in parts), ZERO)
        return FigureCount(None, above, sum((part.denominator or ZERO for part in parts), ZERO))


Wanted = Mapping[Register, Sequence[CountedFigure]]


def count(
    wanted: Wanted,
    months: Sequence[Month],
    *,
    units: QuerySet | None = None,
    counting_units: CountingUnits | None = None,
) -> Counts:
    """Count the registers' figures for each of the months, by reporting unit, in one statement.

    `units` limits whose entries are counted; None takes those of all units. Which unit's report counts an entry is read
    before (`CountingUnits`), unless the caller has read it for these months.
    """
    counts = Counts()
    numbers_of = {register: _aggregations(figures, months) for register, figures in wanted.items() if figures}
    if not numbers_of:
        return counts
    # The register with the most numbers comes first, so that the columns have their type from it.
    asked = dict(sorted(numbers_of.items(), key=lambda one: len(one[1]), reverse=True))
    width = len(next(iter(asked.values())))
    counting_units = counting_units or CountingUnits(months)
    grouping = counting_units.grouping()
    first, *others = [_by_unit(one, numbers, months, units, width, grouping) for one, numbers in asked.items()]
    registers = {register.name: register for register in asked}
    for name, group, *numbers in first.union(*others, all=True):
        register = registers[name]
        counts.kept |= {(name, counting_units.code(group, month)) for month in months}
        for (figure, month, is_denominator), number in zip(asked[register], numbers, strict=False):
            # A month without a statement counts nothing, which is not zero.
            if number is None and register.is_monthly:
                continue
            key = (name, counting_units.code(group, month), month, figure.key)
            counts.numbers[key] = _with_number(counts.numbers.get(key), figure, exact(number), is_denominator)
    return counts


def count_together(wanted: Wanted, months: Sequence[Month], *, units: QuerySet | None = None) -> Counts:
    """Count as `count` does, for the totals of the units alone: whose report counts an entry is not read for them."""
    return count(wanted, months, units=units, counting_units=CountingUnits([]))


def count_all(registers: Iterable[Register], months: Sequence[Month], *, units: QuerySet | None = None) -> Counts:
    """Count all figures of the registers for each of the months, as `count` does."""
    return count({register: register.figures for register in registers}, months, units=units)


def _aggregations(figures: Iterable[CountedFigure], months: Sequence[Month]) -> list[Aggregation]:
    """One number for each figure and month; two for a rate."""
    return [
        (figure, month, part)
        for month in months
        for figure in figures
        for part in ((False, True) if figure.is_ratio else (False,))
    ]


def _with_number(
    known: FigureCount | None, figure: CountedFigure, number: Decimal, is_denominator: bool
) -> FigureCount:
    """What is known of the figure's count with one more number: added to its value, or to a part of the rate."""
    if not figure.is_ratio:
        return FigureCount(number + (known.value or ZERO) if known else number)
    known = known or FigureCount(None, ZERO, ZERO)
    if is_denominator:
        return known._replace(denominator=number + (known.denominator or ZERO))
    return known._replace(numerator=number + (known.numerator or ZERO))


def _by_unit(
    register: Register,
    aggregations: list[Aggregation],
    months: Sequence[Month],
    units: QuerySet | None,
    width: int,
    grouping: Combinable,
) -> QuerySet:
    """A row for each group of units: the register's name, the group, the numbers, and blanks up to the width."""
    entries = _entries(register, [figure for figure, _month, _part in aggregations], months, units)
    names = [f"n{number}" for number in range(width)]
    numbers = {name: _aggregate(register, *one) for name, one in zip(names, aggregations, strict=False)}
    blanks = {name: Value(None, AMOUNT) for name in names[len(aggregations) :]}
    grouped = entries.order_by().annotate(counted_under=grouping).values("counted_under").annotate(**numbers)
    return grouped.annotate(**blanks, of=Value(register.name)).values_list("of", "counted_under", *names)


def _entries(
    register: Register, figures: Iterable[CountedFigure], months: Sequence[Month], units: QuerySet | None
) -> QuerySet:
    """The valid entries of the units that can count in these months, and all others of the year so far.

    The others count nothing here; they show that their unit keeps the register.
    """
    entries: QuerySet = register.model.objects.valid().filter(_of_year(register, figures, months))
    return entries if units is None else entries.filter(unit__in=units)


def _of_year(register: Register, figures: Iterable[CountedFigure], months: Sequence[Month]) -> Q:
    """The condition of belonging, by any day that a figure goes by, to the year of the months up to the last."""
    first, last = min(months).year_to()[0].first_day, max(months).last_day
    days = {figure.on for figure in figures if figure.on and not figure.standing} | {register.model.day_field}
    rule = Q()
    for day in sorted(days):
        rule |= Q(**{f"{day}__range": (first, last)})
    if register.is_standing:
        end = register.model.end_field
        lasting = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": first})
        rule |= Q(**{f"{register.model.day_field}__lte": last}) & lasting
    return rule


def _aggregate(register: Register, figure: CountedFigure, month: Month, is_denominator: bool) -> Cast:
    """The figure's number for the month, or its denominator."""
    rule = register.rule(figure, month)
    if is_denominator:
        return Cast(filtered(figure.out_of, rule), AMOUNT)
    return Cast(filtered(figure.counts, rule & register.reached(figure, month)), AMOUNT)


def filtered(aggregate: Any, rule: Q) -> Aggregate:
    """The aggregate over those of its entries that fit the rule as well; an empty rule fits all."""
    _path, arguments, options = aggregate.deconstruct()
    narrowed: Aggregate = type(aggregate)(*arguments, **options | {"filter": options.get("filter", Q()) & rule or None})
    return narrowed


def entries_behind(
    register: Register,
    figure: CountedFigure,
    unit: ReportingUnit,
    month: Month,
    *,
    city_wide: bool = False,
    counting_units: CountingUnits | None = None,
) -> QuerySet:
    """The valid entries that the figure counts for the unit's report of the month.

    `counting_units` is read unless the caller has read it for the month.
    """
    entries = register.model.objects.valid().filter(register.rule(figure, month))
    if city_wide:
        return entries
    return entries.filter(unit__in=(counting_units or CountingUnits([month])).units_of(unit, month))


def count_by(
    register: Register, name: str, figures: Sequence[CountedFigure], months: Sequence[Month], *, units: QuerySet | None
) -> dict[Any, dict[tuple[Month, str], FigureCount]]:
    """A register's figures by the values of the field `name`, such as the leader in charge, by month and key."""
    aggregations = _aggregations(figures, months)
    entries = _entries(register, figures, months, units)
    numbers = {f"n{number}": _aggregate(register, *place) for number, place in enumerate(aggregations)}
    counted: dict[Any, dict[tuple[Month, str], FigureCount]] = {}
    for value, *found in entries.order_by().values_list(name).annotate(**numbers):
        mine = counted.setdefault(value, {})
        for (figure, month, is_denominator), number in zip(aggregations, found, strict=True):
            key = (month, figure.key)
            mine[key] = _with_number(mine.get(key), figure, exact(number), is_denominator)
    return counted
