"""What each verb of a report leaves as it was: explanations, notes, reasons, days, milestones; the version's steps."""

from datetime import date

import pytest

from skills.models import AppraisalBatch
from targets.imports import life
from targets.models import Figure, MilestoneState, MonthlyReport, RegisterCount, Source, State
from targets.models.versions import BoardChange, data_version
from targets.reports import verbs
from targets.reports.changes import Changes, MilestoneEntry
from tests.conftest import cell, enter, person, reporter_of
from tests.imports.steps import Upload, examine_figures, receive_figures, store_figures
from tests.spreadsheets.workbooks import units_down, workbook


def said(report: MonthlyReport) -> dict:
    """All that people have written into a report."""
    return {
        "figures": {
            figure.indicator.code: (*figure.numbers, figure.explanation, figure.source, figure.source_detail)
            for figure in report.figures.select_related("indicator")
        },
        "notes": {note.task.number: note.text for note in report.notes.select_related("task")},
        "milestones": {
            row.milestone.code: (row.state, row.done_on, row.note)
            for row in report.milestones.select_related("milestone")
        },
    }


@pytest.fixture
def filled(file_report, jianshan, indicator, plan) -> MonthlyReport:
    """March's draft with a figure explained, one taken from a register, a milestone and a progress note."""
    report = file_report(jianshan, "employment", 3, {"T01-1": 100}, state=State.DRAFT, explanation="招聘会")
    changes = Changes(
        figures={indicator("T01-2").pk: cell(80)},
        sources={indicator("T01-2").pk: Source.REGISTER},
        source_details={indicator("T01-2").pk: "R01"},
        milestones={
            plan.milestones.get(code="M01-1").pk: MilestoneEntry(MilestoneState.DONE, date(2007, 3, 9), note="已发文")
        },
        notes={plan.tasks.get(number=1).pk: "按计划推进"},
    )
    return verbs.save(report, changes, by=reporter_of(jianshan), version=report.version)


def test_no_step_of_a_report_touches_what_was_written(filled, jianshan):
    by, reviewer = reporter_of(jianshan), person("reviewer")
    written, version = said(filled), filled.version
    steps = [
        lambda report: verbs.submit(report, by=by),
        lambda report: verbs.withdraw(report, by=by),
        lambda report: verbs.submit(report, by=by),
        lambda report: verbs.send_back(report, by=reviewer, reason="请核实"),
        lambda report: verbs.submit(report, by=by),
        lambda report: verbs.approve(report, by=reviewer),
        lambda report: verbs.reopen(report, by=reviewer, reason="漏报"),
        lambda report: verbs.submit(report, by=by),
        lambda report: verbs.approve(report, by=reviewer),
    ]
    report = filled
    for number, step in enumerate(steps, start=1):
        report = step(report)
        stored = MonthlyReport.objects.get(pk=report.pk)
        assert said(stored) == written, number
        assert stored.version == report.version == version + number, "each step raises it by one"
        assert stored.history.count() == 1 + number, "and is kept in the history: the first row is the beginning"
        # A submission that was withdrawn before anybody reviewed it did not stand.
        assert stored.first_submitted_on == (None if number == 2 else date(2007, 7, 4)), number


def test_a_save_touches_what_it_names_and_nothing_else(filled, jianshan, indicator):
    by, reviewer = reporter_of(jianshan), person("reviewer")
    notes = {indicator("T01-1").pk: "与台账不符", indicator("T01-3").pk: "请补报"}
    report = verbs.send_back(verbs.submit(filled, by=by), by=reviewer, reason="请核实", notes=notes)
    written, decided = said(report), (report.reason, report.decided_at, report.decided_by, report.submitted_at)
    saved = enter(report, {"T01-2": 81}, by=by)
    stored = MonthlyReport.objects.get(pk=report.pk)
    assert saved.version == stored.version == report.version + 1
    assert (stored.reason, stored.decided_at, stored.decided_by, stored.submitted_at) == decided
    assert stored.state == State.RETURNED
    assert stored.history.count() == report.history.count(), "a save is no step"
    now = said(stored)
    assert now.pop("figures") == written.pop("figures") | {"T01-2": (81, None, None, "", Source.TYPED, "")}
    assert now == written
    told = dict(stored.figures.exclude(review_note="").values_list("indicator__code", "review_note"))
    assert told == {"T01-1": "与台账不符", "T01-3": "请补报"}


def test_the_reason_of_a_correction_stays_until_it_is_approved(filled, jianshan):
    by, reviewer = reporter_of(jianshan), person("reviewer")
    report = verbs.reopen(verbs.approve(verbs.submit(filled, by=by), by=reviewer), by=reviewer, reason=" 漏报十人 ")
    for step in (
        lambda report: enter(report, {"T01-1": 110}, by=by, explanation="招聘会"),
        lambda report: verbs.submit(report, by=by),
        lambda report: verbs.withdraw(report, by=by),
        lambda report: verbs.submit(report, by=by),
    ):
        report = step(report)
        stored = MonthlyReport.objects.get(pk=report.pk)
        assert (stored.reason, stored.is_correction) == ("漏报十人", True)
    figure = report.figures.get(indicator__code="T01-1")
    assert (figure.value, figure.standing_value) == (110, 100), "what was approved stands"
    assert figure.history.first().history_change_reason == "漏报十人"
    approved = MonthlyReport.objects.get(pk=verbs.approve(report, by=reviewer).pk)
    assert (approved.reason, approved.is_correction) == ("", False)
    assert report.figures.get(indicator__code="T01-1").standing_value is None


