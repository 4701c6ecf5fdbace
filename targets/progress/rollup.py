"""Totals of the figures in reports; reports are added up here and nowhere else.

Each function takes a fixed number of queries, however many units, months and indicators there are. The totals of an
area and the parts of its units come from the same queries, grouped differently, so that the dashboard and the matrix
show the same numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db.models import BooleanField, Case, Count, DecimalField, F, Q, QuerySet, Sum, When, Window
from django.db.models.functions import RowNumber

from targets.arithmetic import Kind, Sense, Tally, rate
from targets.models import Basis, Figure, Indicator, WorkPlan
from targets.periods import Month

FOUR_PLACES = Decimal("0.0001")
# SQLite looks up each indicator of the condition in each report, which is faster than reading all only for a few.
FEW = 8
NUMBERS = ("value", "numerator", "denominator")
STANDING = tuple(f"standing_{name}" for name in NUMBERS)

Key = tuple[int, int]  # indicator, unit
Ids = tuple[int, ...]


class Part(NamedTuple):
    """What units contribute to an indicator from January up to a month.

    `reported` is the number of units with a figure, or "not applicable", for that month itself, `not_applicable` the
    number of the latter. `carried` is the number of units without either whose figure of an earlier month still counts.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    reported: int = 0
    carried: int = 0
    not_applicable: int = 0

    @property
    def is_given(self) -> bool:
        """Is there any number?"""
        return (self.value, self.numerator, self.denominator) != (None, None, None)


NOTHING = Part()


def counted(figures: QuerySet, basis: Basis, *columns: str) -> QuerySet:
    """The figures that count on the basis, with the columns named, or all four, as `counted_value` and so on.

    While an approved report is open for correction, the figures that were approved still count. Building the
    expression of a column takes Django longer than the database needs to run it in a city, so name only those needed.
    """
    states = [state.value for state in basis.states]
    rule = Q(report__state__in=states) | Q(report__is_correction=True)
    return figures.filter(rule).annotate(
        **{
            f"counted_{column}": Case(
                When(report__state__in=states, then=F(column)),
                default=F(f"standing_{column}"),
                output_field=DecimalField(max_digits=18, decimal_places=4) if column in NUMBERS else BooleanField(),
            )
            for column in columns or (*NUMBERS, "not_applicable")
        }
    )


# ---- Queries -----------------------------------------------------------------------------------------------


def _filed(plan_id: int, indicators: Ids, unit_ids: Ids, month: Month, basis: Basis) -> QuerySet:
    """The plan's figures up to a month, found through their reports: of a FEW indicators, or else of all."""
    figures = _of_year(plan_id, unit_ids, month)
    if len(indicators) <= FEW:
        figures = figures.filter(indicator__in=indicators)
    return counted(figures, basis)


def _of_year(plan_id: int, unit_ids: Ids, month: Month) -> QuerySet:
    return Figure.objects.filter(
        report__chapter__plan=plan_id, report__month__lte=month.first_day, report__unit__in=unit_ids
    ).order_by()


def _sums(plan_id: int, indicators: Ids, unit_ids: Ids, month: Month, basis: Basis) -> QuerySet:
    """By indicator and unit: the sums of the months, and how many figures were reported for the last one."""
    complete = Q(counted_numerator__isnull=False, counted_denominator__isnull=False)
    return (
        _filed(plan_id, indicators, unit_ids, month, basis)
        .values_list("indicator_id", "report__unit_id")
        .annotate(
            value_sum=Sum("counted_value"),
            numerator_sum=Sum("counted_numerator", filter=complete),
            denominator_sum=Sum("counted_denominator", filter=complete),
            said_now=Count("pk", filter=_said() & Q(report__month=month.first_day)),
            not_applicable_now=Count("pk", filter=Q(counted_not_applicable=True, report__month=month.first_day)),
        )
    )


def _latest(plan_id: int, indicators: Ids, unit_ids: Ids, month: Month, basis: Basis) -> QuerySet:
    """For each indicator and unit the latest month with an answer: the report's state, its numbers, those approved.

    "Not applicable" is an answer without a number, which ends what stood before.
    """
    counts = Q(report__state__in=[state.value for state in basis.states])
    now, before = (_given(which) | Q(**{f"{which}not_applicable": True}) for which in ("", "standing_"))
    given = counts & now | ~counts & Q(report__is_correction=True) & before
    latest_first = Window(RowNumber(), partition_by=["indicator_id", "report__unit_id"], order_by="-report__month")
    return (
        _of_year(plan_id, unit_ids, month)
        .filter(given, indicator__in=indicators)
        .annotate(place=latest_first)
        .filter(place=1)
        .values_list("indicator_id", "report__unit_id", "report__state", *NUMBERS, *STANDING)
    )


def _month_sums(indicators: Ids, unit_ids: Ids, month: Month, basis: Basis) -> QuerySet:
    """The units' sums of each month of the year up to this one, by indicator and month."""
    figures = Figure.objects.filter(
        indicator__in=indicators,
        report__unit__in=unit_ids,
        report__month__range=(Month(month.year, 1).first_day, month.first_day),
    )
    rows = counted(figures, basis, "value").order_by().values_list("indicator_id", "report__month")
    return rows.annotate(month_sum=Sum("counted_value"))


def _given(which: str = "counted_") -> Q:
    """The condition that there is a number, or both parts of a rate."""
    value, numerator, denominator = (f"{which}{name}__isnull" for name in NUMBERS)
    return Q(**{value: False}) | Q(**{numerator: False, denominator: False})


