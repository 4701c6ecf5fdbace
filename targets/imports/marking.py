"""The user's own workbook with its faults marked: red cells, a note at each, and a sheet that lists them.

An .xlsx keeps its formats, formulas, protection and hidden mark; anything else is written anew as .xlsx, its
values as they were. The corrected workbook can be sent back as it is: its list of faults is passed over, and
before it is marked again what was red gets its own colours back.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from typing import Protocol

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from targets.imports import marking_summary
from targets.imports.marking_copy import copy_of
from targets.imports.marking_names import SUMMARY_SHEET
from targets.imports.marking_summary import Kept, MarkedLine
from targets.spreadsheets.cells import Book, Format
from targets.spreadsheets.findings import Question, Remark, Weight

MARKED = (Weight.FAULT, Weight.WARNING)
FILLS = {Weight.FAULT: PatternFill("solid", "FFFF8F8F"), Weight.WARNING: PatternFill("solid", "FFFFEB84")}
# Beyond this a workbook is not opened with all its formats, or not copied at all: that takes a gigabyte.
LARGEST_UNPACKED, MOST_CELLS = 40 * 1024 * 1024, 400_000
MOST_MARKS = 5000
NOTE_WIDTH, NOTE_LINE, LETTERS_A_LINE = 320, 18, 24


class SaidOfFiles(Protocol):
    """What an import found: remarks, and questions that are still open."""

    remarks: list[Remark]
    open_questions: list[Question]


def marked_workbook(book: Book, content: bytes, order: int, findings: SaidOfFiles) -> bytes:
    """The file, the `order`-th of its import, as .xlsx with marks; `content` is what `book` was read from."""
    remarks = [one for one in findings.remarks if one.place.file == order and one.weight in MARKED]
    remarks.sort(key=lambda one: one.weight is not Weight.FAULT)
    questions = [one for one in findings.open_questions if one.place.file == order]
    if book.format is Format.XLSX and _unpacked(content) <= LARGEST_UNPACKED:
        try:
            return _saved(_opened(content), remarks[:MOST_MARKS], questions, {})
        except Exception:  # noqa: BLE001, S110 - calamine reads workbooks at which openpyxl stumbles in many ways
            pass
    copied, titles = copy_of(book) if _size(book) <= MOST_CELLS else (Workbook(), {})
    return _saved(copied, remarks[:MOST_MARKS], questions, titles)


def marked_name(name: str) -> str:
    """What the marked workbook is called: "3月-标注.xlsx" of "3月.xls"."""
    stem = name.rpartition(".")[0] or name
    return _("%(name)s-marked") % {"name": stem} + ".xlsx"


def _unpacked(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return sum(part.file_size for part in packed.infolist())


def _size(book: Book) -> int:
    return sum(len(row) for sheet in book.sheets for row in sheet.rows)


def _opened(content: bytes) -> Workbook:
    with warnings.catch_warnings():
        # openpyxl warns of whatever it does not carry over, such as charts.
        warnings.simplefilter("ignore")
        workbook = load_workbook(io.BytesIO(content), rich_text=True)
    marking_summary.take_back(workbook)
    return workbook


def _saved(workbook: Workbook, remarks: list[Remark], questions, titles: dict[str, str]) -> bytes:
    kept = _mark(workbook, remarks, titles)
    lines = [MarkedLine.of(one, titles, kept) for one in [*questions, *remarks]]
    sheet = workbook.create_sheet(SUMMARY_SHEET, 0)
    marking_summary.write(sheet, lines)
    _show_first(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _mark(workbook: Workbook, remarks: Iterable[Remark], titles: dict[str, str]) -> dict[tuple[str, str], Kept]:
    """Colour the cells and note what is said of them; gives what each of them looked like before."""
    said: dict[tuple[str, str], list[Remark]] = defaultdict(list)
    for one in remarks:
        title = titles.get(one.place.sheet, one.place.sheet)
        if one.place.row >= 0 and title in workbook.sheetnames:
            said[title, one.place.cell].append(one)
    kept = {}
    for (title, address), here in said.items():
        cell = _writable(workbook[title], address)
        kept[title, address] = Kept(cell, copy(cell._style), cell.comment.text if cell.comment else "")
        cell.fill = FILLS[here[0].weight]
        cell.comment = _note(here, kept[title, address].note)
    return kept


def _writable(sheet: Worksheet, address: str) -> Cell:
    """The cell, or of a merged area the one that shows."""
    cell = sheet[address]
    if isinstance(cell, MergedCell):
        area = next(area for area in sheet.merged_cells.ranges if address in area)
        return sheet.cell(area.min_row, area.min_col)
    return cell


def _note(remarks: Iterable[Remark], before: str) -> Comment:
    """What is said of a cell, above the note that it had."""
    said = dict.fromkeys(f"{marking_summary.label(one.weight)}: {one.text}" for one in remarks)
    text = "\n\n".join(filter(None, ("\n".join(said), before)))
    lines = sum(1 + len(line) // LETTERS_A_LINE for line in text.splitlines())
    note = Comment(ILLEGAL_CHARACTERS_RE.sub("", text), SUMMARY_SHEET)
    note.width, note.height = NOTE_WIDTH, NOTE_LINE * (1 + lines)
    return note


def _show_first(workbook: Workbook) -> None:
    """Open on the list; a second chosen sheet would be edited together with it."""
    for sheet in workbook.worksheets:
        sheet.sheet_view.tabSelected = False
    workbook.active = 0
