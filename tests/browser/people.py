"""People at their browsers: how they sign in, and in which language they read."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

CHINESE, ENGLISH = "zh-hans", "en"
PASSWORD = "Jianshan-2007-June"


def sign_in(context: BrowserContext, server, user) -> None:
    """Put the user's session into the browser, without the sign-in page."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])


def read_in(context: BrowserContext, server, language: str) -> None:
    """The language as its button keeps it."""
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": server.url}])


def sign_in_by_hand(page: Page, server, user, language: str) -> None:
    """Type name and password on the sign-in page; whoever wants English presses its button first."""
    page.goto(server.url + "/accounts/login/")
    if language == ENGLISH:
        page.get_by_role("button", name="English").click()
    page.locator("[name=username]").fill(user.get_username())
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.locator(".account-menu").wait_for()


def give_password(*users) -> None:
    """Let the users sign in by hand."""
    for user in users:
        user.set_password(PASSWORD)
        user.save()


def width_of(page: Page) -> int:
    """What the page takes up sideways, in pixels."""
    return page.evaluate("document.documentElement.scrollWidth")
