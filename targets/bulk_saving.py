"""The verb "save" for many reports at once, as imports need it: a fixed number of statements a thousand figures.

`reporting.save` is the same for one report. The caller holds a transaction around both functions; access was
asked before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.db.models import F, Q

from targets.changes import FIGURE_FIELDS
from targets.history_copies import ADDED, CHANGED, copy_to_history
from targets.models import Figure, MonthlyReport
from targets.worksheet_parts import Cell

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
        _create([entry for entry in chunk if _key(entry) not in existing], by)
        _update([(existing[_key(entry)], entry) for entry in chunk if _key(entry) in existing], by)
        done += len(chunk)
        yield done
    for keys in _chunks(sorted({entry.report.pk for entry in entries})):
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


def _take(figure: Figure, entry: Entry) -> Figure:
    for name in FIGURE_FIELDS:
        setattr(figure, name, getattr(entry.cell, name))
    figure.source, figure.source_detail = entry.source, entry.source_detail
    return figure


def _create(entries: Sequence[Entry], by: Any) -> None:
    figures = [_take(Figure(report_id=e.report.pk, indicator_id=e.indicator_id), e) for e in entries]
    if figures:
        Figure.objects.bulk_create(figures)
        _record(figures, entries, by, ADDED)


def _update(pairs: Sequence[tuple[Figure, Entry]], by: Any) -> None:
    """Written as an insert that meets its row: eight times as fast as Django's bulk_update."""
    figures = [_take(figure, entry) for figure, entry in pairs]
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
