"""What an .ods holds besides its values, from content.xml: hidden rows, percentages, merged areas, errors, results.

A cell or row may stand for thousands by a number of repetitions: how far a sheet reaches is known before calamine
repeats them.
"""

from __future__ import annotations

from typing import NamedTuple

from targets.spreadsheets.cells import IDENTITY_PROPERTY, CellArea
from targets.spreadsheets.files.limits import Meter
from targets.spreadsheets.files.marks import UNKNOWN_ERROR, Marks
from targets.spreadsheets.files.packages import Package, damaged, locked
from targets.spreadsheets.files.xml_parts import Attributes, local, walk

MANIFEST = "meta-inf/manifest.xml"
CELLS = ("table-cell", "covered-table-cell")
HIDDEN = ("collapse", "filter")


class Marked(NamedTuple):
    """A cell of the current row that is marked, with the columns for which it stands."""

    columns: range
    percent: bool
    unstored: bool
    error: str


class OdsContent:
    """Follows the tables, rows and cells of the content, counting repetitions."""

    def __init__(self, meter: Meter) -> None:
        self.sheets: list[Marks] = []
        self._meter = meter
        self._depth = 0
        self._row, self._column = 0, 0
        self._repeat, self._filled = 1, 0
        self._marked: list[Marked] = []
        self._cell: Attributes | None = None
        self._text: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self._depth += 1
            # A table inside a cell belongs to it.
            if self._depth == 1:
                self.sheets.append(Marks(name=local(attributes).get("name", "")))
                self._row, self._column = 0, 0
        elif self._depth == 1 and name == "table-column":
            self._begin_column(local(attributes))
        elif self._depth == 1 and name == "table-row":
            self._begin_row(local(attributes))
        elif self._depth == 1 and name in CELLS:
            self._cell, self._text = _typed(attributes), []

    def text(self, text: str) -> None:
        if self._cell is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        if name == "table":
            self._depth -= 1
        elif self._depth == 1 and name == "table-row":
            self._end_row()
        elif self._depth == 1 and name in CELLS and self._cell is not None:
            self._end_cell(self._cell, "".join(self._text).strip())
            self._cell = None

    def _begin_column(self, found: Attributes) -> None:
        repeat = _whole(found, "number-columns-repeated")
        if found.get("visibility") in HIDDEN:
            self.sheets[-1].hidden_columns.append(range(self._column, self._column + repeat))
        self._column += repeat

    def _begin_row(self, found: Attributes) -> None:
        self._repeat, self._column, self._filled, self._marked = _whole(found, "number-rows-repeated"), 0, 0, []
        if found.get("visibility") in HIDDEN:
            self.sheets[-1].hidden_rows.append(range(self._row, self._row + self._repeat))

    def _end_cell(self, cell: Attributes, text: str) -> None:
        first, repeat = self._column, _whole(cell, "number-columns-repeated")
        self._column += repeat
        kind, formula = cell.get("value-type", ""), "formula" in cell
        if kind or text or formula:
            self._filled = self._column
            marked = Marked(
                range(first, self._column), kind == "percentage", formula and not kind and not text, _error(cell, text)
            )
            if marked.percent or marked.unstored or marked.error:
                self._marked.append(marked)
        down, across = _whole(cell, "number-rows-spanned"), _whole(cell, "number-columns-spanned")
        if down > 1 or across > 1:
            self.sheets[-1].merged.append(CellArea(self._row, first, self._row + down - 1, first + across - 1))

    def _end_row(self) -> None:
        marks, last = self.sheets[-1], self._row + self._repeat
        if self._filled:
            marks.reach(last - 1, self._filled - 1)
            self._meter.extent(marks.name, marks.rows, marks.columns)
        for cell in self._marked:
            spots = [(row, column) for row in range(self._row, last) for column in cell.columns]
            marks.percent.update(spots if cell.percent else ())
            marks.unstored.update(spots if cell.unstored else ())
            marks.errors.update(dict.fromkeys(spots, cell.error) if cell.error else {})
        self._row = last


def scan(package: Package, meter: Meter) -> list[Marks]:
    """The sheets' marks in their order. Raises Unreadable."""
    if MANIFEST in package and b"encryption-data" in package.read(MANIFEST):
        raise locked()
    content = OdsContent(meter)
    walk(package.read("content.xml"), content.start, content.end, content.text)
    return content.sheets


def identity(package: Package) -> str:
    """The user-defined property that the portal's own template carries, or nothing."""
    if "meta.xml" not in package:
        return ""
    inside = False
    found: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        inside = name == "user-defined" and local(attributes).get("name") == IDENTITY_PROPERTY

    walk(package.read("meta.xml"), start, text=lambda text: found.append(text) if inside else None)
    return "".join(found).strip()


def _typed(attributes: Attributes) -> Attributes:
    """Attributes by local name; LibreOffice's calcext:value-type, which tells errors, is called shown-type."""
    found = local(attributes)
    for name, value in attributes.items():
        if name.endswith("office:1.0 value-type"):
            found["value-type"] = value
        elif name.endswith(" value-type"):
            found["shown-type"] = value
    return found


def _error(cell: Attributes, text: str) -> str:
    if cell.get("shown-type") != "error":
        return ""
    return text if text.startswith("#") else UNKNOWN_ERROR


def _whole(found: Attributes, name: str) -> int:
    """A number of repetitions, 1 where none is given. Raises Unreadable for anything else."""
    text = found.get(name, "1")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise damaged()
    return max(1, int(text))
