"""What the pages about a plan have in common: what the address asks for, and copies kept while nothing changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from targets import access, clock
from targets.access import Action
from targets.context import plans_of, state_of
from targets.models import Basis, Covers, Membership, PortalState, ReportingUnit, WorkPlan
from targets.pages.exports import answers as exports
from targets.pages.phrases import month_text
from targets.periods import Month, NotAMonth
from targets.registers import panels
from targets.registers.registry import registry
from targets.standings import Area, Standing, stand

# Stands in a kept page where each answer gets a fresh token.
TOKEN_PLACE = "csrf-token-of-this-answer"  # noqa: S105
KEPT_SECONDS = 60 * 60
# Building the query that every page begins with takes longer than running it: it is kept, one a user.
KEPT_QUERIES = 512
# The bureau's own rules that show on these pages.
RULES = (
    "PACE_AHEAD_FROM",
    "PACE_BEHIND_FROM",
    "DUE_SOON_DAYS",
    "RATE_DECIMALS",
    "REPORT_DEADLINE_DAY_CITY",
    "REPORT_DEADLINE_DAY_DISTRICT",
)


@dataclass(frozen=True)
class PlanPage:
    """What a page is about: a plan, an area, a month, a basis; read from the address and allowed."""

    plan: WorkPlan
    area: Area
    month: Month
    basis: Basis
    units: list[ReportingUnit]
    rights: access.Access
    asked: dict[str, str]

    @property
    def month_text(self) -> str:
        return month_text(self.month)

    def stand(self, indicators=None) -> Standing:
        return stand(self.plan, self.area, self.month, self.basis, indicators, self.units)

    @cached_property
    def query(self) -> str:
        """What links to other pages carry along, with its question mark; empty where nothing was asked for."""
        return self._query("month", "basis", "unit", "covers")

    def _query(self, *names: str) -> str:
        kept = {name: self.asked[name] for name in names if name in self.asked}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def query_all(self) -> str:
        """The same page without showing one state alone."""
        return self.query or "?"

    def query_with(self, **changes: str) -> str:
        """The address's parameters with some changed."""
        return f"?{urlencode(self.asked | changes)}"

    def url(self, name: str, *args) -> str:
        """The address of another page of the same plan, about the same area, month and basis."""
        return reverse(f"targets:{name}", args=[self.plan.year, *args]) + self.query

    def url_for_all(self, name: str, *args) -> str:
        """The address of another page for the same month and basis, but of all that the reader sees."""
        return reverse(f"targets:{name}", args=[self.plan.year, *args]) + self._query("month", "basis")


def read(request: HttpRequest, year: int, unit: str | None = None) -> PlanPage:
    """Read and allow what the address asks for; `unit` where the path names it.

    Raises Http404 for what does not exist or lies outside the user's units, PermissionDenied for a
    basis that the user's role does not have.
    """
    rights = access.of(request.user)
    plan = next((plan for plan in plans_of(request) if plan.year == year), None)
    if plan is None:
        raise Http404
    units = list(rights.units(Action.VIEW_PROGRESS))
    asked = request.GET.dict() | ({"unit": unit} if unit else {})
    area = _area(rights, units, asked.get("unit"), asked.get("covers"))
    month, basis = _month(plan, asked.get("month")), _basis(rights, area, asked.get("basis"))
    return PlanPage(plan, area, month, basis, units, rights, asked)


def _area(rights: access.Access, units: list[ReportingUnit], code: str | None, covers: str | None) -> Area:
    home = rights.home_unit
    unit = next((unit for unit in units if unit.code == (code or (home.code if home else None))), None)
    if unit is None or (covers and covers not in Covers.values):
        raise Http404
    if covers == Covers.WHOLE and not rights.sees_whole(unit):
        raise Http404
    return Area(unit, Covers(covers) if covers else rights.covers_of(unit))


def _month(plan: WorkPlan, text: str | None) -> Month:
    """The month asked for; else the one to report now, or the plan's nearest."""
    if text is None:
        return min(max(clock.month_to_report(), plan.months[0]), plan.months[-1])
    try:
        month = Month.parse(text)
    except NotAMonth as not_a_month:
        raise Http404 from not_a_month
    if month not in plan.months:
        raise Http404
    return month


