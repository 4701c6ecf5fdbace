"""Reviewing a report (审核): what changed, what was explained, the report's steps so far, and the decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targets import access
from targets.access import Action
from targets.busy import tried_again
from targets.formatting import DASH, number_text
from targets.frame.phrases import moment_text, net_parts_text
from targets.models import Indicator, MonthlyReport, NamesOfTheTime, State
from targets.models.accounts import name_at, read_name
from targets.models.versions import one_change
from targets.progress.published import rate_text
from targets.reports import verbs
from targets.reports.file_values import cell_values, part_heads
from targets.reports.register_cells import Gap, GapTable, gaps
from targets.reports.review_forms import ReopenForm, SendBackForm
from targets.reports.sheets import Cell, Worksheet
from targets.reports.submissions import changed_since_last
from targets.tables import Column, Repeated, Table


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A figure that is not as it was submitted before."""

    indicator: Indicator
    cells: tuple[Cell, Cell]

    @property
    def before(self) -> str:
        return figure_text(self.indicator, self.cells[0])

    @property
    def after(self) -> str:
        return figure_text(self.indicator, self.cells[1])


class ChangesOfReport(Table):
    """The figures that are not as they were submitted before; a file has the parts of a figure in their own columns."""

    title = _lazy("Changed since the last submission")
    row_template = "reports/changed_row.html"
    css = ""

    code = Column(_lazy("Code"), heading=True, on_page=False)
    name = Column(_lazy("Indicator"), heading=True)
    unit_of_measure = Column(_lazy("Unit of measure"), on_page=False)
    before = Column(_lazy("before"), in_file=False, css="number")
    after = Column(_lazy("now"), in_file=False, css="number")
    figures = Repeated(on_page=False)

    @classmethod
    def of(cls, changes: Sequence[ChangedFigure]) -> ChangesOfReport:
        indicators = [change.indicator for change in changes]
        with_parts = any(indicator.has_parts for indicator in indicators)
        rows = (
            {
                "code": change.indicator.code,
                "name": change.indicator.name,
                "unit_of_measure": change.indicator.unit_of_measure,
                "before": change.before,
                "after": change.after,
                "figures": [
                    value
                    for cell in change.cells
                    for value in cell_values(change.indicator, cell, with_parts=with_parts)
                ],
            }
            for change in changes
        )
        heads = [head for word in (_("before"), _("now")) for head in part_heads(word, indicators)]
        return cls(rows, figures=heads)


@dataclass(frozen=True, slots=True)
class ExplainedFigure:
    """The reporter's explanation of an unusual figure."""

    code: str
    name: str
    figure: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportStep:
    """One step of a report; `mark` is the state to which it led."""

    mark: str
    words: str
    by: str
    moment: datetime
    reason: str = ""

    @property
    def at(self) -> str:
        return moment_text(self.moment) or DASH


@dataclass
class ReviewPanel:
    """What stands beside a report for whoever decides on it."""

    report: MonthlyReport
    user: object
    sheet: Worksheet
    send_back_form: SendBackForm
    reopen_form: ReopenForm

    @property
    def _asks(self) -> tuple:
        return (self.report.unit, self.report.chapter.app)

    @cached_property
    def may_review(self) -> bool:
        """Does the user review this unit's reports on the chapter, whatever state this one is in?"""
        return access.of(self.user).may(Action.REVIEW, *self._asks)

    @cached_property
    def may_reopen(self) -> bool:
        approved = self.report.state == State.APPROVED
        return approved and access.of(self.user).may(Action.REOPEN, *self._asks)

    @property
    def may_send_back(self) -> bool:
        return self.may_review and self.report.state == State.SUBMITTED

    @property
    def is_own(self) -> bool:
        """Does it wait for a decision, and did the user submit it? Then somebody else must approve it."""
        return self.may_send_back and is_own(self.report, self.user)

    @property
    def may_approve(self) -> bool:
        return self.may_send_back and not self.is_own

    @property
    def shown(self) -> bool:
        return self.may_review or self.may_reopen

    @property
    def version(self) -> str:
        """The report's version as text, since templates put separators into numbers."""
        return str(self.report.version)

    @cached_property
    def changes_by_indicator(self) -> dict[int, ChangedFigure]:
        """The figures of the sheet that changed since the last submission."""
        differences = {one.code: (one.before, one.after) for one in changed_since_last(self.sheet)}
        return {
            line.indicator.pk: ChangedFigure(line.indicator, differences[line.indicator.code])
            for line in self.sheet.lines
            if line.indicator.code in differences
        }

    @property
    def changes(self) -> list[ChangedFigure]:
        return list(self.changes_by_indicator.values())

    @property
    def changes_table(self) -> ChangesOfReport:
        return ChangesOfReport.of(self.changes)

    @property
    def also_saved(self) -> list[str]:
        """What else was saved since the submission to compare with: milestones and notes."""
        if not self.is_resubmission:
            return []
        since = self._submitted_at[self._compared_with]
        words = {
            "saved_milestones": _("Milestones were saved since then, last on %(moment)s."),
            "saved_notes": _("Progress notes were saved since then, last on %(moment)s."),
        }
        times = {text: getattr(self.report, name, None) for name, text in words.items()}
        return [text % {"moment": moment_text(at)} for text, at in times.items() if at and at > since]

    @property
    def explanations(self) -> list[ExplainedFigure]:
        return [
            ExplainedFigure(
                line.indicator.code,
                line.indicator.name,
                figure_text(line.indicator, line.cell),
                line.cell.explanation,
            )
            for line in self.sheet.lines
            if line.cell.explanation.strip()
        ]

    @cached_property
    def register_gaps(self) -> list[Gap]:
        """The figures that differ from their registers; none for a user who may not read registers."""
        may = access.of(self.user).may(Action.VIEW_REGISTERS, *self._asks)
        return gaps(self.report, self.sheet) if may else []

    @property
    def gap_table(self) -> GapTable:
        return GapTable(self.register_gaps, without=("unit", "register"))

    @cached_property
    def steps(self) -> list[ReportStep]:
        return life(self.report)

    @property
    def is_resubmission(self) -> bool:
        return len(self._submitted_at) >= -self._compared_with

    @property
    def _submitted_at(self) -> list[datetime]:
        return [step.moment for step in self.steps if step.mark == State.SUBMITTED]

    @property
    def _compared_with(self) -> int:
        """The submission to compare with, from the end: the last while the report is open, else the one before."""
        return -1 if self.report.is_open else -2


