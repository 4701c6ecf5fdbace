"""Closing a month (月度定案): the numbers and verdicts are stored as they are judged, and stay.

Months are closed in their order. A closed month can be closed again, with a reason, to take in corrections and late
reports; the earlier closing stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from targets import clock
from targets.busy import tried_again
from targets.closing.checklist import missing_reports
from targets.models import (
    Basis,
    ChangeAfterClosing,
    Indicator,
    JudgedIndicator,
    MissingReport,
    MonthClosing,
    MonthlyReport,
    PortalState,
    ReportingUnit,
    Target,
    WorkPlan,
)
from targets.models.versions import one_change
from targets.periods import Month
from targets.progress.judgements import areas_of, judged
from targets.progress.standings import SharedReading, plan_indicators, rules, stand


class ClosingError(Exception):
    """The month cannot be closed; the subclasses say why."""


class MonthNotOver(ClosingError):
    """The month has not ended, or is not one of the plan's year."""


class EarlierMonthOpen(ClosingError):
    """Months are closed in their order; `month` is the one to be closed first."""

    def __init__(self, month: Month):
        super().__init__(month)
        self.month = month


class SecondClosingWithoutReason(ClosingError):
    """Closing a month again needs a reason."""


class AlreadyClosed(ClosingError):
    """Somebody else has closed the month since the page was shown."""


@tried_again
@one_change()
def close(plan: WorkPlan, month: Month, *, by, reason: str = "", after: int = 0) -> MonthClosing:
    """Close the month, on approved reports, and store how every area is judged.

    `after` is the number of the month's last closing that the user has seen, 0 for none. Raises MonthNotOver,
    EarlierMonthOpen, SecondClosingWithoutReason, and AlreadyClosed where there is a later closing.
    """
    _keep_others_waiting(plan, month)
    number = _next_number(plan, month, reason, after)
    last = ChangeAfterClosing.objects.order_by("-pk").values_list("pk", flat=True).first()
    closing = MonthClosing.objects.create(
        plan=plan,
        month=month.first_day,
        number=number,
        closed_at=clock.now(),
        closed_by=by,
        reason=reason.strip(),
        rules=rules(),
        last_change=last or 0,
        is_demo=PortalState.current().demonstration,
    )
    MissingReport.objects.bulk_create(
        MissingReport(closing=closing, unit=one.unit, chapter=one.chapter, state=one.state)
        for one in missing_reports(plan, month)
    )
    JudgedIndicator.objects.bulk_create(_rows(closing))
    return closing


def _keep_others_waiting(plan: WorkPlan, month: Month) -> None:
    """Until the transaction ends nobody else closes a month, or writes what the closing judges.

    Whoever decides on a report waits for it, whoever changes a unit or a target for its row, whoever submits a report
    or adds a unit for the unit (above it), and whoever gives out a target for the indicator. Then they find the month
    closed. Writers of other rows do not wait for one another. The order of the locks is that of all writers
    (`targets.reports.verbs`).
    """
    WorkPlan.objects.filter(pk=plan.pk).lock()
    reports = MonthlyReport.objects.filter(chapter__plan=plan, month__lte=month.first_day)
    reports.lock_with(ReportingUnit.objects.all())
    Indicator.objects.filter(plan=plan).lock()
    Target.objects.filter(indicator__plan=plan).lock()


def _next_number(plan: WorkPlan, month: Month, reason: str, after: int) -> int:
    """The number that the closing gets; raises a ClosingError where the month cannot be closed."""
    if month not in plan.months or month.last_day >= clock.today():
        raise MonthNotOver
    earlier = [one for one in plan.months if one < month]
    closed = {Month.of(day) for day in plan.closings.values_list("month", flat=True)}
    if still_open := [one for one in earlier if one not in closed]:
        raise EarlierMonthOpen(still_open[0])
    former = MonthClosing.objects.latest(plan, month)
    if former is None:
        return 1
    if former.number != after:
        raise AlreadyClosed
    if not reason.strip():
        raise SecondClosingWithoutReason
    return former.number + 1


def _rows(closing: MonthClosing) -> Iterator[JudgedIndicator]:
    """How every area stands, judged by the function that boards use."""
    plan, month = closing.plan, closing.period
    indicators, units = plan_indicators(plan), ReportingUnit.objects.during(month)
    shared = SharedReading(plan, indicators, {unit.pk for unit in units})
    for area in areas_of(units):
        yield from judged(closing, stand(plan, area, month, Basis.APPROVED, indicators, units, shared))
