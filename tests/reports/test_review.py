"""What the bureau's sections do: the review list, approving, sending back, reopening."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import override_settings
from django.urls import reverse

from targets import access
from targets.models import Membership, Milestone, MonthlyReport, Role, State
from targets.models.versions import data_version
from targets.periods import Month
from targets.reports import review, review_queue, verbs
from targets.reports.changes import Changes, MilestoneEntry
from targets.reports.sheets import BLANK, Cell
from targets.reports.submissions import changed_codes, submitted_cell
from tests.conftest import enter, person, reporter_of

QUEUE = "/review/"
BULK = "/review/approve/"
# Of a report that is read for review, and of the list of reports.
AT_MOST_QUERIES, QUERIES_OF_QUEUE = 17, 12


def address(report: MonthlyReport, verb: str = "") -> str:
    name = f"targets:report_{verb}" if verb else "targets:report"
    return reverse(name, args=[report.unit.code, report.chapter.app, report.period])


def now(report: MonthlyReport) -> MonthlyReport:
    return MonthlyReport.objects.get(pk=report.pk)


def ticked(report: MonthlyReport) -> str:
    return f"{report.pk}:{report.version}"


@pytest.fixture(autouse=True)
def in_english(settings):
    """The msgids are what these tests read."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def submitted(jianshan, file_report) -> MonthlyReport:
    return file_report(jianshan, "employment", 6, {"T01-1": 120, "T01-4": (43, 1000)}, state=State.SUBMITTED)


@pytest.fixture
def reviewer(reviewer_employment, as_user):
    return as_user(reviewer_employment)


def resubmit(report: MonthlyReport, figures: dict, reviewer) -> MonthlyReport:
    """Sent back, changed, and submitted again."""
    by = reporter_of(report.unit)
    returned = verbs.send_back(report, by=reviewer, reason="check")
    return verbs.submit(enter(returned, figures, by=by), by=by)


# ---- The list ---------------------------------------------------------------------------------------------


def groups(client, **query):
    return {
        group.state: [row.report for row in group.table.rows]
        for group in client.get(QUEUE, query).context["queue"].groups
    }


def test_the_list_shows_waiting_then_sent_back_then_approved_of_own_chapters(
    reviewer, submitted, baoqing, city, file_report
):
    returned = file_report(baoqing, "employment", 6, {"T01-1": 5}, state=State.RETURNED)
    approved = file_report(city, "employment", 6, {"T01-1": 5})
    file_report(city, "insurance", 6, {}, state=State.SUBMITTED)
    file_report(city, "employment", 5, {}, state=State.DRAFT)
    shown = groups(reviewer)
    assert list(shown) == [State.SUBMITTED, State.RETURNED, State.APPROVED]
    assert shown == {"submitted": [submitted], "returned": [returned], "approved": [approved]}


def test_the_list_leaves_out_what_was_approved_in_earlier_months_unless_asked(reviewer, jianshan, file_report):
    with override_settings(TODAY=date(2007, 6, 2)):
        old = file_report(jianshan, "employment", 5, {"T01-1": 5})
    assert groups(reviewer) == {}
    assert groups(reviewer, month="2007-05") == {"approved": [old]}
    assert groups(reviewer, state="approved") == {"approved": [old]}


def test_the_filters_narrow_the_list_and_nonsense_in_them_is_passed_over(reviewer, submitted, baoqing, file_report):
    other = file_report(baoqing, "employment", 6, {"T01-1": 5}, state=State.SUBMITTED)
    assert groups(reviewer, unit="230523") == {"submitted": [other]}
    assert groups(reviewer, state="returned") == {}
    assert groups(reviewer, chapter="insurance") == {}
    assert groups(reviewer, month="2007-13", state="perhaps", page="x") == {"submitted": [submitted, other]}
    assert "No report fits these filters" in reviewer.get(QUEUE, {"state": "returned"}).content.decode()


def test_a_filter_that_no_database_takes_is_passed_over(reviewer, submitted):
    assert groups(reviewer, unit="2305\0", chapter="\0") == {"submitted": [submitted]}


