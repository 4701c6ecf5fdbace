"""Cells: the text that a page shows, and the value that a file holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from targets.formatting import DASH


@dataclass(frozen=True, slots=True)
class FormattedNumber:
    """A number as a file shows it: with `decimals` None as many as it has; percent is 96.5 for 96.5 %."""

    number: Decimal
    decimals: int | None = None
    percent: bool = False
    signed: bool = False


# None is an empty cell: nothing reported, nothing to say.
Value = None | str | int | Decimal | FormattedNumber | date | datetime


@dataclass(frozen=True, slots=True)
class TableCell:
    """A text for the page with its value for the file; `exact` only where the text is rounded or abridged."""

    text: str
    exact: str = ""
    value: Value = None


MISSING = TableCell(DASH)


def number_of(value: Value) -> Decimal | int | None:
    """The number in a cell of a file; None where it holds none."""
    if isinstance(value, FormattedNumber):
        return value.number
    return value if isinstance(value, Decimal | int) else None
