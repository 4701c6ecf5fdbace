"""A workbook written anew from the cells read, for formats that are only read: values as they were, text as text."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.packaging.custom import StringProperty
from openpyxl.worksheet.worksheet import Worksheet

from targets.spreadsheets.cells import IDENTITY_PROPERTY, Book, Sheet, column_letters
from targets.tables.texts import legal_sheet_name
from targets.values import Value

LONGEST_TEXT = 32_767


def copy_of(book: Book) -> tuple[Workbook, dict[str, str]]:
    """The book as .xlsx, and the titles that its sheets have there."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    titles = {}
    for sheet in book.sheets:
        copied = workbook.create_sheet(legal_sheet_name(sheet.name))
        titles[sheet.name] = copied.title
        _fill(copied, sheet)
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


def _fill(copied: Worksheet, sheet: Sheet) -> None:
    for row, values in enumerate(sheet.rows, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None and value != "":
                put(copied.cell(row, column), value)
    _look(copied, sheet)


def _look(copied: Worksheet, sheet: Sheet) -> None:
    """What is hidden, merged or shown as a percentage stays so."""
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
