"""What was reached in the same months a year before (上年同期), and the change since (同比).

Two sources give the figures of last year: those that were brought in alone (`PastFigure`), and the approved reports on
last year's plan, where it has an indicator of the same code. What was brought in for a unit counts before its reports.
An area's figure is the sum of its units as they belonged to it in that month, or the area's own figure that was brought
in where not all of them have one; the two are never mixed. What a unit that has ended since had reached stands with its
successors, in their shares, so that like areas are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Q, Sum

from targets.arithmetic import Kind, Progress, Tally, is_complete, rate
from targets.models import (
    Basis,
    Covers,
    Figure,
    Indicator,
    PastFigure,
    ReportingUnit,
    UnitVersion,
    is_asked_of,
)
from targets.models.past_figures import NUMBERS
from targets.models.plan_facts import ANYTHING, PlanFacts
from targets.models.predecessors import Predecessor
from targets.periods import Month
from targets.progress import rollup
from targets.progress.areas import Area
from targets.progress.published import is_percentage
from targets.progress.rollup import Part, PlaceKey, UnitPlace
from targets.progress.standings import Standing, area_of

RowKey = tuple[int, int, str]  # indicator, unit, covers
MONTHS_BACK = 12


class ChangeUnit(StrEnum):
    """What a change is measured in: percent of last year's amount, or percentage points (个百分点) between rates."""

    PERCENT = "percent"
    POINTS = "points"


class PastNumber(NamedTuple):
    """An area's figure of last year.

    `is_total` says that it was brought in for the area as a whole, and `missing` how many units have none of those that
    were asked, so that the sum of the others is not the area's. `is_reported` says that it rests on reports.
    """

    part: Part
    is_total: bool = False
    missing: int = 0
    is_reported: bool = False


class ComparedUnits(NamedTuple):
    """Those of an area's units that have reported the month, this year and last year (同口径).

    `units` is how many they are, of `asked` in the area.
    """

    units: int
    asked: int
    now: Part
    then: Part


class EndedSince(NamedTuple):
    """A unit that has ended since, with all below it as it was then, and what was taken over from it."""

    area: Area
    taken: Predecessor


class Footnote(NamedTuple):
    """What was said of a figure's comparability when it was brought in, and of which unit."""

    unit: str
    text: str


def change(now: Fraction | None, then: Fraction | None, unit: ChangeUnit) -> Fraction | None:
    """The change since last year, unrounded; None from nothing, and in percent from zero or less."""
    if now is None or then is None:
        return None
    if unit is ChangeUnit.POINTS:
        return now - then
    return (now - then) * 100 / then if then > 0 else None


def unit_of_change(indicator: Indicator) -> ChangeUnit:
    return ChangeUnit.POINTS if is_percentage(indicator) else ChangeUnit.PERCENT


def exact(indicator: Indicator, part: Part | None) -> Fraction | None:
    """The number to compare: of a rate the quotient itself, where its parts are known."""
    if part is None:
        return None
    if indicator.is_ratio and part.numerator is not None and part.denominator is not None:
        return Fraction(part.numerator) * 100 / Fraction(part.denominator) if part.denominator else None
    return None if part.value is None else Fraction(part.value)


class BroughtIn(NamedTuple):
    """The columns of a figure that was brought in: model instances take much longer."""

    indicator: int
    unit: int
    covers: str
    month: date
    footnote: str
    value: Decimal | None
    to_date: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    numerator_to_date: Decimal | None
    denominator_to_date: Decimal | None

    @property
    def key(self) -> RowKey:
        return self.indicator, self.unit, self.covers

    @property
    def has_number(self) -> bool:
        return self[-len(NUMBERS) :] != NO_NUMBERS


NO_NUMBERS = (None,) * len(NUMBERS)


# ---- The figures of last year -----------------------------------------------------------------------------


