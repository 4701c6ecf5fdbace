"""Accepting an amended document (要点调整文件): its text holds from a month on, and the earlier one keeps its months.

Nothing else changes with it: targets, indicators and deliverables are changed in their own forms.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.utils.translation import gettext as _

from targets.busy import tried_again
from targets.frame.phrases import month_text
from targets.models import MonthClosing, PlanText, WorkPlan
from targets.models.validity import Decision, signature
from targets.models.versions import one_change
from targets.periods import Month
from targets.planning.commitments import words_by_kind
from targets.planning.comparison import compare
from targets.planning.sentences import DocumentText


class AmendmentRefused(Exception):
    """The document cannot be accepted; the message says why and what can be done."""


class DocumentChanged(Exception):
    """What would be accepted is not what was compared: the form, or the document in force, is another one now."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """An amended document as it is about to be accepted; `document` is its number."""

    title: str
    document: str
    decided_on: date
    from_month: Month
    reason: str
    text: str

    def fingerprint(self, former: PlanText) -> str:
        """What tells this amendment of that document from any other."""
        said = (former.pk, former.text, self.title, self.document, self.decided_on, self.from_month, self.reason)
        return sha256(repr((*map(str, said), self.text)).encode()).hexdigest()


def latest(plan: WorkPlan) -> PlanText | None:
    """The document that was accepted last; None without a text."""
    return PlanText.objects.filter(plan=plan).order_by("-from_month").first()


def holds_from(plan: WorkPlan, amendment: Amendment) -> Month:
    """The month from which it holds: the one it names, or the first open one where that is closed already."""
    return max(amendment.from_month, MonthClosing.objects.first_open_month(plan.pk))


def check(plan: WorkPlan, amendment: Amendment, former: PlanText) -> None:
    """Raise AmendmentRefused where the document cannot follow the former one."""
    first = holds_from(plan, amendment)
    if first not in plan.months:
        raise AmendmentRefused(_("All months of the plan are closed, and keep the document that held in them."))
    if first.first_day <= former.from_month:
        words = _(
            "A document holds from %(month)s on already. Choose a later month; a mistake in its text is corrected "
            "under “Records”."
        )
        raise AmendmentRefused(words % {"month": month_text(former.begins)})
    if not compare(DocumentText(former.text), DocumentText(amendment.text)).differs:
        raise AmendmentRefused(_("The text is the same as that of the document in force. Nothing would change."))


@tried_again
@one_change()
def accept(plan: WorkPlan, amendment: Amendment, *, seen: str, by) -> PlanText:
    """Store the document; the former one keeps its months, with the words in which commitments stood in it.

    `seen` is the fingerprint of what the user has compared. Raises DocumentChanged and AmendmentRefused.
    """
    WorkPlan.objects.filter(pk=plan.pk).lock()
    former = latest(plan)
    if former is None or seen != amendment.fingerprint(former):
        raise DocumentChanged
    check(plan, amendment, former)
    former.words = words_by_kind(plan)
    former._history_user = by
    former.save()
    first = holds_from(plan, amendment).first_day
    decision = Decision(amendment.from_month, amendment.document, amendment.decided_on, amendment.reason, by)
    accepted = PlanText(
        plan=plan, from_month=first, title=amendment.title, text=amendment.text, **signature(first, decision)
    )
    accepted._history_user = by
    accepted.save()
    return accepted
