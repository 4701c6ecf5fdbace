"""Giving a target out to the units below (任务分解): who gets a share, what is proposed, and storing what was decided.

The city gives out to its own offices (市本级) and to districts and counties; a district to its streets and towns that
report, where the rest stays with the district itself. Totals are split into shares; a rate or a level is never split:
every unit has one of its own. Giving out more or less than the target is allowed and shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets import clock
from targets.arithmetic import Kind
from targets.busy import tried_again
from targets.models import Basis, Covers, Indicator, ReportedBy, ReportingUnit, Target, is_asked_of
from targets.models.people import is_demo
from targets.models.validity import Decision
from targets.models.versions import one_change
from targets.periods import Month
from targets.progress import rollup
from targets.progress.areas import Area
from targets.progress.standings import pick
from targets.splitting import NothingToSplitBy, split

# For these kinds, what is due by now depends on where the unit stood at the end of last year.
FROM_LAST_YEAR = (Kind.STOCK, Kind.RATIO)
ADD_UP = (Kind.FLOW, Kind.STOCK)


# ---- Shares ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """What a unit is to reach, and where it stood at the end of last year."""

    value: Decimal | None = None
    baseline: Decimal | None = None


NO_SHARE = Share()


@dataclass(slots=True)
class ShareLine:
    """A unit that can be given a share; `target` is None as long as it has never had one."""

    unit: ReportingUnit
    covers: Covers
    target: Target | None = None

    @property
    def share(self) -> Share:
        if self.target is None or not self.target.in_force:
            return NO_SHARE
        return Share(self.target.value, self.target.baseline)


@dataclass(slots=True)
class Distribution:
    """The giving unit's target for an indicator by one deadline, and the shares given out of it."""

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
        """How many units have a share."""
        return sum(line.share.value is not None for line in self.lines)


def distributions(indicators: Iterable[Indicator], giver: ReportingUnit) -> list[Distribution]:
    """What the unit gives out of each indicator; two queries, however many indicators.

    Left out are indicators that count elements, each done as a whole, and those that the city level alone reports.
    """
    chosen = [one for one in indicators if one.is_entered and one.reported_by != ReportedBy.CITY]
    below = list(ReportingUnit.objects.under(giver))
    found: dict[int, list[Target]] = {indicator.pk: [] for indicator in chosen}
    for target in Target.objects.filter(indicator__in=found, unit__in=[unit.pk for unit in below]):
        found[target.indicator_id].append(target)
    return [_distribution(indicator, giver, below, found[indicator.pk]) for indicator in chosen]


def _distribution(
    indicator: Indicator, giver: ReportingUnit, below: list[ReportingUnit], targets: list[Target]
) -> Distribution:
    own = [one for one in targets if one.in_force and one.unit_id == giver.pk and one.covers == Covers.WHOLE]
    to_give = pick(own, Month.of(clock.today()))
    deadline = to_give.deadline if to_give else indicator.plan.ends
    stored = {(target.unit_id, target.covers): target for target in targets if target.deadline == deadline}
    lines = []
    for unit in below:
        # The giver keeps its own part; another unit's share is for it and all below it.
        covers = Covers.OWN if unit.pk == giver.pk else Covers.WHOLE
        target = stored.get((unit.pk, covers))
        has_share = target is not None and target.in_force
        if _is_next_below(unit, giver) and (has_share or _is_asked(unit, indicator)):
            lines.append(ShareLine(unit, covers, target))
    return Distribution(indicator, giver, to_give, deadline, lines)


def _is_next_below(unit: ReportingUnit, giver: ReportingUnit) -> bool:
    """The city gives out to its own part and its districts, a district to its streets and towns."""
    if giver.is_city:
        return unit.path == unit.district_path
    return unit.pk != giver.pk and unit.district_path == giver.path


def _is_asked(unit: ReportingUnit, indicator: Indicator) -> bool:
    return unit.active and unit.submits_reports and unit.counts_toward_city and is_asked_of(unit, indicator.reported_by)


# ---- Storing -----------------------------------------------------------------------------------------------


class SharesChanged(Exception):
    """Somebody else has changed shares since they were shown."""


@tried_again
@one_change()
def store(shown: Distribution, shares: Mapping[int, Share], *, by, decision: Decision | None = None) -> int:
    """Store the shares by unit and return how many changed; an empty one takes the target back.

    The change holds from the decision's month on, without one from the present month; a first share has always held.

    Raises SharesChanged, storing nothing, where what is stored now is not what `shown` holds.
    """
    # Only others who give out this indicator wait; its figures can be saved meanwhile.
    Indicator.objects.select_for_update(no_key=True, of=("self",)).get(pk=shown.indicator.pk)
    now = distributions([shown.indicator], shown.giver)[0]
    if _shares_by_unit(now) != _shares_by_unit(shown):
        raise SharesChanged
    by_demonstration = is_demo(by)
    changed = [line for line in now.lines if shares.get(line.unit.pk, line.share) != line.share]
    for line in changed:
        target = _with_share(now, line, shares[line.unit.pk], by_demonstration=by_demonstration)
        target._history_user, target._history_date = by, clock.now()
        # A first share is for the whole year, whenever it is given out.
        is_first = line.target is None and decision is not None
        target.save(decision=replace(decision, from_month=None) if is_first else decision)
    return len(changed)


