"""The first page after sign-in: where the user's work is."""

from django.shortcuts import redirect, render

from targets import access
from targets.access import Action
from targets.frame.context import current_plan

FIRST_WORK = ((Action.ENTER_FIGURES, "targets:my_month"), (Action.REVIEW, "targets:review"))


def home(request):
    """Send each role to its work: a reporter to the month, a reviewer to the queue, a clerk to the registers,
    others to the dashboard."""
    rights = access.of(request.user)
    for action, page in FIRST_WORK:
        if rights.having(action):
            return redirect(page)
    plan = current_plan()
    if not rights.having(Action.VIEW_PROGRESS) and rights.having(Action.KEEP_REGISTERS):
        return redirect("targets:registers")
    if plan and rights.having(Action.VIEW_PROGRESS):
        return redirect("targets:dashboard", plan.year)
    return render(request, "targets/no_role.html", {"plan": plan})
