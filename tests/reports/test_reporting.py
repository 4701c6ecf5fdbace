"""The life of a monthly report: every verb in every state, and what each leaves behind."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.timezone import localdate

from targets.models import Figure, MilestoneProgress, MilestoneState, MonthlyReport, State
from targets.models.versions import data_version
from targets.periods import Month
from targets.reports import checks, sheets, verbs
from targets.reports.changes import Changes, MilestoneEntry
from targets.reports.sheets import BLANK
from targets.reports.submissions import FigureDifference, changed_since_last
from tests.conftest import cell, enter, person, reporter_of

OPEN = {State.DRAFT, State.RETURNED}
ALLOWED = {
    "save": OPEN,
    "submit": OPEN,
    "withdraw": {State.SUBMITTED},
    "send_back": {State.SUBMITTED},
    "approve": {State.SUBMITTED},
    "reopen": {State.APPROVED},
}
LEADS_TO = {
    "submit": State.SUBMITTED,
    "withdraw": State.DRAFT,
    "send_back": State.RETURNED,
    "approve": State.APPROVED,
    "reopen": State.DRAFT,
}


def do(verb: str, report: MonthlyReport) -> MonthlyReport:
    by = person("someone")
    if verb == "save":
        return verbs.save(report, Changes(), by=by, version=report.version)
    more = {"reason": "请核实"} if verb in ("send_back", "reopen") else {}
    return getattr(verbs, verb)(report, by=by, **more)


def stored(report: MonthlyReport) -> MonthlyReport:
    return MonthlyReport.objects.get(pk=report.pk)


def value_of(report: MonthlyReport, code: str = "T01-1") -> Decimal | None:
    return report.figures.get(indicator__code=code).value


# ---- Every verb in every state ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", ALLOWED)
def test_a_verb_works_in_its_states_and_is_refused_in_all_others(file_report, jianshan, verb, state):
    report = file_report(jianshan, "employment", 3, {"T01-1": 100}, state=state)
    if state in ALLOWED[verb]:
        assert do(verb, report).state == LEADS_TO.get(verb, state)
        return
    with pytest.raises(verbs.ReportNotOpen):
        do(verb, report)
    after = stored(report)
    assert (after.state, after.version) == (state, report.version)


def test_two_clicks_on_submit_submit_once(file_report, jianshan):
    report = file_report(jianshan, "employment", 3, {"T01-1": 100}, state=State.DRAFT)
    do("submit", report)
    with pytest.raises(verbs.ReportNotOpen):
        do("submit", report)
    assert report.submissions.count() == 1


# ---- Opening ----------------------------------------------------------------------------------------------


def test_a_report_is_begun_once(jianshan, plan, reporter_jianshan):
    chapter = plan.chapters.get(app="employment")
    first = verbs.open_report(jianshan, chapter, Month(2007, 6), by=reporter_jianshan)
    again = verbs.open_report(jianshan, chapter, Month(2007, 6), by=person("someone else"))
    assert first == again
    assert first.state == State.DRAFT
    begun = first.history.get()
    assert begun.history_user == reporter_jianshan
    assert localdate(begun.history_date) == date(2007, 7, 4), "on the portal's clock"


def test_a_months_report_can_be_begun_on_its_first_day(jianshan, plan, reporter_jianshan, settings):
    settings.TODAY = date(2007, 6, 1)
    report = verbs.open_report(jianshan, plan.chapters.first(), Month(2007, 6), by=reporter_jianshan)
    assert report.period == Month(2007, 6)


@pytest.mark.parametrize("month", ["2007-08", "2006-12", "2008-01"])
def test_a_month_to_come_and_another_years_month_cannot_be_opened(jianshan, plan, reporter_jianshan, month):
    with pytest.raises(verbs.NotYetOpen):
        verbs.open_report(jianshan, plan.chapters.first(), Month.parse(month), by=reporter_jianshan)


# ---- Saving -----------------------------------------------------------------------------------------------


def test_saving_raises_the_version_and_saving_the_same_does_not(file_report, jianshan):
    report = file_report(jianshan, "employment", 3, state=State.DRAFT)
    saved = enter(report, {"T01-1": 100}, by=reporter_of(jianshan))
    assert saved.version == report.version + 1
    again = enter(saved, {"T01-1": "100.0000"}, by=reporter_of(jianshan))
    assert again.version == saved.version
    assert Figure.history.count() == 1


def test_what_is_not_named_stays(file_report, jianshan):
    report = file_report(jianshan, "employment", 3, {"T01-1": 100, "T01-2": 80}, state=State.DRAFT)
    enter(report, {"T01-2": None}, by=reporter_of(jianshan))
    assert value_of(report) == 100
    assert value_of(report, "T01-2") is None


def test_a_draft_is_saved_with_all_its_errors(file_report, jianshan):
    report = file_report(jianshan, "employment", 3, {"T01-1": -5, "T01-3": "1.5"}, state=State.DRAFT)
    assert value_of(report) == -5


def test_a_save_on_an_old_version_is_refused_and_stores_nothing(file_report, jianshan):
    report = file_report(jianshan, "employment", 3, {"T01-1": 100}, state=State.DRAFT)
    enter(report, {"T01-1": 110}, by=person("colleague"))
    with pytest.raises(verbs.StaleVersion) as refused:
        enter(report, {"T01-1": 120, "T01-2": 90}, by=reporter_of(jianshan))
    assert refused.value.report.version == report.version + 1
    assert value_of(refused.value.report) == 110, "both values can be shown"
    assert not report.figures.filter(indicator__code="T01-2").exists()


def test_a_report_that_was_removed_meanwhile_is_not_found(file_report, jianshan):
    report = file_report(jianshan, "employment", 3, {"T01-1": 100}, state=State.DRAFT)
    MonthlyReport.objects.get(pk=report.pk).delete()
    with pytest.raises(Http404):
        enter(report, {"T01-1": 110}, by=reporter_of(jianshan))


def test_a_submission_on_an_old_version_is_refused(file_report, jianshan):
    report = file_report(jianshan, "employment", 3, {"T01-1": 100}, state=State.DRAFT)
    enter(report, {"T01-1": 110}, by=person("colleague"))
    with pytest.raises(verbs.StaleVersion):
        verbs.submit(report, by=reporter_of(jianshan), version=report.version)


def test_an_approval_of_what_has_changed_since_is_refused(file_report, jianshan):
    seen = file_report(jianshan, "employment", 3, {"T01-1": 100}, state=State.SUBMITTED)
    verbs.submit(verbs.withdraw(seen, by=reporter_of(jianshan)), by=reporter_of(jianshan))
    with pytest.raises(verbs.StaleVersion):
        verbs.approve(seen, by=person("reviewer"), version=seen.version)


def test_milestones_carry_state_day_evidence_and_note(file_report, jianshan, plan):
    report = file_report(jianshan, "labor_relations", 3, state=State.DRAFT)
    key = plan.milestones.get(code="M17-2").pk
    paper = SimpleUploadedFile("方案.pdf", b"%PDF-1.4")
    entry = MilestoneEntry(MilestoneState.DONE, date(2007, 3, 20), "https://www.example.org/17", "已发文", paper)
    saved = verbs.save(report, Changes(milestones={key: entry}), by=reporter_of(jianshan), version=report.version)
    row = MilestoneProgress.objects.get(report=report)
    assert (row.state, row.done_on, row.note) == (MilestoneState.DONE, date(2007, 3, 20), "已发文")
    assert row.evidence_file.read() == b"%PDF-1.4"
    same = MilestoneEntry(MilestoneState.DONE, date(2007, 3, 20), "https://www.example.org/17", "已发文")
    kept = verbs.save(report, Changes(milestones={key: same}), by=reporter_of(jianshan), version=saved.version)
    assert kept.version == saved.version, "no new file keeps the old one"
    gone = MilestoneEntry(MilestoneState.DONE, remove_file=True)
    verbs.save(report, Changes(milestones={key: gone}), by=reporter_of(jianshan), version=saved.version)
    assert not MilestoneProgress.objects.get(report=report).evidence_file


def test_every_write_changes_the_datas_version(file_report, jianshan):
    report = file_report(jianshan, "employment", 3, {"T01-1": 100}, state=State.DRAFT)
    for verb in ("submit", "send_back", "submit", "approve", "reopen"):
        before = data_version()
        report = do(verb, report)
        assert data_version() > before, verb


# ---- Submitting and reviewing -----------------------------------------------------------------------------


def test_errors_and_missing_explanations_keep_a_report_from_being_submitted(file_report, jianshan):
    file_report(jianshan, "employment", 2, {"T01-1": 10})
    report = file_report(jianshan, "employment", 3, {"T01-1": 31, "T01-2": -1}, state=State.DRAFT)
    with pytest.raises(verbs.NotSubmittable) as refused:
        do("submit", report)
    assert {finding.code for finding in refused.value.findings} == {"T01-1", "T01-2"}
    assert stored(report).state == State.DRAFT
    assert not report.submissions.exists()


def test_submitting_keeps_the_numbers_of_that_moment(file_report, jianshan):
    report = file_report(
        jianshan, "employment", 3, {"T01-1": 0, "T01-2": "n/a", "T01-4": (43, 1000)}, state=State.SUBMITTED
    )
    submission = report.submissions.get()
    assert submission.figures == {
        "T01-1": ["0", None, None, False],
        "T01-2": [None, None, None, True],
        "T01-4": [None, "43", "1000", False],
    }
    assert (submission.number, submission.submitted_by) == (1, reporter_of(jianshan))
    assert submission.submitted_at == report.submitted_at
    assert report.first_submitted_on == date(2007, 7, 4)


def test_the_first_day_of_submission_stays(file_report, jianshan, settings):
    report = file_report(jianshan, "employment", 6, {"T01-1": 5}, state=State.RETURNED)
    settings.TODAY = date(2007, 7, 9)
    again = do("submit", report)
    assert again.first_submitted_on == date(2007, 7, 4)
    assert localdate(again.submitted_at) == date(2007, 7, 9)
    assert again.is_late, "due on the 3rd, first submitted on the 4th"


@pytest.mark.parametrize("day", [2, 11, 31])
def test_the_database_refuses_a_month_that_is_not_its_first_day(plan, jianshan, day):
    chapter = plan.chapters.get(app="employment")
    with pytest.raises(IntegrityError, match="report_month_is_first_day"), transaction.atomic():
        MonthlyReport.objects.bulk_create([MonthlyReport(unit=jianshan, chapter=chapter, month=date(2007, 3, day))])
    with pytest.raises(ValidationError, match="report_month_is_first_day"):
        MonthlyReport(unit=jianshan, chapter=chapter, month=date(2007, 3, day)).validate_constraints()


def test_in_time_is_not_late(file_report, jianshan, city, settings):
    settings.TODAY = date(2007, 7, 3)
    assert not file_report(jianshan, "employment", 6, {"T01-1": 5}).is_late
    settings.TODAY = date(2007, 7, 5)
    assert not file_report(city, "employment", 6, {"T02-1": 5}).is_late, "the city has until the 5th"


def test_sending_back_says_why_at_the_report_and_at_cells(file_report, jianshan, indicator):
    report = file_report(jianshan, "employment", 3, {"T01-1": 100}, state=State.SUBMITTED)
    notes = {indicator("T01-1").pk: "与台帐不符", indicator("T01-2").pk: "请补报", indicator("T01-3").pk: " "}
    returned = verbs.send_back(report, by=person("reviewer"), reason=" 请核实后重报 ", notes=notes)
    assert returned.reason == "请核实后重报"
    assert returned.history.first().history_change_reason == "请核实后重报"
    assert dict(report.figures.values_list("indicator__code", "review_note")) == {
        "T01-1": "与台帐不符",
        "T01-2": "请补报",
    }
    assert report.figures.get(indicator__code="T01-2").is_blank
    assert returned.decided_by == person("reviewer")


def test_notes_go_when_the_report_is_approved(file_report, jianshan, indicator):
    report = file_report(jianshan, "employment", 3, {"T01-1": 100}, state=State.SUBMITTED)
    notes = {indicator("T01-1").pk: "与台帐不符"}
    returned = verbs.send_back(report, by=person("reviewer"), reason="请核实", notes=notes)
    do("approve", do("submit", returned))
    assert not report.figures.exclude(review_note="").exists()
    assert stored(report).reason == ""


@pytest.mark.parametrize("verb", ["send_back", "reopen"])
def test_a_reason_is_needed(file_report, jianshan, verb):
    state = State.SUBMITTED if verb == "send_back" else State.APPROVED
    report = file_report(jianshan, "employment", 3, {"T01-1": 100}, state=state)
    with pytest.raises(verbs.ReasonMissing):
        getattr(verbs, verb)(report, by=person("reviewer"), reason="  ")
    assert stored(report).state == state


def test_the_reviewer_sees_what_changed_since_the_last_time(file_report, jianshan):
    report = file_report(jianshan, "employment", 3, {"T01-1": 100, "T01-4": (43, 1000)}, state=State.RETURNED)
    report = enter(report, {"T01-1": 110, "T01-2": 80}, by=reporter_of(jianshan))
    expected = [
        FigureDifference("T01-1", cell(100), cell(110)),
        FigureDifference("T01-2", BLANK, cell(80)),
    ]
    assert changed_since_last(sheets.load(report, ())) == expected
    report = do("submit", report)
    assert changed_since_last(sheets.load(report, ())) == expected


def test_of_three_submissions_the_last_two_are_compared(file_report, jianshan):
    report = file_report(jianshan, "employment", 3, {"T01-1": 100}, state=State.RETURNED)
    report = file_report(jianshan, "employment", 3, {"T01-1": 110}, state=State.RETURNED)
    report = file_report(jianshan, "employment", 3, {"T01-1": "n/a"}, state=State.SUBMITTED)
    expected = FigureDifference("T01-1", cell(110), cell("n/a"))
    assert changed_since_last(sheets.load(report, ())) == [expected]
    report = verbs.withdraw(report, by=reporter_of(jianshan))
    assert changed_since_last(sheets.load(report, ())) == [], "open again, and as it was submitted"
    report = enter(report, {"T01-1": 0}, by=reporter_of(jianshan))
    assert changed_since_last(sheets.load(report, ())) == [FigureDifference("T01-1", cell("n/a"), cell(0))]


def test_a_first_submission_has_nothing_to_be_compared_with(file_report, jianshan):
    for month, state in ((3, "submitted"), (4, "draft")):
        report = file_report(jianshan, "employment", month, {"T01-1": 1}, state=state)
        assert changed_since_last(sheets.load(report, ())) == []


def test_many_are_approved_at_once_and_others_left_alone(file_report, jianshan, baoqing):
    waiting = [file_report(unit, "employment", 3, {"T01-1": 9}, state="submitted") for unit in (jianshan, baoqing)]
    draft = file_report(jianshan, "employment", 4, {"T01-1": 9}, state="draft")
    assert verbs.approve_all([*waiting, draft], by=person("reviewer")) == 2
    assert {stored(report).state for report in waiting} == {State.APPROVED}
    assert stored(draft).state == State.DRAFT


# ---- Completeness -----------------------------------------------------------------------------------------


def test_complete_means_nothing_blank_every_task_spoken_of_and_nothing_in_the_way(file_report, jianshan, plan):
    report = file_report(jianshan, "migrant_workers", 3, state=State.DRAFT)

    def complete():
        sheet = sheets.load(stored(report))
        return checks.is_complete(sheet, checks.check(sheet))

    assert not complete()
    notes = {task.pk: "按计划推进。" for task in plan.tasks.filter(chapter__app="migrant_workers")}
    verbs.save(report, Changes(notes=notes), by=reporter_of(jianshan), version=report.version)
    assert complete()


def test_a_blank_cell_makes_a_report_incomplete_and_zero_does_not(file_report, jianshan, plan):
    notes = {task.pk: "按计划推进。" for task in plan.tasks.filter(chapter__app="skills")}
    report = file_report(jianshan, "skills", 3, state=State.DRAFT)
    report = verbs.save(report, Changes(notes=notes), by=reporter_of(jianshan), version=report.version)
    sheet = sheets.load(report)
    assert not checks.is_complete(sheet, checks.check(sheet))
    for entry in (0, "n/a"):
        report = enter(report, {"T13-3": entry}, by=reporter_of(jianshan))
        sheet = sheets.load(report)
        assert checks.is_complete(sheet, checks.check(sheet))


def test_a_cell_is_compared_by_value():
    assert cell(12) == cell("12.0000")
