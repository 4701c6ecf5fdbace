"""Rules that stand at more than one door: whatever changes a report is tried in all four of its states at each."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from targets.imports import life
from targets.models import MilestoneProgress, MonthlyReport, Role, State, TaskNote
from targets.periods import Month
from tests.conftest import person_of_two
from tests.imports.steps import Upload, examine_received_figures, receive_figures, store_figures
from tests.spreadsheets.workbooks import units_down, workbook

OPEN = {State.DRAFT, State.RETURNED}
IN_EVERY_STATE = pytest.mark.parametrize("state", State)


@pytest.fixture
def report(file_report, jianshan, state) -> MonthlyReport:
    """March's report on employment with one figure, in the state."""
    return file_report(jianshan, "employment", 3, {"T01-1": 100}, state=state)


def address(report: MonthlyReport, verb: str) -> str:
    return reverse(f"targets:report_{verb}", args=[report.unit.code, report.chapter.app, report.period])


def typed(report: MonthlyReport) -> dict:
    """Another figure, a milestone with its evidence, and a note."""
    return {
        "version": report.version,
        "base": "{}",
        "f-T01-1-value": "9",
        "m-M01-1-state": "done",
        "m-M01-1-done_on": "2007-03-20",
        "m-M01-1-file": SimpleUploadedFile("证明.pdf", b"%PDF-1.4 proof"),
        "n-5": "已部署。",
    }


# ---- What writes figures ----------------------------------------------------------------------------------


def from_the_page(client, report):
    client.post(address(report, "save"), typed(report))


def by_itself(client, report):
    """As the page saves while one types."""
    client.post(address(report, "save"), typed(report), headers={"accept": "application/json"})


def submitting(client, report):
    client.post(address(report, "submit"), typed(report))


def in_the_admin(client, report):
    client.post(reverse("admin:targets_monthlyreport_change", args=[report.pk]), typed(report))


def submitting_in_the_admin(client, report):
    client.post(f"{reverse('admin:targets_monthlyreport_change', args=[report.pk])}?hand_in=1", typed(report))


@IN_EVERY_STATE
@pytest.mark.parametrize("door", [from_the_page, by_itself, submitting, in_the_admin, submitting_in_the_admin])
def test_figures_milestones_evidence_and_notes_are_written_while_the_report_is_open(
    as_user, reporter_jianshan, report, state, door
):
    submissions = report.submissions.count()
    door(as_user(reporter_jianshan), report)
    report.refresh_from_db()
    said = MilestoneProgress.objects.filter(report=report).exclude(evidence_file="").count()
    notes = list(TaskNote.objects.filter(report=report).values_list("text", flat=True))
    figure = report.figures.get(indicator__code="T01-1").value
    if state in OPEN:
        submits = "submitting" in door.__name__
        assert (figure, said, notes) == (9, 1, ["已部署。"])
        assert report.state == (State.SUBMITTED if submits else state)
        assert report.submissions.count() == submissions + submits
    else:
        assert (figure, said, notes) == (100, 0, [])
        assert (report.state, report.submissions.count()) == (state, submissions)


@IN_EVERY_STATE
@pytest.mark.parametrize("who", ["reporter_jianshan", "reviewer_employment", "administrator"])
def test_a_file_changes_figures_while_the_report_is_open(request, plan, report, state, who):
    """The figure is the same as the stored one, which is no fault in any state of the report, whoever sends it."""
    user = request.getfixturevalue(who)

    def bring_in(number):
        rows = units_down({"尖山区": [number]}, ("T01-1",))
        store_figures(receive_figures([Upload("三月.xlsx", workbook(rows))], plan, by=user), by=user)

    bring_in(100)
    if state in OPEN:
        bring_in(120)
    else:
        with pytest.raises(life.NotStorable):
            bring_in(120)
    report.refresh_from_db()
    assert report.figures.get(indicator__code="T01-1").value == (120 if state in OPEN else 100)
    assert report.state == state


