"""The arithmetic of wage deposits (农民工工资保障金), without a database."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings

from targets.formatting import rounded


def rate_of(grade: str) -> Decimal:
    """The percentage of the cost that a builder of this integrity grade pays in.

    Settings DEPOSIT_RATES and, for a grade that has none of its own, DEPOSIT_RATE. The defaults are the rates that
    the neighbouring city of Harbin set in July 2007: 3 percent until then, 1 to 5 percent by grade from then on.
    """
    return settings.DEPOSIT_RATES.get(grade, settings.DEPOSIT_RATE)


def due(cost: Decimal, rate: Decimal) -> Decimal:
    """What is to be paid in: cost by rate in percent, rounded half up to two decimals."""
    return rounded(cost * rate / 100, 2)


def balance(paid: Decimal, used: Decimal, returned: Decimal) -> Decimal:
    """What is left: paid in, less what paid wages, less what the builder was given back."""
    return paid - used - returned
