"""The user's own workbook with its faults marked: red cells, a note at each, and a sheet that lists them.

An .xlsx keeps its formats, formulas, protection and hidden mark; anything else is written anew as .xlsx, its
values as they were. The corrected workbook can be sent back as it is: its list of faults is passed over, and
before it is marked again what was red gets its own colours back.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from targets.spreadsheets.cells import IDENTITY_PROPERTY, Book, Format, Sheet, column_letters
from targets.spreadsheets.remarks import Question, Remark, Weight
from targets.tables.texts import legal_sheet_name
from targets.values import Value

# The sheet that lists the faults. When the workbook comes back corrected, it is no sheet of figures or entries.
SUMMARY_SHEET = "问题汇总"
MARKED = (Weight.FAULT, Weight.WARNING)
FILLS = {Weight.FAULT: PatternFill("solid", "FFFF8F8F"), Weight.WARNING: PatternFill("solid", "FFFFEB84")}
# A larger workbook is not opened with its formats, and one of more cells is not copied: that would take a gigabyte.
LARGEST_UNPACKED, MOST_CELLS = 40 * 1024 * 1024, 400_000
MOST_MARKS = 5000
NOTE_WIDTH, NOTE_LINE, LETTERS_A_LINE = 320, 18, 24
LONGEST_TEXT = 32_767
# The sheet of faults: its rows and columns. The last column is hidden and keeps what each marked cell looked like.
HEAD_ROW = 4
# Begins every text of the hidden column, which is otherwise empty.
KEEPS = "\u00b7"
SHEET, CELL, UNMARKED = 3, 4, 8
WIDTHS = (9, 28, 20, 10, 22, 52, 44)
_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_SENTENCE = re.compile(r"(?<=[。.!?])\s*(?=\S)")
HEADING = PatternFill("solid", "FFE8EDF2")
LINK = Font(color="FF1D5FA8", underline="single")


class FindingsOfFiles(Protocol):
    """What an import found: remarks, and questions that are still open."""

    remarks: list[Remark]
    open_questions: list[Question]


def marked_workbook(book: Book, content: bytes, order: int, findings: FindingsOfFiles) -> bytes:
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
    _take_marks_away(workbook)
    return workbook


def _saved(workbook: Workbook, remarks: list[Remark], questions, titles: dict[str, str]) -> bytes:
    kept = _mark(workbook, remarks, titles)
    lines = [MarkedLine.of(one, titles, kept) for one in [*questions, *remarks]]
    sheet = workbook.create_sheet(SUMMARY_SHEET, 0)
    _write_summary(sheet, lines)
    _show_first(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _mark(workbook: Workbook, remarks: Iterable[Remark], titles: dict[str, str]) -> dict[tuple[str, str], UnmarkedCell]:
    """Colour the cells and note what is said of them. Returns what each of them looked like before."""
    said: dict[tuple[str, str], list[Remark]] = defaultdict(list)
    for one in remarks:
        title = titles.get(one.place.sheet, one.place.sheet)
        if one.place.row >= 0 and title in workbook.sheetnames:
            said[title, one.place.cell].append(one)
    kept = {}
    for (title, address), here in said.items():
        cell = _writable(workbook[title], address)
        kept[title, address] = UnmarkedCell(cell, copy(cell._style), cell.comment.text if cell.comment else "")
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
    said = dict.fromkeys(f"{_label(one.weight)}: {one.text}" for one in remarks)
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


# ---- A workbook written anew from the cells read, for formats that are only read ---------------------------------


def copy_of(book: Book) -> tuple[Workbook, dict[str, str]]:
    """The book as .xlsx, and the titles that its sheets have there."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    titles = {}
    for sheet in book.sheets:
        copied = workbook.create_sheet(legal_sheet_name(sheet.name))
        titles[sheet.name] = copied.title
        _copy_cells(copied, sheet)
    if book.identity:
        workbook.custom_doc_props.append(StringProperty(name=IDENTITY_PROPERTY, value=book.identity))
    return workbook, titles


