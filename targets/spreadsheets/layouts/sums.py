"""Columns and rows that sum up the months beside them."""

from __future__ import annotations

from dataclasses import replace

from targets.periods import Month
from targets.spreadsheets.layouts.found_tables import Slot
from targets.spreadsheets.layouts.meanings import Meaning, NumberRole
from targets.values.spans import MonthSpan

Columns = list[tuple[int, Meaning, bool]]
"""Columns by number, with their meaning and whether they are hidden."""


def with_column_sums(columns: Columns) -> Columns:
    """The columns, with 累计 or 合计 beside months from January on as their total to date, which is only compared.

    Beside other months, such as April to June, such a column is left out.
    """
    months = _latest_year({meaning.span.month for _column, meaning, _hidden in columns if meaning.span})
    if len(months) < 2:
        return columns
    span = _year_to_date(months)
    kept = []
    for column, meaning, hidden in columns:
        if meaning.span or not (meaning.total or meaning.role is NumberRole.TO_DATE):
            kept.append((column, meaning, hidden))
        elif span:
            kept.append((column, replace(meaning, span=span, role=NumberRole.TO_DATE, total=True), hidden))
    return kept


def with_row_sums(slots: list[Slot]) -> list[Slot]:
    """The same for rows: a total below months is that to date at the last of them, or is left out."""
    months = _latest_year({slot.span.month for slot in slots if slot.span and not slot.total})
    sums = [slot for slot in slots if slot.span is None and (slot.total or slot.role is NumberRole.TO_DATE)]
    if len(months) < 2 or not sums:
        return slots
    span = _year_to_date(months)
    for slot in sums:
        slot.span, slot.role, slot.total = span, NumberRole.TO_DATE, True
    left = set() if span else {id(slot) for slot in sums}
    return [slot for slot in slots if id(slot) not in left]


def _latest_year(months: set[Month]) -> set[Month]:
    """The months of the latest year; those of other years are there to be compared."""
    return {month for month in months if month.year == max(months).year}


def _year_to_date(months: set[Month]) -> MonthSpan | None:
    """January up to the last month, if none between is missing."""
    last = max(months)
    return MonthSpan(last, cumulative=True) if set(last.year_to()) == months else None
