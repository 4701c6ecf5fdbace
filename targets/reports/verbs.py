"""The verbs of a monthly report: open, save, submit, withdraw, send back, approve, reopen.

Callers have checked that the user may do it. Each verb is one transaction, tried again where the database was busy
(`targets.busy`). Every writer of the portal takes its locks in this order, so that transactions never wait in a ring:

1. accounts that end or hand work over, by primary key;
2. an import's own row;
3. the plan that is published, loaded or has a month closed;
4. reports: those that it begins, by unit, chapter and month, then all that it writes, by primary key;
5. units, by primary key, where they are changed (`ReportingUnit.save`), or entries of registers are counted, frozen or
   written (`targets.registers.locking`);
6. entries of registers;
7. indicators whose targets are given out, by primary key;
8. targets.

Closing a month (`targets.closing.verbs`) locks the plan, all its reports up to the month, all units, the indicators and
the targets. Who changes many units or targets in one transaction, as a file does, locks all that come into question
first.

A change of what boards show is counted in a row of the transaction's own (`targets.models.versions`), for which nobody
waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F
from django.shortcuts import get_object_or_404

from targets import clock
from targets.busy import tried_again
from targets.models import (
    Chapter,
    Figure,
    Milestone,
    MilestoneProgress,
    MonthlyReport,
    ReportingUnit,
    State,
    Submission,
)
from targets.models.history_copies import CHANGED, copy_to_history
from targets.models.people import is_demo
from targets.models.reports import OPEN_STATES
from targets.models.versions import one_change, raise_version, shown_nowhere
from targets.periods import Month
from targets.registers import freezing
from targets.registers.counting import FigureCount
from targets.registers.locking import lock_counted_entries
from targets.reports import after_closing, changes, checks, sheets
from targets.reports.changes import Changes, Stored, chunks, keep, reason_of
from targets.reports.sheets import SheetPart, Worksheet
from targets.reports.submissions import kept_figures

STANDING = {f"standing_{name}": name for name in ("value", "numerator", "denominator", "not_applicable")}
NOTHING_STANDING = dict.fromkeys(STANDING) | {"standing_not_applicable": False}


class ReportError(Exception):
    """The report does not allow what was asked; the subclasses say why."""


class ReportNotOpen(ReportError):
    """The report is in a state that does not allow this."""


class ReasonMissing(ReportError):
    """Sending back and reopening need a reason."""


class NotYetOpen(ReportError):
    """The month has not begun, or is not one of the plan's year."""


class NotAsked(ReportError):
    """An indicator, milestone or task is not in force in the report's month, or is none of its chapter's."""


class StaleVersion(ReportError):
    """Somebody else has saved the report since. `report` is as it stands now; nothing was stored."""

    def __init__(self, report: MonthlyReport):
        super().__init__(report)
        self.report = report


class NotSubmittable(ReportError):
    """Errors, missing explanations or missing content keep the report from being submitted; `findings` are these."""

    def __init__(self, findings: list[checks.Finding]):
        super().__init__(findings)
        self.findings = findings


@tried_again
@one_change()
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


def lock(report: MonthlyReport) -> MonthlyReport:
    """The report as it stands, kept from other writers until the transaction ends.

    Raises Http404 where it was removed meanwhile, as the demonstration's are when that is taken back.
    """
    rows = MonthlyReport.objects.select_for_update(of=("self",)).select_related("unit", "chapter")
    return get_object_or_404(rows, pk=report.pk)


def _locked(report: MonthlyReport, *states: str, version: int | None) -> MonthlyReport:
    """The report, locked. Raises ReportNotOpen in any other state, StaleVersion where somebody has saved since."""
    current = lock(report)
    if current.state not in states:
        raise ReportNotOpen(current)
    if version is not None and version != current.version:
        raise StaleVersion(current)
    return current


# ---- Saving -----------------------------------------------------------------------------------------------


