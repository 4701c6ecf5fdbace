"""What browsers may keep of the portal's answers: nothing, unless a view says otherwise."""

from django.http import HttpRequest, HttpResponse

from bureau.language import Answer


def no_store_middleware(get_response: Answer) -> Answer:
    """Have no copy kept of an answer that says nothing of it itself.

    The browser's way back would show figures as they were before they were saved, and
    persons' data to whoever sits down at the computer next.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer
