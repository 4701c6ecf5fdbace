"""Invented entries of social insurance: as a form takes them, in step with the reports but for two gaps."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from insurance.models import CollectionPlan, CoverageStatement, FundCase, FundStatement, InsuranceContinuation
from targets.registers.registry import registry
from tests.registers.reported import gaps
from tests.registers.shown_entries import faults_of

pytestmark = [
    pytest.mark.usefixtures("demonstrated"),
    pytest.mark.one_database("the demonstration is stored through verbs and forms, which are tried on both"),
]


@pytest.mark.parametrize(
    ("code", "meant"),
    [("T09-1", []), ("T09-2", [("230521", 6)]), ("T10-1", []), ("T10-2", []), ("T11-1", [("230505", 6)])],
)
def test_registers_agree_with_the_reports_but_for_two_gaps(db, code, meant):
    assert list(gaps(code)) == meant


def test_a_form_would_have_taken_every_entry(db):
    registers = registry.of_app("insurance")
    assert all(register.model.objects.count() for register in registers)
    assert [fault for register in registers for fault in faults_of(register)] == []


def test_there_are_not_too_many_and_all_are_marked(db):
    models = [register.model for register in registry.of_app("insurance")]
    assert sum(model.objects.count() for model in models) < 3000
    assert not any(model.objects.filter(is_demo=False).exists() for model in models)


def test_employers_and_persons_are_plainly_nobodys(db):
    assert all("演示" in name for name in CoverageStatement.objects.values_list("employer", flat=True))
    assert all("（演示）" in name for name in InsuranceContinuation.objects.values_list("name", flat=True))


def test_one_firm_opens_a_month_otherwise_than_it_closed_the_last(db):
    (broken,) = CoverageStatement.objects.breaks()
    assert (broken.unit.code, broken.scheme, broken.month) == ("230503", "pension", date(2007, 5, 1))
    assert broken.closed_with - broken.opening == 3


def test_arrears_left_follow_from_what_was_due_and_paid(db):
    of_line = defaultdict(list)
    for statement in CoverageStatement.objects.order_by("month"):
        of_line[statement.unit_id, statement.employer_no, statement.scheme].append(statement)
    for months in of_line.values():
        for before, after in pairwise(months):
            assert after.arrears_left == max(before.arrears_left + after.due - after.paid, 0)


def test_a_funds_month_opens_with_the_balance_of_the_last(db):
    for scheme in {statement.scheme for statement in FundStatement.objects.all()}:
        months = list(FundStatement.objects.filter(scheme=scheme).order_by("month"))
        assert [m.opening for m in months[1:]] == [m.balance for m in months[:-1]]


def test_one_fund_case_is_overdue_and_one_due_soon(db):
    today = date(2007, 7, 4)
    assert [case.received_on for case in FundCase.objects.overdue(today)] == [date(2007, 5, 2)]
    assert [case.received_on for case in FundCase.objects.due_soon(today)] == [date(2007, 5, 9)]


def test_some_merged_workers_are_still_waiting(db):
    workers = InsuranceContinuation.objects.all()
    assert len(workers) == 60
    assert 5 <= len(workers.open()) <= 30


def test_the_units_shares_of_the_unemployment_plan_make_no_more_than_the_citys(db):
    plans = CollectionPlan.objects.filter(scheme="unemployment")
    city = plans.get(unit__code="230500")
    assert sum(plan.planned for plan in plans) - city.planned <= city.planned
