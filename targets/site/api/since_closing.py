"""What has changed since months were closed: the corrections and late reports that explain the answers as judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import HttpError

from targets import access
from targets.arithmetic import Kind
from targets.formatting import plain_text
from targets.models import Basis, Covers, MilestoneState, NamesOfTheTime
from targets.progress.changes_since import (
    DeliverableSinceClosing,
    FigureSinceClosing,
    SinceClosing,
    changes_by_indicator,
    deliverables_since,
    figures_since,
)
from targets.progress.rollup import NUMBERS, Part
from targets.progress.standings import Standing, plan_indicators
from targets.site.api.numbers import by_month, standings
from targets.site.api.parameters import COVERS, MONTHS, UNIT, read_area, read_months, read_plan
from targets.site.api.service import CONFLICT, REFUSALS, Detail, api


class ReportedOut(Schema):
    """What a report says: the numbers of a figure, or the state of a deliverable; all null where it is blank."""

    value: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    not_applicable: bool = False
    state: MilestoneState | None = None


class EffectOut(Schema):
    """By how much a change alters the area's numbers to date, of a rate its two parts; null where it has none."""

    value: str | None = None
    numerator: str | None = None
    denominator: str | None = None


class ChangeSinceClosingOut(Schema):
    """`code` is that of an indicator or of a deliverable, `counts_for` of the indicator that counts the deliverable.

    `unit` is the code of the unit that reported, `month` the month of its report. `changed_at`, `approved_by` and
    `reason` belong to the last change.
    """

    code: str
    counts_for: str | None = None
    unit: str
    month: str
    kind: Literal["correction", "late_report"]
    when_closed: ReportedOut
    now: ReportedOut
    effect: EffectOut
    changed_at: datetime
    approved_by: str
    reason: str


class MonthChanges(Schema):
    """`closing` counts the closings of the month; the changes are those since the last one."""

    month: str
    closing: int
    closed_at: datetime
    changes: list[ChangeSinceClosingOut]


class PlanChanges(MonthChanges):
    plan: int
    unit: str
    covers: Covers


class PlanChangesByMonth(Schema):
    """The answer where several months are asked for."""

    plan: int
    unit: str
    covers: Covers
    months: list[MonthChanges]


@api.get(
    "/plans/{int:year}/changes",
    response={200: PlanChanges | PlanChangesByMonth, **REFUSALS, CONFLICT: Detail},
    summary="What has changed since a month was closed",
)
def changes(request, year: int, month: list[str] = MONTHS, unit: str = UNIT, covers: str = COVERS):
    """The corrections and late reports since the month was closed; their effects are `progress` less `as_judged`."""
    rights, plan = access.of(request.auth), read_plan(year)
    area, months = read_area(rights, unit, covers), read_months(plan, month)
    told = [_of_month(standing) for standing in standings(plan, area, months, Basis.APPROVED, plan_indicators(plan))]
    return {"plan": plan.year, "unit": area.unit.code, "covers": area.covers} | by_month(told)


def _of_month(standing: Standing) -> dict:
    closing = standing.closing
    if closing is None:
        sentence = _("%(month)s is not closed, so that nothing has changed since.")
        raise HttpError(CONFLICT, sentence % {"month": standing.month})
    return {
        "month": str(standing.month),
        "closing": closing.number,
        "closed_at": closing.closed_at,
        "changes": list(_rows(standing)),
    }


def _rows(standing: Standing) -> Iterator[dict]:
    """First the figures, in the order of indicators, then the deliverables."""
    names, of_deliverables = NamesOfTheTime(), deliverables_since(standing)
    changed = changes_by_indicator(standing, of_deliverables)
    for indicator in standing.indicators:
        if indicator.kind != Kind.MILESTONES and indicator.pk in changed:
            for change in figures_since(standing, indicator):
                yield {"code": indicator.code} | _figure(change) | _of_both(change, names)
    codes = {indicator.pk: indicator.code for indicator in standing.indicators}
    for deliverable in of_deliverables:
        milestone = deliverable.milestone
        counted = {"code": milestone.code, "counts_for": codes.get(milestone.indicator_id or 0)}
        yield counted | _deliverable(deliverable) | _of_both(deliverable, names)


def _of_both(change: SinceClosing, names: NamesOfTheTime) -> dict:
    last = change.last
    return {
        "unit": change.report.unit.code,
        "month": str(change.month),
        "kind": "late_report" if change.is_late_report else "correction",
        "changed_at": last.changed_at,
        "approved_by": names.of(last.changed_by, last.changed_at),
        "reason": last.reason,
    }


def _figure(change: FigureSinceClosing) -> dict:
    return {"when_closed": _part(change.before), "now": _part(change.after), "effect": _numbers(change.effect)}


def _part(part: Part) -> dict:
    return _numbers(part) | {"not_applicable": bool(part.not_applicable)}


def _numbers(part: Part) -> dict:
    return {name: plain_text(getattr(part, name)) for name in NUMBERS}


def _deliverable(change: DeliverableSinceClosing) -> dict:
    return {
        "when_closed": {"state": change.before or None},
        "now": {"state": change.after or None},
        "effect": {"value": plain_text(Decimal(change.effect))},
    }