def panel(
    report: MonthlyReport,
    user,
    sheet: Worksheet,
    *,
    send_back_form: SendBackForm | None = None,
    reopen_form: ReopenForm | None = None,
) -> ReviewPanel:
    """The panel of a report's page. A form that was refused comes back with what was typed and why."""
    return ReviewPanel(report, user, sheet, send_back_form or SendBackForm(sheet), reopen_form or ReopenForm())


def figure_text(indicator: Indicator, cell: Cell) -> str:
    """Give "2,940", "300 − 20 = 280", "45 / 50 = 90.00%", "not applicable", or a dash for a blank."""
    if cell.not_applicable:
        return _("not applicable")
    if not indicator.is_ratio:
        made_of = net_parts_text(indicator, cell.numerator, cell.denominator)
        return f"{made_of} = {number_text(cell.value)}" if made_of else number_text(cell.value)
    if cell.is_blank:
        return DASH
    share = rate_text(cell.numerator, cell.denominator)
    return f"{number_text(cell.numerator)} / {number_text(cell.denominator)} = {share}"


# ---- The report's steps -----------------------------------------------------------------------------------


def life(report: MonthlyReport) -> list[ReportStep]:
    """The report's changes of state from its history, and who took it over while it was open; oldest first."""
    made_by = name_at("history_user", "history_date")
    rows = list(report.history.annotate(made_by=made_by).order_by("history_id"))
    steps = list(_changes_of_state(rows))
    # Handing over is noted in the history with its reason, and leaves the report in its state.
    if any(row.state == before.state and row.history_change_reason for before, row in pairwise(rows)):
        steps += _handovers(report)
    return sorted(steps, key=lambda step: step.moment)


def _changes_of_state(rows: Iterable) -> Iterator[ReportStep]:
    state, submissions = "", 0
    for row in rows:
        if row.state != state:
            submissions += row.state == State.SUBMITTED
            words, reason = _words(state, row, submissions)
            yield ReportStep(row.state, words, read_name(row.made_by), row.history_date, reason)
        state = row.state


def _handovers(report: MonthlyReport) -> Iterator[ReportStep]:
    names = NamesOfTheTime()
    for handover in report.handovers.select_related("predecessor", "successor"):
        persons = {
            "predecessor": names.of(handover.predecessor, handover.at),
            "successor": names.of(handover.successor, handover.at),
        }
        words = _("Handed over from %(predecessor)s to %(successor)s") % persons
        yield ReportStep(State.DRAFT, words, "", handover.at, handover.reason)


def _words(before: str, row, submissions: int) -> tuple[str, str]:
    """The step in words, and its reason if it needed one."""
    if row.state == State.SUBMITTED:
        return _("Submitted, no. %(number)s") % {"number": submissions}, ""
    if row.state == State.RETURNED:
        return _("Sent back"), row.reason
    if row.state == State.APPROVED:
        return _("Approved"), ""
    if before == State.APPROVED:
        return _("Reopened for a correction"), row.reason
    return (_("Withdrawn") if before else _("Opened")), ""


# ---- Decisions --------------------------------------------------------------------------------------------


def is_own(report: MonthlyReport, user) -> bool:
    """Did the user submit it? Nobody approves a report that he submitted himself."""
    return report.submitted_by_id is not None and report.submitted_by_id == user.pk


@dataclass(frozen=True, slots=True)
class Approvals:
    """The outcome of approving several: how many were approved, and which were left because of what."""

    approved: int
    changed: list[MonthlyReport]
    own: list[MonthlyReport]


@tried_again
@one_change()
def approve_selected(seen: Mapping[int, int], *, by) -> Approvals:
    """Approve those of the reports that are still submitted, in the version that the user saw.

    `seen` has the versions by primary key. Reports outside the user's units and chapters are ignored, as if they did
    not exist.
    """
    rights = access.of(by)
    locked = (
        MonthlyReport.objects.select_for_update(of=("self",))
        .filter(pk__in=seen)
        .select_related("unit", "chapter")
        .order_by("pk")
    )
    found = [report for report in locked if rights.may(Action.REVIEW, report.unit, report.chapter.app)]
    as_shown = [r for r in found if r.state == State.SUBMITTED and r.version == seen[r.pk]]
    own = [report for report in as_shown if is_own(report, by)]
    others = [report for report in as_shown if report not in own]
    verbs.approve_locked(others, by=by)
    return Approvals(len(others), [report for report in found if report not in as_shown], own)


def why_not_decided(report: MonthlyReport) -> str:
    """Why a decision was not taken: the state that the report is in by now."""
    return {
        State.DRAFT: _("Nothing was decided: the report is a draft again. The unit is working on it."),
        State.SUBMITTED: _("Nothing was decided: the report was changed and submitted anew. Please look at it again."),
        State.RETURNED: _("Nothing was decided: the report had been sent back already."),
        State.APPROVED: _("Nothing was decided: the report had been approved already."),
    }[State(report.state)]