@IN_EVERY_STATE
def test_a_file_submitted_at_once_submits_what_is_open(plan, reporter_jianshan, report, state):
    submissions = report.submissions.count()
    rows = units_down({"尖山区": [100]}, ("T01-1",))
    batch = receive_figures([Upload("三月.xlsx", workbook(rows))], plan, by=reporter_jianshan)
    store_figures(batch, by=reporter_jianshan, submit=True)
    report.refresh_from_db()
    assert report.state == (State.SUBMITTED if state in OPEN else state)
    assert report.submissions.count() == submissions + (state in OPEN)


# ---- What decides -----------------------------------------------------------------------------------------

# Verb: who takes it, in which state, and what it leads to; nothing happens in the other three.
DECISIONS = {
    "withdraw": ("reporter_jianshan", State.SUBMITTED, State.DRAFT),
    "approve": ("reviewer_employment", State.SUBMITTED, State.APPROVED),
    "send_back": ("reviewer_employment", State.SUBMITTED, State.RETURNED),
    "reopen": ("administrator", State.APPROVED, State.DRAFT),
}


@IN_EVERY_STATE
@pytest.mark.parametrize("verb", DECISIONS)
def test_a_decision_is_taken_in_its_state_alone(request, as_user, report, state, verb):
    who, begins, leads_to = DECISIONS[verb]
    sent = {"version": report.version, "reason": "请核实"}
    as_user(request.getfixturevalue(who)).post(address(report, verb), sent)
    report.refresh_from_db()
    assert report.state == (leads_to if state == begins else state)


@IN_EVERY_STATE
def test_ticked_reports_are_approved_while_they_wait(as_user, reviewer_employment, report, state):
    ticks = {"report": [f"{report.pk}:{report.version}"]}
    as_user(reviewer_employment).post(reverse("targets:review_approve"), ticks)
    report.refresh_from_db()
    assert report.state == (State.APPROVED if state == State.SUBMITTED else state)


@IN_EVERY_STATE
def test_complete_reports_of_my_month_are_submitted_while_they_are_open(
    as_user, reporter_jianshan, file_report, jianshan, plan, state
):
    notes = {f"n-{task.number}": "按计划推进。" for task in plan.tasks.filter(chapter__app="migrant_workers")}
    report = file_report(jianshan, "migrant_workers", 3, state=State.DRAFT)
    client = as_user(reporter_jianshan)
    client.post(address(report, "save"), {"version": report.version, "base": "{}"} | notes)
    report = file_report(jianshan, "migrant_workers", 3, state=state)
    submissions = report.submissions.count()
    client.post(reverse("targets:submit_complete"), {"month": "2007-03", "unit": "230502"})
    report.refresh_from_db()
    assert report.state == (State.SUBMITTED if state in OPEN else state)
    assert report.submissions.count() == submissions + (state in OPEN)


# ---- Whose report it is -----------------------------------------------------------------------------------


def test_a_sections_file_submits_none_of_the_units_reports(plan, city, jianshan, baoqing, file_report):
    """One person reviews employment for the city and reports for Jianshan: only Jianshan's is submitted."""
    both = person_of_two(
        "section-and-unit", (Role.REVIEWER, city, ["employment"]), (Role.REPORTER, jianshan, ["employment"])
    )
    rows = units_down({"尖山区": [120], "宝清县": [60]}, ("T01-1",))
    store_figures(receive_figures([Upload("三月.xlsx", workbook(rows))], plan, by=both), by=both, submit=True)
    states = dict(MonthlyReport.objects.filter(month=Month(2007, 3).first_day).values_list("unit__code", "state"))
    assert states == {"230502": State.SUBMITTED, "230523": State.DRAFT}


def test_a_reviewers_file_submits_nothing_though_the_form_is_forged(
    as_user, plan, reviewer_employment, jianshan, baoqing
):
    rows = units_down({"尖山区": [120], "宝清县": [60]}, ("T01-1",))
    batch = receive_figures([Upload("三月.xlsx", workbook(rows))], plan, by=reviewer_employment)
    digest = examine_received_figures(batch, by=reviewer_employment).digest
    sent = {"digest": digest, "at_once": "1"}
    as_user(reviewer_employment).post(reverse("targets:import_store", args=[batch.pk]), sent)
    batch.refresh_from_db()
    assert batch.stored_at is not None
    assert set(MonthlyReport.objects.values_list("state", flat=True)) == {State.DRAFT}
    assert not batch.submitted
