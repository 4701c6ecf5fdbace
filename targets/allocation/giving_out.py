"""Giving a target out to the units below (任务分解): who gets a share, what they add up to, and keeping it.

The city gives out to its own offices (市本级) and to districts and counties; a district to its streets and
towns that report, where what is left stays with the district itself. What adds up is given out in shares;
every unit has a rate or a level of its own. Giving out more or less than the target is allowed and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from targets import clock
from targets.arithmetic import Kind
from targets.busy import tried_again
from targets.models import Covers, Indicator, ReportedBy, ReportingUnit, Target, asks
from targets.models.people import is_demo
from targets.models.versions import one_change
from targets.periods import Month
from targets.progress.standings import pick

# Where these kinds stood at the end of last year decides what is due by now.
FROM_LAST_YEAR = (Kind.STOCK, Kind.RATIO)
ADD_UP = (Kind.FLOW, Kind.STOCK)


@dataclass(frozen=True, slots=True)
class Share:
    """What a unit is to reach, and where it stood at the end of last year."""

    value: Decimal | None = None
    baseline: Decimal | None = None


NOTHING = Share()


@dataclass(slots=True)
class ShareLine:
    """One unit that gets a share; `target` is None as long as it has none."""

    unit: ReportingUnit
    covers: Covers
    target: Target | None = None

    @property
    def share(self) -> Share:
        return NOTHING if self.target is None else Share(self.target.value, self.target.baseline)


@dataclass(slots=True)
class Distribution:
    """An indicator's target of the giving unit, by one deadline, and the shares given out of it."""

    indicator: Indicator
    giver: ReportingUnit
    target: Target | None
    deadline: date
    lines: list[ShareLine]

    @property
    def adds_up(self) -> bool:
        return self.indicator.kind in ADD_UP

    @property
    def has_baseline(self) -> bool:
        return self.indicator.kind in FROM_LAST_YEAR

    @property
    def total(self) -> Decimal | None:
        """The target to give out; None where the plan sets none."""
        return self.target.value if self.target else None

    @property
    def given(self) -> int:
        return sum(line.share.value is not None for line in self.lines)


class Changed(Exception):
    """Somebody else has changed shares since they were shown."""


def is_given_out(indicator: Indicator) -> bool:
    """Elements are done as a whole, and what the city level alone reports stays with it."""
    return indicator.is_entered and indicator.reported_by != ReportedBy.CITY


def distributions(indicators: Iterable[Indicator], giver: ReportingUnit) -> list[Distribution]:
    """What the unit gives out of each indicator; two queries, however many indicators."""
    chosen = [indicator for indicator in indicators if is_given_out(indicator)]
    below = list(ReportingUnit.objects.under(giver))
    found: dict[int, list[Target]] = {indicator.pk: [] for indicator in chosen}
    for target in Target.objects.filter(indicator__in=found, unit__in=[unit.pk for unit in below]):
        found[target.indicator_id].append(target)
    return [_distribution(indicator, giver, below, found[indicator.pk]) for indicator in chosen]


def _distribution(
    indicator: Indicator, giver: ReportingUnit, below: list[ReportingUnit], targets: list[Target]
) -> Distribution:
    own = [target for target in targets if target.unit_id == giver.pk and target.covers == Covers.WHOLE]
    to_give = pick(own, Month.of(clock.today()))
    deadline = to_give.deadline if to_give else indicator.plan.ends
    known = {(target.unit_id, target.covers): target for target in targets if target.deadline == deadline}
    lines = [ShareLine(unit, covers_in(giver, unit), known.get((unit.pk, covers_in(giver, unit)))) for unit in below]
    return Distribution(
        indicator, giver, to_give, deadline, [line for line in lines if _belongs(line, giver, indicator)]
    )


def covers_in(giver: ReportingUnit, unit: ReportingUnit) -> Covers:
    """The giver keeps its own part; another unit's share is for it and all below it."""
    return Covers.OWN if unit.pk == giver.pk else Covers.WHOLE


def _belongs(line: ShareLine, giver: ReportingUnit, indicator: Indicator) -> bool:
    """The city's own part and its districts, or a district's streets: those asked, and those with a share anyway."""
    unit = line.unit
    if giver.is_city:
        is_next = unit.path == unit.district_path
    else:
        is_next = unit.pk != giver.pk and unit.district_path == giver.path
    asked = unit.active and unit.files_reports and unit.counts_toward_city and asks(indicator.reported_by, unit)
    return is_next and (asked or line.target is not None)


@tried_again
@one_change()
def keep(shown: Distribution, shares: Mapping[int, Share], *, by) -> int:
    """Store the shares by unit and say how many changed; an empty one takes the target away, its history stays.

    Raises Changed, storing nothing, where what is stored now is not what `shown` holds.
    """
    # No more than others' giving out waits: figures of the indicator are saved meanwhile.
    Indicator.objects.select_for_update(no_key=True, of=("self",)).get(pk=shown.indicator.pk)
    now = distributions([shown.indicator], shown.giver)[0]
    if _stored(now) != _stored(shown):
        raise Changed
    demonstration = is_demo(by)
    changed = [line for line in now.lines if shares.get(line.unit.pk, line.share) != line.share]
    for line in changed:
        _store(now, line, shares[line.unit.pk], by, is_demo=demonstration)
    return len(changed)


def _stored(distribution: Distribution) -> dict[int, Share]:
    return {line.unit.pk: line.share for line in distribution.lines}


def _store(distribution: Distribution, line: ShareLine, share: Share, by, *, is_demo: bool) -> None:
    target = line.target or Target(
        indicator=distribution.indicator,
        unit=line.unit,
        covers=line.covers,
        deadline=distribution.deadline,
        is_demo=is_demo,
    )
    target._history_user, target._history_date = by, clock.now()
    if share == NOTHING:
        target.delete()
        return
    if target.is_demo and not is_demo:
        # What the bureau has set itself is no demonstration any more.
        target.is_demo, target.source = False, ""
    target.value, target.baseline = share.value, share.baseline
    target.save()
