"""A workbook that was read: its sheets of plain values, and what Excel knows of their cells besides."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from enum import StrEnum

from targets.values import Value

Spot = tuple[int, int]
"""Row and column, both counted from zero."""

# The portal's own workbook keeps its mark in a custom document property and in A1 of a sheet that Excel's menus do not
# show: programs that rewrite a workbook keep one of the two.
IDENTITY_PROPERTY = "BureauPortal"
IDENTITY_SHEET = "_bureau_portal"


class Format(StrEnum):
    """What a file is by its content, whatever its name says."""

    XLSX = "xlsx"
    XLS = "xls"
    XLSB = "xlsb"
    ODS = "ods"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class CellArea:
    """A rectangle of cells, its last row and column included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def address(self) -> str:
        """The rectangle as Excel names it, such as "B3:D5"."""
        return f"{address(self.top, self.left)}:{address(self.bottom, self.right)}"


@dataclass(slots=True)
class Sheet:
    """One sheet. `rows` begin at A1, may differ in length, and hold "" or None where a cell is empty.

    `percent` are the cells with a percentage format (0.046 shown as 4.6 %), `unstored` the formulas that the file
    holds without their results. A text such as "#REF!" is an error that Excel showed.
    """

    name: str
    rows: list[list[Value]]
    hidden: bool = False
    hidden_rows: Set[int] = frozenset()
    hidden_columns: Set[int] = frozenset()
    merged: list[CellArea] = field(default_factory=list)
    percent: Set[Spot] = frozenset()
    unstored: Set[Spot] = frozenset()

    def value(self, row: int, column: int) -> Value:
        """The cell's value; None for an empty text, and for a cell beyond the last that is filled."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        found = self.rows[row][column]
        return None if found == "" else found


@dataclass(slots=True)
class Book:
    """A file that was read. `identity` is the hidden mark of the portal's own workbook, not checked yet."""

    name: str
    format: Format
    sheets: list[Sheet]
    identity: str = ""


def column_letters(column: int) -> str:
    """A column counted from zero as Excel names it: 0 is A, 26 is AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """A cell as Excel names it: (6, 5) is F7."""
    return f"{column_letters(column)}{row + 1}"
