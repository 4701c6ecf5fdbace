"""When an invented report was submitted, approved or sent back, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from targets.demonstration.script import Script, Story, chance
from targets.models import ReportingUnit, State, due_on
from targets.periods import Month

WORKING_HOURS = (8, 16)


@dataclass(frozen=True)
class Step:
    """A change of a report's state."""

    state: State
    at: datetime
    by: object
    reason: str = ""


def moment(day: date, *names: object) -> datetime:
    """A time within the day's working hours, the same every time for the same names."""
    luck = chance("minute", *names)
    clock_time = time(luck.randint(*WORKING_HOURS), luck.randint(0, 59))
    return timezone.make_aware(datetime.combine(day, clock_time))


def submitted_on(script: Script, unit: ReportingUnit, app: str, month: Month, story: Story) -> date:
    """The day on which a report was first submitted: on time unless the story says late, and before the script ends."""
    due = due_on(month, unit)
    if story.outcome == "late":
        return due + timedelta(days=story.days)
    early = due - timedelta(days=chance("day", unit.code, app, month).randint(0, 1))
    return max(min(early, script.last_day - timedelta(days=1)), month.next.first_day)


def steps(
    script: Script, story: Story, people: dict[str, object], unit: ReportingUnit, app: str, month: Month
) -> list[Step]:
    """The steps of a report from its first submission to where the story leaves it."""
    day = submitted_on(script, unit, app, month, story)
    names = (unit.code, app, month)
    decided = min(day + timedelta(days=1), max(script.last_day, day))
    reporter, reviewer = people[f"unit-{unit.code}"], people[f"reviewer-{app}"]
    submitted = Step(State.SUBMITTED, moment(day, *names, 1), reporter)
    at = max(moment(decided, *names, 2), submitted.at + timedelta(hours=1))
    returned = Step(State.RETURNED, at, reviewer, story.reason)
    approved = Step(State.APPROVED, at, reviewer)
    again = Step(State.SUBMITTED, returned.at + timedelta(hours=2), reporter)
    return {
        "waiting": [submitted],
        "sent_back": [submitted, returned],
        "resubmitted": [submitted, returned, again],
    }.get(story.outcome, [submitted, approved])
