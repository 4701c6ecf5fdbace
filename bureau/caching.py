"""Keeping browsers from storing the portal's answers, unless a view allows it."""

from django.http import HttpRequest, HttpResponse

from bureau.language import Answer


def no_store_middleware(get_response: Answer) -> Answer:
    """Forbid storing an answer whose view sets no Cache-Control header.

    Otherwise the browser's back button would show figures as they were before they were saved, and personal data to the
    next person at the computer.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer
