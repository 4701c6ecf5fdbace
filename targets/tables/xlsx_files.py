"""Tables as a workbook, a sheet for each: numbers are numbers, and texts are texts, never formulas."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from targets.tables import styles
from targets.tables.cells import FormattedNumber, Value, number_of
from targets.tables.columns import Head
from targets.tables.contents import Contents
from targets.tables.csv_files import cell_text
from targets.tables.styles import CENTRE, HEAD, HEADING, TEXT, lines_of, width_of
from targets.tables.texts import clean, is_like_formula, sheet_names

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NARROWEST, WIDEST, WIDEST_HEAD = 7, 40, 12
MARGIN_INCHES = 0.4
# Excel's own limit is 409.
LINE_POINTS, HIGHEST_POINTS = 16, 400
A4 = 9
_LINE = Side(style="thin", color="FF9AA5B1")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
TITLE = Font(name=styles.SONG, size=14, bold=True)
CAPTION = Font(name=styles.SONG, size=10, color="FF595959")
TEXT_PLACE = Alignment(vertical="top", wrap_text=True)
NUMBER_PLACE = Alignment(vertical="top", horizontal="right")
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


def write_xlsx(tables: Iterable[Contents]) -> bytes:
    """The bytes of a workbook with a sheet for each table."""
    tables = list(tables)
    book = Workbook()
    book.remove(book.active)
    for table, name in zip(tables, sheet_names(table.title for table in tables), strict=True):
        _draw(book.create_sheet(name), table)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _draw(sheet: Worksheet, table: Contents) -> None:
    _write(sheet.cell(1, 1), table.title, TITLE)
    for row, line in enumerate(table.captions, start=2):
        _write(sheet.cell(row, 1), line, CAPTION)
    head = len(table.captions) + 2
    first = head + (2 if table.has_groups else 1)
    _draw_head(sheet, table.heads, head, grouped=table.has_groups)
    _draw_rows(sheet, table.rows, first)
    _measure(sheet, table)
    _heighten(sheet, first - 1, [[head.text for head in table.heads], *table.rows])
    _set_page(sheet, table, head, first)


def _draw_rows(sheet: Worksheet, rows: Iterable[Sequence[Value]], first: int) -> None:
    """Cells that look alike share one style: making one for each cell took three quarters of the time."""
    looks: dict[tuple[str, bool, bool], StyleArray] = {}
    for row, values in enumerate(rows, start=first):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column)
            is_text = isinstance(value, str)
            look = (number_format(value), is_text, is_text and is_like_formula(str(value)))
            if look not in looks:
                _write(cell, value, TEXT)
                cell.border, cell.alignment = BOX, TEXT_PLACE if is_text else NUMBER_PLACE
                looks[look] = cell._style
            _fill(cell, value)
            cell._style = looks[look]


def _fill(cell: Cell, value: Value) -> None:
    """Set the value alone; a text stays a text, whatever it begins with."""
    if isinstance(value, str):
        cell.value = clean(value)
        cell.data_type = "s"
        return
    number = number_of(value)
    cell.value = value if number is None else number


def _write(cell: Cell, value: Value, font: Font) -> None:
    """Set value, font and format; the style marks a text like a formula, which Excel shows with an apostrophe."""
    _fill(cell, value)
    cell.font = font
    cell.number_format = number_format(value)
    if isinstance(value, str) and is_like_formula(value):
        cell.quotePrefix = True


def number_format(value: Value) -> str:
    """Excel's number format of the cell: thousands separators, the page's decimals, % after a rate."""
    if isinstance(value, datetime):
        return MOMENT
    if isinstance(value, date):
        return DAY
    number = number_of(value)
    if number is None:
        return "General"
    decimals = value.decimals if isinstance(value, FormattedNumber) else None
    if decimals is None:
        decimals = len(cell_text(number).partition(".")[2])
    form = styles.number_format(decimals)
    if isinstance(value, FormattedNumber) and value.percent:
        form += '"%"'
    return f"+{form};-{form};0" if isinstance(value, FormattedNumber) and value.signed else form


def _draw_head(sheet: Worksheet, heads: Sequence[Head], row: int, *, grouped: bool) -> None:
    for number, head in enumerate(heads, start=1):
        for at in (row, row + 1) if grouped else (row,):
            cell = sheet.cell(at, number)
            cell.border, cell.fill, cell.alignment, cell.font = BOX, HEADING, CENTRE, HEAD
        _write(sheet.cell(row + 1 if head.group else row, number), head.text, HEAD)
    if grouped:
        _merge_groups(sheet, heads, row)


def _merge_groups(sheet: Worksheet, heads: Sequence[Head], row: int) -> None:
    """Merge each common head over its columns, and heads without one over both rows."""
    for group, members in groupby(enumerate(heads, start=1), key=lambda numbered: numbered[1].group):
        numbers = [number for number, _head in members]
        if not group:
            for number in numbers:
                sheet.merge_cells(start_row=row, end_row=row + 1, start_column=number, end_column=number)
            continue
        _write(sheet.cell(row, numbers[0]), group, HEAD)
        if len(numbers) > 1:
            sheet.merge_cells(start_row=row, end_row=row, start_column=numbers[0], end_column=numbers[-1])


def _measure(sheet: Worksheet, table: Contents) -> None:
    """Set each column's width to its widest line, within limits; longer texts and heads wrap."""
    for number, head in enumerate(table.heads, start=1):
        shown = [_width(row[number - 1]) for row in table.rows]
        width = max([min(width_of(head.text), WIDEST_HEAD), *shown]) + 2
        sheet.column_dimensions[get_column_letter(number)].width = min(max(width, NARROWEST), WIDEST)


def _heighten(sheet: Worksheet, first: int, rows: Iterable[Sequence[Value]]) -> None:
    """Set the height of rows in which a text wraps, which not every program does itself."""
    widths = [sheet.column_dimensions[get_column_letter(number)].width for number in range(1, sheet.max_column + 1)]
    for row, values in enumerate(rows, start=first):
        pairs = zip(values, widths, strict=False)
        lines = max((_lines(value, width) for value, width in pairs if isinstance(value, str)), default=1)
        if lines > 1:
            sheet.row_dimensions[row].height = min(lines * LINE_POINTS, HIGHEST_POINTS)


def _lines(text: str, width: float) -> int:
    return sum(lines_of(line, width) for line in text.splitlines() or [""])


def _width(value: Value) -> int:
    if isinstance(value, str):
        return max((width_of(line) for line in value.splitlines()), default=0)
    text = cell_text(value)
    # Room for the thousands separators.
    return len(text) + len(text) // 3


def _set_page(sheet: Worksheet, table: Contents, head: int, first: int) -> None:
    """A4 landscape, one page wide, the heads repeated on every page; heads and names stay in sight while scrolling."""
    sheet.freeze_panes = sheet.cell(first, table.names + 1)
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.paperSize = A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    for side in ("left", "right", "top", "bottom"):
        setattr(sheet.page_margins, side, MARGIN_INCHES)
    sheet.print_title_rows = f"{head}:{first - 1}"
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "&P / &N"
