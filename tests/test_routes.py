"""Every address and every role: who is let in (200), sent on (302), refused (403), or told there is nothing (404).

A route that is not listed here fails `test_every_route_is_listed`.
"""

from datetime import date
from functools import partial
from shutil import copytree

import pytest
from django.core.files.base import ContentFile
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from employment.models import TrainingClass, ZeroEmploymentHousehold
from targets import clock
from targets.models import ImportBatch, ImportedFile, ImportKind, ReportingUnit, WorkPlan
from targets.registers.registry import registry
from tests.conftest import file, for_a_module, reporter_of, settle
from tests.registers.entries import stored

PEOPLE = (
    "nobody",
    "stranger",
    "reporter_jianshan",
    "reporter_baoqing",
    "reporter_city",
    "reviewer_employment",
    "reviewer_insurance",
    "leader",
    "administrator",
    "auditor",
    "clerk",
    "reporter_of_two_districts",
    "section_and_district",
    "clerk_and_leader",
)

KEPT = {
    "private, no-store",
    "private, no-cache",
    "max-age=0, no-cache, no-store, must-revalidate, private",
}

PLAN = {"year": 2007}
EMPLOYMENT = PLAN | {"app": "employment"}
NEW_JOBS = PLAN | {"code": "T01-1"}
JIANSHAN = PLAN | {"code": "230502"}
DRAFT = {"unit": "230502", "app": "employment", "month": "2007-06"}
SUBMITTED = DRAFT | {"month": "2007-05"}
APPROVED = DRAFT | {"month": "2007-01"}
CLASSES = {"app": "employment", "register": "training-classes"}
CLASS = CLASSES | {"pk": 1}
CLASS_FILE = CLASSES | {"batch": 2}
HOUSEHOLDS = {"app": "employment", "register": "zero-employment-households"}
HOUSEHOLD = HOUSEHOLDS | {"pk": 1}
LINGDONG_CLASS = CLASSES | {"pk": 2}
# Employment at Lingdong and insurance at Jianshan: nobody's, of those who hold the two the other way round.
CROSSED = {"unit": "230503", "app": "employment", "month": "2007-06"}
CROSSED_BACK = {"unit": "230502", "app": "insurance", "month": "2007-06"}
LINGDONG_INSURANCE = CROSSED | {"app": "insurance"}
INSURANCE_SUBMITTED = SUBMITTED | {"app": "insurance"}
IMPORT = {"pk": 1}
FIRST_FILE = IMPORT | {"order": 0}

