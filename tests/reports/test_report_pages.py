"""The monthly report as staff use it: my month, the grid, saving, submitting, conflicts, history, evidence."""

import json
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from targets.busy import Busy
from targets.models import (
    Chapter,
    Figure,
    MilestoneProgress,
    MilestoneState,
    MonthlyReport,
    ReportingUnit,
    Role,
    Source,
    State,
    TaskNote,
    UnitKind,
)
from targets.periods import Month
from targets.reports import sheets, verbs
from targets.reports.evidence import check_evidence
from targets.reports.inputs import STATEMENT, stored_entries, three_way
from tests.conftest import enter, person

JUNE = Month(2007, 6)
AT_MOST_QUERIES = 15


def url(name="report", unit="230502", app="employment", month=JUNE, **more):
    return reverse(f"targets:{name}", kwargs={"unit": unit, "app": app, "month": month, **more})


def june(unit, app="employment") -> MonthlyReport:
    return MonthlyReport.objects.get(unit=unit, chapter__app=app, month=JUNE.first_day)


def figure(unit, code, app="employment") -> Figure:
    return june(unit, app).figures.get(indicator__code=code)


def base_of(report) -> str:
    return json.dumps(stored_entries(sheets.load(report)))


@pytest.fixture
def zhang(reporter_jianshan, as_user):
    return as_user(reporter_jianshan)


# ---- The page ---------------------------------------------------------------------------------------------


def test_opening_the_page_writes_nothing(zhang):
    answer = zhang.get(url())
    assert answer.status_code == 200
    assert 'name="f-T01-1-value"' in answer.content.decode()
    assert not MonthlyReport.objects.exists()


def test_an_approved_report_is_read_and_not_typed(zhang, jianshan, file_report):
    file_report(jianshan, "employment", 6, {"T01-1": 120})
    page = zhang.get(url()).content.decode()
    assert "f-T01-1-value" in page
    assert '<input class="cell-input"' not in page
    assert "120" in page


@pytest.mark.parametrize(
    "address",
    [
        {"unit": "230523"},
        {"unit": "999999"},
        {"app": "fishing"},
        {"month": Month(2007, 8)},
        {"month": Month(2006, 12)},
    ],
)
def test_what_is_not_the_reporters_does_not_exist(zhang, plan, address):
    assert zhang.get(url(**address)).status_code == 404
    assert zhang.post(url("report_save", **address)).status_code == 404


def test_others_of_the_bureau_do_not_fill_in(as_user, leader, reviewer_employment, jianshan, file_report):
    file_report(jianshan, "employment", 6, {"T01-1": 120})
    for user in (leader, reviewer_employment):
        browser = as_user(user)
        assert browser.get(url()).status_code == 200
        assert browser.post(url("report_save"), {"version": "1"}).status_code == 403


def test_a_draft_is_not_for_reviewers(as_user, reviewer_employment, reviewer_insurance, jianshan, file_report):
    file_report(jianshan, "employment", 6, {"T01-1": 120}, state=State.DRAFT)
    assert as_user(reviewer_employment).get(url()).status_code == 403
    assert as_user(reviewer_insurance).get(url()).status_code == 404


@pytest.mark.parametrize(("app", "months"), [("employment", 1), ("employment", 5), ("infrastructure", 5)])
def test_the_page_takes_few_queries(zhang, jianshan, file_report, app, months):
    for month in range(1, months + 1):
        file_report(jianshan, app, month, {"T01-1": 100, "T01-4": (4, 100)} if app == "employment" else {})
    file_report(jianshan, app, 6, {}, state=State.DRAFT)
    with CaptureQueriesContext(connection) as queries:
        assert zhang.get(url(app=app)).status_code == 200
    assert len(queries) <= AT_MOST_QUERIES


# ---- Saving -----------------------------------------------------------------------------------------------


def test_the_first_save_begins_the_report(zhang, jianshan):
    answer = zhang.post(
        url("report_save"),
        {"version": "1", "f-T01-1-value": "1,200", "f-T01-2-value": "0", "f-T01-3-value": "", "f-T02-1-na": "1",
         "f-T02-1-value": "", "f-T01-4-numerator": "4", "f-T01-4-denominator": "100", "n-5": "已部署。"},
    )  # fmt: skip
    assert answer.status_code == 302
    assert figure(jianshan, "T01-1").value == 1200
    assert figure(jianshan, "T01-2").value == 0
    assert figure(jianshan, "T02-1").not_applicable
    assert not june(jianshan).figures.filter(indicator__code="T01-3").exists()
    assert figure(jianshan, "T01-4").denominator == 100
    assert TaskNote.objects.get(report=june(jianshan)).text == "已部署。"


