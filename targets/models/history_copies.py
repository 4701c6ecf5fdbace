"""The history of many rows at once, copied by the database from the rows as they stand.

The one place with SQL written by hand, because Django's ORM has no INSERT … SELECT: building a second instance of
each figure in Python takes longer than all else that an import does. The columns are asked of the models.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models

from targets import clock

ADDED, CHANGED = "+", "~"


def copy_to_history(
    model: type[models.Model], keys: Sequence[int], *, kind: str, by: Any, reason: str | None = None
) -> None:
    """Write a history row for each of these keys: who, when on the portal's clock, and why where there is a reason.

    `keys` are at most some thousands, as one statement takes them.
    """
    if not keys:
        return
    copied = [field.column for field in model.history.model.tracked_fields]
    own: dict[str, Any] = {
        "history_date": connection.ops.adapt_datetimefield_value(clock.now()),
        "history_type": kind,
        "history_user_id": by.pk if by is not None else None,
        "history_change_reason": reason,
    }
    with connection.cursor() as cursor:
        cursor.execute(_insert(model, copied, list(own), len(keys)), [*own.values(), *keys])


def _insert(model: type[models.Model], copied: Sequence[str], own: Sequence[str], keys: int) -> str:
    """The statement: names come from the models and are quoted, values are parameters."""
    return "INSERT INTO {table} ({columns}) SELECT {values} FROM {source} WHERE {key} IN ({keys})".format(  # noqa: S608
        table=_quoted(model.history.model._meta.db_table),
        columns=", ".join(map(_quoted, [*copied, *own])),
        values=", ".join([*map(_quoted, copied), *["%s"] * len(own)]),
        source=_quoted(model._meta.db_table),
        key=_quoted(model._meta.pk.column),
        keys=", ".join(["%s"] * keys),
    )


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