def test_a_group_says_how_many_there_are_on_all_pages(reviewer, submitted, baoqing, file_report, monkeypatch):
    monkeypatch.setattr(review_queue, "ROWS_PER_PAGE", 1)
    file_report(baoqing, "employment", 6, {"T01-1": 5}, state=State.SUBMITTED)
    answer = reviewer.get(QUEUE)
    (group,) = answer.context["queue"].groups
    assert (len(group.table.rows), group.total) == (1, 2)
    assert "2 reports" in answer.content.decode()


def test_an_empty_list_says_so(reviewer):
    assert "Nothing to review" in reviewer.get(QUEUE).content.decode()


def test_a_row_says_late_and_counts_explanations_and_changes(
    reviewer, reviewer_employment, jianshan, baoqing, file_report
):
    late = file_report(
        jianshan, "employment", 6, {"T01-1": 120, "T01-2": 80}, state=State.SUBMITTED, explanation="年报"
    )
    resubmit(late, {"T01-1": 121}, reviewer_employment)
    with override_settings(TODAY=date(2007, 7, 3)):
        file_report(baoqing, "employment", 6, {"T01-1": 7}, state=State.SUBMITTED)
    rows = reviewer.get(QUEUE).context["queue"].groups[0].table.rows
    assert [(row.report.is_late, row.explained, row.changed.text) for row in rows] == [
        (True, 1, "1"),
        (False, 0, "first submission"),
    ]


def test_the_list_costs_as_many_queries_for_many_reports_as_for_few(
    reviewer, units, file_report, django_assert_max_num_queries
):
    file_report(units["230502"], "employment", 6, {"T01-1": 1}, state=State.SUBMITTED)
    with django_assert_max_num_queries(QUERIES_OF_QUEUE) as few:
        reviewer.get(QUEUE)
    for unit in units.values():
        if unit.code != "230502":
            file_report(unit, "employment", 6, {"T01-1": 1}, state=State.SUBMITTED)
    with django_assert_max_num_queries(QUERIES_OF_QUEUE) as many:
        assert len(groups(reviewer)["submitted"]) == len(units)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("who", "status"), [("leader", 403), ("administrator", 403), ("reporter_jianshan", 403), ("stranger", 404)]
)
def test_the_list_is_for_reviewers_alone(who, status, request, as_user):
    client = as_user(request.getfixturevalue(who))
    assert client.get(QUEUE).status_code == status
    assert client.post(BULK).status_code == status


def test_a_refusal_says_its_reason_where_it_has_one(reviewer, monkeypatch):
    def refuse(*_asked):
        raise PermissionDenied("Ask <the> section first.")

    assert "Your role does not include this." in reviewer.get("/reports/").content.decode()
    monkeypatch.setattr(access.Access, "require", refuse)
    page = reviewer.get(QUEUE).content.decode()
    assert "Ask &lt;the&gt; section first." in page
    assert "Your role does not include this." not in page


# ---- Approving several ------------------------------------------------------------------------------------


def test_ticked_reports_are_approved_and_the_filters_stay(reviewer, submitted, baoqing, file_report):
    other = file_report(baoqing, "employment", 6, {"T01-1": 5}, state=State.SUBMITTED)
    answer = reviewer.post(f"{BULK}?month=2007-06", {"report": [ticked(submitted), ticked(other)]}, follow=True)
    assert answer.redirect_chain == [("/review/?month=2007-06", 302)]
    assert "2 reports approved." in answer.content.decode()
    assert {now(submitted).state, now(other).state} == {State.APPROVED}


def test_what_moved_since_the_list_was_shown_is_left_and_named(
    reviewer, reviewer_employment, submitted, baoqing, city, file_report
):
    withdrawn = file_report(baoqing, "employment", 6, {"T01-1": 5}, state=State.SUBMITTED)
    anew = file_report(city, "employment", 6, {"T01-1": 5}, state=State.SUBMITTED)
    shown = [ticked(report) for report in (submitted, withdrawn, anew)]
    verbs.withdraw(withdrawn, by=reporter_of(baoqing))
    resubmit(anew, {"T01-1": 6}, reviewer_employment)
    page = reviewer.post(BULK, {"report": shown}, follow=True).content.decode()
    assert "1 report approved." in page
    warned = next(line for line in page.splitlines() if "changed or decided since" in line)
    assert baoqing.short_name in warned
    assert city.short_name in warned
    states = [now(report).state for report in (submitted, withdrawn, anew)]
    assert states == [State.APPROVED, State.DRAFT, State.SUBMITTED]


