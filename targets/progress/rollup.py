"""Totals of the figures in reports; reports are added up here and nowhere else.

Each function takes a fixed number of queries, however many units, months and indicators there are. The totals of an
area are added up from the parts of its units, so that the dashboard and the matrix show the same numbers. Which reports
belong to an area is said by the reports themselves: each carries the place that its unit had in its month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, Sum, When, Window
from django.db.models.functions import RowNumber

from targets.arithmetic import ZERO, Kind, Sense, Tally, net, rate
from targets.models import Basis, Figure, Indicator, ReportingUnit, WorkPlan
from targets.models.predecessors import Predecessor
from targets.models.quantities import quantity
from targets.periods import Month

FOUR_PLACES = Decimal("0.0001")
# SQLite looks up each indicator of the condition in each report, which is faster than reading all only for a few.
FEW = 8
NUMBERS = ("value", "numerator", "denominator")
STANDING = tuple(f"standing_{name}" for name in NUMBERS)

Key = tuple[int, int]  # indicator or milestone, unit
Ids = tuple[int, ...]


class UnitPlace(NamedTuple):
    """A unit in the place that it had in the months that are added up: a unit that moved has two."""

    pk: int
    path: str
    district_path: str

    @classmethod
    def of(cls, unit: ReportingUnit) -> UnitPlace:
        """Where the unit, as it was in a month, belonged."""
        return cls(unit.pk, unit.path, unit.district_path)


PlaceKey = tuple[int, UnitPlace]  # indicator, place
PLACE = ("report__unit_id", "report__path", "report__district_path")


class Part(NamedTuple):
    """What units contribute to an indicator from January up to a month.

    `reported` is the number of units with a figure, or "not applicable", for that month itself, `not_applicable` the
    number of the latter. `carried` is the number of units without either whose figure of an earlier month still counts.
    `taken_from` are the units that ended and of whose numbers it holds a share.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    reported: int = 0
    carried: int = 0
    not_applicable: int = 0
    taken_from: tuple[int, ...] = ()

    @classmethod
    def of(cls, tally: Tally) -> Part:
        """The numbers of a tally."""
        return cls(tally.value, tally.numerator, tally.denominator)

    @property
    def is_given(self) -> bool:
        """Is there any number?"""
        return (self.value, self.numerator, self.denominator) != (None, None, None)

    @property
    def is_answer(self) -> bool:
        """Does it say anything: a number, both parts of a rate, or "not applicable"?"""
        return self.value is not None or self.has_both_parts or bool(self.not_applicable)

    @property
    def has_both_parts(self) -> bool:
        return self.numerator is not None and self.denominator is not None


NOTHING = Part()


def counted(figures: QuerySet, basis: Basis, *columns: str) -> QuerySet:
    """The figures that count on the basis, with the columns named, or all four, as `counted_value` and so on.

    While an approved report is open for correction, the figures that were approved still count. Building the
    expression of a column takes Django longer than the database needs to run it in a city, so name only those needed.
    """
    states = [state.value for state in basis.states]
    rule = Q(report__state__in=states) | Q(report__is_correction=True)
    return figures.filter(rule).annotate(
        **{
            f"counted_{column}": Case(
                When(report__state__in=states, then=F(column)),
                default=F(f"standing_{column}"),
                output_field=quantity(None) if column in NUMBERS else BooleanField(),
            )
            for column in columns or (*NUMBERS, "not_applicable")
        }
    )


def in_their_months(indicators: Iterable[Indicator]) -> Q:
    """The condition that leaves out figures of months in which an indicator is not in force."""
    outside = Q()
    for indicator in indicators:
        if indicator.from_month:
            outside |= Q(indicator=indicator.pk, report__month__lt=indicator.from_month)
        if indicator.until_month:
            outside |= Q(indicator=indicator.pk, report__month__gt=indicator.until_month)
    return ~outside if outside else Q()


# ---- Queries -----------------------------------------------------------------------------------------------


def _of_year(plan_id: int, of_reports: Q, month: Month) -> QuerySet:
    """Figures of these reports of the plan's year up to a month."""
    return Figure.objects.filter(
        of_reports, report__chapter__plan=plan_id, report__month__lte=month.first_day
    ).order_by()


