"""Who has reported: every report judged against its day."""

from datetime import date

import pytest
from django.test import override_settings

from targets.models import Indicator, Milestone, ReportingUnit, State, UnitKind
from targets.periods import Month
from targets.reports import timeliness, verbs
from targets.reports.timeliness import BegunReport, JudgedReport, Mark, ReportTally, judge
from targets.reports.timeliness_page import tally_text
from tests.conftest import enter, reporter_of, state_nothing

PAGE = "/plans/2007/reporting/"
AT_MOST_QUERIES = 10
DUE, BEFORE, AFTER = date(2007, 7, 3), date(2007, 7, 2), date(2007, 7, 4)
JUNE = Month(2007, 6)


@pytest.fixture(autouse=True)
def in_english(settings):
    """The msgids are what these tests read."""
    settings.LANGUAGE_CODE = "en"


@pytest.mark.parametrize(
    ("filed", "today", "mark", "late"),
    [
        (None, BEFORE, Mark.NOT_BEGUN, False),
        (None, DUE, Mark.NOT_BEGUN, False),
        (None, AFTER, Mark.MISSING, False),
        (BegunReport("draft"), DUE, Mark.DRAFT, False),
        (BegunReport("draft"), AFTER, Mark.MISSING, False),
        (BegunReport("draft", first_submitted_on=BEFORE), AFTER, Mark.MISSING, False),
        (BegunReport("submitted", first_submitted_on=DUE), AFTER, Mark.SUBMITTED, False),
        (BegunReport("submitted", first_submitted_on=AFTER), AFTER, Mark.SUBMITTED, True),
        (BegunReport("returned", first_submitted_on=DUE), AFTER, Mark.RETURNED, False),
        (BegunReport("approved", first_submitted_on=AFTER), AFTER, Mark.APPROVED, True),
        (BegunReport("draft", True, DUE), AFTER, Mark.CORRECTION, False),
        (BegunReport("returned", True, DUE), AFTER, Mark.CORRECTION, False),
        (BegunReport("submitted", True, DUE), AFTER, Mark.SUBMITTED, False),
        (BegunReport("draft", True, AFTER), AFTER, Mark.CORRECTION, True),
        (BegunReport("submitted", True, AFTER), AFTER, Mark.SUBMITTED, True),
        (BegunReport("returned", first_submitted_on=AFTER), AFTER, Mark.RETURNED, True),
        (BegunReport("draft", first_submitted_on=AFTER), DUE, Mark.DRAFT, False),
    ],
)
def test_a_report_is_missing_only_after_its_day_and_late_only_when_first_submitted_after_it(filed, today, mark, late):
    assert judge(filed, DUE, today) == (mark, late)


def cell(user, plan, unit, app="employment", month=JUNE):
    return timeliness.load(plan, user).cell(unit, plan.chapters.get(app=app), month)


def test_districts_are_due_on_the_third_and_the_city_on_the_fifth(leader, plan, city, jianshan):
    assert cell(leader, plan, jianshan).mark == Mark.MISSING
    assert cell(leader, plan, city).mark == Mark.NOT_BEGUN


def test_what_its_unit_withdrew_before_a_review_was_not_in_time(leader, plan, jianshan, reporter_jianshan, settings):
    """On 3 July it said that there was nothing to report; the figures came on the 20th."""
    chapter = plan.chapters.get(app="employment")
    settings.TODAY = date(2007, 7, 3)
    report = verbs.open_report(jianshan, chapter, JUNE, by=reporter_jianshan)
    report = state_nothing(report, by=reporter_jianshan)
    report = verbs.withdraw(verbs.submit(report, by=reporter_jianshan), by=reporter_jianshan)
    settings.TODAY = date(2007, 7, 20)
    report = state_nothing(report, by=reporter_jianshan, reason="")
    report = verbs.submit(enter(report, {"T01-1": 5}, by=reporter_jianshan), by=reporter_jianshan)
    assert report.is_late
    assert cell(leader, plan, jianshan).late
    assert report.submissions.count() == 2


def test_what_was_sent_back_stood_and_stays_in_time(leader, plan, jianshan, reporter_jianshan, file_report, settings):
    settings.TODAY = date(2007, 7, 3)
    report = file_report(jianshan, "employment", 6, {"T01-1": 5}, state=State.RETURNED)
    settings.TODAY = date(2007, 7, 20)
    verbs.withdraw(verbs.submit(report, by=reporter_jianshan), by=reporter_jianshan)
    assert not cell(leader, plan, jianshan).late


def test_the_settings_move_the_deadline(leader, plan, jianshan, settings):
    settings.REPORT_DEADLINE_DAY_DISTRICT = 4
    assert cell(leader, plan, jianshan).mark == Mark.NOT_BEGUN


