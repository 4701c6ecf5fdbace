"""Numbers as people type them: full-width digits, commas between thousands, spaces; never a guess."""

from __future__ import annotations

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from targets.formatting import MINUS

WHOLE_DIGITS, DECIMALS = 14, 4
NOTHING = frozenset("-—–−－/／无") | {"--", "——", "没有", "N/A", "n/a"}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９，．－＋\u3000" + MINUS, "0123456789,.-+ -")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]*)?|[+-]?\.[0-9]+")
_SEPARATED = re.compile(r"[+-]?[0-9, ]*[, ][0-9, ]*(?:\.[0-9]*)?")


def read_number(text: str) -> Decimal | None:
    """Read "18,000", "１８０００" or "18 000"; None for a blank. Raises ValidationError with what to type instead."""
    typed = text.strip()
    if not typed:
        return None
    if typed in NOTHING:
        raise ValidationError(_("Leave the cell blank, enter 0, or tick “not applicable”."), "nothing")
    plain = typed.translate(_FULL_WIDTH)
    joined = re.sub(r"(?<=[0-9])\s+(?=[0-9])", ",", plain)
    if _NUMBER.fullmatch(joined) is None:
        raise ValidationError(_refusal(plain), "unreadable")
    return _in_range(Decimal(joined.replace(",", "")))


def _refusal(plain: str) -> str:
    if _SEPARATED.fullmatch(plain):
        return _("Commas and spaces may only separate thousands, such as 18,000; use a point for decimals.")
    return _("Enter digits only, without letters or units: 18000, not “18k” or “95%”.")


def _in_range(number: Decimal) -> Decimal:
    """As much as a column holds: 14 digits before the point and 4 behind it."""
    if abs(number) >= Decimal(10) ** WHOLE_DIGITS:
        raise ValidationError(
            _("This number is too long: at most %(digits)s digits before the point.") % {"digits": WHOLE_DIGITS},
            "too long",
        )
    if number != round(number, DECIMALS):
        raise ValidationError(
            _("At most %(decimals)s digits may stand behind the point.") % {"decimals": DECIMALS}, "too fine"
        )
    return round(number, DECIMALS).normalize() + 0


class NumberField(forms.CharField):
    """A typed number; blank is None, and zero is zero."""

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def clean(self, value):
        return read_number(super().clean(value))
