"""Filed means content: a report without any states that there is nothing to report, at every door that submits."""

import pytest
from django.urls import reverse

from targets.models import MilestoneState, MonthlyReport, Role, State
from targets.reports import checks, sheets, verbs
from targets.reports.changes import Changes, MilestoneEntry
from tests.conftest import enter, person, reporter_of, state_nothing

REASON = "本月未开展技能鉴定。"


def address(report: MonthlyReport, name: str) -> str:
    return reverse(
        f"targets:{name}", kwargs={"unit": report.unit.code, "app": report.chapter.app, "month": report.period}
    )


def save(report: MonthlyReport, **entered) -> MonthlyReport:
    return verbs.save(report, Changes(**entered), by=reporter_of(report.unit), version=report.version)


def submit(report: MonthlyReport) -> MonthlyReport:
    return verbs.submit(report, by=reporter_of(report.unit))


def refusals(report: MonthlyReport) -> list[str]:
    with pytest.raises(verbs.NotSubmittable) as refused:
        submit(report)
    return [finding.field for finding in refused.value.findings]


@pytest.fixture
def draft(file_report, jianshan):
    return file_report(jianshan, "skills", 6, state=State.DRAFT)


@pytest.fixture
def zhang(as_user, reporter_jianshan):
    browser = as_user(reporter_jianshan)
    browser.cookies["django_language"] = "en"
    return browser


# ---- The rule ---------------------------------------------------------------------------------------------


def test_a_report_without_content_is_not_submitted(draft):
    assert refusals(draft) == [checks.STATEMENT]


@pytest.mark.parametrize("entry", [12, 0, "n/a"])
def test_a_number_zero_and_not_applicable_are_content(draft, reporter_jianshan, entry):
    assert submit(enter(draft, {"T13-3": entry}, by=reporter_jianshan)).state == State.SUBMITTED


def test_an_explanation_without_a_number_is_no_content(draft, reporter_jianshan):
    assert refusals(enter(draft, {"T13-3": None}, by=reporter_jianshan, explanation="待核实")) == [checks.STATEMENT]


def test_a_progress_note_is_content_and_spaces_are_none(draft):
    task = draft.chapter.tasks.first()
    assert refusals(save(draft, notes={task.pk: "  \n"})) == [checks.STATEMENT]
    draft.refresh_from_db()
    assert submit(save(draft, notes={task.pk: "按计划推进。"})).state == State.SUBMITTED


def test_chapter_five_is_filed_with_a_milestones_state(file_report, city):
    report = file_report(city, "infrastructure", 6, state=State.DRAFT)
    milestone = next(sheets.load(report).milestones).milestone
    report = save(report, milestones={milestone.pk: MilestoneEntry(note="在谈")})
    assert refusals(report) == [checks.STATEMENT]
    report.refresh_from_db()
    under_way = MilestoneEntry(state=MilestoneState.UNDER_WAY)
    assert submit(save(report, milestones={milestone.pk: under_way})).state == State.SUBMITTED


def test_the_statement_with_its_reason_lets_it_through_and_stays_in_history(draft, reporter_jianshan):
    report = submit(state_nothing(draft, by=reporter_jianshan, reason=REASON))
    assert report.state == State.SUBMITTED
    stated = report.history.filter(nothing_to_report=REASON).earliest()
    assert (stated.state, stated.history_user) == (State.DRAFT, reporter_jianshan)


def test_content_and_the_statement_contradict_each_other(draft, reporter_jianshan):
    report = state_nothing(draft, by=reporter_jianshan)
    report = enter(report, {"T13-3": 4}, by=reporter_jianshan)
    assert refusals(report) == [checks.STATEMENT]
    assert submit(state_nothing(report, by=reporter_jianshan, reason="")).state == State.SUBMITTED


def test_nothing_is_missing_from_a_report_that_has_nothing_to_report(draft, reporter_jianshan):
    def is_complete(report):
        sheet = sheets.load(report)
        return checks.is_complete(sheet, checks.check(sheet))

    assert not is_complete(draft)
    assert is_complete(state_nothing(draft, by=reporter_jianshan))


# ---- The report's page ------------------------------------------------------------------------------------


