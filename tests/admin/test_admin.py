"""The admin: the rights of every role on every model, the form of a report, deleting, and accounts."""

from itertools import product
from uuid import uuid4

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override

from targets import clock
from targets.access import tokens
from targets.admin.files import FilesAdmin
from targets.closing.verbs import close
from targets.models import (
    AccountEnding,
    ApiToken,
    CaseStep,
    ChangeAfterClosing,
    Chapter,
    DeadlineRule,
    Figure,
    Handover,
    ImportBatch,
    Indicator,
    IndicatorAlias,
    JudgedIndicator,
    MasterDataImport,
    Membership,
    Milestone,
    MilestoneProgress,
    MissingReport,
    MonthClosing,
    MonthlyReport,
    PastFigure,
    PersonalDataView,
    PlanText,
    RegisterCount,
    RegisterImport,
    ReportingUnit,
    Role,
    SentForm,
    State,
    Submission,
    Target,
    Task,
    TaskNote,
    UnitAlias,
    UnitEnding,
    UnitSuccession,
    WorkPlan,
)
from targets.registers.registry import registry
from tests.conftest import person
from tests.registers.entries import DAY, stored

PEOPLE = (
    "reporter_jianshan",
    "reporter_baoqing",
    "reporter_city",
    "reviewer_employment",
    "reviewer_insurance",
    "leader",
    "administrator",
    "auditor",
)
# A reader of one unit, of one chapter, and of everything: the others' statements are of these three kinds, and the
# conditions on rows are tried for each role in tests/access.
ON_BOTH_DATABASES = ("reporter_jianshan", "reviewer_employment", "administrator")
ON_ONE = pytest.mark.one_database("each kind of statement is asked on both by ON_BOTH_DATABASES")
EVERY_PERSON = [pytest.param(name, marks=() if name in ON_BOTH_DATABASES else ON_ONE) for name in PEOPLE]
PLACES = ("changelist", "add", "change", "history")

# What each of PEOPLE in turn is answered: may (200), may not (403), or no such row for this user (302).
EVERYBODY = "200 200 200 200 200 200 200 200"
NOBODY = "403 403 403 403 403 403 403 403"
ADMINISTRATOR = "403 403 403 403 403 403 200 403"
READS_EVERYTHING = "403 403 403 403 403 403 200 200"
READS_JIANSHANS_EMPLOYMENT = "200 302 302 200 302 200 200 200"

PLAN = (EVERYBODY, ADMINISTRATOR, EVERYBODY, EVERYBODY)
ACCOUNTS = (READS_EVERYTHING, ADMINISTRATOR, READS_EVERYTHING, READS_EVERYTHING)
RECORDS_OF_UNITS = (EVERYBODY, NOBODY, EVERYBODY, EVERYBODY)
LOGS = (READS_EVERYTHING, NOBODY, READS_EVERYTHING, READS_EVERYTHING)
PARTS_OF_REPORTS = (EVERYBODY, NOBODY, READS_JIANSHANS_EMPLOYMENT, READS_JIANSHANS_EMPLOYMENT)


def _of_register(app: str) -> tuple[str, ...]:
    """Everybody with a role on the chapter reads a register, whoever keeps it adds to it; the row is Jianshan's."""
    sections = " ".join("200" if app == chapter else "403" for chapter in ("employment", "insurance"))
    rows = f"200 302 302 {sections} 200 200 200"
    return f"200 200 200 {sections} 200 200 200", "200 200 200 403 403 403 403 403", rows, rows


