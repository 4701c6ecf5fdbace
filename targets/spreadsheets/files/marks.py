"""What a scan finds in a sheet besides its values: how far it reaches, and what calamine does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from targets.spreadsheets.cells import CellArea, Sheet, Spot

# Excel's numbers of its own formats 0% and 0.00%.
PERCENT_FORMATS = frozenset({9, 10})
# Parts of a format code that are shown as they stand: "%" in quotes, \%, [Red], and padding.
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
# Excel's numbers of errors, in the binary formats.
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
UNKNOWN_ERROR = "#N/A"


@dataclass(slots=True)
class Marks:
    """`rows` and `columns` are the size of the rectangle from A1 to the last filled cell.

    `path` is the sheet's part in a package. Hidden rows and columns are kept as stretches, since a file may hide
    all rows below its table.
    """

    name: str = ""
    path: str = ""
    rows: int = 0
    columns: int = 0
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    merged: list[CellArea] = field(default_factory=list)
    percent: set[Spot] = field(default_factory=set)
    unstored: set[Spot] = field(default_factory=set)
    errors: dict[Spot, str] = field(default_factory=dict)

    def reach(self, row: int, column: int) -> None:
        """Note a cell that is filled or may be."""
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)

    def put_on(self, sheet: Sheet) -> None:
        """Add what was found to the sheet's values."""
        sheet.merged = sheet.merged or self.merged
        for (row, column), text in self.errors.items():
            _put(sheet, row, column, text)
        for row, column in self.unstored:
            _put(sheet, row, column, sheet.value(row, column) or "")
        height, width = len(sheet.rows), max(map(len, sheet.rows), default=0)
        sheet.hidden_rows = within(self.hidden_rows, height)
        sheet.hidden_columns = within(self.hidden_columns, width)
        sheet.percent = {spot for spot in self.percent if spot[0] < height and spot[1] < width}
        sheet.unstored = self.unstored


def _put(sheet: Sheet, row: int, column: int, value: object) -> None:
    while len(sheet.rows) <= row:
        sheet.rows.append([])
    found = sheet.rows[row]
    found.extend([""] * (column + 1 - len(found)))
    found[column] = value  # type: ignore[call-overload]


def within(stretches: Iterable[range], end: int) -> frozenset[int]:
    """The numbers of the stretches that are below `end`."""
    return frozenset(number for stretch in stretches for number in range(stretch.start, min(stretch.stop, end)))


def is_percent(code: str) -> bool:
    """Does a number format show 0.046 as 4.6 %? A percent sign in quotes only stands beside the number."""
    return "%" in LITERAL.sub("", code)
