"""Playwright on the system's Chromium; it downloads no browser of its own."""

import os
import re
from threading import Condition, get_ident

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started

from tests.conftest import load_demonstration
from tools import chromium

# Playwright's loop runs in the test's thread, and Django would take that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

QUIET = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
]
# Chromium reports each of these itself: a conflict, an unreadable entry, a busy database, a lost connection.
DEALT_WITH = re.compile(r"status of (409|422|503)|ERR_INTERNET_DISCONNECTED")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """A file in place of the memory: pages ask several things at once, and each needs a connection of its own."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(tmp_path_factory.mktemp("database") / "portal")}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Chromium without a sandbox only for root, for whom it has none."""
    path = chromium.find()
    if path is None:
        pytest.skip(chromium.HINT)
    arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    return {**browser_type_launch_args, "executable_path": path, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """A Chinese Windows-like browser on the bureau's clock."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1280, "height": 900},
    }


class Requests:
    """The requests that the portal has begun and not yet answered, by the thread that answers."""

    def __init__(self):
        self.running: set[int] = set()
        self.changed = Condition()
        request_started.connect(self.start)
        request_finished.connect(self.finish)

    def start(self, **_):
        with self.changed:
            self.running.add(get_ident())

    def finish(self, **_):
        with self.changed:
            self.running.discard(get_ident())
            self.changed.notify_all()

    def all_answered(self) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: not self.running, timeout=20)


@pytest.fixture
def requests(transactional_db):
    """The database is emptied only when nothing is under way that still reads or writes it."""
    requests = Requests()
    yield requests
    assert requests.all_answered()


@pytest.fixture
def new_context(requests, new_context):
    """Every browser of a test; what it complains of, such as a refused script or a missing file, fails the test.

    A page saves what was typed as it closes; that is over before the next test begins.
    """
    complaints: list[str] = []

    def open_one(**options):
        context = new_context(**options)
        context.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context

    yield open_one
    assert complaints == []


def is_complaint(message) -> bool:
    """An error or a warning, unless of an answer that the page itself deals with."""
    return message.type in ("error", "warning") and not DEALT_WITH.search(message.text)


@pytest.fixture
def demonstration(plan):
    """The invented half-year: Baoshan's employment report of June was sent back, Baoqing's waits for review."""
    load_demonstration()
