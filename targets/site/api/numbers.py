"""Progress and figures: how an area stands against the plan, and what a unit has reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import HttpError

from targets import access
from targets.access import Action
from targets.arithmetic import Kind, LikeForLike, Progress, Sense, Status, as_decimal
from targets.formatting import plain_text
from targets.frame.last_year import notes
from targets.models import (
    Basis,
    Covers,
    Figure,
    Indicator,
    JudgedIndicator,
    MonthlyReport,
    ReportingUnit,
    TargetInForce,
    WorkPlan,
)
from targets.models.closings import ALWAYS
from targets.periods import Month
from targets.progress.judgements import as_judged as judgements_of
from targets.progress.last_year import ChangeUnit, Comparison, LastYear, PastNumber, shown_rate
from targets.progress.rollup import Part
from targets.progress.standings import Area, SharedReading, Standing, plan_indicators, stand
from targets.site.api.parameters import (
    AS_JUDGED,
    BASIS,
    COVERS,
    MONTHS,
    UNIT,
    read_area,
    read_basis,
    read_months,
    read_plan,
    read_unit,
)
from targets.site.api.service import CONFLICT, REFUSALS, Detail, api

FOUR_PLACES = Decimal("0.0001")


class LikeForLikeOut(Schema):
    """Those units that reported the month: what they have reached, and what was due of them."""

    to_date: str
    due: str


class LastYearOut(Schema):
    """The same month of last year, and its months from January to it."""

    month: str | None
    to_date: str | None


class ComparedUnitsOut(Schema):
    """How many units are compared, of how many that are asked, with their figure of this year and of last year."""

    units: int
    units_expected: int
    now: str | None
    last_year: str | None


class ComparedOut(Schema):
    """The units whose change of the month, or to date, is given; null where it is the whole area's."""

    month: ComparedUnitsOut | None
    to_date: ComparedUnitsOut | None


class ChangeOut(Schema):
    """The change since last year, of the month and to date, in percent or in percentage points.

    While units are missing it is that of the units that reported, with the same units' figures: `like_for_like`.
    """

    month: str | None
    to_date: str | None
    unit: ChangeUnit
    like_for_like: ComparedOut | None


class IndicatorProgress(Schema):
    code: str
    name: str
    kind: Kind
    sense: Sense
    unit_of_measure: str
    target: str | None
    target_from: str | None
    deadline: date | None
    to_date: str | None
    numerator: str | None
    denominator: str | None
    rate: str | None
    due: str | None
    percent: str | None
    status: Status
    units_reported: int
    units_expected: int
    units_carried: int
    complete: bool
    like_for_like: LikeForLikeOut | None
    last_year: LastYearOut | None
    change: ChangeOut | None
    last_year_notes: list[str]


class PlanProgress(Schema):
    plan: int
    month: str
    basis: Basis
    unit: str
    covers: Covers
    indicators: list[IndicatorProgress]


class MonthProgress(Schema):
    month: str
    indicators: list[IndicatorProgress]


class PlanProgressByMonth(Schema):
    """The answer where several months are asked for."""

    plan: int
    basis: Basis
    unit: str
    covers: Covers
    months: list[MonthProgress]


class ReportOut(Schema):
    """`nothing_to_report` is the reason of a report without content, null where nothing of the kind was stated."""

    chapter: str
    state: str
    version: int
    submitted_at: datetime | None
    late: bool
    nothing_to_report: str | None


class FigureOut(Schema):
    code: str
    value: str | None
    numerator: str | None
    denominator: str | None
    not_applicable: bool
    source: str
    source_detail: str
    report: ReportOut


class PlanFigures(Schema):
    plan: int
    month: str
    unit: str
    reports: list[ReportOut]
    figures: list[FigureOut]


class MonthFigures(Schema):
    month: str
    reports: list[ReportOut]
    figures: list[FigureOut]


class PlanFiguresByMonth(Schema):
    """The answer where several months are asked for."""

    plan: int
    unit: str
    months: list[MonthFigures]


