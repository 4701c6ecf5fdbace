"""What is said of sums over months: a part that outgrew its whole, and months that nobody has approved."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from targets.models import Covers, MonthlyReport, ReportingUnit, State, Target
from targets.periods import Month
from targets.reports import checks, sheets, texts, verbs
from targets.reports.checks import Grade
from targets.reports.verbs import NotSubmittable
from tests.conftest import enter, reporter_of

WHOLE, PART = "T01-2", "T01-3"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def line_of(report, code):
    return next(line for line in sheets.load(report).lines if line.indicator.code == code)


def found(report, grade) -> list[str]:
    report = MonthlyReport.objects.get(pk=report.pk)
    return [one.message for one in checks.check(sheets.load(report)) if one.grade is grade and one.code == PART]


# ---- "Of which" in sums -----------------------------------------------------------------------------------


@pytest.fixture
def corrected(file_report, jianshan, reviewer_employment, reporter_jianshan, settings):
    """January 100, of which 10, and February's 85 without a whole; then January is opened and corrected to 50."""
    january = file_report(jianshan, "employment", 1, {WHOLE: 100, PART: 10})
    february = file_report(jianshan, "employment", 2, {PART: 85}, explanation="集中认定。")
    settings.TODAY = settings.TODAY + timedelta(days=1)
    january = verbs.reopen(january, by=reviewer_employment, reason="核实后更正")
    return enter(january, {WHOLE: 50}, by=reporter_jianshan), february


def test_a_correction_that_breaks_a_later_month_is_asked_about(corrected, reporter_jianshan):
    january, _february = corrected
    [message] = found(january, Grade.EXPLAIN)
    assert "95 to date is more than 50" in message
    assert "February" in message or "Feb" in message
    with pytest.raises(NotSubmittable):
        verbs.submit(january, by=reporter_jianshan)
    explained = enter(january, {PART: 10}, by=reporter_jianshan, explanation="二月另行更正。")
    assert verbs.submit(explained, by=reporter_jianshan).state == State.SUBMITTED


def test_the_later_report_says_which_correction_broke_it(corrected, reporter_jianshan):
    january, february = corrected
    [message] = found(february, Grade.ERROR)
    assert "To date 95 is more than 50" in message
    assert "Changed since" not in message, "not submitted again yet"
    enter(january, {PART: 10}, by=reporter_jianshan, explanation="二月另行更正。")
    verbs.submit(MonthlyReport.objects.get(pk=january.pk), by=reporter_jianshan)
    [message] = found(february, Grade.ERROR)
    assert "Changed since this report was submitted: January 2007." in message


def test_the_report_page_and_the_board_say_it_too(
    fetch, corrected, reporter_jianshan, reviewer_employment, leader, jianshan
):
    january, february = corrected
    enter(january, {PART: 10}, by=reporter_jianshan, explanation="二月另行更正。")
    january = verbs.submit(MonthlyReport.objects.get(pk=january.pk), by=reporter_jianshan)
    verbs.approve(january, by=reviewer_employment)
    address = reverse("targets:report", args=[jianshan.code, "employment", february.period])
    assert "To date 95 is more than 50" in fetch(reporter_jianshan, address).text
    for page in ("/plans/2007/", f"/plans/2007/indicators/{PART}/", f"/plans/2007/units/{jianshan.code}/"):
        assert "more than the whole, which is 50" in fetch(leader, page, month="2007-02").text, page


def test_a_correction_that_keeps_the_sums_right_is_not_asked_about(file_report, jianshan):
    january = file_report(jianshan, "employment", 1, {WHOLE: 100, PART: 10})
    file_report(jianshan, "employment", 2, {WHOLE: 85, PART: 85}, explanation="集中认定。")
    assert found(january, Grade.EXPLAIN) == found(january, Grade.ERROR) == []


# ---- What is not handed in --------------------------------------------------------------------------------


def test_months_that_nobody_approved_are_named_beside_the_sum(fetch, file_report, jianshan, reporter_jianshan):
    states = {1: State.APPROVED, 2: State.SUBMITTED, 3: State.DRAFT, 4: State.RETURNED}
    for month, state in states.items():
        file_report(jianshan, "employment", month, {"T01-1": 10}, state=state)
    report = file_report(jianshan, "employment", 5, {"T01-1": 10}, state=State.DRAFT)
    words = "with Mar, Apr (not submitted); with Feb (not yet approved)"
    assert texts.unapproved_text(line_of(report, "T01-1")) == words
    address = reverse("targets:report", args=[jianshan.code, "employment", report.period])
    assert words in fetch(reporter_jianshan, address).text


def test_of_what_lasts_only_the_month_that_counts_is_named(file_report, jianshan):
    file_report(jianshan, "insurance", 1, {"T09-1": 10}, state=State.DRAFT)
    file_report(jianshan, "insurance", 2, {"T09-1": 11}, state=State.SUBMITTED)
    blank = file_report(jianshan, "insurance", 3, {"T09-1": None}, state=State.DRAFT)
    assert texts.unapproved_text(line_of(blank, "T09-1")) == "with Feb (not yet approved)"
    given = file_report(jianshan, "insurance", 4, {"T09-1": 12}, state=State.DRAFT)
    assert texts.unapproved_text(line_of(given, "T09-1")) == ""


# ---- One unit, one number ---------------------------------------------------------------------------------


def test_a_districts_own_part_is_not_compared_with_the_target_of_its_whole_area(file_report, jianshan, indicator):
    target = Target.objects.create(
        indicator=indicator("T01-1"), unit=jianshan, value=100, deadline=Month(2007, 12).last_day
    )
    report = file_report(jianshan, "employment", 6, {"T01-1": 60})
    assert texts.share_text(line_of(report, "T01-1")) == "60.0%"
    name = {"name": "二马路街道", "short_name": "二马路"}
    street = ReportingUnit.objects.create(code="230502001", kind="street", parent=jianshan, **name)
    file_report(street, "employment", 6, {"T01-1": 50}, by=reporter_of(street))
    line = line_of(report, "T01-1")
    assert (texts.target_text(line), texts.share_text(line)) == ("100 for the whole area", "—")
    Target.objects.create(
        indicator=indicator("T01-1"), unit=jianshan, covers=Covers.OWN, value=80, deadline=target.deadline
    )
    line = line_of(report, "T01-1")
    assert (texts.target_text(line), texts.share_text(line)) == ("80", "75.0%")
