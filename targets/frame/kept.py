"""Keeping pages about a plan until the data change.

A kept page contains nothing personal: all users with the same roles, language and address share one copy. Masthead,
CSRF token and messages are added in each answer. A kept page is never older than the stored data, because its key
contains the version of the data (`targets.models.versions`), which is read before the page is made.
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
from django.db.models import Count, Sum
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
from targets.frame import downloads, pieces
from targets.frame.context import portal_state
from targets.frame.pieces import Piece
from targets.models import Membership, MonthlyReport, name_of
from targets.models.versions import data_version

View = Callable[..., dict]
KEPT_SECONDS = 60 * 60
# One process makes a page and the others wait for it; its claim ends, and they wait no longer, after so many seconds.
MAKING_SECONDS = 10
PAUSE_SECONDS = 0.02

# Where masthead and messages are put. No text on a page looks like this, because "<" is escaped.
MASTHEAD_PLACE = b"<!-- masthead -->"
MESSAGES_PLACE = b"<!-- messages -->"
# Where each answer puts its own token into the masthead of the user.
TOKEN_PLACE = "csrf-token-of-this-answer"  # noqa: S105
# The pages and mastheads that this process used last.
near = ConnectionProxy(caches, "near")


def plan_page(
    template: str, tables: Callable[[dict], downloads.Download], *, shows_drafts: bool = False
) -> Callable[[View], Callable[..., HttpResponse]]:
    """Decorate a view that returns the context of a page: the page is kept until the data change.

    `tables` makes the tables of the page from the context, for an address that asks for a file; files are not kept.
    Browsers keep no page with a message for the user. `shows_drafts` says that figures of drafts appear on the page,
    although saving them does not raise the version of the data.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @require_safe
        @wraps(view)
        def answer(request: HttpRequest, **names) -> HttpResponse:
            if kind := downloads.asked(request):
                return downloads.send(request, kind, tables(_context(request, view, names)))
            if settings.DEBUG:
                return render(request, template, _context(request, view, names))
            key = _shared_key(request, names["year"] if shows_drafts else None)
            # The roles are part of the ETag, so that whoever sends it back still has the right to see the page.
            etag = _etag(request, key)
            has_messages = len(get_messages(request)) > 0
            response = None if has_messages else get_conditional_response(request, etag=etag)
            if response is None:
                kept = kept_or_made(key, lambda: _made(request, template, _context(request, view, names)))
                page = _framed(request, etag, kept)
                if "gzip" in request.headers.get("Accept-Encoding", ""):
                    response = HttpResponse(pieces.gzipped(page), headers={"Content-Encoding": "gzip"})
                else:
                    response = HttpResponse(pieces.plain(page))
            patch_vary_headers(response, ["Accept-Encoding"])
            if not has_messages:
                # A compressed answer is the same page in other bytes, for which HTTP has weak ETags.
                response.headers["ETag"] = f"W/{etag}" if response.has_header("Content-Encoding") else etag
                response.headers["Cache-Control"] = "private, no-cache"
            return response

        return answer

    return decorate


def _context(request: HttpRequest, view: View, names: dict) -> dict:
    access.of(request.user).require(Action.VIEW_PROGRESS)
    return view(request, **names)


# ---- Keys -------------------------------------------------------------------------------------------------


def _shared_key(request: HttpRequest, drafts_of: int | None) -> str:
    """A digest of everything on which the shared part of the page depends."""
    version = data_version()
    # Whether the units of the roles are active is covered by the version of the data.
    held = Membership.objects.held_by(request.user.pk)
    roles = sorted((role, unit, sorted(chapters)) for role, unit, chapters in held)
    return _digest(
        version,
        None if drafts_of is None else _reports_version(drafts_of),
        roles,
        request.user.is_superuser,
        get_language(),
        request.get_full_path(),
        clock.today(),
        _own_settings(settings._wrapped),
        release(),
    )


