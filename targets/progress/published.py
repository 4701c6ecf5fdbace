"""Rates with as many decimals as the bureau publishes (setting RATE_DECIMALS)."""

from decimal import Decimal

from django.conf import settings

from targets import arithmetic


def rate(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """The rate of two summed parts in percent, rounded as published; None without a denominator."""
    return arithmetic.rate(numerator, denominator, settings.RATE_DECIMALS)