@pytest.mark.parametrize("who", ["reviewer_employment", "leader", "reporter_city", "administrator"])
def test_a_forged_tick_approves_nothing_without_the_right_to_review_the_report(
    request, as_user, who, city, file_report
):
    foreign = file_report(city, "insurance", 6, {}, state=State.SUBMITTED)
    as_user(request.getfixturevalue(who)).post(BULK, {"report": [ticked(foreign)]})
    assert now(foreign).state == State.SUBMITTED


@pytest.mark.parametrize("tick", ["x", "{key}:", ":", "{key}:x", "{key}:-1", ":{version}", "{key}:{version}0"])
def test_a_nonsense_tick_approves_nothing_and_breaks_nothing(reviewer, submitted, tick):
    """Each names the waiting report's key or version and yet no version that was seen of it."""
    answer = reviewer.post(BULK, {"report": [tick.format(key=submitted.pk, version=submitted.version)]})
    assert answer.status_code == 302
    assert now(submitted).state == State.SUBMITTED


def test_numbers_that_no_report_has_approve_nothing(reviewer, submitted):
    ticks = [f"{'9' * 18}:1", f"{'9' * 5000}:1", f"{submitted.pk}:{'9' * 5000}"]
    assert reviewer.post(BULK, {"report": ticks}).status_code == 302
    assert now(submitted).state == State.SUBMITTED


def test_nothing_ticked_asks_to_tick(reviewer):
    assert "Tick the reports to approve first." in reviewer.post(BULK, follow=True).content.decode()


# ---- On the report ----------------------------------------------------------------------------------------


def test_the_panel_shows_both_numbers_of_what_changed_and_the_explanations(
    reviewer, reviewer_employment, jianshan, file_report
):
    filed = {"T01-1": 120, "T01-4": (43, 1000)}
    report = file_report(jianshan, "employment", 6, filed, state=State.SUBMITTED, explanation="招聘会")
    resubmit(report, {"T01-1": 1500, "T01-4": (44, 1000)}, reviewer_employment)
    panel = reviewer.get(address(report)).context["review"]
    assert [(c.indicator.code, c.before, c.after) for c in panel.changes] == [
        ("T01-1", "120", "1,500"),
        ("T01-4", "43 / 1,000 = 4.30%", "44 / 1,000 = 4.40%"),
    ]
    assert "招聘会" not in [said.text for said in panel.explanations]


def test_an_explanation_stands_in_the_panel_with_its_figure(reviewer, jianshan, file_report):
    report = file_report(jianshan, "employment", 6, {"T01-1": 120}, state=State.SUBMITTED, explanation="招聘会")
    (said,) = reviewer.get(address(report)).context["review"].explanations
    assert (said.code, said.figure, said.text) == ("T01-1", "120", "招聘会")


def test_the_panel_says_whether_milestones_and_notes_were_saved_since_the_submission_before(
    reviewer, reviewer_employment, submitted, reporter_jianshan, plan
):
    task = plan.chapters.get(app="employment").tasks.get(number=1)
    milestone = Milestone.objects.filter(task__chapter__app="employment").exclude(reported_by="city").first()
    assert reviewer.get(address(submitted)).context["review"].also_saved == []
    returned = verbs.send_back(submitted, by=reviewer_employment, reason="补报进展")
    said = Changes(milestones={milestone.pk: MilestoneEntry(state="under_way")}, notes={task.pk: "已开工"})
    saved = verbs.save(returned, said, by=reporter_jianshan, version=returned.version)
    verbs.submit(saved, by=reporter_jianshan)
    answer = reviewer.get(address(submitted))
    panel = answer.context["review"]
    assert panel.changes == []
    page = answer.content.decode()
    assert "No figure was changed." in page
    assert "Milestones were saved since then, last on 4 July 2007" in page
    assert "Progress notes were saved since then, last on 4 July 2007" in page
    resubmit(now(submitted), {"T01-1": 121}, reviewer_employment)
    assert reviewer.get(address(submitted)).context["review"].also_saved == []


