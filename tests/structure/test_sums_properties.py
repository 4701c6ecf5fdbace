"""Whatever units end, and whoever follows them: the city's months stay, and the districts add up to the city."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from targets.models import Basis, Figure, Indicator, MonthlyReport, ReportingUnit, State
from targets.periods import Month
from targets.progress import standings
from targets.progress.areas import Area
from targets.structure.ending import EndingRefused, end_unit
from tests.conftest import examples
from tests.structure.conftest import ending_of

# What flows, what lasts, a rate of two stocks and one of two flows.
CODES = ("T01-1", "T09-1", "T01-4", "T04-2")
RATES = ("T01-4", "T04-2")
DISTRICTS = ("230502", "230503", "230505", "230523")

number = st.integers(0, 999).map(Decimal)
figures = st.dictionaries(
    st.tuples(st.sampled_from(CODES), st.sampled_from(DISTRICTS), st.integers(1, 6)),
    st.tuples(number, number),
    max_size=24,
)
shares = st.lists(st.integers(1, 97), max_size=2, unique=True).map(
    lambda cuts: [b - a for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), 100], strict=True)]
)
# Who ends, who follows in turn, in which shares, and from which month.
ends = st.lists(st.tuples(st.permutations(DISTRICTS), shares, st.sampled_from([7, 8])), min_size=1, max_size=3)
any_city = settings(
    max_examples=examples(20),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


@pytest.fixture(autouse=True)
def in_august(settings):
    settings.TODAY = date(2007, 8, 31)


def store(plan, filed) -> None:
    units = {unit.code: unit for unit in ReportingUnit.objects.all()}
    known = {one.code: one for one in Indicator.objects.filter(plan=plan).select_related("task__chapter")}
    reports: dict = {}
    for (code, unit, month), (value, whole) in filed.items():
        key = (known[code].task.chapter, units[unit], month)
        if key not in reports:
            reports[key] = MonthlyReport.objects.create(
                chapter=key[0], unit=key[1], month=Month(2007, month).first_day, state=State.APPROVED
            )
        numbers = {"numerator": value, "denominator": whole} if code in RATES else {"value": value}
        Figure.objects.create(report=reports[key], indicator=known[code], **numbers)


def standing_in(plan, month: Month):
    """By indicator the city's numbers, the sums of its districts, and the sums of what these see on their own pages."""
    units = ReportingUnit.objects.during(month)
    city = next(unit for unit in units if unit.is_city)
    indicators = [one for one in standings.plan_indicators(plan) if one.code in CODES]
    whole = standings.stand(plan, Area(city), month, Basis.APPROVED, indicators, units)
    pages = [
        standings.stand(plan, Area(unit), month, Basis.APPROVED, indicators, units)
        for unit in whole.units
        if unit.code in DISTRICTS
    ]
    found = {}
    for one in indicators:
        tallies = [[whole.progress[one.pk].tally], [whole.of_unit(one, unit).tally for unit in whole.units]]
        tallies.append([page.progress[one.pk].tally for page in pages])
        names = ("numerator", "denominator") if one.code in RATES else ("value",)
        found[one.code] = [tuple(sum(getattr(tally, name) or 0 for tally in row) for name in names) for row in tallies]
    return found


@any_city
@given(figures, ends)
@example(
    {("T01-1", "230523", 5): (Decimal(633), Decimal(1)), ("T09-1", "230523", 5): (Decimal(7), Decimal(1))},
    # Refused: whoever takes over in August is there until then.
    [(["230523", "230502", "230503", "230505"], [100], 8), (["230502", "230503", "230505", "230523"], [100], 7)],
)
def test_the_city_keeps_its_months_and_is_the_sum_of_its_districts(plan, administrator, filed, ends):
    months = [Month(2007, number) for number in (6, 7, 8)]
    with transaction.atomic():
        store(plan, filed)
        before = {month: standing_in(plan, month) for month in months}
        for order, parts, month in ends:
            unit, *others = (ReportingUnit.objects.get(code=code) for code in order)
            named = zip(others[: len(parts)], parts, strict=True)
            with suppress(EndingRefused):
                end_unit(ending_of(unit, *named, from_month=Month(2007, month)), by=administrator)
        after = {month: standing_in(plan, month) for month in months}
        transaction.set_rollback(True)
    for month in months:
        for code, (city, districts, pages) in after[month].items():
            assert city == before[month][code][0], (month, code)
            assert city == districts == pages, (month, code)