# GET: name, arguments, and the answer for each of PEOPLE in turn.
PAGES = [
    ("targets:home", {}, "302 200 302 302 302 302 302 302 302 302 302 302 302 302"),
    ("targets:dashboard", PLAN, "302 404 200 200 200 200 200 200 200 200 403 200 200 200"),
    ("targets:chapter", EMPLOYMENT, "302 404 200 200 200 200 200 200 200 200 403 200 200 200"),
    ("targets:matrix", PLAN, "302 404 200 200 200 200 200 200 200 200 403 200 200 200"),
    ("targets:indicator", NEW_JOBS, "302 404 200 200 200 200 200 200 200 200 403 200 200 200"),
    ("targets:timeliness", PLAN, "302 404 200 200 200 200 200 200 200 200 403 200 200 200"),
    ("targets:close_month", PLAN, "302 404 403 403 403 403 403 403 200 403 403 403 403 403"),
    ("targets:unit", JIANSHAN, "302 404 200 404 404 200 200 200 200 200 403 200 200 404"),
    ("targets:plan_text", PLAN, "302 404 200 200 200 200 200 200 200 200 403 200 200 200"),
    ("targets:plan_amend", PLAN, "302 404 403 403 403 403 403 403 200 403 403 403 403 403"),
    ("targets:plan_changes", PLAN, "302 404 404 404 404 404 404 404 404 404 403 404 404 404"),
    ("targets:plan_document", PLAN, "302 404 404 404 404 404 404 404 404 404 403 404 404 404"),
    ("targets:targets", PLAN, "302 404 403 403 403 200 200 403 200 403 403 403 200 403"),
    ("targets:target_split", NEW_JOBS, "302 404 403 403 403 200 404 403 200 403 403 403 404 403"),
    ("targets:past_figures", PLAN, "302 404 403 403 403 200 200 403 200 403 403 403 200 403"),
    ("targets:report_template", {}, "302 404 200 200 200 200 200 403 200 403 404 200 200 403"),
    ("targets:my_month", {}, "302 404 200 200 200 403 403 403 403 403 403 200 200 403"),
    ("targets:review", {}, "302 404 403 403 403 200 200 403 403 403 403 403 200 403"),
    ("targets:report", DRAFT, "302 404 200 404 404 403 404 403 200 200 404 200 200 404"),
    ("targets:report", SUBMITTED, "302 404 200 404 404 200 404 403 200 200 404 200 200 404"),
    ("targets:report", APPROVED, "302 404 200 404 404 200 404 200 200 200 404 200 200 404"),
    ("targets:report", CROSSED, "302 404 404 404 404 403 404 403 200 200 404 404 404 403"),
    ("targets:report", CROSSED_BACK, "302 404 200 404 404 404 403 403 200 200 404 404 403 404"),
    ("targets:report", LINGDONG_INSURANCE, "302 404 404 404 404 404 403 403 200 200 404 200 403 403"),
    ("targets:figure_history", APPROVED | {"code": "T01-1"}, "302 404 200 404 404 200 404 200 200 200 404 200 200 404"),
    ("targets:evidence", APPROVED | {"code": "M01-1"}, "302 404 404 404 404 404 404 404 404 404 404 404 404 404"),
    ("targets:figure_entries", DRAFT | {"code": "T04-1"}, "302 404 200 404 404 403 404 403 200 200 404 200 200 404"),
    ("targets:figure_entries", APPROVED | {"code": "T04-1"}, "302 404 200 404 404 200 404 200 200 200 404 200 200 404"),
    ("targets:reconciliation", PLAN, "302 404 200 200 200 200 200 200 200 200 403 200 200 200"),
    ("targets:registers", {}, "302 404 200 200 200 200 200 200 200 200 200 200 200 200"),
    ("targets:register", CLASSES, "302 404 200 200 200 200 404 200 200 200 200 200 200 200"),
    ("targets:register_duplicates", HOUSEHOLDS, "302 404 200 200 200 200 404 200 200 200 200 200 200 200"),
    ("targets:register_template", CLASSES, "302 404 200 200 200 403 404 403 403 403 200 200 200 200"),
    ("targets:register_import", CLASSES, "302 404 200 200 200 403 404 403 403 403 200 200 200 200"),
    ("targets:register_preview", CLASS_FILE, "302 404 200 404 404 403 404 403 200 200 404 404 404 404"),
    ("targets:register_file", CLASS_FILE, "302 404 200 404 404 403 404 403 200 200 404 404 404 404"),
    ("targets:register_marked", CLASS_FILE, "302 404 200 404 404 403 404 403 200 200 404 404 404 404"),
    ("targets:entry_new", CLASSES, "302 404 200 200 200 403 404 403 403 403 200 200 200 200"),
    ("targets:entry", CLASS, "302 404 200 404 404 200 404 200 200 200 404 200 200 404"),
    ("targets:entry_edit", CLASS, "302 404 200 404 404 403 404 403 403 403 404 200 200 404"),
    ("targets:entry", LINGDONG_CLASS, "302 404 404 404 404 200 404 200 200 200 404 404 404 200"),
    ("targets:entry_edit", LINGDONG_CLASS, "302 404 404 404 404 403 404 403 403 403 404 404 404 403"),
    ("targets:imports", {}, "302 404 200 200 200 200 200 403 200 403 403 200 200 403"),
    ("targets:import", IMPORT, "302 404 200 404 404 404 404 404 200 200 404 404 404 404"),
    ("targets:import_file", FIRST_FILE, "302 404 200 404 404 404 404 404 200 200 404 404 404 404"),
    ("targets:import_marked", FIRST_FILE, "302 404 200 404 404 404 404 404 200 200 404 404 404 404"),
    ("infrastructure:identity_numbers", {}, "302 404 200 200 200 404 404 403 403 403 404 404 404 403"),
]