def test_the_decision_stands_before_the_figures_while_one_is_asked_for(reviewer, submitted, reviewer_insurance):
    waiting = reviewer.get(address(submitted)).content.decode()
    assert waiting.index('id="review"') < waiting.index('class="report-grid"') < waiting.index('class="savebar"')
    assert waiting.count("Approve this report") == 1
    verbs.approve(submitted, by=reviewer_insurance)
    decided = reviewer.get(address(submitted)).content.decode()
    assert decided.index('class="report-grid"') < decided.index('id="review"')
    assert "Approve this report" not in decided


def test_the_panel_speaks_chinese_as_well(reviewer, submitted):
    reviewer.cookies["django_language"] = "zh-hans"
    page = reviewer.get(address(submitted)).content.decode()
    assert all(words in page for words in ("审核通过", "退回月报", "填报单位的情况说明", "返回审核列表"))
    sent = reviewer.post(address(submitted, "send_back"), {"version": submitted.version, "reason": ""})
    assert "请填写原因" in sent.content.decode()


def test_a_reviewer_reads_a_report_in_as_many_queries_whatever_changed(
    reviewer, reviewer_employment, submitted, django_assert_max_num_queries
):
    resubmit(submitted, {"T01-1": 121}, reviewer_employment)
    with django_assert_max_num_queries(AT_MOST_QUERIES) as few:
        reviewer.get(address(submitted))
    resubmit(now(submitted), {"T01-1": 122, "T01-2": 80, "T01-4": (44, 1000)}, reviewer_employment)
    with django_assert_max_num_queries(AT_MOST_QUERIES) as many:
        reviewer.get(address(submitted))
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (Cell(not_applicable=True), "not applicable"),
        (BLANK, "—"),
        (Cell(Decimal(0)), "0"),
    ],
)
def test_zero_blank_and_not_applicable_read_differently(indicator, entry, text):
    assert review.figure_text(indicator("T01-1"), entry) == text


def test_a_blank_ratio_is_a_dash(indicator):
    assert review.figure_text(indicator("T01-4"), BLANK) == "—"


def test_a_figure_that_one_submission_lacks_counts_as_blank_there():
    kept = {"B": ["1", None, None, False], "A": [None, "45", "50", False]}
    assert changed_codes(kept, {}) == changed_codes({}, kept) == ["A", "B"]
    assert changed_codes(kept, kept) == []
    assert changed_codes({"A": [None, None, None, False]}, {}) == []
    assert submitted_cell(kept, "A") == Cell(numerator=Decimal(45), denominator=Decimal(50))
    assert submitted_cell(kept, "B") == Cell(Decimal(1))
    assert submitted_cell(kept, "C") == BLANK


def test_approving_lets_the_figures_count(reviewer, submitted):
    answer = reviewer.post(address(submitted, "approve"), {"version": submitted.version})
    assert (answer.status_code, answer.url) == (302, address(submitted))
    assert now(submitted).state == State.APPROVED


@pytest.mark.parametrize("version", ["", "x", "1", "²", "9" * 5000])
def test_approving_another_version_than_the_one_read_does_nothing_and_says_so(reviewer, submitted, version):
    page = reviewer.post(address(submitted, "approve"), {"version": version}, follow=True).content.decode()
    assert "Please look at it again" in page
    assert now(submitted).state == State.SUBMITTED


def test_approving_what_was_withdrawn_meanwhile_leads_back_to_the_list(reviewer, submitted, reporter_jianshan):
    verbs.withdraw(submitted, by=reporter_jianshan)
    answer = reviewer.post(address(submitted, "approve"), {"version": submitted.version}, follow=True)
    assert answer.redirect_chain == [(QUEUE, 302)]
    assert "The unit is working on it" in answer.content.decode()


