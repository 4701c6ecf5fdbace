"""The document of a plan, for those who read the plan."""

from __future__ import annotations

from pathlib import PurePath

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from targets import access, clock
from targets.access import Action
from targets.frame.years import plan_of
from targets.models import WorkPlan
from targets.periods import Month, NotAMonth
from targets.planning import document_page


@require_GET
def show_text(request, year):
    """The text of the document that holds in a month, with the commitments that stand in it."""
    plan = _plan(request, year)
    month = _month(plan, request.GET.get("month"))
    shown = document_page.lay_out(plan, month)
    if not shown.paragraphs:
        raise Http404
    crumbs = [
        {"label": _("Dashboard"), "url": reverse("targets:dashboard", args=[year])},
        {"label": _("Text of the document")},
    ]
    return render(request, "planning/document.html", {"plan": plan, "page": shown, "crumbs": crumbs})


@require_GET
def download_document(request, year):
    """The file as it was attached, as a download that browsers do not open in the page."""
    plan = _plan(request, year)
    if not plan.document or not plan.document.storage.exists(plan.document.name):
        raise Http404
    answer = FileResponse(plan.document.open(), as_attachment=True, filename=PurePath(plan.document.name).name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _plan(request, year: int) -> WorkPlan:
    """The plan of the year, for its makers also while it is being made."""
    rights = access.of(request.user)
    rights.require(Action.VIEW_PROGRESS)
    being_made = WorkPlan.objects.filter(year=year, published_at=None).first()
    return being_made if being_made and access.sees_plans_being_made(rights) else plan_of(request, year)


def _month(plan: WorkPlan, text: str | None) -> Month:
    """The month asked for, or the present one; Http404 for one that lies outside the plan."""
    if not text:
        return plan.nearest_month(Month.of(clock.today()))
    try:
        month = Month.parse(text)
    except NotAMonth as not_a_month:
        raise Http404 from not_a_month
    if month not in plan.months:
        raise Http404
    return month