def test_what_can_be_read_is_saved_and_the_rest_comes_back(zhang, jianshan):
    answer = zhang.post(
        url("report_save"), {"version": "1", "f-T01-1-value": "1.8万", "f-T01-2-value": "150", "n-5": "有进展"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="1.8万"' in page
    assert figure(jianshan, "T01-2").value == 150
    assert not june(jianshan).figures.filter(indicator__code="T01-1").exists()


def test_a_draft_with_errors_is_saved(zhang, jianshan):
    assert zhang.post(url("report_save"), {"version": "1", "f-T01-1-value": "-5"}).status_code == 302
    assert figure(jianshan, "T01-1").value == -5


def test_a_cell_is_a_number_or_not_applicable(zhang, jianshan):
    data = {"version": "1", "f-T01-1-value": "5", "f-T01-1-na": "1"}
    assert zhang.post(url("report_save"), data).status_code == 422
    assert not june(jianshan).figures.exists()


def test_a_script_is_answered_in_json(zhang, jianshan):
    answer = zhang.post(
        url("report_save"),
        {"version": "1", "f-T01-1-value": "-5", "pasted": "T01-1"},
        headers={"Accept": "application/json"},
    )
    said = answer.json()
    assert (answer.status_code, said["state"], said["version"]) == (200, "saved", 2)
    assert said["findings"][0]["field"] == "f-T01-1-value"
    assert said["findings"][0]["grade"] == "explain", "a net figure may be negative"
    assert said["totals"]["f-T01-1-total"] == "−5"
    assert said["base"]["f-T01-1-value"] == "-5"
    assert figure(jianshan, "T01-1").source == Source.PASTED


def test_nothing_new_is_said_to_be_so_and_carries_no_checks(zhang, jianshan, file_report):
    report = file_report(jianshan, "employment", 6, {"T01-2": 100}, state=State.DRAFT)
    data = {"version": str(report.version), "f-T01-2-value": "100"}
    said = zhang.post(url("report_save"), data, headers={"Accept": "application/json"}).json()
    assert (said["state"], said["version"]) == ("unchanged", report.version)
    assert said["base"] == {"f-T01-2-value": "100", "f-T01-2-na": "", "f-T01-2-explanation": ""}
    assert said.keys() == {"state", "version", "saved_at", "base"}


def test_an_answer_holds_the_rows_that_were_sent_and_those_held_against_them(zhang, jianshan, file_report):
    """T01-3 may not be more than T01-2; T02-1 has to do with neither."""
    report = file_report(jianshan, "employment", 6, {"T01-3": 80, "T02-1": 5}, state=State.DRAFT)
    data = {"version": str(report.version), "f-T01-2-value": "70"}
    said = zhang.post(url("report_save"), data, headers={"Accept": "application/json"}).json()
    assert {"T01-2", "T01-3"} <= set(said["rows"])
    assert "T02-1" not in said["rows"]
    assert ("f-T01-3-value", "error") in [(one["field"], one["grade"]) for one in said["findings"]]
    assert said["totals"]["f-T01-2-total"] == "70"
    assert "f-T02-1-total" not in said["totals"]
    assert set(said["base"]) == {"f-T01-2-value", "f-T01-2-na", "f-T01-2-explanation"}


def test_json_names_what_cannot_be_read(zhang):
    answer = zhang.post(
        url("report_save"), {"version": "1", "f-T01-1-value": "abc"}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "f-T01-1-value"


def test_an_explanation_leaves_the_source_as_it_was(zhang, jianshan):
    zhang.post(url("report_save"), {"version": "1", "f-T01-1-value": "5", "pasted": "T01-1"})
    zhang.post(url("report_save"), {"version": "2", "f-T01-1-value": "5", "f-T01-1-explanation": "因故"})
    assert figure(jianshan, "T01-1").source == Source.PASTED
    assert figure(jianshan, "T01-1").explanation == "因故"


# ---- Two people -------------------------------------------------------------------------------------------


def test_inputs_are_compared_three_ways():
    base = {"a": "1", "b": "1", "c": "1", "d": "1"}
    mine = {"a": "2", "b": "1", "c": "3", "d": "2"}
    now = {"a": "1", "b": "5", "c": "4", "d": "2"}
    assert three_way(mine, base, now) == (["c"], ["b"])
    assert three_way({"a": "2"}, {}, now) == (["a"], [])


def test_an_old_version_is_refused_with_both_values(zhang, jianshan, file_report, reporter_jianshan):
    report = file_report(jianshan, "employment", 6, {"T01-1": 100, "T01-2": 50}, state=State.DRAFT)
    base, seen = base_of(report), str(report.version)
    colleague = person("李四", Role.REPORTER, jianshan)
    enter(report, {"T01-1": 120, "T01-2": 60}, by=colleague)
    answer = zhang.post(
        url("report_save"), {"version": seen, "base": base, "f-T01-1-value": "130", "f-T01-2-value": "50"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert figure(jianshan, "T01-1").value == 120
    assert "李四" in page
    assert "data-paused" in page
    assert 'name="f-T01-1-value" value="130"' in page
    assert 'name="f-T01-2-value" value="60"' in page
    current = june(jianshan)
    assert f'name="version" value="{current.version}"' in page
    data = {"version": str(current.version), "base": base_of(current), "f-T01-1-value": "130", "f-T01-2-value": "60"}
    assert zhang.post(url("report_save"), data).status_code == 302
    assert figure(jianshan, "T01-1").value == 130


def test_a_conflict_in_json_names_who_and_when(zhang, jianshan, file_report):
    report = file_report(jianshan, "employment", 6, {"T01-1": 100}, state=State.DRAFT)
    seen = str(report.version)
    enter(report, {"T01-1": 120}, by=person("李四", Role.REPORTER, jianshan))
    answer = zhang.post(
        url("report_save"), {"version": seen, "f-T01-1-value": "130"}, headers={"Accept": "application/json"}
    )
    said = answer.json()
    assert (answer.status_code, said["state"]) == (409, "conflict")
    (cell,) = said["cells"]
    assert (cell["field"], cell["theirs"], cell["yours"], cell["by"]) == ("f-T01-1-value", "120", "130", "李四")


def test_the_same_save_twice_is_one(zhang, jianshan):
    data = {"version": "1", "f-T01-1-value": "130"}
    assert zhang.post(url("report_save"), data).status_code == 302
    assert zhang.post(url("report_save"), data).status_code == 302
    assert figure(jianshan, "T01-1").history.count() == 1


# ---- Submitting -------------------------------------------------------------------------------------------


def test_a_report_is_submitted_once_however_often_one_clicks(zhang, jianshan):
    data = {"version": "1", "f-T01-1-value": "130"}
    assert zhang.post(url("report_submit"), data).status_code == 302
    again = zhang.post(url("report_submit"), data, follow=True)
    assert again.status_code == 200
    assert june(jianshan).state == State.SUBMITTED
    assert june(jianshan).submissions.count() == 1


def test_errors_keep_a_report_from_being_submitted(zhang, jianshan):
    answer = zhang.post(url("report_submit"), {"version": "1", "f-T01-2-value": "10", "f-T01-3-value": "20"})
    assert answer.status_code == 422
    assert june(jianshan).state == State.DRAFT
    assert figure(jianshan, "T01-3").value == 20
    assert 'href="#f-T01-3-value"' in answer.content.decode()


def test_what_is_typed_into_a_closed_report_is_named(zhang, jianshan, file_report):
    file_report(jianshan, "employment", 6, {"T01-1": 100}, state=State.SUBMITTED)
    page = zhang.post(url("report_save"), {"version": "2", "f-T01-1-value": "130"}, follow=True).content.decode()
    assert figure(jianshan, "T01-1").value == 100
    assert "130" in page


def test_a_script_hears_that_a_report_is_closed(zhang, jianshan, file_report):
    file_report(jianshan, "employment", 6, {"T01-1": 100}, state=State.SUBMITTED)
    answer = zhang.post(
        url("report_save"), {"version": "2", "f-T01-1-value": "130"}, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["state"]) == (409, "closed")


def test_a_cells_note_and_the_reason_come_back_with_the_report(zhang, jianshan, file_report, indicator):
    report = file_report(jianshan, "employment", 6, {"T01-1": 100}, state=State.SUBMITTED)
    notes = {indicator("T01-1").pk: "请与台账核对"}
    verbs.send_back(report, by=None, reason="数字有误", notes=notes)
    page = zhang.get(url()).content.decode()
    assert "数字有误" in page
    assert "请与台账核对" in page
    assert 'name="f-T01-1-value" value="100"' in page
    assert "数字有误" in zhang.get(MY_MONTH).content.decode()


def test_withdrawn_until_reviewed(zhang, jianshan, file_report, reviewer_employment):
    report = file_report(jianshan, "employment", 6, {"T01-1": 100}, state=State.SUBMITTED)
    zhang.post(url("report_withdraw"))
    assert june(jianshan).state == State.DRAFT
    verbs.approve(verbs.submit(report, by=reviewer_employment), by=reviewer_employment)
    assert zhang.post(url("report_withdraw")).status_code == 302
    assert june(jianshan).state == State.APPROVED


# ---- Milestones and evidence ------------------------------------------------------------------------------


def packed(part: str) -> bytes:
    packet = BytesIO()
    with ZipFile(packet, "w") as archive:
        archive.writestr(part, "x")
    return packet.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "taken"),
    [
        ("a.pdf", b"%PDF-1.4", True),
        ("a.PDF", b"%PDF-1.4", True),
        ("a.docx", packed("word/document.xml"), True),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", True),
        ("a.ofd", packed("OFD.xml"), True),
        ("a.pdf", b"MZ program", False),
        ("a.docx", packed("evil.exe"), False),
        ("a.docx", b"no zip", False),
        ("a.html", b"<script>", False),
        ("a.zip", packed("a"), False),
        ("a", b"%PDF-", False),
    ],
)
def test_evidence_is_what_its_name_says(name, content, taken):
    upload = SimpleUploadedFile(name, content)
    if taken:
        check_evidence(upload)
        assert upload.read() == content
    else:
        with pytest.raises(ValidationError):
            check_evidence(upload)


def test_evidence_has_a_largest_size(settings):
    settings.EVIDENCE_MAX_MB = 1
    with pytest.raises(ValidationError):
        check_evidence(SimpleUploadedFile("a.pdf", b"%PDF-" + b"x" * 1024 * 1024))


def milestone_data(**more):
    return {"version": "1", "m-M01-1-state": "done", "m-M01-1-done_on": "2007-06-20", **more}


def test_a_milestone_is_reported_with_its_evidence(zhang, jianshan, as_user, reporter_baoqing, reviewer_employment):
    upload = SimpleUploadedFile("证明.pdf", b"%PDF-1.4 proof")
    assert zhang.post(url("report_save"), milestone_data(**{"m-M01-1-file": upload})).status_code == 302
    said = MilestoneProgress.objects.get()
    assert (said.state, said.done_on) == (MilestoneState.DONE, date(2007, 6, 20))
    answer = zhang.get(url("evidence", code="M01-1"))
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 proof"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert zhang.get(url("evidence", code="M01-2")).status_code == 404
    assert as_user(reporter_baoqing).get(url("evidence", code="M01-1")).status_code == 404
    assert as_user(reviewer_employment).get(url("evidence", code="M01-1")).status_code == 403
    zhang.post(url("report_save"), milestone_data(version="2", **{"m-M01-1-remove_file": "on"}))
    assert zhang.get(url("evidence", code="M01-1")).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"m-M01-1-done_on": "2007-07-05"},
        {"m-M01-1-state": "under_way"},
        {"m-M01-1-done_on": "soon"},
        {"m-M01-1-link": "javascript:alert(1)"},
    ],
)
def test_a_milestone_that_cannot_be_is_not_saved(zhang, wrong):
    assert zhang.post(url("report_save"), milestone_data(**wrong)).status_code == 422
    assert not MilestoneProgress.objects.exists()


