"""Changes of monthly reports, stored with their history: one figure, or many thousands at once.

Callers have checked that the user may do it, and hold a transaction and the reports' locks. Nothing here raises the
version of what boards show, since they show nothing of open reports; a verb that changes what they show raises it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db.models import F, Model

from targets import clock
from targets.models import Figure, MilestoneProgress, MonthlyReport, Source, TaskNote
from targets.models.history_copies import ADDED, CHANGED, copy_to_history
from targets.models.versions import shown_nowhere
from targets.periods import Month
from targets.reports.sheets import BLANK, Cell, Worksheet

FIGURE_FIELDS = ("value", "numerator", "denominator", "not_applicable", "explanation")
SAVED = (*FIGURE_FIELDS, "source", "source_detail", "also_months")
# Rows in one statement: SQLite takes some 32,000 values at once.
CHUNK = 1000

T = TypeVar("T")
Key = tuple[int, int, date]
"""Unit, chapter, first day of the month."""


@dataclass(frozen=True, slots=True)
class MilestoneEntry:
    """What is entered of a milestone. An empty state leaves it as it was; `evidence_file` None keeps the file."""

    state: str = ""
    done_on: date | None = None
    evidence_link: str = ""
    note: str = ""
    evidence_file: UploadedFile | None = None
    remove_file: bool = False


@dataclass(slots=True)
class Changes:
    """What a save changes, by the primary keys of indicators, milestones and tasks; whatever is not named stays.

    `source` says where figures came from, unless `sources` says otherwise for an indicator. `nothing_to_report` is the
    statement with its reason, empty to take it back, and None to leave it as it is.
    """

    figures: Mapping[int, Cell] = field(default_factory=dict)
    milestones: Mapping[int, MilestoneEntry] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    source: str = Source.TYPED
    sources: Mapping[int, str] = field(default_factory=dict)
    source_details: Mapping[int, str] = field(default_factory=dict)
    nothing_to_report: str | None = None


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """A figure to be stored in a report, with its source, and the earlier months that it holds besides its own."""

    report: MonthlyReport
    indicator_id: int
    cell: Cell
    source: str
    source_detail: str
    also_months: Sequence[Month] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """How many rows a save wrote, the report's own for its statement; false where everything was stored already."""

    figures: int
    milestones: int
    notes: int
    statement: int

    def __bool__(self) -> bool:
        return bool(self.figures or self.milestones or self.notes or self.statement)


def store(sheet: Worksheet, changes: Changes, by) -> Stored:
    """Store what differs, in the database and on the sheet; its milestones must be read where milestones change."""
    with shown_nowhere():
        return Stored(
            _store_figures(sheet, changes, by),
            _store_milestones(sheet, changes, by),
            _store_notes(sheet, changes, by),
            _store_statement(sheet.report, changes.nothing_to_report, by),
        )


def _store_figures(sheet: Worksheet, changes: Changes, by) -> int:
    report, lines = sheet.report, {line.indicator.pk: line for line in sheet.lines}
    cells = {key: lines[key].worked_out(cell) if key in lines else cell for key, cell in changes.figures.items()}
    figures = [
        figure_of(
            FigureEntry(
                report,
                key,
                cell,
                changes.sources.get(key, changes.source),
                changes.source_details.get(key, ""),
                lines[key].months_held_by(cell) if key in lines else (),
            )
        )
        for key, cell in cells.items()
        if cell != (lines[key].cell if key in lines else BLANK)
    ]
    known = {(report.pk, key) for key, line in lines.items() if line.figure}
    write_figures(figures, known, SAVED, reasons={report.pk: reason_of(report)}, by=by)
    for figure in figures:
        line = lines.get(figure.indicator_id)
        if line and line.figure:
            for name in SAVED:
                setattr(line.figure, name, getattr(figure, name))
        elif line:
            line.figure = figure
    return len(figures)


def _store_milestones(sheet: Worksheet, changes: Changes, by) -> int:
    rows = {row.milestone.pk: row for row in sheet.milestones}
    count = 0
    for key, entry in changes.milestones.items():
        known = rows[key].progress if key in rows else None
        progress = known or MilestoneProgress(report=sheet.report, milestone_id=key)
        before = (progress.state, progress.done_on, progress.evidence_link, progress.note)
        after = (entry.state, entry.done_on, entry.evidence_link, entry.note)
        removes = entry.remove_file and bool(progress.evidence_file)
        if before == after and entry.evidence_file is None and not removes:
            continue
        progress.state, progress.done_on, progress.evidence_link, progress.note = after
        if entry.evidence_file is not None:
            # Copied and not moved: a transaction that is tried again needs the upload once more.
            progress.evidence_file = File(entry.evidence_file, name=entry.evidence_file.name)
        elif removes:
            progress.evidence_file = ""
        keep(progress, by, sheet.report)
        if key in rows:
            rows[key].progress = progress
        count += 1
    return count


