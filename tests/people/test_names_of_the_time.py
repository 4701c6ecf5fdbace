"""Names in histories stay as they were, whatever becomes of the account later."""

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from simple_history.utils import get_history_manager_for_model

from targets import clock
from targets.models import (
    CaseStep,
    Disclosure,
    IndicatorAlias,
    MonthlyReport,
    NamesOfTheTime,
    PersonalDataView,
    State,
    Submission,
    Target,
    UnitVersion,
)
from targets.people import ending
from targets.registers import keeping
from targets.registers.registry import registry
from targets.reports import verbs
from tests.registers.entries import stored

LATER = date(2007, 8, 2)
ADDRESS = "/reports/230502/employment/2007-05/"


def rename(user: User, family: str, given: str) -> None:
    user.last_name, user.first_name = family, given
    user.save()


@pytest.fixture
def filed(file_report, jianshan, wang, reviewer_zhao):
    """A report of May that 王小明 submitted and 赵云 sent back."""
    report = file_report(jianshan, "employment", 5, {"T01-1": 160}, state=State.SUBMITTED, by=wang)
    return verbs.send_back(report, by=reviewer_zhao, reason="请核实")


@pytest.fixture
def households():
    return registry.get("employment", "zero-employment-households")


def test_a_name_that_is_changed_is_another_one_from_then_on_only(wang, settings):
    before = clock.now()
    settings.TODAY = LATER
    rename(wang, "李", "小明")
    names = NamesOfTheTime()
    assert names.of(wang, before) == "王小明"
    assert names.of(wang, clock.now()) == "李小明"
    assert names.of(None, before) == ""


def test_each_of_several_names_has_its_time(wang, settings):
    moments = [clock.now()]
    for day, family in ((date(2007, 8, 1), "李"), (date(2007, 9, 1), "张")):
        settings.TODAY = day
        rename(wang, family, "小明")
        moments.append(clock.now())
    names = NamesOfTheTime()
    assert [names.of(wang, moment) for moment in moments] == ["王小明", "李小明", "张小明"]


def test_what_was_done_before_the_first_name_was_known_has_that_name(wang):
    rename(wang, "李", "小明")
    assert NamesOfTheTime().of(wang, clock.now().replace(year=2006)) == "王小明"


def test_a_sign_in_is_no_change_of_the_account(as_user, wang):
    as_user(wang)
    wang.refresh_from_db()
    assert wang.last_login
    assert get_history_manager_for_model(User).filter(id=wang.pk).count() == 1


def test_names_are_read_once_for_a_page(wang, li, reviewer_zhao):
    rename(wang, "李", "小明")
    names = NamesOfTheTime()
    with CaptureQueriesContext(connection) as captured:
        for user in (wang, li, reviewer_zhao, None, wang):
            names.of(user, clock.now())
    assert len(captured) == 1


def _renamed(settings, *users: User) -> None:
    settings.TODAY = LATER
    for user in users:
        rename(user, "新", "名")


def test_a_reports_pages_go_on_showing_the_names_of_the_time(settings, fetch, filed, wang, reviewer_zhao):
    _renamed(settings, wang, reviewer_zhao)
    for address in (ADDRESS, f"{ADDRESS}history/T01-1/"):
        page = fetch(reviewer_zhao, address).content.decode()
        assert "王小明" in page, address
        assert "新名" not in page.split("<main")[1], address
    assert "赵云" in fetch(reviewer_zhao, ADDRESS).content.decode().split("<main")[1]


def test_the_file_of_a_figures_history_names_who_it_was(settings, fetch, filed, wang, reviewer_zhao):
    _renamed(settings, wang)
    table = b"".join(fetch(reviewer_zhao, f"{ADDRESS}history/T01-1/", export="csv")).decode("utf-8-sig")
    assert "王小明" in table
    assert "新名" not in table


def test_the_review_queue_and_its_file_name_who_submitted(settings, fetch, file_report, jianshan, wang, reviewer_zhao):
    file_report(jianshan, "employment", 5, {"T01-1": 160}, state=State.SUBMITTED, by=wang)
    _renamed(settings, wang)
    assert "王小明" in fetch(reviewer_zhao, "/review/").content.decode()


def test_the_end_of_an_account_changes_no_name(settings, fetch, filed, wang, reviewer_zhao, administrator):
    settings.TODAY = LATER
    ending.end(wang, by=administrator, reason="退休")
    assert "王小明" in fetch(reviewer_zhao, ADDRESS).content.decode()


def test_what_is_done_after_the_change_bears_the_new_name(settings, fetch, filed, wang, reviewer_zhao):
    _renamed(settings, wang)
    verbs.submit(MonthlyReport.objects.get(pk=filed.pk), by=wang)
    page = fetch(reviewer_zhao, ADDRESS).content.decode().split("<main")[1]
    assert "王小明" in page
    assert "新名" in page


def test_steps_and_changes_of_an_entry_name_who_it_was(settings, fetch, jianshan, wang, households):
    entry = stored(households, jianshan)
    entry = keeping.change(households, entry, by=wang, version=entry.version)
    keeping.add_step(households, entry, by=wang, taken_on=clock.today(), words="已约谈")
    _renamed(settings, wang)
    page = fetch(wang, f"/registers/employment/zero-employment-households/{entry.pk}/").content.decode()
    assert page.split("<main")[1].count("王小明") == 2


