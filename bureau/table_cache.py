"""Django's cache in a table of the database, made so that a page neither waits long for the cache nor fails with it."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connection

# SQLite has one writer. An entry that cannot be written within so many milliseconds is not kept.
BUSY_TIMEOUT = 100


@contextmanager
def _short_busy_timeout() -> Iterator[None]:
    """Have SQLite wait at most BUSY_TIMEOUT for another writer. On PostgreSQL writers do not wait for one another."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    execute = connection.connection.execute
    (usual,) = execute("PRAGMA busy_timeout").fetchone()
    execute(f"PRAGMA busy_timeout = {min(usual, BUSY_TIMEOUT)}")
    try:
        yield
    finally:
        execute(f"PRAGMA busy_timeout = {usual}")


class TableCache(DatabaseCache):
    """A cache that is empty, and keeps nothing, whenever its table cannot be read or written."""

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        try:
            found: dict[str, Any] = super().get_many(keys, version)
        except DatabaseError:
            return {}
        return found

    def _base_set(self, *args: Any, **kwargs: Any) -> bool:
        try:
            with _short_busy_timeout():
                stored: bool = super()._base_set(*args, **kwargs)  # type: ignore[misc]
        except DatabaseError:
            return False
        return stored

    def _base_delete_many(self, keys: Collection[str]) -> bool:
        if not keys:
            return False
        try:
            with _short_busy_timeout():
                deleted: bool = super()._base_delete_many(keys)  # type: ignore[misc]
        except DatabaseError:
            return False
        return deleted
