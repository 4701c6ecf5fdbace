"""Reading a file into a Book of cells: .xlsx, .xls, .xlsb, .ods or text, told apart by content.

calamine reads the values. What it does not tell (hidden rows, percentage formats, errors, formulas without a result)
is found before, by scanning the file's own parts. The scan also finds how far a sheet reaches: calamine holds a sheet
as the rectangle of its cells, and one stray cell in the last row and column would fill the memory.
"""

from __future__ import annotations

import io
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from targets.spreadsheets.cells import IDENTITY_SHEET, Book, CellArea, Format, Sheet
from targets.spreadsheets.files import ods_details, xls_details, xlsb_details, xlsx_details
from targets.spreadsheets.files.calamine_apart import Broken, Locked, RawSheet, read_apart, sheet_of
from targets.spreadsheets.files.detecting import detect
from targets.spreadsheets.files.limits import Limits, Meter
from targets.spreadsheets.files.marks import Marks
from targets.spreadsheets.files.packages import Package, damaged, locked
from targets.spreadsheets.files.refusals import Unreadable
from targets.spreadsheets.files.text_files import read_text
from targets.values import Value

__all__ = ["Unreadable", "read"]


def read(name: str, content: bytes | Path, limits: Limits | None = None) -> Book:
    """The file's sheets. `name` is only kept to be shown, and decides nothing. Raises Unreadable and nothing else."""
    meter = Meter(limits or Limits.from_settings())
    raw = _content(content, meter)
    kind, package = detect(raw, meter)
    book = Book(name, kind, _sheets(name, raw, kind, package, meter))
    if package is not None:
        book.identity = ods_details.identity(package) if kind is Format.ODS else xlsx_details.identity(package)
    _take_identity(book)
    if not any(sheet.rows for sheet in book.sheets):
        raise Unreadable(_("The workbook has no filled cell. Perhaps another file was meant."))
    return book


def _content(content: bytes | Path, meter: Meter) -> bytes:
    if isinstance(content, Path):
        meter.file(content.stat().st_size)
        return content.read_bytes()
    meter.file(len(content))
    return content


def _sheets(name: str, raw: bytes, kind: Format, package: Package | None, meter: Meter) -> list[Sheet]:
    """The sheets, read in the way of the format."""
    if kind is Format.TEXT:
        return [_finished(read_text(Path(name).stem, raw, meter), meter)]
    if package is None:
        return _apart(xls_details.with_true_code_page(raw), xls_details.scan(raw, meter), meter)
    if kind is Format.XLSX:
        # Each sheet is unpacked and checked in its turn, before calamine unpacks it.
        package.check(but="xl/worksheets/")
        return _here(raw, package, meter)
    package.check()
    return _apart(raw, (xlsb_details if kind is Format.XLSB else ods_details).scan(package, meter), meter)


def _here(raw: bytes, package: Package, meter: Meter) -> list[Sheet]:
    """The sheets of an .xlsx: its parts are checked so well that calamine may read it in this process."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as workbook:
            meter.sheets(len(workbook.sheet_names))
            marked = xlsx_details.scan(package, meter)
            found = [_sheet(workbook, package, index, marks, meter) for index, marks in enumerate(marked)]
    except PasswordError as broken:
        raise locked() from broken
    except (CalamineError, ValueError, OverflowError, IndexError) as broken:
        if isinstance(broken, Unreadable):
            raise
        raise damaged() from broken
    except BaseException as broken:
        # A panic of calamine's Rust code, which pyo3 raises as a BaseException of its own.
        if type(broken).__name__ != "PanicException":
            raise
        raise damaged() from broken
    return [sheet for sheet in found if sheet is not None]


def _sheet(workbook: CalamineWorkbook, package: Package, index: int, marks: Marks, meter: Meter) -> Sheet | None:
    """One sheet; None where it holds a chart or macros."""
    known = workbook.sheets_metadata[index]
    if known.name != marks.name:
        raise damaged()
    if known.typ is not SheetTypeEnum.WorkSheet:
        return None
    meter.extent(marks.name, marks.rows, marks.columns)
    mended = xlsx_details.mended(package, marks)
    if mended is not None:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(mended))
    return _marked(sheet_of(workbook, index), marks, meter)


def _apart(raw: bytes, marked: list[Marks], meter: Meter) -> list[Sheet]:
    """The sheets of the other formats, read by calamine in a process of its own once their sizes are checked."""
    for marks in marked:
        meter.extent(marks.name, marks.rows, marks.columns)
    try:
        found = read_apart(raw, meter.left())
    except Locked as broken:
        raise locked() from broken
    except Broken as broken:
        raise damaged() from broken
    except TimeoutError:
        raise meter.late() from None
    meter.sheets(len(found))
    if len(found) != len(marked):
        raise damaged()
    return [_marked(sheet, marks, meter) for sheet, marks in zip(found, marked, strict=True) if sheet.worksheet]


def _marked(found: RawSheet, marks: Marks, meter: Meter) -> Sheet:
    rows: list[list[Value]] = found.rows  # type: ignore[assignment]
    sheet = Sheet(name=found.name, rows=rows, hidden=found.hidden)
    sheet.merged = [CellArea(*first, *last) for first, last in found.merged]
    marks.put_on(sheet)
    return _finished(sheet, meter)


def _finished(sheet: Sheet, meter: Meter) -> Sheet:
    """The sheet without empty rows at its end, counted against the limits."""
    rows = sheet.rows
    while rows and not any(value != "" and value is not None for value in rows[-1]):
        rows.pop()
    meter.extent(sheet.name, len(rows), max(map(len, rows), default=0))
    meter.count(len(rows))
    meter.time()
    return sheet


def _take_identity(book: Book) -> None:
    """Move the mark from the portal's hidden sheet to the book, and leave that sheet out."""
    for sheet in [sheet for sheet in book.sheets if sheet.name == IDENTITY_SHEET]:
        book.identity = book.identity or str(sheet.value(0, 0) or "")
        book.sheets.remove(sheet)
