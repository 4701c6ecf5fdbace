"""History rows for many records at once, copied inside the database.

This is the only SQL written by hand, because Django's ORM has no INSERT … SELECT, and building a second instance of
each figure in Python takes longer than everything else in an import. Table and column names are taken from the models.
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
    """Write a history row for each of these primary keys: by whom, when by the portal's clock, and for what reason.

    `kind` is ADDED or CHANGED. All keys go into one statement, which takes a few thousand of them.
    """
    if not keys:
        return
    copied = [field.column for field in model.history.model.tracked_fields]
    own_values: dict[str, Any] = {
        "history_date": connection.ops.adapt_datetimefield_value(clock.now()),
        "history_type": kind,
        "history_user_id": by.pk if by is not None else None,
        "history_change_reason": reason,
    }
    quoted = connection.ops.quote_name
    # Names come from the models and are quoted; values are parameters.
    statement = "INSERT INTO {table} ({columns}) SELECT {values} FROM {source} WHERE {key} IN ({keys})".format(  # noqa: S608
        table=quoted(model.history.model._meta.db_table),
        columns=", ".join(map(quoted, [*copied, *own_values])),
        values=", ".join([*map(quoted, copied), *["%s"] * len(own_values)]),
        source=quoted(model._meta.db_table),
        key=quoted(model._meta.pk.column),
        keys=", ".join(["%s"] * len(keys)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*own_values.values(), *keys])