def _sums(plan_id: int, indicators: Ids, of_reports: Q, month: Month, basis: Basis) -> QuerySet:
    """By indicator and place: the sums of the months, and how many figures were reported for the last one."""
    complete = Q(counted_numerator__isnull=False, counted_denominator__isnull=False)
    figures = _of_year(plan_id, of_reports, month)
    if len(indicators) <= FEW:
        figures = figures.filter(indicator__in=indicators)
    return (
        counted(figures, basis)
        .values_list("indicator_id", *PLACE)
        .annotate(
            value_sum=Sum("counted_value"),
            numerator_sum=Sum("counted_numerator", filter=complete),
            denominator_sum=Sum("counted_denominator", filter=complete),
            said_now=Count("pk", filter=_said() & Q(report__month=month.first_day)),
            not_applicable_now=Count("pk", filter=Q(counted_not_applicable=True, report__month=month.first_day)),
        )
    )


def _latest(plan_id: int, indicators: Ids, of_reports: Q, month: Month, basis: Basis) -> QuerySet:
    """For each indicator and unit the latest month with an answer: the report's state, its numbers, those approved.

    "Not applicable" is an answer without a number, which ends what stood before.
    """
    counts = Q(report__state__in=[state.value for state in basis.states])
    now, before = (_given(which) | Q(**{f"{which}not_applicable": True}) for which in ("", "standing_"))
    given = counts & now | ~counts & Q(report__is_correction=True) & before
    latest_first = Window(RowNumber(), partition_by=["indicator_id", "report__unit_id"], order_by="-report__month")
    return (
        _of_year(plan_id, of_reports, month)
        .filter(given, indicator__in=indicators)
        .annotate(place=latest_first)
        .filter(place=1)
        .values_list("indicator_id", "report__unit_id", "report__month", "report__state", *NUMBERS, *STANDING)
    )


def _month_sums(indicators: Ids, of_reports: Q, month: Month, basis: Basis) -> QuerySet:
    """The sums of each month of the year up to this one, by indicator and month."""
    figures = Figure.objects.filter(
        of_reports,
        indicator__in=indicators,
        report__month__range=(Month(month.year, 1).first_day, month.first_day),
    )
    rows = counted(figures, basis, "value").order_by().values_list("indicator_id", "report__month")
    return rows.annotate(month_sum=Sum("counted_value"))


def _given(which: str = "counted_") -> Q:
    """The condition that there is a number, or both parts of a rate."""
    value, numerator, denominator = (f"{which}{name}__isnull" for name in NUMBERS)
    return Q(**{value: False}) | Q(**{numerator: False, denominator: False})


def _said(which: str = "counted_") -> Q:
    """The condition that the unit reported something: a number, or "not applicable"."""
    return _given(which) | Q(**{f"{which}not_applicable": True})


# ---- Parts and totals -------------------------------------------------------------------------------------