@api.get(
    "/plans/{int:year}/progress",
    response={200: PlanProgress | PlanProgressByMonth, **REFUSALS, CONFLICT: Detail},
    summary="Progress of an area",
)
def progress(
    request,
    year: int,
    month: list[str] = MONTHS,
    basis: str = BASIS,
    unit: str = UNIT,
    covers: str = COVERS,
    as_judged: bool = AS_JUDGED,
):
    """Every indicator of the plan as it stands at the month's end; `rate` and both parts only for ratios."""
    rights, plan = access.of(request.auth), read_plan(year)
    area, months = read_area(rights, unit, covers), read_months(plan, month)
    counted, indicators = read_basis(rights, area, basis), plan_indicators(plan)
    told = []
    for standing in standings(plan, area, months, counted, indicators):
        rows = _judged_rows(standing) if as_judged else _progress_rows(standing)
        told.append({"month": str(standing.month), "indicators": list(rows)})
    asked = {"plan": plan.year, "basis": counted, "unit": area.unit.code, "covers": area.covers}
    return asked | by_month(told)


@api.get(
    "/plans/{int:year}/figures",
    response={200: PlanFigures | PlanFiguresByMonth, **REFUSALS},
    summary="Figures that a unit has reported",
)
def figures(request, year: int, month: list[str] = MONTHS, unit: str = UNIT):
    """The unit's own reports of the month and their figures, as far as you may read those reports."""
    rights, plan = access.of(request.auth), read_plan(year)
    chosen, months = read_unit(rights, Action.VIEW_REPORTS, unit), read_months(plan, month)
    days = [one.first_day for one in months]
    readable = access.visible_reports(request.auth).filter(unit=chosen, month__in=days, chapter__plan=plan)
    reports: dict[date, list[dict]] = defaultdict(list)
    by_key: dict[int, dict] = {}
    for report in readable.select_related("unit", "chapter").order_by("chapter__number"):
        by_key[report.pk] = _report_row(report)
        reports[report.month].append(by_key[report.pk])
    found = Figure.objects.filter(report__in=by_key).select_related("indicator", "report")
    rows: dict[date, list[dict]] = defaultdict(list)
    for figure in found.order_by("indicator__order", "indicator__code"):
        if figure.indicator.is_in_force(figure.report.period):
            rows[figure.report.month].append(_figure_row(figure, by_key[figure.report_id]))
    told = [{"month": str(one), "reports": reports[one.first_day], "figures": rows[one.first_day]} for one in months]
    return {"plan": plan.year, "unit": chosen.code} | by_month(told)


def by_month(told: list[dict]) -> dict:
    """One month stands in the answer itself, several in a list."""
    return told[0] if len(told) == 1 else {"months": told}


def standings(
    plan: WorkPlan, area: Area, months: list[Month], basis: Basis, indicators: list[Indicator]
) -> Iterator[Standing]:
    """How the area stands in each month, with its unit as it was then; one that did not exist has nothing in it."""
    units = ReportingUnit.objects.during_each(months)
    then = {month: next((unit for unit in units[month] if unit.pk == area.unit.pk), area.unit) for month in months}
    areas = {month: Area(then[month], area.covers) for month in months}
    members = {unit.pk for month in months for unit in areas[month].among(units[month])}
    shared = SharedReading(plan, indicators, members | {area.unit.pk})
    for month in months:
        yield stand(plan, areas[month], month, basis, indicators, units[month], shared)


# ---- Answers ----------------------------------------------------------------------------------------------


def _progress_rows(standing: Standing) -> Iterator[dict]:
    """A row for each indicator; a target without a value, set outside the plan, still has a deadline."""
    last_year = LastYear(standing)
    for indicator in standing.indicators:
        row = _progress_row(indicator, standing.progress[indicator.pk], standing.target(indicator))
        yield row | _target_from(standing, indicator) | _beside_last_year(last_year.of(indicator))


def _judged_rows(standing: Standing) -> Iterator[dict]:
    """The rows of the month's last closing; 409 for a month or an area that has none, and for other reports."""
    closing = standing.closing
    rows = judgements_of(closing, standing.area) if closing else {}
    if not rows:
        words = _("%(month)s is not closed for this area on approved reports; leave out as_judged for how it stands.")
        raise HttpError(CONFLICT, words % {"month": standing.month})
    last_year = LastYear(standing)
    for indicator in standing.indicators:
        if (judged := rows.get(indicator.pk)) is not None:
            yield (_judged_row(judged) | _target_from(standing, indicator) | _beside_last_year(last_year.of(indicator)))


