"""Numbers as text: with thousands separators, in ten thousands (万), as percentages and percentage points.

They are formatted here and not in templates, because Django's localisation of numbers takes twenty times as long.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from django.utils.translation import gettext as _

DASH = "—"
MINUS = "\N{MINUS SIGN}"
WAN = Decimal(10_000)
HUNDRED = Decimal(100)


def number_text(number: Decimal | None, decimals: int | None = None, *, signed: bool = False) -> str:
    """The number as "12,345" or "1,234.50", with as many decimals as it has unless given; a dash for None."""
    if number is None:
        return DASH
    number = plain(number) if decimals is None else rounded(number, decimals)
    sign = MINUS if number < 0 else ("+" if signed and number > 0 else "")
    return f"{sign}{abs(number):,f}"


def rounded(number: Decimal, decimals: int) -> Decimal:
    """The number rounded half up, as published figures are."""
    return number.quantize(_unit_of_last_place(decimals), ROUND_HALF_UP)


@cache
def _unit_of_last_place(decimals: int) -> Decimal:
    """The value of one in the last decimal place: 0.01 for two decimals."""
    return Decimal(1).scaleb(-decimals)


def plain(number: Decimal) -> Decimal:
    """The number without trailing zeros after the point: 18000.0000 becomes 18000, 1250.5000 becomes 1250.5."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def plain_text(number: Decimal | None) -> str | None:
    """The number for programs and input fields, without separators, such as "18000" or "4.6"; None stays None."""
    return None if number is None else f"{plain(number):f}"


def wan_text(number: Decimal | None) -> str:
    """The number in ten thousands with up to two decimals, 18000 as "1.8万"; numbers below ten thousand in full."""
    if number is None:
        return DASH
    if abs(number) < WAN:
        return number_text(number)
    shown = (number / WAN).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return _("%(number)s×10⁴") % {"number": number_text(plain(shown))}


def completion(percent: Decimal, decimals: int = 1) -> Decimal:
    """A completion in percent as it is printed: rounded once, and never to 100 while something is left to do."""
    shown = rounded(percent, decimals)
    return min(shown, HUNDRED - Decimal(1).scaleb(-decimals)) if percent < HUNDRED else shown


def percent_text(number: Decimal | None, decimals: int = 1) -> str:
    """The percentage as "4.6%"; a dash for None."""
    return DASH if number is None else f"{number_text(number, decimals)}%"


def points_text(number: Decimal | None, decimals: int = 2) -> str:
    """The difference of two percentages in points (个百分点), with its sign; a dash for None."""
    if number is None:
        return DASH
    return _("%(points)s points") % {"points": number_text(number, decimals, signed=True)}