def _basis(rights: access.Access, area: Area, text: str | None) -> Basis:
    if text is not None and text not in Basis.values:
        raise Http404
    basis = Basis(text or Basis.APPROVED)
    if basis not in rights.bases(area.unit, area.covers):
        raise PermissionDenied
    return basis


# ---- Pages kept while nothing changes ---------------------------------------------------------------------


def plan_page(template: str, tables: Callable[[dict], exports.Download]) -> Callable:
    """Make a page of what the view gives as its context, and keep it until a page could show something else.

    A page with a message for the reader is made for this once, and no copy of it is kept anywhere. Nor is
    one of the file that the page's `tables` become where the address asks for it.
    """

    def decorate(view: Callable[..., dict]) -> Callable[..., HttpResponse]:
        @require_safe
        @wraps(view)
        def answer(request: HttpRequest, **names) -> HttpResponse:
            if kind := exports.asked(request):
                return exports.send(request, kind, tables(_context(request, view, names)))
            if len(get_messages(request)) or settings.DEBUG:
                return _made(request, template, view, names)
            # Who holds a stamp had the right when it was given: the roles are part of it.
            stamp = _stamp(request)
            response = get_conditional_response(request, etag=stamp) or _kept(request, stamp)
            if response is None:
                response = _keep(request, stamp, _made(request, template, view, names, csrf_token=TOKEN_PLACE))
            response.headers["ETag"] = stamp
            response.headers["Cache-Control"] = "private, no-cache"
            return response

        return answer

    return decorate


def _made(request: HttpRequest, template: str, view: Callable[..., dict], names: dict, **more) -> HttpResponse:
    return render(request, template, _context(request, view, names) | more)


def _context(request: HttpRequest, view: Callable[..., dict], names: dict) -> dict:
    access.of(request.user).require(Action.VIEW_PROGRESS)
    return view(request, **names)


def _kept(request: HttpRequest, stamp: str) -> HttpResponse | None:
    """The copy, with a token for this answer alone; None where there is none."""
    page = cache.get(stamp)
    return HttpResponse(page.replace(TOKEN_PLACE.encode(), get_token(request).encode())) if page else None


def _keep(request: HttpRequest, stamp: str, made: HttpResponse) -> HttpResponse:
    cache.set(stamp, made.content, KEPT_SECONDS)
    made.content = made.content.replace(TOKEN_PLACE.encode(), get_token(request).encode())
    return made


def _stamp(request: HttpRequest) -> str:
    """A strong ETag of all that decides what this reader sees at this address, the sign-out form's secret too."""
    if "CSRF_COOKIE" not in request.META:
        get_token(request)
    version, roles = _version_and_roles(request)
    decides = (
        version,
        request.user.pk,
        request.user.get_full_name(),
        request.user.is_superuser,
        roles,
        request.META["CSRF_COOKIE"],
        get_language(),
        request.get_full_path(),
        clock.today(),
        [getattr(settings, name) for name in (*RULES, *panels.rules())],
        release(),
    )
    return f'"{salted_hmac("targets.pages.plan_pages", repr(decides), algorithm="sha256").hexdigest()}"'


def _version_and_roles(request: HttpRequest) -> tuple[int, list[tuple]]:
    """The data's version, of which the mark of a demonstration is part, and the user's roles as they are stored."""
    found = list(_roles_with_version(request.user.pk).all())
    version = found[0][-1] if found else state_of(request).version
    return version or 0, [row[:-1] for row in found]


@lru_cache(maxsize=KEPT_QUERIES)
def _roles_with_version(user_id: int) -> QuerySet:
    """Asked at every page, and so in one query."""
    version = Subquery(PortalState.objects.filter(pk=PortalState.ONLY).values("version"))
    # Whether their units are active the data's version covers.
    roles = Membership.objects.filter(user=user_id).order_by("pk")
    return roles.values_list("role", "unit_id", "chapters", version)


@lru_cache(maxsize=1)
def release() -> str:
    """A digest of the program's own files, the same on every machine that runs the same release."""
    digest = hashlib.sha256()
    for folder in sorted({"targets", "templates", *(one.app for one in registry)}):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".mo", ".css", ".js"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()
