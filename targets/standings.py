"""How an area stands at a month's end: every indicator's tally judged against its target.

The dashboard, the unit and chapter pages and the API all read it from here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.db.models import Q

from targets import rollup
from targets.models import (
    Basis,
    Covers,
    Indicator,
    Milestone,
    MilestoneState,
    ReportedBy,
    ReportingUnit,
    Target,
    WorkPlan,
    asks,
)
from targets.periods import Month
from targets.progress import Commitment, Kind, Pacing, Progress, Sense, Tally, Thresholds, assess


@dataclass(frozen=True)
class Area:
    """What a page is about: a unit with all below it (the city: 全市), or its own part (市本级)."""

    unit: ReportingUnit
    covers: Covers = Covers.WHOLE

    def units(self) -> list[ReportingUnit]:
        """The units whose figures add up to the area's."""
        if self.covers == Covers.OWN:
            units = ReportingUnit.objects.own_area(self.unit)
        else:
            units = ReportingUnit.objects.under(self.unit)
        counted = Q(counts_toward_city=True) | Q(pk=self.unit.pk)
        return list(units.filter(counted, active=True, files_reports=True))

    @property
    def is_city_whole(self) -> bool:
        return self.unit.is_city and self.covers == Covers.WHOLE

    @property
    def label(self) -> str:
        """Give "Shuangyashan" for the whole city, "City level" for its own part, else the unit's name."""
        return self.unit.short_name if self.unit.is_city and self.covers == Covers.OWN else self.unit.name


@dataclass(slots=True)
class Standing:
    """The area's progress by indicator, and its milestones' states."""

    plan: WorkPlan
    area: Area
    month: Month
    basis: Basis
    units: list[ReportingUnit]
    indicators: list[Indicator]
    progress: dict[int, Progress]
    parts: dict[rollup.Key, rollup.Part]
    targets: list[Target]
    milestones: list[Milestone] = field(default_factory=list)
    milestone_states: dict[rollup.Key, str] = field(default_factory=dict)

    def of_unit(self, indicator: Indicator, unit: ReportingUnit) -> Progress:
        """One unit's own progress, from the same numbers: a cell of the matrix."""
        covers = Covers.OWN if unit.is_city else Covers.WHOLE
        part = self.parts.get((indicator.pk, unit.pk))
        if indicator.kind == Kind.MILESTONES:
            tally = self._milestone_tally(indicator, unit)
        else:
            tally = rollup.total(indicator, [part] if part else [], int(asks(indicator.reported_by, unit)))
        target = self._target(indicator, unit, covers)
        return assess(commitment(indicator, target, self.plan), tally, self.month, thresholds())

    def _milestone_tally(self, indicator: Indicator, unit: ReportingUnit) -> Tally:
        elements = [m.pk for m in self.milestones if m.indicator_id == indicator.pk]
        done = rollup.done_count(elements, [unit.pk], self.milestone_states)
        return Tally(value=done, reported=int(done is not None), expected=1)

    def _target(self, indicator: Indicator, unit: ReportingUnit, covers: str) -> Target | None:
        own = [t for t in self.targets if (t.indicator_id, t.unit_id, t.covers) == (indicator.pk, unit.pk, covers)]
        return pick(own, self.month)

    def milestone_state(self, milestone: Milestone) -> str:
        """What the area's own unit said last of the milestone; empty where it said nothing."""
        return self.milestone_states.get((milestone.pk, self.area.unit.pk), "")

    def milestones_done(self, milestones: Iterable[Milestone]) -> int:
        return sum(self.milestone_state(milestone) == MilestoneState.DONE for milestone in milestones)


def thresholds() -> Thresholds:
    """The words' limits from the settings."""
    return Thresholds(Decimal(str(settings.PACE_AHEAD_FROM)), Decimal(str(settings.PACE_BEHIND_FROM)))


def pick(targets: list[Target], month: Month) -> Target | None:
    """Of an indicator's targets the one to judge by: the next deadline, or the last one passed."""
    ordered = sorted(targets, key=lambda target: target.deadline)
    coming = [target for target in ordered if target.deadline >= month.first_day]
    return coming[0] if coming else (ordered[-1] if ordered else None)


def commitment(
    indicator: Indicator,
    target: Target | None,
    plan: WorkPlan,
    steps: tuple = (),
    baseline: Decimal | None = None,
) -> Commitment:
    """The promise in terms of the arithmetic; without a target nothing is judged."""
    known = target.baseline if target and target.baseline is not None else baseline
    return Commitment(
        kind=Kind(indicator.kind),
        sense=Sense(indicator.sense),
        target=target.value if target else None,
        deadline=target.deadline if target else plan.ends,
        starts=Month.of(plan.starts),
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
) -> Standing:
    """Read and judge everything of an area at a month's end, in a fixed number of queries."""
    chosen = plan_indicators(plan) if indicators is None else indicators
    units = area.units()
    unit_ids = [unit.pk for unit in units]
    standing = Standing(
        plan=plan,
        area=area,
        month=month,
        basis=basis,
        units=units,
        indicators=chosen,
        progress={},
        parts=rollup.parts(plan, chosen, unit_ids, month, basis),
        targets=list(Target.objects.filter(indicator__in=chosen, unit__in={*unit_ids, area.unit.pk})),
        milestones=list(Milestone.objects.filter(plan=plan)),
        milestone_states=rollup.milestone_states(plan, unit_ids, month, basis),
    )
    _judge(standing)
    return standing


def plan_indicators(plan: WorkPlan) -> list[Indicator]:
    return list(Indicator.objects.filter(plan=plan).select_related("task__chapter", "part_of"))


def _judge(standing: Standing) -> None:
    by_indicator: dict[int, list[rollup.Part]] = defaultdict(list)
    for (indicator_id, _unit), part in standing.parts.items():
        by_indicator[indicator_id].append(part)
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in standing.targets:
        targets[target.indicator_id].append(target)
    for indicator in standing.indicators:
        standing.progress[indicator.pk] = _progress(
            standing, indicator, by_indicator[indicator.pk], targets[indicator.pk]
        )


def _progress(standing: Standing, indicator: Indicator, parts: list[rollup.Part], targets: list[Target]) -> Progress:
    area = standing.area
    own = pick(
        [t for t in targets if t.unit_id == area.unit.pk and t.covers == _covers(area, indicator)],
        standing.month,
    )
    elements = [m for m in standing.milestones if m.indicator_id == indicator.pk]
    if indicator.kind == Kind.MILESTONES:
        tally = standing._milestone_tally(indicator, area.unit)
    else:
        expected = sum(asks(indicator.reported_by, unit) for unit in standing.units)
        tally = rollup.total(indicator, parts, expected)
    steps = tuple(element.deadline for element in elements)
    promise = commitment(indicator, own, standing.plan, steps, _summed_baseline(indicator, own, targets))
    return assess(promise, tally, standing.month, thresholds())


def _covers(area: Area, indicator: Indicator) -> str:
    """The city level answers for the city's whole target where no other unit reports."""
    if area.unit.is_city and indicator.reported_by == ReportedBy.CITY:
        return Covers.WHOLE
    return area.covers if area.unit.is_city else Covers.WHOLE


def _summed_baseline(indicator: Indicator, own: Target | None, targets: list[Target]) -> Decimal | None:
    """A stock's baseline from its shares, where all of them have one; rates are never summed."""
    if own is None or indicator.kind != Kind.STOCK or own.baseline is not None:
        return None
    shares = [t.baseline for t in targets if t.pk != own.pk and t.deadline == own.deadline]
    return sum(shares, Decimal(0)) if shares and None not in shares else None
