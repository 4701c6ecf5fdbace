"""What the buttons of the grid do: find it for a person, save the shares, or propose some."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from targets import access
from targets.access import Action
from targets.allocation import giving_out, proposals
from targets.allocation.forms import TargetsForm, name_of
from targets.allocation.giving_out import Changed, Distribution
from targets.allocation.page import ShareGrid, ShareOutcome
from targets.allocation.proposals import By, NothingToSplitBy, NoTotal
from targets.formatting import plain_text
from targets.models import Indicator, ReportingUnit, WorkPlan

OK, CONFLICT, UNPROCESSABLE = 200, 409, 422

# A page to show with its status; or None and how many targets were changed.
Answer = tuple[ShareGrid | None, int]


def query(request: HttpRequest) -> str:
    """The unit asked for, to be carried along."""
    unit = request.GET.get("unit")
    return f"?{urlencode({'unit': unit})}" if unit else ""


def giver_of(rights: access.Access, code: str | None) -> ReportingUnit:
    """The unit that gives out: the one asked for, or the widest at which the user may.

    Raises PermissionDenied for who gives out nothing at all, Http404 for a unit that is not the user's.
    """
    rights.require(Action.SET_TARGETS)
    if code is None:
        return min((grant.unit for grant in rights.having(Action.SET_TARGETS)), key=lambda unit: len(unit.path))
    unit = get_object_or_404(ReportingUnit, code=code)
    rights.require(Action.SET_TARGETS, unit)
    return unit


def to_give_out(rights: access.Access, plan: WorkPlan, code: str | None) -> tuple[ReportingUnit, list[Indicator]]:
    """The giving unit, and the indicators of the chapters on which the user may give out."""
    giver = giver_of(rights, code)
    found = Indicator.objects.filter(plan=plan).select_related("plan", "task__chapter")
    return giver, [i for i in found if rights.may(Action.SET_TARGETS, giver, i.task.chapter.app)]


def find(user: AbstractBaseUser, year: int, code: str, unit: str | None) -> Distribution:
    """One indicator's distribution. Raises Http404 where it is not the user's or is never given out."""
    rights = access.of(user)
    giver = giver_of(rights, unit)
    found = Indicator.objects.select_related("plan", "task__chapter")
    indicator = get_object_or_404(found, plan__year=year, code=code)
    rights.require(Action.SET_TARGETS, giver, indicator.task.chapter.app)
    distribution = next(iter(giving_out.distributions([indicator], giver)), None)
    if distribution is None or not distribution.lines:
        raise Http404
    return distribution


def save(form: TargetsForm, *, by) -> Answer:
    """Store all or nothing: not over somebody else's change, not with a faulty entry."""
    clashes, taken_over = form.changed_elsewhere()
    if clashes or taken_over:
        return _conflict(form, clashes, taken_over)
    if not form.is_valid():
        return ShareGrid(form.distribution, form), UNPROCESSABLE
    try:
        return None, giving_out.keep(form.distribution, form.shares(), by=by)
    except Changed:
        fresh = giving_out.distributions([form.distribution.indicator], form.distribution.giver)[0]
        return _conflict(TargetsForm(fresh, form.data), *TargetsForm(fresh, form.data).changed_elsewhere())


def _conflict(form: TargetsForm, clashes: list[str], taken_over: list[str]) -> Answer:
    """Show both; what the user had not touched follows what is stored. The next save decides."""
    texts = {name: form.stored[name] for name in taken_over}
    settled = form.with_texts(texts).on_what_is_stored()
    return ShareGrid(form.distribution, settled, ShareOutcome(frozenset(clashes), frozenset(taken_over))), CONFLICT


def propose(form: TargetsForm, *, by) -> Answer:
    """Fill the targets with a proposal; nothing is stored, and all else that was typed stays."""
    way = (
        By(form.data["by"])
        if form.data.get("by") in proposals.ways(form.distribution)
        else proposals.ways(form.distribution)[0]
    )
    try:
        values = proposals.propose(form.distribution, way, form.typed())
    except (NoTotal, NothingToSplitBy) as error:
        return ShareGrid(form.distribution, form, ShareOutcome(way_error=_why_not(error, way))), UNPROCESSABLE
    names = {name_of("value", line): plain_text(values[line.unit.pk]) or "" for line in form.distribution.lines}
    return ShareGrid(form.distribution, form.with_texts(names), ShareOutcome(proposed=frozenset(names))), OK


def _why_not(error: Exception, way: By) -> str:
    if isinstance(error, NoTotal):
        return _("The plan sets no target that could be split.")
    return {
        By.TO_DATE: _("No unit has approved figures to date to split by."),
        By.LAST_YEAR: _("Nothing is known of last year. Type where the units stood, or choose another way."),
        By.WEIGHTS: _("Type a weight for at least one unit."),
    }.get(way, _("There is no unit to split among."))
