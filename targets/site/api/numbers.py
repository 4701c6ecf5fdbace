"""Progress and figures: how an area stands against the plan, and what a unit has filed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from ninja import Schema

from targets import access
from targets.access import Action
from targets.arithmetic import LikeForLike, Progress, as_decimal
from targets.formatting import plain_text
from targets.models import Basis, Covers, Figure, Indicator, ReportingUnit, WorkPlan
from targets.periods import Month
from targets.progress.standings import Area, Standing, stand
from targets.site.api.parameters import (
    BASIS,
    COVERS,
    MONTH,
    UNIT,
    read_area,
    read_basis,
    read_month,
    read_plan,
    read_unit,
)
from targets.site.api.service import REFUSALS, api

FOUR_PLACES = Decimal("0.0001")


class LikeForLikeOut(Schema):
    """Those units that reported the month: what they have reached, and what was due of them."""

    to_date: str
    due: str


class IndicatorProgress(Schema):
    code: str
    name: str
    kind: str
    sense: str
    unit_of_measure: str
    target: str | None
    deadline: date | None
    to_date: str | None
    numerator: str | None
    denominator: str | None
    rate: str | None
    due: str | None
    percent: str | None
    status: str
    units_reported: int
    units_expected: int
    units_carried: int
    complete: bool
    like_for_like: LikeForLikeOut | None


class PlanProgress(Schema):
    plan: int
    month: str
    basis: str
    unit: str
    covers: str
    indicators: list[IndicatorProgress]


class ReportOut(Schema):
    chapter: str
    state: str
    version: int
    submitted_at: datetime | None
    late: bool


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
    figures: list[FigureOut]


@api.get("/plans/{int:year}/progress", response={200: PlanProgress, **REFUSALS}, summary="Progress of an area")
def progress(request, year: int, month: str = MONTH, basis: str = BASIS, unit: str = UNIT, covers: str = COVERS):
    """Every indicator of the plan as it stands at the month's end; `rate` and both parts only for ratios."""
    rights, plan = access.of(request.auth), read_plan(year)
    area, period = read_area(rights, unit, covers), read_month(plan, month)
    standing = _standing(plan, area, period, read_basis(rights, area, basis))
    return {
        "plan": plan.year,
        "month": str(standing.month),
        "basis": standing.basis,
        "unit": area.unit.code,
        "covers": area.covers,
        "indicators": list(_progress_rows(standing)),
    }


@api.get("/plans/{int:year}/figures", response={200: PlanFigures, **REFUSALS}, summary="Figures a unit has filed")
def figures(request, year: int, month: str = MONTH, unit: str = UNIT):
    """The figures of the unit's own reports of the month, as far as you may read those reports."""
    rights, plan = access.of(request.auth), read_plan(year)
    chosen, period = read_unit(rights, Action.VIEW_REPORTS, unit), read_month(plan, month)
    readable = access.visible_reports(request.auth).filter(unit=chosen, month=period.first_day, chapter__plan=plan)
    filed = Figure.objects.filter(report__in=readable).select_related("indicator", "report__unit", "report__chapter")
    ordered = filed.order_by("indicator__order", "indicator__code")
    return {
        "plan": plan.year,
        "month": str(period),
        "unit": chosen.code,
        "figures": [_figure_row(figure) for figure in ordered],
    }


def _standing(plan: WorkPlan, area: Area, month: Month, basis: Basis) -> Standing:
    """How the area stands, with its unit as it was in the month; one that did not exist then has nothing in it."""
    units = ReportingUnit.objects.during(month)
    then = next((unit for unit in units if unit.pk == area.unit.pk), area.unit)
    return stand(plan, Area(then, area.covers), month, basis, units=units)


# ---- Answers ----------------------------------------------------------------------------------------------


def _progress_rows(standing: Standing) -> Iterator[dict]:
    """A row for each indicator; a target without a value, set outside the plan, still has a deadline."""
    area = standing.area
    covers = area.covers if area.unit.is_city else Covers.WHOLE
    deadlines = {
        target.indicator_id: target.deadline
        for target in standing.targets
        if target.unit_id == area.unit.pk and target.covers == covers
    }
    for indicator in standing.indicators:
        yield _progress_row(indicator, standing.progress[indicator.pk], deadlines.get(indicator.pk))


def _progress_row(indicator: Indicator, progress: Progress, target_deadline: date | None) -> dict:
    commitment, tally = progress.commitment, progress.tally
    return {
        "code": indicator.code,
        "name": indicator.name,
        "kind": indicator.kind,
        "sense": indicator.sense,
        "unit_of_measure": indicator.unit_of_measure,
        "target": plain_text(commitment.target),
        "deadline": target_deadline if commitment.target is None else commitment.deadline,
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


def _cut(number: Decimal | None) -> Decimal | None:
    """Cut to four decimals and not rounded, so that 99.99997 never reads as 100."""
    return None if number is None else number.quantize(FOUR_PLACES, ROUND_DOWN)


def _figure_row(figure: Figure) -> dict:
    report = figure.report
    return {
        "code": figure.indicator.code,
        "value": plain_text(figure.value),
        "numerator": plain_text(figure.numerator),
        "denominator": plain_text(figure.denominator),
        "not_applicable": figure.not_applicable,
        "source": figure.source,
        "source_detail": figure.source_detail,
        "report": {
            "chapter": report.chapter.app,
            "state": report.state,
            "version": report.version,
            "submitted_at": report.submitted_at,
            "late": report.is_late,
        },
    }
