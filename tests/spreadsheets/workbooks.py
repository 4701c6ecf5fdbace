"""Workbooks as districts send them, made by the real writers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook

Rows = Iterable[Sequence[object]]


def workbook(rows: Rows | dict[str, Rows]) -> bytes:
    """An .xlsx of these rows; several sheets by their names."""
    book = Workbook()
    book.remove(book.active)
    for name, lines in (rows if isinstance(rows, dict) else {"就业": rows}).items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    return saved(book)


def saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def units_down(
    figures: dict[str, Sequence[object]], codes: Sequence[str], *, month: str = "2007年3月", above=()
) -> Rows:
    """A consolidated table of a month's own numbers: units down, indicators across."""
    yield [f"双鸭山市{month}劳动保障工作月报表"]
    yield from above
    yield ["单位", *codes]
    yield ["", *("本月" for _code in codes)]
    for unit, numbers in figures.items():
        yield [unit, *numbers]