def _shares_by_unit(distribution: Distribution) -> dict[int, Share]:
    return {line.unit.pk: line.share for line in distribution.lines}


def _with_share(distribution: Distribution, line: ShareLine, share: Share, *, by_demonstration: bool) -> Target:
    """The unit's target as it is to be stored; without a share it is out of force."""
    target = line.target or Target(
        indicator=distribution.indicator,
        unit=line.unit,
        covers=line.covers,
        deadline=distribution.deadline,
        is_demo=by_demonstration,
    )
    if target.is_demo and not by_demonstration:
        # What the bureau sets itself is no longer part of the demonstration.
        target.is_demo, target.source = False, ""
    target.value, target.baseline, target.in_force = share.value, share.baseline, share != NO_SHARE
    return target


# ---- Proposals, of which nothing is stored -----------------------------------------------------------------


class SplitBy(models.TextChoices):
    """What a target is split in proportion to."""

    TO_DATE = "to-date", _("figures approved to date")
    LAST_YEAR = "last-year", _("last year's figures")
    WEIGHTS = "weights", _("the weights typed in")
    EQUAL = "equal", _("equal shares")
    SAME = "same", _("the same for all")


class NoTotal(ValueError):
    """There is no target to give out."""


# By unit: what it weighs in a split, and what was typed for it.
Weights = dict[int, Decimal]
Typed = Mapping[int, Decimal | None]


def ways_to_split(distribution: Distribution) -> list[SplitBy]:
    """The proposals that make sense: rates and levels are never split."""
    if not distribution.adds_up:
        return [SplitBy.SAME]
    return [SplitBy.TO_DATE, SplitBy.LAST_YEAR, SplitBy.WEIGHTS, SplitBy.EQUAL]


def propose(distribution: Distribution, way: SplitBy, *, weights: Typed, baselines: Typed) -> dict[int, Decimal]:
    """A share for every unit; those of a total add up to it exactly.

    `weights` and `baselines` are what the person has typed so far. Raises NoTotal or NothingToSplitBy.
    """
    if distribution.total is None:
        raise NoTotal
    units = [line.unit.pk for line in distribution.lines]
    if way == SplitBy.SAME:
        return dict.fromkeys(units, distribution.total)
    if way == SplitBy.TO_DATE:
        weighed = reached_to_date(distribution)
    elif way == SplitBy.LAST_YEAR:
        weighed = _last_year(distribution, baselines)
    elif way == SplitBy.WEIGHTS:
        weighed = {unit: weights.get(unit) or Decimal(0) for unit in units}
    else:
        weighed = dict.fromkeys(units, Decimal(1))
    return split(distribution.total, weighed, distribution.indicator.decimals)


def reached_to_date(distribution: Distribution) -> Weights:
    """What each unit has reached by the plan's last month that can be reported by now."""
    plan = distribution.indicator.plan
    month = plan.nearest_month(clock.month_to_report())
    return _reached(distribution, distribution.indicator, month)


def _last_year(distribution: Distribution, baselines: Typed) -> Weights:
    """Where a stock stood at the end of last year; else what last year's plan counted under the same code."""
    if distribution.indicator.kind == Kind.STOCK and any(baselines.values()):
        return {line.unit.pk: baselines.get(line.unit.pk) or Decimal(0) for line in distribution.lines}
    year = distribution.indicator.plan.year - 1
    known = Indicator.objects.published().select_related("plan")
    before = known.filter(plan__year=year, code=distribution.indicator.code).first()
    if before is None or before.kind != distribution.indicator.kind:
        raise NothingToSplitBy
    return _reached(distribution, before, before.plan.months[-1])


def _reached(distribution: Distribution, indicator: Indicator, month: Month) -> Weights:
    """What each unit with all below it reached by the month, approved; nothing reported weighs nothing."""
    area = Area(distribution.giver)
    parts = rollup.parts(
        indicator.plan, [indicator], area.units(month), area.reports("report__"), month, Basis.APPROVED
    )
    weights = {line.unit.pk: Decimal(0) for line in distribution.lines}
    for (_indicator, place), part in parts.items():
        line = next((line for line in distribution.lines if _contributes(place, line.unit)), None)
        if line is not None and part.value is not None:
            weights[line.unit.pk] += part.value
    return weights


def _contributes(place: rollup.UnitPlace, to: ReportingUnit) -> bool:
    """The city's own part is what its offices report; another unit's holds what lies below it."""
    return place.pk == to.pk or (not to.is_city and place.path.startswith(to.path))
