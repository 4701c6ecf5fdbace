"""What becomes of the targets of a unit that ended: its share of each goes over to its successors.

Where shares add up, the successor's target grows by the whole share from the month on, and what the unit had reached of
it counts for the successor as well (`targets.progress.rollup`). Rates and levels are not added: the successor keeps its
own, and takes over the unit's only where it has none. The unit's own target ends, and judges its months as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from targets.arithmetic import Kind
from targets.models import Indicator, ReportingUnit, Target, TargetVersion
from targets.models.targets import TargetInForce, in_force
from targets.models.validity import Decision, signature
from targets.periods import Month
from targets.splitting import split

ADD_UP = (Kind.FLOW, Kind.STOCK)


class Promised(NamedTuple):
    """What a target says: its value, and where it starts from."""

    value: Decimal | None
    baseline: Decimal | None


@dataclass(frozen=True, slots=True)
class GrownTarget:
    """A successor's target before and after it takes over its share, in the month from which it does.

    `left_by` is the primary key of the target that ends.
    """

    indicator: Indicator
    left_by: int
    successor: ReportingUnit
    before: Decimal | None
    after: Decimal | None

    @property
    def changes(self) -> bool:
        return self.before != self.after


class TargetShares:
    """The targets of the unit and of its successors, as they change from the month on.

    Targets of plans that had ended by then stay as they are.
    """

    def __init__(
        self, unit: ReportingUnit, successors: Sequence[ReportingUnit], shares: Sequence[Decimal], month: Month
    ):
        self.unit, self.successors, self.shares, self.month = unit, list(successors), list(shares), month
        chosen = [unit.pk, *(one.pk for one in self.successors)]
        self.targets = list(
            Target.objects.filter(unit__in=chosen, indicator__plan__ends__gte=month.first_day)
            .filter(indicator__in=Target.objects.filter(unit=unit).values("indicator"))
            .select_related("indicator__plan")
            .order_by("indicator__plan", "indicator__order", "indicator__code", "deadline", "pk")
        )
        rows = Target.objects.filter(pk__in=[one.pk for one in self.targets]).over_time()
        self.versions: dict[int, list[TargetInForce]] = {versions[0].pk: versions for versions in rows}

    def lock(self) -> None:
        """Let nobody else give out these targets until the transaction ends."""
        Indicator.objects.filter(pk__in={one.indicator_id for one in self.targets}).lock()
        Target.objects.filter(pk__in=[one.pk for one in self.targets]).lock()

    @property
    def ending(self) -> list[Target]:
        """The unit's targets that are in force in the month, or are to be later."""
        return [one for one in self.targets if one.unit_id == self.unit.pk and self._days(one)]

    def grown(self) -> list[GrownTarget]:
        """What the successors' targets are before and after, target by target."""
        found = []
        for left in self.ending:
            gone = self._promised(left, self.month)
            for place, successor in enumerate(self.successors):
                own = self._of(successor, left)
                before = self._promised(own, self.month) if own else None
                after = self._together(left.indicator, before, gone, place)
                found.append(
                    GrownTarget(
                        left.indicator,
                        left.pk,
                        successor,
                        before.value if before else None,
                        after.value if after else None,
                    )
                )
        return found

    def store(self, decision: Decision, *, by) -> None:
        """End the unit's targets and let the successors' grow, each version from the month on by itself."""
        for left in self.ending:
            for place, successor in enumerate(self.successors):
                self._grow(left, successor, place, decision, by)
            self._write(left, dict.fromkeys(self._days(left)), decision, by)

    # ---- One target ---------------------------------------------------------------------------------------

    def _of(self, successor: ReportingUnit, left: Target) -> Target | None:
        """The successor's target by the same deadline."""
        wanted = (successor.pk, left.indicator_id, left.covers, left.deadline)
        return next(
            (one for one in self.targets if (one.unit_id, one.indicator_id, one.covers, one.deadline) == wanted), None
        )

    def _days(self, target: Target) -> list[date]:
        """The first days of its versions from the month on, the month's among them; none where it is never in force."""
        first, versions = self.month.first_day, self.versions.get(target.pk, [])
        days = sorted({first, *(one.from_month for one in versions if one.from_month > first)})
        return days if any(in_force(versions, Month.of(day)) for day in days) else []

    def _promised(self, target: Target, month: Month) -> Promised | None:
        held = in_force(self.versions.get(target.pk, []), month)
        return Promised(held.value, held.baseline) if held else None

    def _together(
        self, indicator: Indicator, own: Promised | None, gone: Promised | None, place: int
    ) -> Promised | None:
        """The successor's target with its share of the one that ends."""
        if gone is None or (own is not None and indicator.kind not in ADD_UP):
            return own
        if indicator.kind not in ADD_UP:
            return gone
        share = Promised(*(self._part(indicator, number, place) for number in gone))
        if own is None:
            return share
        known = own.baseline is not None and share.baseline is not None
        return Promised(
            share.value if own.value is None else own.value + (share.value or 0),
            own.baseline + share.baseline if known else None,
        )

    def _part(self, indicator: Indicator, number: Decimal | None, place: int) -> Decimal | None:
        return None if number is None else split(number, dict(enumerate(self.shares)), indicator.decimals)[place]

    def _grow(self, left: Target, successor: ReportingUnit, place: int, decision: Decision, by) -> None:
        own = self._of(successor, left)
        days = {*self._days(left), *(self._days(own) if own else ())}
        promised = {
            day: self._together(
                left.indicator,
                self._promised(own, Month.of(day)) if own else None,
                self._promised(left, Month.of(day)),
                place,
            )
            for day in sorted(days)
        }
        if own is None:
            own = Target(
                indicator=left.indicator,
                unit=successor,
                covers=left.covers,
                deadline=left.deadline,
                is_demo=left.is_demo,
            )
            first = promised[self.month.first_day] or Promised(None, None)
            own.value, own.baseline = first
            own.in_force = promised[self.month.first_day] is not None
            own._history_user = by
            own.save(decision=decision)
        self._write(own, promised, decision, by)

    @staticmethod
    def _write(target: Target, promised: dict[date, Promised | None], decision: Decision, by) -> None:
        """Store the versions that begin on these days, the first signed; the row says what holds last."""
        known = {version.from_month: version for version in target.versions.order_by("from_month")}
        first = min(promised)
        for day, one in promised.items():
            version = known.get(day)
            if version is None:
                version = TargetVersion(target=target, from_month=day)
            if one is None:
                before = [known[earlier] for earlier in sorted(known) if earlier <= day]
                version.in_force = False
                if before and version.pk is None:
                    version.value, version.baseline = before[-1].value, before[-1].baseline
            else:
                version.value, version.baseline, version.in_force = one.value, one.baseline, True
            if day == first:
                for name, value in signature(day, decision).items():
                    setattr(version, name, value)
            version.save()
            known[day] = version
        last = known[max(known)]
        target.value, target.baseline, target.in_force = last.value, last.baseline, last.in_force
        target._history_user = by
        target.save()
