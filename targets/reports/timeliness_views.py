"""Who has reported: the page."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from targets import access, clock
from targets.access import Action
from targets.frame import downloads
from targets.models import WorkPlan
from targets.periods import Month, NotAMonth
from targets.reports import timeliness as reporting_year
from targets.reports import timeliness_page


@require_GET
def timeliness(request, year):
    """Units and chapters of a month, and units over the year's months, as far as the user sees them."""
    plan = get_object_or_404(WorkPlan, year=year)
    access.of(request.user).require(Action.VIEW_PROGRESS)
    loaded = reporting_year.load(plan, request.user)
    month = _month(plan, request.GET.get("month"))
    shown = timeliness_page.lay_out(loaded, month)
    if kind := downloads.asked(request):
        return downloads.send(request, kind, shown.download(plan, month))
    return render(request, "targets/timeliness.html", {"page": shown, "plan": plan})


def _month(plan: WorkPlan, text: str | None) -> Month:
    """The month asked for, or the one reported now, kept within the plan's year. Raises Http404 for another."""
    if not text:
        return min(max(clock.month_to_report(), plan.months[0]), plan.months[-1])
    try:
        month = Month.parse(text)
    except NotAMonth as error:
        raise Http404 from error
    if month not in plan.months:
        raise Http404
    return month
