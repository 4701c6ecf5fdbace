"""Targets of units (任务分解): the list of a plan's indicators, and the grid in which one is given out.

Beside them, last year's figures of a unit and month (上年数), typed in from a printed report.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from targets import access, clock
from targets.access import Action
from targets.allocation import giving_out, grid_page, list_page, past_figures, past_page
from targets.allocation.forms import TargetsForm, input_name
from targets.allocation.giving_out import NoTotal, SharesChanged, SplitBy
from targets.allocation.grid_page import ShareGrid, ShareOutcome
from targets.allocation.past_figures import PastFigureList, PastFiguresChanged
from targets.allocation.past_form import PastFiguresForm
from targets.allocation.past_page import PastFiguresPage
from targets.formatting import plain_text
from targets.frame import downloads, years
from targets.frame.context import plans_of
from targets.models import Indicator, ReportingUnit, WorkPlan
from targets.periods import Month
from targets.planning.commitments import place_of
from targets.progress.areas import Area
from targets.progress.last_year import MONTHS_BACK
from targets.splitting import NothingToSplitBy

OK, CONFLICT, UNPROCESSABLE = 200, 409, 422


@require_GET
def targets(request, year):
    """Every indicator of the user's chapters: what the plan wants, what is given out, what is left."""
    rights = access.of(request.user)
    giver = _giver(rights, request.GET.get("unit"))
    plan = years.plan_of(request, year)
    # What has ended is given out no more; what begins later can be given out before.
    lasting = Indicator.objects.filter(plan=plan).not_ended(plan.nearest_month(Month.of(clock.today())))
    planned = lasting.select_related("plan", "task__chapter")
    indicators = [one for one in planned if rights.may(Action.SET_TARGETS, giver, one.task.chapter.app)]
    blocks = list_page.chapters(indicators, giving_out.distributions(indicators, giver))
    if kind := downloads.asked(request):
        return downloads.send(request, kind, list_page.download(plan, giver, blocks))
    context = {
        "plan": plan,
        "giver": giver,
        "blocks": blocks,
        "query": _query(request),
        "years": years.switch(plans_of(request), year, "targets", query=_unit_asked(request)),
    }
    return render(request, "allocation/targets.html", context)


@require_http_methods(["GET", "POST"])
def target_split(request, year, code):
    """One indicator's grid; its buttons save the shares, or propose some without saving."""
    rights = access.of(request.user)
    giver = _giver(rights, request.GET.get("unit"))
    plans_of(request, facts=True)
    plan = years.plan_of(request, year)
    lasting = Indicator.objects.filter(plan=plan).not_ended(plan.nearest_month(Month.of(clock.today())))
    indicator = get_object_or_404(lasting.select_related("plan", "task__chapter"), code=code)
    rights.require(Action.SET_TARGETS, giver, indicator.task.chapter.app)
    distribution = next(iter(giving_out.distributions([indicator], giver)), None)
    if distribution is None or not distribution.lines:
        raise Http404
    if request.method == "POST":
        form = TargetsForm(distribution, request.POST)
        return _propose(request, form) if "propose" in request.POST else _save(request, form)
    grid = ShareGrid(TargetsForm(distribution))
    if kind := downloads.asked(request):
        return downloads.send(request, kind, grid_page.download(grid))
    return _grid_page(request, grid)


def _giver(rights: access.Access, code: str | None) -> ReportingUnit:
    """The unit that gives out: the one asked for, or the widest at which the user may.

    Raises PermissionDenied for a user who gives out nothing at all, Http404 for a unit that is not the user's.
    """
    rights.require(Action.SET_TARGETS)
    if code is None:
        return min((grant.unit for grant in rights.grants_for(Action.SET_TARGETS)), key=lambda unit: len(unit.path))
    unit = get_object_or_404(ReportingUnit, code=code)
    rights.require(Action.SET_TARGETS, unit)
    return unit


def _query(request: HttpRequest) -> str:
    """The unit asked for, to be carried along."""
    asked = _unit_asked(request)
    return f"?{urlencode(asked)}" if asked else ""


def _unit_asked(request: HttpRequest) -> dict[str, str]:
    unit = request.GET.get("unit")
    return {"unit": unit} if unit else {}


def _save(request: HttpRequest, form: TargetsForm):
    """Store all or nothing: not over somebody else's change, not with a faulty entry."""
    clashes, taken_over = form.changed_elsewhere()
    if clashes or taken_over:
        return _conflict(request, form, clashes, taken_over)
    if not form.is_valid():
        return _grid_page(request, ShareGrid(form), UNPROCESSABLE)
    distribution = form.distribution
    try:
        changed = giving_out.store(distribution, form.shares(), by=request.user, decision=form.decision(request.user))
    except SharesChanged:
        form = TargetsForm(giving_out.distributions([distribution.indicator], distribution.giver)[0], form.data)
        return _conflict(request, form, *form.changed_elsewhere())
    words = ngettext("Saved: %(count)s target changed.", "Saved: %(count)s targets changed.", changed)
    messages.success(request, words % {"count": changed} if changed else _("Nothing has changed."))
    indicator = distribution.indicator
    return redirect(reverse("targets:target_split", args=[indicator.plan.year, indicator.code]) + _query(request))


def _conflict(request: HttpRequest, form: TargetsForm, clashes: list[str], taken_over: list[str]):
    """Show both values; inputs that the user had not touched take what is stored. The next save decides."""
    merged = form.with_texts({name: form.stored[name] for name in taken_over}, base=form.stored_base)
    return _grid_page(request, ShareGrid(merged, ShareOutcome(frozenset(clashes), frozenset(taken_over))), CONFLICT)


