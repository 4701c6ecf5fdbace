"""Wage arrears, annual inspections with grades, arbitration institutes: the rules of one entry and what is counted."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from labor_relations.models import ArbitrationInstitute, IntegrityGrading, WageArrearsCase
from targets.integrity import grades
from targets.periods import Month
from targets.registers import keeping
from targets.registers.counting import count
from targets.registers.registry import registry
from targets.registers.showing import value_text

ARREARS = registry.get("labor_relations", "wage-arrears-cases")
GRADES = registry.get("labor_relations", "integrity-gradings")


def arrears(unit, number, received, **more):
    values = {"firm": "建筑公司", "industry": "construction", "workers": 20, "owed": Decimal("12.50")} | more
    return WageArrearsCase(unit=unit, case_no=str(number), received_on=received, **values)


def counted(register, unit, month, key):
    figure = register.figure(key)
    return count({register: [figure]}, [Month(2007, month)]).of(register, unit, Month(2007, month), figure)


def blamed(entry):
    return [field for kept, field, _words in entry.requirements() if not kept]


def test_what_was_cleared_counts_in_the_month_of_closing(jianshan):
    closed = {"closed_on": date(2007, 6, 30), "result": "已清偿", "paid": Decimal("12.50"), "paid_from": "firm"}
    WageArrearsCase.objects.bulk_create(
        [
            arrears(jianshan, 1, date(2007, 5, 2), migrants=15, **closed),
            arrears(jianshan, 2, date(2007, 6, 1), paid=Decimal(3), paid_from="deposit"),
        ]
    )
    assert counted(ARREARS, jianshan, 5, "cleared").value == 0
    assert counted(ARREARS, jianshan, 6, "cleared").value == Decimal("12.5")
    assert [counted(ARREARS, jianshan, month, "pending").value for month in (5, 6)] == [1, 1]
    assert counted(ARREARS, jianshan, 5, "migrants").value == 15


def test_sixty_working_days_are_twelve_weeks(jianshan, reporter_jianshan):
    stored = keeping.add(ARREARS, arrears(jianshan, 1, date(2007, 3, 5)), by=reporter_jianshan)
    assert stored.due_on == date(2007, 5, 28)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"migrants": 21}, ["migrants"]),
        ({"paid": Decimal(13), "paid_from": "firm"}, ["paid"]),
        ({"paid": Decimal(13), "paid_from": "firm", "remarks": "另付加班费"}, []),
        ({"paid": Decimal(1)}, ["paid_from"]),
        ({"closed_on": date(2007, 6, 1)}, ["result"]),
    ],
)
def test_a_case_of_arrears_adds_up(jianshan, values, wrong):
    assert blamed(arrears(jianshan, 1, date(2007, 3, 1), **values)) == wrong


def grading(unit, number, conclusion="passed", **more):
    values = {"firm": "商店", "year": 2006, "inspected_on": date(2007, 4, 10)} | more
    return IntegrityGrading(unit=unit, firm_no=str(number), conclusion=conclusion, **values)


def test_the_shares_of_those_that_passed_and_were_graded(jianshan):
    IntegrityGrading.objects.bulk_create(
        [
            grading(jianshan, 1, grade="A"),
            grading(jianshan, 2, grade="B"),
            grading(jianshan, 3, "to_rectify"),
            grading(jianshan, 4, "failed", grade="D", deductions="拒不整改"),
        ]
    )
    assert counted(GRADES, jianshan, 4, "passed")[1:] == (2, 4)
    assert counted(GRADES, jianshan, 4, "graded")[1:] == (3, 4)
    assert counted(GRADES, jianshan, 5, "inspected").value == 0


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"conclusion": "failed"}, ["deductions"]),
        ({"published_on": date(2007, 5, 1)}, ["grade"]),
        ({"published_on": date(2007, 4, 1), "grade": "A"}, ["published_on"]),
    ],
)
def test_a_grading_says_why_and_what(jianshan, values, wrong):
    assert blamed(grading(jianshan, 1, **values)) == wrong


def test_the_scale_is_the_bureaus_own(jianshan, settings):
    settings.INTEGRITY_GRADES = ["AAA", "AA"]
    assert grades() == [("AAA", "AAA"), ("AA", "AA")]
    grading(jianshan, 1, grade="AAA").full_clean()
    old = grading(jianshan, 2, grade="B")
    with pytest.raises(ValidationError):
        old.full_clean()
    assert value_text(old, "grade") == "B"


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"status": "preparing"}, []),
        ({"status": "opened"}, ["opened_on"]),
        ({"status": "approved", "opened_on": date(2007, 5, 8)}, ["opened_on"]),
        ({"status": "hearing", "opened_on": date(2007, 5, 8)}, ["premises"]),
        ({"status": "hearing", "opened_on": date(2007, 5, 8), "premises": "三楼", "posts": 5}, []),
    ],
)
def test_an_institute_is_open_from_its_day(jianshan, values, wrong):
    assert blamed(ArbitrationInstitute(unit=jianshan, **values)) == wrong
