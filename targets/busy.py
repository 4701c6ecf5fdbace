"""Retrying transactions that a busy database gave up.

A database gives up a transaction because of other people's work: after a deadlock, a lock timeout or a serialization
failure on PostgreSQL, or because the file is locked on SQLite. Nothing of it is stored then. It is tried again as a
whole a few times; after that `Busy` is raised, and `bureau.busy` asks the user to send it again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection
from django.utils.translation import gettext_lazy as _

ATTEMPTS = 3
# PostgreSQL: serialization failure, deadlock, lock not available. SQLite: busy, locked.
SQLSTATES = frozenset({"40001", "40P01", "55P03"})
SQLITE_CODES = frozenset({5, 6})

BUSY = _("The portal is busy just now: nothing was saved. What you typed still stands here. Please save it again.")

P = ParamSpec("P")
R = TypeVar("R")


class Busy(Exception):
    """The database was busy at every attempt, and nothing was stored."""


def is_busy(error: BaseException) -> bool:
    """Whether the database gave up because of other transactions, so that the same one may succeed a moment later."""
    cause = error.__cause__ if isinstance(error, OperationalError) else None
    sqlstate = getattr(cause, "pgcode", None) or getattr(cause, "sqlstate", None)
    # The lowest byte of SQLite's error code is the kind of error, the others are details.
    sqlite = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    return sqlstate in SQLSTATES or sqlite in SQLITE_CODES


def tried_again(verb: Callable[P, R]) -> Callable[P, R]:
    """Decorate a function that is one whole transaction: it is called again while the database is busy.

    Raises Busy after the last attempt. Inside an outer transaction nothing can be tried again, and the database's own
    error is passed on.
    """

    @wraps(verb)
    def trying(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return verb(*args, **kwargs)
        for left in reversed(range(ATTEMPTS)):
            try:
                return verb(*args, **kwargs)
            except OperationalError as error:
                if not is_busy(error):
                    raise
                if not left:
                    raise Busy from error
        raise AssertionError("The last attempt returns or raises.")

    return trying
