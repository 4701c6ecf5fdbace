"""Ending a unit (撤并): from a month on it is no more, and its successors take over what it had reached.

Its reports stay its own, and every month before stays as it was. Callers have checked that the user may change units.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q

from targets import clock
from targets.busy import tried_again
from targets.models import HowEnded, ReportingUnit, UnitEnding, UnitSuccession
from targets.models.people import is_demo
from targets.models.predecessors import Predecessor, TakingOver
from targets.models.validity import Decision
from targets.models.versions import one_change
from targets.people import roles
from targets.people.ending import lock_accounts
from targets.periods import Month
from targets.structure.outlook import Outlook
from targets.structure.refusals import Refusal, refusals
from targets.structure.target_shares import TargetShares

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Successor:
    """A unit that takes over, with its share in percent."""

    unit: ReportingUnit
    share: Decimal = HUNDRED


@dataclass(frozen=True, slots=True)
class Ending:
    """That a unit ends, as it is about to be stored.

    The first of the successors keeps the papers: it finishes the open reports and keeps the entries of registers. With
    `moves_people` the roles at the unit go over to it.
    """

    unit: ReportingUnit
    from_month: Month
    document: str
    decided_on: date
    reason: str
    successors: tuple[Successor, ...] = ()
    moves_people: bool = False

    @property
    def how(self) -> HowEnded:
        if not self.successors:
            return HowEnded.ABOLISHED
        return HowEnded.MERGED if len(self.successors) == 1 else HowEnded.SPLIT

    @property
    def keeper(self) -> ReportingUnit | None:
        """Who keeps the papers."""
        return self.successors[0].unit if self.successors else None

    def taken_by(self, successor: Successor) -> Predecessor:
        """What the successor remembers of the unit."""
        shares = tuple(one.share for one in self.successors)
        place = self.successors.index(successor)
        step = TakingOver(shares, place, successor.unit.pk, self.from_month)
        return Predecessor(self.unit.pk, self.unit.path, (step,), keeps_papers=place == 0)

    def decision(self, by) -> Decision:
        return Decision(self.from_month, self.document, self.decided_on, self.reason, by)


class OutlookChanged(Exception):
    """Something that the end changes is no longer as it was shown to who confirmed it; nothing was stored."""


class EndingRefused(Exception):
    """The unit cannot be ended in this way; `refusals` say why."""

    def __init__(self, found: list[Refusal]):
        super().__init__(found)
        self.refusals = found


@tried_again
@one_change()
def end_unit(ending: Ending, *, by, confirmed: str | None = None) -> UnitEnding:
    """End the unit; its successors take over from the month on. Units below move to the only successor.

    `confirmed` is the fingerprint of the outlook that the user has seen. Raises EndingRefused where the unit cannot be
    ended in this way, OutlookChanged where the outlook is another one now; then nothing is stored.
    """
    lock_accounts(*(role.user for role in roles.at(ending.unit) if ending.moves_people))
    ending = _locked(ending)
    if found := refusals(ending):
        raise EndingRefused(found)
    shares = target_shares(ending)
    shares.lock()
    if confirmed is not None and confirmed != Outlook(ending, shares).fingerprint:
        raise OutlookChanged
    unit, decision = ending.unit, ending.decision(by)
    for below in unit.children.filter(active=True).order_by("pk"):
        below.parent, below._history_user = ending.keeper, by
        below.save(decision=decision)
    unit.active, unit._history_user = False, by
    unit.save(decision=decision)
    stored = UnitEnding.objects.create(
        unit=unit,
        how=ending.how,
        from_month=ending.from_month.first_day,
        document=ending.document,
        decided_on=ending.decided_on,
        reason=ending.reason,
        entered_by=by,
        entered_at=clock.now(),
        is_demo=is_demo(by),
    )
    shares.store(decision, by=by)
    for successor in ending.successors:
        taken = ending.taken_by(successor)
        UnitSuccession.objects.create(
            ending=stored, successor=successor.unit, share=successor.share, keeps_papers=taken.keeps_papers
        )
        _take_over(taken, unit, successor.unit, by=by)
    if ending.moves_people and ending.keeper:
        roles.move(unit, ending.keeper, by=by)
    return stored


def target_shares(ending: Ending) -> TargetShares:
    """What becomes of the unit's targets."""
    units = [one.unit for one in ending.successors]
    return TargetShares(ending.unit, units, [one.share for one in ending.successors], ending.from_month)


def _locked(ending: Ending) -> Ending:
    """The same with the units as they are stored now; nobody else changes them, reports for them or closes a month."""
    chosen = [ending.unit, *(successor.unit for successor in ending.successors)]
    keys = [unit.pk for unit in chosen]
    units = ReportingUnit.objects.filter(Q(pk__in=keys) | Q(path__startswith=ending.unit.path))
    units.lock_with_reports(ending.from_month.first_day)
    now = ReportingUnit.objects.in_bulk(keys)
    successors = tuple(replace(one, unit=now[one.unit.pk]) for one in ending.successors)
    return replace(ending, unit=now[ending.unit.pk], successors=successors)


def _take_over(taken: Predecessor, unit: ReportingUnit, successor: ReportingUnit, *, by) -> None:
    """Let the successor remember the unit, and through it the unit's own predecessors."""
    earlier = (
        one._replace(steps=(*one.steps, *taken.steps), keeps_papers=one.keeps_papers and taken.keeps_papers)
        for one in unit.predecessors
    )
    successor.taken_over = [*successor.taken_over, *(one.as_json() for one in (taken, *earlier))]
    successor._history_user = by
    successor.save()
