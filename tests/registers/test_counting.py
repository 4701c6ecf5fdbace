"""Figures counted from registers: worked out by hand from a handful of rows."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from employment.models import TrainingClass, ZeroEmploymentHousehold
from targets.models import ReportingUnit
from targets.periods import Month
from targets.registers import counting, registry
from targets.registers.counting import FigureCount, count, count_all, entries_behind
from targets.registers.counting_units import units_counted_for
from tests.registers.entries import stored

MAY, JUNE = Month(2007, 5), Month(2007, 6)
CLASSES = registry.named("employment.trainingclass")
COVERAGE = registry.named("insurance.coveragestatement")
PLACEMENTS = registry.named("employment.placementstatement")
HOUSEHOLDS = registry.named("employment.zeroemploymenthousehold")


def a_class(unit, number, ended_on, trained=40, **more):
    fields = {"training_type": "unemployed", "provider": "中心", "trade": "焊工", "started_on": date(2007, 4, 1)}
    numbers = {"examined": trained - 2, "passed": trained - 4}
    return TrainingClass.objects.create(
        unit=unit, class_no=number, ended_on=ended_on, trained=trained, **fields | numbers | more
    )


def a_household(unit, number, recognised_on, exited_on=None):
    reason = {"exit_reason": "employed", "first_job_on": exited_on} if exited_on else {}
    return ZeroEmploymentHousehold.objects.create(
        unit=unit,
        household_no=number,
        head="演示",
        identity_number=f"23059919700101{number:0>4}",
        working_age=2,
        unemployed=2,
        recognised_on=recognised_on,
        exited_on=exited_on,
        **reason,
    )


def number(register, key, unit, month, counts=None):
    figure = register.figure(key)
    return (counts or count_all([register], [month])).of(register, unit, month, figure)


def test_a_flow_counts_what_ended_in_the_month_both_its_first_and_last_day(jianshan):
    a_class(jianshan, "1", date(2007, 6, 1))
    a_class(jianshan, "2", date(2007, 6, 30), trained=30)
    a_class(jianshan, "3", date(2007, 5, 31), trained=7)
    a_class(jianshan, "4", None, trained=9)
    a_class(jianshan, "5", date(2007, 6, 15), trained=11, training_type="start_up")
    assert number(CLASSES, "T04-1", jianshan, JUNE) == FigureCount(Decimal(70))
    assert number(CLASSES, "T04-3", jianshan, JUNE) == FigureCount(Decimal(11))
    assert number(CLASSES, "T04-1", jianshan, MAY) == FigureCount(Decimal(7))


def test_a_rate_gives_both_its_summed_parts(jianshan):
    a_class(jianshan, "1", date(2007, 6, 1), trained=40)
    a_class(jianshan, "2", date(2007, 6, 2), trained=10)
    assert number(CLASSES, "T04-2", jianshan, JUNE) == FigureCount(None, Decimal(36 + 6), Decimal(38 + 8))


def test_a_stock_counts_what_stands_on_the_months_last_day(jianshan):
    a_household(jianshan, "1", date(2007, 6, 30))
    a_household(jianshan, "2", date(2006, 3, 1))
    a_household(jianshan, "3", date(2007, 1, 1), exited_on=date(2007, 6, 30))
    a_household(jianshan, "4", date(2007, 1, 1), exited_on=date(2007, 7, 1))
    assert number(HOUSEHOLDS, "outstanding", jianshan, JUNE) == FigureCount(Decimal(3))
    assert number(HOUSEHOLDS, "outstanding", jianshan, MAY) == FigureCount(Decimal(3))
    assert number(HOUSEHOLDS, "helped", jianshan, JUNE) == FigureCount(Decimal(1))
    assert number(HOUSEHOLDS, "found", jianshan, JUNE) == FigureCount(Decimal(1))


def test_zero_differs_from_a_register_that_is_not_kept(jianshan, baoqing):
    a_class(jianshan, "1", date(2007, 5, 31))
    assert number(CLASSES, "T04-1", jianshan, JUNE) == FigureCount(Decimal(0))
    assert number(CLASSES, "T04-2", jianshan, JUNE) == FigureCount(None, Decimal(0), Decimal(0))
    assert number(CLASSES, "T04-1", baoqing, JUNE) is None


def test_a_month_that_nobody_stated_counts_nothing_which_is_not_zero(jianshan):
    stored(PLACEMENTS, jianshan, month=date(2007, 5, 1), introductions=10, placed=0)
    due = {"scheme": "medical", "due": 20, "paid": 20}
    stored(COVERAGE, jianshan, month=date(2007, 5, 1), **due)
    assert number(PLACEMENTS, "T02-1", jianshan, MAY) == FigureCount(Decimal(10))
    assert number(PLACEMENTS, "T02-2", jianshan, MAY) == FigureCount(Decimal(0))
    assert number(COVERAGE, "T10-2", jianshan, MAY).denominator == 20
    for register, key in ((PLACEMENTS, "T02-1"), (COVERAGE, "T10-1"), (COVERAGE, "T10-2")):
        assert number(register, key, jianshan, JUNE) is None


def test_last_years_entries_do_not_make_a_register_kept(jianshan):
    a_class(jianshan, "1", date(2006, 5, 31), started_on=date(2006, 5, 1))
    assert number(CLASSES, "T04-1", jianshan, JUNE) is None


def test_what_was_begun_last_year_counts_in_the_month_in_which_it_ends(jianshan):
    a_class(jianshan, "1", date(2007, 6, 1), started_on=date(2006, 12, 1))
    a_class(jianshan, "2", date(2007, 7, 1), started_on=date(2006, 12, 1), trained=7)
    counts = count_all([CLASSES], [MAY, JUNE])
    assert number(CLASSES, "T04-1", jianshan, JUNE, counts) == FigureCount(Decimal(40))
    assert number(CLASSES, "T04-1", jianshan, MAY, counts) == FigureCount(Decimal(0))
    assert number(CLASSES, "T04-1", jianshan, MAY) is None, "up to May nothing of it is of the year"


def test_what_a_community_keeps_counts_for_its_district(jianshan, baoqing):
    below = {"submits_reports": False}
    street = ReportingUnit.objects.create(code="230502001", name="街道", kind="street", parent=jianshan, **below)
    community = ReportingUnit.objects.create(code="230502001001", name="社区", kind="community", parent=street, **below)
    a_class(community, "1", date(2007, 6, 1), trained=5)
    a_class(jianshan, "2", date(2007, 6, 1), trained=40)
    a_class(baoqing, "3", date(2007, 6, 1), trained=8)
    counts = count_all([CLASSES], [JUNE])
    assert number(CLASSES, "T04-1", jianshan, JUNE, counts) == FigureCount(Decimal(45))
    assert counts.total(CLASSES, CLASSES.figure("T04-1"), JUNE) == FigureCount(Decimal(53))


def test_what_is_cancelled_counts_nowhere(jianshan):
    a_class(jianshan, "1", date(2007, 6, 1))
    a_class(jianshan, "2", date(2007, 6, 1), cancelled_on=date(2007, 6, 5))
    assert number(CLASSES, "T04-1", jianshan, JUNE) == FigureCount(Decimal(40))


def test_the_entries_behind_a_figure_are_those_it_counts(jianshan, baoqing):
    mine = a_class(jianshan, "1", date(2007, 6, 1))
    a_class(baoqing, "2", date(2007, 6, 1))
    a_class(jianshan, "3", date(2007, 5, 1))
    assert list(entries_behind(CLASSES, CLASSES.figure("T04-1"), jianshan, JUNE)) == [mine]


@pytest.mark.parametrize("months", [[JUNE], [MAY, JUNE]])
def test_all_registers_units_and_months_take_one_query_besides_that_of_who_reports(jianshan, baoqing, months):
    a_class(jianshan, "1", date(2007, 6, 1))
    a_household(baoqing, "1", date(2007, 5, 1))
    with CaptureQueriesContext(connection) as queries:
        counts = count_all(registry, months)
    assert len(queries) == 2
    assert number(CLASSES, "T04-1", jianshan, JUNE, counts) == FigureCount(Decimal(40))
    assert number(HOUSEHOLDS, "outstanding", baoqing, JUNE, counts) == FigureCount(Decimal(1))


def test_nothing_asked_for_is_no_query(db):
    with CaptureQueriesContext(connection) as queries:
        count({}, [JUNE])
        assert not count({CLASSES: []}, [JUNE]).kept
    assert not queries


# ---- Whose entries, of which register, of which month -----------------------------------------------------


def test_for_the_whole_city_counts_what_anybody_keeps_of_this_very_register(city, jianshan, baoqing):
    a_class(jianshan, "1", date(2007, 6, 1), trained=40)
    a_class(baoqing, "2", date(2007, 6, 1), trained=8)
    a_class(baoqing, "3", date(2007, 5, 1), trained=7)
    counts = count_all([CLASSES, HOUSEHOLDS], [MAY, JUNE])
    trained, found = CLASSES.figure("T04-1"), HOUSEHOLDS.figure("found")
    assert counts.of(CLASSES, city, JUNE, trained, city_wide=True) == FigureCount(Decimal(48))
    assert counts.of(CLASSES, city, MAY, trained, city_wide=True) == FigureCount(Decimal(7))
    assert counts.of(CLASSES, city, JUNE, CLASSES.figure("T04-2"), city_wide=True) == FigureCount(
        None, Decimal(36 + 4), Decimal(38 + 6)
    )
    assert counts.of(CLASSES, city, JUNE, trained) is None, "the city itself keeps none"
    assert counts.of(HOUSEHOLDS, city, JUNE, found, city_wide=True) is None, "nobody keeps this one"


def test_the_entries_behind_a_city_wide_figure_are_everybodys(city, jianshan, baoqing):
    everybodys = {a_class(jianshan, "1", date(2007, 6, 1)), a_class(baoqing, "2", date(2007, 6, 30))}
    a_class(baoqing, "3", date(2007, 6, 30), cancelled_on=date(2007, 7, 1))
    trained = CLASSES.figure("T04-1")
    assert set(entries_behind(CLASSES, trained, city, JUNE, city_wide=True)) == everybodys
    assert not entries_behind(CLASSES, trained, city, JUNE).exists(), "the city's own are none"


def test_only_the_units_that_are_asked_for_are_counted(jianshan, baoqing):
    a_class(jianshan, "1", date(2007, 6, 1), trained=40)
    a_class(baoqing, "2", date(2007, 6, 1), trained=8)
    mine = count_all([CLASSES], [JUNE], units=ReportingUnit.objects.own_area(jianshan))
    assert number(CLASSES, "T04-1", jianshan, JUNE, mine) == FigureCount(Decimal(40))
    assert number(CLASSES, "T04-1", baoqing, JUNE, mine) is None
    assert mine.total(CLASSES, CLASSES.figure("T04-1"), JUNE) == FigureCount(Decimal(40))
    assert units_counted_for(jianshan.parent) is None, "the city looks at everybody's"
    assert list(units_counted_for(jianshan)) == [jianshan]


@pytest.mark.parametrize(
    ("recognised_on", "exited_on", "is_kept"),
    [
        (date(2006, 3, 1), None, True),
        (date(2006, 3, 1), date(2007, 1, 1), True),
        (date(2006, 3, 1), date(2006, 12, 31), False),
        (date(2007, 6, 30), None, True),
        (date(2007, 7, 1), None, False),
    ],
)
def test_a_register_is_kept_where_anything_stood_in_the_year_so_far(jianshan, recognised_on, exited_on, is_kept):
    a_household(jianshan, "1", recognised_on, exited_on)
    found = number(HOUSEHOLDS, "found", jianshan, JUNE)
    expected = FigureCount(Decimal(recognised_on >= JUNE.first_day))
    assert found == (expected if is_kept else None)


def test_an_entry_of_a_later_month_does_not_make_a_register_kept(jianshan):
    a_class(jianshan, "1", date(2007, 7, 31), started_on=date(2007, 7, 1))
    assert number(CLASSES, "T04-1", jianshan, JUNE) is None
    a_class(jianshan, "2", date(2007, 7, 31), started_on=date(2007, 6, 30))
    assert number(CLASSES, "T04-1", jianshan, JUNE) == FigureCount(Decimal(0)), (
        "begun in June, it shows that one is kept"
    )


def test_registers_of_different_widths_keep_their_own_numbers(jianshan, baoqing):
    a_class(jianshan, "1", date(2007, 6, 1), trained=40)
    a_household(jianshan, "1", date(2007, 6, 2))
    stored(PLACEMENTS, baoqing, month=date(2007, 6, 1), introductions=10, placed=3)
    wanted = {
        CLASSES: [CLASSES.figure("T04-2"), CLASSES.figure("T04-1")],
        HOUSEHOLDS: [HOUSEHOLDS.figure("found")],
        PLACEMENTS: [PLACEMENTS.figure("T02-1"), PLACEMENTS.figure("T02-2")],
    }
    counts = count(wanted, [MAY, JUNE])
    assert number(CLASSES, "T04-2", jianshan, JUNE, counts) == FigureCount(None, Decimal(36), Decimal(38))
    assert number(CLASSES, "T04-1", jianshan, JUNE, counts) == FigureCount(Decimal(40))
    assert number(HOUSEHOLDS, "found", jianshan, JUNE, counts) == FigureCount(Decimal(1))
    assert number(HOUSEHOLDS, "found", jianshan, MAY, counts) == FigureCount(Decimal(0))
    assert number(PLACEMENTS, "T02-1", baoqing, JUNE, counts) == FigureCount(Decimal(10))
    assert number(PLACEMENTS, "T02-2", baoqing, JUNE, counts) == FigureCount(Decimal(3))
    assert counts.kept == {
        (CLASSES.name, jianshan.code),
        (HOUSEHOLDS.name, jianshan.code),
        (PLACEMENTS.name, baoqing.code),
    }


def test_the_kept_statement_sees_what_was_entered_since(jianshan):
    a_class(jianshan, "1", date(2007, 6, 1), trained=40)
    assert number(CLASSES, "T04-1", jianshan, JUNE) == FigureCount(Decimal(40))
    a_class(jianshan, "2", date(2007, 6, 1), trained=30)
    assert number(CLASSES, "T04-1", jianshan, JUNE) == FigureCount(Decimal(70))
    assert number(CLASSES, "T04-3", jianshan, JUNE) == FigureCount(Decimal(0))


def test_a_figure_is_counted_by_any_field_as_by_unit(jianshan, baoqing):
    a_class(jianshan, "1", date(2007, 6, 1), trained=40)
    a_class(baoqing, "2", date(2007, 6, 1), trained=8, provider="技校")
    a_class(baoqing, "3", date(2007, 5, 1), trained=7, provider="技校")
    a_class(baoqing, "4", date(2007, 6, 1), trained=9, provider="技校", cancelled_on=date(2007, 6, 2))
    figures = [CLASSES.figure("T04-1"), CLASSES.figure("T04-2")]
    found = counting.count_by(CLASSES, "provider", figures, [MAY, JUNE], units=None)
    assert {
        provider: {key: n.value for key, n in by.items() if key[1] == "T04-1"} for provider, by in found.items()
    } == {
        "中心": {(MAY, "T04-1"): 0, (JUNE, "T04-1"): 40},
        "技校": {(MAY, "T04-1"): 7, (JUNE, "T04-1"): 8},
    }
    assert found["技校"][JUNE, "T04-2"] == FigureCount(None, Decimal(4), Decimal(6))
    own = ReportingUnit.objects.own_area(jianshan)
    assert set(counting.count_by(CLASSES, "provider", figures, [JUNE], units=own)) == {"中心"}


def test_sums_of_amounts_are_exact_on_every_database():
    assert counting.exact(0.1 + 0.2) == Decimal("0.3")
    assert counting.exact(None) == 0
    assert counting.exact(Decimal("1.23456")) == Decimal("1.2346")
