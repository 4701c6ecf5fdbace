"""The dashboard page as a server calls it: WSGI in, bytes out, through every middleware, without a network."""

import re
from collections.abc import Callable
from http.cookies import SimpleCookie
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.template import Engine
from django.test import RequestFactory

from tools.benchmarks import views
from tools.benchmarks.data import LAST_YEAR, READER
from tools.benchmarks.timing import Pair, pair_of, seconds_by_turns

CHAPTER = f"/plans/{LAST_YEAR}/chapters/employment/?month={LAST_YEAR}-06"
DASHBOARD = f"/plans/{LAST_YEAR}/?month={LAST_YEAR}-06"
PLAN = f"/plans/{LAST_YEAR}"
# Those that a leader reads of June; what each is called in the results.
MONTH_PAGES = {
    "dashboard": DASHBOARD,
    "chapter page": CHAPTER,
    "unit's page": f"{PLAN}/units/230502/?month={LAST_YEAR}-06",
    "indicator's page": f"{PLAN}/indicators/T01-1/?month={LAST_YEAR}-06",
    "matrix": f"{PLAN}/matrix/?month={LAST_YEAR}-06",
    "who has reported": f"{PLAN}/reporting/?month={LAST_YEAR}-06",
    "reconciliation": f"{PLAN}/reconciliation/?month={LAST_YEAR}-06",
}
TEMPLATES = Path(__file__).parent / "templates"
ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
OK, NOT_MODIFIED = 200, 304


class WrongAnswer(AssertionError):
    """A page gave another answer than the one that is to be timed."""


class Browser:
    """A signed-in user's browser, by default the leader's: sends the cookies of its session."""

    def __init__(self, username: str = READER) -> None:
        settings.ROOT_URLCONF = "tools.benchmarks.views"
        Engine.get_default().dirs.append(str(TEMPLATES))
        self.application: Callable[..., Any] = get_wsgi_application()
        self.cookies = {settings.SESSION_COOKIE_NAME: _signed_in(username)}
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

    def plain(self) -> None:
        self.get("/bench/plain/")

    def beside_queries(self, address: str, *, rounds: int, turns: int) -> Pair:
        """What a page made anew takes beside its queries, against a plain template that writes the same cells.

        The view that runs the queries has passed through the middleware as well, so that what a trivial view takes is
        added again. Raises WrongAnswer for a page without a table.
        """
        self.record_queries(address)
        views.cells[:] = cells_of(self.get(address, HTTP_ACCEPT_ENCODING="identity").decode())
        if not views.cells:
            raise WrongAnswer(f"{address}: no table")
        works = (lambda: self.fresh(address), self.queries_only, self.trivial, self.plain)
        taken = seconds_by_turns(works, rounds=rounds, turns=turns)
        return pair_of([(whole - queries + trivial, plain) for whole, queries, trivial, plain in taken])


def cells_of(page: str) -> list[list[str]]:
    """What stands in the cells of a page's tables, with its markup, row by row."""
    return [CELL.findall(row) for row in ROW.findall(page)]


def forget_pages() -> None:
    """No page is kept any more, neither for all workers nor in this process."""
    for cache in caches.all():
        cache.clear()


def _signed_in(username: str) -> str:
    """A session of the user; the leader reads approved figures of the whole city."""
    request = RequestFactory().get("/")
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, get_user_model().objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    request.session.save()
    return str(request.session.session_key)
