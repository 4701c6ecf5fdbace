"""The page "Who has reported": the texts, marks and addresses of its two tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from targets.formatting import DASH
from targets.frame.downloads import Download
from targets.frame.phrases import month_text, short_month_text
from targets.models import Chapter, ReportingUnit, WorkPlan
from targets.periods import Month
from targets.reports.timeliness import LOOKS, OUTSIDE, JudgedReport, Mark, ReportTally, Year
from targets.tables import Column, Head, Repeated, Table

# Heads of numbers of reports.
SUBMITTED, ASKED_FOR = pgettext_lazy("number of reports", "Submitted"), _lazy("Asked for")
# What is said of a tally beside the share that is in, by its attributes.
SHORTFALLS = {
    "late": _lazy("%(count)s late"),
    "missing": _lazy("%(count)s missing"),
    "returned": _lazy("%(count)s sent back"),
    "open": _lazy("%(count)s still open"),
}


@dataclass(frozen=True, slots=True)
class ReportingCell:
    """A cell: its word, the lines beneath it, and its colour, icon and address, which totals do not have."""

    word: str
    under: tuple[str, ...] = ()
    colour: str = ""
    icon: str = ""
    url: str = ""
    tally: ReportTally | None = None

    @property
    def value(self) -> str | None:
        """The cell of a file: the word with the lines beneath it, such as "submitted · late"."""
        return None if self.word == DASH else " · ".join([self.word, *self.under])


@dataclass(frozen=True, slots=True)
class ReportingLine:
    """A unit's row, or the row of totals: its cells, how many reports are in, and beneath that, what falls short."""

    label: str
    cells: list[ReportingCell]
    tally: ReportTally
    total: str
    total_under: tuple[str, ...] = ()

    @property
    def counts(self) -> list[int]:
        """The numbers of a file, in the order of `count_heads`."""
        tally = self.tally
        return [tally.submitted, tally.asked, tally.late, tally.missing, tally.returned, tally.open]

    @property
    def shares(self) -> list[int | None]:
        """Each cell of a file as two numbers, submitted and asked for; empty where nothing is asked for yet."""
        tallies = [cell.tally for cell in self.cells]
        return [
            number
            for tally in tallies
            for number in ((tally.submitted, tally.asked) if tally and tally.asked else (None, None))
        ]


def count_heads(group: str = "") -> list[Head]:
    """The heads of a row's numbers in a file."""
    words = (SUBMITTED, ASKED_FOR, _("Late"), _("Missing"), _("Sent back"), _("Still open"))
    return [Head(str(word), group=group) for word in words]


class MonthOfReports(Table):
    """Units and chapters of a month: the state of each report, and how many are in."""

    title = _lazy("Units and chapters")
    row_template = "reports/reporting_row.html"
    css = "table-grid matrix"
    is_tall = True

    label = Column(_lazy("Unit"), heading=True)
    cells = Repeated()
    counts = Repeated(on_page=False)
    total = Column(_lazy("In"), in_file=False)

    def rows_in_file(self) -> list:
        """The totals are two lines of numbers: a spreadsheet would take "5/6" for a day in May."""
        sums = []
        for line in self.foot:
            tallies = [cell.tally for cell in line.cells]
            submitted, asked = [tally.submitted for tally in tallies], [tally.asked for tally in tallies]
            sums.append({"label": _("Total: submitted"), "cells": submitted, "counts": line.counts})
            sums.append({"label": _("Total: asked for"), "cells": asked, "counts": [None] * len(line.counts)})
        return [*self.rows, *sums]


class YearOfReports(Table):
    """Units over the months of the year: how many of the chapters asked for are in."""

    title = _lazy("The months of the year")
    row_template = "reports/reporting_row.html"
    css = "table-grid matrix"
    is_tall = True

    label = Column(_lazy("Unit"), heading=True)
    cells = Repeated(in_file=False)
    shares = Repeated(on_page=False)
    total = Column(_lazy("Year"), in_file=False)
    counts = Repeated(on_page=False)


