"""What is looked at before a month is closed: who has not reported, and what still waits for a decision."""

from __future__ import annotations

from dataclasses import dataclass

from targets.models import Chapter, MonthlyReport, ReportingUnit, State, WorkPlan, is_asked_of
from targets.periods import Month
from targets.progress.areas import Area
from targets.reports.timeliness import asked_kinds


@dataclass(frozen=True, slots=True)
class Missing:
    """A report that is asked for and does not count; `state` is empty where none was begun."""

    unit: ReportingUnit
    chapter: Chapter
    state: str

    @property
    def waits_for_review(self) -> bool:
        """Whether it only waits for the section to decide."""
        return self.state == State.SUBMITTED


def missing_reports(plan: WorkPlan, month: Month) -> list[Missing]:
    """The reports of the month that are asked for and whose figures do not count, by unit and chapter.

    A report under correction counts with the figures that were approved.
    """
    units = ReportingUnit.objects.during(month)
    city = next(unit for unit in units if unit.is_city)
    asked, chapters = asked_kinds(plan)[month], list(plan.chapters.order_by("number"))
    reports = MonthlyReport.objects.filter(chapter__plan=plan, month=month.first_day)
    begun = {(report.unit_id, report.chapter_id): report for report in reports}
    missing = []
    for unit in Area(city).among(units):
        for chapter in chapters:
            report = begun.get((unit.pk, chapter.pk))
            is_asked = any(is_asked_of(unit, kind) for kind in asked.get(chapter.pk, ()))
            if is_asked and not (report and (report.is_correction or report.state == State.APPROVED)):
                missing.append(Missing(unit, chapter, report.state if report else ""))
    return missing


def open_corrections(plan: WorkPlan, month: Month) -> list[MonthlyReport]:
    """Approved reports of the month that are open for a correction: the closing takes the figures approved before."""
    rows = MonthlyReport.objects.filter(chapter__plan=plan, month=month.first_day, is_correction=True)
    return list(rows.select_related("unit", "chapter").order_by("unit__order", "unit__code", "chapter__number"))
