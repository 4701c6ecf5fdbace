"""A setting that makes no sense stops the start with one sentence."""

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured

from bureau import environment as env


@pytest.fixture
def given(monkeypatch):
    """Set the variable X and read it with a function of `environment`."""

    def read(value, reader, *arguments, **options):
        monkeypatch.setenv("X", value)
        return reader("X", *arguments, **options)

    return read


def test_valid_values_are_read(given):
    assert given(" Yes ", env.flag, default=False) is True
    assert given("", env.flag, default=True) is True
    assert given("7", env.whole, 3, least=1, most=28) == 7
    assert given("1.10", env.decimal, "1.05", least="1", most="10") == Decimal("1.10")
    assert given("2007-07-04", env.day) == date(2007, 7, 4)
    assert given("", env.day) is None
    assert given("a.cn, b.cn,", env.hosts, debug=False) == ["a.cn", "b.cn"]
    assert given(".example.cn,[::1],10.1.2.3", env.hosts, debug=False) == [".example.cn", "[::1]", "10.1.2.3"]
    assert given("db://cache", env.cache)["LOCATION"] == "cache"
    assert given("", env.cache)["LOCATION"] == "portal_cache"
    assert given("memory://", env.cache)["BACKEND"].endswith("LocMemCache")


@pytest.mark.parametrize(
    ("value", "reader", "arguments", "options"),
    [
        ("perhaps", env.flag, (), {"default": False}),
        ("29", env.whole, (3,), {"least": 1, "most": 28}),
        ("3.5", env.whole, (3,), {"least": 1, "most": 28}),
        ("³", env.whole, (3,), {"least": 1, "most": 28}),
        ("NaN", env.decimal, ("1",), {"least": "0", "most": "2"}),
        ("4 July", env.day, (), {}),
        ("Asia/Harbin City", env.time_zone, ("Asia/Shanghai",), {}),
        ("portal.example.cn", env.origins, (), {}),
        ("redis://host", env.cache, (), {}),
        ("https://portal.example.cn", env.hosts, (), {"debug": False}),
        ("portal.example.cn:8000", env.hosts, (), {"debug": True}),
        ("portal example cn", env.hosts, (), {"debug": False}),
        ("file://", env.cache, (), {}),
        ("memory://here", env.cache, (), {}),
    ],
)
def test_a_refusal_names_the_variable_and_its_value(given, value, reader, arguments, options):
    with pytest.raises(ImproperlyConfigured, match=r"^X is ") as refusal:
        given(value, reader, *arguments, **options)
    assert repr(value) in str(refusal.value)


@pytest.mark.parametrize(
    "url", ["mysql://me:pw-7391@host/name", "postgres://me:pw-7391@host:port/name", "postgres://me:pw-7391@host/"]
)
def test_a_refused_database_address_does_not_give_its_password_away(given, tmp_path, url):
    with pytest.raises(ImproperlyConfigured) as refusal:
        given(url, env.database, default=tmp_path / "db", debug=True)
    assert "pw-7391" not in str(refusal.value)


def test_the_signing_key_has_no_default_with_debug_off(given, tmp_path):
    for value in ("", "short"):
        with pytest.raises(ImproperlyConfigured, match="DEBUG off"):
            given(value, env.secret, debug=False, kept_in=tmp_path / "key")
    assert not (tmp_path / "key").exists()


def test_the_signing_key_is_made_once_while_debugging(given, tmp_path):
    kept_in = tmp_path / "var" / "key"
    first = given("", env.secret, debug=True, kept_in=kept_in)
    assert given("", env.secret, debug=True, kept_in=kept_in) == first
    assert kept_in.stat().st_mode & 0o777 == 0o600


def test_a_command_reports_a_bad_setting_in_one_line():
    surroundings = {**os.environ, "TODAY": "2007-02-30"}
    command = [sys.executable, "manage.py", "check"]
    run = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr.startswith("The portal cannot start. TODAY is '2007-02-30', but must be a date")
    assert run.stderr.count("\n") == 1
