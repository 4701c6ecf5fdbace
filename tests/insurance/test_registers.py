"""What the registers of insurance count, by rows worked out by hand, and which entries they refuse."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from insurance.models import CoverageStatement, FundCase, FundStatement, InsuranceContinuation
from targets.periods import Month
from targets.registers import movement
from targets.registers.counting import count_all
from targets.registers.registry import registry

COVERAGE = registry.get("insurance", "coverage-statements")
STATEMENTS = registry.get("insurance", "fund-statements")
CASES = registry.get("insurance", "fund-cases")
CONTINUATIONS = registry.get("insurance", "insurance-continuations")


def counted(register, key, unit, month):
    """A figure of 2007: its value, or its two parts."""
    period = Month(2007, month)
    found = count_all([register], [period]).of(register, unit, period, register.figure(key))
    return found if found is None else tuple(part for part in found if part is not None)


def broken(entry):
    return [field for kept, field, _words in entry.requirements() if not kept]


# ---- Coverage and collection ------------------------------------------------------------------------------


def statement(unit, number="1", scheme="unemployment", month=6, **values):
    plain = {"opening": 100, "joined": 8, "left": 3, "closing": 105, "migrants": 20}
    money = {"due": Decimal(10), "paid": Decimal(12), "arrears_recovered": Decimal(3), "arrears_left": Decimal(4)}
    where = {"unit": unit, "employer_no": number, "employer": "一厂", "scheme": scheme, "month": date(2007, month, 1)}
    return CoverageStatement(**where | plain | money | values)


def test_beginning_joined_and_left_make_the_end_and_the_sentence_has_both_numbers(city):
    wrong = statement(city, closing=106)
    assert broken(wrong) == ["closing"]
    (words,) = [words for kept, _field, words in wrong.requirements() if not kept]
    assert "105" in words
    assert "106" in words
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()


@pytest.mark.parametrize(
    ("values", "field"),
    [({"migrants": 106}, "migrants"), ({"arrears_recovered": Decimal("12.01")}, "arrears_recovered")],
)
def test_no_part_exceeds_its_whole(city, values, field):
    assert broken(statement(city, **values)) == [field]
    with pytest.raises(IntegrityError), transaction.atomic():
        statement(city, **values).save()


def test_an_employer_states_a_scheme_once_a_month_and_each_other_scheme_beside_it(city):
    statement(city).save()
    statement(city, scheme="medical").save()
    statement(city, month=5).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        statement(city).save()


@pytest.mark.parametrize(
    ("scheme", "key"),
    [
        ("unemployment", "T09-1"),
        ("medical", "T10-1"),
        ("work_injury", "T11-1"),
        ("pension", "pension"),
        ("maternity", "maternity"),
    ],
)
def test_insured_of_a_month_are_never_summed_over_months(city, scheme, key):
    other = "pension" if scheme != "pension" else "medical"
    CoverageStatement.objects.bulk_create(
        [
            statement(city, "1", scheme, 5),
            statement(city, "1", scheme, 6, opening=105, joined=5, left=0, closing=110),
            statement(city, "2", scheme, 6, opening=50, joined=0, left=10, closing=40, migrants=0),
            statement(city, "3", other, 6),
            statement(city, "4", scheme, 6, cancelled_on=date(2007, 7, 1)),
        ]
    )
    assert [counted(COVERAGE, key, city, month) for month in (4, 5, 6)] == [None, (105,), (150,)]


def test_districts_are_counted_apart(city, jianshan):
    statement(city).save()
    statement(jianshan, opening=10, joined=0, left=0, closing=10, migrants=0).save()
    assert (counted(COVERAGE, "T09-1", city, 6), counted(COVERAGE, "T09-1", jianshan, 6)) == ((105,), (10,))


def test_unemployment_contributions_count_with_the_arrears_recovered(city):
    CoverageStatement.objects.bulk_create(
        [
            statement(city, "1", paid=Decimal("12.50"), arrears_recovered=Decimal("2.50")),
            statement(city, "2", paid=Decimal("7.25"), arrears_recovered=Decimal(0)),
            statement(city, "3", "medical", paid=Decimal(99)),
        ]
    )
    assert counted(COVERAGE, "T09-2", city, 6) == (Decimal("19.75"),)


def test_arrears_stay_out_of_both_parts_of_the_collection_rate(city):
    """Paid 100, of it 8 for old arrears, and 50: 142 of 160 due, which is 88.75%, not 93.75%."""
    CoverageStatement.objects.bulk_create(
        [
            statement(city, "1", "medical", due=Decimal(105), paid=Decimal(100), arrears_recovered=Decimal(8)),
            statement(city, "2", "medical", due=Decimal(55), paid=Decimal(50), arrears_recovered=Decimal(0)),
            statement(city, "3", "pension", due=Decimal(999), paid=Decimal(5)),
        ]
    )
    assert counted(COVERAGE, "T10-2", city, 6) == (142, 160)


def test_migrants_and_arrears_are_counted(city):
    CoverageStatement.objects.bulk_create(
        [
            statement(city, "1", "work_injury", migrants=30),
            statement(city, "1", "medical", migrants=7),
            statement(city, "1", "pension", migrants=50),
        ]
    )
    assert counted(COVERAGE, "migrants_work_injury", city, 6) == (30,)
    assert counted(COVERAGE, "migrants_medical", city, 6) == (7,)
    assert counted(COVERAGE, "arrears_recovered", city, 6) == (9,)
    assert counted(COVERAGE, "arrears_left", city, 6) == (12,)


def test_a_break_is_found_where_a_month_opens_otherwise_than_the_last_closed(city, jianshan):
    CoverageStatement.objects.bulk_create(
        [
            statement(city, "1", month=4),  # closes with 105
            statement(city, "1", month=5, opening=102, joined=8, left=0, closing=110),  # opens with 102: a break
            statement(city, "1", month=6, opening=110, joined=0, left=0, closing=110),
            statement(city, "2", month=3),
            statement(city, "2", month=6, opening=105, joined=0, left=0, closing=105),  # silent, then goes on
            statement(city, "1", "medical", month=6, opening=1, joined=104, left=0),  # its first
            statement(jianshan, "1", month=6, opening=7, joined=98, left=0),  # another unit's
            statement(city, "3", month=5),
            statement(city, "3", month=6, opening=5, joined=100, left=0, cancelled_on=date(2007, 7, 1)),
        ]
    )
    (found,) = CoverageStatement.objects.breaks()
    assert (found.employer_no, found.month, found.closed_with, found.opening) == ("1", date(2007, 5, 1), 105, 102)


# ---- Funds ------------------------------------------------------------------------------------------------


def fund(unit, balance="101.30", month=6, **values):
    amounts = {"opening": Decimal("100.10"), "income": Decimal("20.20"), "expenditure": Decimal("19.00")}
    where = {"unit": unit, "scheme": "medical", "month": date(2007, month, 1), "balance": Decimal(balance)}
    return FundStatement(**where | amounts | values)


def test_beginning_income_and_expenditure_make_the_balance_to_the_cent(city):
    right = fund(city)
    right.full_clean()
    right.save()
    wrong = fund(city, "101.31", 5)
    assert broken(wrong) == ["balance"]
    with pytest.raises(ValidationError) as refused:
        wrong.full_clean(validate_constraints=False)
    assert "101.3" in str(refused.value)
    assert "101.31" in str(refused.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()


def test_a_funds_month_is_counted(city):
    fund(city).save()
    numbers = [counted(STATEMENTS, key, city, 6) for key in ("income", "expenditure", "balance")]
    assert numbers == [(Decimal("20.20"),), (Decimal("19.00"),), (Decimal("101.30"),)]


# ---- Cases of supervision ---------------------------------------------------------------------------------


def case(unit, number, received, closed=None, **values):
    amounts = {"amount": Decimal(10), "recovered": Decimal(4), "result": "退回基金" if closed else ""}
    kind = {"scheme": "pension", "source": "audit", "nature": "fraud"}
    return FundCase(unit=unit, case_no=number, received_on=received, closed_on=closed, **kind | amounts | values)


def test_pending_cases_are_those_before_with_those_received_less_those_closed(city):
    FundCase.objects.bulk_create(
        [
            case(city, "1", date(2006, 12, 1)),
            case(city, "2", date(2007, 4, 3), date(2007, 6, 30)),
            case(city, "3", date(2007, 6, 1), date(2007, 6, 20), recovered=Decimal("2.50")),
            case(city, "4", date(2007, 6, 30)),
            case(city, "5", date(2007, 6, 5), date(2007, 7, 1)),
            case(city, "6", date(2007, 6, 6), cancelled_on=date(2007, 6, 7)),
        ]
    )
    keys = ("received", "closed", "recovered", "pending")
    assert [counted(CASES, key, city, 6) for key in keys] == [(3,), (2,), (Decimal("6.5"),), (3,)]
    (june,) = movement.of_year(CASES, FundCase.objects.all(), [Month(2007, 6)])
    assert (june.opening, june.received, june.closed, june.pending) == (2, 3, 2, 3)


def test_more_than_was_involved_is_recovered_only_with_a_sentence_why(city):
    over = case(city, "1", date(2007, 4, 3), recovered=Decimal(11))
    assert broken(over) == ["recovered"]
    with pytest.raises(IntegrityError), transaction.atomic():
        over.save()
    over.remarks = "含利息"
    assert broken(over) == []
    over.save()


def test_a_closed_case_says_with_what_result(city):
    assert broken(case(city, "1", date(2007, 4, 3), date(2007, 5, 1), result=" ")) == ["result"]


# ---- Merged workers ---------------------------------------------------------------------------------------


def test_merged_workers_should_be_and_are_continued(city):
    plain = {"unit": city, "name": "演示", "former_firm": "一厂", "scheme": "pension"}
    InsuranceContinuation.objects.bulk_create(
        [
            InsuranceContinuation(due_on=date(2007, 5, 10), continued_on=date(2007, 6, 2), **plain),
            InsuranceContinuation(due_on=date(2007, 5, 11), **plain),
            InsuranceContinuation(due_on=date(2007, 6, 30), **plain),
            InsuranceContinuation(due_on=date(2007, 7, 1), **plain),
        ]
    )
    numbers = [[counted(CONTINUATIONS, key, city, m) for m in (5, 6)] for key in ("should", "continued", "outstanding")]
    assert numbers == [[(2,), (1,)], [(0,), (1,)], [(2,), (2,)]]


def test_an_insurance_continued_before_its_day_is_no_fault(city):
    early = InsuranceContinuation(unit=city, due_on=date(2007, 5, 10), continued_on=date(2007, 4, 2))
    assert broken(early) == []