def put(cell: Cell, value: Value) -> None:
    """Write a value; a text that begins with = stays a text."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_TEXT]
        if cell.data_type == "f":
            cell.data_type = "s"
            cell.quotePrefix = True
    else:
        cell.value = value


def _copy_cells(copied: Worksheet, sheet: Sheet) -> None:
    for row, values in enumerate(sheet.rows, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None and value != "":
                put(copied.cell(row, column), value)
    _copy_layout(copied, sheet)


def _copy_layout(copied: Worksheet, sheet: Sheet) -> None:
    """What is hidden, merged or shown as a percentage in the file stays so."""
    for row, column in sheet.percent:
        copied.cell(row + 1, column + 1).number_format = "0.00%"
    for row in sheet.hidden_rows:
        copied.row_dimensions[row + 1].hidden = True
    for column in sheet.hidden_columns:
        copied.column_dimensions[column_letters(column)].hidden = True
    for area in sheet.merged:
        if (area.top, area.left) != (area.bottom, area.right):
            copied.merge_cells(area.address)
    if sheet.hidden:
        copied.sheet_state = "hidden"


# ---- The sheet that lists what is wrong ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnmarkedCell:
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
    kept: UnmarkedCell | None = None

    @classmethod
    def of(
        cls, one: Remark | Question, titles: Mapping[str, str], kept: dict[tuple[str, str], UnmarkedCell]
    ) -> MarkedLine:
        """Takes what is kept of the cell out of `kept`."""
        place = one.place
        sheet = titles.get(place.sheet, place.sheet)
        if isinstance(one, Question):
            return cls(pgettext("workbook", "To be answered"), place.name, sheet, place.cell, "", one.text)
        was = kept.pop((sheet, place.cell), None)
        return cls(_label(one.weight), place.name, sheet, place.cell, one.value, one.text, was)


def _label(weight: Weight) -> str:
    return pgettext("workbook", "Error") if weight is Weight.FAULT else pgettext("workbook", "Warning")


def _write_summary(sheet: Worksheet, lines: Sequence[MarkedLine]) -> None:
    """Fill the empty sheet with the list."""
    put(sheet.cell(1, 1), pgettext("workbook", "What is to be corrected in this workbook"))
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    guide = pgettext(
        "workbook",
        "Correct the red cells and look at the yellow ones. Then save this workbook and upload it again as it is.",
    )
    put(sheet.cell(2, 1), guide)
    for column, (text, width) in enumerate(zip(_summary_heads(), WIDTHS, strict=True), start=1):
        cell = sheet.cell(HEAD_ROW, column)
        put(cell, text)
        cell.font, cell.fill = Font(bold=True), HEADING
        sheet.column_dimensions[cell.column_letter].width = width
    for row, line in enumerate(lines, start=HEAD_ROW + 1):
        _write_summary_line(sheet, row, line)
    sheet.column_dimensions[sheet.cell(1, UNMARKED).column_letter].hidden = True
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 1)
    sheet.sheet_properties.tabColor = "FFC2362C"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _summary_heads() -> tuple[str, ...]:
    return (
        pgettext("workbook", "Kind"),
        pgettext("workbook", "File"),
        pgettext("workbook", "Sheet"),
        pgettext("workbook", "Cell"),
        pgettext("workbook", "Value"),
        pgettext("workbook", "What is wrong"),
        pgettext("workbook", "What to do"),
    )


def _write_summary_line(sheet: Worksheet, row: int, line: MarkedLine) -> None:
    what, remedy = _apart(line.text)
    for column, text in enumerate((line.kind, line.file, line.sheet, line.cell, line.value, what, remedy), start=1):
        cell = sheet.cell(row, column)
        put(cell, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if line.cell and line.sheet in sheet.parent.sheetnames:
        _link(sheet.cell(row, CELL), line)
    if line.kept:
        carrier = sheet.cell(row, UNMARKED)
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


# ---- A workbook that comes back -------------------------------------------------------------------------------


def _take_marks_away(workbook: Workbook) -> None:
    """Give cells marked earlier their own look and note again, and take the list out."""
    if SUMMARY_SHEET not in workbook.sheetnames or len(workbook.sheetnames) == 1:
        return
    summary = workbook[SUMMARY_SHEET]
    for row in range(HEAD_ROW + 1, summary.max_row + 1):
        carrier = summary.cell(row, UNMARKED)
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