@dataclass(frozen=True, slots=True)
class MonthStep:
    """A neighbouring month; without `url` there is none."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class TimelinessPage:
    month_text: str
    summary: str
    dues: list[str]
    previous: MonthStep
    following: MonthStep
    months: list[tuple[str, str, bool]]
    of_month: MonthOfReports
    of_year: YearOfReports
    legend: list[tuple[str, str]]

    def download(self, plan: WorkPlan, month: Month) -> Download:
        """Both tables as a file."""
        captions = [plan.title, self.summary, " · ".join(self.dues)]
        return Download([_("Who has reported"), str(month)], captions, [self.of_month, self.of_year])


def lay_out(year: Year, month: Month) -> TimelinessPage:
    """Both tables for a month of the year."""
    tally = year.tally(month)
    return TimelinessPage(
        month_text=month_text(month),
        summary=_("%(month)s: %(state)s") % {"month": month_text(month), "state": tally_text(tally)},
        dues=list(_due_texts(year, month)),
        previous=_neighbour(year, month.previous),
        following=_neighbour(year, month.next),
        months=[(str(m), month_text(m), m == month) for m in year.plan.months],
        of_month=MonthOfReports(
            [_unit_line(year, unit, month) for unit in year.units],
            foot=[_chapter_totals(year, month, tally)],
            cells=[chapter.short_title for chapter in year.chapters],
            counts=count_heads(),
        ),
        of_year=_table_of_year(year, month),
        legend=_legend(),
    )


def _table_of_year(year: Year, month: Month) -> YearOfReports:
    urls = {m: _url(year, m) for m in year.plan.months}
    months = [Head(short_month_text(m), url=url, is_current=m == month) for m, url in urls.items()]
    return YearOfReports(
        [_year_line(year, unit, urls) for unit in year.units],
        foot=[_year_totals(year)],
        cells=months,
        shares=[Head(str(word), group=head.text) for head in months for word in (SUBMITTED, ASKED_FOR)],
        counts=count_heads(_("Year")),
    )


def tally_text(tally: ReportTally) -> str:
    """A tally in words, such as "47 of 54 in; 3 late; 4 missing"; zeros are left out."""
    parts = [_("%(count)s of %(asked)s in") % {"count": tally.submitted, "asked": tally.asked}]
    return _("; ").join([*parts, *_shortfalls(tally)])


def _shortfalls(tally: ReportTally) -> tuple[str, ...]:
    """How many are late, missing, sent back and still open, in words; zeros are left out."""
    counts = {name: getattr(tally, name) for name in SHORTFALLS}
    return tuple(str(SHORTFALLS[name]) % {"count": count} for name, count in counts.items() if count)


def _due_texts(year: Year, month: Month):
    for is_city, day in year.dues(month):
        whose = _("City level") if is_city else _("Districts and counties")
        yield _("%(whose)s: due %(day)s") % {"whose": whose, "day": formats.date_format(day, "DATE_FORMAT")}


def _url(year: Year, month: Month) -> str:
    return f"{reverse('targets:timeliness', args=[year.plan.year])}?month={month}"


def _neighbour(year: Year, month: Month) -> MonthStep:
    return MonthStep(month_text(month), _url(year, month) if month in year.plan.months else "")


def _legend() -> list[tuple[str, str]]:
    """The icons with the word that each stands for first; "late" as well, which several of them may be."""
    words: dict[str, str] = {}
    for mark, look in LOOKS.items():
        if mark not in OUTSIDE:
            words.setdefault(look.icon, str(look.word))
    return [*words.items(), ("late", _("submitted late"))]


def _unit_line(year: Year, unit: ReportingUnit, month: Month) -> ReportingLine:
    cells = [_report_cell(year, unit, chapter, month) for chapter in year.chapters]
    tally = ReportTally.of(year.row(unit, month))
    shortfalls = " · ".join(_shortfalls(tally))
    return ReportingLine(unit.short_name, cells, tally, _share_text(tally), (shortfalls,) if shortfalls else ())


def _report_cell(year: Year, unit: ReportingUnit, chapter: Chapter, month: Month) -> ReportingCell:
    if not year.sees(unit, chapter):
        return ReportingCell(DASH, colour="no_target", icon="no_target")
    cell = year.cell(unit, chapter, month)
    may_open = cell.mark != Mark.NOT_ASKED and year.may_open(unit, chapter, month)
    url = reverse("targets:report", args=[unit.code, chapter.app, month]) if may_open else ""
    look = LOOKS[cell.mark]
    colour = "late" if cell.late and cell.mark == Mark.SUBMITTED else look.colour
    return ReportingCell(str(look.word), _lines_beneath(cell), colour, colour, url)


def _lines_beneath(cell: JudgedReport) -> tuple[str, ...]:
    if cell.mark == Mark.MISSING:
        return (_("draft begun"),) if cell.begun else ()
    if cell.late:
        return (_("late"),)
    return (_("on time"),) if cell.mark == Mark.SUBMITTED else ()


def _share_text(tally: ReportTally) -> str:
    """The share that is in, such as "5/6"; a dash where nothing is asked for."""
    return f"{tally.submitted}/{tally.asked}" if tally.asked else DASH


def _total_cell(tally: ReportTally) -> ReportingCell:
    """A share in a row of totals."""
    return ReportingCell(_share_text(tally), _shortfalls(tally), tally=tally)


def _month_cell(tally: ReportTally, url: str) -> ReportingCell:
    """A unit's share of a month, in the colour of the report that stands worst."""
    if not tally.asked:
        return ReportingCell(DASH, colour="not_due", tally=tally)
    if tally.missing:
        look = "missing"
    elif tally.returned:
        look = "returned"
    elif tally.open:
        look = "draft"
    else:
        look = "late" if tally.late else "approved"
    return ReportingCell(_share_text(tally), _shortfalls(tally), look, look, url, tally)


def _chapter_totals(year: Year, month: Month, tally: ReportTally) -> ReportingLine:
    by_chapter = [
        ReportTally.of(year.cell(unit, chapter, month) for unit in year.units if year.sees(unit, chapter))
        for chapter in year.chapters
    ]
    return ReportingLine(_("Total"), [_total_cell(part) for part in by_chapter], tally, _share_text(tally))


def _year_line(year: Year, unit: ReportingUnit, urls: Mapping[Month, str]) -> ReportingLine:
    """The unit's months, each leading to the page of its month."""
    months = {month: year.row(unit, month) for month in year.plan.months}
    cells = [_month_cell(ReportTally.of(row), urls[month]) for month, row in months.items()]
    whole = ReportTally.of(cell for row in months.values() for cell in row)
    return ReportingLine(unit.short_name, cells, whole, _share_text(whole), _shortfalls(whole))


def _year_totals(year: Year) -> ReportingLine:
    cells = [_total_cell(year.tally(month)) for month in year.plan.months]
    whole = ReportTally.of(cell for month in year.plan.months for unit in year.units for cell in year.row(unit, month))
    return ReportingLine(_("Total"), cells, whole, _share_text(whole), _shortfalls(whole))
