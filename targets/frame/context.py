"""What every page shows around its content."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from targets import access, clock
from targets.access import Action
from targets.models import PortalState, Role, WorkPlan


@dataclass(frozen=True, slots=True)
class NavItem:
    """`current` is "page" at the item's own page, "true" at one that lies below it."""

    label: str
    url: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """The signed-in person as the header shows it."""

    name: str
    role_label: str


def portal(request) -> dict:
    """Navigation, account, demonstration mark and the portal's day, for every template."""
    today = clock.today()
    common = {
        "today": today,
        "today_text": formats.date_format(today, "DATE_FORMAT"),
        "demonstration": state_of(request).demonstration,
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return common
    rights = access.of(user)
    return common | {"nav": _nav(request, rights), "account": _account(user, rights)}


def state_of(request) -> PortalState:
    """Whether demonstration data are loaded, read once a request."""
    if not hasattr(request, "_portal_state"):
        user = getattr(request, "user", None)
        known = access.of(user).portal_state if user is not None and access.of(user).grants else None
        request._portal_state = known or PortalState.current()
    return request._portal_state


def plans_of(request) -> list[WorkPlan]:
    """All plans, the newest first, read once a request."""
    if not hasattr(request, "_plans"):
        request._plans = list(WorkPlan.objects.all())
    return request._plans


def know_plan(request, plans) -> None:
    """The page has read the plan of the portal's year already: the frame around it need not."""
    if current := [plan for plan in plans if plan.year == clock.month_to_report().year]:
        request._plans = current


def current_plan(request=None) -> WorkPlan | None:
    """The plan of the portal's year, or else the newest."""
    plans = plans_of(request) if request else list(WorkPlan.objects.all())
    year = _nearest([plan.year for plan in plans])
    return next((plan for plan in plans if plan.year == year), None)


def _current_year(request) -> int | None:
    """The current plan's year; asked for alone where the page has not read the plans."""
    if hasattr(request, "_plans"):
        return _nearest([plan.year for plan in request._plans])
    return _nearest(list(WorkPlan.objects.values_list("year", flat=True)))


def _nearest(years: list[int]) -> int | None:
    """Of the plans' years, the newest first: the portal's own, or else the newest."""
    year = clock.month_to_report().year
    return year if year in years else next(iter(years), None)


def _account(user, rights: access.Access) -> Account:
    parts = list(dict.fromkeys(f"{Role(grant.role).label} · {_place(grant)}" for grant in rights.grants))
    return Account(user.get_full_name() or user.get_username(), _("; ").join(parts) or _("no role yet"))


def _place(grant: access.Grant) -> str:
    """Where the role holds: at the root a reporter has the city's own part, everybody else the whole city."""
    return _("whole city") if grant.unit.is_city and grant.role != Role.REPORTER else grant.unit.short_name


# What may be done, and the page on which it is. Of the pages with a year there are as many as plans.
ITEMS = (
    (Action.ENTER_FIGURES, gettext_lazy("My month"), "targets:my_month"),
    (Action.REVIEW, gettext_lazy("Review"), "targets:review"),
    (Action.IMPORT_FIGURES, gettext_lazy("Import figures"), "targets:imports"),
    (Action.VIEW_REGISTERS, gettext_lazy("Registers"), "targets:registers"),
    (Action.VIEW_PROGRESS, gettext_lazy("Dashboard"), "targets:dashboard"),
    (Action.VIEW_PROGRESS, gettext_lazy("Units and indicators"), "targets:matrix"),
    (Action.VIEW_PROGRESS, gettext_lazy("Who has reported"), "targets:timeliness"),
    (Action.SET_TARGETS, gettext_lazy("Targets of units"), "targets:targets"),
)
WITH_YEAR = {"targets:dashboard", "targets:matrix", "targets:timeliness", "targets:targets"}
WITH_PLAN = WITH_YEAR | {"targets:imports"}


def _nav(request, rights: access.Access) -> tuple[NavItem, ...]:
    """What the user may go to; a tuple, so that what it looks like is remembered."""
    held = frozenset(action for action, *_rest in ITEMS if rights.having(action))
    items = _items(held, bool(rights.grants), _current_year(request), get_language())
    nearest = max((url for _label, url in items if request.path.startswith(url)), key=len, default="")
    here = "page" if request.path == nearest else "true"
    return tuple(NavItem(label, url, here if url == nearest else "") for label, url in items)


@lru_cache(maxsize=256)
def _items(held: frozenset[Action], has_role: bool, year: int | None, _language: str) -> list[tuple[str, str]]:
    """Words and address of each item, found once for each set of rights, year and language."""
    found = [
        (str(label), reverse(page, args=[year] if page in WITH_YEAR else []))
        for action, label, page in ITEMS
        if action in held and (year or page not in WITH_PLAN)
    ]
    return [*found, (_("Records"), reverse("admin:index"))] if has_role else found