class PastYear:
    """The figures of a month of last year: those brought in for some units, and those of their reports.

    `units` are the units that were asked, as they were in that month; `also` are units of which figures may have been
    brought in although they were not asked. `of_reports` is the condition on the reports that count, on the way from a
    figure. `facts` are those of the plan: what it has nothing of is not asked for.
    """

    def __init__(
        self,
        year: int,
        indicators: Iterable[Indicator],
        month: Month,
        units: list[ReportingUnit],
        also: Iterable[ReportingUnit],
        of_reports: Q,
        facts: PlanFacts = ANYTHING,
    ):
        self.year, self.month, self.units, self.of_reports, self.facts = year, month, units, of_reports, facts
        self.indicators = {indicator.pk: indicator for indicator in indicators if indicator.is_entered}
        self._asked_of: dict[tuple[int, str, str], list[ReportingUnit]] = {}
        self.names = {unit.pk: unit.short_name for unit in (*also, *units)}

    @property
    def is_empty(self) -> bool:
        return not self.rows and not self.former

    @cached_property
    def rows(self) -> dict[RowKey, BroughtIn]:
        """The numbers brought in for the month."""
        day = self.month.first_day
        return {row.key: row for row in self._brought_in if row.month == day and row.has_number}

    @cached_property
    def footnotes(self) -> dict[RowKey, list[str]]:
        """What was said of the figures of the month, and of those before it in the year."""
        found: dict[RowKey, list[str]] = defaultdict(list)
        for row in self._brought_in:
            if row.footnote and row.footnote not in found[row.key]:
                found[row.key].append(row.footnote)
        return found

    @cached_property
    def _brought_in(self) -> list[BroughtIn]:
        """What was brought in for the month, and before it in the year where it has a footnote."""
        if not self.facts.has_past_figures:
            return []
        of_month, earlier = Q(month=self.month.first_day), Q(month__range=self._until_now) & ~Q(footnote="")
        rows = PastFigure.objects.filter(indicator__in=list(self.indicators), unit__in=list(self.names))
        chosen = rows.filter(of_month | earlier).order_by("month").values_list(*BroughtIn._fields)
        return [BroughtIn._make(row) for row in chosen]

    @property
    def _until_now(self) -> tuple[date, date]:
        """The first days of January and of the month."""
        return self.month.year_to()[0].first_day, self.month.first_day

    @cached_property
    def former(self) -> dict[int, Indicator]:
        """Last year's indicator of the same code, by the primary key of this year's.

        One that was counted or measured otherwise, or was not in force in that month, is left out.
        """
        if not self.facts.has_year_before:
            return {}
        by_code = {indicator.code: indicator for indicator in self.indicators.values()}
        known = (
            Indicator.objects.published()
            .filter(plan__year=self.year - 1, code__in=list(by_code))
            .during(self.month)
            .select_related("plan")
        )
        return {
            now.pk: one
            for one in known
            if (now := by_code[one.code]).kind == one.kind and now.unit_of_measure == one.unit_of_measure
        }

    @cached_property
    def months(self) -> dict[RowKey, Part]:
        """The figures of the month alone that were brought in."""
        found = {key: Part(row.value, row.numerator, row.denominator, 1) for key, row in self.rows.items()}
        return {key: part for key, part in found.items() if part.is_given}

    @cached_property
    def to_date(self) -> dict[RowKey, Part]:
        """The figures from January to the month that were brought in, or that follow from its months."""
        found = {key: self._to_date(key, row) for key, row in self.rows.items()}
        return {key: part for key, part in found.items() if part.is_given}

    def _to_date(self, key: RowKey, row: BroughtIn) -> Part:
        """A flow's months are added up where all of them were brought in; what lasts is the month's own figure."""
        indicator = self.indicators[row.indicator]
        if not indicator.is_ratio:
            if row.to_date is not None:
                return Part(row.to_date, reported=1)
            return Part(row.value if indicator.kind != Kind.FLOW else self._sum(key, "value"), reported=1)
        if row.numerator_to_date is not None:
            return Part(None, row.numerator_to_date, row.denominator_to_date, 1)
        above = row.numerator if indicator.numerator_kind == Kind.STOCK else self._sum(key, "numerator")
        below = row.denominator if indicator.denominator_kind == Kind.STOCK else self._sum(key, "denominator")
        if above is None or below is None:
            return Part(self._rate_to_date(row, indicator), reported=1)
        return Part(None, above, below, 1)

    def _rate_to_date(self, row: BroughtIn, indicator: Indicator) -> Decimal | None:
        """A rate without parts: as it was brought in; the month's own in January, and where both parts are stocks."""
        kinds = {indicator.numerator_kind, indicator.denominator_kind}
        is_the_months = self.month.month == 1 or kinds == {Kind.STOCK}
        return row.value if row.to_date is None and is_the_months else row.to_date

    def _sum(self, key: RowKey, name: str) -> Decimal | None:
        """The sum of the months from January on; None unless each of them was brought in."""
        count, total = self._sums.get(key, {}).get(name, (0, None))
        return total if count == self.month.month else None

    @cached_property
    def _sums(self) -> dict[RowKey, dict[str, tuple[int, Decimal | None]]]:
        names = ("value", "numerator", "denominator")
        rows = PastFigure.objects.filter(
            indicator__in=list(self.indicators), unit__in=list(self.names), month__range=self._until_now
        )
        columns = {f"{name}_sum": Sum(name) for name in names} | {f"{name}_count": Count(name) for name in names}
        return {
            (row["indicator"], row["unit"], row["covers"]): {
                name: (row[f"{name}_count"], row[f"{name}_sum"]) for name in names
            }
            for row in rows.order_by().values("indicator", "unit", "covers").annotate(**columns)
        }

    @cached_property
    def reported_to_date(self) -> dict[PlaceKey, Part]:
        """What the approved reports on last year's plan say from January to the month, by this year's indicator."""
        if not self.former:
            return {}
        plan = next(iter(self.former.values())).plan
        found = rollup.parts(plan, self.former.values(), self.units, self.of_reports, self.month, Basis.APPROVED)
        now = {one.pk: pk for pk, one in self.former.items()}
        return {(now[pk], place): part for (pk, place), part in found.items()}

    @cached_property
    def reported_months(self) -> dict[PlaceKey, Part]:
        """What they say of the month alone."""
        if not self.former:
            return {}
        now = {one.pk: pk for pk, one in self.former.items()}
        found = of_month(list(now), self.of_reports, self.month, Basis.APPROVED)
        return {(now[pk], place): part for (pk, place), part in found.items()}

    # ---- An area's figures --------------------------------------------------------------------------------

    def number(
        self, indicator: Indicator, area: Area, *, of_month: bool = False, ended: Sequence[EndedSince] = ()
    ) -> PastNumber | None:
        """The area's figure from January on, or of the month alone; the area is as it was in that month.

        Its shares of what the `ended` had reached are added to it. Sums are given where both years add up the same
        months: an indicator that was added in July has none of the months before.
        """
        if not (of_month or self._adds_up_the_same_months(indicator)):
            return None
        brought_in, reported = (
            (self.months, self.reported_months) if of_month else (self.to_date, self.reported_to_date)
        )
        found = self._of_area(indicator, area, brought_in, reported)
        ended = [one for one in ended if self.asked(indicator, one.area)]
        if not ended:
            return found
        theirs = [self._of_area(indicator, one.area, brought_in, reported) for one in ended]
        missing = [
            len(self.asked(indicator, where)) if number is None else number.missing
            for where, number in zip([area, *(one.area for one in ended)], [found, *theirs], strict=True)
        ]
        known = [number for number in (found, *theirs) if number is not None]
        if not known:
            return None
        if indicator.is_ratio and any(number.part.value is not None for number in known):
            # A rate without its parts cannot be added up: the area's own stands alone.
            return found
        shares = [
            rollup.share_of(indicator, number.part, one.taken)
            for one, number in zip(ended, theirs, strict=True)
            if number is not None
        ]
        return PastNumber(
            rollup.together(indicator, [*([found.part] if found else []), *shares]),
            is_total=any(number.is_total for number in known),
            missing=sum(missing),
            is_reported=any(number.is_reported for number in known),
        )

    def _of_area(
        self,
        indicator: Indicator,
        area: Area,
        brought_in: Mapping[RowKey, Part],
        reported: Mapping[PlaceKey, Part],
    ) -> PastNumber | None:
        """The sum of the area's units or, where some have no figure, what was brought in for the area as a whole."""
        own = Covers.OWN if area.unit.is_city and area.covers == Covers.OWN else Covers.WHOLE
        total = brought_in.get((indicator.pk, area.unit.pk, own))
        found = self._of_units(indicator, area, brought_in, reported)
        if total is not None and (found is None or found.missing):
            return PastNumber(total, is_total=True)
        return found

    def _adds_up_the_same_months(self, indicator: Indicator) -> bool:
        if indicator.continues_id and indicator.kind == Kind.FLOW:
            # Its sum has every month since the first plan.
            return False
        former = self.former.get(indicator.pk)
        then = former.from_month.month if former and former.from_month else 1
        now = indicator.from_month.month if indicator.from_month else 1
        return then == now or not indicator.is_summed

    def _of_units(
        self,
        indicator: Indicator,
        area: Area,
        brought_in: Mapping[RowKey, Part],
        reported: Mapping[PlaceKey, Part],
    ) -> PastNumber | None:
        """The sum of the area's units; None where none has a figure, or where rates without parts cannot be added.

        What was brought in for a district is that of its streets as well.
        """
        asked = self.asked(indicator, area)
        given = {unit: part for unit in asked if (part := brought_in.get(row_key(indicator, unit)))}
        known = {unit.pk for unit in given}
        whole = {unit.path for unit in given if unit.path == unit.district_path}
        reported_here = {
            place: part
            for (pk, place), part in reported.items()
            if pk == indicator.pk and area.has(place) and place.pk not in known and place.district_path not in whole
        }
        parts = [part for unit, part in given.items() if unit.path in whole or unit.district_path not in whole] + list(
            reported_here.values()
        )
        if not any(part.is_given for part in parts):
            return None
        if indicator.is_ratio and len(parts) > 1 and any(part.value is not None for part in parts):
            return None
        earlier_is_enough = indicator.kind == Kind.LEVEL
        heard = {
            place.pk for place, part in reported_here.items() if part.reported or (earlier_is_enough and part.carried)
        }
        missing = sum(
            unit.pk not in known and unit.district_path not in whole and unit.pk not in heard for unit in asked
        )
        return PastNumber(rollup.together(indicator, parts), missing=missing, is_reported=bool(reported_here))

    def asked(self, indicator: Indicator, area: Area) -> list[ReportingUnit]:
        """The area's units that were asked, or would have been, to report the indicator in that month."""
        key = (area.unit.pk, area.covers, indicator.reported_by)
        if key not in self._asked_of:
            self._asked_of[key] = [u for u in self.units if area.has(u) and is_asked_of(u, indicator.reported_by)]
        return self._asked_of[key]

    def asked_of(self, indicator: Indicator, ended: Iterable[EndedSince]) -> list[ReportingUnit]:
        """The units that have ended since of which somebody was asked for the indicator."""
        return [one.area.unit for one in ended if self.asked(indicator, one.area)]

    def footnotes_of(self, indicator: Indicator, area: Area, ended: Sequence[EndedSince] = ()) -> list[Footnote]:
        """What was said when the area's figures, and those of its units and of the `ended`, were brought in."""
        own = Covers.OWN if area.unit.is_city and area.covers == Covers.OWN else Covers.WHOLE
        asked = [unit for where in (area, *(one.area for one in ended)) for unit in self.asked(indicator, where)]
        keys = dict.fromkeys([(indicator.pk, area.unit.pk, str(own)), *(row_key(indicator, unit) for unit in asked)])
        return [
            Footnote("" if key[1] == area.unit.pk else self.names[key[1]], text)
            for key in keys
            for text in self.footnotes.get(key, ())
        ]


