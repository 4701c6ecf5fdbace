"""What has changed in approved reports since a month was closed, and what that changes in an area's numbers.

Each change says how much of the difference between the live and the judged numbers is its own: they are taken back one
after the other, the earliest month first, until the numbers stand as they were judged. So a correction of March changes
what April carries on only where April has no figure of its own, and all of them together are the whole difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Q, QuerySet

from targets.models import (
    Basis,
    ChangeAfterClosing,
    Indicator,
    Milestone,
    MilestoneState,
    MonthClosing,
    MonthlyReport,
    ReportingUnit,
    State,
)
from targets.periods import Month
from targets.progress import deliverables, rollup
from targets.progress.areas import Area
from targets.progress.deliverables import Deliverable, Said
from targets.progress.rollup import NUMBERS, Part, UnitPlace
from targets.progress.standings import Standing

ZERO = Decimal(0)
FigureKey = tuple[UnitPlace, Month]


@dataclass(frozen=True, slots=True)
class SinceClosing:
    """What a report says of one thing has changed; `first` and `last` are the first and the last such change."""

    first: ChangeAfterClosing
    last: ChangeAfterClosing

    @property
    def report(self) -> MonthlyReport:
        return self.last.report

    @property
    def month(self) -> Month:
        return Month.of(self.last.month)

    @property
    def is_late_report(self) -> bool:
        """Whether the report did not count when the month was closed, even if it was corrected later."""
        return self.first.is_late_report

    @property
    def changed_at(self) -> datetime:
        return self.last.changed_at


@dataclass(frozen=True, slots=True)
class FigureSinceClosing(SinceClosing):
    """A figure of a month as it was when a month was closed, and as it is now; what that changes in the area's total.

    Of a rate `effect` has the changes of numerator and denominator, of a net figure of the value and both parts.
    """

    before: Part
    after: Part
    effect: Part


@dataclass(frozen=True, slots=True)
class DeliverableSinceClosing(SinceClosing):
    """What a report says of a deliverable, before and now.

    `stood` and `stands` are what counted at the month's end without and with the change: a later report may say
    otherwise.
    """

    milestone: Deliverable
    before: str
    after: str
    stood: str
    stands: str

    @property
    def effect(self) -> int:
        """By how much it changes the number of deliverables that are done."""
        return (self.stands == MilestoneState.DONE) - (self.stood == MilestoneState.DONE)


# ---- Figures -------------------------------------------------------------------------------------------------


def figures_since(
    standing: Standing, indicator: Indicator, closing: MonthClosing | None = None
) -> list[FigureSinceClosing]:
    """The figures that have changed since the standing's month was closed, by month and unit; none for an open month.

    With `closing`, those of the month that it closed and of the months before that have changed since then.

    A figure that was changed and changed back has not changed.
    """
    figures = _AreaFigures(standing, indicator)
    by_report: dict[int, list[ChangeAfterClosing]] = defaultdict(list)
    for row in _rows(standing, closing).filter(
        figures.concerned, indicator__in=[one.pk for one, _month in figures.years]
    ):
        by_report[row.report_id].append(row)
    changed = [rows for rows in by_report.values() if _before(rows[0]) != _after(rows[-1])]
    return [
        FigureSinceClosing(rows[0], rows[-1], _before(rows[0]), _after(rows[-1]), figures.undo(rows))
        for rows in changed
    ]


class _AreaFigures:
    """The approved figures of which an area's number to date is made, from which changes are taken back.

    `years` are the indicator and its last month; before it those of earlier plans whose commitment it continues.
    """

    def __init__(self, standing: Standing, indicator: Indicator):
        self.standing, self.indicator, self.area = standing, indicator, standing.area
        self.years = [*_earlier(standing, indicator), (indicator, standing.month)]
        self.ended = list(rollup.heirs_among(standing.units, standing.month))
        self.concerned = Q(report__unit__in=self.ended)
        if indicator.is_summed:
            self.concerned |= self.area.reports("report__")
        if rollup.lasts(indicator):
            self.concerned |= Q(report__unit__in=[unit.pk for unit in standing.units])

    @cached_property
    def told(self) -> dict[int, dict[FigureKey, Part]]:
        """By indicator, the figures of single months."""
        return {one.pk: self._until(one, last, self.concerned) for one, last in self.years}

    @cached_property
    def counting(self) -> set[FigureKey]:
        """The figures that add up to the area's; all of them, unless it concerns others as well."""
        if not self.indicator.is_summed or not (self.ended or rollup.lasts(self.indicator)):
            return {key for months in self.told.values() for key in months}
        own = self.area.reports("report__")
        return {key for one, last in self.years for key in self._until(one, last, own)}

    def _until(self, indicator: Indicator, last: Month, of_reports: Q) -> dict[FigureKey, Part]:
        found = rollup.by_month(indicator, of_reports, Basis.APPROVED)
        return {key: part for key, part in found.items() if key[1] <= last}

    def undo(self, rows: list[ChangeAfterClosing]) -> Part:
        """Put the figure back to what it was before these changes of it; by how much the total was changed."""
        report, former = rows[0].report, _before(rows[0])
        key = UnitPlace(report.unit_id, report.path, report.district_path), report.period
        if _belongs_to(self.area, report):
            self.counting.add(key)
        now = self._total()
        self.told[rows[0].indicator_id or 0][key] = former
        then = self._total()
        value, numerator, denominator = (_difference(getattr(now, name), getattr(then, name)) for name in NUMBERS)
        return Part(value, numerator, denominator)

    def _total(self) -> Part:
        *earlier, this_year = [
            rollup.parts_of_months(one, self.told[one.pk], self.counting, self.standing.units, last)
            for one, last in self.years
        ]
        before: dict[UnitPlace, Part] = {}
        for year in earlier:
            for place, part in year.items():
                before[place] = rollup.continued(self.indicator, before.get(place, rollup.NOTHING), part)
        for place, part in before.items():
            this_year[place] = rollup.continued(self.indicator, part, this_year.get(place))
        return rollup.together(self.indicator, [part for place, part in this_year.items() if self.area.has(place)])


