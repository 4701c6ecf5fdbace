"""Closing a month: the page with its checklist, and the button."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from targets import access, clock
from targets.access import Action
from targets.busy import Busy
from targets.closing import page, verbs
from targets.frame import downloads, phrases
from targets.frame.years import named_month, plan_of
from targets.models import WorkPlan
from targets.periods import Month

CONFLICT = 409


@require_http_methods(["GET", "POST"])
def close_month(request, year):
    """What is missing in a month, and closing it; only for those who may close months for the whole bureau."""
    rights = access.of(request.user)
    rights.require(Action.VIEW_PROGRESS)
    if not rights.everywhere(Action.CLOSE_MONTHS):
        raise PermissionDenied
    plan = plan_of(request, year)
    month = _month(plan, request.POST.get("month") or request.GET.get("month"))
    if request.method == "POST":
        return _close(request, plan, month)
    shown = page.lay_out(plan, month)
    if kind := downloads.asked(request):
        return downloads.send(request, kind, shown.download)
    return render(request, "closing/close_month.html", {"page": shown, "plan": plan})


def _month(plan: WorkPlan, text: str | None) -> Month:
    """The month asked for, or the first open one that has ended; Http404 for one that lies outside the plan."""
    if not text:
        first_open = max(plan.closings.first_open_month(plan.pk), plan.months[0])
        return plan.nearest_month(min(first_open, clock.month_to_report()))
    return named_month(plan, text)


def _close(request: HttpRequest, plan: WorkPlan, month: Month):
    reason, after = request.POST.get("reason", ""), request.POST.get("after", "")
    told = int(after) if after.isdecimal() and len(after) < 5 else 0
    try:
        closing = verbs.close(plan, month, by=request.user, reason=reason, after=told)
    except (verbs.ClosingError, Busy) as refused:
        shown = page.lay_out(plan, month)
        context = {"page": shown, "plan": plan, "refusal": _why_not(refused, month), "reason": reason}
        return render(request, "closing/close_month.html", context, status=CONFLICT)
    words = _("%(month)s is closed. Its numbers and verdicts are stored as they stand (closing no. %(number)s).")
    messages.success(request, words % {"month": phrases.month_text(month), "number": closing.number})
    return redirect(f"{reverse('targets:close_month', args=[plan.year])}?month={month}")


def _why_not(refused: Exception, month: Month) -> str:
    """Why the month was not closed, and what can be done."""
    if isinstance(refused, verbs.EarlierMonthOpen):
        first = {"month": phrases.month_text(refused.month)}
        return _("Months are closed in their order: close %(month)s first.") % first
    if isinstance(refused, verbs.MonthNotOver):
        return _("%(month)s has not ended yet; it can be closed from the day after its last day.") % {
            "month": phrases.month_text(month)
        }
    if isinstance(refused, verbs.SecondClosingWithoutReason):
        return _("The month is closed already. To close it again, say why.")
    if isinstance(refused, verbs.AlreadyClosed):
        return _("Somebody else has closed the month meanwhile. Look at what is stored now before you close it again.")
    return _("The database is busy at the moment. Nothing was stored; please try again.")
