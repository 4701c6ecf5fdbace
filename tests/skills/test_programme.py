"""The tree of the “23512” programme: what the city says of its 13 elements, and that none is late in 2007."""

from datetime import date

import pytest

from skills.panels import Programme
from targets.models import Milestone, MilestoneProgress
from tests.registers.panel_pages import page_of


def elements_of(user, month="2007-06", **asked):
    shown = Programme().context(page_of(user, month=month, **asked))
    return shown, {e["name"]: e for branch in shown["branches"] for e in branch["elements"]}


@pytest.fixture
def said(plan, city, file_report):
    """In March the city said that one element was done on the 20th, in May that another was under way."""

    def say(month, code, state, done_on=None):
        report = file_report(city, "skills", month)
        milestone = Milestone.objects.get(plan=plan, code=code)
        MilestoneProgress.objects.create(report=report, milestone=milestone, state=state, done_on=done_on)

    say(3, "T13-6-1", "done", date(2007, 3, 20))
    say(5, "T13-6-2", "under_way")


def test_the_branches_are_two_three_five_one_and_two(plan, leader):
    shown, _elements = elements_of(leader)
    assert [len(branch["elements"]) for branch in shown["branches"]] == [2, 3, 5, 1, 2]
    assert (shown["done"], shown["all"]) == (0, 13)


def test_what_is_done_is_shown_with_its_day_from_that_month_on(said, leader):
    shown, elements = elements_of(leader)
    first = elements["高技能人才培养体系"]
    assert (shown["done"], first["mark"], first["is_done"]) == (1, "met", True)
    assert "20" in first["done_on"]
    before, elements = elements_of(leader, "2007-02")
    assert (before["done"], elements["高技能人才培养体系"]["done_on"]) == (0, "—")


def test_none_is_late_before_2010(said, leader, settings):
    _shown, elements = elements_of(leader)
    assert {element["mark"] for element in elements.values()} == {"met", "not_due", "not_reported"}
    settings.TODAY = date(2011, 1, 1)
    _shown, elements = elements_of(leader)
    assert elements["高技能人才评价体系"]["mark"] == "breached"


def test_a_district_is_not_asked(said, reporter_jianshan):
    assert Programme().context(page_of(reporter_jianshan, month="2007-06")) == {"branches": []}


def test_it_takes_few_queries(said, leader, django_assert_max_num_queries):
    page = page_of(leader, month="2007-06")
    with django_assert_max_num_queries(4):
        Programme().context(page)
