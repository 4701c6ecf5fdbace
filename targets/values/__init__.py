"""The readers of numbers, days, months, choices and yes or no, for every form, file and command; they know no model."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

Value = str | int | float | Decimal | bool | date | datetime | time | timedelta | None
"""The content of an input or a cell before it is read."""


class Refused(ValueError):
    """The value cannot be read. The message says why and what to type instead; `code` says it for programs."""

    def __init__(self, sentence: str, code: str = "unreadable"):
        super().__init__(sentence)
        self.code = code
