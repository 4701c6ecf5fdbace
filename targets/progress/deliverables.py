"""A plan's deliverables and what units reported of them, read as plain rows: model instances take much longer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Q, Window
from django.db.models.functions import Coalesce, RowNumber
from modeltranslation.utils import build_localized_fieldname

from targets import texts
from targets.models import Basis, Milestone, MilestoneProgress, MilestoneState, ReportingUnit, WorkPlan
from targets.models.plan import MONTHS, is_within
from targets.periods import Month
from targets.progress.rollup import Heirs, Ids, Key, heirs_among

PLAIN = ("pk", "code", "task_id", "indicator_id", "deadline", "reported_by", "continues_id", "quote", *MONTHS)
TEXTS = ("name", "deadline_basis")


class Deliverable(NamedTuple):
    """The columns of a milestone that pages show, its texts in the reader's language."""

    pk: int
    code: str
    task_id: int
    indicator_id: int | None
    deadline: date
    reported_by: str
    continues_id: int | None
    quote: str
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
    """What a unit last reported of a milestone, and the month and state of the report that says so.

    `taken_from` is the primary key of a unit that ended, where its successor has reported nothing itself.
    """

    state: str
    month: Month
    report_state: str
    evidence_file: str = ""
    evidence_link: str = ""
    taken_from: int | None = None


def said(
    milestones: Iterable[Deliverable], plan: WorkPlan, units: Collection[ReportingUnit], month: Month, basis: Basis
) -> dict[Key, Said]:
    """What each unit last reported of each milestone up to the month, by (milestone, unit).

    Of a commitment that an earlier plan made, what was reported on that plan counts until something new is; and what a
    unit reported that ended, until its successor reports something itself.
    """
    heirs = heirs_among(units, month)
    unit_ids = (*(unit.pk for unit in units), *heirs)
    of_plan = Q(report__chapter__plan=plan.pk, report__month__lte=month.first_day)
    found = _latest_said(of_plan, F("milestone_id"), unit_ids, basis)
    continued = {one.continues_id: one.pk for one in milestones if one.continues_id}
    if continued:
        earlier = Q(milestone__in=Milestone.objects.of_commitments(continued, before=plan).values("pk"))
        first = Coalesce("milestone__continues_id", "milestone_id")
        before = _latest_said(earlier, first, unit_ids, basis)
        found = {(continued[first], unit): one for (first, unit), one in before.items()} | found
    return with_taken_over(found, heirs) if heirs else found


def with_taken_over(found: Mapping[Key, Said], heirs: Heirs) -> dict[Key, Said]:
    """What counts with successors of what units had reported that ended; these have no state of their own any more.

    A successor that has reported something itself says how its whole area stands. Where it took over from several, the
    last of them counts; of the same month rather the one that is not done.
    """
    kept = {key: one for key, one in found.items() if key[1] not in heirs}
    for (milestone, unit), one in found.items():
        for heir in heirs.get(unit, ()):
            if any((milestone, step.taker) in found for step in heir.taken.steps):
                continue
            key = milestone, heir.place.pk
            if key not in kept or _speaks_later(one, kept[key]):
                kept[key] = one._replace(taken_from=unit)
    return kept


def _speaks_later(one: Said, other: Said) -> bool:
    return (one.month, one.state != MilestoneState.DONE) > (other.month, other.state != MilestoneState.DONE)


def _latest_said(of_reports: Q, milestone: F | Coalesce, unit_ids: Ids, basis: Basis) -> dict[Key, Said]:
    """What each unit said last, by (milestone, unit), where `milestone` names the milestone."""
    states = {state.value for state in basis.states}
    counts = Q(report__state__in=states)
    spoken = counts & ~Q(state="") | ~counts & Q(report__is_correction=True) & ~Q(standing_state="")
    latest_first = Window(RowNumber(), partition_by=["said_of", "report__unit_id"], order_by="-report__month")
    rows = (
        MilestoneProgress.objects.filter(spoken & of_reports, report__unit__in=unit_ids)
        .annotate(said_of=milestone)
        .annotate(place=latest_first)
        .filter(place=1)
        .order_by()
        .values_list(
            "said_of",
            "report__unit_id",
            "report__month",
            "report__state",
            "state",
            "standing_state",
            "evidence_file",
            "evidence_link",
        )
    )
    return {
        (key, unit): Said(state if at in states else standing, Month.of(day), at, file, link)
        for key, unit, day, at, state, standing, file, link in rows
    }


def by_month(milestones: Collection[int], unit_ids: Collection[int], month: Month) -> dict[tuple[int, int, Month], str]:
    """What the units' approved reports up to the month say of each milestone, by milestone, unit and month."""
    approved = Basis.APPROVED.states
    rows = MilestoneProgress.objects.filter(
        Q(report__state__in=approved) | Q(report__is_correction=True),
        milestone__in=milestones,
        report__unit__in=unit_ids,
        report__month__lte=month.first_day,
    ).order_by()
    columns = ("milestone_id", "report__unit_id", "report__month", "report__state", "state", "standing_state")
    return {
        (milestone, unit, Month.of(day)): state if at in approved else standing
        for milestone, unit, day, at, state, standing in rows.values_list(*columns)
    }


def done_count(elements: Collection[int], unit_id: int, states: Mapping[Key, str]) -> Decimal | None:
    """How many of the elements the unit has done; None where it has reported on none of them."""
    known = [state for element in elements if (state := states.get((element, unit_id)))]
    return Decimal(known.count(MilestoneState.DONE)) if known else None
