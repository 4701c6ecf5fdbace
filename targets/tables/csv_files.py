"""Tables as comma-separated values, for programs that cannot read workbooks."""

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

# Without this byte order mark, Chinese Excel reads the file as GB 18030 and garbles every word.
MARK = "\ufeff"


def write_csv(tables: Iterable[Contents]) -> bytes:
    """One file in UTF-8, the tables one below the other with an empty line between them."""
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
    """A cell as text: numbers without thousands separators or %, days as 2007-06-30, an empty cell as nothing."""
    number = number_of(value)
    if number is not None:
        decimals = value.decimals if isinstance(value, FormattedNumber) else None
        shown = plain(Decimal(number)) if decimals is None else rounded(Decimal(number), decimals)
        return f"{shown:f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return harmless(clean(value)) if isinstance(value, str) else ""
