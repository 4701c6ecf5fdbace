"""One sheet of a unit's workbook: the header block that officials expect, the table, and the foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from targets.periods import Month
from targets.tables import styles as style
from targets.workbooks.rows import Page, WorkbookRow, not_applicable

TITLE_ROW, BLOCK_ROW, HEAD_ROW = 1, 2, 3
CODE, NAME, MEASURE, TARGET = 1, 2, 3, 4
LINE_HEIGHT, PADDING = 15, 7
WIDTHS = {False: (13, 48, 10, 16, 14, 14, 18), True: (13, 38, 9, 15, *[10.5] * 12)}
NOTE_WIDTH, NOTE_LINE = 360, 18
A4 = "9"


@dataclass(frozen=True, slots=True)
class WorkbookHeading:
    """What stands above and below every table of the workbook."""

    bureau: str
    unit: str
    period: str
    months: tuple[Month, ...]

    @property
    def across(self) -> bool:
        """Do months stand side by side?"""
        return len(self.months) > 1


def draw(sheet: Worksheet, page: Page, heading: WorkbookHeading) -> None:
    """Fill an empty sheet with the chapter's page."""
    _Drawing(sheet, page, heading).draw()


class _Drawing:
    def __init__(self, sheet: Worksheet, page: Page, heading: WorkbookHeading):
        self.sheet, self.page, self.heading = sheet, page, heading
        self.heads = self._heads()
        self.widths = WIDTHS[heading.across][: len(self.heads)]
        self.first_input = len(self.heads) - len(heading.months) + 1
        self.first_row = HEAD_ROW + (2 if heading.across else 1)

    def draw(self) -> None:
        self._columns()
        self._title()
        self._block()
        self._head()
        for number, row in enumerate(self.page.rows):
            self._row(self.first_row + number, row)
        self._foot(self.first_row + len(self.page.rows))
        self._page()

    def _heads(self) -> list[str]:
        """The columns' names; the importer knows these words."""
        fixed = [
            pgettext("workbook", "Code"),
            pgettext("workbook", "Indicator"),
            pgettext("workbook", "Unit of measure"),
            pgettext("workbook", "Year's plan"),
        ]
        if self.heading.across:
            return fixed + [pgettext("workbook", "Month %(month)s") % {"month": m.month} for m in self.heading.months]
        beside = [pgettext("workbook", "Last month"), pgettext("workbook", "To date until last month")]
        return [*fixed, *beside, pgettext("workbook", "This month")]

    def _columns(self) -> None:
        for number, width in enumerate(self.widths, start=1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width

    # ---- Header block -------------------------------------------------------------------------------------

    def _title(self) -> None:
        words = {
            "bureau": self.heading.bureau,
            "period": self.heading.period,
            "chapter": self.page.chapter.short_title,
        }
        text = pgettext("workbook", "%(bureau)s: monthly report for %(period)s (%(chapter)s)") % words
        self._wide(TITLE_ROW, 1, len(self.heads), text, style.TITLE, style.CENTRE)
        self.sheet.row_dimensions[TITLE_ROW].height = 36

    def _block(self) -> None:
        """Whose numbers, of when and in what units of measure, on one line."""
        unit = pgettext("workbook", "Reporting unit (seal): %(unit)s") % {"unit": self.heading.unit}
        period = pgettext("workbook", "Period: %(period)s") % {"period": self.heading.period}
        measure = pgettext("workbook", "Units of measure: see the table")
        last = len(self.heads)
        middle = last - (3 if self.heading.across else 1)
        self._wide(BLOCK_ROW, 1, NAME, unit, style.TEXT, style.LEFT)
        self._wide(BLOCK_ROW, NAME + 1, middle - 1, period, style.TEXT, style.CENTRE)
        self._wide(BLOCK_ROW, middle, last, measure, style.TEXT, style.RIGHT)
        self.sheet.row_dimensions[BLOCK_ROW].height = 24

    def _head(self) -> None:
        """The columns' names; months across stand under one word for all of them."""
        bottom = self.first_row - 1
        for column, text in enumerate(self.heads, start=1):
            in_months = self.heading.across and column >= self.first_input
            self._heading_cell(bottom if in_months else HEAD_ROW, column, text)
        if self.heading.across:
            self._heading_cell(HEAD_ROW, self.first_input, pgettext("workbook", "Figure of the month"))
            self._merge(HEAD_ROW, self.first_input, HEAD_ROW, len(self.heads))
            for column in range(1, self.first_input):
                self._merge(HEAD_ROW, column, bottom, column)
        for number in range(HEAD_ROW, bottom + 1):
            self.sheet.row_dimensions[number].height = 24

    def _heading_cell(self, row: int, column: int, text: str) -> None:
        cell = self._text(row, column, text, style.HEAD, style.CENTRE)
        cell.fill, cell.border = style.HEADING, style.BOX

    # ---- Table --------------------------------------------------------------------------------------------

    def _row(self, number: int, row: WorkbookRow) -> None:
        self._text(number, CODE, row.code, style.TEXT, style.LEFT)
        name = self._text(number, NAME, row.name, style.TEXT, style.indented(row.indent))
        name.comment = _comment(row.note, self.heading.bureau)
        self._text(number, MEASURE, row.measure, style.TEXT, style.CENTRE)
        self._number(number, TARGET, row.target, row.target_format)
        if not self.heading.across:
            self._number(number, TARGET + 1, row.last_month, style.number_format(row.decimals))
            self._number(number, TARGET + 2, row.before, style.number_format(row.decimals))
        for column, month in enumerate(self.heading.months, start=self.first_input):
            self._input(number, column, row, month)
        for column in range(1, len(self.heads) + 1):
            self.sheet.cell(number, column).border = style.BOX
        self._validate(number, row)
        lines = style.lines_of(row.name, self.widths[NAME - 1] - 4 * row.indent)
        self.sheet.row_dimensions[number].height = lines * LINE_HEIGHT + PADDING

    def _number(self, row: int, column: int, value: Decimal | str | None, form: str) -> Cell:
        cell = self.sheet.cell(row, column)
        cell.value, cell.number_format = value, form
        cell.font, cell.alignment = style.TEXT, style.NUMBER
        return cell

    def _input(self, number: int, column: int, row: WorkbookRow, month: Month) -> None:
        cell = self._number(number, column, row.cells[month], style.number_format(row.decimals))
        if month in self.page.closed or month in row.not_asked:
            cell.fill = style.SHUT
        else:
            cell.fill, cell.protection = style.INPUT, style.UNLOCKED

    def _validate(self, number: int, row: WorkbookRow) -> None:
        """A number with no more decimals than are kept, from zero on unless it is net, or "not applicable"."""
        first = f"{get_column_letter(self.first_input)}{number}"
        last = f"{get_column_letter(len(self.heads))}{number}"
        word = not_applicable().replace('"', '""')
        bound = "" if row.may_be_negative else f"{first}>=0,"
        rule = f'IF(ISNUMBER({first}),AND({bound}ROUND({first},{row.decimals})={first}),{first}="{word}")'
        check = DataValidation(type="custom", formula1=rule, allow_blank=True, showErrorMessage=True, errorStyle="stop")
        check.errorTitle = pgettext("workbook", "This cell takes a number")
        check.error = _refusal(row)
        check.add(f"{first}:{last}" if first != last else first)
        self.sheet.add_data_validation(check)

    # ---- Foot ---------------------------------------------------------------------------------------------

    def _foot(self, row: int) -> None:
        """A line for signatures that can be typed into, and below it, how to fill the table in."""
        signed = [
            pgettext("workbook", "Head of the unit:"),
            pgettext("workbook", "Head of statistics:"),
            pgettext("workbook", "Filled in by:"),
            pgettext("workbook", "Telephone:"),
            pgettext("workbook", "Date of filling in:"),
        ]
        cell = self._wide(row, 1, len(self.heads), (" " * 16).join(signed), style.TEXT, style.LEFT)
        cell.protection = style.UNLOCKED
        self.sheet.row_dimensions[row].height = 30
        for number, text in enumerate(_notes(self.page, self.heading), start=row + 1):
            self._wide(number, 1, len(self.heads), text, style.SMALL, style.LEFT)
            self.sheet.row_dimensions[number].height = 18

    # ---- The sheet ----------------------------------------------------------------------------------------

    def _page(self) -> None:
        """Lock all but the inputs and freeze the panes; print on A4 across, one page wide, the head on every page."""
        sheet = self.sheet
        sheet.freeze_panes = sheet.cell(self.first_row, NAME + 1)
        sheet.protection.sheet = True
        sheet.protection.formatColumns = False
        sheet.protection.formatRows = False
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = f"{HEAD_ROW}:{self.first_row - 1}"
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.8
        sheet.oddFooter.center.text = pgettext("workbook", "Page &P of &N")

    def _text(self, row: int, column: int, text: str, font, alignment) -> Cell:
        """Write a text as text, so that a name that begins with = is no formula."""
        cell = self.sheet.cell(row, column)
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
        cell.data_type = "s"
        cell.font, cell.alignment = font, alignment
        return cell

    def _wide(self, row: int, first: int, last: int, text: str, font, alignment) -> Cell:
        cell = self._text(row, first, text, font, alignment)
        self._merge(row, first, row, last)
        return cell

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def _comment(text: str, author: str) -> Comment:
    """A note large enough to be read without dragging its corner."""
    comment = Comment(ILLEGAL_CHARACTERS_RE.sub("", text), author)
    comment.width = NOTE_WIDTH
    comment.height = NOTE_LINE * (1 + sum(style.lines_of(line, NOTE_WIDTH / 7) for line in text.splitlines()))
    return comment


def _refusal(row: WorkbookRow) -> str:
    """What Excel says where something else is typed."""
    decimals = row.decimals
    if row.may_be_negative:
        text = pgettext(
            "workbook",
            "Enter a number with at most %(decimals)s decimals, negative where more went out than came in, "
            "or “not applicable”. Leave blank what is not known.",
        )
        return text % {"decimals": decimals}
    if not decimals:
        return pgettext(
            "workbook", "Enter a whole number from 0 on, or “not applicable”. Leave blank what is not known."
        )
    text = pgettext(
        "workbook",
        "Enter a number from 0 on with at most %(decimals)s decimals, or “not applicable”. "
        "Leave blank what is not known.",
    )
    return text % {"decimals": decimals}


def _notes(page: Page, heading: WorkbookHeading) -> list[str]:
    notes = [
        pgettext(
            "workbook",
            "Note: fill in the tinted cells; the others are locked. A blank means not reported, never zero: "
            "enter 0 where nothing happened, “not applicable” where nothing can.",
        ),
        pgettext("workbook", "Deliverables and progress notes are entered on the portal, not in this table."),
    ]
    if any(row.has_parts_above for row in page.rows):
        notes.append(
            pgettext(
                "workbook",
                "Of a net figure fill in the two rows of what came in and what went out: the portal works out the net "
                "figure. Its own row counts only where the two are not known.",
            )
        )
    if page.closed:
        notes.append(_closed(page.closed, heading))
    if any(row.not_asked for row in page.rows):
        notes.append(pgettext("workbook", "Locked as well: months before an indicator was added or after it ended."))
    return notes


def _closed(months: Sequence[Month] | frozenset[Month], heading: WorkbookHeading) -> str:
    if not heading.across:
        return pgettext("workbook", "This report is submitted or approved: it is filled in and locked.")
    names = [pgettext("workbook", "Month %(month)s") % {"month": month.month} for month in sorted(months)]
    text = pgettext("workbook", "Submitted or approved, and therefore filled in and locked: %(months)s.")
    return text % {"months": _(", ").join(names)}