ANSWERS = {
    WorkPlan: PLAN,
    PlanText: (EVERYBODY, NOBODY, EVERYBODY, EVERYBODY),
    Chapter: PLAN,
    Task: PLAN,
    Indicator: PLAN,
    Milestone: PLAN,
    ReportingUnit: PLAN,
    Target: (
        EVERYBODY,
        "403 403 403 200 200 403 200 403",
        "200 302 302 200 200 200 200 200",
        "200 302 302 200 200 200 200 200",
    ),
    PastFigure: (
        EVERYBODY,
        "403 403 403 200 200 403 200 403",
        "200 302 302 200 200 200 200 200",
        "200 302 302 200 200 200 200 200",
    ),
    User: ACCOUNTS,
    Membership: ACCOUNTS,
    AccountEnding: LOGS,
    Handover: LOGS,
    ApiToken: LOGS,
    MonthlyReport: (
        EVERYBODY,
        "200 200 200 403 403 403 403 403",
        READS_JIANSHANS_EMPLOYMENT,
        READS_JIANSHANS_EMPLOYMENT,
    ),
    Figure: PARTS_OF_REPORTS,
    MilestoneProgress: PARTS_OF_REPORTS,
    TaskNote: PARTS_OF_REPORTS,
    Submission: PARTS_OF_REPORTS,
    ImportBatch: LOGS,
    MasterDataImport: LOGS,
    IndicatorAlias: (READS_EVERYTHING, ADMINISTRATOR, READS_EVERYTHING, READS_EVERYTHING),
    LogEntry: LOGS,
    AccessLog: LOGS,
    AccessFailureLog: LOGS,
    AccessAttempt: LOGS,
    **{one.model: _of_register(one.app) for one in registry},
    DeadlineRule: (READS_EVERYTHING, ADMINISTRATOR, READS_EVERYTHING, READS_EVERYTHING),
    PersonalDataView: LOGS,
    SentForm: LOGS,
    CaseStep: LOGS,
    RegisterCount: LOGS,
    RegisterImport: LOGS,
    MonthClosing: LOGS,
    MissingReport: LOGS,
    JudgedIndicator: LOGS,
    ChangeAfterClosing: LOGS,
    UnitEnding: RECORDS_OF_UNITS,
    UnitSuccession: RECORDS_OF_UNITS,
}


def _name(model) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"


def _url(place: str, row=None, model=None) -> str:
    return reverse(f"admin:{_name(model or type(row))}_{place}", args=[row.pk] if row else [])


@pytest.fixture
def report(file_report, jianshan):
    """Jianshan's employment report of January, approved, with something in every part."""
    report = file_report(jianshan, "employment", 1, {"T01-1": 150})
    MilestoneProgress.objects.create(report=report, milestone=Milestone.objects.first(), state="done")
    TaskNote.objects.create(report=report, task=Task.objects.first(), text="已开招聘会两场")
    return report


@pytest.fixture
def draft(file_report, jianshan):
    """Jianshan's employment report of June, a draft that was never submitted."""
    return file_report(jianshan, "employment", 6, {"T01-1": 170}, state=State.DRAFT)


def _of_registers(report, unit) -> list:
    """An entry of every register, and a row of each kind of record about registers."""
    entries = [one.model.objects.first() or stored(one, unit) for one in registry]
    case = next(one for one in registry if one.has_deadline)
    of_case = {"register": case.name, "entry": case.model.objects.get().pk}
    counted = {"submission": report.submissions.get(), "indicator": report.figures.get().indicator}
    return [
        *entries,
        DeadlineRule.objects.create(register=case.name, days=30, source="市局规定"),
        PersonalDataView.objects.create(**of_case, at=clock.now(), unit=unit, occasion="entry"),
        CaseStep.objects.create(**of_case, taken_on=DAY, words="已约谈", written_at=clock.now()),
        RegisterCount.objects.create(**counted, register="employment.trainingclass", value=3),
        RegisterImport.objects.create(kind="entries", table=case.name, created_at=clock.now()),
        MasterDataImport.objects.create(kind="master_data", table="targets.reportingunit", created_at=clock.now()),
    ]


def _of_closings(report, by) -> list:
    """January closed, and a row of each kind of record that belongs to a closing."""
    closing = close(report.chapter.plan, report.period, by=by)
    changed = {"report": report, "indicator": report.figures.get().indicator, "month": report.month}
    change = ChangeAfterClosing.objects.create(**changed, counted_before=True, changed_at=clock.now(), changed_by=by)
    return [closing, closing.missing_reports.first(), closing.judged.first(), change]


