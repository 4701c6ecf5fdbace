"""A plan's deliverables and what units reported of them, read as plain rows: model instances take much longer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet, Window
from django.db.models.functions import RowNumber
from modeltranslation.utils import build_localized_fieldname

from targets import texts
from targets.models import Basis, Milestone, MilestoneProgress, MilestoneState, WorkPlan
from targets.models.plan import MONTHS, is_within
from targets.periods import Month
from targets.progress.rollup import Ids, Key

PLAIN = ("pk", "code", "task_id", "indicator_id", "deadline", "reported_by", *MONTHS)
TEXTS = ("name", "deadline_basis")


class Deliverable(NamedTuple):
    """The columns of a milestone that pages show, its texts in the reader's language."""

    pk: int
    code: str
    task_id: int
    indicator_id: int | None
    deadline: date
    reported_by: str
    from_month: date | None
    until_month: date | None
    name: str
    deadline_basis: str

    def is_in_force(self, month: Month) -> bool:
        """Whether it is in force in the month, as `Milestone.is_in_force`."""
        return is_within(month, self.from_month, self.until_month)


def of_plan(plan: WorkPlan) -> list[Deliverable]:
    """The plan's deliverables in its order; a text missing in the reader's language is given in the other."""
    languages = texts.languages()
    columns = [build_localized_fieldname(text, language) for text in TEXTS for language in languages]
    rows = Milestone.objects.filter(plan=plan).order_by("order", "code").values_list(*PLAIN, *columns)
    basis = len(PLAIN) + len(languages)
    return [
        Deliverable._make([*row[: len(PLAIN)], texts.first(row[len(PLAIN) : basis]), texts.first(row[basis:])])
        for row in rows
    ]


class Said(NamedTuple):
    """What a unit last reported of a milestone, and the month and state of the report that says so."""

    state: str
    month: Month
    report_state: str
    evidence_file: str = ""
    evidence_link: str = ""


def said(plan: WorkPlan, unit_ids: Collection[int], month: Month, basis: Basis) -> dict[Key, Said]:
    """What each unit last reported of each milestone up to the month, by (milestone, unit)."""
    states = {state.value for state in basis.states}
    rows = list(_latest_said(plan.pk, tuple(unit_ids), month, basis))
    months = {row[2]: Month.of(row[2]) for row in rows}
    return {
        (milestone, unit): Said(state if at in states else standing, months[day], at, file, link)
        for milestone, unit, day, at, state, standing, file, link in rows
    }


def _latest_said(plan_id: int, unit_ids: Ids, month: Month, basis: Basis) -> QuerySet:
    counts = Q(report__state__in=[state.value for state in basis.states])
    spoken = counts & ~Q(state="") | ~counts & Q(report__is_correction=True) & ~Q(standing_state="")
    latest_first = Window(RowNumber(), partition_by=["milestone_id", "report__unit_id"], order_by="-report__month")
    place = ("milestone_id", "report__unit_id", "report__month", "report__state")
    return (
        MilestoneProgress.objects.filter(
            spoken, report__chapter__plan=plan_id, report__month__lte=month.first_day, report__unit__in=unit_ids
        )
        .annotate(place=latest_first)
        .filter(place=1)
        .order_by()
        .values_list(*place, "state", "standing_state", "evidence_file", "evidence_link")
    )


def by_month(milestones: Collection[int], unit_id: int, month: Month) -> dict[tuple[int, Month], str]:
    """What the unit's approved reports up to the month say of each milestone, by milestone and month."""
    approved = Basis.APPROVED.states
    rows = MilestoneProgress.objects.filter(
        Q(report__state__in=approved) | Q(report__is_correction=True),
        milestone__in=milestones,
        report__unit=unit_id,
        report__month__lte=month.first_day,
    ).order_by()
    columns = ("milestone_id", "report__month", "report__state", "state", "standing_state")
    return {
        (milestone, Month.of(day)): state if at in approved else standing
        for milestone, day, at, state, standing in rows.values_list(*columns)
    }


def done_count(elements: Collection[int], unit_id: int, states: Mapping[Key, str]) -> Decimal | None:
    """How many of the elements the unit has done; None where it has reported on none of them."""
    known = [state for element in elements if (state := states.get((element, unit_id)))]
    return Decimal(known.count(MilestoneState.DONE)) if known else None
