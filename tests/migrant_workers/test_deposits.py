"""Wage deposits: due by cost and grade, never more used and returned than was paid."""

from datetime import date
from decimal import Decimal

import pytest

from migrant_workers import deposit_rules
from migrant_workers.models import WageDeposit
from targets.periods import Month
from targets.registers import keeping
from targets.registers.counting import count
from targets.registers.registry import registry

DEPOSITS = registry.get("migrant_workers", "wage-deposits")


def deposit(unit, project, **more):
    values = {"builder": "建筑公司", "sector": "building", "cost": 1250, "paid": 20, "paid_on": date(2007, 4, 2)}
    return WageDeposit(unit=unit, project=project, **(values | more))


def amounts(entry):
    stored = WageDeposit.objects.get(pk=entry.pk)
    return stored.rate, stored.due, stored.balance


@pytest.mark.parametrize(
    ("grade", "rate", "due"),
    [("A", "1", "12.50"), ("B", "2", "25"), ("C", "3", "37.50"), ("D", "5", "62.50"), ("", "3", "37.50")],
)
def test_the_rate_is_that_of_the_grade(jianshan, reporter_jianshan, grade, rate, due):
    stored = keeping.add(DEPOSITS, deposit(jianshan, "一期工程", grade=grade), by=reporter_jianshan)
    assert amounts(stored) == (Decimal(rate), Decimal(due), 20)


def test_a_rate_that_was_agreed_stands(jianshan, reporter_jianshan):
    entry = deposit(jianshan, "一期工程", grade="D", rate=Decimal("1.5"), used=5, returned=Decimal("2.25"))
    stored = keeping.add(DEPOSITS, entry, by=reporter_jianshan)
    assert amounts(stored) == (Decimal("1.5"), Decimal("18.75"), Decimal("12.75"))


def test_many_deposits_stored_at_once_are_worked_out_too(jianshan):
    made = WageDeposit.objects.bulk_create([deposit(jianshan, "一期", grade="A"), deposit(jianshan, "二期", used=8)])
    assert [amounts(one) for one in made] == [(1, Decimal("12.5"), 20), (3, Decimal("37.5"), 12)]


def test_a_corrected_cost_corrects_what_is_due(jianshan, reporter_jianshan):
    stored = keeping.add(DEPOSITS, deposit(jianshan, "一期工程", grade="B"), by=reporter_jianshan)
    stored.cost = Decimal(2000)
    keeping.change(DEPOSITS, stored, by=reporter_jianshan, version=1)
    assert amounts(stored) == (2, 40, 20)
    assert [float(old.due) for old in stored.history.order_by("history_id")] == [25, 40]


def test_half_a_cent_is_rounded_up():
    assert deposit_rules.due(Decimal("0.50"), Decimal(1)) == Decimal("0.01")
    assert deposit_rules.due(Decimal("33.35"), Decimal("2.5")) == Decimal("0.83")


def test_the_bureau_sets_the_rates(settings):
    settings.DEPOSIT_RATES = {"AAA": Decimal(0)}
    settings.DEPOSIT_RATE = Decimal(4)
    assert (deposit_rules.rate_of("AAA"), deposit_rules.rate_of("B")) == (0, 4)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"used": 15, "returned": 5}, []),
        ({"used": 15, "returned": Decimal("5.01")}, ["used"]),
        ({"used": 15, "settled_on": date(2007, 6, 1)}, ["settled_on"]),
        ({"used": 15, "returned": 5, "settled_on": date(2007, 6, 1)}, []),
        ({"rate": 101}, ["rate"]),
    ],
)
def test_a_deposit_is_never_overdrawn(jianshan, values, wrong):
    broken = [field for kept, field, _words in deposit(jianshan, "一期", **values).requirements() if not kept]
    assert broken == wrong


def test_the_balance_at_a_months_end_is_what_stands_in_all_accounts(jianshan):
    WageDeposit.objects.bulk_create(
        [
            deposit(jianshan, "一期", used=8),
            deposit(jianshan, "二期", paid_on=date(2007, 5, 31), paid=Decimal("7.5")),
            deposit(jianshan, "三期", returned=20, settled_on=date(2007, 5, 15)),
        ]
    )

    def value(key, month):
        figure = DEPOSITS.figure(key)
        return (
            count({DEPOSITS: [figure]}, [Month(2007, month)]).of(DEPOSITS, jianshan, Month(2007, month), figure).value
        )

    assert [value("balance", month) for month in (4, 5)] == [12, Decimal("19.5")]
    assert [value("paid", month) for month in (4, 5, 6)] == [40, Decimal("7.5"), 0]
    assert value("returned", 4) == 20
