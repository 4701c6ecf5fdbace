"""An account is ended, never deleted once it has acted; the end can be undone."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from targets import access, clock
from targets.access import Action, tokens
from targets.models import AccountEnding, ApiToken, Membership, Role, State
from targets.people import ending, traces

NEXT_MONTH = date(2007, 8, 1)


@pytest.fixture
def ended(wang, administrator):
    return ending.end(wang, by=administrator, reason="退休")


def _fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


# ---- Who has acted ----------------------------------------------------------------------------------------


def test_every_field_that_names_a_user_is_a_trace_or_says_something_of_the_account():
    fields = {f"{field.model._meta.label}.{field.name}" for field in traces.acting_fields()}
    assert {
        "targets.MonthlyReport.submitted_by",
        "targets.MonthlyReport.decided_by",
        "targets.Submission.submitted_by",
        "targets.HistoricalFigure.history_user",
        "targets.HistoricalMembership.history_user",
        "targets.ImportBatch.by",
        "targets.CaseStep.by",
        "targets.PersonalDataView.by",
        "targets.UnitVersion.decided_by",
        "targets.AccountEnding.ended_by",
        "targets.Handover.predecessor",
        "admin.LogEntry.user",
        "employment.HistoricalZeroEmploymentHousehold.history_user",
    } <= fields
    assert not {name for name in fields if name.endswith(("Membership.user", "ApiToken.user", "AccountEnding.user"))}


def test_an_account_with_a_role_and_a_token_has_not_acted_yet(wang):
    tokens.create(wang, "reads")
    assert not traces.has_acted(wang)


def test_whoever_signed_in_has_acted(as_user, wang):
    as_user(wang)
    assert traces.has_acted(_fresh(wang))


def test_whoever_filed_a_report_has_acted(wang, li, jianshan, file_report):
    file_report(jianshan, "employment", 5, {"T01-1": 160}, state=State.DRAFT, by=wang)
    assert list(traces.acted(User.objects.filter(pk__in=[wang.pk, li.pk]))) == [wang]


def test_whoever_gave_a_role_has_acted(wang, li, jianshan):
    role = Membership(user=li, role=Role.LEADER, unit=jianshan)
    ending.save(role, by=wang)
    assert traces.has_acted(wang)
    assert not traces.has_acted(li)


# ---- Ending -----------------------------------------------------------------------------------------------


def test_the_end_is_kept_with_who_when_and_why(ended, wang, administrator):
    kept = AccountEnding.objects.get()
    assert (kept.user, kept.ended_by, kept.reason, clock.day_of(kept.ended_at)) == (
        wang,
        administrator,
        "退休",
        clock.today(),
    )
    last = wang.history.latest("history_id")
    assert (last.is_active, last.history_user, last.history_change_reason) == (False, administrator, "退休")


def test_nobody_signs_in_with_an_ended_account(wang, administrator):
    wang.set_password("shuangyashan-7")
    wang.save()
    sent = {"username": "wang", "password": "shuangyashan-7"}
    assert Client().post("/accounts/login/", sent).status_code == 302
    ending.end(wang, by=administrator, reason="退休")
    assert Client().post("/accounts/login/", sent).status_code == 200


def test_open_sessions_end_at_once_and_those_of_others_go_on(as_user, wang, li, administrator):
    theirs, others = as_user(wang), as_user(li)
    assert theirs.get("/reports/").status_code == 200
    ending.end(wang, by=administrator, reason="退休")
    assert theirs.get("/reports/").url.startswith("/accounts/login/")
    assert others.get("/").status_code == 200
    assert Session.objects.count() == 1


def test_api_tokens_are_revoked(wang, administrator):
    token = tokens.create(wang)
    ending.end(wang, by=administrator, reason="退休")
    assert tokens.user_of(token) is None
    assert not ApiToken.objects.exists()


def test_roles_end_on_the_day_and_stay_to_be_read(ended, wang, jianshan):
    role = wang.memberships.get()
    assert (role.role, role.unit, role.until_day, role.has_ended) == (Role.REPORTER, jianshan, clock.today(), True)
    assert not Membership.objects.current().filter(user=wang).exists()
    assert not access.of(_fresh(wang)).may(Action.ENTER_FIGURES, jianshan)


def test_an_account_is_ended_once(ended, wang, administrator):
    with pytest.raises(ending.AlreadyEnded):
        ending.end(wang, by=administrator, reason="又一次")
    assert AccountEnding.objects.count() == 1


def test_nobody_ends_his_own_account(administrator):
    with pytest.raises(ending.OwnAccount):
        ending.end(administrator, by=administrator, reason="退休")


def test_a_role_that_is_to_begin_later_never_begins(wang, administrator, lingdong):
    Membership.objects.create(user=wang, role=Role.REPORTER, unit=lingdong, from_day=NEXT_MONTH)
    ending.end(wang, by=administrator, reason="退休")
    assert wang.memberships.get(unit=lingdong).until_day == NEXT_MONTH


# ---- Undoing ----------------------------------------------------------------------------------------------


def test_the_end_is_undone_with_the_roles_that_it_ended(ended, wang, administrator, jianshan, settings):
    settings.TODAY = NEXT_MONTH
    ending.reinstate(wang, by=administrator)
    assert _fresh(wang).is_active
    assert access.of(_fresh(wang)).may(Action.ENTER_FIGURES, jianshan)
    ended.refresh_from_db()
    assert (ended.undone_by, clock.day_of(ended.undone_at)) == (administrator, NEXT_MONTH)


def test_sessions_and_tokens_stay_ended_when_the_end_is_undone(as_user, wang, administrator):
    browser, token = as_user(wang), tokens.create(wang)
    ending.end(wang, by=administrator, reason="退休")
    ending.reinstate(wang, by=administrator)
    assert browser.get("/reports/").url.startswith("/accounts/login/")
    assert tokens.user_of(token) is None


def test_a_role_that_had_ended_before_stays_ended(wang, administrator, lingdong):
    Membership.objects.create(user=wang, role=Role.LEADER, unit=lingdong, until_day=date(2007, 3, 1))
    ending.end(wang, by=administrator, reason="退休")
    ending.reinstate(wang, by=administrator)
    assert wang.memberships.get(unit=lingdong).until_day == date(2007, 3, 1)


def test_an_account_in_use_cannot_be_taken_into_use(wang, administrator):
    with pytest.raises(ending.NotEnded):
        ending.reinstate(wang, by=administrator)


def test_an_account_can_be_ended_again(ended, wang, administrator):
    ending.reinstate(wang, by=administrator)
    ending.end(wang, by=administrator, reason="调离")
    assert AccountEnding.objects.filter(user=wang).count() == 2
    assert AccountEnding.objects.get(undone_at__isnull=True).reason == "调离"


# ---- Roles have days --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "holds"),
    [
        ({}, True),
        ({"from_day": date(2007, 7, 4)}, True),
        ({"from_day": date(2007, 7, 5)}, False),
        ({"until_day": date(2007, 7, 5)}, True),
        ({"until_day": date(2007, 7, 4)}, False),
    ],
)
def test_a_role_holds_from_its_first_day_until_the_day_it_ends(li, jianshan, days, holds):
    Membership.objects.create(user=li, role=Role.REPORTER, unit=jianshan, **days)
    assert access.of(li).may(Action.ENTER_FIGURES, jianshan) is holds
    assert Membership.objects.current().filter(user=li).exists() is holds
    assert Membership.objects.held_by(li.pk) == ([(Role.REPORTER, jianshan.pk, [])] if holds else [])


def test_a_role_that_ended_can_be_given_again(ended, wang, jianshan):
    Membership.objects.create(user=wang, role=Role.REPORTER, unit=jianshan)
    assert wang.memberships.count() == 2


def test_a_role_that_was_given_again_is_not_restored_twice(ended, wang, jianshan, administrator):
    Membership.objects.create(user=wang, role=Role.REPORTER, unit=jianshan)
    ending.reinstate(wang, by=administrator)
    assert Membership.objects.current().filter(user=wang).count() == 1