def _etag(request: HttpRequest, shared: str) -> str:
    """A strong ETag for the shared part and for the user's own: the masthead, with the CSRF secret of its form."""
    if "CSRF_COOKIE" not in request.META:
        get_token(request)
    user = request.user
    return f'"{_digest(shared, user.pk, name_of(user), request.META["CSRF_COOKIE"])}"'


def _digest(*values: object) -> str:
    return salted_hmac("targets.frame.kept", repr(values), algorithm="sha256").hexdigest()


def _reports_version(year: int) -> dict:
    """Numbers that change whenever a report of the plan is saved: the sum of the reports' versions, and their count."""
    reports = MonthlyReport.objects.filter(chapter__plan__year=year)
    return reports.aggregate(versions=Sum("version"), reports=Count("pk"))


@lru_cache(maxsize=8)
def _own_settings(current: object) -> str:
    """The values of all settings that are not Django's own, the bureau's rules among them.

    They are cached for each settings object, of which tests have several.
    """
    names = sorted(name for name in dir(settings) if name.isupper() and not hasattr(global_settings, name))
    return repr([getattr(current, name) for name in names])


@lru_cache(maxsize=1)
def release() -> str:
    """A digest of the program's own files; it is the same on all machines with the same release."""
    digest = hashlib.sha256()
    own = [Path(one.path) for one in apps.get_app_configs() if Path(one.path).parent == settings.BASE_DIR]
    for folder in sorted({*own, settings.BASE_DIR / "templates"}):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".html", ".mo", ".css", ".js"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()


# ---- The shared part --------------------------------------------------------------------------------------


def kept_or_made(key: str, make: Callable[[], bytes]) -> list[Piece]:
    """The kept page in three pieces, before the masthead, between masthead and messages, and after; made if missing.

    Of several processes that miss a page at the same time, one makes it and the others wait. If that process dies they
    wait for MAKING_SECONDS, and if the cache cannot be written to they do not wait; then each makes the page itself.
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
                # Another process may have finished the page after it was found missing and before it was claimed.
                if (kept := cache.get(key)) is not None:
                    break
                page = _parted(make())
                cache.set(key, [one.deflated for one in page], KEPT_SECONDS)
            finally:
                cache.delete(claim)
            return page
        found = cache.get_many([key, claim])
        if not found or time.monotonic() > given_up:
            # The cache cannot be written to at the moment, or the process that makes the page takes too long.
            return _parted(make())
        if key not in found:
            time.sleep(PAUSE_SECONDS)
    return [pieces.unpacked(deflated) for deflated in kept]


def _parted(page: bytes) -> list[Piece]:
    before, _place, rest = page.partition(MASTHEAD_PLACE)
    between, _place, after = rest.partition(MESSAGES_PLACE)
    return [pieces.piece(part) for part in (before, between, after)]


def _made(request: HttpRequest, template: str, context: dict) -> bytes:
    """The page rendered for no user in particular, with MASTHEAD_PLACE and MESSAGES_PLACE in it."""
    anybody = HttpRequest()
    anybody.method, anybody.path, anybody.path_info = "GET", request.path, request.path_info
    anybody.GET = request.GET
    anybody.user = AnonymousUser()
    anybody._portal_state = portal_state(request)
    return render_to_string(template, context | {"is_shared": True}, anybody).encode()


# ---- The user's own part ----------------------------------------------------------------------------------


def _framed(request: HttpRequest, etag: str, kept: list[Piece]) -> list[Piece]:
    """The kept page with the user's masthead, which has a CSRF token of its own in each answer, and messages."""
    before, between, after = kept
    masthead = near.get(etag)
    if masthead is None:
        masthead = render_to_string("components/masthead.html", {"csrf_token": TOKEN_PLACE}, request)
        near.set(etag, masthead, KEPT_SECONDS)
    masthead = masthead.replace(TOKEN_PLACE, get_token(request))
    page = [before, pieces.piece(masthead.encode()), between]
    if len(get_messages(request)):
        page.append(pieces.piece(render_to_string("components/messages.html", request=request).encode()))
    return [*page, after]
