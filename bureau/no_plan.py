"""The answer to a request for a month or a year that has no plan yet."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from targets.frame.years import NoPlanYet, page_without_plan
from targets.reports.answers import wants_json

OK, CONFLICT = 200, 409


class NoPlanMiddleware:
    """Answers with a page that says so, and where the user can go on, where a view needs a plan that is not there yet.

    A page is answered with status 200, since nothing is wrong with its address; what was sent to be stored, with 409.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, NoPlanYet):
            return None
        status = OK if request.method in {"GET", "HEAD"} else CONFLICT
        page = page_without_plan(request, exception)
        if wants_json(request):
            return JsonResponse({"state": "no_plan", "message": page.title}, status=CONFLICT)
        return render(request, "site/no_plan.html", {"page": page}, status=status)
