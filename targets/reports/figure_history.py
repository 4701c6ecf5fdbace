"""A figure's history in words: who changed it when, from what to what, why, and where the number came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from targets import access
from targets.access import Action
from targets.frame.phrases import moment_text, month_text
from targets.models import Indicator, MonthlyReport, NamesOfTheTime, Source
from targets.periods import Month
from targets.registers.links import entries_url
from targets.registers.registry import registry
from targets.reports.links import report_url
from targets.reports.sheets import BLANK, Cell
from targets.reports.submissions import submitted_cell
from targets.reports.texts import cell_text, held_text


@dataclass(slots=True)
class FigureChange:
    """A change of a figure: of its numbers, or only of its explanation or note. What did not change is left empty."""

    by: str
    at: str
    old: str
    new: str
    source: str
    reason: str
    explanation: str
    review_note: str
    moment: datetime
    cells: tuple[Cell, Cell]

    @property
    def is_of_numbers(self) -> bool:
        return self.old != self.new


@dataclass(slots=True)
class SubmittedFigure:
    """The figure as a submission keeps it."""

    number: str
    by: str
    at: str
    text: str
    moment: datetime
    cell: Cell


@dataclass(frozen=True, slots=True)
class ImportedFrom:
    """A file from which figures were imported."""

    name: str
    url: str
    at: str


def context(report: MonthlyReport, indicator: Indicator, user) -> dict:
    """What the page of a figure's history shows."""
    names = NamesOfTheTime()
    return {
        "report": report,
        "indicator": indicator,
        "title": f"{indicator.code} {indicator.name}",
        "changes": changes(report, indicator, names),
        "submitted": submitted_figures(report, indicator, names),
        "files": imported_files(report, user),
        "entries_url": _entries_url(report, indicator, user),
        "crumbs": [
            {
                "label": f"{report.unit.name_in_reports} · {report.chapter.short_title} · {month_text(report.period)}",
                "url": report_url(report),
            },
            {"label": _("History of %(code)s") % {"code": indicator.code}},
        ],
    }


def _entries_url(report: MonthlyReport, indicator: Indicator, user) -> str:
    """The address of the entries that a register counts for the figure; empty where the user may not read them."""
    readable = access.of(user).may(Action.VIEW_REGISTERS, report.unit, report.chapter.app)
    return entries_url(report, indicator.code) if readable and registry.answering(indicator.code) else ""


def imported_files(report: MonthlyReport, user) -> list[ImportedFrom]:
    """The files whose figures are in the report, as far as the user may open them."""
    batches = access.visible_imports(user).filter(reports=report).prefetch_related("files")
    return [
        ImportedFrom(
            file.name, reverse("targets:import_file", args=[batch.pk, file.order]), moment_text(batch.stored_at)
        )
        for batch in batches
        for file in batch.files.all()
    ]


def changes(report: MonthlyReport, indicator: Indicator, names: NamesOfTheTime) -> list[FigureChange]:
    """Every change of the figure, newest first."""
    history = report.figures.model.history.filter(report_id=report.pk, indicator_id=indicator.pk)
    steps, before, note = [], BLANK, ""
    for step in history.select_related("history_user").order_by("history_date", "history_id"):
        after = Cell(step.value, step.numerator, step.denominator, step.not_applicable, step.explanation)
        held = held_text(Month.parse(text) for text in step.also_months)
        steps.append(
            FigureChange(
                by=names.of(step.history_user, step.history_date) or _("the portal"),
                at=moment_text(step.history_date),
                old=cell_text(indicator, before),
                new=cell_text(indicator, after),
                source=" ".join(filter(None, [str(Source(step.source).label), step.source_detail, held])),
                reason=step.history_change_reason or "",
                explanation=step.explanation if step.explanation != before.explanation else "",
                review_note=step.review_note if step.review_note != note else "",
                moment=step.history_date,
                cells=(before, after),
            )
        )
        before, note = after, step.review_note
    return steps[::-1]


def submitted_figures(report: MonthlyReport, indicator: Indicator, names: NamesOfTheTime) -> list[SubmittedFigure]:
    """The figure in each submission, newest first."""
    figures = []
    for submission in report.submissions.select_related("submitted_by").order_by("-number"):
        cell = submitted_cell(submission.figures, indicator.code)
        figures.append(
            SubmittedFigure(
                number=str(submission.number),
                by=names.of(submission.submitted_by, submission.submitted_at),
                at=moment_text(submission.submitted_at),
                text=cell_text(indicator, cell),
                moment=submission.submitted_at,
                cell=cell,
            )
        )
    return figures
