"""Each change of a figure is kept: who, when, old, new, why, and where it came from."""

from datetime import date

import pytest
from django.test import override_settings
from django.utils.timezone import localdate

from targets.models import Figure, Source, State
from targets.reports import verbs
from targets.reports.changes import Changes, MilestoneEntry
from tests.conftest import cell, enter, person, reporter_of


def kept(figure: Figure) -> list[tuple]:
    """The figure's history, oldest first: day, who, value, reason, source."""
    return [
        (localdate(row.history_date), row.history_user.username, row.value, row.history_change_reason, row.source)
        for row in figure.history.order_by("history_date", "history_id")
    ]


def test_a_figure_remembers_its_whole_way(file_report, jianshan):
    report = file_report(jianshan, "employment", 6, {"T01-1": 100}, state=State.DRAFT)
    with override_settings(TODAY=date(2007, 7, 5)):
        report = enter(report, {"T01-1": 110}, by=person("colleague"))
        report = verbs.approve(verbs.submit(report, by=reporter_of(jianshan)), by=person("reviewer"))
    with override_settings(TODAY=date(2007, 8, 1)):
        report = verbs.reopen(report, by=person("administrator"), reason="台帐重复登记")
        enter(report, {"T01-1": 90}, by=reporter_of(jianshan))
    assert kept(report.figures.get()) == [
        (date(2007, 7, 4), "reporter-230502", 100, None, "typed"),
        (date(2007, 7, 5), "colleague", 110, None, "typed"),
        (date(2007, 8, 1), "reporter-230502", 90, "台帐重复登记", "typed"),
    ]


def test_a_figure_says_where_it_came_from(file_report, jianshan, indicator):
    report = file_report(jianshan, "employment", 6, state=State.DRAFT)
    first, second = indicator("T01-1").pk, indicator("T01-2").pk
    changes = Changes(
        figures={first: cell(1), second: cell(2)},
        source=Source.PASTED,
        sources={second: Source.IMPORTED},
        source_details={second: "六月.xls · 就业 · C7"},
    )
    verbs.save(report, changes, by=reporter_of(jianshan), version=report.version)
    said = dict(Figure.objects.values_list("indicator__code", "source"))
    assert said == {"T01-1": Source.PASTED, "T01-2": Source.IMPORTED}
    assert Figure.history.get(indicator=second).source_detail == "六月.xls · 就业 · C7"


def test_a_figure_typed_over_an_imported_one_forgets_the_file(file_report, jianshan, indicator):
    report = file_report(jianshan, "employment", 6, state=State.DRAFT)
    key = indicator("T01-1").pk
    imported = Changes(figures={key: cell(1)}, source=Source.IMPORTED, source_details={key: "六月.xls · C7"})
    report = verbs.save(report, imported, by=reporter_of(jianshan), version=report.version)
    enter(report, {"T01-1": 2}, by=reporter_of(jianshan))
    figure = Figure.objects.get()
    assert (figure.source, figure.source_detail) == (Source.TYPED, "")


def test_a_blank_put_over_a_number_is_a_change_too(file_report, jianshan):
    report = file_report(jianshan, "employment", 6, {"T01-1": 100}, state=State.DRAFT)
    enter(report, {"T01-1": None}, by=reporter_of(jianshan))
    assert [row[2] for row in kept(Figure.objects.get())] == [100, None]


def test_saving_again_writes_no_history(file_report, jianshan):
    report = file_report(jianshan, "employment", 6, {"T01-1": 100}, state=State.DRAFT)
    for _time in range(3):
        enter(report, {"T01-1": 100}, by=reporter_of(jianshan))
    assert Figure.history.count() == 1


def test_a_reviewers_note_is_the_reviewers_on_a_blank_cell_too(file_report, jianshan, indicator):
    report = file_report(jianshan, "employment", 6, {"T01-1": 100}, state=State.SUBMITTED)
    notes = {indicator("T01-1").pk: "请核对", indicator("T01-2").pk: "请补报"}
    verbs.send_back(report, by=person("reviewer"), reason="请核实", notes=notes)
    for figure in Figure.objects.all():
        last = figure.history.latest()
        assert (last.history_user.username, last.review_note) == ("reviewer", figure.review_note)
        assert {localdate(row.history_date) for row in figure.history.all()} == {date(2007, 7, 4)}, (
            "on the portal's clock"
        )
        assert not figure.history.filter(history_user=None).exists()


def test_the_reports_own_steps_are_kept_with_their_reasons(file_report, jianshan):
    report = file_report(jianshan, "employment", 6, {"T01-1": 100}, state=State.RETURNED)
    report = verbs.approve(verbs.submit(report, by=reporter_of(jianshan)), by=person("reviewer"))
    verbs.reopen(report, by=person("administrator"), reason="更正")
    steps = report.history.order_by("history_id").values_list(
        "state", "history_user__username", "history_change_reason"
    )
    assert list(steps) == [
        (State.DRAFT, "reporter-230502", None),
        (State.SUBMITTED, "reporter-230502", None),
        (State.RETURNED, "reviewer", "请核实后重报"),
        (State.SUBMITTED, "reporter-230502", None),
        (State.APPROVED, "reviewer", None),
        (State.DRAFT, "administrator", "更正"),
    ]


@pytest.mark.parametrize("kind", ["milestone", "note"])
def test_milestones_and_notes_keep_their_history_too(file_report, jianshan, plan, kind):
    report = file_report(jianshan, "labor_relations", 6, state=State.DRAFT)
    for state, text in (("under_way", "一"), ("done", "二")):
        changes = {
            "milestone": Changes(milestones={plan.milestones.get(code="M17-2").pk: MilestoneEntry(state)}),
            "note": Changes(notes={plan.tasks.get(number=17).pk: text}),
        }[kind]
        report = verbs.save(report, changes, by=reporter_of(jianshan), version=report.version)
    row = report.milestones.get() if kind == "milestone" else report.notes.get()
    history = list(row.history.order_by("history_id"))
    assert [old.history_user.username for old in history] == ["reporter-230502"] * 2
    assert [localdate(old.history_date) for old in history] == [date(2007, 7, 4)] * 2


def test_a_long_reason_is_kept_whole_at_the_report(file_report, jianshan):
    report = file_report(jianshan, "employment", 6, {"T01-1": 100}, state=State.SUBMITTED)
    reason = "请逐项核对台帐。" * 50
    returned = verbs.send_back(report, by=person("reviewer"), reason=reason)
    assert returned.reason == reason
    assert returned.history.latest().reason == reason
