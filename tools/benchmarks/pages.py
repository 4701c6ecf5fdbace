"""The dashboard page as a server calls it: WSGI in, bytes out, through every middleware, without a network."""

from collections.abc import Callable
from http.cookies import SimpleCookie
from importlib import import_module
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from tools.benchmarks import views
from tools.benchmarks.data import LAST_YEAR, READER

CHAPTER = f"/plans/{LAST_YEAR}/chapters/employment/?month={LAST_YEAR}-06"
DASHBOARD = f"/plans/{LAST_YEAR}/?month={LAST_YEAR}-06"
OK, NOT_MODIFIED = 200, 304


class WrongAnswer(AssertionError):
    """A page gave another answer than the one that is to be timed."""


class Browser:
    """A signed-in reader's browser: sends the cookies of its session."""

    def __init__(self) -> None:
        settings.ROOT_URLCONF = "tools.benchmarks.views"
        self.application: Callable[..., Any] = get_wsgi_application()
        self.cookies = {settings.SESSION_COOKIE_NAME: _signed_in()}
        self.headers: dict[str, str] = {}
        self.get(DASHBOARD)
        self.cookies[settings.CSRF_COOKIE_NAME] = SimpleCookie(self.headers["Set-Cookie"])["csrftoken"].value

    def get(self, address: str, expected: int = OK, **extra: str) -> bytes:
        """Ask for a page; raises WrongAnswer where the status is not the expected one."""
        environ = self._environ(address, extra)
        answered: list[str] = []

        def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
            answered.append(status)
            self.headers = dict(headers)

        response = self.application(environ, start)
        body = b"".join(response)
        response.close()
        if not answered[0].startswith(str(expected)):
            raise WrongAnswer(f"{address}: {answered[0]}, not {expected}")
        return body

    def _environ(self, address: str, extra: dict[str, str]) -> dict[str, Any]:
        path, _, query = address.partition("?")
        return {
            **self._base,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "wsgi.input": BytesIO(),
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **extra,
        }

    _base = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.errors": BytesIO(),
    }

    def record_queries(self, address: str = DASHBOARD) -> None:
        """Have the view that runs only the page's queries run just these."""
        forget_pages()
        with views.recording():
            self.get(address)

    def fresh(self, address: str = DASHBOARD) -> None:
        """The page made anew, as after a change of the data."""
        forget_pages()
        self.get(address)

    def repeated(self) -> None:
        """The page as it is kept."""
        self.get(DASHBOARD)

    def stamp(self) -> str:
        """The ETag by which the browser asks whether the page has changed."""
        self.get(DASHBOARD)
        return self.headers["ETag"]

    def unchanged(self, stamp: str) -> None:
        """Ask with that ETag, and be told that the page has not changed."""
        self.get(DASHBOARD, NOT_MODIFIED, HTTP_IF_NONE_MATCH=stamp)

    def queries_only(self) -> None:
        self.get("/bench/queries/")

    def sql_only(self) -> None:
        self.get("/bench/sql/")

    def trivial(self) -> None:
        self.get("/bench/trivial/")


def forget_pages() -> None:
    """No page is kept any more, neither for all workers nor in this process."""
    for cache in caches.all():
        cache.clear()


def _signed_in() -> str:
    """A session of the leader, who reads approved figures of the whole city."""
    request = RequestFactory().get("/")
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, get_user_model().objects.get(username=READER), "django.contrib.auth.backends.ModelBackend")
    request.session.save()
    return str(request.session.session_key)
