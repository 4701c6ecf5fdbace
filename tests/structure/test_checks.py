"""A successor's figures are held against those of the units that it took over from as well."""

from datetime import date

import pytest

from targets.models import MonthlyReport
from targets.reports import checks, sheets
from targets.spreadsheets.remarks import Weight
from tests.conftest import file
from tests.imports.steps import Upload, examine_figures
from tests.spreadsheets.workbooks import workbook


@pytest.fixture
def merged(settings, end, file_report, jianshan, baoqing):
    """Until June Jianshan has 300 a month, 4,000 insured, 10 of 1,000; Baoqing 800, 9,000 and 300 of 2,000."""
    settings.TODAY = date(2007, 8, 2)
    for month in (5, 6):
        file_report(jianshan, "employment", month, {"T01-1": 300, "T01-4": (10, 1000)})
        file_report(baoqing, "employment", month, {"T01-1": 800, "T01-4": (300, 2000)})
        file_report(jianshan, "insurance", month, {"T09-1": 4000})
        file_report(baoqing, "insurance", month, {"T09-1": 9000})
    end(baoqing, jianshan)


def found(report: MonthlyReport) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in checks.check(sheets.load(report)) if one.grade is checks.Grade.EXPLAIN]


def test_a_merged_district_is_not_asked_to_explain_that_it_is_larger(plan, merged, jianshan):
    """1,100 are the mean of both together, 13,050 of 13,000 little more, 310 of 3,000 the rate that both had."""
    jobs = file(plan, jianshan, "employment", 7, {"T01-1": 1100, "T01-4": (310, 3000)}, state="draft")
    insured = file(plan, jianshan, "insurance", 7, {"T09-1": 13050}, state="draft")
    assert found(jobs) == found(insured) == []


def test_what_is_out_of_the_way_for_both_together_is_asked_about(plan, merged, jianshan):
    """Three times 1,100 are 3,300; 4,000 insured are 69.2 % less than 13,000; 0.03 % is 10.3 below 10.33."""
    jobs = file(plan, jianshan, "employment", 7, {"T01-1": 3301, "T01-4": (1, 3000)}, state="draft")
    insured = file(plan, jianshan, "insurance", 7, {"T09-1": 4000}, state="draft")
    assert [code for code, _message in found(jobs)] == ["T01-1", "T01-4"]
    assert [message for _code, message in found(insured)] == ["比上次填报的13,000变动−69.2%，请说明原因。"]


@pytest.mark.parametrize(("number", "doubted"), [(1100, False), (3301, True)])
def test_an_import_of_the_same_figure_asks_the_same(plan, merged, number, doubted):
    rows = [["2007年7月"], ["单位", "城镇新增就业本月（人）"], ["尖山区", number]]
    found = examine_figures(plan, Upload("七月.xlsx", workbook({"报表": rows})))
    assert any("平均" in remark.text for remark in found.of(Weight.WARNING)) is doubted