def test_a_reviewers_notes_replace_the_earlier_ones_and_leave_the_figures(filled, jianshan, indicator):
    by, reviewer = reporter_of(jianshan), person("reviewer")
    first = {indicator("T01-1").pk: "一", indicator("T01-2").pk: "二"}
    report = verbs.send_back(verbs.submit(filled, by=by), by=reviewer, reason="请核实", notes=first)
    written = said(report)
    again = verbs.send_back(
        verbs.submit(report, by=by), by=reviewer, reason="再核实", notes={indicator("T01-2").pk: "三"}
    )
    assert said(again) == written
    assert dict(again.figures.values_list("indicator__code", "review_note")) == {"T01-1": "", "T01-2": "三"}
    changed = Figure.history.filter(report=again, indicator__code="T01-2")
    assert [row.review_note for row in changed] == ["三", "二", ""]


# ---- What boards show -------------------------------------------------------------------------------------


def test_the_figures_of_an_open_report_raise_no_version_of_the_data_and_evidence_of_a_correction_does(
    filled, jianshan, plan
):
    """Beside what was approved, boards show what a correction gives as evidence."""
    by, milestone = reporter_of(jianshan), plan.milestones.get(code="M01-1").pk

    def raised(report, changes):
        before = data_version()
        saved = verbs.save(report, changes, by=by, version=report.version)
        return saved, data_version() > before

    entries = [MilestoneEntry(MilestoneState.DONE, date(2007, 3, 9), note=note) for note in ("一", "二")]
    draft, by_draft = raised(filled, Changes(milestones={milestone: entries[0]}))
    _report, by_figures = raised(draft, Changes(figures={plan.indicators.get(code="T01-1").pk: cell(7)}))
    approved = verbs.approve(verbs.submit(filled, by=by), by=person("reviewer"))
    opened = verbs.reopen(approved, by=person("reviewer"), reason="漏报")
    corrected, by_correction = raised(opened, Changes(figures={plan.indicators.get(code="T01-1").pk: cell(8)}))
    _report, by_evidence = raised(corrected, Changes(milestones={milestone: entries[1]}))
    assert (by_draft, by_figures, by_correction, by_evidence) == (False, False, False, True)


@pytest.mark.parametrize("verb", ["submit", "withdraw", "send_back", "approve", "reopen"])
def test_each_step_raises_the_version_of_the_data_once(file_report, jianshan, verb):
    """The version rises by a step of one row; two rows would be two raises."""
    state = {"submit": State.DRAFT, "reopen": State.APPROVED}.get(verb, State.SUBMITTED)
    report = file_report(jianshan, "employment", 3, {"T01-1": 100, "T01-2": 80}, state=state)
    before = BoardChange.objects.count()
    more = {"reason": "请核实"} if verb in ("send_back", "reopen") else {}
    getattr(verbs, verb)(report, by=person("someone"), **more)
    assert BoardChange.objects.count() == before + 1


# ---- Imports over a report that is there ------------------------------------------------------------------


def march(number: int) -> Upload:
    return Upload("三月.xlsx", workbook(units_down({"尖山区": [number]}, ["T01-1"])))


@pytest.mark.parametrize("state", State)
def test_an_import_writes_into_open_reports_alone(plan, file_report, jianshan, state):
    report = file_report(jianshan, "employment", 3, {"T01-1": 100, "T02-1": 5}, state=state)
    batch = receive_figures([march(120)], plan, by=None)
    if state in (State.DRAFT, State.RETURNED):
        store_figures(batch)
    else:
        with pytest.raises(life.NotStorable):
            store_figures(batch)
    after = MonthlyReport.objects.get(pk=report.pk)
    is_open = state in (State.DRAFT, State.RETURNED)
    values = dict(after.figures.values_list("indicator__code", "value"))
    assert values == {"T01-1": 120 if is_open else 100, "T02-1": 5}
    assert (after.state, after.version) == (state, report.version + is_open)
    assert after.reason == report.reason


def test_an_import_keeps_the_explanation_only_of_what_it_does_not_change(plan, file_report, jianshan):
    file_report(jianshan, "employment", 3, {"T01-1": 100, "T02-1": 5}, state=State.DRAFT, explanation="招聘会")
    findings = examine_figures(plan, march(120))
    assert findings.can_be_stored
    store_figures(receive_figures([march(120)], plan, by=None))
    explained = dict(Figure.objects.values_list("indicator__code", "explanation"))
    assert explained["T02-1"] == "招聘会"


# ---- Frozen at submission ---------------------------------------------------------------------------------


def test_a_figure_for_all_units_is_frozen_where_only_a_district_keeps_the_register(file_report, city, jianshan):
    batch = AppraisalBatch.objects.create(
        unit=jianshan,
        batch_no="2",
        station="鉴定所",
        trade="焊工",
        level=AppraisalBatch._meta.get_field("level").choices[0][0],
        held_on=date(2007, 6, 5),
        applied=40,
        examined=12,
        passed=10,
        certificates=10,
    )
    by = reporter_of(city)
    report = file_report(city, "skills", 6, {}, state=State.DRAFT)
    verbs.submit(enter(report, {"T15-1": 12}, by=by, explanation="台账"), by=by)
    frozen = RegisterCount.objects.get(indicator__code="T15-1")
    assert (frozen.value, list(frozen.entries.values_list("entry", "version"))) == (12, [(batch.pk, 1)])