def _earlier(standing: Standing, indicator: Indicator) -> list[tuple[Indicator, Month]]:
    """The indicators of earlier plans from which the commitment is counted on, and the last month of each."""
    if not (indicator.continues_id and indicator.counts_on):
        return []
    rows = Indicator.objects.of_commitments([indicator.continues_id], before=standing.plan).select_related("plan")
    return [(one, one.plan.months[-1]) for one in rows.order_by("plan__year")]


def _belongs_to(area: Area, report: MonthlyReport) -> bool:
    """Whether the report's figures add up to the area's, as `Area.reports` asks the database."""
    own = report.unit_id == area.unit.pk
    place = UnitPlace(report.unit_id, report.path, report.district_path)
    return (report.counts_toward_city or own) and area.has(place)


def _difference(now: Decimal | None, then: Decimal | None) -> Decimal | None:
    """None where there is no number on either side."""
    return None if now is None and then is None else (now or ZERO) - (then or ZERO)


def _before(row: ChangeAfterClosing) -> Part:
    return Part(
        row.before_value, row.before_numerator, row.before_denominator, not_applicable=int(row.before_not_applicable)
    )


def _after(row: ChangeAfterClosing) -> Part:
    return Part(row.value, row.numerator, row.denominator, not_applicable=int(row.not_applicable))


# ---- Deliverables --------------------------------------------------------------------------------------------


def deliverables_since(
    standing: Standing, milestones: Collection[int] | None = None, closing: MonthClosing | None = None
) -> list[DeliverableSinceClosing]:
    """What the area's own unit says of these deliverables, or of all, and said otherwise when the month was closed.

    What units that ended had said, from which it has taken over, is its own as well.
    """
    if standing.closing is None:
        return []
    known, own = _said_of(standing, milestones), standing.area.unit
    heirs = rollup.heirs_among([own], standing.month)
    speakers = [own.pk, *heirs]
    by_statement: dict[tuple[Deliverable, int], list[ChangeAfterClosing]] = defaultdict(list)
    for row in _rows(standing, closing).filter(milestone__isnull=False, report__unit__in=speakers):
        if (milestone := known.get(row.milestone_id or 0)) is not None:
            by_statement[milestone, row.report_id].append(row)
    changed = {key: rows for key, rows in by_statement.items() if rows[0].before_state != rows[-1].state}
    if not changed:
        return []
    wanted = {milestone for milestone, _report in changed}
    spoken = [pk for pk, milestone in known.items() if milestone in wanted]
    said = {
        (known[pk].pk, unit, month): state
        for (pk, unit, month), state in deliverables.by_month(spoken, speakers, standing.month).items()
    }
    found = []
    for (milestone, _report), changes in changed.items():
        first, last = changes[0], changes[-1]
        stands = _last_said(said, milestone, own, heirs)
        said[milestone.pk, first.report.unit_id, Month.of(first.month)] = first.before_state
        stood = _last_said(said, milestone, own, heirs)
        found.append(DeliverableSinceClosing(first, last, milestone, first.before_state, last.state, stood, stands))
    return found


