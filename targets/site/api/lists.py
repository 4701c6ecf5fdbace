"""Lists of what the numbers are about: the plans, the units, and the indicators of a plan."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from ninja import Schema

from targets import access, clock
from targets.access import Action
from targets.arithmetic import Kind, Sense
from targets.formatting import plain_text
from targets.models import Covers, Indicator, ReportedBy, TargetInForce, UnitKind, WorkPlan
from targets.progress.standings import pick, plan_indicators
from targets.site.api.parameters import read_plan, read_unit
from targets.site.api.service import REFUSALS, api


class PlanOut(Schema):
    year: int
    title: str
    issued_by: str
    starts: date
    ends: date


class Plans(Schema):
    plans: list[PlanOut]


class UnitOut(Schema):
    """`parent` is the code of the unit to which it belongs, null for the city.

    `reports` says whether it submits monthly reports, `counts` whether its figures count toward the city's totals.
    """

    code: str
    name: str
    kind: UnitKind
    parent: str | None
    reports: bool
    counts: bool


class Units(Schema):
    units: list[UnitOut]


class IndicatorOut(Schema):
    """`part_of` is the code of the indicator in whose figure this one is included.

    `target` and `deadline` are the whole city's, of the target by which the month to report now is judged. `from_month`
    and `until_month` are its first and last month, null where it is as long as the plan.
    """

    code: str
    name: str
    chapter: str
    kind: Kind
    sense: Sense
    unit_of_measure: str
    part_of: str | None
    reported_by: ReportedBy
    from_month: str | None
    until_month: str | None
    target: str | None
    deadline: date | None


class PlanIndicators(Schema):
    plan: int
    indicators: list[IndicatorOut]


@api.get("/plans", response={200: Plans, **REFUSALS}, summary="The plans")
def plans(request):
    """All work plans, the latest first."""
    read_unit(access.of(request.auth), Action.VIEW_PROGRESS, None)
    return {"plans": WorkPlan.objects.published()}


@api.get("/units", response={200: Units, **REFUSALS}, summary="The units that you see")
def units(request):
    """The units whose progress you may read, as they are today."""
    rights = access.of(request.auth)
    read_unit(rights, Action.VIEW_PROGRESS, None)
    present = rights.units(Action.VIEW_PROGRESS).filter(active=True).select_related("parent")
    return {
        "units": [
            {
                "code": unit.code,
                "name": unit.name,
                "kind": unit.kind,
                "parent": unit.parent and unit.parent.code,
                "reports": unit.submits_reports,
                "counts": unit.counts_toward_city,
            }
            for unit in present
        ]
    }


@api.get("/plans/{int:year}/indicators", response={200: PlanIndicators, **REFUSALS}, summary="The indicators of a plan")
def indicators(request, year: int):
    """Every indicator of the plan, with the city's target."""
    plan = read_plan(year)
    read_unit(access.of(request.auth), Action.VIEW_PROGRESS, None)
    month = plan.nearest_month(clock.month_to_report())
    targets: dict[int, list[TargetInForce]] = defaultdict(list)
    of_city = access.visible_targets(request.auth).filter(unit__parent__isnull=True, covers=Covers.WHOLE)
    for target in of_city.filter(indicator__plan=plan).during(month):
        targets[target.indicator_id].append(target)
    return {
        "plan": plan.year,
        "indicators": [
            _indicator_row(indicator, pick(targets[indicator.pk], month)) for indicator in plan_indicators(plan)
        ],
    }


def _indicator_row(indicator: Indicator, target: TargetInForce | None) -> dict:
    return {
        "code": indicator.code,
        "name": indicator.name,
        "chapter": indicator.task.chapter.app,
        "kind": indicator.kind,
        "sense": indicator.sense,
        "unit_of_measure": indicator.unit_of_measure,
        "part_of": indicator.part_of and indicator.part_of.code,
        "reported_by": indicator.reported_by,
        "from_month": str(indicator.first_month) if indicator.first_month else None,
        "until_month": str(indicator.last_month) if indicator.last_month else None,
        "target": plain_text(target.value) if target else None,
        "deadline": target.deadline if target else None,
    }
