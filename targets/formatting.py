"""Numbers as people read them: thousands separators, 万 where the plan uses it, points for rates.

Formatted here and not in templates: Django's localisation of numbers costs twenty times as much.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from django.utils.translation import gettext as _

DASH = "—"
MINUS = "\N{MINUS SIGN}"
WAN = Decimal(10_000)


def number_text(number: Decimal | None, decimals: int | None = None, *, signed: bool = False) -> str:
    """Give "12,345" or "1,234.50"; without `decimals` as many as the number has; a dash for None."""
    if number is None:
        return DASH
    number = plain(number) if decimals is None else rounded(number, decimals)
    sign = MINUS if number < 0 else ("+" if signed and number > 0 else "")
    return f"{sign}{abs(number):,f}"


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Half up, as published figures are rounded."""
    return number.quantize(_place(decimals), ROUND_HALF_UP)


@cache
def _place(decimals: int) -> Decimal:
    """The worth of the last decimal: 0.01 for two."""
    return Decimal(1).scaleb(-decimals)


def plain(number: Decimal) -> Decimal:
    """The number without trailing zeros behind the point: 18000.0000 is 18000, 1250.5000 is 1250.5."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def plain_text(number: Decimal | None) -> str | None:
    """For machines and input fields: "18000", "4.6", no separators; None stays None."""
    return None if number is None else f"{plain(number):f}"


def wan_text(number: Decimal | None) -> str:
    """Ten thousands, as the plan writes them: 18000 is "1.8万"; smaller numbers as they are."""
    if number is None:
        return DASH
    if abs(number) < WAN:
        return number_text(number)
    shown = (number / WAN).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return _("%(number)s×10⁴") % {"number": number_text(plain(shown))}


def percent_text(number: Decimal | None, decimals: int = 1) -> str:
    return DASH if number is None else f"{number_text(number, decimals)}%"


def points_text(number: Decimal | None, decimals: int = 2) -> str:
    """Percentage points (个百分点), always with their sign."""
    if number is None:
        return DASH
    return _("%(points)s points") % {"points": number_text(number, decimals, signed=True)}
