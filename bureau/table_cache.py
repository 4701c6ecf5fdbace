"""Django's cache in a table of the database, for readers who must neither wait for writers nor fail with them."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connection

# SQLite has one writer: what cannot be written within so many milliseconds is not kept.
PATIENCE = 100


@contextmanager
def _little_patience() -> Iterator[None]:
    """SQLite waits no longer than PATIENCE for another writer; PostgreSQL's writers do not meet here."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    ask = connection.connection.execute
    (usual,) = ask("PRAGMA busy_timeout").fetchone()
    ask(f"PRAGMA busy_timeout = {min(usual, PATIENCE)}")
    try:
        yield
    finally:
        ask(f"PRAGMA busy_timeout = {usual}")


class TableCache(DatabaseCache):
    """What the database cannot read or write just now is not in the cache."""

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        try:
            found: dict[str, Any] = super().get_many(keys, version)
        except DatabaseError:
            return {}
        return found

    def _base_set(self, *args: Any, **kwargs: Any) -> bool:
        try:
            with _little_patience():
                stored: bool = super()._base_set(*args, **kwargs)  # type: ignore[misc]
        except DatabaseError:
            return False
        return stored

    def _base_delete_many(self, keys: Collection[str]) -> bool:
        if not keys:
            return False
        try:
            with _little_patience():
                deleted: bool = super()._base_delete_many(keys)  # type: ignore[misc]
        except DatabaseError:
            return False
        return deleted
