"""How an area stands at the end of a month: the tally of every indicator judged against its target.

The dashboard, the pages of units and chapters, and the API all read it from here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from django.conf import settings
from django.db.models import Q

from targets.arithmetic import (
    Commitment,
    Kind,
    LikeForLike,
    Pacing,
    Progress,
    Sense,
    Tally,
    Thresholds,
    assess,
    compare_like_for_like,
    is_complete,
)
from targets.models import (
    Basis,
    Covers,
    Indicator,
    MilestoneState,
    MonthClosing,
    ReportedBy,
    ReportingUnit,
    Target,
    WorkPlan,
    is_asked_of,
)
from targets.models.plan_facts import PlanFacts, facts_of
from targets.models.targets import TargetInForce, in_force
from targets.periods import Month
from targets.progress import deliverables, rollup
from targets.progress.areas import Area
from targets.progress.deliverables import Deliverable, Said

ZERO = Decimal(0)
TargetKey = tuple[int, int, str]  # indicator, unit, covers
T = TypeVar("T", Target, TargetInForce)


@dataclass
class SharedReading:
    """What the standings of several months or areas of a plan have in common, read once, when it is first used.

    `units` are the primary keys of all units whose targets are needed.
    """

    plan: WorkPlan
    indicators: list[Indicator]
    units: set[int]

    @cached_property
    def milestones(self) -> list[Deliverable]:
        return deliverables.of_plan(self.plan)

    @cached_property
    def targets(self) -> list[list[TargetInForce]]:
        return Target.objects.filter(indicator__in=self.indicators, unit__in=self.units).over_time()

    @cached_property
    def closings(self) -> dict[Month, MonthClosing]:
        """The closing by which each closed month counts as judged."""
        if facts_of(self.plan).last_closed is None:
            return {}
        return {closing.period: closing for closing in self.plan.closings.order_by("number")}


@dataclass
class Standing:
    """An area's progress by indicator, the contributions of its units, and the states of its milestones.

    All of these are read when they are first used, each in a fixed number of queries.
    """

    plan: WorkPlan
    area: Area
    month: Month
    basis: Basis
    units: list[ReportingUnit]
    indicators: list[Indicator]
    shared: SharedReading | None = None

    @cached_property
    def progress(self) -> dict[int, Progress]:
        """The area's progress, by the primary key of the indicator."""
        return {indicator.pk: self._judge(indicator, self.area) for indicator in self.indicators}

    def of_unit(self, indicator: Indicator, unit: ReportingUnit) -> Progress:
        """One unit's progress from the same numbers, for a cell of the matrix; of the city, its own part's."""
        return self._judge(indicator, area_of(unit))

    def is_part(self, indicator: Indicator) -> bool:
        """Whether it counts a part of another of these indicators; its whole may be one of other months."""
        return indicator.part_of_id in self._by_key

    @cached_property
    def _by_key(self) -> set[int]:
        return {indicator.pk for indicator in self.indicators}

    @cached_property
    def former(self) -> list[ReportingUnit]:
        """Units that are asked no more, or belong elsewhere now, and whose earlier figures of the year still count."""
        gone = {place.pk for place in self._all_places if place not in self.present and self.area.has(place)}
        return list(ReportingUnit.objects.filter(pk__in=gone)) if gone else []

    @cached_property
    def taken_over(self) -> list[ReportingUnit]:
        """Units that ended, and from which units of the area have taken over by the month."""
        ended = rollup.heirs_among(self.units, self.month)
        return list(ReportingUnit.objects.filter(pk__in=list(ended))) if ended else []

    def taken_from(self, indicator: Indicator, area: Area) -> list[ReportingUnit]:
        """The units that ended and of whose figures the area's number holds a share."""
        if not self.taken_over:
            return []
        parts = self._parts[indicator.pk]
        taken = {unit for place in self.places_in(area) if place in parts for unit in parts[place].taken_from}
        return [unit for unit in self.taken_over if unit.pk in taken]

    @cached_property
    def present(self) -> set[rollup.UnitPlace]:
        """The places of the units that are asked for the month."""
        return {rollup.UnitPlace.of(unit) for unit in self.units}

    @cached_property
    def parts(self) -> dict[rollup.PlaceKey, rollup.Part]:
        """What each unit contributes, by indicator and the unit's place."""
        of_reports = self.area.reports("report__")
        found = rollup.parts(self.plan, self.indicators, self.units, of_reports, self.month, self.basis)
        return found | {
            (pk, place): rollup.continued(self._continuing[pk], before, found.get((pk, place)))
            for (pk, place), before in self.parts_before.items()
        }

    @cached_property
    def parts_before(self) -> dict[rollup.PlaceKey, rollup.Part]:
        """What each unit had contributed on earlier plans to commitments that this plan continues (延续事项)."""
        if not self._continuing:
            return {}
        of_reports = self.area.reports("report__")
        return rollup.parts_before(self.plan, self._continuing.values(), self.units, of_reports, self.basis)

    @cached_property
    def _continuing(self) -> dict[int, Indicator]:
        """The indicators that continue one of an earlier plan and are counted on from what it had reached."""
        return {one.pk: one for one in self.indicators if one.continues_id and one.counts_on}

    @cached_property
    def first_months(self) -> dict[int, Month]:
        """The month from which each commitment runs that continues one of an earlier plan."""
        first = {one.continues_id: one.pk for one in self.indicators if one.continues_id}
        rows = Indicator.objects.filter(pk__in=first).values_list("pk", "plan__starts", "from_month") if first else ()
        return {first[pk]: Month.of(from_month or starts) for pk, starts, from_month in rows}

    @property
    def units_heard(self) -> int:
        """How many units reported any of the indicators for the month."""
        return len({place.pk for (_indicator, place), part in self.parts.items() if part.reported})

    @property
    def _unit_ids(self) -> list[int]:
        return [unit.pk for unit in self.units]

    @cached_property
    def milestones(self) -> list[Deliverable]:
        """The plan's milestones of the month, in its order."""
        known = self.shared.milestones if self.shared else deliverables.of_plan(self.plan)
        return [milestone for milestone in known if milestone.is_in_force(self.month)]

    @cached_property
    def milestones_said(self) -> dict[rollup.Key, Said]:
        """What each unit last reported of each milestone, by (milestone, unit)."""
        return deliverables.said(self.milestones, self.plan, self.units, self.month, self.basis)

    @cached_property
    def milestone_states(self) -> dict[rollup.Key, str]:
        """The state that was last reported, by (milestone, unit)."""
        return {key: said.state for key, said in self.milestones_said.items()}

    @cached_property
    def own_said(self) -> dict[int, Said]:
        """What the area's own unit last reported, by milestone."""
        own = self.area.unit.pk
        return {milestone: said for (milestone, unit), said in self.milestones_said.items() if unit == own}

    @cached_property
    def done(self) -> set[int]:
        """The milestones that the area's own unit has reported as done."""
        return {milestone for milestone, said in self.own_said.items() if said.state == MilestoneState.DONE}

    def milestones_done(self, milestones: Iterable[Deliverable]) -> int:
        return len([milestone for milestone in milestones if milestone.pk in self.done])

    def _judge(self, indicator: Indicator, area: Area) -> Progress:
        if indicator.kind == Kind.MILESTONES:
            return self._judge_milestones(indicator, area)
        promise, tally = self._pair(indicator, area)
        compared = None if is_complete(promise, tally, self.month) else self._like_for_like(indicator, area)
        return assess(promise, tally, self.month, self._thresholds, compared)

    def _pair(self, indicator: Indicator, area: Area) -> tuple[Commitment, Tally]:
        """What the area is to reach, and what was reported of it."""
        target = self._target(indicator, area)
        since = self.first_months.get(indicator.pk)
        baseline = self._baseline(indicator, target, area)
        promise = commitment(indicator, target, self.plan, baseline=baseline, since=since)
        return promise, self.tally(indicator, area)

    def tally(self, indicator: Indicator, area: Area) -> Tally:
        """What was reported of an entered indicator in the area, or in a part of it."""
        parts = self._parts[indicator.pk]
        contributions = [parts[place] for place in self.places_in(area) if place in parts]
        return rollup.total(indicator, contributions, self._expected(area, indicator.reported_by))

    def _like_for_like(self, indicator: Indicator, area: Area) -> LikeForLike | None:
        """Those of the area's shares that have reported the month, against what was due of them alone."""
        shares = self._shares if area is self.area else []
        return compare_like_for_like([self._pair(indicator, share) for share in shares], self.month)

    @cached_property
    def _shares(self) -> list[Area]:
        """Those to whom the area's targets are given out (任务分解): the city's districts, counties and own part.

        A district's own part has no share beside those of its streets, so that they are not compared with the whole.
        """
        if len(self.units) < 2 or not self.area.is_city_whole:
            return []
        return [area_of(unit) for unit in self.units if unit.path == unit.district_path]

    def _judge_milestones(self, indicator: Indicator, area: Area) -> Progress:
        """The progress of an indicator that counts milestones, which the area's own unit reports.

        Without a target, a unit that is asked for any element has all of them to do, by the latest of their deadlines.
        """
        elements = self._elements[indicator.pk]
        done = deliverables.done_count([e.pk for e in elements], area.unit.pk, self.milestone_states)
        tally = Tally(value=done, reported=int(done is not None), expected=1)
        steps = tuple(element.deadline for element in elements)
        promise = commitment(indicator, self._target(indicator, area), self.plan, steps)
        if promise.target is None and any(is_asked_of(area.unit, element.reported_by) for element in elements):
            promise = replace(promise, target=Decimal(len(elements)), deadline=max(steps))
        return assess(promise, tally, self.month, self._thresholds)

    def _members(self, area: Area) -> list[ReportingUnit]:
        key = (area.unit.pk, area.covers)
        if key not in self._members_of:
            self._members_of[key] = [unit for unit in self.units if area.has(unit)]
        return self._members_of[key]

    def _expected(self, area: Area, reported_by: str) -> int:
        """How many of the area's units are asked to report it."""
        key = (area.unit.pk, area.covers, reported_by)
        if key not in self._asked_of:
            self._asked_of[key] = sum(is_asked_of(unit, reported_by) for unit in self._members(area))
        return self._asked_of[key]

    @cached_property
    def _asked_of(self) -> dict[tuple[int, str, str], int]:
        return {}

    def places_in(self, area: Area) -> list[rollup.UnitPlace]:
        """The places in the area from which figures of the year have come."""
        key = (area.unit.pk, area.covers)
        if key not in self._places_of:
            self._places_of[key] = [place for place in self._all_places if area.has(place)]
        return self._places_of[key]

    @cached_property
    def _all_places(self) -> list[rollup.UnitPlace]:
        return sorted({place for _indicator, place in self.parts})

    @cached_property
    def _places_of(self) -> dict[tuple[int, str], list[rollup.UnitPlace]]:
        return {}

    @cached_property
    def _members_of(self) -> dict[tuple[int, str], list[ReportingUnit]]:
        return {}

    @cached_property
    def closing(self) -> MonthClosing | None:
        """The closing of the month; None where it is open, or where reports count that a closing does not rest on."""
        last_closed = self.facts.last_closed
        if self.basis != Basis.APPROVED or last_closed is None or self.month.first_day > last_closed:
            return None
        if self.shared:
            return self.shared.closings.get(self.month)
        return MonthClosing.objects.latest(self.plan, self.month)

    @cached_property
    def last_closing(self) -> MonthClosing | None:
        """The closing of the month or, while it is open, of the last month before it that is closed."""
        if self.closing or self.basis != Basis.APPROVED or self.facts.last_closed is None:
            return self.closing
        return self.plan.closings.filter(month__lt=self.month.first_day).order_by("-month", "-number").first()

    @property
    def facts(self) -> PlanFacts:
        """What there is for the plan at all."""
        return facts_of(self.plan)

    @cached_property
    def _thresholds(self) -> Thresholds:
        return thresholds() if self.closing is None else thresholds_of(self.closing)

    @cached_property
    def _parts(self) -> dict[int, dict[rollup.UnitPlace, rollup.Part]]:
        by_indicator: dict[int, dict[rollup.UnitPlace, rollup.Part]] = defaultdict(dict)
        for (indicator_id, place), part in self.parts.items():
            by_indicator[indicator_id][place] = part
        return by_indicator

    @cached_property
    def _elements(self) -> dict[int, list[Deliverable]]:
        elements = defaultdict(list)
        for milestone in self.milestones:
            if milestone.indicator_id:
                elements[milestone.indicator_id].append(milestone)
        return elements

    @property
    def targets(self) -> list[TargetInForce]:
        """The targets in force in the month, as far as they are needed: see `_targets_over_time`."""
        return [target for targets in self._own_targets.values() for target in targets]

    @cached_property
    def _targets_over_time(self) -> list[list[TargetInForce]]:
        """The area's own targets, and the units' shares of stocks, whose baselines add up to the area's.

        Where units are missing it is all targets of the units, since those that reported are compared with their own;
        where several standings share them, they are all the same.
        """
        if self.shared or (self.area.is_city_whole and self._misses_reports):
            return self._of_all_units
        stocks = [indicator.pk for indicator in self.indicators if indicator.kind == Kind.STOCK]
        covers = [Covers.WHOLE] if self.area.covers == Covers.WHOLE else list(Covers)
        own = Q(unit=self.area.unit, covers__in=covers, indicator__in=self.indicators)
        return Target.objects.filter(own | Q(indicator__in=stocks, unit__in=self._unit_ids)).over_time()

    def target(self, indicator: Indicator) -> TargetInForce | None:
        """The area's target by which the indicator is judged."""
        return self._target(indicator, self.area)

    def versions_of_target(self, indicator: Indicator) -> list[TargetInForce]:
        """What the area's target for the indicator was and will be, from month to month; empty without a target."""
        wanted = self.target(indicator)
        return self._versions_by_target[wanted.pk] if wanted else []

    @cached_property
    def _versions_by_target(self) -> dict[int, list[TargetInForce]]:
        return {versions[0].pk: versions for versions in self._targets_over_time}

    @property
    def _misses_reports(self) -> bool:
        """Whether any unit has not answered for the month on an indicator of which it is asked."""
        reported: Counter[int] = Counter()
        for (indicator, _place), part in self.parts.items():
            reported[indicator] += part.reported
        entered = (indicator for indicator in self.indicators if indicator.is_entered)
        return any(reported[one.pk] < self._expected(self.area, one.reported_by) for one in entered)

    @cached_property
    def _of_all_units(self) -> list[list[TargetInForce]]:
        if self.shared:
            return self.shared.targets
        units = {*self._unit_ids, self.area.unit.pk}
        return Target.objects.filter(indicator__in=self.indicators, unit__in=units).over_time()

    @cached_property
    def _own_targets(self) -> dict[TargetKey, list[TargetInForce]]:
        return _in_force(self._targets_over_time, self.month)

    @cached_property
    def _all_targets(self) -> dict[TargetKey, list[TargetInForce]]:
        return _in_force(self._of_all_units, self.month)

    def _target(self, indicator: Indicator, area: Area) -> TargetInForce | None:
        known = area is self.area or indicator.kind == Kind.STOCK
        targets = self._own_targets if known else self._all_targets
        return pick(targets.get((indicator.pk, area.unit.pk, _covers(area, indicator)), []), self.month)

    def _baseline(self, indicator: Indicator, target: TargetInForce | None, area: Area) -> Decimal | None:
        """The sum of the units' baselines, for a stock whose target has none; None unless all units asked have one."""
        if target is None or indicator.kind != Kind.STOCK or target.baseline is not None:
            return None
        asked = [unit for unit in self._members(area) if is_asked_of(unit, indicator.reported_by)]
        shares = [self._target(indicator, area_of(unit)) for unit in asked]
        known = [share.baseline for share in shares if share and share.baseline is not None]
        return sum(known, ZERO) if known and len(known) == len(shares) else None


