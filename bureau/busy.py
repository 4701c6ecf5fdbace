"""Telling whoever sent something that the database was too busy to store it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from targets.busy import BUSY, Busy, is_busy
from targets.reports.answers import wants_json

UNAVAILABLE = 503
# Seconds after which trying again is worth while.
AGAIN = 5


class BusyMiddleware:
    """Answers Busy, and a busy database that no verb tried again, with a sentence: to scripts, or as a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not (isinstance(exception, Busy) or is_busy(exception)):
            return None
        answer: HttpResponse
        if wants_json(request):
            answer = JsonResponse({"state": "busy", "message": str(BUSY)}, status=UNAVAILABLE)
        else:
            answer = HttpResponse(render_to_string("503.html"), status=UNAVAILABLE)
        answer["Retry-After"] = str(AGAIN)
        return answer
