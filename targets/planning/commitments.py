"""What a plan commits to, with the words of its document in which each commitment stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from targets.models import Indicator, Milestone, PlanText, WorkPlan
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
    def kind(self) -> str:
        """The name of its model."""
        return str(self.row._meta.model_name)

    @property
    def name(self) -> str:
        return str(self.row)


def commitments(plan: WorkPlan, first: Month | None = None, last: Month | None = None) -> list[PlanCommitment]:
    """The plan's indicators and deliverables in its order; with a month, or a span, those that are in force in it."""
    indicators = Indicator.objects.filter(plan=plan)
    milestones = Milestone.objects.filter(plan=plan).select_related("indicator", "task__chapter")
    if first is not None:
        indicators, milestones = indicators.during(first, last), milestones.during(first, last)
    found = [PlanCommitment(one, one.quote, _url_of_indicator(one, plan)) for one in indicators]
    found += [PlanCommitment(one, words_of(one), _url_of(one, plan)) for one in milestones]
    return sorted(found, key=lambda one: (one.row.order, one.row.code))


def words_of(milestone: Milestone) -> str:
    """The words of the plan in which the milestone stands: its own, or those of the indicator that counts it."""
    return milestone.quote or (milestone.indicator.quote if milestone.indicator else "")


def words_in(month: Month, indicator: Indicator, plan: WorkPlan) -> str:
    """The words of the plan in which the indicator stood in the month; only an earlier document has to be read."""
    last = facts_of(plan).last_text
    if last is None or last <= month.first_day:
        return indicator.quote
    document = PlanText.objects.filter(plan=plan).in_force(month).first()
    return words_then(PlanCommitment(indicator, indicator.quote, ""), document) if document else indicator.quote


def words_by_kind(plan: WorkPlan) -> dict[str, dict[str, str]]:
    """The words of the plan of every commitment, by its kind and code, as a document keeps them."""
    found: dict[str, dict[str, str]] = {}
    for one in commitments(plan):
        found.setdefault(one.kind, {})[one.code] = one.words
    return found


def words_then(one: PlanCommitment, document: PlanText) -> str:
    """The words in which the commitment stood in a document: of one that another follows, those that it kept."""
    return document.words.get(one.kind, {}).get(one.code, "") if document.words else one.words


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
    if not words or facts_of(plan).last_text is None:
        return ""
    return f"{reverse('targets:plan_text', args=[plan.year])}?month={month}#{code}"
