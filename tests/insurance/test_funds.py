"""For how many months a fund pays, and how much of a plan is met."""

from decimal import Decimal

import pytest

from insurance import funds
from targets.formatting import DASH
from targets.registers.panels import percent_of


def amounts(*numbers):
    return [Decimal(str(number)) for number in numbers]


def test_the_balance_divided_by_a_months_mean_expenditure():
    assert funds.months_payable(Decimal(300), amounts(80, 100, 120)) == 3
    assert funds.months_payable(Decimal(0), amounts(80)) == 0


def test_of_more_than_twelve_months_the_last_twelve_count():
    assert funds.months_payable(Decimal(240), amounts(9999, *[40] * 12)) == 6


@pytest.mark.parametrize("spent", [[], amounts(0, 0)])
def test_nothing_is_said_of_a_fund_that_spends_nothing(spent):
    assert funds.months_payable(Decimal(300), spent) is None
    assert not funds.is_short(None, Decimal(3))


def test_a_fund_is_short_below_the_limit_and_not_at_it():
    assert funds.is_short(Decimal("2.99"), Decimal(3))
    assert not funds.is_short(Decimal(3), Decimal(3))


def test_a_fund_a_little_short_is_not_shown_as_enough():
    assert funds.shown_months(Decimal("2.99")) == Decimal("2.9")


def test_a_plan_of_1200_is_half_met_with_600_which_is_the_pace_of_june():
    assert percent_of(Decimal(600), Decimal(1200)) == "50.00%"
    assert funds.pace_due(Decimal(1200), 6) == 600
    assert percent_of(Decimal(600), funds.pace_due(Decimal(1200), 6)) == "100.00%"
    assert percent_of(Decimal(600), funds.pace_due(Decimal(1200), 5)) == "120.00%"
    assert percent_of(Decimal(900), funds.pace_due(Decimal(1200), 12)) == "75.00%"


@pytest.mark.parametrize(("collected", "planned"), [(None, Decimal(9)), (Decimal(9), None), (Decimal(9), Decimal(0))])
def test_without_a_plan_or_a_statement_nothing_is_met(collected, planned):
    assert percent_of(collected, planned) == DASH
    assert percent_of(collected, funds.pace_due(planned, 6)) == DASH