def test_nobody_approves_what_he_submitted_himself(jianshan, city, as_user, file_report):
    both = person("both", Role.REPORTER, jianshan)
    Membership.objects.create(user=both, role=Role.REVIEWER, unit=city)
    own = file_report(jianshan, "employment", 6, {"T01-1": 5}, state=State.SUBMITTED, by=both)
    client = as_user(both)
    refused = client.post(address(own, "approve"), {"version": own.version})
    assert refused.status_code == 403
    assert "You submitted this report yourself" in refused.content.decode()
    page = client.post(BULK, {"report": [ticked(own)]}, follow=True).content.decode()
    assert "because you submitted them yourself" in page
    assert now(own).state == State.SUBMITTED
    assert f'value="{ticked(own)}"' not in page


def test_sending_back_keeps_the_reason_and_the_notes_at_their_cells(reviewer, submitted, indicator):
    filled, blank = indicator("T01-1"), indicator("T01-2")
    notes = {f"note-{filled.pk}": "多报了", f"note-{blank.pk}": "漏报"}
    reviewer.post(address(submitted, "send_back"), {"version": submitted.version, "reason": " 请核实 "} | notes)
    report = now(submitted)
    assert (report.state, report.reason) == (State.RETURNED, "请核实")
    said = dict(report.figures.exclude(review_note="").values_list("indicator__code", "review_note"))
    assert said == {"T01-1": "多报了", "T01-2": "漏报"}


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_sending_back_without_a_reason_brings_the_page_back_with_the_notes(reviewer, submitted, indicator, reason):
    note = {f"note-{indicator('T01-1').pk}": "多报了"}
    before = data_version()
    answer = reviewer.post(address(submitted, "send_back"), {"version": submitted.version, "reason": reason} | note)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Please give the reason" in page
    assert "多报了" in page
    assert now(submitted).state == State.SUBMITTED
    assert data_version() == before


def test_a_note_that_is_too_long_is_refused_with_the_reason_kept(reviewer, submitted, indicator):
    long_note = {f"note-{indicator('T01-1').pk}": "长" * 501}
    answer = reviewer.post(
        address(submitted, "send_back"), {"version": submitted.version, "reason": "请核实本月数据"} | long_note
    )
    assert answer.status_code == 422
    assert "请核实本月数据" in answer.content.decode()
    assert now(submitted).state == State.SUBMITTED


def test_sending_back_what_was_approved_meanwhile_does_nothing(reviewer, submitted, reviewer_insurance):
    verbs.approve(submitted, by=reviewer_insurance)
    sent = {"version": submitted.version, "reason": "请核实"}
    page = reviewer.post(address(submitted, "send_back"), sent, follow=True).content.decode()
    assert "had been approved already" in page
    assert now(submitted).state == State.APPROVED


@pytest.mark.parametrize("reason", ["", "请核实"])
def test_a_reviewer_is_never_shown_a_draft_by_sending_it_back(reviewer, jianshan, file_report, reason):
    draft = file_report(jianshan, "employment", 6, {"T01-1": 98765}, state=State.DRAFT)
    answer = reviewer.post(address(draft, "send_back"), {"version": draft.version, "reason": reason}, follow=True)
    assert answer.redirect_chain == [(QUEUE, 302)]
    assert "98,765" not in answer.content.decode()
    assert "Nothing was decided: the report is a draft again." in answer.content.decode()