@pytest.fixture
def rows(report, jianshan, indicator, administrator, reporter_jianshan):
    """One row of every model; those of a unit are Jianshan's."""
    tokens.create(reporter_jianshan, "reads")
    sent = {"by": reporter_jianshan, "token": uuid4(), "stored_in": "employment.subsidy", "key": 1, "at": clock.now()}
    share = {"indicator": indicator("T01-1"), "unit": jianshan, "deadline": "2007-12-31", "value": 4860}
    attempt = {"username": "x", "ip_address": "127.0.0.1", "user_agent": "x", "path_info": "/"}
    content_type = ContentType.objects.get_for_model(Task)
    entry = {"user": administrator, "content_type": content_type, "object_id": "1", "object_repr": "1"}
    told = {"document": "民函〔2007〕12号", "decided_on": DAY, "reason": "区划调整", "entered_at": clock.now()}
    ending = UnitEnding.objects.create(unit=jianshan, how="merged", from_month="2007-07-01", **told)
    made = [
        report,
        ending,
        UnitSuccession.objects.create(ending=ending, successor=jianshan.parent, share=100),
        Target.objects.create(**share),
        PastFigure.objects.create(indicator=share["indicator"], unit=jianshan, month="2006-06-01", value=5),
        LogEntry.objects.create(**entry, action_flag=CHANGE),
        ImportBatch.objects.create(plan=WorkPlan.objects.get(), by=reporter_jianshan, created_at=clock.now()),
        IndicatorAlias.objects.create(indicator=indicator("T01-1"), name="岗位新增"),
        AccessLog.objects.create(**attempt),
        AccessFailureLog.objects.create(**attempt),
        AccessAttempt.objects.create(**attempt, failures_since_start=1),
        SentForm.objects.create(**sent),
        AccountEnding.objects.create(user=reporter_jianshan, ended_at=clock.now(), undone_at=clock.now()),
        Handover.objects.create(predecessor=reporter_jianshan, successor=administrator, at=clock.now()),
        *_of_registers(report, jianshan),
        *_of_closings(report, administrator),
    ]
    found = [reporter_jianshan, report.figures.get(), report.milestones.get(), report.notes.get()]
    found += [report.submissions.get(), reporter_jianshan.memberships.get(), ApiToken.objects.get()]
    found += [
        model.objects.first() for model in (WorkPlan, PlanText, Chapter, Task, Indicator, Milestone, ReportingUnit)
    ]
    return {type(row): row for row in made + found}


def test_every_model_of_the_admin_is_listed_here():
    assert set(admin.site._registry) == set(ANSWERS)
    assert Group not in admin.site._registry


@pytest.mark.parametrize("name", EVERY_PERSON)
def test_every_model_opens_for_those_who_may(request, as_user, rows, no_sidebar, name):
    client = as_user(request.getfixturevalue(name))
    answered, expected = {}, {}
    for model, answers in ANSWERS.items():
        for place, people in zip(PLACES, answers, strict=True):
            row = rows[model] if place in ("change", "history") else None
            answered[model, place] = client.get(_url(place, row, model)).status_code
            expected[model, place] = int(people.split()[PEOPLE.index(name)])
    assert answered == expected


@pytest.mark.parametrize("name", PEOPLE)
def test_the_index_opens_for_everybody_with_a_role(request, as_user, name):
    assert as_user(request.getfixturevalue(name)).get(reverse("admin:index")).status_code == 200


GUESSES = ("foo=1", "foo=1&e=1", "e=1", "foo__bar=1", "id=x", "id__isnull=x", "by__password=1", "_to_field=password")


@pytest.mark.parametrize(
    "model", [ReportingUnit, MonthlyReport, PersonalDataView, next(iter(registry)).model], ids=_name
)
def test_what_a_list_does_not_offer_is_told_and_the_whole_list_shown(as_user, auditor, rows, model, caplog):
    """On the list and where it is exported; nothing is an error of the portal's, to be looked for in its log."""
    client, address = as_user(auditor), _url("changelist", model=model)
    narrowed = [one[0] if isinstance(one, tuple) else one for one in admin.site._registry[model].list_filter]
    asked = [*GUESSES, *(f"{name}__exact=x" for name in narrowed if isinstance(name, str))]
    places = [address, f"{address}export/"] if isinstance(admin.site._registry[model], FilesAdmin) else [address]
    for place, query in product(places, asked):
        answer = client.get(f"{place}?{query}", follow=True)
        assert answer.status_code == 200, query
        assert "cl" in answer.context or "row_count" in answer.context, query
        assert bool(answer.redirect_chain) == bool(answer.context["messages"]), query
    assert not [record.message for record in caplog.records if record.levelname != "INFO"]


def test_without_a_sign_in_the_admin_leads_to_the_portals_own(client, plan):
    response = client.get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=")


