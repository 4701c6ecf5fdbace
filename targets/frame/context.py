"""What every page shows around its content: navigation, account, date, the notice of a demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from targets import access, clock
from targets.access import Action
from targets.models import PortalState, Role, WorkPlan, name_of
from targets.models.plan_facts import with_facts


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link in the navigation; `current` is its aria-current: "page" on the page itself, "true" on a page below it."""

    label: str
    url: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """The signed-in user as the masthead shows them."""

    name: str
    role_label: str


def portal(request) -> dict:
    """The context processor for every template."""
    today = clock.today()
    common = {
        "today": today,
        "today_text": formats.date_format(today, "DATE_FORMAT"),
        "demonstration": portal_state(request).demonstration,
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return common
    rights = access.of(user)
    return common | {"nav": _nav(request, rights), "account": _account(user, rights)}


def portal_state(request) -> PortalState:
    """Whether demonstration data are loaded; read once per request, as a rule in one query with the user's roles."""
    if not hasattr(request, "_portal_state"):
        user = getattr(request, "user", None)
        known = access.of(user).portal_state if user is not None and access.of(user).grants else None
        request._portal_state = known or PortalState.current()
    return request._portal_state


def plans_of(request, *, facts: bool = False) -> list[WorkPlan]:
    """All plans in force, the newest first; read once per request, with their facts where these are asked for first."""
    if not hasattr(request, "_plans"):
        plans = WorkPlan.objects.published()
        request._plans = list(with_facts(plans) if facts else plans)
    return request._plans


def remember_plans(request, plans) -> None:
    """Let the navigation use the plans that the page has read already, if the current plan is among them."""
    if current := [plan for plan in plans if plan.year == clock.month_to_report().year]:
        request._plans = current


def current_plan(request=None) -> WorkPlan | None:
    """The plan of the year to be reported on now, or else the newest; None without any plan."""
    plans = plans_of(request) if request else list(WorkPlan.objects.published())
    year = _current_of([plan.year for plan in plans])
    return next((plan for plan in plans if plan.year == year), None)


def _current_year(request) -> int | None:
    """The year of the current plan; where the page has not read the plans, only their years are read."""
    if hasattr(request, "_plans"):
        return _current_of([plan.year for plan in request._plans])
    return _current_of(list(WorkPlan.objects.published().values_list("year", flat=True)))


def _current_of(years: list[int]) -> int | None:
    """The year to be reported on now if there is a plan of it, or else the first, that is, the newest."""
    year = clock.month_to_report().year
    return year if year in years else next(iter(years), None)


def _account(user, rights: access.Access) -> Account:
    roles = []
    for grant in rights.grants:
        place = _("whole city") if grant.covers_city else grant.unit.short_name
        roles.append(f"{Role(grant.role).label} · {place}")
    label = _("; ").join(dict.fromkeys(roles)) or _("no role yet")
    return Account(name_of(user), label)


# The pages of the navigation, each with the action that it needs.
ITEMS = (
    (Action.ENTER_FIGURES, gettext_lazy("My month"), "targets:my_month"),
    (Action.REVIEW, gettext_lazy("Review"), "targets:review"),
    (Action.IMPORT_FIGURES, gettext_lazy("Import figures"), "targets:imports"),
    (Action.VIEW_REGISTERS, gettext_lazy("Registers"), "targets:registers"),
    (Action.VIEW_PROGRESS, gettext_lazy("Dashboard"), "targets:dashboard"),
    (Action.VIEW_PROGRESS, gettext_lazy("Units and indicators"), "targets:matrix"),
    (Action.VIEW_PROGRESS, gettext_lazy("Who has reported"), "targets:timeliness"),
    (Action.SET_TARGETS, gettext_lazy("Targets of units"), "targets:targets"),
    (Action.CLOSE_MONTHS, gettext_lazy("Close a month"), "targets:close_month"),
)
# The pages with the year of a plan in their address, and those that need a plan.
WITH_YEAR = {"targets:dashboard", "targets:matrix", "targets:timeliness", "targets:targets", "targets:close_month"}
WITH_PLAN = WITH_YEAR | {"targets:imports"}


def _nav(request, rights: access.Access) -> tuple[NavItem, ...]:
    """The pages that the user may open; a tuple, so that the rendered navigation can be cached under it."""
    actions = frozenset(action for action, _label, _page in ITEMS if rights.may(action))
    if not rights.everywhere(Action.CLOSE_MONTHS):
        actions -= {Action.CLOSE_MONTHS}
    year = _current_year(request)
    links = _links(actions, bool(rights.grants), year, get_language())
    path = _in_year(request, year)
    nearest = max((url for _label, url in links if path.startswith(url)), key=len, default="")
    current = "page" if request.path == nearest else "true"
    return tuple(NavItem(label, url, current if url == nearest else "") for label, url in links)


def _in_year(request, year: int | None) -> str:
    """The path of the page, or of the same page in the year of the navigation's links where it is one of a plan."""
    match = getattr(request, "resolver_match", None)
    shown = match.kwargs.get("year") if match else None
    if shown is None or year is None:
        return request.path
    ours, theirs = (reverse("targets:dashboard", args=[one]) for one in (year, shown))
    return request.path.replace(theirs, ours, 1)


@lru_cache(maxsize=256)
def _links(actions: frozenset[Action], has_role: bool, year: int | None, _language: str) -> list[tuple[str, str]]:
    """The label and address of each page, cached for each set of actions, year and language."""
    links = [
        (str(label), reverse(page, args=[year] if page in WITH_YEAR else []))
        for action, label, page in ITEMS
        if action in actions and (year or page not in WITH_PLAN)
    ]
    return [*links, (_("Records"), reverse("admin:index"))] if has_role else links
