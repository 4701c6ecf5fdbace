"""The language of the interface: the user's own choice, never the browser's.

Django's LocaleMiddleware follows the header Accept-Language, so that a computer with an English Windows would get
English pages although nobody asked for them.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]


def chosen_language(request: HttpRequest) -> str:
    """The language in the cookie of the language switch; without a valid one, the portal's language."""
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if code and code in dict(settings.LANGUAGES):
        return code
    return str(settings.LANGUAGE_CODE)


def language_middleware(get_response: Answer) -> Answer:
    """Answer each request in the chosen language, and name it in the headers."""

    def answer(request: HttpRequest) -> HttpResponse:
        language = chosen_language(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response

    return answer
