"""Last year's figures beside those of a report, on its page and in its file. All is worked by hand."""

import csv
import io

import pytest

from targets.models import PastFigure, State
from targets.periods import Month
from targets.reports import sheets, texts
from tests.conftest import file
from tests.plans import load_plan_of_2008

JUNE = Month(2006, 6).first_day


def line_of(report, code: str):
    return next(line for line in sheets.load(report).lines if line.indicator.code == code)


def words(report, code: str) -> dict:
    return texts.line_texts(line_of(report, code), report.period.previous)


@pytest.fixture
def june(indicator, jianshan):
    """Jianshan's June 2006: 160 jobs, 400 to date; unemployment 46 of 1,000."""
    of = {"unit": jianshan, "month": JUNE}
    PastFigure.objects.create(indicator=indicator("T01-1"), value=160, to_date=400, footnote="不含农垦", **of)
    PastFigure.objects.create(indicator=indicator("T01-4"), numerator=46, denominator=1000, **of)


@pytest.mark.usefixtures("june")
def test_the_month_the_total_and_the_change_stand_at_each_line(file_report, jianshan):
    """300 in May and 200 in June beside 400: a quarter more."""
    file_report(jianshan, "employment", 5, {"T01-1": 300})
    report = file_report(jianshan, "employment", 6, {"T01-1": 200, "T01-4": (45, 1000)})
    jobs, unemployment = words(report, "T01-1"), words(report, "T01-4")
    assert (jobs["last_year"], jobs["last_year_to_date"]) == ("160", "累计400")
    assert (jobs["change"], jobs["last_year_footnotes"]) == ("同比+25.0%", "不含农垦")
    assert (unemployment["last_year"], unemployment["change"]) == ("4.60% (46/1,000)", "同比−0.1个百分点")


@pytest.mark.usefixtures("june")
@pytest.mark.parametrize("entry", [None, "n/a"])
def test_before_the_months_own_figure_there_is_no_change(file_report, jianshan, entry):
    file_report(jianshan, "employment", 5, {"T01-1": 300})
    report = file_report(jianshan, "employment", 6, {"T01-1": entry, "T01-2": 3}, state=State.DRAFT)
    assert words(report, "T01-1")["change"] == "同比—"


@pytest.mark.usefixtures("june")
def test_the_script_is_told_last_years_total(file_report, jianshan):
    report = file_report(jianshan, "employment", 6, {}, state=State.DRAFT)
    jobs, unemployment = (texts.script_data(line_of(report, code)) for code in ("T01-1", "T01-4"))
    assert jobs["last-value"] == "400"
    assert (unemployment["last-numerator"], unemployment["last-denominator"]) == ("46", "1000")
    assert "last-value" not in texts.script_data(line_of(report, "T01-2"))


def test_of_last_years_reports_the_approved_figure_counts(plan, tmp_path, file_report, jianshan):
    file_report(jianshan, "employment", 5, {"T01-1": 40})
    file_report(jianshan, "employment", 6, {"T01-1": 60, "T01-2": 7})
    of_2008 = load_plan_of_2008(tmp_path)
    report = file(of_2008, jianshan, "employment", "2008-06", {"T01-1": 110})
    jobs = words(report, "T01-1")
    assert (jobs["last_year"], jobs["last_year_to_date"], jobs["change"]) == ("60", "累计100", "同比+10.0%")


@pytest.mark.usefixtures("june")
def test_the_reports_file_has_last_years_figures_and_the_change(file_report, jianshan, fetch, reporter_jianshan):
    file_report(jianshan, "employment", 6, {"T01-1": 500})
    answer = fetch(reporter_jianshan, "/reports/230502/employment/2007-06/", export="csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    head = next(row for row in rows if "Code" in row)
    jobs = next(dict(zip(head, row, strict=False)) for row in rows if "T01-1" in row)
    assert jobs["Change (%, of rates points)"] == "25.0"
    assert jobs["Footnote of last year's figure"] == "不含农垦"
    assert {"160", "400"} <= set(next(row for row in rows if "T01-1" in row))
