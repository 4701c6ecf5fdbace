"""Loaders whose work is done once: what they stored is remembered and put back row by row."""

from collections.abc import Callable
from typing import NamedTuple

from django.apps import apps
from django.db import connection, transaction

# Fewer values than any database takes in one statement.
VALUES_AT_ONCE = 900


class Stored(NamedTuple):
    """A table's columns, and its rows by their primary keys."""

    columns: list[str]
    rows: dict[object, tuple]


class Change(NamedTuple):
    """What a loader did to one table. A row that it changed was taken out and put in anew."""

    table: str
    key: str
    columns: list[str]
    taken: list[object]
    put: list[tuple]


class Remembered:
    """A loader that works at its first call in a process; later calls put back the rows that it left.

    Each time the database must hold what it held at the first call, apart from tables that the loader leaves alone.
    """

    def __init__(self, load: Callable[[], object]):
        self.load = load
        self.changes: list[Change] | None = None

    def __call__(self) -> None:
        with transaction.atomic():
            if self.changes is not None:
                for change in self.changes:
                    repeat(change)
                return
            before = everything()
            self.load()
            after = everything()
        self.changes = [
            Change(
                table=model._meta.db_table,
                key=model._meta.pk.column,
                columns=stored.columns,
                taken=[key for key, row in before[model].rows.items() if stored.rows.get(key) != row],
                put=[row for key, row in stored.rows.items() if before[model].rows.get(key) != row],
            )
            for model, stored in after.items()
            if stored.rows != before[model].rows
        ]


def everything() -> dict[type, Stored]:
    """All rows of all tables, by model."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                cursor.execute(f"SELECT * FROM {_quoted(model._meta.db_table)}")  # noqa: S608 - a model's own name
                columns = [column[0] for column in cursor.description]
                at = columns.index(model._meta.pk.column)
                found[model] = Stored(columns, {row[at]: row for row in cursor.fetchall()})
    return found


def repeat(change: Change) -> None:
    """Do to the table what the loader did. References are checked by the database at the end of the transaction."""
    table, key = _quoted(change.table), _quoted(change.key)
    columns = ", ".join(map(_quoted, change.columns))
    row = f"({', '.join(['%s'] * len(change.columns))})"
    at_once = VALUES_AT_ONCE // len(change.columns)
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {table} WHERE {key} = %s", [(key,) for key in change.taken])  # noqa: S608
        for first in range(0, len(change.put), at_once):
            rows = change.put[first : first + at_once]
            cursor.execute(
                f"INSERT INTO {table} ({columns}) VALUES {', '.join([row] * len(rows))}",  # noqa: S608
                [value for one in rows for value in one],
            )


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