LISTS = ("targets_submission", "targets_personaldataview", "targets_casestep", "admin_logentry")


def test_logs_in_the_admin_name_who_it_was(settings, fetch, filed, wang, jianshan, auditor):
    """Submissions, views of personal data, steps of cases, and Django's own log, in lists and on pages."""
    of_case = {"register": "employment.zeroemploymenthousehold", "entry": 1, "by": wang}
    PersonalDataView.objects.create(**of_case, at=clock.now(), unit=jianshan, occasion=Disclosure.ENTRY)
    CaseStep.objects.create(**of_case, taken_on=clock.today(), words="约谈", written_at=clock.now())
    content_type = ContentType.objects.get_for_model(Target)
    LogEntry.objects.create(user=wang, content_type=content_type, object_id="1", object_repr="1", action_flag=CHANGE)
    _renamed(settings, wang)
    for name in LISTS:
        page = fetch(auditor, reverse(f"admin:{name}_changelist")).content.decode()
        assert "王小明" in page, name
        assert "新名" not in page, name
    for row in (
        Submission.objects.get(),
        PersonalDataView.objects.get(),
        CaseStep.objects.get(),
        LogEntry.objects.get(),
    ):
        name = f"{row._meta.app_label}_{row._meta.model_name}"
        page = fetch(auditor, reverse(f"admin:{name}_change", args=[row.pk])).content.decode()
        assert "王小明" in page, name


def test_histories_in_the_admin_name_who_it_was(settings, as_user, fetch, administrator, wang, jianshan, indicator):
    """A row with a history of its own, and one of which only Django's log tells."""
    rename(administrator, "王", "小明")
    client = as_user(administrator)
    target = Target.objects.get(indicator=indicator("T01-1"), unit__parent__isnull=True)
    page = client.get(reverse("admin:targets_target_change", args=[target.pk]))
    form = page.context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields} | {"value": "51000", "in_force": "on"}
    sent |= {"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
    assert client.post(reverse("admin:targets_target_change", args=[target.pk]), sent).status_code == 302
    alias = IndicatorAlias.objects.create(indicator=indicator("T01-1"), name="岗位新增")
    LogEntry.objects.create(
        user=administrator,
        content_type=ContentType.objects.get_for_model(IndicatorAlias),
        object_id=str(alias.pk),
        object_repr=alias.name,
        action_flag=CHANGE,
    )
    _renamed(settings, administrator)
    for address in (
        reverse("admin:targets_target_history", args=[target.pk]),
        reverse("admin:targets_target_simple_history", args=[target.pk, target.history.latest().pk]),
        reverse("admin:targets_indicatoralias_history", args=[alias.pk]),
    ):
        content = fetch(administrator, address).content.decode().split('id="content"')[1]
        assert "王小明" in content, address
        assert "新名" not in content, address


def test_who_entered_a_units_version_keeps_the_name(settings, fetch, administrator, jianshan, wang):
    UnitVersion.objects.filter(unit=jianshan).update(decided_by=wang, entered_at=clock.now())
    _renamed(settings, wang)
    page = fetch(administrator, reverse("admin:targets_reportingunit_change", args=[jianshan.pk])).content.decode()
    assert "王小明" in page
    assert "新名" not in page


def test_the_account_has_a_history_of_its_own(fetch, administrator, wang):
    rename(wang, "李", "小明")
    page = fetch(administrator, reverse("admin:auth_user_history", args=[wang.pk])).content.decode()
    assert "王 → 李" in page


def test_the_accounts_history_says_that_it_ended_by_whom_and_why(fetch, administrator, wang):
    ending.end(wang, by=administrator, reason="退休")
    page = fetch(administrator, reverse("admin:auth_user_history", args=[wang.pk])).content.decode()
    assert "yes → no" in page
    assert "退休" in page


@pytest.mark.parametrize("address", ["/", "/admin/"])
def test_the_signed_in_persons_name_stands_in_chinese_order(as_user, wang, address):
    page = as_user(wang).get(address, follow=True).content.decode()
    assert "王小明" in page
    assert "小明 王" not in page


def test_no_page_turns_a_chinese_name_round(settings):
    """Templates ask for no name of Django's own: `get_full_name` puts the given name first, with a space."""
    for folder in (settings.BASE_DIR / "templates", settings.BASE_DIR / "targets"):
        for file in folder.rglob("*.*"):
            if file.suffix in (".html", ".py"):
                assert "get_full_name" not in file.read_text("utf-8"), file


def test_every_admin_that_lists_persons_shows_the_names_of_the_time():
    """A list that shows an account by its field shows the sign-in name."""
    shown = []
    for model, model_admin in admin.site._registry.items():
        people = {field.name for field in model._meta.fields if field.related_model is User}
        columns = [one for one in (*model_admin.list_display, *(model_admin.fields or ())) if isinstance(one, str)]
        shown += [(model, name) for name in people & set(columns) - set(getattr(model_admin, "actors", ()))]
    assert [name for model, name in shown if model._meta.model_name != "membership"] == []
