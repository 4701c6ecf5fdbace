"""Pages about a plan, kept while nothing changes.

What is kept has nothing personal: everybody with the same rights, language and address shares one copy. Masthead,
token and messages are put around it at each answer. A kept page is never older than what is stored, since it is found
by the data's version, which is read before the page is made (`targets.models.versions`).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path

from django.apps import apps
from django.conf import global_settings, settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.core.cache import cache, caches
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.connection import ConnectionProxy
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from targets import access, clock
from targets.access import Action
from targets.frame import downloads as exports
from targets.frame import pieces
from targets.frame.context import state_of
from targets.frame.pieces import Piece
from targets.models import Membership, MonthlyReport
from targets.models.versions import data_version, version_subquery

View = Callable[..., dict]
KEPT_SECONDS = 60 * 60
# A page is made by one process; the others wait for it so long at most, and so long does a maker's claim live.
MAKING_SECONDS = 10
PAUSE_SECONDS = 0.02

# Where masthead and messages go. No text on a page looks so, since every "<" of a text is escaped.
MASTHEAD_PLACE = b"<!-- masthead -->"
MESSAGES_PLACE = b"<!-- messages -->"
# Stands in a reader's masthead where each answer gets a fresh token.
TOKEN_PLACE = "csrf-token-of-this-answer"  # noqa: S105
# What this process had in its hands last: pages as they came out of the shared cache, and readers' mastheads.
near = ConnectionProxy(caches, "near")


def plan_page(
    template: str, tables: Callable[[dict], exports.Download], *, shows_drafts: bool = False
) -> Callable[[View], Callable[..., HttpResponse]]:
    """Make a page of what the view gives as its context, and keep it until a page could show something else.

    Of the file that the page's `tables` become where the address asks for it no copy is kept, nor by the browser of
    a page with a message for the reader. `shows_drafts`: figures of reports that are not submitted show on it.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @require_safe
        @wraps(view)
        def answer(request: HttpRequest, **names) -> HttpResponse:
            if kind := exports.asked(request):
                return exports.send(request, kind, tables(_context(request, view, names)))
            if settings.DEBUG:
                return render(request, template, _context(request, view, names))
            # Who holds a stamp had the right when it was given: the roles are part of it.
            shared = _shared_key(request, names["year"] if shows_drafts else None)
            stamp = _stamp(request, shared)
            has_messages = len(get_messages(request)) > 0
            response = None if has_messages else get_conditional_response(request, etag=stamp)
            if response is None:
                kept = kept_or_made(shared, lambda: _made(request, template, _context(request, view, names)))
                response = _answer(request, _framed(request, stamp, kept))
            patch_vary_headers(response, ["Accept-Encoding"])
            if not has_messages:
                # Compressed, it is the same page but not the same bytes.
                response.headers["ETag"] = f"W/{stamp}" if response.has_header("Content-Encoding") else stamp
                response.headers["Cache-Control"] = "private, no-cache"
            return response

        return answer

    return decorate


def _context(request: HttpRequest, view: View, names: dict) -> dict:
    access.of(request.user).require(Action.VIEW_PROGRESS)
    return view(request, **names)


# ---- What decides what a reader sees ----------------------------------------------------------------------


def _shared_key(request: HttpRequest, drafts_of: int | None) -> str:
    """A digest of all that decides what everybody with the reader's rights sees at this address."""
    rows = list(_roles_with_version(request.user.pk))
    version = int(rows[0][-1] or 0) if rows else data_version()
    # Whether their units are active the data's version covers.
    roles = sorted((role, unit, sorted(chapters)) for role, unit, chapters, _version in rows)
    return _digest(
        version,
        None if drafts_of is None else _drafts_version(drafts_of),
        roles,
        request.user.is_superuser,
        get_language(),
        request.get_full_path(),
        clock.today(),
        _own_settings(settings._wrapped),
        release(),
    )


def _stamp(request: HttpRequest, shared: str) -> str:
    """A strong ETag of the shared part and of what is put around it, the sign-out form's secret too."""
    if "CSRF_COOKIE" not in request.META:
        get_token(request)
    user = request.user
    return f'"{_digest(shared, user.pk, user.get_username(), user.get_full_name(), request.META["CSRF_COOKIE"])}"'


def _digest(*decides: object) -> str:
    return salted_hmac("targets.frame.kept", repr(decides), algorithm="sha256").hexdigest()