def _said_of(standing: Standing, chosen: Collection[int] | None) -> dict[int, Deliverable]:
    """The deliverables by the milestones of which reports speak: themselves, and those of earlier plans."""
    own = [one for one in standing.milestones if chosen is None or one.pk in chosen]
    known = {one.pk: one for one in own}
    if continued := {one.continues_id: one for one in own if one.continues_id}:
        earlier = Milestone.objects.of_commitments(continued, before=standing.plan)
        known |= {pk: continued[first or pk] for pk, first in earlier.values_list("pk", "continues_id")}
    return known


def _last_said(
    said: dict[tuple[int, int, Month], str], milestone: Deliverable, own: ReportingUnit, heirs: rollup.Heirs
) -> str:
    """The state that was last reported, or taken over; blank leaves it as it was."""
    latest = {
        (of, unit): Said(state, month, State.APPROVED)
        for (of, unit, month), state in sorted(said.items())
        if of == milestone.pk and state
    }
    stands = deliverables.with_taken_over(latest, heirs).get((milestone.pk, own.pk))
    return stands.state if stands else ""


# ---- Both ----------------------------------------------------------------------------------------------------


def _rows(standing: Standing, closing: MonthClosing | None = None) -> QuerySet[ChangeAfterClosing]:
    """The changes after the closing, by default that of the standing's month, of its month and all before.

    They are ordered by month and unit.
    """
    closing = closing or standing.closing
    if closing is None:
        return ChangeAfterClosing.objects.none()
    return (
        ChangeAfterClosing.objects.filter(pk__gt=closing.last_change, month__lte=closing.month)
        .select_related("report__unit", "report__chapter", "changed_by")
        .order_by("month", "report__unit__order", "report__unit__code", "pk")
    )


class IndicatorChanges(NamedTuple):
    """The last change of an indicator, of what lasts that of the last month, and how many reports changed it."""

    last: ChangeAfterClosing
    reports: int


def changes_by_indicator(standing: Standing, since: Iterable[DeliverableSinceClosing]) -> dict[int, IndicatorChanges]:
    """What changed of each of the area's indicators since the month was closed, by primary key."""
    units = [*(unit.pk for unit in standing.units), *rollup.heirs_among(standing.units, standing.month)]
    of_area = standing.area.reports("report__") | Q(report__unit__in=units)
    known = {one.pk: one.pk for one in standing.indicators}
    known |= {one.pk: of.pk for of in standing.indicators for one, _month in _earlier(standing, of)}
    rows: dict[int, list[ChangeAfterClosing]] = defaultdict(list)
    for row in _rows(standing).filter(of_area, indicator__in=known):
        rows[known[row.indicator_id or 0]].append(row)
    for change in since:
        rows[change.milestone.indicator_id or 0].append(change.last)
    found = {}
    for indicator in standing.indicators:
        if changes := rows.get(indicator.pk):
            # What lasts is carried from its latest month, so that a later change of an earlier month says less.
            in_order = attrgetter("month", "pk") if rollup.lasts(indicator) else attrgetter("pk")
            found[indicator.pk] = IndicatorChanges(max(changes, key=in_order), len({row.report_id for row in changes}))
    return found


def names_of_units(standing: Standing) -> dict[int, str]:
    """The names that units had in the standing's month, by primary key; of those that were no more, today's."""
    units: Iterable[ReportingUnit] = (*standing.former, *standing.units, standing.area.unit)
    return {unit.pk: unit.name_in_reports for unit in units}