# POST: what is not one's to do is refused; what is, sends on to a page (302) or says what is missing (422).
DEEDS = [
    ("targets:report_save", DRAFT, "302 404 302 404 404 403 404 403 403 403 404 302 302 404"),
    ("targets:report_save", CROSSED, "302 404 404 404 404 403 404 403 403 403 404 404 404 403"),
    ("targets:report_save", CROSSED_BACK, "302 404 302 404 404 404 403 403 403 403 404 404 403 404"),
    ("targets:report_save", LINGDONG_INSURANCE, "302 404 404 404 404 404 403 403 403 403 404 302 403 403"),
    ("targets:report_submit", DRAFT, "302 404 302 404 404 403 404 403 403 403 404 302 302 404"),
    ("targets:report_withdraw", SUBMITTED, "302 404 302 404 404 403 404 403 403 403 404 302 302 404"),
    ("targets:report_send_back", SUBMITTED, "302 404 403 404 404 422 404 403 403 403 404 403 403 404"),
    ("targets:report_approve", SUBMITTED, "302 404 403 404 404 302 404 403 403 403 404 403 403 404"),
    ("targets:report_approve", INSURANCE_SUBMITTED, "302 404 403 404 404 404 302 403 403 403 404 404 302 404"),
    ("targets:report_reopen", APPROVED, "302 404 403 404 404 403 404 403 422 403 404 403 403 404"),
    ("targets:submit_complete", {}, "302 404 302 302 302 403 403 403 403 403 403 302 302 403"),
    ("targets:review_approve", {}, "302 404 403 403 403 302 302 403 403 403 403 403 302 403"),
    ("targets:entry_reveal", HOUSEHOLD, "302 404 200 404 404 403 404 403 403 403 404 200 200 404"),
    ("targets:entry_step", HOUSEHOLD, "302 404 422 404 404 403 404 403 403 403 404 422 422 404"),
    ("targets:entry_cancel", CLASS, "302 404 422 404 404 403 404 403 403 403 404 422 422 404"),
    ("targets:entry_delete", CLASS, "302 404 302 404 404 403 404 403 403 403 404 302 302 404"),
    ("targets:entry_delete", LINGDONG_CLASS, "302 404 404 404 404 403 404 403 403 403 404 404 404 403"),
    ("targets:register_store", CLASS_FILE, "302 404 409 404 404 403 404 403 403 403 404 404 404 404"),
    ("targets:register_discard", CLASS_FILE, "302 404 302 404 404 403 404 403 403 403 404 404 404 404"),
    ("targets:import_answers", IMPORT, "302 404 302 404 404 404 404 404 403 403 404 404 404 404"),
    ("targets:import_store", IMPORT, "302 404 409 404 404 404 404 404 403 403 404 404 404 404"),
    ("targets:import_discard", IMPORT, "302 404 302 404 404 404 404 404 403 403 404 404 404 404"),
]

# Asked for elsewhere: sign-in and language, the API (test_api), the admin (test_admin).
OTHERS = {"login", "logout", "password_change", "password_change_done", "set_language"}


@pytest.fixture(scope="module")
def filed(django_db_setup, django_db_blocker, tmp_path_factory):
    """Jianshan's employment reports: January approved, May submitted, June a draft, and an import for it.

    Its insurance report of May is submitted too, and Lingdong has a class. All of it is stored once for the module;
    yields the folder with the files of the two imports.
    """
    folder = tmp_path_factory.mktemp("media")
    with for_a_module(django_db_blocker), override_settings(MEDIA_ROOT=folder):
        units = {unit.code: unit for unit in ReportingUnit.objects.all()}
        jianshan, report = units["230502"], partial(file, WorkPlan.objects.get(year=2007))
        report(jianshan, "employment", 1, {"T01-1": 150})
        report(jianshan, "employment", 5, {"T01-1": 160}, state="submitted")
        report(jianshan, "employment", 6, {"T01-1": 170}, state="draft")
        _upload(reporter_of(jianshan))
        _upload_classes(reporter_of(jianshan))
        _keep(jianshan)
        report(jianshan, "insurance", 5, {"T09-1": 160}, state="submitted")
        stored(registry.get("employment", "training-classes"), units["230503"], pk=2)
        settle()
        yield folder


