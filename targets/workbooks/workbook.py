"""The workbook that a unit fills in for a month or a whole year: one sheet for each chapter of the plan.

It is an official form, so it is Chinese whatever language its reader uses. It has no formulas: programs that
write a workbook without calculating would send them back without results.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from django.utils import formats, translation
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from targets.models import Chapter, ReportingUnit, WorkPlan
from targets.periods import Month
from targets.spreadsheets.cells import IDENTITY_PROPERTY, IDENTITY_SHEET
from targets.tables.texts import legal_sheet_name
from targets.workbooks import sheet
from targets.workbooks.identity import Identity
from targets.workbooks.rows import Page, Reads, pages

LANGUAGE = "zh-hans"


class NothingAsked(ValueError):
    """The unit is asked for no number on these chapters in these months, so there is nothing to fill in."""


def write(
    unit: ReportingUnit,
    months: Sequence[Month],
    plan: WorkPlan,
    *,
    chapters: Sequence[Chapter] | None = None,
    reads: Reads | None = None,
) -> bytes:
    """The .xlsx for one month, or for several months of the plan's year side by side.

    It holds what was entered before. Without `chapters` it has all of the plan; figures of reports that the reader may
    not see are left out (`reads`; None sees all). Raises NothingAsked.
    """
    wanted = list(plan.chapters.order_by("number")) if chapters is None else list(chapters)
    if not set(months) <= set(plan.months) or not months or not wanted:
        raise NothingAsked
    ordered = tuple(sorted(months))
    with translation.override(LANGUAGE):
        drawn = pages(unit, ordered, wanted, reads)
        if not drawn:
            raise NothingAsked
        return _bytes(_book(unit, ordered, plan, drawn))


def file_name(unit: ReportingUnit, months: Sequence[Month]) -> str:
    """The workbook's name, such as "尖山区-2007年3月-月报表.xlsx"."""
    with translation.override(LANGUAGE):
        words = {"unit": unit.name_in_reports, "period": _period(months)}
        return pgettext("workbook", "%(unit)s-%(period)s-monthly-report.xlsx") % words


def _book(unit: ReportingUnit, months: tuple[Month, ...], plan: WorkPlan, drawn: list[Page]) -> Workbook:
    heading = sheet.WorkbookHeading(plan.issued_by, unit.name_in_reports, _period(months), months)
    book = Workbook()
    book.remove(book.worksheets[0])
    for page in drawn:
        sheet.draw(book.create_sheet(legal_sheet_name(page.chapter.short_title)), page, heading)
    book.properties.creator = plan.issued_by
    book.properties.title = file_name(unit, months).removesuffix(".xlsx")
    _mark(book, Identity.of(unit, months, plan).text())
    return book


def _mark(book: Workbook, text: str) -> None:
    """Hide the mark in both of its places."""
    book.custom_doc_props.append(StringProperty(name=IDENTITY_PROPERTY, value=text))
    hidden = book.create_sheet(IDENTITY_SHEET)
    hidden["A1"] = text
    hidden.sheet_state = "veryHidden"
    hidden.protection.sheet = True


def _period(months: Sequence[Month]) -> str:
    """ "2007年3月"; the year alone for more than one month."""
    if len(months) == 1:
        return formats.date_format(months[0].first_day, "YEAR_MONTH_FORMAT")
    return pgettext("workbook", "Year %(year)s") % {"year": months[0].year}


def _bytes(book: Workbook) -> bytes:
    written = BytesIO()
    book.save(written)
    return written.getvalue()