def _judged_row(judged: JudgedIndicator) -> dict:
    indicator, compared = judged.indicator, judged.compared_value
    return {
        "code": indicator.code,
        "name": indicator.name,
        "kind": indicator.kind,
        "sense": indicator.sense,
        "unit_of_measure": indicator.unit_of_measure,
        "target": plain_text(judged.target_value),
        "deadline": None if judged.target_id is None and judged.target_value is None else judged.deadline,
        "to_date": plain_text(judged.value),
        "numerator": plain_text(judged.numerator),
        "denominator": plain_text(judged.denominator),
        "rate": plain_text(judged.value) if indicator.is_ratio else None,
        "due": plain_text(judged.due),
        "percent": plain_text(judged.percent),
        "status": judged.status,
        "units_reported": judged.reported,
        "units_expected": judged.expected,
        "units_carried": judged.carried,
        "complete": judged.complete,
        "like_for_like": None
        if compared is None
        else {"to_date": plain_text(compared), "due": plain_text(judged.compared_due)},
    }


def _target_from(standing: Standing, indicator: Indicator) -> dict:
    """From which month on the target in force holds; null where it has held from the beginning."""
    target = standing.target(indicator)
    return {"target_from": None if target is None or target.begins == ALWAYS else str(target.begins)}


def _progress_row(indicator: Indicator, progress: Progress, target: TargetInForce | None) -> dict:
    commitment, tally = progress.commitment, progress.tally
    return {
        "code": indicator.code,
        "name": indicator.name,
        "kind": indicator.kind,
        "sense": indicator.sense,
        "unit_of_measure": indicator.unit_of_measure,
        "target": plain_text(commitment.target),
        "deadline": None if target is None and commitment.target is None else commitment.deadline,
        "to_date": plain_text(tally.value),
        "numerator": plain_text(tally.numerator),
        "denominator": plain_text(tally.denominator),
        "rate": plain_text(tally.value) if indicator.is_ratio else None,
        "due": plain_text(_cut(progress.due)),
        "percent": plain_text(_cut(progress.percent)),
        "status": progress.status,
        "units_reported": tally.reported,
        "units_expected": tally.expected,
        "units_carried": tally.carried,
        "complete": progress.complete,
        "like_for_like": _like_for_like(progress.like_for_like),
    }


def _like_for_like(compared: LikeForLike | None) -> dict | None:
    if compared is None:
        return None
    return {"to_date": plain_text(compared.to_date), "due": plain_text(_cut(as_decimal(compared.due)))}


def _beside_last_year(compared: Comparison) -> dict:
    month, to_date = (_past_text(compared.indicator, number) for number in (compared.month, compared.to_date))
    changes = [
        plain_text(_cut(None if change is None else as_decimal(change)))
        for change in (compared.change_of_month, compared.change_to_date)
    ]
    return {
        "last_year": None if month is None and to_date is None else {"month": month, "to_date": to_date},
        "change": None
        if changes == [None, None]
        else {
            "month": changes[0],
            "to_date": changes[1],
            "unit": compared.unit,
            "like_for_like": _compared_units(compared),
        },
        "last_year_notes": notes(compared),
    }


def _compared_units(compared: Comparison) -> dict | None:
    """The units that are compared like for like; null where both changes are those of the whole area."""
    found = {"month": compared.units_of_month, "to_date": compared.units_to_date}
    if not any(found.values()):
        return None
    return {
        name: units
        and {
            "units": units.units,
            "units_expected": units.asked,
            "now": _number_text(compared.indicator, units.now),
            "last_year": _number_text(compared.indicator, units.then),
        }
        for name, units in found.items()
    }


def _past_text(indicator: Indicator, number: PastNumber | None) -> str | None:
    return None if number is None else _number_text(indicator, number.part)


def _number_text(indicator: Indicator, part: Part) -> str | None:
    """A figure; a rate with the two decimals with which rates are judged, or as it was brought in."""
    return plain_text(shown_rate(part) if indicator.is_ratio else part.value)


def _cut(number: Decimal | None) -> Decimal | None:
    """Cut to four decimals and not rounded, so that 99.99997 never reads as 100."""
    return None if number is None else number.quantize(FOUR_PLACES, ROUND_DOWN)


def _figure_row(figure: Figure, report: dict) -> dict:
    return {
        "code": figure.indicator.code,
        "value": plain_text(figure.value),
        "numerator": plain_text(figure.numerator),
        "denominator": plain_text(figure.denominator),
        "not_applicable": figure.not_applicable,
        "source": figure.source,
        "source_detail": figure.source_detail,
        "report": report,
    }


def _report_row(report: MonthlyReport) -> dict:
    return {
        "chapter": report.chapter.app,
        "state": report.state,
        "version": report.version,
        "submitted_at": report.submitted_at,
        "late": report.is_late,
        "nothing_to_report": report.nothing_to_report or None,
    }
