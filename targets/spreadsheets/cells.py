"""A workbook as read: sheets of plain values from A1 on, and what Excel knows of them besides."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from enum import StrEnum

from targets.values import Value

Spot = tuple[int, int]
"""Row and column, both counted from zero."""

# Where the portal's own workbook keeps its mark: a custom document property, and A1 of a sheet that Excel's menus do
# not show. Programs that rewrite a workbook keep the one or the other.
IDENTITY_PROPERTY = "BureauPortal"
IDENTITY_SHEET = "_bureau_portal"


class Format(StrEnum):
    """What a file is by its content; its name is not asked."""

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

    `percent` are the cells shown as a percentage (0.046 with % format is 4.6); `unstored` are formulas that the
    file holds without a result. A text such as "#REF!" is an error that Excel showed.
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
        """The cell's value, None beyond what is written and for an empty text."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        found = self.rows[row][column]
        return None if found == "" else found


@dataclass(slots=True)
class Book:
    """A file as read. `identity` is the hidden mark of the portal's own template, unchecked."""

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
