"""Units against indicators: each cell compares what a unit has reached with what was due by now."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targets.arithmetic import Kind, Progress, Sense, Status, as_decimal
from targets.boards.captions import area_text, caption
from targets.formatting import number_text, plain, rounded
from targets.frame import phrases
from targets.frame.looks import STATUSES
from targets.frame.plan_pages import PlanPage
from targets.models import Indicator, MonthlyReport, ReportingUnit
from targets.progress.published import completion_text, completion_value, is_percentage
from targets.progress.standings import Standing, plan_indicators
from targets.tables import Column, FormattedNumber, Head, NumberColumn, Repeated, Table, TableCell, TableRow, Value
from targets.tables.cells import MISSING
from targets.tables.components import component

# What the number in a cell is.
DONE = _lazy("deliverables done")
ITSELF = _lazy("the figure itself")
DIFFERENCE = _lazy("difference to what was due")
SHARE = _lazy("share of what was due (%)")


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A status as mark and words, a short text and an address; for files its number and what that number is."""

    status: str
    words: str
    text: str = ""
    url: str = ""
    value: Value = None
    meaning: str | Promise = ""
    progress: Progress | None = None

    @property
    def mark(self) -> SafeString:
        """The state's shape with its words, as its component draws it."""
        return component("boards/mark.html", status=self.status, words=self.words)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An indicator's row: the area's own cell, then one for each unit."""

    chapter: str
    name: str
    url: str
    cells: list[MatrixCell]
    indicator: Indicator
    is_part: bool

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def unit_of_measure(self) -> str:
        return self.indicator.unit_of_measure


class MatrixTable(Table):
    """Indicators down, units across."""

    title = _lazy("Units and indicators")
    row_template = "boards/matrix_row.html"
    css = "table-grid matrix"

    chapter = Column(_lazy("Chapter"), heading=True, on_page=False)
    code = Column(_lazy("Code"), heading=True, on_page=False)
    name = Column(_lazy("Indicator"), heading=True)
    unit_of_measure = Column(_lazy("Unit of measure"), on_page=False)
    cells = Repeated()


class MatrixList(Table):
    """The same as a list, for files that are filtered and summed."""

    title = _lazy("Units and indicators, as a list")

    unit = Column(_lazy("Unit"), heading=True)
    chapter = Column(_lazy("Chapter"), heading=True)
    code = Column(_lazy("Code"), heading=True)
    name = Column(_lazy("Indicator"), heading=True)
    unit_of_measure = Column(_lazy("Unit of measure"))
    target = NumberColumn(_lazy("Target"))
    to_date = NumberColumn(_lazy("To date"))
    due = NumberColumn(_lazy("Due by now"))
    compared = NumberColumn(_lazy("In the matrix"))
    meaning = Column(_lazy("The matrix says"))
    words = Column(_lazy("State"))


@dataclass(frozen=True, slots=True)
class MatrixGroup:
    """A chapter's title and the rows of its indicators."""

    title: str
    lines: list[TableRow]


@dataclass(frozen=True, slots=True)
class Matrix:
    table: MatrixTable
    groups: list[MatrixGroup]
    caption: str
    legend: list[tuple[str, str]]

    def as_list(self) -> MatrixList:
        """A row for each cell that is not empty."""
        heads = self.table.repeated["cells"]
        return MatrixList(
            _listed(head.text, row, cell, cell.progress)
            for row in self.table.rows
            for head, cell in zip(heads, row.cells, strict=True)
            if cell.progress is not None
        )


def _listed(unit: str, row: MatrixRow, cell: MatrixCell, progress: Progress) -> dict:
    indicator, promise = row.indicator, progress.commitment
    return {
        "unit": unit,
        "chapter": row.chapter,
        "code": row.code,
        "name": row.name,
        "unit_of_measure": row.unit_of_measure,
        "target": phrases.target_number(indicator, promise.target),
        "to_date": phrases.reached(indicator, progress.tally),
        "due": MISSING if promise.sense is Sense.AT_MOST else phrases.amount(indicator, progress.due),
        "compared": TableCell(cell.text, value=cell.value),
        "meaning": cell.meaning,
        "words": cell.words,
    }


def matrix_of(page: PlanPage) -> Matrix:
    """Read the matrix of the area's units and write its cells."""
    standing = page.stand(plan_indicators(page.plan))
    writer = MatrixWriter(page, standing)
    rows = [writer.row(indicator) for indicator in standing.indicators]
    words = _(
        "Each cell: the share of what was due by now, in percent; for rates the points above (+) or below (−) what"
        " was due; for deliverables those done of all."
    )
    table = MatrixTable(rows, captions=[words], cells=writer.heads())
    chapters = dict.fromkeys(row.chapter for row in rows)
    groups = [MatrixGroup(title, table.lines_of(row for row in rows if row.chapter == title)) for title in chapters]
    legend = [(look.colour, str(look.word)) for look in STATUSES.values()]
    return Matrix(table, groups, caption(page, standing, standing.units_heard), legend)


