"""A report laid out: its lines, what stands beside a cell, milestones, notes."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from targets.models import Covers, MilestoneState, MonthlyReport, Target
from targets.periods import Month
from targets.reports import changes, sheets, texts, verbs
from targets.reports.sheets import Line
from tests.conftest import reporter_of

NO_EXPLANATION = "已核对。"


def line_of(report: MonthlyReport, code: str) -> Line:
    return next(line for line in sheets.load(report).lines if line.indicator.code == code)


def test_districts_and_the_city_are_asked_for_different_lines(file_report, jianshan, city):
    district = sheets.load(file_report(jianshan, "skills", 3, state="draft"))
    bureau = sheets.load(file_report(city, "skills", 3, state="draft"))
    assert [line.indicator.code for line in district.lines] == ["T13-3"]
    assert [line.indicator.code for line in bureau.lines] == [
        "T13-1", "T13-2", "T13-3", "T13-4", "T13-5", "T15-1", "T16-1",
    ]  # fmt: skip


def test_every_task_of_the_chapter_is_there_with_figures_or_without(file_report, jianshan):
    sheet = sheets.load(file_report(jianshan, "labor_relations", 3, state="draft"))
    assert [block.task.number for block in sheet.blocks] == [17, 18, 19, 20, 21, 22]


def test_a_flow_adds_up_to_date(file_report, jianshan):
    file_report(jianshan, "employment", 1, {"T01-1": 100})
    file_report(jianshan, "employment", 2, {"T01-1": None})
    line = line_of(file_report(jianshan, "employment", 3, {"T01-1": 80}, state="draft"), "T01-1")
    assert (line.before_total("value"), line.to_date("value"), line.total) == (100, 180, 180)
    assert line.last_known.value == 100


def test_a_rate_to_date_divides_the_summed_parts(file_report, jianshan):
    file_report(jianshan, "employment", 1, {"T04-2": (10, 10)})
    report = file_report(jianshan, "employment", 2, {"T04-2": (60, 90)}, state="draft", explanation=NO_EXPLANATION)
    assert line_of(report, "T04-2").total == Decimal("70.00")


def test_a_rate_of_stocks_takes_the_latest(file_report, jianshan):
    file_report(jianshan, "employment", 1, {"T01-4": (50, 1000)})
    report = file_report(jianshan, "employment", 2, {"T01-4": (43, 1000)}, state="draft")
    assert line_of(report, "T01-4").total == Decimal("4.30")


def test_later_months_are_not_looked_at(file_report, jianshan):
    file_report(jianshan, "employment", 5, {"T01-1": 999})
    report = file_report(jianshan, "employment", 3, {"T01-1": 10}, state="draft")
    assert line_of(report, "T01-1").total == 10


def test_other_units_are_not_looked_at(file_report, jianshan, baoqing):
    file_report(baoqing, "employment", 1, {"T01-1": 999})
    report = file_report(jianshan, "employment", 3, {"T01-1": 10}, state="draft")
    assert line_of(report, "T01-1").total == 10


def test_the_three_states_of_a_cell_stay_apart(file_report, jianshan):
    entries = {"T01-1": 0, "T01-2": "n/a", "T01-3": None}
    sheet = sheets.load(file_report(jianshan, "employment", 3, entries, state="draft"))
    cells = {line.indicator.code: line.cell for line in sheet.lines}
    assert (cells["T01-1"].value, cells["T01-1"].is_blank) == (0, False)
    assert (cells["T01-2"].not_applicable, cells["T01-2"].is_blank) == (True, False)
    assert cells["T01-3"].is_blank
    blank = {line.indicator.code for line in sheet.blank_lines}
    assert {"T01-1", "T01-2"}.isdisjoint(blank)
    assert "T01-3" in blank


def test_the_units_own_target_stands_beside_the_cell(file_report, jianshan, city, indicator):
    year_end = date(2007, 12, 31)
    Target.objects.create(indicator=indicator("T02-1"), unit=jianshan, deadline=year_end, value=9000)
    Target.objects.create(indicator=indicator("T02-1"), unit=city, covers=Covers.OWN, deadline=year_end, value=18000)
    assert line_of(file_report(jianshan, "employment", 3, state="draft"), "T02-1").target.value == 9000
    assert line_of(file_report(city, "employment", 3, state="draft"), "T02-1").target.value == 18000


def test_where_only_the_city_reports_its_whole_target_stands_there(file_report, city):
    assert line_of(file_report(city, "skills", 3, state="draft"), "T13-1").target.value == 1200


def test_parts_are_indented(file_report, jianshan):
    sheet = sheets.load(file_report(jianshan, "employment", 3, state="draft"))
    levels = {line.indicator.code: line.level for line in sheet.lines}
    assert (levels["T01-2"], levels["T01-3"]) == (0, 1)


def test_a_milestone_shows_what_was_said_last(file_report, jianshan, plan):
    milestone = plan.milestones.get(code="M17-2")
    march = file_report(jianshan, "labor_relations", 3, state="draft")
    entry = changes.MilestoneEntry(state=MilestoneState.UNDER_WAY)
    verbs.save(march, changes.Changes(milestones={milestone.pk: entry}), by=reporter_of(jianshan), version=1)
    april = file_report(jianshan, "labor_relations", 4, state="draft")
    row = next(m for b in sheets.load(april).blocks for m in b.milestones if m.milestone == milestone)
    assert row.progress is None
    assert row.earlier.state == MilestoneState.UNDER_WAY


def test_a_task_in_words_is_silent_until_a_note_is_written(file_report, jianshan, plan):
    report = file_report(jianshan, "labor_relations", 3, state="draft")
    assert [task.number for task in sheets.load(report).silent_tasks] == [17, 18, 21, 22]
    notes = {plan.tasks.get(number=17).pk: "已建立清欠台帐。", plan.tasks.get(number=18).pk: "  "}
    verbs.save(report, changes.Changes(notes=notes), by=reporter_of(jianshan), version=report.version)
    assert [task.number for task in sheets.load(report).silent_tasks] == [18, 21, 22]


def test_the_note_of_the_month_before_is_at_hand(file_report, jianshan, plan):
    task = plan.tasks.get(number=17)
    march = file_report(jianshan, "labor_relations", 3, state="draft")
    verbs.save(march, changes.Changes(notes={task.pk: "三月"}), by=reporter_of(jianshan), version=1)
    april = sheets.load(file_report(jianshan, "labor_relations", 4, state="draft"))
    assert next(block.last_note for block in april.blocks if block.task == task) == "三月"


def queries(report) -> int:
    with CaptureQueriesContext(connection) as seen:
        sheets.load(report)
    return len(seen)


@pytest.mark.parametrize("app", ["employment", "labor_relations"])
def test_a_full_year_takes_no_more_queries_than_an_empty_sheet(file_report, city, jianshan, app):
    codes = {"employment": {"T01-4": (43, 1000), "T02-1": 5}, "labor_relations": {"T19-1": (80, 100)}}[app]
    empty = MonthlyReport.objects.get(pk=file_report(jianshan, app, 1, state="draft").pk)
    # A report that was submitted reads what was frozen then as well.
    few = queries(empty) + 1
    for month in range(1, 7):
        file_report(city, app, month, codes)
        last = file_report(jianshan, app, month, codes)
    assert last.period == Month(2007, 6)
    assert queries(MonthlyReport.objects.get(pk=last.pk)) == few


def test_of_two_targets_a_report_is_read_against_the_one_that_boards_judge_by(file_report, jianshan, indicator):
    """1,000 by mid-year, 3,000 by the year's end: in May 600 are 60 % of the first, in July 20 % of the second."""
    for deadline, value in ((date(2007, 6, 30), 1000), (date(2007, 12, 31), 3000)):
        Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, deadline=deadline, value=value)
    shown = []
    for month, figures in ((5, {"T01-1": 600}), (7, {"T01-1": 0})):
        sheet = sheets.load(file_report(jianshan, "employment", month, figures))
        line = sheet.line(indicator("T01-1").pk)
        shown.append((line.target.value, texts.share_text(line)))
    assert shown == [(1000, "60.0%"), (3000, "20.0%")]
