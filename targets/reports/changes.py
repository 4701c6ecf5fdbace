"""What a save brings to a report, and storing it with its history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db.models import F, Q
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from targets import clock
from targets.history_copies import ADDED, CHANGED, copy_to_history
from targets.models import Figure, MilestoneProgress, MonthlyReport, Source, TaskNote
from targets.models.versions import shown_nowhere
from targets.reports.sheets import BLANK, Cell

FIGURE_FIELDS = ("value", "numerator", "denominator", "not_applicable", "explanation")


@dataclass(frozen=True, slots=True)
class MilestoneEntry:
    """What is entered of a milestone; blank state means as before. `evidence_file` None keeps the file."""

    state: str = ""
    done_on: date | None = None
    evidence_link: str = ""
    note: str = ""
    evidence_file: UploadedFile | None = None
    remove_file: bool = False


@dataclass(slots=True)
class Changes:
    """What a save brings; anything not named stays as it is. Keys are primary keys."""

    figures: Mapping[int, Cell] = field(default_factory=dict)
    milestones: Mapping[int, MilestoneEntry] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    source: str = Source.TYPED
    sources: Mapping[int, str] = field(default_factory=dict)
    source_details: Mapping[int, str] = field(default_factory=dict)


def store(report: MonthlyReport, changes: Changes, by) -> int:
    """Store what is new, and say how many rows that were. The caller holds the report's lock."""
    return (
        _store_figures(report, changes, by) + _store_milestones(report, changes, by) + _store_notes(report, changes, by)
    )


def history_of(by, report: MonthlyReport) -> dict:
    """What every history row of a change says: who, when on the portal's clock, and for a correction why."""
    reason = report.reason if report.is_correction else None
    return {"default_user": by, "default_change_reason": reason, "default_date": clock.now()}


def _store_figures(report: MonthlyReport, changes: Changes, by) -> int:
    existing = {figure.indicator_id: figure for figure in report.figures.all()}
    new, changed = [], []
    for indicator_id, cell in changes.figures.items():
        figure = existing.get(indicator_id)
        if (Cell.of(figure) if figure else BLANK) == cell:
            continue
        target = figure or Figure(report=report, indicator_id=indicator_id)
        for name in FIGURE_FIELDS:
            setattr(target, name, getattr(cell, name))
        target.source = changes.sources.get(indicator_id, changes.source)
        target.source_detail = changes.source_details.get(indicator_id, "")
        (changed if figure else new).append(target)
    if new:
        bulk_create_with_history(new, Figure, **history_of(by, report))
    if changed:
        fields = [*FIGURE_FIELDS, "source", "source_detail"]
        bulk_update_with_history(changed, Figure, fields, **history_of(by, report))
    return len(new) + len(changed)


def _store_milestones(report: MonthlyReport, changes: Changes, by) -> int:
    existing = {row.milestone_id: row for row in report.milestones.all()}
    count = 0
    for milestone_id, entry in changes.milestones.items():
        row = existing.get(milestone_id) or MilestoneProgress(report=report, milestone_id=milestone_id)
        if _take(row, entry):
            keep(row, by, report)
            count += 1
    return count


def _take(row: MilestoneProgress, entry: MilestoneEntry) -> bool:
    """Copy the entry to the row; was anything new?"""
    before = (row.state, row.done_on, row.evidence_link, row.note)
    after = (entry.state, entry.done_on, entry.evidence_link, entry.note)
    row.state, row.done_on, row.evidence_link, row.note = after
    if entry.evidence_file is not None:
        row.evidence_file = entry.evidence_file
    elif entry.remove_file and row.evidence_file:
        row.evidence_file = ""
    else:
        return before != after
    return True


def _store_notes(report: MonthlyReport, changes: Changes, by) -> int:
    existing = {note.task_id: note for note in report.notes.all()}
    count = 0
    for task_id, text in changes.notes.items():
        note = existing.get(task_id) or TaskNote(report=report, task_id=task_id)
        if note.text != text:
            note.text = text
            keep(note, by, report)
            count += 1
    return count


def keep(row, by, report: MonthlyReport, reason: str | None = None) -> None:
    """Save one row with its history."""
    row._history_user = by
    row._history_date = clock.now()
    row._change_reason = reason or (report.reason if report.is_correction else None)
    row.save()


# ---- Many reports at once ----


# Rows of one statement; SQLite takes some 32,000 values in one.
CHUNK = 1000
SAVED = (*FIGURE_FIELDS, "source", "source_detail")

