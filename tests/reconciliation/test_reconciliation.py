"""Registers against reports: every unit and month at a glance, and each difference with its numbers."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employment.models import TrainingClass
from targets.registers import keeping, registry

CLASSES = registry.named("employment.trainingclass")
ADDRESS = reverse("targets:reconciliation", args=[2007]) + "?month=2007-05"
AGREED = {"T04-1": 40, "T04-2": (36, 38), "T04-3": 0, "T04-4": 0, "T04-5": 0, "T04-6": 0, "T04-7": 0}


def a_class(unit, number, trained, day, by):
    numbers = {"trained": trained, "examined": trained - 2, "passed": trained - 4}
    entry = TrainingClass(
        unit=unit,
        class_no=number,
        training_type="unemployed",
        provider="中心",
        trade="焊工",
        started_on=date(2007, 4, 1),
        ended_on=day,
        **numbers,
    )
    return keeping.add(CLASSES, entry, by=by)


@pytest.fixture
def may(jianshan, baoqing, reporter_jianshan, file_report):
    """Jianshan's May agrees and gets one more class afterwards; Baoqing keeps nothing."""
    a_class(jianshan, "1", 40, date(2007, 5, 7), reporter_jianshan)
    file_report(jianshan, "employment", 5, AGREED)
    file_report(baoqing, "employment", 5, {"T04-1": 99})


def look(client, address=ADDRESS):
    view = client.get(address).context["view"]
    words = {line.unit: [mark.look for mark in line.marks] for line in view.year.rows}
    return view, words


def test_units_and_months_say_whether_they_agree(may, as_user, leader):
    view, looks = look(as_user(leader))
    assert looks["尖山区"][4] == "approved"
    assert looks["宝清县"][4] == "draft"
    assert looks["饶河县"][4] == "missing"
    assert not view.differences.rows


def test_a_later_entry_is_a_difference_with_all_three_numbers(may, as_user, leader, jianshan, reporter_jianshan):
    a_class(jianshan, "2", 10, date(2007, 5, 9), reporter_jianshan)
    view, looks = look(as_user(leader))
    assert looks["尖山区"][4] == "late"
    first = view.differences.rows[0]
    assert (first.unit, first.indicator.code) == ("尖山区", "T04-1")
    assert (first.figure, first.frozen, first.now) == ("40", "40", "50")


def test_a_register_that_is_not_filled_yet_differs_from_no_figure(
    as_user, leader, jianshan, reporter_jianshan, file_report
):
    """Its zeros are entries that nobody has made: no difference, and nothing that agrees either."""
    a_class(jianshan, "1", 40, date(2007, 4, 7), reporter_jianshan)
    file_report(jianshan, "employment", 5, {"T04-1": 99, "T04-3": 5})
    client = as_user(leader)
    view, looks = look(client)
    assert looks["尖山区"][4] == "draft"
    assert [line.marks[4].word for line in view.year.rows if line.unit == "尖山区"] == ["尚未填写"]
    assert not view.differences.rows
    a_class(jianshan, "2", 10, date(2007, 5, 9), reporter_jianshan)
    assert [row.indicator.code for row in look(client)[0].differences.rows] == ["T04-1", "T04-3"]


def test_a_leader_sees_approved_reports_only(
    as_user, leader, reviewer_employment, jianshan, reporter_jianshan, file_report
):
    a_class(jianshan, "1", 40, date(2007, 5, 7), reporter_jianshan)
    file_report(jianshan, "employment", 5, AGREED, state="submitted")
    assert look(as_user(leader))[1]["尖山区"][4] == "missing"
    assert look(as_user(reviewer_employment))[1]["尖山区"][4] == "approved"


def test_a_reporter_sees_the_own_unit_alone(may, as_user, reporter_jianshan):
    assert list(look(as_user(reporter_jianshan))[1]) == ["尖山区"]


def test_a_reviewer_of_another_chapter_sees_none_of_it(may, as_user, reviewer_insurance, jianshan, reporter_jianshan):
    a_class(jianshan, "2", 10, date(2007, 5, 9), reporter_jianshan)
    assert not look(as_user(reviewer_insurance))[0].differences.rows


def test_the_number_of_queries_does_not_grow(may, as_user, leader, jianshan, baoqing, reporter_jianshan, file_report):
    def queries():
        with CaptureQueriesContext(connection) as found:
            as_user(leader).get(ADDRESS)
        return len(found)

    few = queries()
    for number in range(20):
        a_class(baoqing, f"b{number}", 10, date(2007, 5, 9), reporter_jianshan)
    file_report(jianshan, "employment", 4, {"T01-1": 3})
    assert queries() == few


def test_the_differences_are_a_file_as_well(may, as_user, leader, jianshan, reporter_jianshan):
    a_class(jianshan, "2", 10, date(2007, 5, 9), reporter_jianshan)
    text = as_user(leader).get(ADDRESS + "&export=csv").content.decode("utf-8-sig")
    assert "T04-1" in text
    assert "50" in text
