"""The page of a report: finding the report that an address names, and what its page shows."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import access, clock
from targets.access import Action
from targets.frame.phrases import day_text, moment_text, month_text
from targets.frame.years import without_plan
from targets.models import (
    Chapter,
    Figure,
    MilestoneProgress,
    MonthlyReport,
    ReportingUnit,
    State,
    TaskNote,
    UnitVersion,
)
from targets.periods import Month
from targets.reports import sheets
from targets.reports.form import ReportForm
from targets.reports.grid import report_form_context
from targets.reports.links import report_address
from targets.reports.review import ReviewPanel, panel

HISTORIES = {"figures": Figure, "milestones": MilestoneProgress, "notes": TaskNote}


def with_last_saved(reports: QuerySet) -> QuerySet:
    """Reports with the time of the last change of their figures, milestones, notes and statement."""
    latest = {
        f"saved_{name}": Subquery(
            model.history.filter(report_id=OuterRef("pk")).order_by("-history_date").values("history_date")[:1]
        )
        for name, model in HISTORIES.items()
    }
    stated = MonthlyReport.history.filter(id=OuterRef("pk"), nothing_to_report=OuterRef("nothing_to_report"))
    first = stated.exclude(nothing_to_report="").order_by("history_date").values("history_date")[:1]
    return reports.annotate(**latest, saved_statement=Subquery(first))


def last_saved(report: MonthlyReport) -> datetime | None:
    times = [getattr(report, f"saved_{name}", None) for name in (*HISTORIES, "statement")]
    return max((time for time in times if time is not None), default=None)


def state_text(report: MonthlyReport) -> str:
    """The state in words; a report that is not saved yet is not begun."""
    return _("not begun") if report.pk is None else str(State(report.state).label)


def days_text(report: MonthlyReport) -> str:
    """How many days are left, or how many it is overdue; of a submitted report only whether it was late."""
    left = (report.due_on - clock.today()).days
    if not report.is_open:
        return _("submitted late") if report.is_late else ""
    if left < 0:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", -left) % {"days": -left}
    return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left} if left else _("due today")


def find_report(user, code: str, app: str, month: Month, action: Action = Action.VIEW_REPORTS) -> MonthlyReport:
    """The report that the address names; one that is not begun comes unsaved, since a page must not write.

    Raises Http404 outside the user's units and chapters, and where nobody can report: for an unknown unit or chapter,
    a unit that was not asked for reports of the month, and a month that lies outside the plan or has not begun. Raises
    PermissionDenied where the user's role lacks the right, and NoPlanYet for a month whose year awaits its plan.
    """
    reports = MonthlyReport.objects.all()
    if action is Action.VIEW_REPORTS:
        # Only pages show when somebody saved last; a save does not need it.
        reports = with_last_saved(reports)
    report = reports.select_related("unit", "chapter__plan", "submitted_by", "decided_by").filter(
        unit__code=code, chapter__app=app, month=month.first_day
    ).first() or _not_begun(user, code, app, month, action)
    rights = access.of(user)
    rights.require(action, report.unit, app)
    if not rights.reads(report.unit, app, report.state):
        raise PermissionDenied
    return report


def _not_begun(user, code: str, app: str, month: Month, action: Action) -> MonthlyReport:
    if month.first_day > clock.today():
        raise Http404
    unit = get_object_or_404(ReportingUnit, code=code)
    if not UnitVersion.objects.in_force(month).filter(unit=unit, active=True, submits_reports=True).exists():
        raise Http404
    chapters = Chapter.objects.published().select_related("plan")
    within = {"plan__starts__lte": month.first_day, "plan__ends__gte": month.first_day}
    chapter = chapters.filter(app=app, **within).first()
    if chapter is None:
        access.of(user).require(action, unit, app)
        raise without_plan(month, unit)
    return MonthlyReport(unit=unit, chapter=chapter, month=month.first_day)


def find_begun_report(user, code: str, app: str, month: Month, action: Action = Action.VIEW_REPORTS) -> MonthlyReport:
    """As `find_report`, but raises Http404 for a report that is not begun."""
    report = find_report(user, code, app, month, action)
    if report.pk is None:
        raise Http404
    return report


def read_again(report: MonthlyReport) -> MonthlyReport:
    """The report as it stands now."""
    reports = MonthlyReport.objects.select_related("unit", "chapter__plan", "submitted_by", "decided_by")
    return get_object_or_404(reports, unit=report.unit_id, chapter=report.chapter_id, month=report.month)


def report_context(
    user,
    report: MonthlyReport,
    *,
    review: ReviewPanel | None = None,
    form: ReportForm | None = None,
    clashes=(),
    sent=None,
) -> dict:
    """All that the report's page shows. `sent` is a POST that stored nothing: its version and base stay in the form."""
    form = form or ReportForm(report, review.sheet if review else sheets.load(report))
    rights = access.of(user)
    may_enter = rights.may(Action.ENTER_FIGURES, report.unit, report.chapter.app)
    if review is None and report.pk is not None:
        review = panel(report, user, form.sheet)
    changes = review.changes_by_indicator if review and review.shown else {}
    editable = may_enter and report.is_open
    registers = rights.may(Action.VIEW_REGISTERS, report.unit, report.chapter.app)
    shown = report_form_context(
        report, form, editable=editable, clashes=clashes, changes=changes, reads_registers=registers
    )
    return (
        shown
        | _around(report)
        | {
            "review": review,
            "may_withdraw": may_enter and report.state == State.SUBMITTED,
            "may_enter": may_enter,
            "draft_key": f"{user.pk}:{report.unit.code}:{report.chapter.app}:{report.period}",
        }
        | {name: sent[name] for name in ("version", "base") if sent and name in sent}
    )


def _around(report: MonthlyReport) -> dict:
    """What stands around the form: title, state, deadline and addresses."""
    # A report that a save gives back was read without these times.
    known = report.pk is None or hasattr(report, "saved_figures")
    timed = report if known else with_last_saved(MonthlyReport.objects.all()).get(pk=report.pk)
    return {
        "title": f"{report.unit.name_in_reports} · {report.chapter.short_title} · {month_text(report.period)}",
        "state": report.state if report.pk else "missing",
        "state_label": state_text(report),
        "due_text": day_text(report.due_on),
        "days_text": days_text(report),
        "saved_text": moment_text(last_saved(timed)),
        "crumbs": [
            {
                "label": _("My month"),
                "url": f"{reverse('targets:my_month')}?month={report.period}&unit={report.unit.code}",
            },
            {"label": f"{report.chapter.short_title} {month_text(report.period)}"},
        ],
        "save_url": report_address(report, "report_save"),
        "submit_url": report_address(report, "report_submit"),
        "withdraw_url": report_address(report, "report_withdraw"),
    }
