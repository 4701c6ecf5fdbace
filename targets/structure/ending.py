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
from targets.periods import Month
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

    The first of the successors keeps the papers: it finishes the open reports and keeps the entries of registers.
    """

    unit: ReportingUnit
    from_month: Month
    document: str
    decided_on: date
    reason: str
    successors: tuple[Successor, ...] = ()

    @property
    def how(self) -> HowEnded:
        if not self.successors:
            return HowEnded.ABOLISHED
        return HowEnded.MERGED if len(self.successors) == 1 else HowEnded.SPLIT

    @property
    def keeper(self) -> ReportingUnit | None:
        """Who keeps the papers."""
        return self.successors[0].unit if self.successors else None

    def decision(self, by) -> Decision:
        return Decision(self.from_month, self.document, self.decided_on, self.reason, by)


class EndingRefused(Exception):
    """The unit cannot be ended in this way; `refusals` say why."""

    def __init__(self, found: list[Refusal]):
        super().__init__(found)
        self.refusals = found


@tried_again
@one_change()
def end_unit(ending: Ending, *, by) -> UnitEnding:
    """End the unit; its successors take over from the month on. Raises EndingRefused, storing nothing.

    Units below move to the only successor from the same month.
    """
    ending = _locked(ending)
    if found := refusals(ending):
        raise EndingRefused(found)
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
    shares = target_shares(ending)
    shares.lock()
    shares.store(decision, by=by)
    for successor in ending.successors:
        keeps = successor.unit == ending.keeper
        UnitSuccession.objects.create(
            ending=stored, successor=successor.unit, share=successor.share, keeps_papers=keeps
        )
        _take_over(ending, successor, keeps=keeps, by=by)
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


def _take_over(ending: Ending, successor: Successor, *, keeps: bool, by) -> None:
    """Let the successor know from whom it has taken over: from the unit, and through it from its own predecessors."""
    shares = tuple(one.share for one in ending.successors)
    unit, step = (
        ending.unit,
        TakingOver(shares, ending.successors.index(successor), successor.unit.pk, ending.from_month),
    )
    gained = [
        Predecessor(unit.pk, unit.path, (step,), keeps),
        *(one._replace(steps=(*one.steps, step), keeps_papers=one.keeps_papers and keeps) for one in unit.predecessors),
    ]
    successor.unit.taken_over = [*successor.unit.taken_over, *(one.as_json() for one in gained)]
    successor.unit._history_user = by
    successor.unit.save()
