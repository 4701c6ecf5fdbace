"""The document of a plan, for those who read the plan."""

from __future__ import annotations

from pathlib import PurePath

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from targets import access
from targets.access import Action
from targets.frame.years import plan_of
from targets.models import WorkPlan
from targets.planning import document_page


@require_GET
def show_text(request, year):
    """The document's text with the commitments that stand in it."""
    plan = _plan(request, year)
    shown = document_page.paragraphs(plan)
    if not shown:
        raise Http404
    crumbs = [
        {"label": _("Dashboard"), "url": reverse("targets:dashboard", args=[year])},
        {"label": _("Text of the document")},
    ]
    return render(request, "planning/document.html", {"plan": plan, "paragraphs": shown, "crumbs": crumbs})


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
