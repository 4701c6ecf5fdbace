"""What a save stores, row by row: figures with their source, milestones, notes, and many reports at once."""

from datetime import date
from decimal import Decimal

import pytest

from targets.models import Figure, MilestoneProgress, MilestoneState, MonthlyReport, Source, State, TaskNote
from targets.reports import changes, sheets, verbs
from targets.reports.changes import Changes, FigureEntry, MilestoneEntry, Stored
from targets.reports.sheets import SheetPart
from tests.conftest import cell, person

MARCH, APRIL = date(2007, 3, 1), date(2007, 4, 1)


@pytest.fixture
def draft(file_report, jianshan) -> MonthlyReport:
    return file_report(jianshan, "employment", 3, {"T01-1": 100, "T01-2": 80}, state=State.DRAFT, explanation="招聘会")


def sheet_of(report):
    return sheets.load(report, {SheetPart.MILESTONES})


def figure_rows() -> dict[str, tuple]:
    rows = Figure.objects.values_list("indicator__code", "value", "source", "source_detail", "explanation")
    return {code: tuple(rest) for code, *rest in rows}


# ---- One report -------------------------------------------------------------------------------------------


def test_only_figures_that_differ_are_stored_each_with_its_own_source(draft, indicator):
    one, other, new, blank = (indicator(code).pk for code in ("T01-1", "T01-2", "T01-3", "T02-1"))
    Figure.history.all().delete()
    entered = Changes(
        figures={one: cell(100, "招聘会"), other: cell(81), new: cell(7), blank: cell(None)},
        source=Source.IMPORTED,
        sources={new: Source.REGISTER, one: Source.REGISTER},
        source_details={new: "R01", one: "R02"},
    )
    sheet = sheet_of(draft)
    assert changes.store(sheet, entered, person("someone")) == Stored(2, 0, 0, 0)
    assert figure_rows() == {
        "T01-1": (100, Source.TYPED, "", "招聘会"),
        "T01-2": (81, Source.IMPORTED, "", ""),
        "T01-3": (7, Source.REGISTER, "R01", ""),
    }
    assert sorted(Figure.history.values_list("indicator__code", "history_type")) == [("T01-2", "~"), ("T01-3", "+")]
    assert [(sheet.line(pk).cell.value, sheet.line(pk).figure.source) for pk in (one, other, new)] == [
        (100, Source.TYPED), (81, Source.IMPORTED), (7, Source.REGISTER)
    ], "the sheet says what is stored"  # fmt: skip


def test_a_figure_of_another_chapter_is_stored_though_the_sheet_has_no_line_of_it(draft, indicator):
    foreign = indicator("T09-1").pk
    sheet = sheet_of(draft)
    assert changes.store(sheet, Changes(figures={foreign: cell(5)}), None).figures == 1
    assert changes.store(sheet, Changes(figures={foreign: cell(None)}), None).figures == 0


def test_a_save_that_brings_nothing_says_so():
    assert not Stored(0, 0, 0, 0)
    assert all([Stored(1, 0, 0, 0), Stored(0, 1, 0, 0), Stored(0, 0, 1, 0), Stored(0, 0, 0, 1)])


def test_notes_are_stored_where_they_differ(draft, plan):
    first, second = (plan.tasks.get(number=number).pk for number in (1, 2))
    sheet = sheet_of(draft)
    assert changes.store(sheet, Changes(notes={first: "按计划推进", second: ""}), person("someone")).notes == 1
    assert changes.store(sheet, Changes(notes={first: "按计划推进"}), None).notes == 0
    assert changes.store(sheet, Changes(notes={first: ""}), None).notes == 1
    assert [note.text for note in TaskNote.objects.filter(report=draft)] == [""]
    added, changed = TaskNote.history.order_by("history_id")
    assert (added.history_type, added.history_user.username) == ("+", "someone")
    assert (changed.history_type, changed.history_user) == ("~", None)


@pytest.mark.parametrize(
    "other",
    [{"state": MilestoneState.DONE}, {"done_on": MARCH}, {"evidence_link": "https://a.example"}, {"note": "另文"}],
)
def test_a_milestone_is_stored_where_anything_of_it_differs(draft, plan, other):
    key = plan.milestones.get(code="M01-1").pk
    before = {"state": MilestoneState.UNDER_WAY, "note": "起草"}
    sheet = sheet_of(draft)

    def stored(**entry) -> int:
        return changes.store(sheet, Changes(milestones={key: MilestoneEntry(**entry)}), None).milestones

    assert (stored(**before), stored(**before), stored(**before | other), stored(**before | other)) == (1, 0, 1, 0)
    row = MilestoneProgress.objects.get(report=draft)
    assert {name: getattr(row, name) for name in before | other} == before | other
    assert stored(**before | other, remove_file=True) == 0, "there is no file to be removed"


