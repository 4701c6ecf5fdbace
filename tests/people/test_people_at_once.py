"""Accounts ended and work handed over by several people at once, on PostgreSQL."""

import pytest
from django.contrib.auth.models import User
from django.db import connection

from targets import clock
from targets.models import AccountEnding, Handover, ImportBatch, Indicator, Membership, MonthlyReport, State
from targets.people import ending, handing_over
from targets.reports import verbs
from targets.reports.changes import Changes
from tests.at_once import at_once
from tests.conftest import cell, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def impatient(transactional_db):
    """A ring of waiting transactions would be broken by PostgreSQL with an error, which the tests would see."""
    assert connection.vendor == "postgresql"


@pytest.fixture
def draft(file_report, jianshan, wang) -> MonthlyReport:
    return file_report(jianshan, "employment", 6, {"T01-1": 1}, state=State.DRAFT, by=wang)


def kinds(answers: list) -> list[str]:
    return sorted(type(answer).__name__ for answer in answers)


def test_two_clicks_hand_over_once(wang, li, administrator, draft):
    answers = at_once(*[lambda: handing_over.hand_over(wang, li, by=administrator, ends=True)] * 3)
    assert kinds(answers) == ["Handover", "NothingToHandOver", "NothingToHandOver"]
    assert Handover.objects.count() == li.memberships.count() == AccountEnding.objects.count() == 1


def test_two_administrators_hand_over_to_one_successor_only(wang, li, administrator, plan, draft):
    """Roles and imports go to the same person, whichever of two is first."""
    ImportBatch.objects.create(plan=plan, by=wang, created_at=clock.now())
    others = [li, User.objects.create(username="zhou")]
    answers = at_once(*[lambda to=to: handing_over.hand_over(wang, to, by=administrator) for to in others])
    assert kinds(answers) == ["Handover", "NothingToHandOver"]
    holder = Membership.objects.current().get(unit__code="230502", role="reporter").user
    assert ImportBatch.objects.get().by == holder


def test_a_successor_begun_by_two_clicks_is_begun_once(wang, administrator):
    def begin():
        return handing_over.hand_over(wang, User(username="zhou"), by=administrator)

    assert kinds(at_once(begin, begin)) == ["Handover", "NothingToHandOver"]
    assert User.objects.filter(username="zhou").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_handing_over_while_the_predecessor_saves_waits_for_nobody_for_ever(wang, li, administrator, draft, attempt):
    key = Indicator.objects.get(code="T01-1").pk
    answers = at_once(
        lambda: handing_over.hand_over(wang, li, by=administrator, ends=True),
        lambda: verbs.save(draft, Changes(figures={key: cell(2)}), by=wang, version=draft.version),
    )
    assert kinds(answers) == ["Handover", "MonthlyReport"]


def test_two_persons_hand_over_to_each_other(wang, li, administrator, jianshan, lingdong):
    """Accounts are locked in the order of their keys, whoever is the predecessor."""
    Membership.objects.create(user=li, role="leader", unit=lingdong)
    answers = at_once(
        lambda: handing_over.hand_over(wang, li, by=administrator),
        lambda: handing_over.hand_over(li, wang, by=administrator),
    )
    assert kinds(answers) == ["Handover", "Handover"]


def test_an_account_is_ended_once(wang, administrator):
    other = person("second")
    answers = at_once(*[lambda by=by: ending.end(wang, by=by, reason="退休") for by in (administrator, other)])
    assert kinds(answers) == ["AccountEnding", "AlreadyEnded"]


def test_whoever_ends_and_whoever_reinstates_wait_for_one_another(wang, administrator):
    ending.end(wang, by=administrator, reason="退休")
    answers = at_once(*[lambda: ending.reinstate(wang, by=administrator)] * 2)
    assert kinds(answers) == ["NoneType", "NotEnded"]