def ended_since(
    units: Iterable[ReportingUnit], area: Area, then: Mapping[int, ReportingUnit], month: Month, now: Month
) -> list[EndedSince]:
    """What the units have taken over since the month, of units that belonged to another area in it.

    `area` and `then` are as they were in the month, `then` by primary key; the units are as they are now.
    """
    return [
        EndedSince(area_of(before), one)
        for unit in units
        for one in unit.predecessors
        if month < one.since <= now and (before := then.get(one.unit)) and not area.has(before)
    ]


def row_key(indicator: Indicator, unit: ReportingUnit) -> RowKey:
    """Where a unit's own figure of last year is kept: of the city, its own part's."""
    covers = Covers.OWN if unit.is_city and not indicator.is_city_wide else Covers.WHOLE
    return indicator.pk, unit.pk, str(covers)


def of_month(indicators: list[int], of_reports: Q, month: Month, basis: Basis) -> dict[PlaceKey, Part]:
    """What each unit reported of a month alone, by indicator and the unit's place; blanks are left out."""
    figures = Figure.objects.filter(of_reports, indicator__in=indicators, report__month=month.first_day).order_by()
    columns = [f"counted_{name}" for name in (*rollup.NUMBERS, "not_applicable")]
    rows = rollup.counted(figures, basis).values_list("indicator_id", *rollup.PLACE, *columns)
    return {
        (pk, UnitPlace(unit, path, district_path)): Part(value, numerator, denominator, 1, 0, int(not_applicable))
        for pk, unit, path, district_path, value, numerator, denominator, not_applicable in rows
        if not_applicable or (value, numerator, denominator) != (None, None, None)
    }


