"""The verbs of a monthly report: open, save, submit, withdraw, send back, approve, reopen.

Each locks the report's row first, in the order of primary keys where there are several, so that
two people never overwrite each other and transactions never wait in a ring. Access was asked before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass

from django.db.models import F
from django.shortcuts import get_object_or_404
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from targets import clock
from targets.formatting import plain_text
from targets.models import Chapter, Figure, MonthlyReport, ReportingUnit, State, Submission
from targets.models.versions import one_change, shown_nowhere
from targets.periods import Month
from targets.registers import freezing
from targets.reports import checks, sheets
from targets.reports.changes import Changes, history_of, keep, store

STANDING = {f"standing_{name}": name for name in ("value", "numerator", "denominator", "not_applicable")}
NOTHING_STANDING = dict.fromkeys(STANDING) | {"standing_not_applicable": False}


class ReportError(Exception):
    """A report cannot do what was asked; the subclasses say why."""


class ReportNotOpen(ReportError):
    """The report is not in a state that allows this: submitted, or approved, or not yet submitted."""


class ReasonMissing(ReportError):
    """Sending back and reopening need a reason."""


class NotYetOpen(ReportError):
    """The month has not begun, or lies outside the plan's year."""


class StaleVersion(ReportError):
    """Somebody else saved since; `report` is as it stands now. Nothing of the new entry was stored."""

    def __init__(self, report: MonthlyReport):
        super().__init__(report)
        self.report = report


class NotSubmittable(ReportError):
    """Errors or missing explanations keep the report from being submitted."""

    def __init__(self, findings: list[checks.Finding]):
        super().__init__(findings)
        self.findings = findings


def open_report(unit: ReportingUnit, chapter: Chapter, month: Month, *, by) -> MonthlyReport:
    """The unit's report on the chapter for the month, begun if there is none.

    Raises NotYetOpen before the month's first day and outside the plan's year.
    """
    if month.first_day > clock.today() or not chapter.plan.starts <= month.first_day <= chapter.plan.ends:
        raise NotYetOpen
    report, made = MonthlyReport.objects.get_or_create(
        unit=unit, chapter=chapter, month=month.first_day, defaults={"is_demo": is_demo(by)}
    )
    if made:
        report.history.update(history_user=by, history_date=clock.now())
    return report


def is_demo(user) -> bool:
    return user is not None and user.memberships.filter(is_demo=True).exists()


def _lock(report: MonthlyReport) -> MonthlyReport:
    """Raises Http404 where it was removed meanwhile, as the demonstration's are when that is taken back."""
    rows = MonthlyReport.objects.select_for_update(of=("self",)).select_related("unit", "chapter")
    return get_object_or_404(rows, pk=report.pk)


@one_change()
def save(report: MonthlyReport, changes: Changes, *, by, version: int) -> MonthlyReport:
    """Store what changed and raise the version; saving the same again changes nothing.

    Raises ReportNotOpen unless draft or sent back, StaleVersion where `version` is not the current one.
    """
    current = _lock(report)
    if not current.is_open:
        raise ReportNotOpen(current)
    if current.version != version:
        raise StaleVersion(current)
    # Boards show a draft's existence alone; of an open correction also the evidence.
    with nullcontext() if current.is_correction else shown_nowhere():
        if store(current, changes, by):
            MonthlyReport.objects.filter(pk=current.pk).update(version=F("version") + 1)
            current.version += 1
    return current


def _move(report: MonthlyReport, state: str, *, by, reason: str = "") -> MonthlyReport:
    """Change the state, keep the step in the report's history, raise the version."""
    report.state = state
    report.version += 1
    report.reason = reason
    keep(report, by, report, reason or None)
    return report


@one_change()
def submit(report: MonthlyReport, *, by, version: int | None = None) -> MonthlyReport:
    """Freeze the report's figures, with what registers count for them, and hand it to the bureau.

    Raises ReportNotOpen where it was submitted already (a second click), StaleVersion where somebody
    saved since, NotSubmittable with all findings that stand in the way.
    """
    current = _lock(report)
    if not current.is_open:
        raise ReportNotOpen(current)
    if version is not None and version != current.version:
        raise StaleVersion(current)
    findings = checks.blocking(checks.check(sheets.load(current)))
    if findings:
        raise NotSubmittable(findings)
    return _hand_in(current, by)


def _hand_in(report: MonthlyReport, by) -> MonthlyReport:
    report.submitted_at, report.submitted_by = clock.now(), by
    report.first_submitted_on = report.first_submitted_on or clock.today()
    submission = Submission.objects.create(
        report=report,
        number=report.submissions.count() + 1,
        submitted_at=report.submitted_at,
        submitted_by=by,
        figures=snapshot(report),
    )
    freezing.freeze(submission)
    reason = report.reason if report.is_correction else ""
    return _move(report, State.SUBMITTED, by=by, reason=reason)


