"""Arithmetic of funds and of collection plans: pure, amounts in ten thousand yuan."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from targets.periods import MONTHS_IN_YEAR

TENTH = Decimal("0.1")


def months_payable(balance: Decimal, expenditures: Sequence[Decimal]) -> Decimal | None:
    """For how many months the balance pays the average monthly expenditure (基金支付能力).

    `expenditures` are those of the months up to the balance's own, in their order; the last twelve at most count.
    None where nothing was spent.
    """
    last = expenditures[-MONTHS_IN_YEAR:]
    spent = sum(last, Decimal(0))
    return balance * len(last) / spent if spent else None


def is_short(months: Decimal | None, least: Decimal) -> bool:
    """Does the fund pay for fewer months than it should? A fund that spends nothing is not short."""
    return months is not None and months < least


def shown_months(months: Decimal) -> Decimal:
    """To one decimal, rounded down: a fund a little below three months is not shown as paying for three."""
    return months.quantize(TENTH, ROUND_FLOOR)


def pace_due(planned: Decimal | None, month: int) -> Decimal | None:
    """What an even pace asks for by the end of the month (1 to 12), a twelfth of the plan a month; None without one."""
    return None if planned is None else planned * month / MONTHS_IN_YEAR
