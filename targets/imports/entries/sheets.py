"""The rows of a workbook as lines of cells by field; blank rows, sums and notes are passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.imports.entries.headings import HeadingRow, comparable, find_heading, words_of
from targets.imports.marking import SUMMARY_SHEET
from targets.registers.declaration import Register
from targets.spreadsheets.cells import Book, Sheet, Spot
from targets.spreadsheets.remarks import Place, Remark, Weight, shown
from targets.values import Value

OPTIONS_SHEET = "_options"
SUMS = ("合计", "总计", "小计", "累计", "total")
NOTES = ("注", "说明", "备注", "填表", "制表", "审核", "单位负责人", "note")


@dataclass(slots=True)
class EntryLine:
    """A row of a sheet: its cells by field, and where each stands.

    `unstored` are formulas without a result, `percent` numbers shown as a percentage, `merged` cells that a merged
    one covers: whether its value is theirs too, only people can say.
    """

    place: Place
    cells: dict[str, Value]
    columns: dict[str, int]
    unstored: frozenset[str] = frozenset()
    percent: frozenset[str] = frozenset()
    merged: frozenset[str] = frozenset()

    def at(self, name: str) -> Place:
        """The field's cell, or the row's first where the sheet has no such column."""
        column = self.columns.get(name, min(self.columns.values()))
        return Place(0, self.place.name, self.place.sheet, self.place.row, column)


@dataclass(slots=True)
class EntryLines:
    """What the sheets hold, and what is said of them."""

    lines: list[EntryLine] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def say(self, weight: Weight, place: Place, value: str, text: str) -> None:
        self.remarks.append(Remark(weight, place, value, text))


def read_lines(book: Book, register: Register, required: Callable[[], list[str]]) -> EntryLines:
    """The lines of every visible sheet that has the register's headings."""
    found, words, known = EntryLines(), words_of(register), False
    for sheet in book.sheets:
        place = Place(0, book.name, sheet.name)
        if sheet.name in (SUMMARY_SHEET, OPTIONS_SHEET):
            continue
        if sheet.hidden:
            found.say(Weight.WARNING, place, "", _("A hidden sheet: it is not read."))
        elif heading := find_heading(sheet, words):
            known = True
            _headings(found, place, heading, register, required())
            lines = list(_lines(found, place, sheet, heading))
            _hidden(found, place, sheet, heading, lines)
            found.lines += lines
        elif sheet.rows:
            found.say(Weight.WARNING, place, "", _("A sheet without this register's headings: it is not read."))
    if not known:
        text = _("No row with the headings of this register was found. Use the register's template.")
        found.say(Weight.FAULT, Place(0, book.name), "", text)
    elif not found.lines:
        found.say(Weight.FAULT, Place(0, book.name), "", _("Below the headings no entry was found."))
    return found


def _headings(found: EntryLines, place: Place, heading: HeadingRow, register: Register, required: list[str]) -> None:
    def at(column: int) -> Place:
        return Place(0, place.name, place.sheet, heading.row, column)

    for column, text in heading.unknown.items():
        found.say(Weight.WARNING, at(column), text, _("This column is not known in the register: it is not read."))
    for column, text in heading.twice.items():
        found.say(Weight.FAULT, at(column), text, _("This column stands here twice. Remove one of the two."))
    for name in required:
        if name not in heading.columns.values():
            text = _("The column “%(column)s” is missing. Add it; every entry must have it.")
            found.say(Weight.FAULT, at(0), "", text % {"column": register.label(name)})


def _lines(found: EntryLines, place: Place, sheet: Sheet, heading: HeadingRow) -> Iterator[EntryLine]:
    columns = {name: column for column, name in heading.columns.items()}
    covered = _covered(sheet, heading)

    def among(spots: Set[Spot]) -> frozenset[str]:
        return frozenset(name for name, column in columns.items() if spots and (row, column) in spots)

    for row in range(heading.row + 1, len(sheet.rows)):
        cells = {name: _unmarked(sheet.value(row, column)) for name, column in columns.items()}
        here = Place(0, place.name, place.sheet, row, 0)
        unstored = among(sheet.unstored)
        if not unstored and (why := _passed(cells, sheet.rows[row])) is not None:
            if why:
                found.say(Weight.NOTE, here, _first_text(sheet.rows[row]), why)
            continue
        yield EntryLine(here, cells, columns, unstored, among(sheet.percent), among(covered))


def _unmarked(value: Value) -> Value:
    """The text without the leading apostrophe that marks a number as text in Excel and WPS."""
    return value.strip().removeprefix("'") if isinstance(value, str) else value


def _covered(sheet: Sheet, heading: HeadingRow) -> set[Spot]:
    """Cells of the register's columns that a merged cell with a value covers, its own first one left out."""
    return {
        (row, column)
        for area in sheet.merged
        if sheet.value(area.top, area.left) is not None
        for row in range(max(area.top, heading.row + 1), min(area.bottom + 1, len(sheet.rows)))
        for column in heading.columns
        if area.left <= column <= area.right and (row, column) != (area.top, area.left)
    }


def _hidden(found: EntryLines, place: Place, sheet: Sheet, heading: HeadingRow, lines: list[EntryLine]) -> None:
    """Warn of hidden rows and columns, which are read as well."""
    rows = [line.place for line in lines if line.place.row in sheet.hidden_rows]
    if rows:
        text = ngettext("%(count)s hidden row is read as well.", "%(count)s hidden rows are read as well.", len(rows))
        found.say(Weight.WARNING, rows[0], "", text % {"count": len(rows)})
    for column in sorted(heading.columns.keys() & sheet.hidden_columns):
        here = Place(0, place.name, place.sheet, heading.row, column)
        found.say(Weight.WARNING, here, shown(sheet.value(heading.row, column)), _("A hidden column is read as well."))


def _passed(cells: Mapping[str, Value], row: list[Value]) -> str | None:
    """Why a row is no entry: blank (nothing to say), a sum, a note; None where it is one."""
    filled = [value for value in row if value is not None and str(value).strip()]
    if not filled:
        return ""
    first = comparable(filled[0])
    if first in SUMS or any(first.startswith(word) and len(first) <= len(word) + 2 for word in SUMS):
        return _("A row of sums: it is passed over.")
    if len(filled) == 1 and first.startswith(NOTES):
        return _("A note: it is passed over.")
    own = [value for value in cells.values() if value is not None and str(value).strip()]
    return None if own else _("A row without any value of the register: it is passed over.")


def _first_text(row: list[Value]) -> str:
    return next((shown(value)[:60] for value in row if value is not None and str(value).strip()), "")
