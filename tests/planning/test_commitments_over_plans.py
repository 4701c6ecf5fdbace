"""Commitments until 2010 keep their codes, their targets and what was reached, from plan to plan."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from targets import clock
from targets.models import Basis, Indicator, Milestone, MilestoneState, Target, WorkPlan
from targets.periods import Month
from targets.planning.copying import next_plan
from targets.progress.areas import Area
from targets.progress.last_year import LastYear
from targets.progress.standings import stand
from targets.reports import sheets, verbs
from targets.reports.changes import Changes, MilestoneEntry
from tests.conftest import file

MAY, JANUARY_2008, MARCH_2008, MARCH_2010 = Month(2007, 5), Month(2008, 1), Month(2008, 3), Month(2010, 3)
END_OF_2010 = date(2010, 12, 31)


def following(plan: WorkPlan) -> WorkPlan:
    """The next plan, made from this one and in force."""
    made = next_plan(plan, with_targets=True)
    made.published_at = clock.now()
    made.save()
    return made


def state(plan: WorkPlan, unit, month: Month, code: str, said: str, *, by) -> None:
    """The unit's approved report of the month says this of the milestone."""
    report = verbs.open_report(unit, plan.chapters.get(app="skills"), month, by=by)
    milestone = Milestone.objects.get(plan=plan, code=code)
    entered = Changes(milestones={milestone.pk: MilestoneEntry(state=said)})
    report = verbs.save(report, entered, by=by, version=report.version)
    verbs.approve(verbs.submit(report, by=by), by=by)


@pytest.fixture
def systems(plan, city, reporter_city, settings) -> WorkPlan:
    """The plan of 2008, after the city had one of the two systems of T13-6 done in May 2007."""
    settings.TODAY = date(2008, 4, 3)
    state(plan, city, MAY, "T13-6-1", MilestoneState.DONE, by=reporter_city)
    return following(plan)


def stands(plan, area, month, code, basis=Basis.APPROVED):
    return stand(plan, area, month, basis).progress[Indicator.objects.get(plan=plan, code=code).pk]


# ---- Milestones -------------------------------------------------------------------------------------------


def test_what_runs_on_names_the_first_plans_row(plan, systems):
    chain = [plan, systems, following(systems)]
    rows = [Milestone.objects.get(plan=one, code="T13-6-1") for one in chain]
    assert [row.continues for row in rows] == [None, rows[0], rows[0]]
    indicators = [Indicator.objects.get(plan=one, code="T13-6") for one in chain]
    assert [one.continues for one in indicators] == [None, indicators[0], indicators[0]]
    assert Indicator.objects.get(plan=systems, code="T01-1").continues is None


def test_what_was_done_in_2007_stays_done_in_2008(systems, city):
    progress = stands(systems, Area(city), MARCH_2008, "T13-6")
    assert (progress.to_date, progress.commitment.target, progress.commitment.deadline) == (1, 2, END_OF_2010)


def test_it_is_done_over_three_plans(systems, city):
    assert stands(following(systems), Area(city), Month(2009, 1), "T13-6").to_date == 1


def test_what_is_said_on_the_new_plan_counts_from_then_on(systems, city, reporter_city):
    state(systems, city, MARCH_2008, "T13-6-1", MilestoneState.UNDER_WAY, by=reporter_city)
    found = [stands(systems, Area(city), month, "T13-6").to_date for month in (Month(2008, 2), MARCH_2008)]
    assert found == [1, 0]


def test_a_report_that_was_not_approved_does_not_count(plan, city, reporter_city, settings):
    settings.TODAY = date(2008, 4, 3)
    report = verbs.open_report(city, plan.chapters.get(app="skills"), MAY, by=reporter_city)
    milestone = Milestone.objects.get(plan=plan, code="T13-6-1")
    done = Changes(milestones={milestone.pk: MilestoneEntry(state=MilestoneState.DONE)})
    verbs.submit(verbs.save(report, done, by=reporter_city, version=report.version), by=reporter_city)
    later = following(plan)
    assert stands(later, Area(city), JANUARY_2008, "T13-6").to_date is None
    assert stands(later, Area(city), JANUARY_2008, "T13-6", Basis.SUBMITTED).to_date == 1


def test_the_report_of_2008_shows_it_as_done(systems, city, reporter_city):
    report = verbs.open_report(city, systems.chapters.get(app="skills"), JANUARY_2008, by=reporter_city)
    [row] = [row for row in sheets.load(report).milestones if row.milestone.code == "T13-6-1"]
    assert (row.progress, row.latest.state, row.latest.report.period) == (None, MilestoneState.DONE, MAY)


def test_board_and_api_name_the_month_in_which_it_was_done(systems, city, leader, fetch):
    page = fetch(leader, "/plans/2008/chapters/skills/", month="2008-01").content.decode()
    assert "done (May 2007)" in page
    answer = fetch(leader, "/api/plans/2008/milestones", month="2008-01").json()
    rows = {row["code"]: (row["indicator"], row["state"], row["done_in"]) for row in answer["milestones"]}
    assert rows["T13-6-1"] == ("T13-6", "done", "2007-05")
    assert rows["T13-6-2"] == ("T13-6", None, None)


