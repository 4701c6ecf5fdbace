"""Saving a report's form: what can be read is stored, what cannot comes back to the page, and nothing is lost.

The portal's page and the admin both give their POST to `save` and show the outcome.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from targets.busy import tried_again
from targets.frame.phrases import clock_text
from targets.models import MonthlyReport, NamesOfTheTime
from targets.models.versions import one_change
from targets.registers.locking import lock_counted_entries
from targets.reports import changes, checks, sheets, verbs
from targets.reports.form import TAKE, ReportForm
from targets.reports.inputs import STATEMENT, milestone_name, note_name, stored_entries, three_way
from targets.reports.sheets import FIELDS, Cell, SheetPart, Worksheet

# The version of no report: a form without a readable version is refused as stale.
NO_VERSION = -1
PLAIN_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,4})?", re.ASCII)


class Result(StrEnum):
    """How a save ended."""

    SAVED = "saved"
    UNCHANGED = "unchanged"
    INVALID = "invalid"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class InputClash:
    """An input with two values: the one that somebody else has saved, and the one that was typed here."""

    field: str
    theirs: str
    yours: str
    by: str = ""
    at: str = ""


@dataclass(slots=True)
class Outcome:
    """The outcome of a POST: the report as it stands now, and what the user must still decide or mend.

    `form` has the inputs that were sent, `data` what the page's inputs are to show. `stored` says whether anything was
    written, `taken_over` names inputs in which only somebody else changed something, and `blocking` are the findings
    that kept the report from being submitted.
    """

    result: Result
    report: MonthlyReport
    form: ReportForm
    sheet: Worksheet
    data: Mapping
    files: Mapping
    stored: bool = False
    clashes: list[InputClash] = field(default_factory=list)
    taken_over: list[str] = field(default_factory=list)
    blocking: list[checks.Finding] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        """Is everything that was typed stored now?"""
        return self.result in (Result.SAVED, Result.UNCHANGED)

    def whole_form(self) -> ReportForm:
        """The form of the whole page, with what was typed and what is wrong with it."""
        return ReportForm(self.report, sheets.load(self.report), self.data, self.files)


@tried_again
@one_change()
def save(report: MonthlyReport, data: Mapping, files: Mapping, *, by, submits: bool = False) -> Outcome:
    """Store what was sent and can be read, and with `submits` submit the report.

    Begins the report if there is none. Raises ReportNotOpen where it was submitted meanwhile. A form that is based on
    an older version is refused only where it would overwrite somebody else's changes. Registers are counted for the
    cells that are said to be taken from them, and for all cells at submission.
    """
    if report.pk is None:
        report = verbs.open_report(report.unit, report.chapter, report.period, by=by)
    report = verbs.lock(report)
    if not report.is_open:
        raise verbs.ReportNotOpen(report)
    sheet = _sheet(report, data, submits=submits)
    form = ReportForm(report, sheet, data, files, only_sent=True)
    outcome = Outcome(Result.INVALID if form.errors else Result.UNCHANGED, report, form, sheet, data, files)
    if report.version != _version(data) and _conflicts(outcome):
        return outcome
    stored = changes.store(sheet, form.changes, by)
    if stored:
        outcome.stored = True
        outcome.result = Result.INVALID if form.errors else Result.SAVED
    if submits and outcome.is_kept:
        try:
            verbs.submit_locked(sheet, by)
            return outcome
        except verbs.NotSubmittable as refused:
            outcome.blocking = refused.findings
    verbs.mark_saved(report, stored)
    return outcome


def _sheet(report: MonthlyReport, data: Mapping, *, submits: bool) -> Worksheet:
    """The sheet, with the parts that the save changes and that its figures are compared with."""
    parts = set()
    if any(name.startswith("m-") for name in data):
        parts |= {SheetPart.MILESTONES, SheetPart.MILESTONES_BEFORE}
    if submits:
        lock_counted_entries([report.unit])
    if submits or data.get(TAKE):
        parts.add(SheetPart.REGISTERS)
    sheet = sheets.load(report, parts)
    sheet.count(data.get("taken", "").split())
    return sheet


def _version(data: Mapping) -> int:
    text = data.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(2**31)) else NO_VERSION


def _conflicts(outcome: Outcome) -> bool:
    """Would the form overwrite what somebody else has saved since? Then the outcome becomes a conflict.

    Nothing is stored then: the page shows both values where both differ, and theirs where only they changed it.
    """
    outcome.sheet.read({SheetPart.MILESTONES})
    clashing, taken_over = compare(outcome.form, outcome.data)
    if not clashing and not taken_over:
        return False
    stored = stored_entries(outcome.sheet)
    outcome.data = outcome.data.copy()
    for name in taken_over:
        outcome.data[name] = stored[name]
    last_changes = _last_changes(outcome.sheet)
    outcome.result, outcome.taken_over = Result.CONFLICT, taken_over
    outcome.clashes = [
        InputClash(name, stored[name], str(outcome.data.get(name, "")), *last_changes.get(_row_of(name), ("", "")))
        for name in clashing
    ]
    return True


def compare(form: ReportForm, data: Mapping) -> tuple[list[str], list[str]]:
    """The inputs that clash with what is stored, and those in which only somebody else changed something."""
    stored = stored_entries(form.sheet)
    typed = {name: str(data[name]) for name in stored if name in data}
    # What the inputs held when the page was made, as far as the page says.
    base = {name: str(text) for name, text in _object(data.get("base")).items()}
    return three_way(typed | form.entered, base, stored)


def counts_shown(data: Mapping) -> dict[str, Cell]:
    """What registers counted when the page was made, by indicator code, according to the page.

    That is good enough for the findings of a draft; a submission is compared with the registers themselves.
    """
    shown = _object(data.get("counted"))
    return {
        code: Cell(*(None if number is None else Decimal(number) for number in numbers))
        for code, numbers in shown.items()
        if _are_numbers(numbers)
    }


def _are_numbers(given: object) -> bool:
    """Is it a count as the page writes it: value, numerator and denominator, each a plain number or null?"""
    parts = given if isinstance(given, list) else []
    plain = [part is None or (isinstance(part, str) and PLAIN_NUMBER.fullmatch(part)) for part in parts]
    return len(plain) == len(FIELDS) and all(plain)


def _object(text: str | None) -> dict:
    """The JSON object that the page sent; an empty one for anything else."""
    try:
        given = json.loads(text or "{}")
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _row_of(name: str) -> str:
    """The row of an input: "f-T01-1" for "f-T01-1-value"; a note is a row by itself."""
    return name if name.startswith("n-") else name.rpartition("-")[0]


def _last_changes(sheet: Worksheet) -> dict[str, tuple[str, str]]:
    """Who changed each row of the form last, and when."""
    report = sheet.report
    steps: list[tuple[str, Any]] = []
    codes = {line.indicator.pk: f"f-{line.indicator.code}" for line in sheet.lines}
    milestones = {row.milestone.pk: milestone_name(row.milestone, "")[:-1] for row in sheet.milestones}
    tasks = {block.task.pk: note_name(block.task) for block in sheet.blocks}
    for rows, key, names in (
        (report.figures.model.history, "indicator_id", codes),
        (report.milestones.model.history, "milestone_id", milestones),
        (report.notes.model.history, "task_id", tasks),
    ):
        found = rows.filter(report_id=report.pk).select_related("history_user").order_by("history_date", "history_id")
        steps += [(names.get(getattr(change, key), ""), change) for change in found]
    said = ""
    for change in report.history.select_related("history_user").order_by("history_date", "history_id"):
        if change.nothing_to_report != said:
            steps.append((STATEMENT, change))
        said = change.nothing_to_report
    names = NamesOfTheTime()
    return {
        row: (names.of(change.history_user, change.history_date), clock_text(change.history_date))
        for row, change in steps
    }