def test_a_correction_gives_its_reason_in_the_history_of_every_row(file_report, jianshan, indicator, plan):
    approved = file_report(jianshan, "employment", 3, {"T01-1": 100})
    report = verbs.reopen(approved, by=person("reviewer"), reason="漏报")
    entered = Changes(figures={indicator("T01-1").pk: cell(101)}, notes={plan.tasks.get(number=1).pk: "更正"})
    changes.store(sheet_of(report), entered, None)
    assert Figure.history.order_by("-history_id").first().history_change_reason == "漏报"
    assert TaskNote.history.get().history_change_reason == "漏报"
    report.is_correction = False
    assert changes.reason_of(report) is None


# ---- Many reports -----------------------------------------------------------------------------------------


def test_reports_are_begun_where_there_are_none_and_no_pair_is_crossed(file_report, jianshan, baoqing, plan):
    employment, insurance = (plan.chapters.get(app=app).pk for app in ("employment", "insurance"))
    there = file_report(jianshan, "employment", 3, {"T01-1": 100}, state=State.DRAFT)
    crossed = file_report(jianshan, "insurance", 3, {"T09-1": 100}, state=State.DRAFT)
    told = MonthlyReport.history.count()
    keys = [(baoqing.pk, insurance, APRIL), (jianshan.pk, employment, MARCH)]
    begun = changes.begin_reports(keys, by=person("someone"), is_demo=True)
    assert set(begun) == set(keys)
    assert begun[keys[1]] == there
    assert crossed not in begun.values()
    new = begun[keys[0]]
    assert (new.state, new.is_demo, begun[keys[1]].is_demo) == (State.DRAFT, True, False)
    assert MonthlyReport.objects.count() == 3
    first = MonthlyReport.history.filter(id=new.pk).get()
    assert (first.history_type, first.history_user.username) == ("+", "someone")
    changes.begin_reports(keys, by=None)
    assert MonthlyReport.history.count() == told + 1, "who had a history gets no second beginning"


def test_figures_of_many_reports_are_stored_and_each_report_rises_once(file_report, jianshan, baoqing, indicator):
    one = file_report(jianshan, "employment", 3, {"T01-1": 100}, state=State.DRAFT)
    other = file_report(baoqing, "employment", 3, state=State.DRAFT)
    untouched = file_report(jianshan, "employment", 4, {"T01-1": 1}, state=State.DRAFT)
    Figure.history.all().delete()
    wanted = [(one, "T01-1", 110), (one, "T01-2", 90), (other, "T01-1", 60)]
    entries = [
        FigureEntry(report, indicator(code).pk, cell(value), Source.IMPORTED, f"{code}!B4")
        for report, code, value in wanted
    ]
    assert list(changes.store_figures(entries, by=person("someone"))) == [3]
    for report, code, value in wanted:
        figure = report.figures.get(indicator__code=code)
        assert (figure.value, figure.source, figure.source_detail) == (Decimal(value), Source.IMPORTED, f"{code}!B4")
    versions = [MonthlyReport.objects.get(pk=report.pk).version - report.version for report in (one, other, untouched)]
    assert versions == [1, 1, 0]
    told = Figure.history.order_by("report", "indicator__code").values_list("report", "indicator__code", "history_type")
    assert list(told) == [(one.pk, "T01-1", "~"), (one.pk, "T01-2", "+"), (other.pk, "T01-1", "+")]
    assert set(Figure.history.values_list("history_user__username", flat=True)) == {"someone"}


def test_more_than_a_statement_takes_is_stored_in_chunks(monkeypatch, file_report, jianshan, indicator):
    monkeypatch.setattr(changes, "CHUNK", 2)
    assert [list(chunk) for chunk in changes.chunks(range(5))] == [[0, 1], [2, 3], [4]]
    assert list(changes.chunks([])) == []
    reports = [file_report(jianshan, "employment", month, state=State.DRAFT) for month in (3, 4, 5)]
    entries = [FigureEntry(report, indicator("T01-1").pk, cell(5), Source.IMPORTED, "") for report in reports]
    assert list(changes.store_figures(entries, by=None)) == [2, 3]
    assert [report.figures.get().value for report in reports] == [5, 5, 5]