# ---- Beside a standing ------------------------------------------------------------------------------------


class LastYear:
    """The figures of last year beside how an area stands; all is read when it is first used."""

    def __init__(self, standing: Standing):
        self.standing = standing
        self.month = standing.month.plus(-MONTHS_BACK)
        self._shares_of: dict[tuple[int, str], list[Area]] = {}

    def of(self, indicator: Indicator, unit: ReportingUnit | None = None) -> Comparison:
        """The comparison of the area, or of one of its units; of the city as a unit, of its own part."""
        if unit is None:
            return Comparison(self, indicator, self.standing.area, self.standing.progress[indicator.pk])
        return Comparison(self, indicator, area_of(unit), self.standing.of_unit(indicator, unit))

    @cached_property
    def past(self) -> PastYear:
        standing = self.standing
        then, ended = self.as_then(standing.area), self.ended_in(standing.area)
        also = (then.unit, *standing.units)
        of_reports = then.reports("report__")
        for one in ended:
            of_reports |= one.area.reports("report__")
        return PastYear(
            standing.plan.year, standing.indicators, self.month, self.units, also, of_reports, standing.facts
        )

    @cached_property
    def units(self) -> list[ReportingUnit]:
        """The units that were asked, as they were in that month: the area's, and those it has taken over from since."""
        if not self._changed:
            return self.standing.units
        areas = [self.as_then(self.standing.area), *(one.area for one in self.ended_in(self.standing.area))]
        known = {unit.pk: unit for area in areas for unit in area.among(self._units_then.values())}
        return list(known.values())

    def ended_in(self, area: Area) -> list[EndedSince]:
        """From whom the area's units have taken over since that month; units that were in the area are in its sums."""
        if not self._changed:
            return []
        within = [unit for unit in self.standing.units if area.has(unit)]
        return ended_since(within, self.as_then(area), self._units_then, self.month, self.standing.month)

    def as_then(self, area: Area) -> Area:
        """The area with its unit as it was in that month; as it is, where it did not exist."""
        if not self._changed:
            return area
        return Area(self._units_then.get(area.unit.pk, area.unit), area.covers)

    @property
    def tree_has_changed(self) -> bool:
        """Whether any unit began, ended, moved or was renamed since that month."""
        return bool(self._changed)

    @cached_property
    def _changed(self) -> set[int]:
        """The units of which something has changed since that month."""
        span = (self.month.next.first_day, self.standing.month.first_day)
        last_change = self.standing.facts.units_changed
        if last_change is None or last_change < span[0]:
            return set()
        return set(UnitVersion.objects.filter(from_month__range=span).order_by().values_list("unit", flat=True))

    @cached_property
    def _units_then(self) -> dict[int, ReportingUnit]:
        return {unit.pk: unit for unit in ReportingUnit.objects.during(self.month)}

    @cached_property
    def _changed_now(self) -> dict[int, ReportingUnit]:
        """The units that have changed, as they are in the month of the standing."""
        changed = ReportingUnit.objects.filter(pk__in=self._changed)
        return {unit.pk: unit for unit in changed.during(self.standing.month)} if self._changed else {}

    def moved(self, area: Area) -> list[ReportingUnit]:
        """Units that belong to the area only now, or belonged to it only then; a merger moves nothing."""
        then = self.as_then(area)
        return [
            now
            for pk, now in self._changed_now.items()
            if (before := self._units_then.get(pk)) and _is_within(area, now) != _is_within(then, before)
        ]

    def shares(self, area: Area) -> list[Area]:
        """The parts of the area that can be compared one by one: those that were the same area last year.

        Of the city these are its own part and its districts and counties, with all below them; of a district its
        streets and towns, since what was brought in for a district is of all of it.
        """
        key = (area.unit.pk, area.covers)
        if key not in self._shares_of:
            self._shares_of[key] = [share for share in self._parts_of(area) if not self._is_another(share)]
        return self._shares_of[key]

    def _parts_of(self, area: Area) -> list[Area]:
        if area.is_city_whole:
            return [area_of(unit) for unit in self.standing.units if unit.path == unit.district_path]
        below = [unit for unit in self.standing.units if area.has(unit) and unit.pk != area.unit.pk]
        # A village below one of these is in its street's part already.
        return [area_of(unit) for unit in below if not any(Area(other).has(unit) for other in below if other != unit)]

    def _is_another(self, area: Area) -> bool:
        """Whether the area began after that month, or has gained or lost a unit by a move."""
        if not self._changed:
            return False
        return area.unit.pk not in self._units_then or bool(self.moved(area)) or self._has_lost_one(area)

    def _has_lost_one(self, area: Area) -> bool:
        """Whether a unit that has ended since was in the area, and its successor is in another one."""
        then = self.as_then(area)
        return any(
            then.has(before) and not area.has(unit)
            for unit in self.standing.units
            for one in unit.predecessors
            if one.since > self.month and (before := self._units_then.get(one.unit))
        )

    @cached_property
    def reported_now(self) -> dict[int, dict[UnitPlace, Part]]:
        """What units have reported of the standing's month alone, by indicator."""
        standing = self.standing
        of_reports = standing.area.reports("report__")
        found: dict[int, dict[UnitPlace, Part]] = defaultdict(dict)
        entered = [indicator.pk for indicator in standing.indicators if indicator.is_entered]
        for (pk, place), part in of_month(entered, of_reports, standing.month, standing.basis).items():
            found[pk][place] = part
        return found