def area_of(unit: ReportingUnit) -> Area:
    """The area for which a unit stands among others: the city itself for its own part (市本级)."""
    return Area(unit, Covers.OWN if unit.is_city else Covers.WHOLE)


def thresholds() -> Thresholds:
    """The limits of "ahead" and "behind" from the settings."""
    return Thresholds(Decimal(str(settings.PACE_AHEAD_FROM)), Decimal(str(settings.PACE_BEHIND_FROM)))


def rules() -> dict[str, str]:
    """The settings by which months are judged, as a closing keeps them."""
    limits = thresholds()
    return {"pace_ahead_from": str(limits.ahead_from), "pace_behind_from": str(limits.behind_from)}


def thresholds_of(closing: MonthClosing) -> Thresholds:
    """The limits by which the month was judged when it was closed."""
    return Thresholds(Decimal(closing.rules["pace_ahead_from"]), Decimal(closing.rules["pace_behind_from"]))


def _in_force(targets: Iterable[list[TargetInForce]], month: Month) -> dict[TargetKey, list[TargetInForce]]:
    """The targets in force in the month, by indicator, unit and what they cover."""
    found = defaultdict(list)
    for versions in targets:
        target = in_force(versions, month)
        if target is not None:
            found[target.indicator_id, target.unit_id, target.covers].append(target)
    return found