class MatrixWriter:
    """Writes the cells of one standing."""

    def __init__(self, page: PlanPage, standing: Standing):
        self.page = page
        self.standing = standing
        self.indicator_url = page.url("indicator", "CODE")
        self.reports = _readable_reports(page, standing.units)
        self.words = {sense: {status: phrases.status_word(status, sense) for status in Status} for sense in Sense}

    def heads(self) -> list[Head]:
        """The area, then the units, each leading to its page."""
        url = self.page.url("unit", "CODE")
        units = [Head(unit.short_name, url=url.replace("CODE", unit.code)) for unit in self.standing.units]
        return [Head(area_text(self.page)), *units]

    def row(self, indicator: Indicator) -> MatrixRow:
        url = self.indicator_url.replace("CODE", indicator.code)
        cells = [self.cell(indicator, self.standing.progress[indicator.pk], url)]
        app = indicator.task.chapter.app
        for unit in self.standing.units:
            progress = self.standing.of_unit(indicator, unit)
            cells.append(self.cell(indicator, progress, self.reports.get((unit.pk, app), url)))
        is_part = self.standing.is_part(indicator)
        return MatrixRow(indicator.task.chapter.title, indicator.name, url, cells, indicator, is_part)

    def cell(self, indicator: Indicator, progress: Progress, url: str) -> MatrixCell:
        if _is_not_asked(indicator, progress):
            return MatrixCell("no_target", _("not asked"))
        words = self.words[progress.commitment.sense][progress.status]
        shown = compared(indicator, progress)
        return MatrixCell(progress.status.value, words, shown.text, url, shown.value, shown.meaning, progress)


def _is_not_asked(indicator: Indicator, progress: Progress) -> bool:
    """Whether the unit is not asked to report it and has neither a target nor a figure."""
    if progress.commitment.target is not None or progress.to_date is not None:
        return False
    return indicator.kind == Kind.MILESTONES or not progress.tally.expected


class Compared(NamedTuple):
    """A figure compared with what was due: the text, the number, and what that number is."""

    text: str
    value: Value
    meaning: str | Promise


def compared(indicator: Indicator, progress: Progress) -> Compared:
    """The share of what was due, in percent; of rates and ceilings the difference, of milestones those done.

    Where units are missing it is that of those that reported (同口径). Of a level, and where nothing is due or nothing
    can be compared, it is the figure itself.
    """
    value, due, target = progress.to_date, progress.exact_due, progress.commitment.target
    if value is None or progress.status is Status.NOT_REPORTED:
        return Compared(MISSING.text, None, "")
    if progress.like_for_like is not None:
        value, due = progress.like_for_like.to_date, progress.like_for_like.due
    if indicator.kind == Kind.MILESTONES and target is not None:
        return Compared(f"{number_text(value)}/{number_text(target)}", FormattedNumber(plain(value)), DONE)
    if not due or indicator.kind == Kind.LEVEL or (not progress.complete and progress.like_for_like is None):
        return _itself(indicator, progress)
    if is_percentage(indicator) or progress.commitment.sense is Sense.AT_MOST:
        difference = rounded(as_decimal(Fraction(value) - due), indicator.decimals)
        text = number_text(difference, indicator.decimals, signed=True)
        return Compared(text, FormattedNumber(difference, indicator.decimals, signed=True), DIFFERENCE)
    share = as_decimal(Fraction(value) * 100 / due)
    return Compared(completion_text(share), completion_value(share), SHARE)


def _itself(indicator: Indicator, progress: Progress) -> Compared:
    shown = phrases.reached(indicator, progress.tally)
    return Compared(shown.text, shown.value, ITSELF)


def _readable_reports(page: PlanPage, units: list[ReportingUnit]) -> dict[tuple[int, str], str]:
    """The addresses of the month's reports that the reader may open, by unit and chapter's app."""
    by_pk = {unit.pk: unit for unit in units}
    rows = MonthlyReport.objects.filter(
        chapter__plan=page.plan, month=page.month.first_day, unit__in=units
    ).values_list("unit", "chapter__app", "state")
    return {
        (pk, app): reverse("targets:report", args=[by_pk[pk].code, app, page.month])
        for pk, app, state in rows
        if page.rights.reads(by_pk[pk], app, state)
    }