def _is_within(area: Area, unit: ReportingUnit) -> bool:
    return area.has(unit) and (unit.counts_toward_city or unit.pk == area.unit.pk)


class Comparison:
    """An indicator of an area beside the same months of last year.

    A change compares like with like: the area as a whole where the months of both years are complete, otherwise the
    units that have reported with the figures of the same units (同口径).
    """

    def __init__(self, last_year: LastYear, indicator: Indicator, area: Area, now: Progress):
        self.last_year, self.indicator, self.area, self.now = last_year, indicator, area, now
        self.unit = unit_of_change(indicator)

    @cached_property
    def to_date(self) -> PastNumber | None:
        """Last year's figure from January to the same month (去年同期累计)."""
        return self._number(self.area, of_month=False)

    @cached_property
    def month(self) -> PastNumber | None:
        """Last year's figure of the same month (上年同期)."""
        return self._number(self.area, of_month=True)

    @property
    def change_to_date(self) -> Fraction | None:
        if self.to_date is None:
            return None
        if not self.now.complete:
            return self._change_of(self.units_to_date)
        return None if self.to_date.missing else self._change(Part.of(self.now.tally), self.to_date.part)

    @property
    def change_of_month(self) -> Fraction | None:
        if self.month is None:
            return None
        if self.now.tally.missing:
            return self._change_of(self.units_of_month)
        return None if self.month.missing else self._change(self._reported_in(self.area), self.month.part)

    @cached_property
    def units_to_date(self) -> ComparedUnits | None:
        """The units compared from January to the month; None where it is the area as a whole, or nothing."""
        if self.to_date is None or self.now.complete:
            return None
        return self._compared(self._heard, of_month=False)

    @cached_property
    def units_of_month(self) -> ComparedUnits | None:
        """The units compared in the month alone; None where it is the area as a whole, or nothing."""
        if self.month is None or not self.now.tally.missing:
            return None
        with_number = [
            (share, tally)
            for share, tally in self._heard
            if not tally.missing and (part := self._reported_in(share)) is not None and part.is_given
        ]
        return self._compared(with_number, of_month=True)

    @property
    def lacks_figures_by_unit(self) -> bool:
        """Whether units have reported that cannot be compared, since last year's figures of theirs are not known."""
        return not self.now.complete and bool(self._heard) and self.units_to_date is None

    @cached_property
    def _heard(self) -> list[tuple[Area, Tally]]:
        """The parts of the area that have reported the month in full, and gave a number."""
        promise, standing = self.now.commitment, self.last_year.standing
        tallies = ((share, standing.tally(self.indicator, share)) for share in self.last_year.shares(self.area))
        return [
            (share, tally)
            for share, tally in tallies
            if tally.reported and Part.of(tally).is_answer and is_complete(promise, tally, standing.month)
        ]

    def _compared(self, heard: list[tuple[Area, Tally]], *, of_month: bool) -> ComparedUnits | None:
        """These parts of the area in both years; None where a figure of last year is not known for one of them."""
        past = [(share, self._number(share, of_month=of_month)) for share, _tally in heard]
        then = [
            number.part
            for share, number in past
            if number is not None and not number.missing and self._has_all(share, number)
        ]
        is_addable = len(then) == 1 or not self.indicator.is_ratio or all(part.has_both_parts for part in then)
        if not then or len(then) < len(heard) or not is_addable:
            return None
        now = [self._reported_in(share) if of_month else Part.of(tally) for share, tally in heard]
        return ComparedUnits(
            units=sum(tally.reported for _share, tally in heard),
            asked=self.now.tally.expected,
            now=rollup.together(self.indicator, filter(None, now)),
            then=rollup.together(self.indicator, then),
        )

    def _has_all(self, share: Area, number: PastNumber) -> bool:
        """Whether the number holds what the share has taken over since; a rate without its parts cannot be added."""
        ended = self.last_year.past.asked_of(self.indicator, self.last_year.ended_in(share))
        return all(unit.pk in number.part.taken_from for unit in ended)

    def _change_of(self, compared: ComparedUnits | None) -> Fraction | None:
        return self._change(compared.now, compared.then) if compared else None

    def _change(self, now: Part | None, then: Part) -> Fraction | None:
        return change(exact(self.indicator, now), exact(self.indicator, then), self.unit)

    def _reported_in(self, area: Area) -> Part | None:
        """What was reported of the month alone in the area."""
        reported = self.last_year.reported_now[self.indicator.pk]
        parts = [part for place, part in reported.items() if area.has(place)]
        return rollup.together(self.indicator, parts) if parts else None

    @cached_property
    def footnotes(self) -> list[Footnote]:
        """What was said of the figures when they were brought in."""
        return self.last_year.past.footnotes_of(
            self.indicator, self.last_year.as_then(self.area), self.last_year.ended_in(self.area)
        )

    @property
    def ended_units(self) -> list[ReportingUnit]:
        """The units that have ended since, from which the area's have taken over, and that were asked."""
        return self.last_year.past.asked_of(self.indicator, self.last_year.ended_in(self.area))

    @property
    def moved(self) -> list[ReportingUnit]:
        """Units by which the area is another one than last year; none where nothing is compared."""
        return self.last_year.moved(self.area) if self.to_date or self.month else []

    @property
    def is_redefined(self) -> bool:
        """Whether last year's plan, on whose reports the figure rests, defined the indicator otherwise."""
        former = self.last_year.past.former.get(self.indicator.pk)
        rests_on_it = self.to_date is not None and self.to_date.is_reported
        return rests_on_it and former is not None and former.definition != self.indicator.definition

    def _number(self, area: Area, *, of_month: bool) -> PastNumber | None:
        past = self.last_year.past
        if not self.indicator.is_entered or past.is_empty:
            return None
        ended = self.last_year.ended_in(area)
        return past.number(self.indicator, self.last_year.as_then(area), of_month=of_month, ended=ended)


def shown_rate(part: Part) -> Decimal | None:
    """A rate of last year as it is judged: from its parts, or as it was brought in."""
    known = rate(part.numerator, part.denominator)
    return part.value if known is None else known
