"""The first page after the sign-in."""

from django.shortcuts import redirect, render

from targets import access, clock
from targets.access import Action
from targets.frame.context import current_plan
from targets.frame.years import NoPlanYet


def home(request):
    """Send users to the page of their role: My month, the review queue, the registers or the dashboard.

    Raises NoPlanYet in a portal without any plan.
    """
    rights = access.of(request.user)
    if rights.may(Action.ENTER_FIGURES):
        return redirect("targets:my_month")
    if rights.may(Action.REVIEW):
        return redirect("targets:review")
    sees_progress = rights.may(Action.VIEW_PROGRESS)
    if not sees_progress and rights.may(Action.KEEP_REGISTERS):
        return redirect("targets:registers")
    if not sees_progress:
        return render(request, "site/no_role.html")
    plan = current_plan(request)
    if plan is None:
        raise NoPlanYet(clock.month_to_report().year)
    return redirect("targets:dashboard", plan.year)
