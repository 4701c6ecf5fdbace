"""Any file → a Book of cells: .xlsx, .xls, .xlsb, .ods and text, told apart by content.

calamine reads the values; what it does not tell (hidden rows, percent formats, error cells, formulas without a
result) and how far a sheet reaches come from a scan of the file's own parts before.
"""

from __future__ import annotations

import io
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from targets.spreadsheets.cells import Area, Book, Format, Sheet, Value
from targets.spreadsheets.detecting import detect
from targets.spreadsheets.limits import Limits, Meter
from targets.spreadsheets.packages import damaged, locked
from targets.spreadsheets.refusals import Unreadable
from targets.spreadsheets.text_files import read_text

__all__ = ["Unreadable", "read"]

IDENTITY_SHEET = "_bureau_portal"


def read(name: str, content: bytes | Path, limits: Limits | None = None) -> Book:
    """The file's sheets. `name` is kept for the user's eyes and decides nothing. Raises Unreadable, nothing else."""
    meter = Meter(limits or Limits.from_settings())
    raw = _content(content, meter)
    kind, package = detect(raw, meter)
    if kind is Format.TEXT:
        book = Book(name, kind, [read_text(Path(name).stem, raw, meter)])
    else:
        if package is not None:
            package.check()
        book = Book(name, kind, _sheets(raw, meter))
    _take_identity(book)
    _trim(book)
    return book


def _content(content: bytes | Path, meter: Meter) -> bytes:
    if isinstance(content, Path):
        meter.file(content.stat().st_size)
        return content.read_bytes()
    meter.file(len(content))
    return content


def _sheets(raw: bytes, meter: Meter) -> list[Sheet]:
    """calamine's sheets, those of charts and macros left out."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as workbook:
            meter.sheets(len(workbook.sheet_names))
            return [
                _sheet(workbook, index, found.visible is not SheetVisibleEnum.Visible, meter)
                for index, found in enumerate(workbook.sheets_metadata)
                if found.typ is SheetTypeEnum.WorkSheet
            ]
    except PasswordError as broken:
        raise locked() from broken
    except CalamineError as broken:
        raise damaged() from broken


def _sheet(workbook: CalamineWorkbook, index: int, hidden: bool, meter: Meter) -> Sheet:
    meter.time()
    found = workbook.get_sheet_by_index(index)
    rows: list[list[Value]] = found.to_python(skip_empty_area=False)  # type: ignore[assignment]
    merged = [Area(*first, *last) for first, last in found.merged_cell_ranges or []]
    return Sheet(name=found.name, rows=rows, hidden=hidden, merged=merged)


def _take_identity(book: Book) -> None:
    """Moves the text of the portal's hidden sheet to the book."""
    for sheet in [sheet for sheet in book.sheets if sheet.name == IDENTITY_SHEET]:
        book.identity = book.identity or str(sheet.value(0, 0) or "")
        book.sheets.remove(sheet)


def _trim(book: Book) -> None:
    """Drops empty rows at the end. Raises Unreadable for a book without any filled cell."""
    for sheet in book.sheets:
        while sheet.rows and not any(value != "" and value is not None for value in sheet.rows[-1]):
            sheet.rows.pop()
    if not any(sheet.rows for sheet in book.sheets):
        raise Unreadable(_("The workbook has no filled cell. Perhaps another file was meant."))