# ---- History ----------------------------------------------------------------------------------------------


def test_a_figures_history_is_newest_first(zhang, jianshan, file_report, reporter_jianshan):
    report = file_report(jianshan, "employment", 6, {"T01-1": 100}, state=State.DRAFT)
    enter(report, {"T01-1": 120}, by=reporter_jianshan)
    page = zhang.get(url("figure_history", code="T01-1")).content.decode()
    assert page.index(">120<") < page.index('is-now">100<')
    assert zhang.get(url("figure_history", code="T09-1")).status_code == 404
    assert zhang.get(url("figure_history", code="T01-1", month=Month(2007, 5))).status_code == 404


# ---- My month ---------------------------------------------------------------------------------------------

MY_MONTH = "/reports/"


def whole(zhang, unit, app):
    """Fill every cell and speak of every task."""
    report = verbs.open_report(
        unit, Chapter.objects.select_related("plan").get(app=app, plan__year=2007), JUNE, by=None
    )
    data = {"version": str(report.version)}
    for name in stored_entries(sheets.load(report)):
        if name.endswith(("-value", "-numerator", "-denominator")):
            data[name] = "0"
        elif name.startswith("n-") and name != STATEMENT:
            data[name] = "按计划推进"
    assert zhang.post(url("report_save", app=app), data).status_code == 302


