"""Taking in what was typed into a report: what can be read is saved, what cannot comes back, nothing is lost.

The portal's page and the admin both hand their POST to `take` and show what it gives.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.utils import timezone

from targets.models import MonthlyReport
from targets.reports import checks, sheets, verbs
from targets.reports.form import ReportForm
from targets.reports.inputs import milestone_name, note_name, stored_entries, three_way
from targets.reports.sheets import Worksheet

# No report has it: a form without a readable version is refused as stale.
NO_VERSION = -1


class Came(StrEnum):
    """What a save came to."""

    SAVED = "saved"
    INVALID = "invalid"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Clash:
    """One input with two values: what somebody saved meanwhile, and what was typed here."""

    field: str
    theirs: str
    yours: str
    by: str = ""
    at: str = ""


@dataclass(slots=True)
class Taken:
    """A save's outcome: the report as it stands now, and the form with what is still to be seen to."""

    came: Came
    report: MonthlyReport
    form: ReportForm
    sheet: Worksheet
    clashes: list[Clash] = field(default_factory=list)
    taken_over: list[str] = field(default_factory=list)

    @property
    def findings(self) -> list[checks.Finding]:
        return checks.check(self.sheet)


@dataclass
class Entry:
    """One POST to a report: its data, and the report as it was when the POST came in."""

    report: MonthlyReport
    data: Mapping
    files: Mapping
    by: object

    @cached_property
    def base(self) -> dict[str, str]:
        """What the inputs held when the page was made; empty where the page did not say."""
        try:
            given = json.loads(self.data.get("base") or "{}")
        except ValueError:
            return {}
        return {str(name): str(text) for name, text in given.items()} if isinstance(given, dict) else {}

    @property
    def version(self) -> int:
        text = self.data.get("version", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(2**31)) else NO_VERSION

    def form(self, sheet: Worksheet) -> ReportForm:
        bound = ReportForm(sheet.report, sheet, self.data, self.files)
        bound.is_valid()
        return bound

    def compare(self, sheet: Worksheet) -> tuple[list[str], list[str]]:
        """The inputs that clash with what is stored, and those that only somebody else changed."""
        stored = stored_entries(sheet)
        typed = {name: str(self.data[name]) for name in stored if name in self.data}
        return three_way(typed | self.form(sheet).entered, self.base, stored)


def take(report: MonthlyReport, data, files, *, by) -> Taken:
    """Save what was sent and can be read, on the version that it was based on; begins the report where needed.

    Raises ReportNotOpen where it was submitted meanwhile. A version that is no longer the current one
    is refused only where somebody else's changes are at stake.
    """
    if report.pk is None:
        report = verbs.open_report(report.unit, report.chapter, report.period, by=by)
    entry = Entry(report, data, files, by)
    return _save(entry, entry.version)


def _save(entry: Entry, version: int) -> Taken:
    form = entry.form(sheets.load(entry.report))
    try:
        report = verbs.save(entry.report, form.changes, by=entry.by, version=version)
    except verbs.StaleVersion as stale:
        return _meet(replace(entry, report=stale.report))
    return Taken(Came.INVALID if form.errors else Came.SAVED, report, form, sheets.load(report))


def _meet(entry: Entry) -> Taken:
    """Somebody saved since: keep what was typed here and show theirs beside it.

    Where nothing of theirs is at stake the save goes through.
    """
    sheet = sheets.load(entry.report)
    clashing, taken_over = entry.compare(sheet)
    if not clashing and not taken_over:
        return _save(entry, entry.report.version)
    merged = entry.data.copy()
    stored = stored_entries(sheet)
    for name in taken_over:
        merged[name] = stored[name]
    form = Entry(entry.report, merged, entry.files, entry.by).form(sheet)
    return Taken(Came.CONFLICT, entry.report, form, sheet, _clashes(entry, sheet, clashing), taken_over)


def _clashes(entry: Entry, sheet: Worksheet, names: list[str]) -> list[Clash]:
    stored, hands = stored_entries(sheet), _last_hands(sheet)
    typed = {name: str(entry.data.get(name, "")) for name in names}
    return [Clash(name, stored[name], typed[name], *hands.get(_row_of(name), ("", ""))) for name in names]


def _row_of(name: str) -> str:
    """The input's row: "f-T01-1" of "f-T01-1-value"; a note is its own row."""
    return name if name.startswith("n-") else name.rpartition("-")[0]


def _last_hands(sheet: Worksheet) -> dict[str, tuple[str, str]]:
    """Who changed each row last, and when."""
    report = sheet.report
    said: list[tuple[str, object]] = []
    codes = {line.indicator.pk: f"f-{line.indicator.code}" for line in sheet.lines}
    milestones = {m.milestone.pk: milestone_name(m.milestone, "")[:-1] for b in sheet.blocks for m in b.milestones}
    tasks = {block.task.pk: note_name(block.task) for block in sheet.blocks}
    for rows, key, names in (
        (report.figures.model.history, "indicator_id", codes),
        (report.milestones.model.history, "milestone_id", milestones),
        (report.notes.model.history, "task_id", tasks),
    ):
        changes = rows.filter(report_id=report.pk).select_related("history_user").order_by("history_date", "history_id")
        said += [(names.get(getattr(change, key), ""), change) for change in changes]
    return {row: (name_of(change.history_user), clock_text(change.history_date)) for row, change in said}


def name_of(user) -> str:
    """A person as colleagues know them."""
    return "" if user is None else user.get_full_name() or user.get_username()


def clock_text(moment: datetime) -> str:
    """The hour on the bureau's clock: "16:20"."""
    return f"{timezone.localtime(moment):%H:%M}"
