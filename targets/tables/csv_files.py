"""Tables as comma-separated text, for programs that read no workbooks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from targets.formatting import plain, rounded
from targets.tables.cells import FormattedNumber, Value, number_of
from targets.tables.columns import Head
from targets.tables.contents import Contents
from targets.tables.texts import clean, harmless

# Without this mark Excel in China reads the file as GB 18030, and every word is lost.
MARK = "\ufeff"


def write_csv(tables: Iterable[Contents]) -> bytes:
    """One file in UTF-8; several tables stand one below the other, an empty line between them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for number, table in enumerate(tables):
        if number:
            writer.writerow([])
        writer.writerows([cell_text(line)] for line in (table.title, *table.captions))
        writer.writerow([cell_text(_head(head)) for head in table.heads])
        writer.writerows([cell_text(value) for value in row] for row in table.rows)
    return (MARK + text.getvalue()).encode()


def _head(head: Head) -> str:
    return f"{head.group} · {head.text}" if head.group and head.text else head.group or head.text


def cell_text(value: Value) -> str:
    """A cell as text: numbers without separators and signs, days as 2007-06-30, nothing for an empty cell."""
    number = number_of(value)
    if number is not None:
        return f"{_shown(value, Decimal(number)):f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return harmless(clean(value)) if isinstance(value, str) else ""


def _shown(value: Value, number: Decimal) -> Decimal:
    """With the decimals that the page shows, else without trailing zeros."""
    decimals = value.decimals if isinstance(value, FormattedNumber) else None
    if decimals is not None:
        return rounded(number, decimals)
    return plain(number)
