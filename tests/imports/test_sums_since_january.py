"""A figure imported as a sum since January knows which months it holds, and none of them is counted twice."""

import pytest
from django.urls import reverse
from django.utils import translation

from targets.models import Basis, Covers, Figure, State
from targets.periods import Month
from targets.progress.areas import Area
from targets.progress.standings import stand
from targets.reports import checks, sheets, verbs
from targets.reports.verbs import NotSubmittable
from tests.conftest import enter, reporter_of
from tests.imports.steps import Upload, examine_received_figures, receive_figures, store_figures
from tests.spreadsheets.workbooks import workbook

APRIL = Month(2007, 4)


def sheet_of(month: int, to_date: int) -> Upload:
    rows = [[f"截至2007年{month}月底"], ["单位", "城镇新增就业累计（人）"], ["尖山区", to_date]]
    return Upload("累计.xlsx", workbook({f"{month}月": rows}))


@pytest.fixture
def april(plan, reporter_jianshan):
    """April's figure of Jianshan, imported as 250 to date while nothing was reported before."""
    return import_sum(plan, reporter_jianshan, 4, 250)


def import_sum(plan, by, month, to_date) -> Figure:
    batch = receive_figures([sheet_of(month, to_date)], plan, by=by)
    store_figures(batch, by=by, digest=examine_received_figures(batch, by=by).digest)
    return Figure.objects.get(report__month=Month(2007, month).first_day, indicator__code="T01-1")


def months_of(figure: Figure) -> list[str]:
    figure.refresh_from_db()
    return figure.also_months


def test_the_months_that_nobody_reported_are_kept_with_the_figure(april):
    assert (april.value, months_of(april)) == (250, ["2007-01", "2007-02", "2007-03"])


def test_sixty_each_for_the_months_before_leave_seventy_for_april(
    plan, april, file_report, jianshan, reporter_jianshan, indicator
):
    with translation.override("en"):
        for month in (1, 2, 3):
            with pytest.raises(NotSubmittable) as refused:
                file_report(jianshan, "employment", month, {"T01-1": 60}, state=State.SUBMITTED)
            [finding] = refused.value.findings
            assert "2007-04" in finding.message or "April" in finding.message
    report = enter(april.report, {"T01-1": 70}, by=reporter_jianshan)
    assert months_of(april) == []
    for month in (1, 2, 3):
        file_report(jianshan, "employment", month, {"T01-1": 60})
    verbs.submit(report, by=reporter_jianshan)
    standing = stand(plan, Area(jianshan, Covers.WHOLE), APRIL, Basis.SUBMITTED)
    assert standing.progress[indicator("T01-1").pk].to_date == 250


def test_the_same_file_again_takes_out_what_was_reported_since(plan, april, file_report, jianshan, reporter_jianshan):
    for month in (1, 2, 3):
        file_report(jianshan, "employment", month, {"T01-1": 60}, state=State.DRAFT)
    again = import_sum(plan, reporter_jianshan, 4, 250)
    assert (again.value, months_of(again)) == (70, [])
    for month in (1, 2, 3):
        file_report(jianshan, "employment", month, {"T01-1": 60})


def test_a_month_alone_is_taken_out_and_the_others_stay(april, file_report, jianshan, reporter_jianshan):
    file_report(jianshan, "employment", 1, {"T01-1": 60}, state=State.DRAFT)
    enter(april.report, {"T01-1": 190}, by=reporter_jianshan)
    assert months_of(april) == ["2007-02", "2007-03"]


def test_a_month_left_blank_or_with_nothing_is_no_second_count(april, file_report, jianshan):
    file_report(jianshan, "employment", 1, {"T01-1": 0}, state=State.SUBMITTED)
    file_report(jianshan, "employment", 2, {"T01-3": 0}, state=State.SUBMITTED)


def test_the_next_sum_holds_its_own_month_only(plan, april, reporter_jianshan):
    may = import_sum(plan, reporter_jianshan, 5, 300)
    assert (may.value, months_of(may)) == (50, [])


def test_an_explanation_alone_changes_nothing_that_is_held(april, reporter_jianshan):
    enter(april.report, {"T01-1": 250}, by=reporter_jianshan, explanation="含一至三月。")
    assert months_of(april) == ["2007-01", "2007-02", "2007-03"]


def test_the_later_figure_says_so_too_while_it_holds_them(april, file_report, jianshan):
    file_report(jianshan, "employment", 1, {"T01-1": 60}, state=State.DRAFT)
    with translation.override("en"):
        found = checks.check(sheets.load(april.report))
    assert any("have reported by themselves" in one.message for one in checks.blocking(found))


def test_report_board_and_history_name_the_months(fetch, april, jianshan, reporter_jianshan, auditor):
    address = reverse("targets:report", args=[jianshan.code, "employment", APRIL])
    assert "holds Jan, Feb, Mar too" in fetch(reporter_jianshan, address).text
    assert "holds Jan, Feb, Mar too" in fetch(reporter_jianshan, f"{address}history/T01-1/").text
    verbs.submit(april.report, by=reporter_of(jianshan))
    asked = {"month": "2007-04", "basis": "submitted"}
    assert "holds Jan, Feb, Mar too" in fetch(auditor, "/plans/2007/indicators/T01-1/", **asked).text
