"""Milestones: what a unit has said of the plan's deliverables and counted elements, and in which month it was done."""

from __future__ import annotations

from datetime import date

from ninja import Schema

from targets import access
from targets.boards.rows import asked_milestones
from targets.models import Basis, MilestoneState
from targets.progress.standings import Area, stand
from targets.site.api.parameters import BASIS, COVERS, MONTH, UNIT, read_area, read_basis, read_months, read_plan
from targets.site.api.service import REFUSALS, api


class MilestoneOut(Schema):
    """`indicator` is the code of the indicator that counts it, `done_in` the month of the report that says it is done.

    Of a commitment over several plans that month may lie in an earlier year. `state` is null before anything is said.
    `taken_from` is the code of a unit that ended and has reported it, where its successor has said nothing itself.
    """

    code: str
    name: str
    task: int
    indicator: str | None
    deadline: date
    state: MilestoneState | None
    done_in: str | None
    taken_from: str | None


class PlanMilestones(Schema):
    plan: int
    month: str
    basis: Basis
    unit: str
    milestones: list[MilestoneOut]


@api.get("/plans/{int:year}/milestones", response={200: PlanMilestones, **REFUSALS}, summary="Milestones of a unit")
def milestones(request, year: int, month: str = MONTH, basis: str = BASIS, unit: str = UNIT, covers: str = COVERS):
    """The milestones that the unit is asked for, as its own reports up to the month state them."""
    rights, plan = access.of(request.auth), read_plan(year)
    area = read_area(rights, unit, covers)
    [chosen] = read_months(plan, [month] if month else None)
    standing = stand(plan, Area(area.unit, area.covers), chosen, read_basis(rights, area, basis))
    tasks = dict(plan.tasks.values_list("pk", "number"))
    codes = dict(plan.indicators.values_list("pk", "code"))
    ended = {unit.pk: unit.code for unit in standing.taken_over}
    rows = []
    for one in asked_milestones(standing):
        said = standing.own_said.get(one.pk)
        done = said is not None and said.state == MilestoneState.DONE
        rows.append(
            {
                "code": one.code,
                "name": one.name,
                "task": tasks[one.task_id],
                "indicator": codes.get(one.indicator_id or 0),
                "deadline": one.deadline,
                "state": said.state if said else None,
                "done_in": str(said.month) if said and done else None,
                "taken_from": ended[said.taken_from] if said and said.taken_from else None,
            }
        )
    asked = {"plan": plan.year, "month": str(chosen), "basis": standing.basis, "unit": area.unit.code}
    return asked | {"milestones": rows}
