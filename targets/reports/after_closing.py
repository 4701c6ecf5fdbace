"""Keeping what changes in the approved figures of a closed month: corrections (更正) and late reports (补报)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F

from targets import clock
from targets.models import ChangeAfterClosing, Figure, MilestoneProgress, MonthlyReport
from targets.reports.changes import reason_of

NUMBERS = ("value", "numerator", "denominator", "not_applicable")


def keep_changes(reports: Sequence[MonthlyReport], *, by) -> None:
    """Keep what approving these reports changes in closed months; the reports are locked and not approved yet.

    Before the approval, the figures of a correction count as they were approved before, and of other reports none.
    """
    closed = MonthlyReport.objects.filter(
        pk__in=[report.pk for report in reports], chapter__plan__closings__month=F("month")
    )
    keys = set(closed.values_list("pk", flat=True))
    if not keys:
        return
    by_key = {report.pk: report for report in reports if report.pk in keys}
    common = {"changed_at": clock.now(), "changed_by": by}
    ChangeAfterClosing.objects.bulk_create(
        ChangeAfterClosing(
            report=report,
            month=report.month,
            counted_before=report.is_correction,
            reason=reason_of(report) or "",
            **common,
            **changed,
        )
        for report, changed in [*_changed_figures(by_key), *_changed_milestones(by_key)]
    )


def _changed_figures(reports: dict[int, MonthlyReport]) -> Iterator[tuple[MonthlyReport, dict[str, Any]]]:
    for figure in Figure.objects.filter(report__in=reports).order_by("report", "indicator"):
        report = reports[figure.report_id]
        after = {name: getattr(figure, name) for name in NUMBERS}
        before = {name: getattr(figure, f"standing_{name}") for name in NUMBERS}
        if not report.is_correction:
            before = dict.fromkeys(NUMBERS) | {"not_applicable": False}
        if before != after:
            yield report, {"indicator_id": figure.indicator_id} | after | {f"before_{n}": v for n, v in before.items()}


def _changed_milestones(reports: dict[int, MonthlyReport]) -> Iterator[tuple[MonthlyReport, dict[str, Any]]]:
    for progress in MilestoneProgress.objects.filter(report__in=reports).order_by("report", "milestone"):
        report = reports[progress.report_id]
        before = progress.standing_state if report.is_correction else ""
        if before != progress.state:
            yield report, {"milestone_id": progress.milestone_id, "state": progress.state, "before_state": before}
