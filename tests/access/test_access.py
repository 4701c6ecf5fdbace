"""The access rule, worked out for every role."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from targets import access
from targets.access import Action
from targets.models import Basis, Covers, Membership, ReportingUnit, Role, State, Target, WorkPlan
from tests.conftest import file, for_a_module, person, settle

A = Action
# Typed out, so that a slip in the table is noticed here.
MAY = {
    "reporter_jianshan": {
        A.VIEW_PROGRESS, A.VIEW_SUBMITTED, A.VIEW_REPORTS, A.ENTER_FIGURES, A.IMPORT_FIGURES,
        A.VIEW_REGISTERS, A.KEEP_REGISTERS,
    },
    "clerk": {A.VIEW_REGISTERS, A.KEEP_REGISTERS},
    "reviewer_employment": {
        A.VIEW_PROGRESS, A.VIEW_SUBMITTED, A.VIEW_REPORTS, A.REVIEW, A.SET_TARGETS, A.IMPORT_FIGURES,
        A.VIEW_REGISTERS, A.CLOSE_MONTHS,
    },
    "leader": {A.VIEW_PROGRESS, A.VIEW_REPORTS, A.VIEW_REGISTERS},
    "administrator": {
        A.VIEW_PROGRESS, A.VIEW_SUBMITTED, A.VIEW_REPORTS, A.REOPEN, A.SET_TARGETS, A.IMPORT_FIGURES,
        A.MANAGE_PLAN, A.MANAGE_ACCOUNTS, A.VIEW_REGISTERS, A.VIEW_EVERYTHING, A.CLOSE_MONTHS,
    },
    "auditor": {A.VIEW_PROGRESS, A.VIEW_SUBMITTED, A.VIEW_REPORTS, A.VIEW_REGISTERS, A.VIEW_EVERYTHING},
    "stranger": set(),
}  # fmt: skip


@pytest.mark.parametrize("name", MAY)
def test_each_role_may_do_its_part_and_no_more(request, name):
    rights = access.of(request.getfixturevalue(name))
    assert {action for action in Action if rights.may(action)} == MAY[name]


def answer(user, action, unit, app) -> int:
    try:
        access.of(user).require(action, unit, app)
    except Http404:
        return 404
    except PermissionDenied:
        return 403
    return 200


def test_a_reporter_works_for_one_unit_and_sees_no_other(reporter_jianshan, jianshan, baoqing, city):
    assert answer(reporter_jianshan, A.ENTER_FIGURES, jianshan, "employment") == 200
    assert answer(reporter_jianshan, A.REVIEW, jianshan, "employment") == 403
    assert answer(reporter_jianshan, A.ENTER_FIGURES, baoqing, "employment") == 404
    assert answer(reporter_jianshan, A.ENTER_FIGURES, city, "employment") == 404


def test_a_reporter_covers_the_streets_of_the_unit(reporter_jianshan, jianshan):
    street = ReportingUnit.objects.create(code="230502001", name="二马路街道", kind="street", parent=jianshan)
    assert answer(reporter_jianshan, A.ENTER_FIGURES, street, "employment") == 200
    assert set(access.of(reporter_jianshan).units(A.ENTER_FIGURES)) == {jianshan, street}


def test_the_citys_reporter_covers_the_city_level_and_no_district(reporter_city, city, jianshan):
    assert answer(reporter_city, A.ENTER_FIGURES, city, "skills") == 200
    assert answer(reporter_city, A.ENTER_FIGURES, jianshan, "skills") == 404
    assert list(access.of(reporter_city).units(A.ENTER_FIGURES)) == [city]
    assert not access.of(reporter_city).sees_whole(city)
    assert access.of(reporter_city).widest_covers(city) == Covers.OWN


def test_a_reviewer_works_on_one_chapter_in_every_unit(reviewer_employment, jianshan, city):
    assert answer(reviewer_employment, A.REVIEW, jianshan, "employment") == 200
    assert answer(reviewer_employment, A.REVIEW, city, "employment") == 200
    assert answer(reviewer_employment, A.REVIEW, jianshan, "insurance") == 404
    assert answer(reviewer_employment, A.ENTER_FIGURES, jianshan, "employment") == 403
    assert set(access.of(reviewer_employment).units(A.REVIEW, "employment")) == set(ReportingUnit.objects.all())
    assert not access.of(reviewer_employment).units(A.REVIEW, "insurance").exists()


def test_a_reporter_can_be_limited_to_some_chapters(jianshan):
    clerk = person("clerk", Role.REPORTER, jianshan, ["skills"])
    assert answer(clerk, A.ENTER_FIGURES, jianshan, "skills") == 200
    assert answer(clerk, A.ENTER_FIGURES, jianshan, "employment") == 404


@pytest.mark.parametrize("name", ["leader", "auditor", "administrator"])
def test_leader_auditor_and_administrator_enter_no_figures(request, name, jianshan):
    user = request.getfixturevalue(name)
    assert answer(user, A.ENTER_FIGURES, jianshan, "employment") == 403
    assert answer(user, A.REVIEW, jianshan, "employment") == 403


def test_without_a_role_nothing_exists(stranger, jianshan):
    assert answer(stranger, A.VIEW_PROGRESS, jianshan, "employment") == 404
    assert answer(AnonymousUser(), A.VIEW_PROGRESS, jianshan, None) == 404
    assert access.of(stranger).home_unit is None


def test_an_inactive_account_has_no_rights(leader, city):
    leader.is_active = False
    leader.save()
    assert answer(get_user_model().objects.get(pk=leader.pk), A.VIEW_PROGRESS, city, None) == 404


def test_a_role_at_an_inactive_unit_gives_no_rights(reporter_baoqing, baoqing):
    baoqing.active = False
    baoqing.save()
    assert answer(reporter_baoqing, A.ENTER_FIGURES, baoqing, "employment") == 404


def test_two_roles_add_up(reporter_jianshan, jianshan, baoqing):
    Membership.objects.create(user=reporter_jianshan, role=Role.LEADER, unit=baoqing)
    assert answer(reporter_jianshan, A.ENTER_FIGURES, jianshan, "employment") == 200
    assert answer(reporter_jianshan, A.VIEW_PROGRESS, baoqing, "employment") == 200
    assert answer(reporter_jianshan, A.ENTER_FIGURES, baoqing, "employment") == 403


def test_a_superuser_is_an_administrator(plan, city):
    root = get_user_model().objects.create(username="root", is_superuser=True)
    assert answer(root, A.MANAGE_PLAN, city, None) == 200
    assert answer(root, A.ENTER_FIGURES, city, "employment") == 403


def test_the_leader_reads_approved_totals_and_others_may_choose_the_basis(
    leader, reviewer_employment, reporter_jianshan, city, jianshan
):
    assert access.of(leader).bases(city, Covers.WHOLE) == [Basis.APPROVED]
    both = [Basis.APPROVED, Basis.SUBMITTED]
    assert access.of(reviewer_employment).bases(city, Covers.WHOLE) == both
    assert access.of(reporter_jianshan).bases(jianshan, Covers.WHOLE) == both


def test_a_leader_who_reports_for_a_district_reads_the_citys_approved_totals_only(leader, city, jianshan):
    Membership.objects.create(user=leader, role=Role.REPORTER, unit=jianshan)
    Membership.objects.create(user=leader, role=Role.REPORTER, unit=city)
    assert access.of(leader).bases(city, Covers.WHOLE) == [Basis.APPROVED]
    assert access.of(leader).bases(city, Covers.OWN) == [Basis.APPROVED, Basis.SUBMITTED]
    assert access.of(leader).bases(jianshan, Covers.WHOLE) == [Basis.APPROVED, Basis.SUBMITTED]


def test_the_home_unit_is_the_widest_one(leader, reporter_jianshan, city, jianshan):
    assert access.of(leader).home_unit == city
    assert access.of(leader).sees_whole(city)
    assert access.of(reporter_jianshan).home_unit == jianshan


@pytest.fixture(scope="module")
def filed(django_db_setup, django_db_blocker):
    with for_a_module(django_db_blocker):
        plan = WorkPlan.objects.get(year=2007)
        for unit in ReportingUnit.objects.filter(code__in=["230502", "230523"]):
            for month, state in enumerate(State, start=3):
                file(plan, unit, "employment", month, {"T01-1": 10}, state=state)
                file(plan, unit, "insurance", month, {"T09-1": 10}, state=state)
        settle()
        yield


@pytest.fixture
def one_report_of_each_state(filed, db):
    """Reports in every state, from March to June, of two units on two chapters."""


ALL = set(State)
ONCE_SUBMITTED = {State.SUBMITTED, State.RETURNED, State.APPROVED}


@pytest.mark.parametrize(
    ("name", "states", "unit_codes", "apps"),
    [
        ("reporter_jianshan", ALL, {"230502"}, {"employment", "insurance"}),
        ("reviewer_employment", ONCE_SUBMITTED, {"230502", "230523"}, {"employment"}),
        ("leader", {State.APPROVED}, {"230502", "230523"}, {"employment", "insurance"}),
        ("auditor", ALL, {"230502", "230523"}, {"employment", "insurance"}),
        ("administrator", ALL, {"230502", "230523"}, {"employment", "insurance"}),
        ("stranger", set(), set(), set()),
    ],
)
def test_each_role_reads_its_reports(request, one_report_of_each_state, name, states, unit_codes, apps):
    user = request.getfixturevalue(name)
    seen = access.visible_reports(user).select_related("unit", "chapter")
    assert {(r.state, r.unit.code, r.chapter.app) for r in seen} == {
        (state, code, app) for state in states for code in unit_codes for app in apps
    }
    assert all(access.of(user).reads(r.unit, r.chapter.app, r.state) for r in seen)


def test_only_reports_that_the_user_may_review_are_listed_for_review(
    one_report_of_each_state, reviewer_employment, auditor
):
    waiting = access.visible_reports(reviewer_employment, A.REVIEW).filter(state=State.SUBMITTED)
    assert {report.chapter.app for report in waiting} == {"employment"}
    assert waiting.count() == 2
    assert not access.visible_reports(auditor, A.REVIEW).exists()


def test_everybody_reads_the_citys_targets_and_each_unit_its_own(reporter_jianshan, jianshan, baoqing, indicator):
    for unit in (jianshan, baoqing):
        Target.objects.create(indicator=indicator("T01-1"), unit=unit, deadline="2007-12-31", value=1)
    seen = access.visible_targets(reporter_jianshan)
    assert seen.filter(unit=jianshan).count() == 1
    assert not seen.filter(unit=baoqing).exists()
    assert seen.filter(unit__parent=None).count() == 46
