"""The download of the workbook that a unit fills in, for whoever may import its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from targets import access, clock
from targets.access import Access, Action
from targets.frame.years import without_plan
from targets.models import ReportingUnit, WorkPlan
from targets.periods import Month, NotAMonth
from targets.workbooks import workbook

YEAR = "year"


@dataclass(frozen=True, slots=True)
class WorkbookOut:
    """The workbook and the name under which it is downloaded."""

    name: str
    content: bytes


def make(user, asked: Mapping[str, str]) -> WorkbookOut:
    """The workbook of `unit` for `month`, or with `span=year` for its year; by default the user's, for the month due.

    Raises Http404 for a unit outside the user's reach, for a month that has not begun or has no plan, and where the
    unit is asked for no number; NoPlanYet for a month whose year awaits its plan; PermissionDenied without the right to
    import.
    """
    rights = access.of(user)
    unit = _unit(rights, asked.get("unit", ""))
    month = _month(asked.get("month", ""))
    plan = WorkPlan.objects.published().filter(year=month.year).first()
    if plan is None:
        raise without_plan(month, unit)
    chapters = [c for c in plan.chapters.order_by("number") if rights.may(Action.IMPORT_FIGURES, unit, c.app)]
    months = plan.months if asked.get("span") == YEAR else [month]
    try:
        content = workbook.write(
            unit, months, plan, chapters=chapters, reads=lambda app, state: rights.reads(unit, app, state)
        )
    except workbook.NothingAsked:
        raise Http404 from None
    return WorkbookOut(workbook.file_name(unit, months), content)


def _unit(rights: Access, code: str) -> ReportingUnit:
    units = ReportingUnit.objects.filter(active=True, submits_reports=True)
    if code:
        unit = get_object_or_404(units, code=code)
    else:
        unit = units.filter(pk__in=rights.units(Action.IMPORT_FIGURES)).first() or rights.home_unit
        if unit is None:
            raise Http404
    rights.require(Action.IMPORT_FIGURES, unit)
    return unit


def _month(text: str) -> Month:
    """The month asked for, or the one that is due. Raises Http404 for one that has not begun."""
    try:
        month = Month.parse(text) if text else clock.month_to_report()
    except NotAMonth:
        raise Http404 from None
    if month.first_day > clock.today():
        raise Http404
    return month