def test_a_user_without_a_role_is_told_so(as_user, stranger):
    response = as_user(stranger).get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1][0] == "/"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_index_is_in_one_language(as_user, administrator, language):
    client = as_user(administrator)
    client.cookies["django_language"] = language
    page = client.get(reverse("admin:index")).content.decode()
    with override(language):
        assert str(gettext("monthly reports")).lower() in page.lower()
    assert "Axes" not in page


# ---- Scope ------------------------------------------------------------------------------------------------


def test_a_reporter_sees_no_other_districts_rows(as_user, reporter_baoqing, reporter_jianshan, report):
    theirs, own = as_user(reporter_baoqing), as_user(reporter_jianshan)
    for model in (MonthlyReport, Figure, MilestoneProgress, TaskNote, Submission):
        address = _url("changelist", model=model)
        assert theirs.get(address).context["cl"].result_count == 0
        assert own.get(address).context["cl"].result_count == 1


def test_a_reviewer_sees_no_draft(as_user, reviewer_employment, draft):
    client = as_user(reviewer_employment)
    assert client.get(_url("changelist", model=MonthlyReport)).context["cl"].result_count == 0
    assert client.get(_url("change", draft)).status_code == 302


def test_an_auditor_changes_nothing(as_user, auditor, rows):
    client = as_user(auditor)
    for row in rows.values():
        assert client.post(_url("change", row), {"version": 1}).status_code == 403
        assert client.post(_url("delete", row), {"post": "yes"}).status_code == 403


def test_a_role_in_one_district_is_no_right_over_plan_and_accounts(as_user, jianshan, rows):
    client = as_user(person("district-administrator", Role.ADMINISTRATOR, jianshan))
    assert client.get(_url("changelist", model=User)).status_code == 403
    assert client.get(_url("add", model=Task)).status_code == 403