def _whole(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(FOUR_PLACES)


def _kinds(indicator: Indicator) -> tuple[str, str, str]:
    """How value, numerator and denominator add up over months."""
    return (
        indicator.kind,
        indicator.numerator_kind or Kind.FLOW,
        indicator.denominator_kind or Kind.FLOW,
    )


def lasts(indicator: Indicator) -> bool:
    """Whether any of its numbers counts by its latest month instead of the sum of all months."""
    return any(kind not in (Kind.FLOW, Kind.RATIO) for kind in _kinds(indicator))


def parts(
    plan: WorkPlan,
    indicators: Iterable[Indicator],
    units: Iterable[ReportingUnit],
    of_reports: Q,
    month: Month,
    basis: Basis,
) -> dict[PlaceKey, Part]:
    """What each unit contributes to each indicator from the year's first month up to this one, by indicator and place.

    `units` are those of the month, as they were; `of_reports` is the condition on the reports that count, on the way
    from a figure. What a unit reported in a place that it has left stays there, added up; what lasts goes with the
    unit. A unit that ended leaves both to its successors.
    """
    entered = {indicator.pk: indicator for indicator in indicators if indicator.is_entered}
    places, heirs = {unit.pk: UnitPlace.of(unit) for unit in units}, heirs_among(units, month)
    counting = of_reports | Q(report__unit__in=list(heirs)) if heirs else of_reports
    found, answered = _contributions(plan, entered, places, heirs, counting, month, basis)
    if heirs:
        found = handed_on(entered, found, heirs, answered)
    return {key: _with_carried(part) if key[1] == places.get(key[1].pk) else part for key, part in found.items()}


def _contributions(
    plan: WorkPlan,
    entered: Mapping[int, Indicator],
    places: Mapping[int, UnitPlace],
    ended: Collection[int],
    of_reports: Q,
    month: Month,
    basis: Basis,
) -> tuple[dict[PlaceKey, Part], dict[Key, Month]]:
    """What units have reported, by indicator and place, and the last month of what lasts, by indicator and unit.

    What lasts is read of the units in these places, and of the units that ended, which stand in their last place.
    """
    lasting = tuple(pk for pk, indicator in entered.items() if lasts(indicator))
    asked = in_their_months(entered.values())
    found: dict[PlaceKey, Part] = {}
    for pk, unit, path, district_path, *numbers, said, not_applicable in _sums(
        plan.pk, tuple(entered), of_reports & asked, month, basis
    ):
        if pk in entered:
            found[pk, UnitPlace(unit, path, district_path)] = _added(entered[pk], numbers, said, not_applicable)
    standing_in = {**{place.pk: place for _pk, place in sorted(found) if place.pk in ended}, **places}
    states = {state.value for state in basis.states}
    answered: dict[Key, Month] = {}
    mine = Q(report__unit__in=list(standing_in)) & asked
    for pk, unit, day, at, *numbers in _latest(plan.pk, lasting, mine, month, basis) if lasting else ():
        key, latest = (pk, standing_in[unit]), numbers[:3] if at in states else numbers[3:]
        answered[pk, unit] = Month.of(day)
        found[key] = _with_latest(entered[pk], found.get(key, NOTHING), latest)
    return found, answered


def parts_of_months(
    indicator: Indicator,
    told: Mapping[tuple[UnitPlace, Month], Part],
    counting: Container[tuple[UnitPlace, Month]],
    units: Iterable[ReportingUnit],
    month: Month,
) -> dict[UnitPlace, Part]:
    """What `parts` answers of one indicator, from its figures of single months instead of the database.

    `told` are the figures up to the month of these units, of those that ended, and of whoever else counts; what adds up
    is made of those in `counting`. So it can be seen what other figures would come to.
    """
    places, heirs = {unit.pk: UnitPlace.of(unit) for unit in units}, heirs_among(units, month)
    added: dict[UnitPlace, list[Part]] = defaultdict(list)
    answers: dict[int, list[tuple[Month, Part]]] = defaultdict(list)
    for (place, at), part in sorted(told.items(), key=lambda one: one[0]):
        if (place, at) in counting or place.pk in heirs:
            added[place].append(part)
        if part.is_answer:
            answers[place.pk].append((at, part))
    ended_with = {place: part.not_applicable for (place, at), part in told.items() if at == month}
    found = {
        (indicator.pk, place): _sum_of_months(indicator, parts, ended_with.get(place, 0))
        for place, parts in added.items()
    }
    standing_in = {**{place.pk: place for place in sorted(added) if place.pk in heirs}, **places}
    answered: dict[Key, Month] = {}
    for unit, place in standing_in.items() if lasts(indicator) else ():
        if answers[unit]:
            at, latest = max(answers[unit], key=lambda one: one[0])
            answered[indicator.pk, unit] = at
            key, numbers = (indicator.pk, place), (latest.value, latest.numerator, latest.denominator)
            found[key] = _with_latest(indicator, found.get(key, NOTHING), numbers)
    shared = handed_on({indicator.pk: indicator}, found, heirs, answered) if heirs else found
    return {place: part for (_pk, place), part in shared.items()}


def _sum_of_months(indicator: Indicator, months: Collection[Part], not_applicable: int) -> Part:
    """The numbers that add up; of a rate only of months that have both parts."""
    whole = [part for part in months if part.has_both_parts]
    sums = [_sum(part.value for part in months)]
    sums += [_sum(getattr(part, name) for part in whole) for name in NUMBERS[1:]]
    return _added(indicator, sums, 0, not_applicable)


# ---- Units that ended --------------------------------------------------------------------------------------


class Heir(NamedTuple):
    """A unit in its place that has taken over a share of one that ended."""

    place: UnitPlace
    taken: Predecessor

    @property
    def since(self) -> Month:
        return self.taken.since


Heirs = dict[int, list[Heir]]  # by the primary key of the unit that ended


def heirs_among(units: Iterable[ReportingUnit], month: Month) -> Heirs:
    """Those of the units that have taken over from others by the month."""
    found: Heirs = defaultdict(list)
    for unit in units:
        for one in unit.predecessors:
            if one.since <= month:
                found[one.unit].append(Heir(UnitPlace.of(unit), one))
    return found


def handed_on(
    indicators: Mapping[int, Indicator], found: Mapping[PlaceKey, Part], heirs: Heirs, answered: Mapping[Key, Month]
) -> dict[PlaceKey, Part]:
    """The parts with those of units that ended given to their successors, whose shares add up to the whole.

    What was added up over months counts with the successor's own months, in the district in which it was reported. What
    lasts stands until the successor has answered for a month of its own since: `answered` has the last month of each
    answer, by indicator and unit. What nobody has taken over of it has ended.
    """
    kept = {key: part for key, part in found.items() if key[1].pk not in heirs}
    for (pk, left_in), whole in found.items():
        if left_in.pk not in heirs:
            continue
        indicator, successors = indicators[pk], heirs[left_in.pk]
        added = _only(indicator, whole, lasting=False)
        lasting = _only(indicator, whole, lasting=True)
        near = [heir for heir in successors if _in_one_district(left_in, heir.place)]
        shares = [(heir.place, share_of(indicator, added, heir.taken)) for heir in near]
        left = _less(added, [share for _place, share in shares])
        for heir in successors:
            if not _has_answered_since(pk, heir, answered):
                shares.append((heir.place, share_of(indicator, lasting, heir.taken)))
        for place, share in [*shares, (left_in, left)]:
            if share.is_given:
                kept[pk, place] = together(indicator, [kept.get((pk, place), NOTHING), share])
    return kept


class LeftOver(NamedTuple):
    """What a unit that ended, by its short name, has left to a successor, which has taken over from a month on.

    `months` are the successor's shares of what was reported of single months.
    """

    unit: str
    since: Month
    part: Part
    months: dict[Month, Part]


def left_to(
    unit: ReportingUnit, plan: WorkPlan, indicators: Collection[Indicator], month: Month, basis: Basis
) -> dict[int, list[LeftOver]]:
    """By indicator, the unit's shares of what units that ended by the month had reached; no query without any.

    What lasts is among them whether the unit has answered since or not.
    """
    found: dict[int, list[LeftOver]] = defaultdict(list)
    heirs = heirs_among([unit], month)
    if not heirs:
        return found
    entered = {indicator.pk: indicator for indicator in indicators if indicator.is_entered}
    of_ended = Q(report__unit__in=list(heirs))
    left, answered = _contributions(plan, entered, {}, heirs, of_ended, month, basis)
    told = _by_month(plan, entered, of_ended, month, basis)
    names = {one.pk: one.short_name for one in ReportingUnit.objects.filter(pk__in=list(heirs))}
    for (pk, place), part in left.items():
        indicator, mine = entered[pk], heirs[place.pk]
        months = {
            at: together(indicator, [share_of(indicator, one, heir.taken) for heir in mine])
            for at, one in told[pk, place.pk].items()
        }
        for (_pk, taker), share in handed_on(entered, {(pk, place): part}, heirs, answered).items():
            if taker.pk == unit.pk:
                found[pk].append(LeftOver(names[place.pk], mine[0].since, share, months))
    return found


def _by_month(
    plan: WorkPlan, indicators: Mapping[int, Indicator], of_reports: Q, month: Month, basis: Basis
) -> dict[Key, dict[Month, Part]]:
    """The figures of single months up to this one, by indicator and unit."""
    figures = _of_year(plan.pk, of_reports & in_their_months(indicators.values()), month)
    columns = [f"counted_{name}" for name in NUMBERS]
    rows = counted(figures.filter(indicator__in=indicators), basis, *NUMBERS)
    found: dict[Key, dict[Month, Part]] = defaultdict(dict)
    for pk, unit, day, *numbers in rows.values_list("indicator_id", "report__unit_id", "report__month", *columns):
        found[pk, unit][Month.of(day)] = Part(*numbers)
    return found


def _in_one_district(place: UnitPlace, other: UnitPlace) -> bool:
    """Whether both belong to one district, or both are districts themselves."""
    both_districts = place.path == place.district_path and other.path == other.district_path
    return both_districts or place.district_path == other.district_path


def _has_answered_since(indicator: int, heir: Heir, answered: Mapping[Key, Month]) -> bool:
    """Whether the heir, or whoever had taken over before, has reported what lasts since: its figure holds it then."""
    steps = heir.taken.steps
    return any((last := answered.get((indicator, step.taker))) is not None and last >= step.since for step in steps)


def share_of(indicator: Indicator, whole: Part, taken: Predecessor) -> Part:
    """The part of each number that was taken over."""
    numbers = {name: number for name in NUMBERS if (number := getattr(whole, name)) is not None}
    # A level holds in every part of the area where it held.
    if indicator.kind != Kind.LEVEL:
        numbers = {name: taken.part_of(number) for name, number in numbers.items()}
    return Part(**numbers, taken_from=(taken.unit,))


def _less(whole: Part, taken: list[Part]) -> Part:
    """What is left of each number; nothing where all of it was taken."""
    left = {}
    for name in NUMBERS:
        number = getattr(whole, name)
        if number is not None:
            given = [share for part in taken if (share := getattr(part, name)) is not None]
            left[name] = number - sum(given, ZERO) if given else number
    return Part(**left) if not taken or any(left.values()) else NOTHING


def _only(indicator: Indicator, part: Part, *, lasting: bool) -> Part:
    """Only the numbers that last, or only those that are added up over months."""
    numbers = zip(NUMBERS, _kinds(indicator), strict=True)
    return Part(**{name: getattr(part, name) for name, kind in numbers if (kind != Kind.FLOW) == lasting})


# ---- Adding up ---------------------------------------------------------------------------------------------


def parts_before(
    plan: WorkPlan, indicators: Iterable[Indicator], units: Iterable[ReportingUnit], of_reports: Q, basis: Basis
) -> dict[PlaceKey, Part]:
    """What each unit had contributed on earlier plans to the commitments that these indicators continue.

    Two queries more for each earlier plan: sums since the first one, and of what lasts the latest number.
    """
    now = {indicator.continues_id: indicator for indicator in indicators}
    rows = Indicator.objects.of_commitments(now, before=plan).select_related("plan").order_by("plan__year")
    earlier: dict[WorkPlan, list[Indicator]] = {}
    for one in rows:
        earlier.setdefault(one.plan, []).append(one)
    places = list(units)
    found: dict[PlaceKey, Part] = {}
    for former, ones in earlier.items():
        continued_by = {one.pk: now[one.continues_id or one.pk] for one in ones}
        for (pk, place), part in parts(former, ones, places, of_reports, former.months[-1], basis).items():
            key = (continued_by[pk].pk, place)
            found[key] = continued(continued_by[pk], found.get(key, NOTHING), part)
    return found


def continued(indicator: Indicator, before: Part, now: Part | None) -> Part:
    """What a unit has contributed since the first plan: sums go on, and of what lasts the latest number counts."""
    if now is None:
        return before._replace(reported=0, not_applicable=0, carried=int(before.value is not None))
    if indicator.kind == Kind.FLOW:
        return now._replace(value=_sum([before.value, now.value]))
    if now.value is not None or now.not_applicable:
        return now
    return now._replace(value=before.value, carried=int(before.value is not None))


def _added(indicator: Indicator, sums: Sequence[Decimal | None], said: int, not_applicable: int) -> Part:
    """The numbers that add up over months; those that last are blank."""
    totals = zip(_kinds(indicator), sums, strict=True)
    value, numerator, denominator = (_whole(total) if kind == Kind.FLOW else None for kind, total in totals)
    return Part(value, numerator, denominator, reported=said, not_applicable=not_applicable)


def _with_latest(indicator: Indicator, part: Part, latest: Sequence[Decimal | None]) -> Part:
    """The part with the numbers of the latest month, where they last."""
    numbers = zip((part.value, part.numerator, part.denominator), _kinds(indicator), latest, strict=True)
    value, numerator, denominator = (added if kind == Kind.FLOW else _whole(number) for added, kind, number in numbers)
    return part._replace(value=value, numerator=numerator, denominator=denominator)


def _with_carried(part: Part) -> Part:
    return part._replace(carried=1) if part.is_given and not part.reported else part


def together(indicator: Indicator, contributions: Iterable[Part]) -> Part:
    """Several units' parts as one: flows and stocks are added; of a level, what every unit has reached counts."""
    known = list(contributions)
    if len(known) == 1:
        return _with_true_parts(indicator, known[0])
    value, numerator, denominator = (_sum(getattr(part, name) for part in known) for name in NUMBERS)
    if indicator.kind == Kind.LEVEL:
        worst = max if indicator.sense == Sense.AT_MOST else min
        value = worst((part.value for part in known if part.value is not None), default=None)
    whole = Part(
        value,
        numerator,
        denominator,
        reported=sum(part.reported for part in known),
        carried=sum(part.carried for part in known),
        not_applicable=sum(part.not_applicable for part in known),
        taken_from=tuple(sorted({unit for part in known for unit in part.taken_from})),
    )
    return _with_true_parts(indicator, whole)


def _with_true_parts(indicator: Indicator, part: Part) -> Part:
    """Of a net figure what came in and what went out are given only where they make up the value.

    They do not where a month's net figure stands alone: the sums of the other months say nothing of it.
    """
    if not indicator.is_net or net(part.numerator, part.denominator) == part.value:
        return part
    return part._replace(numerator=None, denominator=None)


def total(indicator: Indicator, contributions: Iterable[Part], expected: int) -> Tally:
    """The tally of several units' parts. A rate divides the summed parts; rates are never averaged."""
    part = together(indicator, contributions)
    value = rate(part.numerator, part.denominator) if indicator.is_ratio else part.value
    return Tally(
        value=value,
        numerator=part.numerator,
        denominator=part.denominator,
        reported=part.reported,
        expected=max(expected, part.reported),
        carried=part.carried,
        not_applicable=part.not_applicable,
    )


def _sum(numbers: Iterable[Decimal | None]) -> Decimal | None:
    given = [number for number in numbers if number is not None]
    return sum(given, Decimal(0)) if given else None


def by_month(indicator: Indicator, of_reports: Q, basis: Basis) -> dict[tuple[UnitPlace, Month], Part]:
    """Each unit's figures of each single month; blanks are left out."""
    asked = Figure.objects.filter(of_reports & in_their_months([indicator]), indicator=indicator)
    figures = counted(asked, basis).order_by()
    columns = [f"counted_{name}" for name in (*NUMBERS, "not_applicable")]
    rows = figures.values_list(*PLACE, "report__month", *columns)
    return {
        (UnitPlace(*place), Month.of(month)): Part(value, numerator, denominator, 1, 0, int(not_applicable))
        for *place, month, value, numerator, denominator, not_applicable in rows
        if not_applicable or (value, numerator, denominator) != (None, None, None)
    }


def month_totals(
    indicators: Collection[Indicator], of_reports: Q, month: Month, basis: Basis
) -> dict[int, dict[Month, Decimal]]:
    """The units' sum of each single month of the year up to this one, by indicator."""
    totals: dict[int, dict[Month, Decimal]] = {indicator.pk: {} for indicator in indicators}
    asked = of_reports & in_their_months(indicators)
    for indicator_id, day, value in _month_sums(tuple(totals), asked, month, basis):
        if value is not None:
            totals[indicator_id][Month.of(day)] = value.quantize(FOUR_PLACES)
    return totals