def test_a_board_of_2007_asks_no_more_for_it(plan, city, django_assert_num_queries):
    standing = stand(plan, Area(city), MAY, Basis.APPROVED)
    with django_assert_num_queries(2):
        assert standing.milestones
        assert standing.milestones_said == {}


def test_a_board_of_2008_asks_once_more(systems, city, django_assert_num_queries):
    standing = stand(systems, Area(city), JANUARY_2008, Basis.APPROVED)
    with django_assert_num_queries(3):
        assert standing.done


# ---- Sums and stocks --------------------------------------------------------------------------------------


@pytest.fixture
def until_2010(plan, city, jianshan, indicator, settings):
    """T13-1, a flow, and T09-1, a stock, are to be reached by the end of 2010; both have figures of 2007."""
    settings.TODAY = date(2008, 4, 3)
    for code, value in (("T13-1", 4800), ("T09-1", 1000)):
        Target.objects.filter(indicator=indicator(code), unit=city).update(deadline=END_OF_2010)
        target = Target.objects.get(indicator=indicator(code), unit=city)
        target.value = Decimal(value)
        target.save()
    file(plan, jianshan, "skills", 5, {"T13-1": 100})
    file(plan, jianshan, "insurance", 5, {"T09-1": 700}, explanation="已核实")
    return following(plan)


def test_a_sum_counts_since_the_first_plan(until_2010, city, jianshan):
    assert stands(until_2010, Area(city), JANUARY_2008, "T13-1").to_date == 100
    file(until_2010, jianshan, "skills", "2008-01", {"T13-1": 20}, explanation="已核实")
    assert stands(until_2010, Area(city), JANUARY_2008, "T13-1").to_date == 120


def test_what_is_counted_on_is_asked_for_three_times_and_twice_more_for_each_plan_before(
    until_2010, city, django_assert_num_queries
):
    """Which rows of earlier plans there are, and of each plan sums and latest numbers; of 2007 alone nothing more."""
    months = ((until_2010, JANUARY_2008, 3), (following(until_2010), Month(2009, 1), 5))
    for plan, month, queries in months:
        standing = stand(plan, Area(city), month, Basis.APPROVED)
        with django_assert_num_queries(queries):
            assert standing.parts_before


def test_of_a_stock_the_latest_number_counts(until_2010, city, jianshan):
    progress = stands(until_2010, Area(city), JANUARY_2008, "T09-1")
    assert (progress.to_date, progress.tally.carried) == (700, 1)
    file(until_2010, jianshan, "insurance", "2008-01", {"T09-1": 690}, explanation="已核实")
    assert stands(until_2010, Area(city), JANUARY_2008, "T09-1").to_date == 690


def test_nothing_is_due_before_2010_and_then_a_line_since_2007(until_2010, city):
    assert stands(until_2010, Area(city), MARCH_2008, "T13-1").due is None
    last = following(following(until_2010))
    progress = stands(last, Area(city), MARCH_2010, "T13-1")
    assert progress.exact_due == 4800 * Fraction(39, 48)
    assert progress.to_date == 100


def test_a_sum_since_2007_is_not_set_beside_a_year(until_2010, city, jianshan):
    standing = stand(until_2010, Area(city), Month(2008, 5), Basis.APPROVED)
    compared = LastYear(standing).of(Indicator.objects.get(plan=until_2010, code="T13-1"))
    assert (compared.to_date, compared.month.part.value) == (None, 100)


def test_the_indicators_page_says_since_when_it_is_counted(until_2010, leader, fetch):
    page = fetch(leader, "/plans/2008/indicators/T13-1/", month="2008-01")
    assert "counted since January 2007" in page.content.decode()
    assert page.context["view"].chart["toDate"] == [None], "nobody has reported of January"


# ---- Copying ----------------------------------------------------------------------------------------------


def test_what_was_dropped_is_not_copied_and_what_was_added_is_for_the_whole_year(plan, indicator):
    dropped, added = indicator("T01-3"), indicator("T01-2")
    dropped.until_month, added.from_month = date(2007, 8, 1), date(2007, 7, 1)
    dropped.save()
    added.save()
    later = next_plan(plan, with_targets=False)
    assert not later.indicators.filter(code="T01-3").exists()
    assert later.indicators.get(code="T01-2").from_month is None


def test_the_task_that_was_dropped_takes_all_below_along(plan):
    task = plan.tasks.get(number=13)
    task.until_month = date(2007, 8, 1)
    task.save()
    later = next_plan(plan, with_targets=False)
    assert not later.tasks.filter(number=13).exists()
    assert not later.milestones.filter(code="T13-6-1").exists()
