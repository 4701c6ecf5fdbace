"""Numbers, days, months, choices and yes/no: read once, for every form, file, command and the admin. Knows no model."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

Value = str | int | float | Decimal | bool | date | datetime | time | timedelta | None
"""What an input of a form or a cell of a file holds before it is read."""


class Refused(ValueError):
    """The value cannot be read: a sentence that says why and what to type instead, and a `code` for programs."""

    def __init__(self, sentence: str, code: str = "unreadable"):
        super().__init__(sentence)
        self.code = code
