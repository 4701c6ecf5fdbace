"""What the invented reports say about milestones: as real ones, only what is new in the month."""

from __future__ import annotations

from collections.abc import Iterator

from targets.demonstration.script import Script, chance
from targets.models import Milestone, MilestoneProgress, MilestoneState, WorkPlan, is_asked_of

S = MilestoneState
# Of ten deliverables, so many are done within the half-year, and so many are at least under way.
DONE_IN_TEN = 3
BEGUN_IN_TEN = 8


def milestone_rows(script: Script, plan: WorkPlan, invented_reports) -> Iterator[MilestoneProgress]:
    """A row for each milestone whose state is new in a report; in January that is every milestone."""
    milestones = list(Milestone.objects.filter(plan=plan).select_related("task"))
    for invented in invented_reports:
        report = invented.report
        for milestone in milestones:
            is_asked = is_asked_of(report.unit, milestone.reported_by) and milestone.is_in_force(report.period)
            if milestone.task.chapter_id == report.chapter_id and is_asked:
                row = _row(script, report, milestone)
                if row:
                    row._history_user, row._history_date = invented.reporter, invented.typed_at
                    yield row


def _row(script: Script, report, milestone: Milestone) -> MilestoneProgress | None:
    luck = chance(milestone.code, report.unit.code)
    state = _news(script, milestone, luck).get(report.month.month)
    if state is None:
        return None
    row = MilestoneProgress(report=report, milestone=milestone, state=state)
    if state in script.words:
        row.note = chance("words", milestone.code, report).choice(script.words[state])
    if state == S.DONE:
        row.done_on = report.month.replace(day=luck.randint(10, 25))
    return row


def _news(script: Script, milestone: Milestone, luck) -> dict[int, str]:
    """The months in which the state changes, with the new state."""
    done, lot = script.done.get(milestone.code), luck.randint(1, 10)
    if done is None and milestone.indicator_id is None and lot <= DONE_IN_TEN:
        done = luck.randint(2, script.months)
    if done is not None:
        return {1: S.UNDER_WAY, done: S.DONE}
    if lot <= BEGUN_IN_TEN:
        begun = luck.randint(1, script.months)
        return {1: S.NOT_STARTED, begun: S.UNDER_WAY}
    return {1: S.NOT_STARTED}
