"""What a section decides on reports that it has seen: as seen, with four eyes, many at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from targets import access
from targets.access import Action
from targets.busy import tried_again
from targets.models import MonthlyReport, State
from targets.models.versions import one_change
from targets.reports import verbs


def is_own(report: MonthlyReport, user) -> bool:
    """Four eyes: nobody approves what he handed in himself."""
    return report.submitted_by_id is not None and report.submitted_by_id == user.pk


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of "approve selected": how many were approved, which were left and why."""

    approved: int
    moved: list[MonthlyReport]
    own: list[MonthlyReport]


@tried_again
@one_change()
def approve_selected(seen: Mapping[int, int], *, by) -> Outcome:
    """Approve those still submitted in the version seen; `seen` gives versions by primary key.

    Reports outside the user's units and chapters are passed over as if they did not exist.
    """
    rights = access.of(by)
    locked = (
        MonthlyReport.objects.select_for_update(of=("self",))
        .filter(pk__in=seen)
        .select_related("unit", "chapter")
        .order_by("pk")
    )
    found = [report for report in locked if rights.may(Action.REVIEW, report.unit, report.chapter.app)]
    as_shown = [r for r in found if r.state == State.SUBMITTED and r.version == seen[r.pk]]
    own = [report for report in as_shown if is_own(report, by)]
    others = [report for report in as_shown if report not in own]
    verbs.approve_locked(others, by=by)
    return Outcome(len(others), [report for report in found if report not in as_shown], own)


def moved_meanwhile(report: MonthlyReport) -> str:
    """Why a decision was not taken: where the report stands by now."""
    return {
        State.DRAFT: _("Nothing was decided: the report is a draft again. The unit is working on it."),
        State.SUBMITTED: _("Nothing was decided: the report was changed and submitted anew. Please look at it again."),
        State.RETURNED: _("Nothing was decided: the report had been sent back already."),
        State.APPROVED: _("Nothing was decided: the report had been approved already."),
    }[State(report.state)]