def test_my_month_shows_six_reports_and_writes_nothing(zhang):
    page = zhang.get(MY_MONTH)
    assert [row.report.chapter.number for row in page.context["overview"].rows] == [1, 2, 3, 4, 5, 6]
    assert page.context["overview"].month == JUNE
    assert not MonthlyReport.objects.exists()


def test_my_month_takes_few_queries(zhang, jianshan, file_report, plan):
    for chapter in plan.chapters.all():
        for month in (4, 5, 6):
            file_report(jianshan, chapter.app, month, {}, state=State.DRAFT)
    with CaptureQueriesContext(connection) as queries:
        assert zhang.get(MY_MONTH).status_code == 200
    assert len(queries) <= AT_MOST_QUERIES


def test_complete_reports_are_submitted_together(zhang, jianshan, file_report):
    whole(zhang, jianshan, "labor_relations")
    file_report(jianshan, "employment", 6, {"T01-1": 100}, state=State.DRAFT)
    rows = zhang.get(MY_MONTH).context["overview"].ready
    assert [row.report.chapter.app for row in rows] == ["labor_relations"]
    answer = zhang.post("/reports/submit-complete/", {"month": "2007-06", "unit": "230502"}, follow=True)
    assert june(jianshan, "labor_relations").state == State.SUBMITTED
    assert june(jianshan).state == State.DRAFT
    assert len(list(answer.context["messages"])) == 2


