"""What a save brings to a report, and storing it with its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from targets import clock
from targets.models import Figure, MilestoneProgress, MonthlyReport, Source, TaskNote
from targets.worksheet_parts import BLANK, Cell

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
