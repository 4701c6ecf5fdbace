"""Files of tables for programs: a token of the API opens them as it opens the API."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from targets.access import tokens
from targets.frame.downloads import PARAMETER
from targets.site.api.service import not_authenticated, refused


class TokenMiddleware:
    """Reads an address with `?export=` as the user of the token that was sent with it, and hands out nothing but files.

    A token signs nobody in: it opens no page, and nothing can be changed with it. It must stand above the middleware
    that asks for a sign-in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_file = response.has_header("Content-Disposition")
        if hasattr(request, "read_by_token") and response.status_code == HTTPStatus.OK and not is_file:
            return refused(request, HTTPStatus.NOT_FOUND, _("There are no tables at this address."))
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        is_page = request.resolver_match is not None and request.resolver_match.namespace == "targets"
        token = tokens.sent_with(request)
        if token is None or not is_page or request.method != "GET" or PARAMETER not in request.GET:
            return None
        user = tokens.user_of(token)
        if user is None:
            return not_authenticated(request)
        request.user = user
        request.__dict__["read_by_token"] = True
        return None