@pytest.fixture
def reports(filed, db, settings):
    """What was filed for the module, with a copy of its files that the test may delete."""
    copytree(filed, settings.MEDIA_ROOT)


def _keep(unit):
    """An entry in each of two registers; nothing rests on them."""
    TrainingClass.objects.create(
        pk=1,
        unit=unit,
        class_no="1",
        training_type="start_up",
        provider="中心",
        trade="创业",
        started_on=date(2007, 7, 1),
        trained=20,
    )
    ZeroEmploymentHousehold.objects.create(
        pk=1,
        unit=unit,
        household_no="1",
        head="演示",
        identity_number="230599197001010010",
        working_age=1,
        unemployed=1,
        recognised_on=date(2007, 7, 1),
    )


def _upload(user):
    """An import that waits for its confirmation."""
    plan, table = WorkPlan.objects.get(), "单位,城镇新增就业\n尖山区,171\n".encode()
    batch = ImportBatch.objects.create(**IMPORT, plan=plan, by=user, month=date(2007, 6, 1), created_at=clock.now())
    file = ImportedFile(batch=batch, name="就业.csv", size=len(table))
    file.content.save("a.csv", ContentFile(table))


def _upload_classes(user):
    """A file of training classes that waits; its only class lacks most of its values."""
    table = "班次编号,class_no,provider\n,1,中心\n".encode()
    into = {"kind": ImportKind.ENTRIES, "table": "employment.trainingclass"}
    batch = ImportBatch.objects.create(pk=2, **into, by=user, created_at=clock.now())
    file = ImportedFile(batch=batch, name="班.csv", size=len(table))
    file.content.save("b.csv", ContentFile(table))


def _label(name, arguments, *person):
    return " ".join([name, *map(str, arguments.values()), *person])


def _cases(table):
    return [
        pytest.param(name, arguments, person, int(answer), id=_label(name, arguments, person))
        for name, arguments, answers in table
        for person, answer in zip(PEOPLE, answers.split(), strict=True)
    ]


def _client(request, person, client, as_user):
    return client if person == "nobody" else as_user(request.getfixturevalue(person))


@pytest.mark.parametrize(("name", "arguments", "answers"), PAGES, ids=[_label(*row[:2]) for row in PAGES])
def test_pages_open_for_those_who_may_read_them(request, as_user, reports, name, arguments, answers):
    """Reading changes nothing: everybody asks in turn."""
    address = reverse(name, kwargs=arguments)
    found = {person: _client(request, person, Client(), as_user).get(address) for person in PEOPLE}
    codes = {person: answer.status_code for person, answer in found.items()}
    assert codes == dict(zip(PEOPLE, map(int, answers.split()), strict=True))
    # The boards alone are kept, by their reader's browser, which asks each time whether they still hold.
    assert {answer["Cache-Control"] for answer in found.values()} <= KEPT
    assert Client().get(address).url.startswith("/accounts/login/")


@pytest.mark.parametrize(("name", "arguments", "person", "answer"), _cases(DEEDS))
def test_actions_are_done_by_those_who_may(request, client, as_user, reports, name, arguments, person, answer):
    address = reverse(name, kwargs=arguments)
    response = _client(request, person, client, as_user).post(address, {"version": 1})
    assert response.status_code == answer


@pytest.mark.parametrize(("name", "arguments"), [row[:2] for row in DEEDS])
def test_actions_are_never_done_by_following_a_link(as_user, reports, reporter_jianshan, name, arguments):
    assert as_user(reporter_jianshan).get(reverse(name, kwargs=arguments)).status_code == 405


def _names(resolver: URLResolver, namespace: str = ""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"
        elif entry.namespace not in ("admin", "api"):
            yield from _names(entry, f"{entry.namespace}:" if entry.namespace else namespace)


def test_every_route_is_listed():
    listed = {row[0] for row in PAGES + DEEDS} | OTHERS
    assert set(_names(get_resolver())) == listed
