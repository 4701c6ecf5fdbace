"""With https, the default on a server, nothing is sent unencrypted; without it, users can still sign in."""

import json
import os
import subprocess
import sys

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

# What of the settings decides how cookies and answers travel.
NAMES = (
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "LANGUAGE_COOKIE_SECURE",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "SESSION_EXPIRE_AT_BROWSER_CLOSE",
    "LANGUAGE_COOKIE_HTTPONLY",
    "X_FRAME_OPTIONS",
)
A_YEAR = 365 * 24 * 60 * 60


def loaded(**variables) -> dict:
    """The settings of a server with these environment variables; None removes a variable."""
    given = {name: value for name, value in (os.environ | variables).items() if value is not None}
    says = f"""
import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in {NAMES}}}))
"""
    command = [sys.executable, "-c", says]
    run = subprocess.run(command, env=given, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def under_https() -> dict:
    return loaded(SECURE_SSL="1")


def test_a_server_asks_for_https_unless_told_otherwise(under_https):
    assert loaded(SECURE_SSL=None) == under_https


def test_every_cookie_is_for_https_only_and_hsts_holds_for_a_year(under_https):
    assert under_https == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "LANGUAGE_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": A_YEAR,
        "SECURE_PROXY_SSL_HEADER": None,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "LANGUAGE_COOKIE_HTTPONLY": True,
        "X_FRAME_OPTIONS": "DENY",
    }


def test_with_plain_http_no_cookie_is_limited_to_https(under_https):
    plain = {
        "SESSION_COOKIE_SECURE": False,
        "CSRF_COOKIE_SECURE": False,
        "LANGUAGE_COOKIE_SECURE": False,
        "SECURE_SSL_REDIRECT": False,
        "SECURE_HSTS_SECONDS": 0,
    }
    assert loaded(SECURE_SSL="0") == under_https | plain


def test_the_proxys_header_is_trusted_only_behind_a_proxy(under_https):
    assert loaded(SECURE_SSL="1", BEHIND_PROXY="1") == under_https | {
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"]
    }


@pytest.fixture
def served(settings, under_https):
    """The portal with the settings for https."""
    for name, value in under_https.items():
        setattr(settings, name, value)


def test_every_cookie_set_during_sign_in_is_secure(db, served):
    get_user_model().objects.create_user("zhang", password="a long word for tests")
    client = Client()
    client.post("/i18n/setlang/", {"language": "en"}, secure=True)
    page = client.get("/accounts/login/", secure=True)
    sent = {"username": "zhang", "password": "a long word for tests"}
    assert client.post("/accounts/login/", sent, secure=True).status_code == 302
    assert set(client.cookies) == {"sessionid", "csrftoken", "django_language"}
    assert all(cookie["secure"] for cookie in client.cookies.values())
    assert {name for name, cookie in client.cookies.items() if cookie["httponly"]} >= {"sessionid", "django_language"}
    assert page.headers["Strict-Transport-Security"] == f"max-age={A_YEAR}"


def test_plain_http_is_redirected_to_https(db, served):
    answer = Client().get("/accounts/login/?next=/x/")
    assert (answer.status_code, answer.url) == (301, "https://testserver/accounts/login/?next=/x/")


def test_a_header_that_anybody_can_send_does_not_count_as_https(db, served):
    assert Client().get("/accounts/login/", headers={"x-forwarded-proto": "https"}).status_code == 301
