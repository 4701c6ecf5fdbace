"""What panels show of the numbers that registers count: dashes where nobody keeps the register, rates as published."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings

from targets import published
from targets.formatting import DASH, number_text, percent_text
from targets.registers.counting import Counted
from targets.registers.declaration import Register
from targets.registers.registry import registry
from targets.registers.spans import Spans


def instance_of(declared: type[Register]) -> Register:
    """The register that this declaration made."""
    return registry.named(declared.model._meta.label_lower)


def number(spans: Spans, key: str) -> Decimal | None:
    """A figure to date; None where there is no entry at all."""
    return spans[key].to_date.value if spans else None


def number_of(spans: Spans, key: str) -> str:
    """The same as text."""
    return number_text(number(spans, key))


def rate_text(counted: Counted | None) -> str:
    """The two parts of a rate divided, in percent; a dash without anything to divide by."""
    return DASH if counted is None else percent_of(counted.numerator, counted.denominator)


def rate_of(spans: Spans, key: str) -> str:
    """The same of a figure to date."""
    return rate_text(spans[key].to_date if spans else None)


def percent_of(part: Decimal | None, whole: Decimal | None) -> str:
    """Give "62.50%", with as many decimals as the bureau publishes, so that a column's points stand in line."""
    return percent_text(published.rate(part, whole), settings.RATE_DECIMALS)