def test_of_reports_submitted_together_the_one_that_met_a_busy_database_is_named(zhang, jianshan, monkeypatch):
    whole(zhang, jianshan, "labor_relations")
    whole(zhang, jianshan, "skills")
    submit = verbs.submit

    def busy_for_skills(report, **named):
        if report.chapter.app == "skills":
            raise Busy
        return submit(report, **named)

    monkeypatch.setattr(verbs, "submit", busy_for_skills)
    answer = zhang.post("/reports/submit-complete/", {"month": "2007-06", "unit": "230502"}, follow=True)
    assert june(jianshan, "labor_relations").state == State.SUBMITTED
    assert june(jianshan, "skills").state == State.DRAFT
    submitted, left = (str(message) for message in answer.context["messages"] if "报" in str(message))
    assert "劳动关系" in submitted
    assert "高技能人才 (系统繁忙，请再次上报)" in left


def test_my_month_moves_on_when_all_is_submitted(zhang, jianshan, file_report, plan):
    for chapter in plan.chapters.all():
        file_report(jianshan, chapter.app, 6, {}, state=State.SUBMITTED)
    assert zhang.get(MY_MONTH).context["overview"].month == Month(2007, 7)


@pytest.mark.parametrize("query", ["month=2007-08", "month=2006-12", "month=June", "unit=230523", "unit=x"])
def test_my_month_goes_no_further_than_ones_own(zhang, plan, query):
    assert zhang.get(f"{MY_MONTH}?{query}").status_code == 404


def test_my_month_is_for_those_who_report(as_user, leader, stranger):
    assert as_user(leader).get(MY_MONTH).status_code == 403
    assert as_user(stranger).get(MY_MONTH).status_code == 404


def test_chapters_and_streets_of_a_reporter(as_user, jianshan):
    named = {"name": "二马路街道", "short_name": "二马路", "kind": UnitKind.STREET}
    street = ReportingUnit.objects.create(code="230502001", parent=jianshan, **named)
    browser = as_user(person("narrow", Role.REPORTER, jianshan, ["skills"]))
    overview = browser.get(f"{MY_MONTH}?unit={street.code}").context["overview"]
    assert [row.report.chapter.app for row in overview.rows] == ["skills"]
    assert overview.unit == street
    assert browser.get(url(unit=street.code, app="skills")).status_code == 200
    assert browser.get(url(unit=street.code)).status_code == 404
