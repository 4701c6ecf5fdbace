"""Cells: the text that a page shows, and the value that a file holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from targets.formatting import DASH


@dataclass(frozen=True, slots=True)
class FormattedNumber:
    """A number as a file shows it, with all its decimals where `decimals` is None; 96.5 with `percent` is 96.5 %."""

    number: Decimal
    decimals: int | None = None
    percent: bool = False
    signed: bool = False


# What a cell of a file holds; None is an empty cell.
Value = None | str | int | Decimal | FormattedNumber | date | datetime


@dataclass(frozen=True, slots=True)
class TableCell:
    """The page's text of a cell and the file's value; `exact` is the full number where the text is rounded or in 万."""

    text: str
    exact: str = ""
    value: Value = None


MISSING = TableCell(DASH)


def number_of(value: Value) -> Decimal | int | None:
    """The number in a cell of a file; None where it holds something else."""
    if isinstance(value, FormattedNumber):
        return value.number
    return value if isinstance(value, Decimal | int) else None
