"""Reading and writing tables as .xlsx and .csv files; the format of a file is recognised by its content.

Formulas are neither written nor evaluated.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from zipfile import ZipFile

import openpyxl
from django.utils.translation import gettext as _
from import_export.formats.base_formats import Format
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from tablib import Dataset

from targets.spreadsheets.files.limits import MEGABYTE
from targets.spreadsheets.files.refusals import Unreadable
from targets.tables import xlsx_files
from targets.tables.styles import width_of
from targets.tables.texts import is_like_formula

ROWS_AT_MOST = 5_000
COLUMNS_AT_MOST = 60
UNPACKED_AT_MOST = 100 * MEGABYTE
# The mark that tells a spreadsheet to take what looks like a formula as text.
TEXT_MARK = "'"
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DATE_FORMAT = "yyyy-mm-dd"
WIDEST = 48


def neutral(text: str) -> str:
    """The text with a mark if a spreadsheet would take it for a formula: "=1+1" becomes "'=1+1"."""
    return TEXT_MARK + text if _needs_mark(text) else text


def plain_again(text: str) -> str:
    """The text without the mark that `neutral` added."""
    return text[1:] if text.startswith(TEXT_MARK) and _needs_mark(text[1:]) else text


def _needs_mark(text: str) -> bool:
    return text.startswith(TEXT_MARK) or is_like_formula(text)


class LinedTable(Dataset):
    """A table that knows the line of each of its rows in the file."""

    lines: list[int]


class ExcelWorkbook(Format):
    """The first sheet of an .xlsx workbook."""

    def get_title(self):
        return _("Excel workbook (.xlsx)")

    def get_extension(self):
        return "xlsx"

    def get_content_type(self):
        return xlsx_files.CONTENT_TYPE

    def can_import(self):
        return True

    def can_export(self):
        return True

    def create_dataset(self, in_stream: bytes) -> LinedTable:
        """Raises Unreadable."""
        return table(_workbook_rows(in_stream))

    def export_data(self, dataset, **kwargs) -> bytes:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = (dataset.title or "1")[:31]
        for row, values in enumerate([dataset.headers, *dataset], start=1):
            for column, value in enumerate(values, start=1):
                _write(sheet.cell(row, column), value)
        _format(sheet, dataset)
        written = io.BytesIO()
        book.save(written)
        return written.getvalue()


class CommaSeparated(Format):
    """Comma-separated text: written in UTF-8 with a byte order mark, for Excel; read in UTF-8 or GB18030."""

    def get_title(self):
        return _("Comma-separated text (.csv)")

    def get_extension(self):
        return "csv"

    def get_content_type(self):
        return "text/csv; charset=utf-8"

    def is_binary(self):
        return False

    def can_import(self):
        return True

    def can_export(self):
        return True

    def create_dataset(self, in_stream: bytes) -> LinedTable:
        """Raises Unreadable."""
        text = _decoded(in_stream)
        first = text.partition("\n")[0]
        rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ",")
        try:
            return table(rows)
        except csv.Error as broken:
            raise Unreadable(_("The text is no table of comma-separated cells. Save it again as .xlsx.")) from broken

    def export_data(self, dataset, **kwargs) -> bytes:
        written = io.StringIO(newline="")
        out = csv.writer(written)
        for values in [dataset.headers, *dataset]:
            out.writerow(neutral(value) if isinstance(value, str) else value for value in values)
        return written.getvalue().encode("utf-8-sig")


def format_of(content: bytes) -> Format:
    """The format of a file, recognised by its content and not by its name. Raises Unreadable."""
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if content.startswith(OLD_EXCEL):
        raise Unreadable(_("This is an old .xls workbook or has a password. Save it as .xlsx without a password."))
    return ExcelWorkbook() if content.startswith(ZIP) else CommaSeparated()


def read(content: bytes) -> LinedTable:
    """The table in the file. Raises Unreadable."""
    return format_of(content).create_dataset(content)


def table(rows: Iterable[list]) -> LinedTable:
    """The table made of headings and rows, without blank lines.

    Raises Unreadable for cells without a heading, and for a table that is empty or too large.
    """
    found: LinedTable | None = None
    for line, cells in enumerate(rows, start=1):
        values = [_tidy(value) for value in cells]
        while values and values[-1] in (None, ""):
            values.pop()
        if not values:
            continue
        if found is None:
            found = LinedTable(headers=[str(value if value is not None else "") for value in values])
            found.lines = []
            _limit(len(values), COLUMNS_AT_MOST, _("The file has more than %(limit)s columns."))
        else:
            _append(found, line, values)
    if found is None or not found.lines:
        raise Unreadable(_("The file has no rows below its headings."))
    return found


def _append(found: LinedTable, line: int, values: list) -> None:
    width = len(found.headers)
    if len(values) > width:
        raise Unreadable(_("Row %(row)s has cells without a heading above them.") % {"row": line})
    found.append(values + [None] * (width - len(values)))
    found.lines.append(line)
    _limit(len(found.lines), ROWS_AT_MOST, _("The file has more than %(limit)s rows; divide it."))


def _limit(number: int, limit: int, sentence: str) -> None:
    if number > limit:
        raise Unreadable(sentence % {"limit": limit})


def _tidy(value):
    return plain_again(value.replace("\r\n", "\n").strip()) if isinstance(value, str) else value


def _decoded(content: bytes) -> str:
    if b"\x00" not in content:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise Unreadable(_("This is neither an .xlsx workbook nor a .csv text. Save the table as .xlsx."))


def _workbook_rows(content: bytes) -> Iterator[list]:
    damaged = _("The workbook cannot be read: it is damaged or of another kind. Open it and save it again as .xlsx.")
    try:
        unpacked = sum(part.file_size for part in ZipFile(io.BytesIO(content)).infolist())
        if unpacked > UNPACKED_AT_MOST:
            raise Unreadable(_("Unpacked the workbook is too large."))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        yield from ([_stored(cell) for cell in row] for row in sheet.iter_rows(max_col=COLUMNS_AT_MOST + 1))
    except Unreadable:
        raise
    except Exception as broken:
        # openpyxl passes on the exceptions of its parsers, which are of many kinds.
        raise Unreadable(damaged) from broken


def _stored(cell):
    if cell.data_type == "f":
        sentence = _("Cell %(cell)s holds a formula. Copy the column and paste it as values.")
        raise Unreadable(sentence % {"cell": cell.coordinate})
    if cell.data_type == "e":
        sentence = _("Cell %(cell)s holds the error %(value)s. Correct it.")
        raise Unreadable(sentence % {"cell": cell.coordinate, "value": cell.value})
    return cell.value


def _write(cell, value) -> None:
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", neutral(value))
        cell.data_type = "s"
        cell.alignment = Alignment(vertical="top", wrap_text="\n" in value)
    elif value is not None:
        cell.value = value
        cell.alignment = Alignment(vertical="top")
        if hasattr(value, "isoformat"):
            cell.number_format = DATE_FORMAT


def _format(sheet, dataset) -> None:
    """Make headings bold and fixed, and columns as wide as their texts, up to WIDEST."""
    sheet.freeze_panes = "A2"
    for column, heading in enumerate(dataset.headers, start=1):
        cell = sheet.cell(1, column)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DCE6F1")
        texts = [heading, *(str(row[column - 1] or "") for row in dataset)]
        sheet.column_dimensions[get_column_letter(column)].width = min(max(map(width_of, texts)) + 2, WIDEST)
