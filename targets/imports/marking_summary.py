"""The sheet of a marked workbook that lists what is wrong, each with a link to its cell.

Its last column, hidden, keeps what every marked cell looked like before, so that a workbook that comes back
can be marked anew without the old marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from targets.imports.marking_copy import put
from targets.imports.marking_names import SUMMARY_SHEET
from targets.spreadsheets.findings import Question, Remark, Weight

HEAD_ROW = 4
# Begins every text of the hidden column, which is otherwise empty.
KEEPS = "\u00b7"
SHEET, CELL, KEPT = 3, 4, 8
WIDTHS = (9, 28, 20, 10, 22, 52, 44)
_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_SENTENCE = re.compile(r"(?<=[。.!?])\s*(?=\S)")
HEADING = PatternFill("solid", "FFE8EDF2")
LINK = Font(color="FF1D5FA8", underline="single")


@dataclass(frozen=True, slots=True)
class Kept:
    """A cell as it was before it was marked."""

    cell: Cell
    style: Any
    note: str


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A row of the list; `kept` only at the first remark of a cell."""

    kind: str
    file: str
    sheet: str
    cell: str
    value: str
    text: str
    kept: Kept | None = None

    @classmethod
    def of(cls, one: Remark | Question, titles: Mapping[str, str], kept: dict[tuple[str, str], Kept]) -> MarkedLine:
        """Takes what is kept of the cell out of `kept`."""
        place = one.place
        sheet = titles.get(place.sheet, place.sheet)
        if isinstance(one, Question):
            return cls(pgettext("workbook", "To be answered"), place.name, sheet, place.cell, "", one.text)
        was = kept.pop((sheet, place.cell), None)
        return cls(label(one.weight), place.name, sheet, place.cell, one.value, one.text, was)


def label(weight: Weight) -> str:
    return pgettext("workbook", "Error") if weight is Weight.FAULT else pgettext("workbook", "Warning")


def write(sheet: Worksheet, lines: Sequence[MarkedLine]) -> None:
    """Fill the empty sheet with the list."""
    put(sheet.cell(1, 1), pgettext("workbook", "What is to be corrected in this workbook"))
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    guide = pgettext(
        "workbook",
        "Correct the red cells and look at the yellow ones. Then save this workbook and upload it again as it is.",
    )
    put(sheet.cell(2, 1), guide)
    for column, (text, width) in enumerate(zip(_heads(), WIDTHS, strict=True), start=1):
        cell = sheet.cell(HEAD_ROW, column)
        put(cell, text)
        cell.font, cell.fill = Font(bold=True), HEADING
        sheet.column_dimensions[cell.column_letter].width = width
    for row, line in enumerate(lines, start=HEAD_ROW + 1):
        _write_line(sheet, row, line)
    sheet.column_dimensions[sheet.cell(1, KEPT).column_letter].hidden = True
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 1)
    sheet.sheet_properties.tabColor = "FFC2362C"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _heads() -> tuple[str, ...]:
    return (
        pgettext("workbook", "Kind"),
        pgettext("workbook", "File"),
        pgettext("workbook", "Sheet"),
        pgettext("workbook", "Cell"),
        pgettext("workbook", "Value"),
        pgettext("workbook", "What is wrong"),
        pgettext("workbook", "What to do"),
    )


def _write_line(sheet: Worksheet, row: int, line: MarkedLine) -> None:
    what, remedy = _apart(line.text)
    for column, text in enumerate((line.kind, line.file, line.sheet, line.cell, line.value, what, remedy), start=1):
        cell = sheet.cell(row, column)
        put(cell, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if line.cell and line.sheet in sheet.parent.sheetnames:
        _link(sheet.cell(row, CELL), line)
    if line.kept:
        carrier = sheet.cell(row, KEPT)
        put(carrier, KEEPS + line.kept.note)
        carrier._style = copy(line.kept.style)


def _apart(text: str) -> tuple[str, str]:
    """What is wrong and what to do: the first sentence, and the rest."""
    what, *rest = _SENTENCE.split(text, maxsplit=1)
    return what, "".join(rest)


def _link(cell: Cell, line: MarkedLine) -> None:
    quoted = line.sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{line.cell}")
    cell.font = LINK


# ---- a workbook that comes back -------------------------------------------------------------------------------


def take_back(workbook: Workbook) -> None:
    """Give cells marked earlier their own look and note again, and take the list out."""
    if SUMMARY_SHEET not in workbook.sheetnames or len(workbook.sheetnames) == 1:
        return
    summary = workbook[SUMMARY_SHEET]
    for row in range(HEAD_ROW + 1, summary.max_row + 1):
        carrier = summary.cell(row, KEPT)
        title, address = summary.cell(row, SHEET).value, summary.cell(row, CELL).value
        if str(carrier.value).startswith(KEEPS) and title in workbook.sheetnames and _ADDRESS.fullmatch(str(address)):
            _restore(workbook[title][address], carrier)
    del workbook[SUMMARY_SHEET]


def _restore(cell: Cell, carrier: Cell) -> None:
    if not cell.comment or cell.comment.author != SUMMARY_SHEET:
        return
    cell._style = copy(carrier._style)
    note = str(carrier.value).removeprefix(KEEPS)
    cell.comment = Comment(note, "portal") if note else None
