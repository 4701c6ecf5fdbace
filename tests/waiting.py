"""Waiting for a lock, on PostgreSQL: seen in the server's own table, without sleeping."""

from time import monotonic

from django.db import connection

PATIENCE = 20


def somebody_waits() -> bool:
    """Does any connection wait for a lock?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def until_somebody_waits() -> None:
    """Return as soon as any connection waits for a lock. Fails where none comes to."""
    end = monotonic() + PATIENCE
    while not somebody_waits():
        if monotonic() > end:
            raise AssertionError("Nobody waited for a lock.")