def _roles_with_version(user_id: int) -> QuerySet:
    """The roles as they are stored, each with the data's version: asked at every page, and so in one query."""
    roles = Membership.objects.filter(user=user_id).order_by()
    return roles.values_list("role", "unit_id", "chapters", version_subquery())


def _drafts_version(year: int) -> dict:
    """What a save of a draft changes, though it raises no version: the versions of the plan's reports added up."""
    reports = MonthlyReport.objects.filter(chapter__plan__year=year)
    return reports.aggregate(versions=Sum("version"), reports=Count("pk"))


@lru_cache(maxsize=8)
def _own_settings(as_they_are: object) -> str:
    """All settings that are not Django's; the bureau's own rules are among them."""
    names = sorted(name for name in dir(settings) if name.isupper() and not hasattr(global_settings, name))
    return repr([getattr(as_they_are, name) for name in names])


@lru_cache(maxsize=1)
def release() -> str:
    """A digest of the program's own files, the same on every machine that runs the same release."""
    digest = hashlib.sha256()
    own = [Path(one.path) for one in apps.get_app_configs() if Path(one.path).parent == settings.BASE_DIR]
    for folder in sorted({*own, settings.BASE_DIR / "templates"}):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".html", ".mo", ".css", ".js"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()


# ---- The shared part: made by one, kept for all -----------------------------------------------------------


def kept_or_made(key: str, make: Callable[[], bytes]) -> list[Piece]:
    """The kept copy, or one made now and kept; parted where masthead and messages go.

    Of several who miss it at the same time one makes it and the others wait. A maker who dies, or a cache that
    cannot be written to, costs the others a wait of MAKING_SECONDS or none, and never the page.
    """
    page: list[Piece] | None = near.get(key)
    if page is None:
        page = _from_all_workers(key, make)
        near.set(key, page, KEPT_SECONDS)
    return page


def _from_all_workers(key: str, make: Callable[[], bytes]) -> list[Piece]:
    claim, given_up = f"{key}-claim", time.monotonic() + MAKING_SECONDS
    while (kept := cache.get(key)) is None:
        if cache.add(claim, True, MAKING_SECONDS):
            try:
                page = _parted(make())
                cache.set(key, [one.deflated for one in page], KEPT_SECONDS)
            finally:
                cache.delete(claim)
            return page
        found = cache.get_many([key, claim])
        if not found or time.monotonic() > given_up:
            # Nobody is making it: the cache cannot be written to just now. Or somebody is, and takes too long.
            return _parted(make())
        if key not in found:
            time.sleep(PAUSE_SECONDS)
    return [pieces.unpacked(deflated) for deflated in kept]


def _parted(page: bytes) -> list[Piece]:
    before, _place, rest = page.partition(MASTHEAD_PLACE)
    between, _place, after = rest.partition(MESSAGES_PLACE)
    return [pieces.piece(part) for part in (before, between, after)]


def _made(request: HttpRequest, template: str, context: dict) -> bytes:
    """The page with places for what is the reader's own, drawn for nobody in particular."""
    anybody = HttpRequest()
    anybody.method, anybody.path, anybody.path_info = "GET", request.path, request.path_info
    anybody.GET = request.GET
    anybody.user = AnonymousUser()
    anybody._portal_state = state_of(request)
    return render_to_string(template, context | {"is_shared": True}, anybody).encode()


# ---- What is put around it --------------------------------------------------------------------------------


def _framed(request: HttpRequest, stamp: str, kept: list[Piece]) -> list[Piece]:
    """The page with the reader's masthead, with a token for this answer alone, and messages."""
    before, between, after = kept
    masthead = near.get(stamp)
    if masthead is None:
        masthead = render_to_string("components/masthead.html", {"csrf_token": TOKEN_PLACE}, request)
        near.set(stamp, masthead, KEPT_SECONDS)
    masthead = masthead.replace(TOKEN_PLACE, get_token(request))
    page = [before, pieces.piece(masthead.encode()), between]
    if len(get_messages(request)):
        page.append(pieces.piece(render_to_string("components/messages.html", request=request).encode()))
    return [*page, after]


def _answer(request: HttpRequest, page: list[Piece]) -> HttpResponse:
    """The page, compressed for whom takes that."""
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(pieces.plain(page))
    return HttpResponse(pieces.gzipped(page), headers={"Content-Encoding": "gzip"})
