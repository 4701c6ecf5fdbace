"""What the bureau decided in the invented half-year: months closed, a street merged, targets amended, a correction.

Each decision is stored by the verb that the portal's pages use, on its own day, and its history says that day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils import timezone

from targets import clock
from targets.closing import verbs as closing
from targets.demonstration.script import Script
from targets.demonstration.timetable import moment
from targets.models import Covers, Figure, MilestoneProgress, MonthlyReport, ReportingUnit, Target, WorkPlan
from targets.models.validity import Decision
from targets.periods import Month
from targets.reports import verbs
from targets.reports.changes import Changes
from targets.reports.sheets import Cell
from targets.structure.ending import Ending, Successor, end_unit

People = dict[str, Any]
# What a decision changes, and of which a history is kept.
WITH_HISTORY = (ReportingUnit, Target, MonthlyReport, Figure, MilestoneProgress)


def take_all(script: Script, plan: WorkPlan, people: People) -> None:
    """Take the decisions of the script in the order of their days."""
    for row in script.decision:
        details = {name: value for name, value in row.items() if name not in ("kind", "day")}
        began = timezone.now()
        with clock.at(moment(row["day"], row["kind"], row["day"])):
            KINDS[row["kind"]](plan, people, **details)
            for model in WITH_HISTORY:
                model.history.filter(history_date__gte=began).update(history_date=clock.now())


def _close(plan: WorkPlan, people: People, *, month: int) -> None:
    closing.close(plan, Month(plan.year, month), by=people["admin"])


def _merge(plan: WorkPlan, people: People, *, unit: str, into: str, from_month: int, **document: Any) -> None:
    """Let the street end in another one, unless it has stayed, ended, since an earlier demonstration."""
    units = {one.code: one for one in ReportingUnit.objects.filter(code__in=(unit, into))}
    if not units[unit].active:
        return
    successors = (Successor(units[into]),)
    end_unit(Ending(units[unit], Month(plan.year, from_month), successors=successors, **document), by=people["admin"])


def _amend(
    plan: WorkPlan, people: People, *, indicator: str, units: dict[str, int], from_month: int, **document: Any
) -> None:
    """Change the targets of units by so much, from the month on."""
    decision = Decision(Month(plan.year, from_month), by=people["admin"], **document)
    rows = Target.objects.filter(indicator__plan=plan, indicator__code=indicator, covers=Covers.WHOLE)
    for target in rows.filter(unit__code__in=units).select_related("unit"):
        target.value += units[target.unit.code]
        target._history_user = people["admin"]
        target.save(decision=decision)


def _correct(
    plan: WorkPlan, people: People, *, unit: str, chapter: str, month: int, indicator: str, change: int, reason: str
) -> None:
    """Open an approved report, change one figure by so much, submit it and approve it again."""
    reporter, reviewer = people[f"unit-{unit}"], people[f"reviewer-{chapter}"]
    report = MonthlyReport.objects.get(
        unit__code=unit, chapter__plan=plan, chapter__app=chapter, month=Month(plan.year, month).first_day
    )
    figure = report.figures.get(indicator__code=indicator)
    cell = Cell.of(figure)
    report = verbs.reopen(report, by=reviewer, reason=reason)
    now = replace(cell, value=cell.value + change)
    if cell.has_both_parts:
        now = replace(now, numerator=cell.numerator + change)
    changes = Changes(figures={figure.indicator_id: now}, source=figure.source)
    report = verbs.save(report, changes, by=reporter, version=report.version)
    verbs.approve(verbs.submit(report, by=reporter), by=reviewer)


KINDS: dict[str, Callable[..., None]] = {"closing": _close, "merger": _merge, "targets": _amend, "correction": _correct}
