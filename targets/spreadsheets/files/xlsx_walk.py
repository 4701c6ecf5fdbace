"""Walking through a sheet of an .xlsx with expat, which is exact for all XML that is allowed."""

from __future__ import annotations

import re

from targets.spreadsheets.cells import CellArea, Spot
from targets.spreadsheets.files.marks import Marks
from targets.spreadsheets.files.packages import damaged
from targets.spreadsheets.files.xml_parts import TRUE, Attributes, walk

REFERENCE = re.compile(r"\$?([A-Za-z]{1,7})\$?([0-9]{1,9})")
LAST_COLUMN = 16_384


class WalkedSheet:
    """Follows the cells by their references, or by counting where a program leaves them out."""

    def __init__(self, percent: frozenset[str]) -> None:
        """`percent` are the numbers of the styles that show percentages."""
        self.marks = Marks()
        self._percent = percent
        self._row, self._column = -1, -1
        self._spot: Spot = (0, 0)
        self._cell: Attributes | None = None
        self._formula = False
        self._inside = ""
        self._stored: list[str] = []
        self._filled = False

    def walk(self, xml: bytes) -> Marks:
        """Raises Unreadable for broken XML."""
        walk(xml, self._start, self._end, self._characters)
        return self.marks

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            self._begin_row(attributes)
        elif self._cell is None:
            read_frame(self.marks, name, attributes)
        elif name == "f":
            self._formula = True
        elif name in ("v", "t"):
            self._inside = name

    def _begin_row(self, attributes: Attributes) -> None:
        self._row = _whole(attributes.get("r"), self._row + 2) - 1
        self._column = -1
        if attributes.get("hidden") in TRUE:
            self.marks.hidden_rows.append(range(self._row, self._row + 1))

    def _begin_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        self._spot = spot(reference) if reference else (max(self._row, 0), self._column + 1)
        self._column = self._spot[1]
        self._cell, self._formula, self._filled, self._stored = attributes, False, False, []

    def _characters(self, text: str) -> None:
        if self._inside:
            self._filled = True
        if self._inside == "v":
            self._stored.append(text)

    def _end(self, name: str) -> None:
        if name == self._inside:
            self._inside = ""
        if name == "c" and self._cell is not None:
            self._finish(self._cell, "".join(self._stored))
            self._cell = None

    def _finish(self, cell: Attributes, stored: str) -> None:
        kind = cell.get("t")
        if self._filled or self._formula:
            self.marks.reach(*self._spot)
            if cell.get("s") in self._percent:
                self.marks.percent.add(self._spot)
        if kind == "e" and stored:
            self.marks.errors[self._spot] = stored
        if self._formula and not stored and kind != "str":
            self.marks.unstored.add(self._spot)


def read_frame(marks: Marks, name: str, attributes: Attributes) -> None:
    """Read an element around the cells: hidden columns and merged areas."""
    if name == "col" and attributes.get("hidden") in TRUE:
        first = _whole(attributes.get("min"), 1)
        marks.hidden_columns.append(range(first - 1, min(_whole(attributes.get("max"), first), LAST_COLUMN)))
    elif name == "mergeCell":
        first_cell, _, last_cell = attributes.get("ref", "").partition(":")
        if last_cell:
            marks.merged.append(CellArea(*spot(first_cell), *spot(last_cell)))


def spot(reference: str) -> Spot:
    """Row and column of a reference such as F7. Raises Unreadable for anything else."""
    found = REFERENCE.fullmatch(reference)
    if found is None:
        raise damaged()
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _whole(text: str | None, otherwise: int) -> int:
    """A number of at most nine digits. Raises Unreadable for anything else."""
    if text is None:
        return otherwise
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise damaged()
    return int(text)
