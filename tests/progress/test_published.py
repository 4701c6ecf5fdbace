"""Rates and completions with the decimals that the bureau publishes, on pages and in files."""

from decimal import Decimal

import pytest

from targets.progress import published
from targets.tables import FormattedNumber


@pytest.mark.parametrize(("decimals", "shown"), [(0, "62"), (1, "61.8"), (2, "61.76"), (4, "61.7647")])
def test_a_rate_of_21_in_34_is_rounded_once_as_it_is_published(settings, decimals, shown):
    settings.RATE_DECIMALS = decimals
    assert published.rate(Decimal(21), Decimal(34)) == Decimal(shown)
    assert published.rate_text(Decimal(21), Decimal(34)) == f"{shown}%"
    assert published.rate_value(Decimal(21), Decimal(34)) == FormattedNumber(Decimal(shown), decimals, percent=True)


def test_a_rate_of_nothing_is_a_dash_and_an_empty_cell():
    assert published.rate(Decimal(3), Decimal(0)) is None
    assert published.rate_text(None, Decimal(34)) == "—"
    assert published.rate_value(None, Decimal(34)) is None


def test_a_rate_of_zero_is_zero_and_no_dash():
    assert published.rate_text(Decimal(0), Decimal(34)) == "0.00%"
    assert published.rate_value(Decimal(0), Decimal(34)) == FormattedNumber(Decimal(0), 2, percent=True)


@pytest.mark.parametrize(("decimals", "shown", "nearly"), [(0, "86", "99"), (1, "86.2", "99.9"), (2, "86.25", "99.97")])
def test_a_completion_is_rounded_as_it_is_published_and_never_up_to_a_hundred(settings, decimals, shown, nearly):
    settings.PERCENT_DECIMALS = decimals
    assert published.completion_text(Decimal("86.2467")) == f"{shown}%"
    assert published.completion_value(Decimal("86.2467")) == FormattedNumber(Decimal(shown), decimals, percent=True)
    assert published.completion_text(Decimal("99.97")) == f"{nearly}%"
    assert published.completion_value(Decimal("99.97")) == FormattedNumber(Decimal(nearly), decimals, percent=True)


def test_no_completion_is_a_dash_and_an_empty_cell_and_zero_is_neither():
    assert published.completion_text(None) == "—"
    assert published.completion_value(None) is None
    assert published.completion_text(Decimal(0)) == "0.0%"
    assert published.completion_value(Decimal(0)) == FormattedNumber(Decimal(0), 1, percent=True)
