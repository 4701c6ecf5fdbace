"""The workbook that goes back: the user's rows with the upgraded numbers, the doubtful ones, and a summary."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from infrastructure.identity_upgrade import Counts, Doubt, Line, Place, typed_text
from targets.identity_numbers import Fault
from targets.registers.fields import fault_text
from targets.tables.texts import clean, is_like_formula
from targets.values import Value

AS_TEXT, NUMBER_WIDTH = "@", 24
# What a row of openpyxl takes: a bare value, or a cell with its kind and format.
Filled = str | int | float | date | Cell | None


def write(place: Place, lines: Sequence[Line], counts: Counts) -> bytes:
    """The workbook's bytes. Identity numbers are cells of the kind text, which Excel leaves as they are."""
    book = Workbook(write_only=True)
    _upgraded(book.create_sheet(_("Upgraded")), place, lines)
    _doubtful(book.create_sheet(_("Doubtful")), lines)
    _summary(book.create_sheet(_("Summary")), counts)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _upgraded(sheet: Worksheet, place: Place, lines: Iterable[Line]) -> None:
    """Every row as it came, the new number to the right of the old one; empty where it is doubtful."""
    for column in (place.column, place.column + 1):
        sheet.column_dimensions[get_column_letter(column + 1)].width = NUMBER_WIDTH
    sheet.freeze_panes = "A2"
    width = max(len(place.sheet.rows[line.row - 1]) for line in lines) if lines else place.column + 1
    heads = [str(place.sheet.value(place.head, column) or "") for column in range(width)] if place.head >= 0 else []
    heads += [""] * (max(width, place.column + 1) - len(heads))
    sheet.append(_beside(sheet, heads, place.column, heads[place.column] or _("Number before"), _("Upgraded number")))
    for line in lines:
        values = [place.sheet.value(line.row - 1, column) for column in range(len(heads))]
        sheet.append(_beside(sheet, values, place.column, line.old, line.new))


def _beside(sheet: Worksheet, values: Sequence[Value], column: int, old: str, new: str) -> list[Filled]:
    """The row's cells with the two numbers in the place of the one."""
    pair: list[Value] = [old, new]
    return [_cell(sheet, value) for value in [*values[:column], *pair, *values[column + 1 :]]]


def _doubtful(sheet: Worksheet, lines: Iterable[Line]) -> None:
    sheet.column_dimensions["B"].width = sheet.column_dimensions["C"].width = NUMBER_WIDTH
    sheet.column_dimensions["D"].width = 3 * NUMBER_WIDTH
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, head) for head in (_("Row"), _("Number"), _("Upgraded number"), _("Reason"))])
    for line in lines:
        for doubt in line.doubts:
            values = (line.row, line.old, line.new, reason_text(doubt, line))
            sheet.append([_cell(sheet, value) for value in values])


def _summary(sheet: Worksheet, counts: Counts) -> None:
    sheet.column_dimensions["A"].width = 2 * NUMBER_WIDTH
    for label, number in count_lines(counts):
        sheet.append([_cell(sheet, label), _cell(sheet, number)])


def _cell(sheet: Worksheet, value: Value) -> Filled:
    """A text stays a text, whatever it looks like, and an empty cell stays empty.

    Only a text that Excel might take for something else becomes a cell object, which costs ten times a bare value.
    """
    if isinstance(value, int | float | date):
        return value
    text = clean(typed_text(value))
    if not (text.isdigit() or text[:-1].isdigit() or is_like_formula(text)):
        return text or None
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type, cell.number_format = "s", AS_TEXT
    return cell


def count_lines(counts: Counts) -> list[tuple[str, int]]:
    """The summary as it is read."""
    return [
        (_("Numbers in the file"), counts.numbers),
        (_("Numbers that had 18 digits and are right"), counts.current),
        (_("15-digit numbers found"), counts.old_form),
        (_("Of which upgraded"), counts.upgraded),
        (_("Numbers that failed the check"), counts.failed_check),
        (_("Rows whose number stands more than once"), counts.duplicates),
        (_("Numbers to verify (order codes 996 to 999)"), counts.to_verify),
    ]


def reason_text(doubt: Doubt, line: Line) -> str:
    """What is doubtful about the line."""
    rows = _(", ").join(str(row) for row in line.others[:SHOWN_ROWS])
    sentences = {
        Doubt.MISSING: _("This row has no number."),
        Doubt.DAMAGED: _("Stored as a figure: Excel has lost the last digits. Take the number from the card again."),
        Doubt.CENTENARIAN: _("To verify: order codes 996 to 999 were kept for centenarians. Look at the card first."),
        Doubt.DUPLICATE: _("The same number stands in row %(rows)s.") % {"rows": rows},
        Doubt.DUPLICATE_AFTER: _("After the upgrade the same number stands in row %(rows)s.") % {"rows": rows},
    }
    return str(sentences.get(doubt) or fault_text(Fault[doubt.name]))


# How many rows with the same number a reason names.
SHOWN_ROWS = 10