def test_sending_back_what_was_submitted_anew_keeps_what_was_typed(reviewer, reviewer_employment, submitted, indicator):
    resubmit(submitted, {"T01-1": 121}, reviewer_employment)
    typed = {"version": submitted.version, "reason": "请核实本月数据", f"note-{indicator('T01-1').pk}": "多报了"}
    answer = reviewer.post(address(submitted, "send_back"), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Please look at it again" in page
    assert "请核实本月数据" in page
    assert "多报了" in page
    assert now(submitted).state == State.SUBMITTED


def test_reopening_what_is_open_already_does_nothing(administrator, as_user, jianshan, file_report):
    report = file_report(jianshan, "employment", 6, {"T01-1": 120})
    verbs.reopen(report, by=administrator, reason="口径")
    sent = {"version": report.version, "reason": "又一次"}
    page = as_user(administrator).post(address(report, "reopen"), sent, follow=True).content.decode()
    assert "Nothing was decided: the report is a draft again." in page
    assert now(report).reason == "口径"


def test_an_administrator_reopens_with_a_reason_and_the_approved_figures_stand(
    administrator, as_user, jianshan, file_report
):
    report = file_report(jianshan, "employment", 6, {"T01-1": 120})
    client = as_user(administrator)
    assert "The approved figures stand" in client.get(address(report)).content.decode()
    assert client.post(address(report, "reopen"), {"version": report.version}).status_code == 422
    client.post(address(report, "reopen"), {"version": report.version, "reason": "统计口径有误"})
    reopened = now(report)
    assert (reopened.state, reopened.is_correction, reopened.reason) == (State.DRAFT, True, "统计口径有误")
    assert reopened.figures.get(indicator__code="T01-1").standing_value == 120


def test_a_reviewer_does_not_reopen_and_an_administrator_does_not_approve(
    reviewer, administrator, as_user, jianshan, submitted, baoqing, file_report
):
    approved = file_report(baoqing, "employment", 6, {"T01-1": 5})
    sent = {"reason": "x", "version": approved.version}
    assert reviewer.post(address(approved, "reopen"), sent).status_code == 403
    assert as_user(administrator).post(address(submitted, "approve"), sent).status_code == 403


@pytest.mark.parametrize("verb", ["approve", "send_back", "reopen"])
def test_decisions_are_posted_only(reviewer, submitted, verb):
    assert reviewer.get(address(submitted, verb)).status_code == 405


def test_the_list_is_read_and_several_are_posted(reviewer):
    assert (reviewer.post(QUEUE).status_code, reviewer.get(BULK).status_code) == (405, 405)


@pytest.mark.parametrize(
    ("who", "status"),
    [("leader", 403), ("reporter_jianshan", 403), ("reporter_baoqing", 404), ("reviewer_insurance", 404)],
)
@pytest.mark.parametrize("verb", ["approve", "send_back"])
def test_outside_is_not_found_and_inside_without_the_right_forbidden(who, status, verb, request, as_user, submitted):
    client = as_user(request.getfixturevalue(who))
    sent = {"version": submitted.version, "reason": "x"}
    assert client.post(address(submitted, verb), sent).status_code == status
    assert now(submitted).state == State.SUBMITTED


def test_a_report_that_was_never_begun_is_not_found(reviewer, jianshan, plan):
    nowhere = reverse("targets:report_approve", args=[jianshan.code, "employment", Month(2007, 6)])
    assert reviewer.post(nowhere).status_code == 404


# ---- The report's life ------------------------------------------------------------------------------------


def test_the_life_of_a_report_names_every_step_with_who_when_and_why(
    submitted, reviewer_employment, administrator, reporter_jianshan
):
    report = resubmit(submitted, {"T01-1": 121}, reviewer_employment)
    report = verbs.approve(report, by=reviewer_employment)
    report = verbs.reopen(report, by=administrator, reason="口径")
    report = verbs.submit(report, by=reporter_jianshan)
    verbs.withdraw(report, by=reporter_jianshan)
    steps = list(review.life(report))
    assert [(step.words, step.by, step.reason) for step in steps] == [
        ("Opened", "reporter-230502", ""),
        ("Submitted, no. 1", "reporter-230502", ""),
        ("Sent back", "reviewer-employment", "check"),
        ("Submitted, no. 2", "reporter-230502", ""),
        ("Approved", "reviewer-employment", ""),
        ("Reopened for a correction", "administrator", "口径"),
        ("Submitted, no. 3", "reporter-230502", ""),
        ("Withdrawn", "reporter-230502", ""),
    ]
    assert all("2007" in step.at for step in steps)


def test_the_reader_of_a_report_sees_its_life_but_no_panel(submitted, reporter_jianshan, as_user):
    page = as_user(reporter_jianshan).get(address(submitted)).content.decode()
    assert "Submitted, no. 1" in page
    assert 'id="review"' not in page


def test_a_report_of_an_unknown_unit_is_not_found(reviewer):
    assert reviewer.post("/reports/999999/employment/2007-06/approve/").status_code == 404
