"""Reading days and months as people write them and spreadsheets hold them; ambiguous ones are refused."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.utils.translation import gettext as _

from targets.names import squeeze
from targets.periods import MONTHS_IN_YEAR
from targets.values import Refused, Value

_DAY = re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})[日号]?(?:T?0{1,2}:00(?::00)?)?")
_SOLID_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})月?(?:份)?")
_SOLID_MONTH = re.compile(r"([0-9]{4})([0-9]{2})")
# Spreadsheets count days since 1900, or since 1904: 39146 may be either of two days.
_SERIAL = re.compile(r"[1-7][0-9]{4}")
EARLIEST, LATEST = 1900, 2100
"""The years that are read; another one is mistyped."""


def read_day(value: Value) -> date:
    """Read 2007-6-3, 2007.6.3, 2007年6月3日, 20070603 or a date cell. Raises Refused."""
    if isinstance(value, date):
        return _bounded(value.date() if isinstance(value, datetime) else value)
    text = _text(value)
    found = _DAY.fullmatch(text) or _SOLID_DAY.fullmatch(text)
    if found is None and _SERIAL.fullmatch(text):
        raise Refused(_("A number stands here. Set the cell's format to a date, or type the day as 2007-06-03."))
    if found is None:
        raise Refused(_("This is no day. Type it as 2007-06-03."))
    return _made(found[1], found[2], found[3])


def read_month(value: Value) -> date:
    """Read 2007-06, 2007年6月, 200706 or any day of the month, as the month's first day. Raises Refused.

    The number 2007.1 is refused: it may be January, or October without the zero that Excel drops.
    """
    if isinstance(value, float) and not value.is_integer():
        raise Refused(_("As a number, 2007.1 may be January or October. Type the month as text: 2007-01."))
    if not isinstance(value, date):
        text = _text(value)
        found = _MONTH.fullmatch(text) or _SOLID_MONTH.fullmatch(text)
        if found and not 1 <= int(found[2]) <= MONTHS_IN_YEAR:
            raise Refused(_("This month does not exist. Type it as 2007-06."))
        if found:
            return _made(found[1], found[2], "1")
    try:
        return read_day(value).replace(day=1)
    except Refused as refusal:
        raise Refused(_("This is no month. Type it as 2007-06.")) from refusal


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return squeeze(str(value))


def _made(year: str, month: str, day: str) -> date:
    try:
        return _bounded(date(int(year), int(month), int(day)))
    except ValueError as wrong:
        if isinstance(wrong, Refused):
            raise
        raise Refused(_("This day does not exist. Type it as 2007-06-03.")) from wrong


def _bounded(day: date) -> date:
    if not EARLIEST <= day.year <= LATEST:
        raise Refused(_("The year of this day lies too far away. Check it."), "far")
    return day