def _target_of(indicator, unit, **more) -> dict:
    target = {"indicator": indicator.pk, "unit": unit.pk, "covers": "whole", "deadline": "2007-12-31", "value": "100"}
    # The versions below the form are only shown.
    shown = {"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
    return target | shown | {"in_force": "on"} | more


def test_a_section_sets_targets_of_its_own_chapters(as_user, reviewer_employment, indicator, jianshan):
    client, address = as_user(reviewer_employment), _url("add", model=Target)
    assert client.post(address, _target_of(indicator("T01-1"), jianshan)).status_code == 302
    assert Target.objects.get(unit=jianshan).value == 100
    other = Indicator.objects.exclude(task__chapter__app="employment").first()
    assert client.post(address, _target_of(other, jianshan)).status_code == 200
    assert not Target.objects.filter(unit=jianshan, indicator=other).exists()


def test_the_citys_target_needs_the_right_to_change_the_plan(
    as_user, reviewer_employment, administrator, indicator, city
):
    target = Target.objects.get(indicator=indicator("T01-1"), unit=city, covers="whole")
    sent = _target_of(target.indicator, city, deadline=target.deadline, value="51000")
    assert as_user(reviewer_employment).post(_url("change", target), sent).status_code == 403
    assert as_user(administrator).post(_url("change", target), sent).status_code == 302
    target.refresh_from_db()
    assert target.value == 51000


# ---- The report's form ------------------------------------------------------------------------------------


def _form(report: MonthlyReport, **entries) -> dict:
    return {"version": report.version, "base": "{}", **{name.replace("_", "-"): str(v) for name, v in entries.items()}}


def test_the_report_is_filled_in_as_on_its_page(as_user, reporter_jianshan, draft):
    client = as_user(reporter_jianshan)
    page = client.get(_url("change", draft))
    assert page.status_code == 200
    assert 'name="f-T01-1-value"' in page.content.decode()
    response = client.post(_url("change", draft), _form(draft) | {"f-T01-1-value": "181"})
    assert response.status_code == 302
    assert response.url == _url("change", draft)
    assert draft.figures.get(indicator__code="T01-1").value == 181
    assert LogEntry.objects.get(user=reporter_jianshan).object_id == str(draft.pk)


def test_a_value_that_cannot_be_read_is_shown_again(as_user, reporter_jianshan, draft):
    response = as_user(reporter_jianshan).post(_url("change", draft), _form(draft) | {"f-T01-1-value": "many"})
    assert response.status_code == 422
    assert 'value="many"' in response.content.decode()
    assert draft.figures.get(indicator__code="T01-1").value == 170


def test_the_report_is_submitted(as_user, reporter_jianshan, draft):
    address = _url("change", draft)
    client = as_user(reporter_jianshan)
    assert f"{address}?hand_in=1" in client.get(address).content.decode()
    assert client.post(f"{address}?hand_in=1", _form(draft) | {"f-T01-1-value": "181"}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
    again = client.post(f"{address}?hand_in=1", _form(draft) | {"f-T01-1-value": "999"}, follow=True)
    assert again.status_code == 200
    assert draft.figures.get(indicator__code="T01-1").value == 181


def test_the_form_of_a_closed_report_is_read_only(as_user, reporter_jianshan, report):
    client = as_user(reporter_jianshan)
    assert 'id="report-form"' not in client.get(_url("change", report)).content.decode()
    client.post(_url("change", report), _form(report) | {"f-T01-1-value": "999"})
    assert report.figures.get().value == 150


def test_only_the_reporter_fills_in(as_user, administrator, draft):
    client = as_user(administrator)
    assert 'id="report-form"' not in client.get(_url("change", draft)).content.decode()
    assert client.post(_url("change", draft), _form(draft)).status_code == 403


def test_a_report_begins_with_its_first_save(as_user, reporter_jianshan, jianshan):
    client, add = as_user(reporter_jianshan), _url("add", model=MonthlyReport)
    assert client.get(add).status_code == 200
    named = f"{add}?unit=230502&app=employment&month=2007-06"
    assert 'id="report-form"' in client.get(named).content.decode()
    assert not MonthlyReport.objects.exists()
    client.post(named, {"version": 1, "base": "{}", "f-T01-1-value": "12"})
    made = MonthlyReport.objects.get(unit=jianshan)
    assert made.figures.get(indicator__code="T01-1").value == 12
    assert client.get(named).url == _url("change", made)


@pytest.mark.parametrize("query", ["unit=230523&app=employment&month=2007-06", "unit=230502&app=x&month=2007-06"])
def test_no_report_is_begun_outside_the_users_units_and_chapters(as_user, reporter_jianshan, query):
    assert as_user(reporter_jianshan).get(f"{_url('add', model=MonthlyReport)}?{query}").status_code == 404


def test_an_invalid_month_leads_back_to_the_choice(as_user, reporter_jianshan):
    query = "unit=230502&app=employment&month=June"
    assert as_user(reporter_jianshan).get(f"{_url('add', model=MonthlyReport)}?{query}").status_code == 200


# ---- Deletion ---------------------------------------------------------------------------------------------


def test_a_report_once_submitted_cannot_be_deleted(as_user, reporter_jianshan, file_report, jianshan):
    returned = file_report(jianshan, "employment", 5, {"T01-1": 1}, state=State.RETURNED)
    assert as_user(reporter_jianshan).post(_url("delete", returned), {"post": "yes"}).status_code == 403
    assert MonthlyReport.objects.filter(pk=returned.pk).exists()


def test_a_draft_can_be_deleted(as_user, reporter_jianshan, draft):
    client = as_user(reporter_jianshan)
    assert client.get(_url("delete", draft)).status_code == 200
    assert client.post(_url("delete", draft), {"post": "yes"}).status_code == 302
    assert not MonthlyReport.objects.exists()


def test_several_reports_are_deleted_only_if_each_may_be(as_user, reporter_jianshan, draft, report):
    chosen = {"action": "delete_selected", "_selected_action": [draft.pk, report.pk], "post": "yes"}
    client, address = as_user(reporter_jianshan), _url("changelist", model=MonthlyReport)
    client.post(address, chosen)
    assert MonthlyReport.objects.count() == 2
    client.post(address, chosen | {"_selected_action": [draft.pk]})
    assert MonthlyReport.objects.get() == report


def test_plan_and_units_in_use_cannot_be_deleted_and_the_page_says_why(as_user, administrator, report, jianshan):
    client = as_user(administrator)
    chapter, indicator = report.chapter, report.figures.get().indicator
    for row in (chapter.plan, chapter, indicator.task, indicator, jianshan, jianshan.parent):
        with override("zh-hans"):
            response = client.post(_url("delete", row), {"post": "yes"})
        assert response.status_code == 200, row
        assert response.context["protected"], row
        assert type(row).objects.filter(pk=row.pk).exists()


def test_a_row_that_is_not_in_use_can_be_deleted(as_user, administrator, plan):
    milestone = Milestone.objects.filter(indicator=None).first()
    assert as_user(administrator).post(_url("delete", milestone), {"post": "yes"}).status_code == 302
    assert not Milestone.objects.filter(pk=milestone.pk).exists()


# ---- Plan and units ---------------------------------------------------------------------------------------


def _as_sent(page) -> dict:
    """What the browser would send of the change form that the page shows."""
    form = page.context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    for formset in page.context["inline_admin_formsets"]:
        for part in (formset.formset.management_form, *formset.formset.forms):
            sent |= {part.add_prefix(name): part[name].value() for name in part.fields}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def test_both_languages_are_edited_and_the_change_is_kept(as_user, administrator, indicator):
    client, jobs = as_user(administrator), indicator("T01-1")
    sent = _as_sent(client.get(_url("change", jobs)))
    sent |= {"name_zh_hans": "城镇新增就业人数", "name_en": "New urban jobs", "curve": "[]"}
    assert client.post(_url("change", jobs), sent).status_code == 302
    last = jobs.history.latest()
    assert (last.name_zh_hans, last.name_en, last.history_user) == ("城镇新增就业人数", "New urban jobs", administrator)


def test_history_shows_earlier_values_and_cannot_revert_them(as_user, administrator, leader, indicator):
    jobs = indicator("T01-1")
    jobs.quote = "原文"
    jobs.save()
    version = jobs.history.latest()
    address = reverse("admin:targets_indicator_simple_history", args=[jobs.pk, version.pk])
    assert "原文" in as_user(leader).get(address).content.decode()
    assert as_user(administrator).post(address, {"quote": ""}).status_code == 403
    assert as_user(leader).get(address.replace(f"/{version.pk}/", "/none/")).status_code == 404


def test_auditors_read_the_history_of_a_deleted_row(as_user, auditor, reporter_jianshan, draft):
    key = draft.pk
    draft.delete()
    address = reverse("admin:targets_monthlyreport_history", args=[key])
    assert as_user(auditor).get(address).status_code == 200
    assert as_user(reporter_jianshan).get(address).status_code == 302


def test_a_code_that_is_taken_is_an_error_at_its_field(as_user, administrator, indicator):
    client = as_user(administrator)
    sent = _as_sent(client.get(_url("change", indicator("T01-2")))) | {"code": "T01-1", "curve": "[]"}
    response = client.post(_url("change", indicator("T01-2")), sent)
    assert response.status_code == 200
    assert "code" in response.context["adminform"].form.errors


@pytest.mark.parametrize(("field", "value"), [("active", ""), ("parent", "230502")])
def test_the_city_stays_active_and_the_root(as_user, administrator, units, city, field, value):
    client = as_user(administrator)
    sent = _as_sent(client.get(_url("change", city))) | {field: units[value].pk if value else ""}
    assert client.post(_url("change", city), sent).status_code == 200
    city.refresh_from_db()
    assert (city.active, city.parent) == (True, None)


def test_a_unit_cannot_take_the_alias_of_another(as_user, administrator, jianshan, baoqing):
    alias = UnitAlias.objects.filter(unit=baoqing).first()
    client = as_user(administrator)
    sent = _as_sent(client.get(_url("change", jianshan)))
    total = int(sent["aliases-TOTAL_FORMS"])
    sent |= {
        "aliases-TOTAL_FORMS": total + 1,
        f"aliases-{total}-name": f" {alias.name} ",
        f"aliases-{total}-unit": jianshan.pk,
    }
    assert client.post(_url("change", jianshan), sent).status_code == 200
    assert UnitAlias.objects.get(name=alias.name).unit == baoqing


# ---- Accounts ---------------------------------------------------------------------------------------------


def test_an_account_gets_its_role_and_chapters(as_user, administrator, jianshan):
    client = as_user(administrator)
    password = {"password1": "shuangyashan-7", "password2": "shuangyashan-7", "usable_password": "true"}
    client.post(_url("add", model=User), {"username": "wang", "last_name": "王", **password})
    wang = User.objects.get(username="wang")
    assert wang.check_password("shuangyashan-7")
    sent = _as_sent(client.get(_url("change", wang)))
    role = {"role": "reporter", "unit": jianshan.pk, "chapters": ["employment", "skills"], "user": wang.pk}
    sent |= {"memberships-TOTAL_FORMS": 1} | {f"memberships-0-{name}": value for name, value in role.items()}
    assert client.post(_url("change", wang), sent).status_code == 302
    assert wang.memberships.get().chapters == ["employment", "skills"]


def test_an_unknown_chapter_is_refused(as_user, administrator, jianshan):
    sent = {"user": administrator.pk, "role": "leader", "unit": jianshan.pk, "chapters": ["nonsense"]}
    assert as_user(administrator).post(_url("add", model=Membership), sent).status_code == 200
    assert not Membership.objects.filter(role="leader").exists()


def test_administrators_cannot_deactivate_themselves(as_user, administrator):
    client = as_user(administrator)
    sent = _as_sent(client.get(_url("change", administrator)))
    sent.pop("is_active")
    response = client.post(_url("change", administrator), sent)
    with override("zh-hans"):
        sentence = gettext("You cannot put your own account out of use; ask another administrator.")
    assert response.context["adminform"].form.errors["is_active"] == [sentence]
    administrator.refresh_from_db()
    assert administrator.is_active


@pytest.mark.parametrize("change", [{"role": "auditor"}, {"DELETE": "on"}, {"chapters": ["skills"]}])
def test_administrators_cannot_take_their_own_role_away(as_user, administrator, change):
    client = as_user(administrator)
    sent = _as_sent(client.get(_url("change", administrator)))
    sent |= {f"memberships-0-{name}": value for name, value in change.items()}
    assert client.post(_url("change", administrator), sent).status_code == 200
    own = administrator.memberships.get()
    assert (own.role, own.chapters) == (Role.ADMINISTRATOR, [])
    assert client.post(_url("delete", own), {"post": "yes"}).status_code == 403
    assert client.post(_url("delete", administrator), {"post": "yes"}).status_code == 403


def test_another_administrator_can_take_the_role_away(as_user, administrator, city):
    other = person("second", Role.ADMINISTRATOR, city)
    client = as_user(other)
    sent = _as_sent(client.get(_url("change", administrator))) | {"memberships-0-DELETE": "on"}
    sent.pop("is_active")
    assert client.post(_url("change", administrator), sent).status_code == 302
    administrator.refresh_from_db()
    assert (administrator.is_active, administrator.memberships.count()) == (False, 0)


def test_an_account_once_used_is_not_deleted(as_user, administrator, leader, stranger):
    as_user(leader)
    leader.refresh_from_db()
    client = as_user(administrator)
    assert leader.last_login is not None
    assert client.post(_url("delete", leader), {"post": "yes"}).status_code == 403
    assert client.post(_url("delete", stranger), {"post": "yes"}).status_code == 302


def test_an_auditor_sees_no_digest_of_a_password(as_user, auditor, leader):
    leader.set_password("shuangyashan-7")
    leader.save()
    page = as_user(auditor).get(_url("change", leader)).content.decode()
    assert "pbkdf2" not in page
    assert "md5" not in page


def test_an_administrator_deletes_a_token_and_lifts_a_lock(as_user, administrator, rows):
    client = as_user(administrator)
    for model in (ApiToken, AccessAttempt):
        assert client.post(_url("delete", rows[model]), {"post": "yes"}).status_code == 302
        assert not model.objects.exists()


# ---- Queries ----------------------------------------------------------------------------------------------


def _queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


@pytest.mark.one_database("how many statements a page takes is decided before a database is asked")
def test_lists_need_no_more_queries_for_more_rows(as_user, administrator, file_report, units, rows):
    client = as_user(administrator)
    addresses = [_url("changelist", model=model) for model in ANSWERS]
    before = {address: _queries(client, address) for address in addresses}
    for code in ("230503", "230505", "230523"):
        person(f"leader-{code}", Role.LEADER, units[code])
        report = file_report(units[code], "employment", 1, {"T01-1": 10, "T01-2": 5})
        for one in registry:
            stored(one, units[code])
        MilestoneProgress.objects.create(report=report, milestone=Milestone.objects.last(), state="done")
        TaskNote.objects.create(report=report, task=Task.objects.last(), text="进展")
    assert {address: _queries(client, address) for address in addresses} == before
    assert max(before.values()) <= 15