@one_change()
def withdraw(report: MonthlyReport, *, by) -> MonthlyReport:
    """Take a submitted report back for more work, until it is reviewed. Raises ReportNotOpen after that."""
    current = _lock(report)
    if current.state != State.SUBMITTED:
        raise ReportNotOpen(current)
    return _move(current, State.DRAFT, by=by, reason=current.reason if current.is_correction else "")


@one_change()
def send_back(report: MonthlyReport, *, by, reason: str, notes: Mapping[int, str] | None = None) -> MonthlyReport:
    """Return a submitted report with the reason, and notes on single figures by indicator.

    Raises ReasonMissing without a reason, ReportNotOpen unless it is submitted.
    """
    if not reason.strip():
        raise ReasonMissing
    current = _lock(report)
    if current.state != State.SUBMITTED:
        raise ReportNotOpen(current)
    _note_figures(current, notes or {}, by)
    return _decide(current, State.RETURNED, by, reason.strip())


def _note_figures(report: MonthlyReport, notes: Mapping[int, str], by) -> None:
    """Put the reviewer's notes at their cells, in place of earlier ones; a blank cell gets a row to carry its note."""
    figures = {figure.indicator_id: figure for figure in report.figures.all()}
    earlier = {indicator_id: "" for indicator_id, figure in figures.items() if figure.review_note}
    new, changed = [], []
    for indicator_id, text in (earlier | dict(notes)).items():
        known = indicator_id in figures
        figure = figures.get(indicator_id) or Figure(report=report, indicator_id=indicator_id)
        if figure.review_note != text.strip():
            figure.review_note = text.strip()
            (changed if known else new).append(figure)
    if new:
        bulk_create_with_history(new, Figure, **history_of(by, report))
    if changed:
        bulk_update_with_history(changed, Figure, ["review_note"], **history_of(by, report))


def _decide(report: MonthlyReport, state: str, by, reason: str = "") -> MonthlyReport:
    report.decided_at, report.decided_by = clock.now(), by
    return _move(report, state, by=by, reason=reason)


@one_change()
def approve(report: MonthlyReport, *, by, version: int | None = None) -> MonthlyReport:
    """Let the figures count as approved. Raises ReportNotOpen unless submitted, StaleVersion if it changed since."""
    current = _lock(report)
    if current.state != State.SUBMITTED:
        raise ReportNotOpen(current)
    if version is not None and version != current.version:
        raise StaleVersion(current)
    current.figures.update(**NOTHING_STANDING, review_note="")
    current.milestones.update(standing_state="")
    current.is_correction = False
    return _decide(current, State.APPROVED, by)


@one_change()
def approve_all(reports: Iterable[MonthlyReport], *, by) -> int:
    """Approve several at once; those no longer submitted are left alone. Returns how many were approved."""
    keys = [report.pk for report in reports]
    waiting = list(
        MonthlyReport.objects.select_for_update(of=("self",)).filter(pk__in=keys, state=State.SUBMITTED).order_by("pk")
    )
    for report in waiting:
        approve(report, by=by)
    return len(waiting)


@one_change()
def reopen(report: MonthlyReport, *, by, reason: str) -> MonthlyReport:
    """Open an approved report for a correction (更正). What was approved stands until the correction is.

    Raises ReasonMissing without a reason, ReportNotOpen unless it is approved.
    """
    if not reason.strip():
        raise ReasonMissing
    current = _lock(report)
    if current.state != State.APPROVED:
        raise ReportNotOpen(current)
    current.figures.update(**{standing: F(name) for standing, name in STANDING.items()})
    current.milestones.update(standing_state=F("state"))
    current.is_correction = True
    return _decide(current, State.DRAFT, by, reason.strip())


def snapshot(report: MonthlyReport) -> dict[str, list]:
    """The report's numbers as text by indicator code, as they are handed in."""
    return {
        figure.indicator.code: [*map(plain_text, figure.numbers), figure.not_applicable]
        for figure in report.figures.select_related("indicator")
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not as it was handed in last; numbers as text, None for blank."""

    code: str
    before: tuple
    after: tuple


def changed_since_last(report: MonthlyReport) -> list[Difference]:
    """What differs between the last two submissions (or, while open, since the last one)."""
    filed = list(report.submissions.order_by("-number")[:2])
    if report.is_open:
        filed = filed[:1]
        after = snapshot(report)
    else:
        after = filed[0].figures if filed else {}
        filed = filed[1:]
    if not filed:
        return []
    before = filed[0].figures
    blank = [None, None, None, False]
    return [
        Difference(code, tuple(before.get(code, blank)), tuple(after.get(code, blank)))
        for code in sorted({*before, *after})
        if before.get(code, blank) != after.get(code, blank)
    ]
