"""Playwright on the system's Chromium; it downloads no browser of its own."""

import os

import pytest

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
