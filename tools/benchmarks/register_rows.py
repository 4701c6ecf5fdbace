"""What the bench's entries of registers have in common, whichever the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tools.benchmarks.data import LAST_YEAR

# An entry's fields by its number among its like.
Fields = dict[str, Any]
Filling = Callable[[int], Fields]

SMALLER = 5_000
YEARS = 5
DAYS = 365 * YEARS
FIRST = date(LAST_YEAR - YEARS + 1, 1, 1)
# No number of the demonstration's begins so.
MARK = "B"
CANCELLED_OF = 53


def cancelled(number: int) -> Fields:
    """Every fifty-third was entered by mistake and counts nowhere."""
    if number % CANCELLED_OF:
        return {}
    return {"cancelled_on": date(LAST_YEAR, 6, 30), "cancel_reason": "录入错误"}


def day_of(number: int) -> date:
    """Spread over the years, neighbours far apart."""
    return FIRST + timedelta(days=number * 7919 % DAYS)


def after(begun: date, days: int, happens: object = True) -> date | None:
    """The day so many days later; None where it does not happen."""
    return begun + timedelta(days=days) if happens else None


def one_of(choices: Any, number: int) -> str:
    return str(choices.values[number % len(choices.values)])


def numbered(number: int) -> str:
    return f"{MARK}{number:06d}"


def identity(number: int) -> str:
    """An identity number of an area code that was never given out."""
    return f"2305991970010{number:05d}"