def _store_notes(sheet: Worksheet, changes: Changes, by) -> int:
    blocks = {block.task.pk: block for block in sheet.blocks}
    count = 0
    for key, text in changes.notes.items():
        known = blocks[key].note if key in blocks else None
        note = known or TaskNote(report=sheet.report, task_id=key)
        if note.text != text:
            note.text = text
            keep(note, by, sheet.report)
            if key in blocks:
                blocks[key].note = note
            count += 1
    return count


def _store_statement(report: MonthlyReport, text: str | None, by) -> int:
    if text is None or text == report.nothing_to_report:
        return 0
    report.nothing_to_report = text
    keep(report, by, report)
    return 1


def keep(row: Model, by, report: MonthlyReport, reason: str | None = None) -> None:
    """Save one row with its history: who, when by the portal's clock, and why, which a correction (更正) must say."""
    row._history_user = by
    row._history_date = clock.now()
    row._change_reason = reason or reason_of(report)
    row.save()


def reason_of(report: MonthlyReport) -> str | None:
    """The reason that history keeps with every change of a correction; other changes have none."""
    return report.reason if report.is_correction else None


def figure_of(entry: FigureEntry) -> Figure:
    numbers = {name: getattr(entry.cell, name) for name in FIGURE_FIELDS}
    return Figure(
        report_id=entry.report.pk,
        indicator_id=entry.indicator_id,
        source=entry.source,
        source_detail=entry.source_detail,
        also_months=[str(month) for month in entry.also_months],
        **numbers,
    )


def write_figures(
    figures: Sequence[Figure],
    known: Collection[tuple[int, int]],
    fields: Sequence[str],
    *,
    reasons: Mapping[int, str | None],
    by,
) -> None:
    """Insert the figures, or update these fields of those that are `known` by report and indicator; keep their history.

    One "insert, or else update" does both, eight times as fast as Django's bulk_update. `reasons` are by report.
    """
    if not figures:
        return
    Figure.objects.bulk_create(
        figures, update_conflicts=True, unique_fields=["report", "indicator"], update_fields=fields
    )
    kinds: dict[tuple[str, str | None], list[int]] = {}
    for figure in figures:
        kind = CHANGED if (figure.report_id, figure.indicator_id) in known else ADDED
        kinds.setdefault((kind, reasons[figure.report_id]), []).append(figure.pk)
    for (kind, reason), keys in kinds.items():
        copy_to_history(Figure, keys, kind=kind, by=by, reason=reason)


# ---- Many reports at once ---------------------------------------------------------------------------------


def chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows in lists, each as long as one statement takes."""
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


def begin_reports(keys: Collection[Key], *, by: Any, is_demo: bool = False) -> dict[Key, MonthlyReport]:
    """The reports of these keys, begun where there are none, and locked in the order of their primary keys.

    A second writer waits here, and then reads what the first one has stored.
    """
    ordered = sorted(keys)
    for chunk in chunks(ordered):
        MonthlyReport.objects.bulk_create(
            [MonthlyReport(unit_id=u, chapter_id=c, month=m, is_demo=is_demo) for u, c, m in chunk],
            ignore_conflicts=True,
        )
    units, chapters, months = ({key[part] for key in keys} for part in range(3))
    near = MonthlyReport.objects.filter(unit__in=units, chapter__in=chapters, month__in=months).order_by("pk")
    wanted = [pk for pk, *key in near.values_list("pk", "unit", "chapter", "month") if tuple(key) in keys]
    reports = {}
    for chunk in chunks(wanted):
        locked = MonthlyReport.objects.select_for_update(of=("self",)).filter(pk__in=chunk).order_by("pk")
        reports |= {(row.unit_id, row.chapter_id, row.month): row for row in locked}
    begun = {key: reports[key] for key in ordered}
    # Reports that were begun here have no history yet.
    for chunk in chunks(report.pk for report in begun.values()):
        known = set(MonthlyReport.history.filter(id__in=chunk).values_list("id", flat=True))
        copy_to_history(MonthlyReport, [key for key in chunk if key not in known], kind=ADDED, by=by)
    return begun


def store_figures(entries: Sequence[FigureEntry], *, by: Any) -> Iterator[int]:
    """Store the figures of any number of reports and raise the reports' versions; yields how many are stored so far."""
    reports = {entry.report.pk: entry.report for entry in entries}
    reasons = {key: reason_of(report) for key, report in reports.items()}
    done = 0
    for chunk in chunks(entries):
        # Unordered, since the model's order joins six tables, which PostgreSQL plans badly while an import adds rows.
        stored = Figure.objects.filter(
            report__in={entry.report.pk for entry in chunk}, indicator__in={entry.indicator_id for entry in chunk}
        ).order_by()
        known = set(stored.values_list("report_id", "indicator_id"))
        with shown_nowhere():
            write_figures([figure_of(entry) for entry in chunk], known, SAVED, reasons=reasons, by=by)
        done += len(chunk)
        yield done
    for keys in chunks(sorted(reports)):
        with shown_nowhere():
            MonthlyReport.objects.filter(pk__in=keys).update(version=F("version") + 1)
