"""Taking in what was typed into a report: what can be read is saved, what cannot comes back, nothing is lost.

The portal's page and the admin both hand their POST to `save` and show the outcome.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from targets.busy import tried_again
from targets.frame.phrases import clock_text, name_of
from targets.models import MonthlyReport
from targets.models.versions import one_change
from targets.registers.locking import lock_counted_entries
from targets.reports import changes, checks, sheets, verbs
from targets.reports.form import TAKE, ReportForm
from targets.reports.inputs import milestone_name, note_name, stored_entries, three_way
from targets.reports.sheets import FIELDS, Cell, SheetPart, Worksheet

# No report has it: a form without a readable version is refused as stale.
NO_VERSION = -1
PLAIN_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,4})?", re.ASCII)


class Result(StrEnum):
    """What a save came to."""

    SAVED = "saved"
    UNCHANGED = "unchanged"
    INVALID = "invalid"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class InputClash:
    """One input with two values: what somebody saved meanwhile, and what was typed here."""

    field: str
    theirs: str
    yours: str
    by: str = ""
    at: str = ""


@dataclass(slots=True)
class Outcome:
    """What became of a POST: the report as it stands now, and what is still to be seen to.

    `form` has the inputs that were sent, `data` what the page's inputs are to show, `stored` whether anything was
    written, `hindrances` what kept the report from being submitted.
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
    hindrances: list[checks.Finding] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        """Is all that was typed stored now?"""
        return self.result in (Result.SAVED, Result.UNCHANGED)

    def whole_form(self) -> ReportForm:
        """The form of the whole page, with everything that was typed and what is wrong with it."""
        return ReportForm(self.report, sheets.load(self.report), self.data, self.files)


@tried_again
@one_change()
def save(report: MonthlyReport, data: Mapping, files: Mapping, *, by, submits: bool = False) -> Outcome:
    """Save what was sent and can be read, on the version that it was based on, and submit the report where asked.

    Begins the report where needed. Raises ReportNotOpen where it was submitted meanwhile. A version that is no longer
    the current one is refused only where somebody else's changes are at stake. Of registers only those are counted
    that a cell is said to be taken from, and at submission all.
    """
    if report.pk is None:
        report = verbs.open_report(report.unit, report.chapter, report.period, by=by)
    report = verbs.lock(report)
    if not report.is_open:
        raise verbs.ReportNotOpen(report)
    sheet = _sheet(report, data, submits=submits)
    form = ReportForm(report, sheet, data, files, only_sent=True)
    outcome = Outcome(Result.INVALID if form.errors else Result.UNCHANGED, report, form, sheet, data, files)
    if report.version != _version(data) and _meets_others(outcome):
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
            outcome.hindrances = refused.findings
    verbs.mark_saved(report, stored)
    return outcome


def _sheet(report: MonthlyReport, data: Mapping, *, submits: bool) -> Worksheet:
    """What the save changes, and what it is held against."""
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


def _meets_others(outcome: Outcome) -> bool:
    """Somebody saved since: is anything of theirs at stake? Then what was typed is kept, and theirs shown beside it."""
    outcome.sheet.read({SheetPart.MILESTONES})
    clashing, taken_over = compare(outcome.form, outcome.data)
    if not clashing and not taken_over:
        return False
    stored = stored_entries(outcome.sheet)
    outcome.data = outcome.data.copy()
    for name in taken_over:
        outcome.data[name] = stored[name]
    hands = _last_hands(outcome.sheet)
    outcome.result, outcome.taken_over = Result.CONFLICT, taken_over
    outcome.clashes = [
        InputClash(name, stored[name], str(outcome.data.get(name, "")), *hands.get(_row_of(name), ("", "")))
        for name in clashing
    ]
    return True


def compare(form: ReportForm, data: Mapping) -> tuple[list[str], list[str]]:
    """The inputs that clash with what is stored, and those that only somebody else changed."""
    stored = stored_entries(form.sheet)
    typed = {name: str(data[name]) for name in stored if name in data}
    return three_way(typed | form.entered, _base(data), stored)


def _base(data: Mapping) -> dict[str, str]:
    """What the inputs held when the page was made; empty where the page did not say."""
    return {name: str(text) for name, text in _object(data.get("base")).items()}


def counts_shown(data: Mapping) -> dict[str, Cell]:
    """What registers counted when the page was made, by indicator code, as the page says.

    Good enough to advise whoever sent it; what is submitted is held against the registers themselves.
    """
    shown = _object(data.get("counted"))
    return {code: Cell(*map(_number, numbers)) for code, numbers in shown.items() if _are_numbers(numbers)}


def _are_numbers(given: object) -> bool:
    """Is it a count as the page writes it: value, numerator and denominator, each a plain number or nothing?"""
    parts = given if isinstance(given, list) else []
    plain = [part is None or (isinstance(part, str) and PLAIN_NUMBER.fullmatch(part)) for part in parts]
    return len(plain) == len(FIELDS) and all(plain)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _object(text: str | None) -> dict:
    try:
        given = json.loads(text or "{}")
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _row_of(name: str) -> str:
    """The input's row: "f-T01-1" of "f-T01-1-value"; a note is its own row."""
    return name if name.startswith("n-") else name.rpartition("-")[0]


def _last_hands(sheet: Worksheet) -> dict[str, tuple[str, str]]:
    """Who changed each row last, and when."""
    report = sheet.report
    said: list[tuple[str, object]] = []
    codes = {line.indicator.pk: f"f-{line.indicator.code}" for line in sheet.lines}
    milestones = {row.milestone.pk: milestone_name(row.milestone, "")[:-1] for row in sheet.milestones}
    tasks = {block.task.pk: note_name(block.task) for block in sheet.blocks}
    for rows, key, names in (
        (report.figures.model.history, "indicator_id", codes),
        (report.milestones.model.history, "milestone_id", milestones),
        (report.notes.model.history, "task_id", tasks),
    ):
        found = rows.filter(report_id=report.pk).select_related("history_user").order_by("history_date", "history_id")
        said += [(names.get(getattr(change, key), ""), change) for change in found]
    return {row: (name_of(change.history_user), clock_text(change.history_date)) for row, change in said}
