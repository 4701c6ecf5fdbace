"""What a plan commits to, with the words of its document in which each commitment stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from targets.models import Indicator, Milestone, WorkPlan
from targets.models.plan_facts import facts_of
from targets.periods import Month


@dataclass(frozen=True, slots=True)
class PlanCommitment:
    """An indicator or a deliverable; `words` are those of the plan in which it stands."""

    row: Indicator | Milestone
    words: str
    url: str

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def name(self) -> str:
        return str(self.row)


def commitments(plan: WorkPlan, month: Month | None = None) -> list[PlanCommitment]:
    """The plan's indicators and deliverables in its order, with a month those alone that are in force in it."""
    indicators = Indicator.objects.filter(plan=plan)
    milestones = Milestone.objects.filter(plan=plan).select_related("indicator", "task__chapter")
    if month is not None:
        indicators, milestones = indicators.during(month), milestones.during(month)
    found = [
        PlanCommitment(one, one.quote, reverse("targets:indicator", args=[plan.year, one.code])) for one in indicators
    ]
    found += [PlanCommitment(one, words_of(one), _url_of(one, plan)) for one in milestones]
    return sorted(found, key=lambda one: (one.row.order, one.row.code))


def words_of(milestone: Milestone) -> str:
    """The words of the plan in which the milestone stands: its own, or those of the indicator that counts it."""
    return milestone.quote or (milestone.indicator.quote if milestone.indicator else "")


def _url_of_indicator(indicator: Indicator, plan: WorkPlan) -> str:
    return reverse("targets:indicator", args=[plan.year, indicator.code])


def _url_of(milestone: Milestone, plan: WorkPlan) -> str:
    """The page on which the deliverable is shown: that of the indicator which counts it, or its task's chapter."""
    if milestone.indicator:
        return _url_of_indicator(milestone.indicator, plan)
    chapter = reverse("targets:chapter", args=[plan.year, milestone.task.chapter.app])
    return f"{chapter}#task-{milestone.task.number}"


def place_of(code: str, words: str, plan: WorkPlan, month: Month) -> str:
    """The address at which a commitment is read in the document of the month; empty without words or without a text."""
    if not words or not facts_of(plan).has_text:
        return ""
    return f"{reverse('targets:plan_text', args=[plan.year])}?month={month}#{code}"
