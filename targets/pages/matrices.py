"""Units against indicators: each cell says how a unit stands against what was due of it by now."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from targets.formatting import number_text, percent_text, plain
from targets.frame.looks import STATUSES
from targets.models import Indicator, MonthlyReport, ReportingUnit
from targets.pages import marks, phrases
from targets.pages.captions import area_text, caption, heard_in
from targets.pages.plan_pages import PlanPage
from targets.progress import Kind, Progress, Sense, Status, rate
from targets.standings import Standing, plan_indicators


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A mark, a short text, the words for who cannot see the mark, and an address."""

    status: str
    text: str
    words: str
    url: str = ""
    progress: Progress | None = None

    @property
    def html(self) -> SafeString:
        """The cell's inside; put together here, for there are thousands."""
        if not self.url:
            return format_html('<span class="visually-hidden">{}</span>', self.words)
        mark = marks.icon(self.status, self.words)
        return format_html('<a href="{}">{} {}</a>', self.url, mark, self.text)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An indicator: the area's own cell, then one for each unit."""

    code: str
    name: str
    url: str
    level: int
    cells: list[MatrixCell]
    indicator: Indicator


@dataclass(frozen=True, slots=True)
class MatrixGroup:
    title: str
    rows: list[MatrixRow]


@dataclass(frozen=True, slots=True)
class Matrix:
    area: str
    heads: list[tuple[str, str]]
    groups: list[MatrixGroup]
    caption: str
    legend: list[tuple[str, str]]

    @property
    def width(self) -> str:
        """Columns: the names, the area, the units."""
        return str(len(self.heads) + 2)


def matrix_of(page: PlanPage) -> Matrix:
    """Read and write out the matrix of the area's units."""
    standing = page.stand(plan_indicators(page.plan))
    # Before anything is judged, so that the totals are summed from the parts.
    heard = heard_in(standing)
    writer = MatrixWriter(page, standing)
    legend = [(look.colour, str(look.word)) for look in STATUSES.values()]
    return Matrix(area_text(page), writer.heads(), writer.groups(), caption(page, standing, heard), legend)


class MatrixWriter:
    """Writes the cells of one standing."""

    def __init__(self, page: PlanPage, standing: Standing):
        self.page = page
        self.standing = standing
        self.indicator_url = page.url("indicator", "CODE")
        self.reports = _readable_reports(page, standing.units)
        self.words = {sense: {status: phrases.status_word(status, sense) for status in Status} for sense in Sense}

    def heads(self) -> list[tuple[str, str]]:
        """The units' names and the addresses of their pages."""
        url = self.page.url("unit", "CODE")
        return [(unit.short_name, url.replace("CODE", unit.code)) for unit in self.standing.units]

    def groups(self) -> list[MatrixGroup]:
        groups: dict[int, MatrixGroup] = {}
        for indicator in self.standing.indicators:
            task = indicator.task
            group = groups.setdefault(task.chapter_id, MatrixGroup(task.chapter.title, []))
            group.rows.append(self.row(indicator))
        return list(groups.values())

    def row(self, indicator: Indicator) -> MatrixRow:
        url = self.indicator_url.replace("CODE", indicator.code)
        cells = [self.cell(indicator, self.standing.progress[indicator.pk], url)]
        app = indicator.task.chapter.app
        for unit in self.standing.units:
            progress = self.standing.of_unit(indicator, unit)
            cells.append(self.cell(indicator, progress, self.reports.get((unit.pk, app), url)))
        return MatrixRow(indicator.code, indicator.name, url, 1 if indicator.part_of_id else 0, cells, indicator)

    def cell(self, indicator: Indicator, progress: Progress, url: str) -> MatrixCell:
        if _is_not_asked(indicator, progress):
            return MatrixCell("no_target", "", _("not asked"))
        words = self.words[progress.commitment.sense][progress.status]
        return MatrixCell(progress.status.value, cell_text(indicator, progress), words, url, progress)


def _is_not_asked(indicator: Indicator, progress: Progress) -> bool:
    """Nothing was asked of the unit, promised by it, or said by it."""
    if progress.commitment.target is not None or progress.to_date is not None:
        return False
    return indicator.kind == Kind.MILESTONES or not progress.tally.expected


def cell_text(indicator: Indicator, progress: Progress) -> str:
    """The share of what was due by now in percent; points for a rate, done of all for milestones, else the figure."""
    value, due, target = progress.to_date, progress.due, progress.commitment.target
    if value is None or progress.status is Status.NOT_REPORTED:
        return "—"
    if indicator.kind == Kind.MILESTONES and target is not None:
        return f"{number_text(plain(value))}/{number_text(plain(target))}"
    if due is None or indicator.kind == Kind.LEVEL:
        return phrases.amount(indicator, value).text
    if phrases.is_percentage(indicator) or progress.commitment.sense is Sense.AT_MOST:
        return number_text(value - due, indicator.decimals, signed=True)
    return percent_text(rate(value, due)) if due else phrases.amount(indicator, value).text


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
