"""What there is for a plan at all, read with the plan, so that a page does not ask for what there is nothing of."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from targets.models.closings import MonthClosing
from targets.models.documents import PlanText
from targets.models.past_figures import PastFigure
from targets.models.plan import WorkPlan
from targets.models.units import UnitVersion


class PlanFacts(NamedTuple):
    """What there is for a plan. Of a plan that was read without its facts anything may be there.

    `last_closed` is its last closed month, `units_changed` the last month from which anything changed of any unit,
    both None where there is none; `has_past_figures` says whether figures of last year were brought in,
    `has_year_before` whether last year had a plan, on which there may be reports; `last_text` is the month from which
    the text of its last document holds, None without one.
    """

    last_closed: date | None = date.max
    units_changed: date | None = date.max
    has_past_figures: bool = True
    has_year_before: bool = True
    last_text: date | None = date.max


ANYTHING = PlanFacts()


def with_facts(plans: QuerySet[WorkPlan]) -> QuerySet[WorkPlan]:
    """The plans with their facts, in one query."""
    closings = MonthClosing.objects.filter(plan=OuterRef("pk")).order_by("-month")
    changes = UnitVersion.objects.order_by("-from_month")
    texts = PlanText.objects.filter(plan=OuterRef("pk")).order_by("-from_month")
    return plans.annotate(
        last_closed=Subquery(closings.values("month")[:1]),
        units_changed=Subquery(changes.values("from_month")[:1]),
        has_past_figures=Exists(PastFigure.objects.filter(indicator__plan=OuterRef("pk"))),
        has_year_before=Exists(WorkPlan.objects.published().filter(year=OuterRef("year") - 1)),
        last_text=Subquery(texts.values("from_month")[:1]),
    )


def read_facts(plan_id: int) -> PlanFacts:
    """The facts of a plan that was read without them."""
    [row] = with_facts(WorkPlan.objects.filter(pk=plan_id)).order_by().values_list(*PlanFacts._fields)
    return PlanFacts(*row)


def facts_of(plan: WorkPlan) -> PlanFacts:
    """The facts with which the plan was read."""
    return PlanFacts(**{name: getattr(plan, name, unknown) for name, unknown in ANYTHING._asdict().items()})
