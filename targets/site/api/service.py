"""What all addresses of the API share: who may ask, what an answer looks like, and how a request is refused."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import re_path, reverse
from django.utils.log import log_response
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Schema, Swagger
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer, SessionAuth

from targets.access import tokens
from targets.busy import is_busy

CONFLICT = 409
BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, NOT_ALLOWED = 400, 401, 403, 404, 405
UNPROCESSABLE, FAILED, UNAVAILABLE = 422, 500, 503
RETRY_AFTER_SECONDS = 5

View = Callable[..., HttpResponse]


class Bearer(HttpBearer):
    """Authentication with `Authorization: Bearer TOKEN`, where `manage.py create_api_token` made the token."""

    def authenticate(self, request, token):
        return tokens.user_of(token)


class UnescapedJSON(JSONRenderer):
    """JSON in which Chinese characters stand unescaped."""

    json_dumps_params = {"ensure_ascii": False}


AUTHENTICATION = [Bearer(), SessionAuth()]

api = NinjaAPI(
    title="Work plan portal",
    version="1",
    description="Progress and monthly figures of the work plan. Decimals are strings, blanks are null.",
    auth=AUTHENTICATION,
    docs=Swagger({"defaultModelsExpandDepth": -1, "validatorUrl": None}),
    renderer=UnescapedJSON(),
    urls_namespace="api",
)


class Detail(Schema):
    """What went wrong, in a sentence."""

    detail: str


REFUSALS = {UNAUTHORIZED: Detail, FORBIDDEN: Detail, NOT_FOUND: Detail, UNPROCESSABLE: Detail}


def only_known_parameters(operation: Callable) -> Callable:
    """Refuse a request with a parameter that the operation does not have, so that no misspelt one is ignored."""
    parameters = inspect.signature(operation).parameters.values()
    # Those without a default are the request and the parts of the path.
    known = [parameter.name for parameter in parameters if parameter.default is not parameter.empty]

    @wraps(operation)
    def checked(request, *args, **kwargs):
        if unknown := [name for name in request.GET if name not in known]:
            named = {"unknown": ", ".join(unknown), "known": ", ".join(known)}
            sentence = (
                _("There is no parameter %(unknown)s here. Known parameters: %(known)s.")
                if known
                else _("There is no parameter %(unknown)s here: this address takes none.")
            )
            raise HttpError(UNPROCESSABLE, sentence % named)
        return operation(request, *args, **kwargs)

    return checked


api.add_decorator(only_known_parameters)


# ---- Refusals ---------------------------------------------------------------------------------------------


def refused(request: HttpRequest, status: int, sentence: str, **headers: str) -> HttpResponse:
    """The answer to a request that cannot be fulfilled."""
    response = api.create_response(request, {"detail": sentence}, status=status)
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


@api.exception_handler(AuthenticationError)
def not_authenticated(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    """Answer a request without a valid token and without a signed-in session."""
    sentence = _("Sign in, or send a valid token as Authorization: Bearer TOKEN.")
    return refused(request, UNAUTHORIZED, sentence, WWW_Authenticate="Bearer")


@api.exception_handler(Http404)
def not_found(request, error):
    """Answer a request for an address that the API does not have."""
    return refused(request, NOT_FOUND, _("There is nothing at this address. /api/docs lists the addresses of the API."))


@api.exception_handler(ValidationError)
def unreadable_parameter(request, error):
    """Answer a request with a parameter of the wrong type, which is named."""
    names = ", ".join(str(one["loc"][-1]) for one in error.errors)
    return refused(request, UNPROCESSABLE, _("This parameter cannot be read: %(names)s.") % {"names": names})


@api.exception_handler(SuspiciousOperation)
def unreadable_request(request, error):
    """Answer a request that breaks a rule of Django's, such as one with too many parameters."""
    return refused(request, BAD_REQUEST, _("This request cannot be read."))


@api.exception_handler(Exception)
def failed(request, error):
    """Answer where the portal itself failed: because its database is busy, or for a reason that its log keeps."""
    if is_busy(error):
        sentence = _("The portal is busy just now. Please ask again in a few seconds.")
        return refused(request, UNAVAILABLE, sentence, Retry_After=str(RETRY_AFTER_SECONDS))
    response = refused(
        request, FAILED, _("The portal failed to answer this. Its log has the cause; tell the administrator.")
    )
    log_response("Internal Server Error: %s", request.path, response=response, request=request, exception=error)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django itself refuses, such as one for another host: in JSON where it was for the API."""
    if request.path.startswith(reverse("api:api-root")):
        return unreadable_request(request, exception)
    return defaults.bad_request(request, exception)


# ---- Addresses --------------------------------------------------------------------------------------------


def answered_in_json(view: View) -> View:
    """Decorate a view of the API: whatever goes wrong in it, the answer is JSON with a sentence, and never a page.

    The API checks tokens and sessions itself, and it writes nothing.
    """

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest, **names: Any) -> HttpResponse:
        try:
            response = view(request, **names)
        except Exception as error:  # noqa: BLE001
            return api.on_exception(request, error)
        if response.status_code == NOT_ALLOWED:
            sentence = _("%(method)s is not possible here: the API can only be read, with GET.")
            return refused(request, NOT_ALLOWED, sentence % {"method": request.method}, Allow=response["Allow"])
        return response

    return answer


def description(view: View) -> View:
    """Decorate a view that describes the API: it opens for a token and for people who have signed in."""

    @require_safe
    def answer(request: HttpRequest, **names: Any) -> HttpResponse:
        if not any(authenticate(request) for authenticate in AUTHENTICATION):
            raise AuthenticationError
        return view(request, **names)

    return answer


def description_page(view: View) -> View:
    """Decorate the description's page for people: who sends no token is led to the sign-in, as on all pages."""
    described = description(view)

    def answer(request: HttpRequest, **names: Any) -> HttpResponse:
        if request.user.is_authenticated or "Authorization" in request.headers:
            return described(request, **names)
        return redirect_to_login(request.get_full_path())

    return answer


def nothing_here(request: HttpRequest, **names: Any) -> HttpResponse:
    raise Http404


OWN_VIEWS: dict[str, Callable[[View], View]] = {
    "openapi-json": description,
    "openapi-view": description_page,
    "api-root": lambda _view: nothing_here,
}


def addresses() -> tuple[list[Any], str, str]:
    """The API's addresses; any other below them is answered as well, with a sentence."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        own = OWN_VIEWS.get(pattern.name)
        pattern.callback = answered_in_json(own(pattern.callback) if own else pattern.callback)
    return [*patterns, re_path("", answered_in_json(nothing_here))], app_name, namespace
