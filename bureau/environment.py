"""Reading settings from environment variables.

Each function takes the name of a variable, and most a default. An empty variable counts as absent. A value that makes
no sense raises ImproperlyConfigured, in one sentence that names the variable, its value and what would be right.
"""

import os
import re
import secrets
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

FLAGS = {"1": True, "true": True, "yes": True, "on": True}
FLAGS |= {"0": False, "false": False, "no": False, "off": False}
SECRET_LENGTH = 32
# A host name, an IPv4 address, or an IPv6 address in brackets. A leading dot stands for a domain, a star for any host.
HOST = re.compile(r"\*|\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\]")
# Entries of about twenty kilobytes each; above this number the cache drops a third of them.
MOST_CACHED = 1000
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")


def refuse(name: str, value: str, wanted: str) -> ImproperlyConfigured:
    """The error for a value that makes no sense."""
    return ImproperlyConfigured(f"{name} is {value!r}, but must be {wanted}.")


def text(name: str, default: str = "") -> str:
    """The text of the variable without surrounding white space."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """Yes or no, given as 1 or 0, or as one of the other words in FLAGS."""
    value = text(name)
    if value and value.lower() not in FLAGS:
        raise refuse(name, value, "1 or 0")
    return FLAGS[value.lower()] if value else default


def whole(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    value = text(name) or str(default)
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise refuse(name, value, f"a whole number from {least} to {most}")
    return int(value)


def decimal(name: str, default: str, *, least: str, most: str) -> Decimal:
    """A decimal number from `least` to `most`."""
    value = text(name) or default
    try:
        number = Decimal(value)
        within = Decimal(least) <= number <= Decimal(most)
    except InvalidOperation:
        within = False
    if not within:
        raise refuse(name, value, f"a number from {least} to {most}")
    return number


def day(name: str) -> date | None:
    """A date such as 2007-07-04; None if absent."""
    value = text(name)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise refuse(name, value, "a date such as 2007-07-04, or empty for the real date") from None


def names(name: str) -> list[str]:
    """A list separated by commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def scale(name: str, default: str, *, longest: int) -> list[str]:
    """Different names separated by commas, in their order, each at most `longest` characters long."""
    value = text(name) or default
    found = [part.strip() for part in value.split(",")]
    if len(set(found)) != len(found) or not all(0 < len(part) <= longest for part in found):
        raise refuse(name, value, f"different names separated by commas, of {longest} characters at most")
    return found


def rates(name: str, default: str, *, least: str, most: str) -> dict[str, Decimal]:
    """Numbers by name, such as A:1,B:2.5, each from `least` to `most`."""
    value = text(name) or default
    pairs = [part.rpartition(":") for part in value.split(",")]
    try:
        found = {key.strip(): Decimal(number.strip()) for key, _colon, number in pairs}
        within = all(key and Decimal(least) <= number <= Decimal(most) for key, number in found.items())
    except InvalidOperation:
        within = False
    if not within or len(found) != len(pairs):
        raise refuse(name, value, f"names with numbers from {least} to {most}, such as A:1,B:2.5")
    return found


def falling(name: str, default: str, *, least: str, most: str) -> dict[str, Decimal]:
    """Numbers by name, such as red:6,blue:4.6, each below the one before; names and order are those of the default."""
    found = rates(name, default, least=least, most=most)
    wanted, numbers = [pair.partition(":")[0] for pair in default.split(",")], list(found.values())
    if list(found) != wanted or any(later >= earlier for earlier, later in pairwise(numbers)):
        raise refuse(name, text(name), f"falling numbers from {most} to {least} for {', '.join(wanted)}")
    return found


def origins(name: str) -> list[str]:
    """Web origins separated by commas, each with its scheme."""
    found = names(name)
    for origin in found:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
            raise refuse(name, origin, "a list of origins such as https://portal.example.gov.cn")
    return found


def time_zone(name: str, default: str) -> str:
    """The name of a time zone in the IANA database."""
    value = text(name) or default
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise refuse(name, value, "a time zone such as Asia/Shanghai") from None
    return value


def secret(name: str, *, debug: bool, kept_in: Path) -> str:
    """The signing key; while debugging, a missing one is made once and kept in a file."""
    value = text(name)
    if not debug and len(value) < SECRET_LENGTH:
        fault = "too short" if value else "not set"
        raise ImproperlyConfigured(
            f"{name} is {fault}: with DEBUG off it must be a random text of {SECRET_LENGTH} characters or more."
        )
    if value:
        return value
    if not kept_in.exists():
        kept_in.parent.mkdir(parents=True, exist_ok=True)
        kept_in.touch(mode=0o600)
        kept_in.write_text(secrets.token_urlsafe(50))
    return kept_in.read_text()


def hosts(name: str, *, debug: bool) -> list[str]:
    """The host names that the portal answers to; while debugging, by default those of this machine."""
    found = names(name)
    if not found and not debug:
        raise ImproperlyConfigured(f"{name} is not set: with DEBUG off it must list the portal's host names.")
    for host in found:
        if not HOST.fullmatch(host):
            raise refuse(name, host, "host names without scheme, port or path, such as portal.example.gov.cn")
    return found or ["localhost", "127.0.0.1", "[::1]"]


def address(host: str, port: str) -> str:
    """The address to listen at, from the variables named `host` and `port`; by default 127.0.0.1:8000."""
    value = text(host) or "127.0.0.1"
    if not HOST.fullmatch(value) or value.startswith((".", "*")):
        raise refuse(host, value, "a host name or address to listen at, such as 127.0.0.1 or 0.0.0.0")
    return f"{value}:{whole(port, 8000, least=1, most=65_535)}"


def database(name: str, *, debug: bool, default: Path) -> dict[str, Any]:
    """Django's settings for an SQLite or PostgreSQL database given by its URL; while debugging, by default a file.

    Errors do not repeat the URL, because it contains a password.
    """
    wanted = "such as postgres://user:password@host:5432/name or sqlite:////path/to/file"
    if not text(name) and not debug:
        raise ImproperlyConfigured(f"{name} is not set: with DEBUG off it must name the portal's database, {wanted}.")
    url = text(name) or f"sqlite:///{default}"
    if url.partition("://")[0] not in DATABASE_SCHEMES:
        raise ImproperlyConfigured(f"{name} must be a database address {wanted}.")
    try:
        found = dict(dj_database_url.parse(url))
    except (ValueError, dj_database_url.ParseError):
        raise ImproperlyConfigured(f"{name} cannot be read: it must be a database address {wanted}.") from None
    if not found["NAME"]:
        raise ImproperlyConfigured(f"{name} names no database: it must be an address {wanted}.")
    return found


def cache(name: str) -> dict[str, Any]:
    """Django's settings for the cache: a database table or a folder, shared by all workers, or each worker's memory.

    `manage.py migrate` makes the default table, `manage.py createcachetable` one of another name.
    """
    kind, _, place = (text(name) or "db://portal_cache").partition("://")
    backends = {
        "db": "bureau.table_cache.TableCache",
        "file": "django.core.cache.backends.filebased.FileBasedCache",
        "memory": "django.core.cache.backends.locmem.LocMemCache",
    }
    if kind not in backends or bool(place) == (kind == "memory"):
        raise refuse(name, text(name), "db://table_name, file:///folder, or memory:// for each worker's own memory")
    return {"BACKEND": backends[kind], "LOCATION": place or "portal", "OPTIONS": {"MAX_ENTRIES": MOST_CACHED}}
