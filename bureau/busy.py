"""The answer to a request that could not be stored because the database was busy."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from targets.busy import BUSY, Busy, is_busy
from targets.reports.answers import wants_json

UNAVAILABLE = 503
RETRY_AFTER_SECONDS = 5


class BusyMiddleware:
    """Answers with status 503 and a sentence, as JSON or as a page, where a view fails because the database is busy."""

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
        answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return answer