@tried_again
@one_change()
def save(report: MonthlyReport, entered: Changes, *, by, version: int) -> MonthlyReport:
    """Store what changed and raise the report's version; where nothing changed, nothing is written.

    Raises ReportNotOpen unless the report is open, StaleVersion where `version` is not the current one, and NotAsked
    for what is not in force in its month, which the page does not offer.
    """
    current = _locked(report, *OPEN_STATES, version=version)
    sheet = sheets.load(current, {SheetPart.MILESTONES} if entered.milestones else ())
    _refuse_other_months(sheet, entered)
    mark_saved(current, changes.store(sheet, entered, by))
    return current


def _refuse_other_months(sheet: Worksheet, entered: Changes) -> None:
    """Raise NotAsked where something is entered of which the month has nothing; whom it is asked of does not matter."""
    others = set(entered.milestones) - {row.milestone.pk for row in sheet.milestones}
    in_force = Milestone.objects.filter(pk__in=others, task__in=[block.task for block in sheet.blocks])
    if (
        entered.figures.keys() - {indicator.pk for indicator in sheet.indicators}
        or entered.notes.keys() - {block.task.pk for block in sheet.blocks}
        or (others and in_force.during(sheet.report.period).count() < len(others))
    ):
        raise NotAsked(sheet.report)


def mark_saved(report: MonthlyReport, stored: Stored) -> None:
    """Raise the report's version where anything was stored, and the data's version where boards show it.

    Boards show nothing of an open report, with one exception: the evidence of a correction stands beside what was
    approved before.
    """
    if not stored:
        return
    with shown_nowhere():
        MonthlyReport.objects.filter(pk=report.pk).update(version=F("version") + 1)
    report.version += 1
    if report.is_correction and stored.milestones:
        raise_version()


# ---- Submitting -------------------------------------------------------------------------------------------


@tried_again
@one_change()
def submit(report: MonthlyReport, *, by, version: int | None = None) -> MonthlyReport:
    """Submit the report for review, with its figures and the counts of registers frozen.

    Raises ReportNotOpen where it is submitted already, as after a second click; StaleVersion where somebody has saved
    since; NotSubmittable with all findings that stand in the way.
    """
    current = _locked(report, *OPEN_STATES, version=version)
    lock_counted_entries([current.unit])
    submit_locked(sheets.load(current, {SheetPart.REGISTERS}), by)
    return current


def submit_locked(sheet: Worksheet, by) -> None:
    """Submit a report whose sheet was read with the registers' counts, under locks on it and on the unit's entries.

    Raises NotSubmittable, and then has written nothing.
    """
    findings = checks.blocking([*checks.check_report(sheet), *checks.check(sheet)])
    if findings:
        raise NotSubmittable(findings)
    report = sheet.report
    if not report.submitted_at:
        # It may have been begun while its unit was changed. Now that the unit is locked its place is certain.
        report.stamp_place()
    # The report is locked, so that nobody else takes this number; before a first submission there are none to count.
    number = report.submissions.count() + 1 if report.submitted_at else 1
    report.submitted_at, report.submitted_by = clock.now(), by
    report.first_submitted_on = report.first_submitted_on or clock.today()
    submission = Submission.objects.create(
        report=report, number=number, submitted_at=report.submitted_at, submitted_by=by, figures=kept_figures(sheet)
    )
    freezing.freeze(
        submission,
        [
            freezing.Answer(indicator, counted.register, counted.figure, FigureCount(*counted.now.numbers))
            for indicator in sheet.indicators
            if (counted := sheet.counts.get(indicator.pk)) and counted.now is not None
        ],
        sheet.counting_units,
    )
    _move(report, State.SUBMITTED, by=by, reason=reason_of(report) or "")


@tried_again
@one_change()
def withdraw(report: MonthlyReport, *, by) -> MonthlyReport:
    """Take a submitted report back to work on it. Raises ReportNotOpen once it has been reviewed.

    What nobody has reviewed did not stand: whether the report is on time is then for the next submission to say.
    """
    current = _locked(report, State.SUBMITTED, version=None)
    if current.decided_at is None:
        current.first_submitted_on = None
    return _move(current, State.DRAFT, by=by, reason=reason_of(current) or "")


def _move(report: MonthlyReport, state: str, *, by, reason: str = "") -> MonthlyReport:
    """Change the report's state, raise its version, and keep the step in its history."""
    report.state = state
    report.version += 1
    report.reason = reason
    keep(report, by, report, reason or None)
    return report