def pick(targets: list[T], month: Month) -> T | None:
    """The target to judge the month by: the one with the next deadline, or the last where all have passed."""
    if len(targets) <= 1:
        return targets[0] if targets else None
    ordered = sorted(targets, key=lambda target: target.deadline)
    coming = [target for target in ordered if target.deadline >= month.first_day]
    return coming[0] if coming else ordered[-1]


def commitment(
    indicator: Indicator,
    target: Target | TargetInForce | None,
    plan: WorkPlan,
    steps: tuple = (),
    baseline: Decimal | None = None,
    since: Month | None = None,
) -> Commitment:
    """The indicator's target as `targets.arithmetic` takes it. `baseline` counts where the target has none itself.

    `since` is the first month of a commitment that an earlier plan made.
    """
    known = target.baseline if target and target.baseline is not None else baseline
    return Commitment(
        kind=Kind(indicator.kind),
        sense=Sense(indicator.sense),
        target=target.value if target else None,
        deadline=target.deadline if target else plan.ends,
        starts=since or indicator.first_month or Month.of(plan.starts),
        pacing=Pacing(indicator.pacing),
        curve=tuple(Decimal(str(share)) for share in indicator.curve),
        baseline=known,
        steps=steps,
    )


def stand(
    plan: WorkPlan,
    area: Area,
    month: Month,
    basis: Basis,
    indicators: list[Indicator] | None = None,
    units: list[ReportingUnit] | None = None,
    shared: SharedReading | None = None,
) -> Standing:
    """How an area stands at the end of a month; it is read and judged when it is used.

    Indicators that are not in force in the month are left out. Callers that have read the plan's indicators, or all
    units as they were in the month, give them, which saves a query each. Those that ask for several months or areas
    give what these share.
    """
    known = plan_indicators(plan) if indicators is None else indicators
    units = area.units(month) if units is None else area.among(units)
    asked = [indicator for indicator in known if indicator.is_in_force(month)]
    return Standing(plan=plan, area=area, month=month, basis=basis, units=units, indicators=asked, shared=shared)


def plan_indicators(plan: WorkPlan) -> list[Indicator]:
    """The plan's indicators of any month; `Indicator.is_in_force` says which of them a month has."""
    return list(Indicator.objects.filter(plan=plan).select_related("task__chapter", "part_of"))


def _covers(area: Area, indicator: Indicator) -> str:
    """Whose target counts: where only the city reports an indicator, its own part is judged by the whole city's."""
    if indicator.reported_by == ReportedBy.CITY or not area.unit.is_city:
        return Covers.WHOLE
    return area.covers
