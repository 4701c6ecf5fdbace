"""Totals from filed figures: the only place with GROUP BY.

All in a fixed number of queries, however many units, months and indicators. Summing over units
happens on (indicator, unit) rows, so that city totals and the unit matrix are the same numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, CharField, Count, DecimalField, F, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import RowNumber

from targets.models import Basis, Figure, Indicator, MilestoneProgress, MilestoneState, WorkPlan
from targets.periods import Month
from targets.progress import Kind, Sense, Tally
from targets.published import rate

FOUR_PLACES = Decimal("0.0001")
NUMBERS = ("value", "numerator", "denominator")

Key = tuple[int, int]  # indicator, unit


@dataclass(frozen=True, slots=True)
class Part:
    """What one unit contributes to an indicator up to a month. `reported`: it said something for that very month."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    reported: bool = False


def counted(figures: QuerySet, basis: Basis) -> QuerySet:
    """Figures that count on the basis, with their numbers as `counted_value` and so on.

    While an approved report is open for correction its approved figures still count.
    """
    states = [state.value for state in basis.states]
    rule = Q(report__state__in=states) | Q(report__is_correction=True)
    return figures.filter(rule).annotate(
        **{
            f"counted_{name}": Case(
                When(report__state__in=states, then=F(name)),
                default=F(f"standing_{name}"),
                output_field=DecimalField(max_digits=18, decimal_places=4),
            )
            for name in NUMBERS
        }
    )


def _in_year(plan: WorkPlan, unit_ids: Collection[int], month: Month, basis: Basis) -> QuerySet:
    figures = Figure.objects.filter(indicator__plan=plan, report__month__lte=month.first_day, report__unit__in=unit_ids)
    return counted(figures, basis).order_by()


