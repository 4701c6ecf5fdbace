"""Monthly reports on the pages about a plan: the state of each, its address, and the notes that came with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from targets import clock
from targets.access import Action
from targets.formatting import DASH
from targets.frame import phrases
from targets.frame.plan_pages import PlanPage
from targets.models import Chapter, MonthlyReport, ReportingUnit, due_on
from targets.periods import Month
from targets.reports.timeliness import LOOKS, BegunReport, Mark, judge
from targets.tables import Column, NumberColumn, Repeated, Table

# A unit's last note is shown where it is at most so many months old, the page's month included.
MONTHS_OF_NOTES = 3


@dataclass(frozen=True, slots=True)
class ReportMark:
    """A report's state as shape and word, with an address where the reader may open the report."""

    look: str
    word: str
    url: str = ""

    @property
    def value(self) -> str | None:
        """The file's cell: empty for a month that asks for nothing yet."""
        return None if self.word == DASH else self.word


@dataclass(frozen=True, slots=True)
class UnitReport:
    unit: str
    mark: ReportMark

    @property
    def marks(self) -> list[ReportMark]:
        return [self.mark]


class ReportsOfUnits(Table):
    """The units with the states of their reports on a chapter in a month, for files."""

    title = _lazy("Who has reported")

    unit = Column(_lazy("Unit"), heading=True)
    marks = Repeated()


@dataclass(frozen=True, slots=True)
class ProgressNote:
    """What a unit wrote of a task in its report, and the month of that report."""

    unit: str
    month: str
    text: str


class NoteTable(Table):
    """What units wrote of the tasks, for files."""

    title = _lazy("Progress notes")

    task_number = NumberColumn(_lazy("Task no."), heading=True)
    task_title = Column(_lazy("Task"), heading=True)
    unit = Column(_lazy("Unit"))
    month = Column(_lazy("Month"))
    text = Column(_lazy("Progress note"))


@dataclass(frozen=True, slots=True)
class ChapterReports:
    """A month's reports on a chapter: their marks, the notes by task, and how many count on the page's basis."""

    marks: list[UnitReport]
    notes: dict[int, list[ProgressNote]]
    counted: int


@dataclass(frozen=True, slots=True)
class ChapterMonths:
    """One unit's reports on a chapter, month by month."""

    chapter: str
    marks: list[ReportMark]


class ReportsByMonth(Table):
    """A unit's reports, chapter by chapter and month by month."""

    title = _lazy("Reports by month")
    row_template = "boards/reports_row.html"
    css = "table-grid matrix"

    chapter = Column(_lazy("Chapter"), heading=True)
    marks = Repeated()


def report_mark(page: PlanPage, unit: ReportingUnit, app: str, month: Month, report: BegunReport | None) -> ReportMark:
    """The report's state today, a dash for a month that has not begun. `report` is None where there is none."""
    if report is None and month.first_day > clock.today():
        return ReportMark("not_due", DASH)
    mark, late = judge(report, due_on(month, unit), clock.today())
    readable = report is not None and page.rights.reads(unit, app, report.state)
    url = reverse("targets:report", args=[unit.code, app, month]) if readable else ""
    look = LOOKS[mark]
    colour = "late" if late and mark == Mark.SUBMITTED else look.colour
    return ReportMark(colour, str(look.word), url)


def of_chapter(page: PlanPage, chapter: Chapter, units: list[ReportingUnit]) -> ChapterReports:
    """Who has reported on the chapter for the month, and each unit's latest notes by task; one query."""
    months = [page.month.plus(-back) for back in range(MONTHS_OF_NOTES)]
    rows = list(
        MonthlyReport.objects.filter(chapter=chapter, unit__in=units, month__in=[m.first_day for m in months])
        .order_by("-month", "unit")
        .values_list("unit", "month", "state", "is_correction", "first_submitted_on", "notes__task", "notes__text")
    )
    begun = {unit: BegunReport(*rest[:3]) for unit, day, *rest in rows if day == page.month.first_day}
    marks = [
        UnitReport(unit.short_name, report_mark(page, unit, chapter.app, page.month, begun.get(unit.pk)))
        for unit in units
        if page.rights.may(Action.VIEW_PROGRESS, unit, chapter.app)
    ]
    heard = sum(report.state in page.basis.states or report.is_correction for report in begun.values())
    return ChapterReports(marks, _latest_notes(page, chapter, units, rows), heard)


def _latest_notes(
    page: PlanPage, chapter: Chapter, units: list[ReportingUnit], rows: Iterable[tuple]
) -> dict[int, list[ProgressNote]]:
    """By task, the newest note of each unit that the reader may read on the page's basis; units in their order."""
    by_pk = {unit.pk: unit for unit in units}
    newest: dict[tuple[int, int], ProgressNote] = {}
    for unit_pk, day, state, _correction, _first, task, text in rows:
        unit = by_pk[unit_pk]
        counts = state in page.basis.states and page.rights.reads(unit, chapter.app, state)
        if text and counts and (task, unit_pk) not in newest:
            newest[task, unit_pk] = ProgressNote(unit.short_name, phrases.month_text(Month.of(day)), text)
    notes: dict[int, list[ProgressNote]] = {}
    for unit in units:
        for (task, unit_pk), note in newest.items():
            if unit_pk == unit.pk:
                notes.setdefault(task, []).append(note)
    return notes


def of_unit(page: PlanPage, chapters: Iterable[Chapter]) -> list[ChapterMonths]:
    """The unit's own reports on the plan, chapter by chapter."""
    unit = page.area.unit
    rows = MonthlyReport.objects.filter(chapter__plan=page.plan, unit=unit).values_list(
        "chapter", "month", "state", "is_correction", "first_submitted_on"
    )
    begun = {(chapter, Month.of(day)): BegunReport(*rest) for chapter, day, *rest in rows}
    return [
        ChapterMonths(
            chapter.short_title,
            [report_mark(page, unit, chapter.app, month, begun.get((chapter.pk, month))) for month in page.plan.months],
        )
        for chapter in chapters
        if page.rights.may(Action.VIEW_PROGRESS, unit, chapter.app)
    ]
