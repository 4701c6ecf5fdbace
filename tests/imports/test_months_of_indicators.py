"""A file has figures for the months of an indicator, and for no others."""

from datetime import date

import pytest
from django.utils import translation

from targets.imports.findings import Effect
from targets.periods import Month
from tests.imports.steps import Upload, examine_figures
from tests.spreadsheets.workbooks import workbook

JULY = date(2007, 7, 1)


@pytest.fixture
def late(indicator):
    """T01-1 as an indicator that was added in July."""
    chosen = indicator("T01-1")
    chosen.from_month = JULY
    chosen.save()
    return chosen


def sheet_of(title: str, heading: str, number: int) -> Upload:
    rows = [[title], ["单位", heading], ["尖山区", number]]
    return Upload("报表.xlsx", workbook({"报表": rows}))


def test_a_figure_of_an_earlier_month_is_refused_at_its_cell(plan, late, reporter_jianshan):
    with translation.override("en"):
        found = examine_figures(plan, sheet_of("2007年6月", "城镇新增就业本月（人）", 30), by=reporter_jianshan)
    [proposal] = found.proposals
    assert proposal.effect == Effect.REFUSED
    assert proposal.reason == "June 2007 is not a month of this indicator (from July 2007). Delete the number."
    assert any(remark.text == proposal.reason and remark.place == proposal.places[0] for remark in found.remarks)


def test_a_figure_of_its_first_month_is_taken(plan, late, reporter_jianshan, settings):
    settings.TODAY = date(2007, 8, 3)
    [proposal] = examine_figures(
        plan, sheet_of("2007年7月", "城镇新增就业本月（人）", 30), by=reporter_jianshan
    ).proposals
    assert (proposal.effect, proposal.new.value) == (Effect.NEW, 30)


def test_a_sum_to_date_holds_no_month_before_the_first(plan, late, reporter_jianshan, settings):
    settings.TODAY = date(2007, 9, 3)
    upload = sheet_of("截至2007年8月底", "城镇新增就业累计（人）", 90)
    [proposal] = examine_figures(plan, upload, by=reporter_jianshan, answers={"earlier": "to_date"}).proposals
    assert (proposal.new.value, list(proposal.holds)) == (90, [Month(2007, 7)])
