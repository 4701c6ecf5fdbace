"""Rates and completions with as many decimals as the bureau publishes (settings RATE_DECIMALS, PERCENT_DECIMALS).

Judgements rest on unrounded completions, and on rates with the ministry's two decimals, whatever is shown.
"""

from decimal import Decimal

from django.conf import settings

from targets import arithmetic
from targets.arithmetic import Kind
from targets.formatting import completion, percent_text
from targets.models import Indicator
from targets.tables import FormattedNumber


def is_percentage(indicator: Indicator) -> bool:
    """Whether its values are percentages, so that their differences are percentage points."""
    return indicator.kind == Kind.RATIO or (indicator.kind == Kind.LEVEL and indicator.unit_of_measure == "%")


def rate(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """The rate of two summed parts in percent, rounded once as it is shown; None without a denominator."""
    return arithmetic.rate(numerator, denominator, settings.RATE_DECIMALS)


def rate_text(numerator: Decimal | None, denominator: Decimal | None) -> str:
    """Give "61.78%", or a dash where the parts give no rate."""
    return percent_text(rate(numerator, denominator), settings.RATE_DECIMALS)


def rate_value(numerator: Decimal | None, denominator: Decimal | None) -> FormattedNumber | None:
    """The same for a file; nothing where the parts give no rate."""
    shown = rate(numerator, denominator)
    return None if shown is None else FormattedNumber(shown, settings.RATE_DECIMALS, percent=True)


def completion_text(percent: Decimal | None) -> str:
    """How much of a target, or of what was due, is done: "86.2%" of 86.2467, and "99.9%" of 99.97."""
    decimals = settings.PERCENT_DECIMALS
    return percent_text(None if percent is None else completion(percent, decimals), decimals)


def completion_value(percent: Decimal | None) -> FormattedNumber | None:
    """The same for a file."""
    decimals = settings.PERCENT_DECIMALS
    return None if percent is None else FormattedNumber(completion(percent, decimals), decimals, percent=True)
