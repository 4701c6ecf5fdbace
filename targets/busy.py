"""A busy database: a transaction that it gave up is tried again as a whole, a few times, and then refused as Busy.

Deadlocks, lock and serialization failures of PostgreSQL and the locked file of SQLite are such. Nothing of the
transaction was stored; whoever sent it is told so (`bureau.busy`), and sends it again.
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
    """The database was busy each time; nothing was stored."""


def is_busy(error: BaseException) -> bool:
    """Did the database give up because of others' work, so that the same may succeed a moment later?"""
    cause = error.__cause__ if isinstance(error, OperationalError) else None
    sqlstate = getattr(cause, "pgcode", None) or getattr(cause, "sqlstate", None)
    # The lowest byte is the kind, the rest its details.
    sqlite = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    return sqlstate in SQLSTATES or sqlite in SQLITE_CODES


def tried_again(verb: Callable[P, R]) -> Callable[P, R]:
    """Try a verb that is one whole transaction again where the database was busy. Raises Busy after the last time.

    Inside a transaction of somebody else's nothing can be tried again: the error goes on to whoever began it.
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