def _said(which: str = "counted_") -> Q:
    """The condition that the unit reported something: a number, or "not applicable"."""
    return _given(which) | Q(**{f"{which}not_applicable": True})


# ---- Parts and totals -------------------------------------------------------------------------------------


def _whole(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(FOUR_PLACES)


def _kinds(indicator: Indicator) -> tuple[str, str, str]:
    """How value, numerator and denominator add up over months."""
    return (
        indicator.kind,
        indicator.numerator_kind or Kind.FLOW,
        indicator.denominator_kind or Kind.FLOW,
    )


def _lasts(indicator: Indicator) -> bool:
    """Whether any of its numbers counts by its latest month instead of the sum of all months."""
    return any(kind not in (Kind.FLOW, Kind.RATIO) for kind in _kinds(indicator))


def parts(
    plan: WorkPlan, indicators: Iterable[Indicator], unit_ids: Iterable[int], month: Month, basis: Basis
) -> dict[Key, Part]:
    """Each unit's contribution to each indicator from January up to the month."""
    entered, units = _entered(indicators), tuple(unit_ids)
    latest = _read_latest(plan, entered, units, month, basis)
    rows = _sums(plan.pk, tuple(entered), units, month, basis)
    return {
        (pk, unit): _part(entered[pk], numbers, latest.get((pk, unit), NOTHING), said, not_applicable)
        for pk, unit, *numbers, said, not_applicable in rows
        if pk in entered
    }


def _part(indicator: Indicator, sums: Sequence[Decimal | None], last: Part, said: int, not_applicable: int) -> Part:
    """Value, numerator and denominator, each by its own kind: the sum of the months, or the latest number."""
    value, numerator, denominator = (
        _whole(total if kind == Kind.FLOW else latest)
        for kind, total, latest in zip(_kinds(indicator), sums, last[:3], strict=True)
    )
    part = Part(value, numerator, denominator, said, 0, not_applicable)
    return part._replace(carried=1) if part.is_given and not said else part


def _entered(indicators: Iterable[Indicator]) -> dict[int, Indicator]:
    return {indicator.pk: indicator for indicator in indicators if indicator.is_entered}


def _read_latest(
    plan: WorkPlan, entered: Mapping[int, Indicator], unit_ids: Ids, month: Month, basis: Basis
) -> dict[Key, Part]:
    lasting = tuple(pk for pk, indicator in entered.items() if _lasts(indicator))
    rows = _latest(plan.pk, lasting, unit_ids, month, basis) if lasting else ()
    states = {state.value for state in basis.states}
    return {(pk, unit): Part(*(numbers[:3] if at in states else numbers[3:])) for pk, unit, at, *numbers in rows}


def together(indicator: Indicator, contributions: Iterable[Part]) -> Part:
    """Several units' parts as one: flows and stocks are added; of a level, what every unit has reached counts."""
    known = list(contributions)
    if len(known) == 1:
        return known[0]
    value, numerator, denominator = (_sum(getattr(part, name) for part in known) for name in NUMBERS)
    if indicator.kind == Kind.LEVEL:
        worst = max if indicator.sense == Sense.AT_MOST else min
        value = worst((part.value for part in known if part.value is not None), default=None)
    return Part(
        value,
        numerator,
        denominator,
        reported=sum(part.reported for part in known),
        carried=sum(part.carried for part in known),
        not_applicable=sum(part.not_applicable for part in known),
    )


def total(indicator: Indicator, contributions: Iterable[Part], expected: int) -> Tally:
    """The tally of several units' parts. A rate divides the summed parts; rates are never averaged."""
    part = together(indicator, contributions)
    value = rate(part.numerator, part.denominator) if indicator.is_ratio else part.value
    return Tally(
        value=value,
        numerator=part.numerator,
        denominator=part.denominator,
        reported=part.reported,
        expected=max(expected, part.reported),
        carried=part.carried,
        not_applicable=part.not_applicable,
    )


def _sum(numbers: Iterable[Decimal | None]) -> Decimal | None:
    given = [number for number in numbers if number is not None]
    return sum(given, Decimal(0)) if given else None


def by_month(indicator: Indicator, unit_ids: Collection[int], basis: Basis) -> dict[tuple[int, Month], Part]:
    """Each unit's figures of each single month; blanks are left out."""
    figures = counted(Figure.objects.filter(indicator=indicator, report__unit__in=unit_ids), basis, *NUMBERS).order_by()
    rows = figures.values_list("report__unit_id", "report__month", *(f"counted_{n}" for n in NUMBERS))
    return {
        (unit, Month.of(month)): Part(value, numerator, denominator, True)
        for unit, month, value, numerator, denominator in rows
        if (value, numerator, denominator) != (None, None, None)
    }


def month_totals(
    indicators: Collection[Indicator], unit_ids: Collection[int], month: Month, basis: Basis
) -> dict[int, dict[Month, Decimal]]:
    """The units' sum of each single month of the year up to this one, by indicator."""
    totals: dict[int, dict[Month, Decimal]] = {indicator.pk: {} for indicator in indicators}
    for indicator_id, day, value in _month_sums(tuple(totals), tuple(unit_ids), month, basis):
        if value is not None:
            totals[indicator_id][Month.of(day)] = value.quantize(FOUR_PLACES)
    return totals