def test_a_month_that_has_not_begun_asks_for_nothing(leader, plan, jianshan):
    assert cell(leader, plan, jianshan, month=Month(2007, 8)).mark == Mark.NOT_OPEN
    assert cell(leader, plan, jianshan, month=Month(2007, 7)).mark == Mark.NOT_BEGUN


def test_a_chapter_that_asks_nothing_of_a_unit_is_not_counted(leader, plan, city, jianshan):
    of_chapter = {"plan": plan, "task__chapter__app": "infrastructure"}
    Indicator.objects.filter(**of_chapter).update(reported_by="city")
    Milestone.objects.filter(**of_chapter).update(reported_by="city")
    year = timeliness.load(plan, leader)
    chapter = plan.chapters.get(app="infrastructure")
    assert year.cell(jianshan, chapter, JUNE).mark == Mark.NOT_ASKED
    assert year.cell(city, chapter, JUNE).mark == Mark.NOT_BEGUN
    assert year.tally(JUNE).asked == 9 * 5 + 1


def test_the_counts_say_in_late_missing_sent_back_and_open(leader, plan, units, jianshan, baoqing, city, file_report):
    with override_settings(TODAY=date(2007, 7, 3)):
        file_report(jianshan, "employment", 6, {"T01-1": 5})
    file_report(baoqing, "employment", 6, {"T01-1": 5}, state=State.SUBMITTED)
    file_report(city, "employment", 6, {"T01-1": 5}, state=State.RETURNED)
    tally = timeliness.load(plan, leader).tally(JUNE)
    assert (tally.asked, tally.submitted, tally.late) == (54, 2, 1)
    assert (tally.missing, tally.returned, tally.open) == (46, 1, 5)
    assert tally_text(tally) == "2 of 54 in; 1 late; 46 missing; 1 sent back; 5 still open"


def test_a_correction_stays_in(leader, administrator, plan, jianshan, file_report):
    with override_settings(TODAY=date(2007, 7, 2)):
        report = file_report(jianshan, "employment", 6, {"T01-1": 5})
    verbs.reopen(report, by=administrator, reason="口径")
    assert cell(leader, plan, jianshan).mark == Mark.CORRECTION
    assert timeliness.load(plan, leader).tally(JUNE).submitted == 1


def test_a_month_is_open_from_its_first_day(reporter_jianshan, plan, jianshan, settings):
    chapter, july = plan.chapters.get(app="employment"), Month(2007, 7)
    seen = []
    for day in (date(2007, 6, 30), date(2007, 7, 1)):
        settings.TODAY = day
        year = timeliness.load(plan, reporter_jianshan)
        seen.append((year.cell(jianshan, chapter, july).mark, year.may_open(jianshan, chapter, july)))
    assert seen == [(Mark.NOT_OPEN, False), (Mark.NOT_BEGUN, True)]


def test_what_was_filed_shows_though_nothing_is_asked_or_the_month_has_not_begun(leader, plan, jianshan, file_report):
    file_report(jianshan, "infrastructure", 6)
    file_report(jianshan, "employment", 7, {"T01-1": 5})
    Indicator.objects.filter(plan=plan, task__chapter__app="infrastructure").update(reported_by="city")
    Milestone.objects.filter(plan=plan, task__chapter__app="infrastructure").update(reported_by="city")
    filed = cell(leader, plan, jianshan, "infrastructure")
    assert (filed.mark, filed.begun) == (Mark.APPROVED, True)
    with override_settings(TODAY=date(2007, 6, 30)):
        assert cell(leader, plan, jianshan, month=Month(2007, 7)).mark == Mark.APPROVED
    assert not cell(leader, plan, jianshan).begun


def test_milestones_are_asked_of_whom_each_says_whatever_their_indicator_says(leader, plan, jianshan):
    of_chapter = {"plan": plan, "task__chapter__app": "labor_relations"}
    Indicator.objects.filter(**of_chapter).exclude(kind="milestones").update(reported_by="city")
    Indicator.objects.filter(**of_chapter, kind="milestones").update(reported_by="all")
    Milestone.objects.filter(**of_chapter).update(reported_by="city")
    assert cell(leader, plan, jianshan, "labor_relations").mark == Mark.NOT_ASKED
    one = Milestone.objects.filter(**of_chapter).first()
    Milestone.objects.filter(pk=one.pk).update(reported_by="districts")
    assert cell(leader, plan, jianshan, "labor_relations").mark == Mark.MISSING


def test_late_are_only_those_that_are_in():
    cells = [JudgedReport(mark, late=True) for mark in Mark]
    tally = ReportTally.of(cells)
    assert (tally.submitted, tally.late) == (3, 3), "submitted, approved, being corrected"
    assert [one.mark for one in cells if one.is_in] == [Mark.SUBMITTED, Mark.APPROVED, Mark.CORRECTION]
    assert ReportTally.of([]) == ReportTally(0, 0, 0, 0, 0, 0)