T = TypeVar("T")
Key = tuple[int, int, date]
"""Unit, chapter, first day of the month."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure to be stored in a report, and where it came from."""

    report: MonthlyReport
    indicator_id: int
    cell: Cell
    source: str
    source_detail: str


def _chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


def lock_reports(keys: Collection[Key], *, by: Any, is_demo: bool = False) -> dict[Key, MonthlyReport]:
    """The reports of these keys, begun where there are none, and locked until the transaction ends.

    Whoever comes second waits here, and then reads what the first has stored.
    """
    ordered = sorted(keys)
    for chunk in _chunks(ordered):
        MonthlyReport.objects.bulk_create(
            [MonthlyReport(unit_id=u, chapter_id=c, month=m, is_demo=is_demo) for u, c, m in chunk],
            ignore_conflicts=True,
        )
    units, chapters, months = ({key[part] for key in keys} for part in range(3))
    rows = MonthlyReport.objects.select_for_update(of=("self",)).order_by("pk")
    found = rows.filter(Q(unit__in=units), Q(chapter__in=chapters), Q(month__in=months))
    reports = {(row.unit_id, row.chapter_id, row.month): row for row in found}
    begun = {key: reports[key] for key in ordered}
    _record_begin(list(begun.values()), by)
    return begun


def _record_begin(reports: Sequence[MonthlyReport], by: Any) -> None:
    """A report begun here has no history yet."""
    for chunk in _chunks(report.pk for report in reports):
        known = set(MonthlyReport.history.filter(id__in=chunk).values_list("id", flat=True))
        copy_to_history(MonthlyReport, [key for key in chunk if key not in known], kind=ADDED, by=by)


def save_figures(entries: Sequence[Entry], *, by: Any) -> Iterator[int]:
    """Store the figures with their history and raise the versions of their reports; tells how many are done."""
    done = 0
    for chunk in _chunks(entries):
        existing = _existing(chunk)
        # Boards show no figures of open reports.
        with shown_nowhere():
            _create([entry for entry in chunk if _key(entry) not in existing], by)
            _update([(existing[_key(entry)], entry) for entry in chunk if _key(entry) in existing], by)
        done += len(chunk)
        yield done
    for keys in _chunks(sorted({entry.report.pk for entry in entries})):
        with shown_nowhere():
            MonthlyReport.objects.filter(pk__in=keys).update(version=F("version") + 1)


def _key(entry: Entry) -> tuple[int, int]:
    return (entry.report.pk, entry.indicator_id)


def _existing(chunk: Sequence[Entry]) -> dict[tuple[int, int], Figure]:
    rows = Figure.objects.filter(
        report__in={entry.report.pk for entry in chunk}, indicator__in={entry.indicator_id for entry in chunk}
    )
    # Unordered: the model's own order joins six tables, and PostgreSQL has not yet counted what this import adds.
    rows = rows.order_by()
    return {(row.report_id, row.indicator_id): row for row in rows}


def _filled(figure: Figure, entry: Entry) -> Figure:
    for name in FIGURE_FIELDS:
        setattr(figure, name, getattr(entry.cell, name))
    figure.source, figure.source_detail = entry.source, entry.source_detail
    return figure


def _create(entries: Sequence[Entry], by: Any) -> None:
    figures = [_filled(Figure(report_id=e.report.pk, indicator_id=e.indicator_id), e) for e in entries]
    if figures:
        Figure.objects.bulk_create(figures)
        _record(figures, entries, by, ADDED)


def _update(pairs: Sequence[tuple[Figure, Entry]], by: Any) -> None:
    """Written as an insert that meets its row: eight times as fast as Django's bulk_update."""
    figures = [_filled(figure, entry) for figure, entry in pairs]
    if figures:
        Figure.objects.bulk_create(
            [_without_key(figure) for figure in figures],
            update_conflicts=True,
            unique_fields=["report", "indicator"],
            update_fields=SAVED,
        )
        _record(figures, [entry for _figure, entry in pairs], by, CHANGED)


def _without_key(figure: Figure) -> Figure:
    twin = copy(figure)
    twin.pk = None
    return twin


def _record(figures: Sequence[Figure], entries: Sequence[Entry], by: Any, kind: str) -> None:
    """Into the history, those of a correction (更正) with its reason."""
    keys: dict[str | None, list[int]] = {}
    for figure, entry in zip(figures, entries, strict=True):
        keys.setdefault(entry.report.reason if entry.report.is_correction else None, []).append(figure.pk)
    for reason, some in keys.items():
        copy_to_history(Figure, some, kind=kind, by=by, reason=reason)
