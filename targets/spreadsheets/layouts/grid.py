"""A sheet row by row: which of its cells are texts and which are figures, with merged areas filled."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from targets.spreadsheets.cells import CellArea, Sheet, Spot
from targets.spreadsheets.layouts.headings import Headings
from targets.spreadsheets.layouts.meanings import Meaning
from targets.spreadsheets.layouts.words import FOOT_CELL, FORM_LABEL, NOTE, PERIOD_LABEL, UNIT_LABEL, UNIT_LABEL_ALONE
from targets.values import Value
from targets.values.measures import unit_line

# How many columns of a merged area are filled: a title may be merged up to column 16,384.
WIDEST_AREA = 500
_LINE, _FORM = 1, 2
"""Kinds of texts: the label or note of a line; a label of the form itself, which may head a column instead."""


@dataclass(slots=True)
class SheetRow:
    """The texts of a row with their columns and meanings, and the columns of its figures."""

    index: int
    texts: list[tuple[int, str, Meaning]] = field(default_factory=list)
    figures: list[int] = field(default_factory=list)
    is_line: bool = False

    @property
    def blank(self) -> bool:
        return not (self.texts or self.figures)


class Grid:
    """The rows of a sheet, and which cells a merged area fills from its first."""

    def __init__(self, sheet: Sheet, headings: Headings):
        self.sheet = sheet
        self.headings = headings
        self.filled: dict[Spot, Spot] = {}
        self.areas: dict[Spot, CellArea] = {}
        for area in sheet.merged:
            self._fill(area)
        self.rows = [self._row(index, cells) for index, cells in enumerate(sheet.rows)]

    def _fill(self, area: CellArea) -> None:
        origin = (area.top, area.left)
        self.areas[origin] = area
        bottom = min(area.bottom, len(self.sheet.rows) - 1)
        for row in range(area.top, bottom + 1):
            for column in range(area.left, min(area.right, area.left + WIDEST_AREA) + 1):
                if (row, column) != origin:
                    self.filled[row, column] = origin

    def value(self, row: int, column: int) -> Value:
        """The cell's value; within a merged area that of its first cell."""
        return self.sheet.value(*self.filled.get((row, column), (row, column)))

    def read(self, row: int, column: int) -> Meaning | None:
        """What the cell's text means; None where the cell is empty."""
        value = self.value(row, column)
        return None if value is None or _is_blank(value) else self.headings.read(value)

    def _row(self, index: int, cells: list[Value]) -> SheetRow:
        row = SheetRow(index)
        figures, texts, headings = row.figures, row.texts, self.headings
        for column, value in enumerate(cells):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                if headings.is_figure(value) and not headings.read(value).binds:
                    figures.append(column)
                elif not value.isspace():
                    texts.append((column, value, headings.read(value)))
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                figures.append(column)
            else:
                texts.append((column, str(value), headings.read(value)))
        row.is_line = bool(texts) and _is_line(texts)
        return row


def _is_blank(value: Value) -> bool:
    return isinstance(value, str) and not value.strip()


def _is_line(texts: list[tuple[int, str, Meaning]]) -> bool:
    """Is this a line of labels or a note, above or below a table?"""
    for _column, text, meaning in texts:
        kind = _line_kind(text)
        if kind == _LINE or (kind == _FORM and not meaning.heading):
            return True
    first = texts[0][1].strip().replace(" ", "").replace("\u3000", "")
    if len(texts) > 1 and texts[1][2].units and UNIT_LABEL_ALONE.match(first):
        return not any(other.units for _column, _text, other in texts[2:])
    return False


@lru_cache(maxsize=4096)
def _line_kind(text: str) -> int:
    plain = text.strip().replace(" ", "").replace("\u3000", "")
    if NOTE.match(plain) or UNIT_LABEL.search(plain) or PERIOD_LABEL.match(plain) or FOOT_CELL.match(plain):
        return _LINE
    if unit_line(text) is not None:
        return _LINE
    return _FORM if FORM_LABEL.match(plain) else 0
