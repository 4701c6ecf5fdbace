"""Targets of units (任务分解): the list of a plan's indicators, and the grid in which one is given out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from targets import access
from targets.allocation import answers, giving_out, history, page
from targets.allocation.forms import TargetsForm
from targets.frame import downloads
from targets.models import WorkPlan


@require_GET
def targets(request, year):
    """Every indicator of the user's chapters: what the plan wants, what is given out, what is left."""
    plan = get_object_or_404(WorkPlan, year=year)
    giver, indicators = answers.to_give_out(access.of(request.user), plan, request.GET.get("unit"))
    blocks = page.chapters(indicators, giving_out.distributions(indicators, giver))
    if kind := downloads.asked(request):
        return downloads.send(request, kind, page.list_download(plan, giver, blocks))
    query = answers.query(request)
    return render(request, "targets/targets.html", {"plan": plan, "giver": giver, "blocks": blocks, "query": query})


@require_http_methods(["GET", "POST"])
def target_split(request, year, code):
    """One indicator's grid; its buttons save the shares, or propose some without saving."""
    distribution = answers.find(request.user, year, code, request.GET.get("unit"))
    if request.method == "GET":
        grid = page.ShareGrid(distribution, TargetsForm(distribution))
        if kind := downloads.asked(request):
            return downloads.send(request, kind, grid.download(history.steps(distribution)))
        return _show(request, grid)
    form = TargetsForm(distribution, request.POST)
    answer = answers.propose if "propose" in request.POST else answers.save
    grid, status = answer(form, by=request.user)
    if grid is not None:
        return _show(request, grid, status)
    _tell_saved(request, status)
    return redirect(reverse("targets:target_split", args=[year, code]) + answers.query(request))


def _show(request: HttpRequest, grid: page.ShareGrid, status: int = 200):
    distribution = grid.distribution
    listed = reverse("targets:targets", args=[distribution.indicator.plan.year]) + answers.query(request)
    chapter = distribution.indicator.task.chapter
    crumbs = [
        {"label": _("Targets of units"), "url": listed},
        {"label": chapter.short_title, "url": f"{listed}#{chapter.app}"},
        {"label": distribution.indicator.name},
    ]
    context = {
        "grid": grid,
        "indicator": distribution.indicator,
        "steps": history.steps(distribution),
        "crumbs": crumbs,
    }
    return render(request, "targets/target_split.html", context | {"giver": distribution.giver}, status=status)


def _tell_saved(request: HttpRequest, changed: int) -> None:
    words = ngettext("Saved: %(count)s target changed.", "Saved: %(count)s targets changed.", changed)
    messages.success(request, words % {"count": changed} if changed else _("Nothing has changed."))