def _propose(request: HttpRequest, form: TargetsForm):
    """Fill the targets with a proposal; nothing is stored, and all else that was typed stays."""
    distribution, offered = form.distribution, giving_out.ways_to_split(form.distribution)
    way = next((way for way in offered if way == form.data.get("by")), offered[0])
    try:
        proposed = giving_out.propose(
            distribution, way, weights=form.numbers("weight"), baselines=form.numbers("baseline")
        )
    except (NoTotal, NothingToSplitBy) as error:
        return _grid_page(request, ShareGrid(form, ShareOutcome(no_proposal=_why_not(error, way))), UNPROCESSABLE)
    texts = {input_name("value", line): plain_text(proposed[line.unit.pk]) or "" for line in distribution.lines}
    return _grid_page(request, ShareGrid(form.with_texts(texts), ShareOutcome(proposed=frozenset(texts))))


def _why_not(error: Exception, way: SplitBy) -> str:
    if isinstance(error, NoTotal):
        return _("The plan sets no target that could be split.")
    return {
        SplitBy.TO_DATE: _("No unit has approved figures to date to split by."),
        SplitBy.LAST_YEAR: _("Nothing is known of last year. Type where the units stood, or choose another way."),
        SplitBy.WEIGHTS: _("Type a weight for at least one unit."),
    }.get(way, _("There is no unit to split among."))


def _grid_page(request: HttpRequest, grid: ShareGrid, status: int = OK):
    distribution = grid.distribution
    indicator = distribution.indicator
    plan = years.plan_of(request, indicator.plan.year)
    month = plan.nearest_month(Month.of(clock.today()))
    listed = reverse("targets:targets", args=[plan.year]) + _query(request)
    chapter = indicator.task.chapter
    crumbs = [
        {"label": _("Targets of units"), "url": listed},
        {"label": chapter.short_title, "url": f"{listed}#{chapter.app}"},
        {"label": indicator.name},
    ]
    context = {
        "grid": grid,
        "indicator": indicator,
        "giver": distribution.giver,
        "sentence": place_of(indicator.code, indicator.quote, plan, month),
        "steps": grid_page.steps(distribution),
        "crumbs": crumbs,
        # In another year the code may mean something else, so that the switch leads to the list.
        "years": years.switch(plans_of(request), plan.year, "targets", query=_unit_asked(request)),
    }
    return render(request, "allocation/target_split.html", context, status=status)


# ---- Last year's figures ----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def show_past_figures(request, year):
    """An area's figures of a month of last year, as its printed report has them; a button goes on to the next unit."""
    rights = access.of(request.user)
    rights.require(Action.SET_TARGETS)
    plan = years.plan_of(request, year)
    month = _past_month(plan, request.GET.get("month"))
    areas = past_figures.areas(rights, month)
    area = past_figures.pick_area(areas, request.GET.get("place"))
    if area is None:
        raise Http404
    listed = past_figures.read(plan, area, month, rights)
    if request.method == "POST":
        return _save_past_figures(request, listed, areas)
    return _past_figures_page(request, PastFiguresPage(PastFiguresForm(listed), areas))


def _past_month(plan: WorkPlan, text: str | None) -> Month:
    """The month asked for, or that of a year before the month to be reported now. Raises Http404 outside last year."""
    months = past_figures.months_of(plan)
    if text is None:
        return plan.nearest_month(clock.month_to_report()).plus(-MONTHS_BACK)
    found = next((month for month in months if str(month) == text), None)
    if found is None:
        raise Http404
    return found


def _save_past_figures(request: HttpRequest, listed: PastFigureList, areas: list[Area]):
    """Store all or nothing: not over somebody else's change, not with a faulty entry; what was typed stays."""
    form = PastFiguresForm(listed, request.POST)
    if any(form.changed_elsewhere()):
        return _past_figures_conflict(request, form, areas)
    if not form.is_valid():
        return _past_figures_page(request, PastFiguresPage(form, areas), UNPROCESSABLE)
    rights = access.of(request.user)
    try:
        changed = past_figures.store(listed, form.typed(), rights=rights, by=request.user)
    except PastFiguresChanged:
        now = past_figures.read(listed.plan, listed.area, listed.month, rights)
        return _past_figures_conflict(request, PastFiguresForm(now, request.POST), areas)
    page = PastFiguresPage(form, areas)
    words = ngettext(
        "%(area)s, %(month)s: %(count)s figure of last year changed.",
        "%(area)s, %(month)s: %(count)s figures of last year changed.",
        changed,
    )
    told = {"area": page.area_name, "month": page.month_text, "count": changed}
    messages.success(request, words % told if changed else _("Nothing has changed."))
    goes_on = "next" in request.POST and page.next_area
    return redirect(past_page.address(listed.plan.year, page.next_area if goes_on else listed.area, listed.month))


def _past_figures_conflict(request: HttpRequest, form: PastFiguresForm, areas: list[Area]):
    """Show both values; inputs that the user had not touched take what is stored. The next save decides."""
    clashes, taken_over = form.changed_elsewhere()
    merged = form.with_texts({name: form.stored[name] for name in taken_over})
    return _past_figures_page(request, PastFiguresPage(merged, areas, clashes, taken_over), CONFLICT)


def _past_figures_page(request: HttpRequest, page: PastFiguresPage, status: int = OK):
    plan = page.listed.plan
    context = {
        "page": page,
        "plan": plan,
        "crumbs": [
            {"label": _("Targets of units"), "url": reverse("targets:targets", args=[plan.year])},
            {"label": _("Figures of last year")},
        ],
        "years": years.switch(plans_of(request), plan.year, "past_figures", query={}),
    }
    return render(request, "allocation/past_figures.html", context, status=status)