def test_the_page_refuses_with_a_sentence_where_the_reason_is_given(zhang, draft):
    answer = zhang.post(address(draft, "report_submit"), {"version": draft.version, "f-T13-3-explanation": "待核实"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("The report has no content") == 3, "above the page, among the checks, and at the statement"
    assert 'href="#n-nothing"' in page
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_what_was_typed_stays_when_it_is_refused(zhang, draft, reporter_jianshan):
    report = state_nothing(draft, by=reporter_jianshan)
    typed = {"version": report.version, "f-T13-3-value": "4", "n-nothing": REASON}
    page = zhang.post(address(draft, "report_submit"), typed).content.decode()
    assert "it has content" in page
    assert 'name="f-T13-3-value" value="4"' in page
    assert REASON in page


def test_a_report_that_is_not_begun_is_not_scolded(zhang, plan):
    page = zhang.get("/reports/230502/skills/2007-06/").content.decode()
    assert 'name="n-nothing"' in page
    assert "The report has no content" not in page


def test_the_statement_is_saved_and_submitted_with_the_form(zhang, draft):
    typed = {"version": draft.version, "n-nothing": f" {REASON} "}
    assert zhang.post(address(draft, "report_submit"), typed).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.nothing_to_report) == (State.SUBMITTED, REASON)


def test_the_script_saves_the_statement_by_itself(zhang, draft):
    answer = zhang.post(
        address(draft, "report_save"),
        {"version": draft.version, "n-nothing": REASON},
        headers={"Accept": "application/json"},
    ).json()
    assert (answer["state"], answer["base"]) == ("saved", {"n-nothing": REASON})
    assert answer["version"] == draft.version + 1
    assert "no content" not in answer["summary"]


def test_two_who_state_different_reasons_see_both(zhang, draft, jianshan):
    state_nothing(draft, by=reporter_of(jianshan), reason="本月无人报名。")
    answer = zhang.post(
        address(draft, "report_save"),
        {"version": draft.version, "n-nothing": REASON},
        headers={"Accept": "application/json"},
    )
    (cell,) = answer.json()["cells"]
    assert (cell["theirs"], cell["yours"], cell["by"]) == ("本月无人报名。", REASON, "reporter-230502")


def test_the_statement_is_read_on_the_page_and_in_its_file(fetch, file_report, jianshan, reporter_jianshan):
    report = file_report(jianshan, "skills", 6, state=State.SUBMITTED)
    page = fetch(reporter_jianshan, address(report, "report")).content.decode()
    assert f"<strong>Nothing to report this month:</strong> {report.nothing_to_report}" in page
    text = fetch(reporter_jianshan, address(report, "report"), export="csv").content.decode("utf-8-sig")
    assert f"Nothing to report this month: {report.nothing_to_report}" in text


def test_the_section_sees_the_statement_where_it_decides(fetch, file_report, jianshan, city):
    report = file_report(jianshan, "skills", 6, state=State.SUBMITTED)
    reviewer = person("reviewer-skills", Role.REVIEWER, city, ["skills"])
    page = fetch(reviewer, address(report, "report")).content.decode()
    assert report.nothing_to_report in page.split('id="review"')[1]


# ---- The other doors --------------------------------------------------------------------------------------


def test_my_month_submits_what_states_nothing_and_names_what_is_empty(zhang, draft, file_report, jianshan):
    state_nothing(draft, by=reporter_of(jianshan))
    empty = file_report(jianshan, "employment", 6, state=State.DRAFT)
    page = zhang.post("/reports/submit-complete/", {"unit": "230502", "month": "2007-06"}, follow=True)
    draft.refresh_from_db()
    empty.refresh_from_db()
    assert (draft.state, empty.state) == (State.SUBMITTED, State.DRAFT)
    assert "The report has no content" in page.content.decode()


def test_the_admin_asks_the_same(as_user, reporter_jianshan, draft):
    browser = as_user(reporter_jianshan)
    door = f"{reverse('admin:targets_monthlyreport_change', args=[draft.pk])}?hand_in=1"
    refused = browser.post(door, {"version": draft.version, "base": "{}"})
    assert refused.status_code == 422
    assert 'name="n-nothing"' in refused.content.decode()
    assert browser.post(door, {"version": draft.version, "base": "{}", "n-nothing": REASON}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.nothing_to_report) == (State.SUBMITTED, REASON)