def test_each_level_has_its_own_due_day(leader, reporter_jianshan, plan):
    assert list(timeliness.load(plan, leader).dues(JUNE)) == [(False, date(2007, 7, 3)), (True, date(2007, 7, 5))]
    assert list(timeliness.load(plan, reporter_jianshan).dues(JUNE)) == [(False, date(2007, 7, 3))]


# ---- The page ---------------------------------------------------------------------------------------------


def shown(client, **query):
    return client.get(PAGE, query).context["page"]


def urls(page) -> set[str]:
    return {cell.url for line in page.of_month.rows for cell in line.cells if cell.url}


@pytest.fixture
def june(jianshan, baoqing, file_report):
    file_report(jianshan, "employment", 6, {"T01-1": 5})
    file_report(baoqing, "employment", 6, {"T01-1": 5}, state=State.SUBMITTED)


def test_the_page_opens_on_the_month_being_reported(leader, as_user):
    page = shown(as_user(leader))
    assert page.month_text == "June 2007"
    assert (len(page.of_month.rows), len(page.of_month.repeated["cells"]), len(page.of_year.rows)) == (9, 6, 9)
    assert len(page.dues) == 2


def test_a_leader_sees_every_state_but_goes_only_to_what_is_approved(leader, as_user, june):
    page = shown(as_user(leader))
    assert urls(page) == {"/reports/230502/employment/2007-06/"}
    assert {cell.word for line in page.of_month.rows for cell in line.cells} >= {"approved", "submitted", "missing"}


def test_a_reviewer_sees_the_own_chapters_and_goes_to_what_was_submitted(reviewer_employment, as_user, june):
    page = shown(as_user(reviewer_employment))
    assert len(page.of_month.repeated["cells"]) == 1
    assert urls(page) == {"/reports/230502/employment/2007-06/", "/reports/230523/employment/2007-06/"}


def test_a_reporter_sees_the_own_rows_alone_and_goes_to_blank_reports_too(reporter_jianshan, jianshan, as_user, june):
    page = shown(as_user(reporter_jianshan))
    assert [line.label for line in page.of_month.rows] == [jianshan.short_name]
    assert len(urls(page)) == 6
    assert urls(shown(as_user(reporter_jianshan), month="2007-08")) == set()


def test_every_link_of_the_page_leads_to_a_report_that_opens(leader, reviewer_employment, as_user, june):
    for user in (leader, reviewer_employment):
        client = as_user(user)
        assert {client.get(url).status_code for url in urls(shown(client))} == {200}


def test_the_overview_gives_the_share_in_of_each_month(leader, as_user, jianshan, june):
    page = shown(as_user(leader))
    line = next(line for line in page.of_year.rows if line.label == jianshan.short_name)
    assert (line.cells[5].word, line.cells[5].under) == ("1/6", ("1 late", "5 missing"))
    assert line.cells[7].word == "—"
    assert page.of_year.foot[0].cells[5].word == "2/54"


def test_the_page_says_its_states_in_words(leader, as_user, june):
    page = as_user(leader).get(PAGE).content.decode()
    assert "June 2007: 2 of 54 in; 2 late;" in page
    assert "Districts and counties: due 3 July 2007" in page


@pytest.mark.parametrize("month", ["2008-01", "2007-13", "June"])
def test_a_month_outside_the_plan_is_not_found(leader, as_user, month):
    assert as_user(leader).get(PAGE, {"month": month}).status_code == 404


def test_a_year_without_a_plan_and_a_person_without_a_role_find_nothing(leader, stranger, as_user):
    assert as_user(leader).get("/plans/1999/reporting/").status_code == 404
    assert as_user(stranger).get(PAGE).status_code == 404


def test_after_the_plans_year_the_page_opens_on_december(leader, as_user, settings):
    settings.TODAY = date(2008, 5, 1)
    assert shown(as_user(leader)).month_text == "December 2007"


def test_the_page_costs_as_many_queries_for_many_units_as_for_few(
    leader, as_user, city, june, plan, file_report, django_assert_max_num_queries
):
    client = as_user(leader)
    with django_assert_max_num_queries(AT_MOST_QUERIES) as few:
        client.get(PAGE)
    for number in range(5):
        unit = ReportingUnit.objects.create(
            code=f"23059{number}", name=f"新区{number}", short_name=f"新区{number}", kind=UnitKind.DISTRICT, parent=city
        )
        file_report(unit, "employment", 6, {"T01-1": 1}, by=reporter_of(unit))
    with django_assert_max_num_queries(AT_MOST_QUERIES) as many:
        assert len(shown(client).of_month.rows) == 14
    assert len(many) == len(few)