def _whole(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(FOUR_PLACES)


def _sums(figures: QuerySet, month: Month) -> dict[Key, tuple]:
    """Per indicator and unit: the sums of the year's months, and whether the month itself was reported."""
    said = (
        Q(counted_value__isnull=False)
        | Q(counted_numerator__isnull=False, counted_denominator__isnull=False)
        | Q(not_applicable=True)
    )
    complete = Q(counted_numerator__isnull=False, counted_denominator__isnull=False)
    rows = figures.values_list("indicator_id", "report__unit_id").annotate(
        value_sum=Sum("counted_value"),
        numerator_sum=Sum("counted_numerator", filter=complete),
        denominator_sum=Sum("counted_denominator", filter=complete),
        said_now=Count("pk", filter=said & Q(report__month=month.first_day)),
    )
    return {(indicator, unit): (a, b, c, bool(n)) for indicator, unit, a, b, c, n in rows}


def _latest(figures: QuerySet) -> dict[Key, tuple]:
    """Per indicator and unit: the numbers of the latest month that has any."""
    given = Q(counted_value__isnull=False) | Q(counted_numerator__isnull=False, counted_denominator__isnull=False)
    rows = (
        figures.filter(given)
        .annotate(
            place=Window(RowNumber(), partition_by=["indicator_id", "report__unit_id"], order_by="-report__month")
        )
        .filter(place=1)
        .values_list("indicator_id", "report__unit_id", *(f"counted_{name}" for name in NUMBERS))
    )
    return {(indicator, unit): (a, b, c) for indicator, unit, a, b, c in rows}


def _kinds(indicator: Indicator) -> tuple[str, str, str]:
    """How each of the three numbers adds up over months."""
    return (
        indicator.kind,
        indicator.numerator_kind or Kind.FLOW,
        indicator.denominator_kind or Kind.FLOW,
    )


def parts(
    plan: WorkPlan, indicators: Iterable[Indicator], unit_ids: Collection[int], month: Month, basis: Basis
) -> dict[Key, Part]:
    """Each unit's contribution to each indicator from the year's first month up to this one."""
    kinds = {i.pk: _kinds(i) for i in indicators if i.is_entered}
    figures = _in_year(plan, unit_ids, month, basis).filter(indicator__in=kinds)
    lasting = [pk for pk, own in kinds.items() if any(kind != Kind.FLOW for kind in own if kind != Kind.RATIO)]
    latest = _latest(figures.filter(indicator__in=lasting))
    found = {}
    for key, (*sums, reported) in _sums(figures, month).items():
        last = latest.get(key, (None, None, None))
        own = kinds[key[0]]
        numbers = [s if kind == Kind.FLOW else n for kind, s, n in zip(own, sums, last, strict=True)]
        found[key] = Part(*map(_whole, numbers), reported)
    return found


def total(indicator: Indicator, contributions: Iterable[Part], expected: int) -> Tally:
    """One tally from the parts of several units.

    Flows and stocks add up; a ratio divides the summed parts, never averages rates; of a level in
    force counts what every unit has reached.
    """
    known = list(contributions)
    sums = [_sum(getattr(part, name) for part in known) for name in NUMBERS]
    value = rate(sums[1], sums[2]) if indicator.is_ratio else sums[0]
    if indicator.kind == Kind.LEVEL:
        value = _common_level(indicator, known)
    reported = sum(part.reported for part in known)
    return Tally(value, sums[1], sums[2], reported, max(expected, reported))


def _common_level(indicator: Indicator, parts: Iterable[Part]) -> Decimal | None:
    levels = [part.value for part in parts if part.value is not None]
    worst = max if indicator.sense == Sense.AT_MOST else min
    return worst(levels, default=None)


def _sum(numbers: Iterable[Decimal | None]) -> Decimal | None:
    given = [number for number in numbers if number is not None]
    return sum(given, Decimal(0)) if given else None


def by_month(indicator: Indicator, unit_ids: Collection[int], basis: Basis) -> dict[tuple[int, Month], Part]:
    """Each unit's own figures of each month, for charts and tables; blanks are left out."""
    figures = counted(Figure.objects.filter(indicator=indicator, report__unit__in=unit_ids), basis).order_by()
    rows = figures.values_list("report__unit_id", "report__month", *(f"counted_{n}" for n in NUMBERS))
    return {
        (unit, Month.of(month)): Part(value, numerator, denominator, True)
        for unit, month, value, numerator, denominator in rows
        if (value, numerator, denominator) != (None, None, None)
    }


def month_totals(
    indicators: Collection[Indicator], unit_ids: Collection[int], month: Month, basis: Basis
) -> dict[int, dict[Month, Decimal]]:
    """Several units' sums of single months, by indicator: what a flow brought, month by month of the year."""
    figures = Figure.objects.filter(
        indicator__in=indicators,
        report__unit__in=unit_ids,
        report__month__range=(Month(month.year, 1).first_day, month.first_day),
    )
    rows = counted(figures, basis).order_by().values_list("indicator_id", "report__month")
    totals: dict[int, dict[Month, Decimal]] = {indicator.pk: {} for indicator in indicators}
    for indicator_id, day, value in rows.annotate(month_sum=Sum("counted_value")):
        if value is not None:
            totals[indicator_id][Month.of(day)] = value.quantize(FOUR_PLACES)
    return totals


@dataclass(frozen=True, slots=True)
class Said:
    """What a unit said last of a milestone, and in which report: its month and where that report stands."""

    state: str
    month: Month
    report_state: str
    evidence_file: str = ""
    evidence_link: str = ""


def milestones_said(plan: WorkPlan, unit_ids: Collection[int], month: Month, basis: Basis) -> dict[Key, Said]:
    """What each unit reported last of each milestone, by (milestone, unit)."""
    states = [state.value for state in basis.states]
    rows = (
        MilestoneProgress.objects.filter(
            Q(report__state__in=states) | Q(report__is_correction=True),
            milestone__plan=plan,
            report__month__lte=month.first_day,
            report__unit__in=unit_ids,
        )
        .annotate(
            counted_state=Case(
                When(report__state__in=states, then=F("state")),
                default=F("standing_state"),
                output_field=CharField(),
            )
        )
        .exclude(counted_state=Value(""))
        .annotate(
            place=Window(RowNumber(), partition_by=["milestone_id", "report__unit_id"], order_by="-report__month")
        )
        .filter(place=1)
        .values_list(
            "milestone_id",
            "report__unit_id",
            "counted_state",
            "report__month",
            "report__state",
            "evidence_file",
            "evidence_link",
        )
        .order_by()
    )
    return {(milestone, unit): Said(state, Month.of(day), *rest) for milestone, unit, state, day, *rest in rows}


def done_count(elements: Collection[int], unit_id: int, states: Mapping[Key, str]) -> Decimal | None:
    """How many elements the unit has done; None where it has said nothing of any."""
    said = [state for element in elements if (state := states.get((element, unit_id)))]
    return Decimal(said.count(MilestoneState.DONE)) if said else None