# ---- Deciding ---------------------------------------------------------------------------------------------


@tried_again
@one_change()
def send_back(
    report: MonthlyReport, *, by, reason: str, notes: Mapping[int, str] | None = None, version: int | None = None
) -> MonthlyReport:
    """Return a submitted report to its unit, with the reason, and with notes on single figures by indicator.

    Raises ReasonMissing for an empty reason, ReportNotOpen unless the report is submitted, StaleVersion where it has
    changed since.
    """
    if not reason.strip():
        raise ReasonMissing
    current = _locked(report, State.SUBMITTED, version=version)
    _note_figures(current, notes or {}, by)
    current.decided_at, current.decided_by = clock.now(), by
    return _move(current, State.RETURNED, by=by, reason=reason.strip())


def _note_figures(report: MonthlyReport, notes: Mapping[int, str], by) -> None:
    """Replace the reviewer's notes by these; a blank cell that is noted gets a row for its note."""
    stored = dict(report.figures.order_by().values_list("indicator", "review_note"))
    wanted = dict.fromkeys(stored, "") | {key: text.strip() for key, text in notes.items()}
    noted = [
        Figure(report=report, indicator_id=key, review_note=text)
        for key, text in wanted.items()
        if text != stored.get(key, "")
    ]
    known = {(report.pk, key) for key in stored}
    changes.write_figures(noted, known, ["review_note"], reasons={report.pk: reason_of(report)}, by=by)


@tried_again
@one_change()
def approve(report: MonthlyReport, *, by, version: int | None = None) -> MonthlyReport:
    """Approve the report, so that its figures count.

    Raises ReportNotOpen unless it is submitted, StaleVersion where it has changed since.
    """
    current = _locked(report, State.SUBMITTED, version=version)
    approve_locked([current], by=by)
    return current


@tried_again
@one_change()
def approve_all(reports: Iterable[MonthlyReport], *, by) -> int:
    """Approve those of the reports that are still submitted, at once. Returns how many that were."""
    keys = [report.pk for report in reports]
    rows = MonthlyReport.objects.select_for_update(of=("self",))
    waiting = list(rows.filter(pk__in=keys, state=State.SUBMITTED).order_by("pk"))
    approve_locked(waiting, by=by)
    return len(waiting)


def approve_locked(reports: Sequence[MonthlyReport], *, by) -> None:
    """Approve submitted reports that the caller has locked, however many in the same number of statements."""
    if not reports:
        return
    after_closing.keep_changes(reports, by=by)
    decided = {
        "state": State.APPROVED,
        "is_correction": False,
        "reason": "",
        "decided_at": clock.now(),
        "decided_by": by,
    }
    for some in chunks(reports):
        keys = [report.pk for report in some]
        Figure.objects.filter(report__in=keys).update(**NOTHING_STANDING, review_note="")
        MilestoneProgress.objects.filter(report__in=keys).update(standing_state="")
        MonthlyReport.objects.filter(pk__in=keys).update(version=F("version") + 1, **decided)
        copy_to_history(MonthlyReport, keys, kind=CHANGED, by=by)
    for report in reports:
        report.version += 1
        for name, value in decided.items():
            setattr(report, name, value)


@tried_again
@one_change()
def reopen(report: MonthlyReport, *, by, reason: str, version: int | None = None) -> MonthlyReport:
    """Open an approved report for a correction (更正); the approved figures stand until the correction is approved.

    Raises ReasonMissing for an empty reason, ReportNotOpen unless the report is approved, StaleVersion where it has
    changed since.
    """
    if not reason.strip():
        raise ReasonMissing
    current = _locked(report, State.APPROVED, version=version)
    Figure.objects.filter(report=current).update(**{name: F(own) for name, own in STANDING.items()})
    MilestoneProgress.objects.filter(report=current).update(standing_state=F("state"))
    current.is_correction = True
    current.decided_at, current.decided_by = clock.now(), by
    return _move(current, State.DRAFT, by=by, reason=reason.strip())
