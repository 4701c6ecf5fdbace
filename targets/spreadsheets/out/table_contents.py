"""Tables on their way out: what a page shows as rows of numbers, dates and texts, before it is a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is to be shown: `decimals` None shows as many as it has; percent is 96.5 for 96.5 %."""

    number: Decimal
    decimals: int | None = None
    percent: bool = False
    signed: bool = False


# None is an empty cell: nothing reported, nothing to say.
Value = None | str | int | Decimal | Figure | date | datetime


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head, beneath a common one where several belong together."""

    head: str
    group: str = ""


@dataclass(slots=True)
class Table:
    """A table with its title and the lines above it: what it rests on, which month, which unit.

    The first `names` columns name a row and stay in sight while one scrolls.
    """

    title: str
    captions: list[str] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    rows: list[list[Value]] = field(default_factory=list)
    names: int = 1

    @property
    def has_groups(self) -> bool:
        return any(column.group for column in self.columns)


def columns(*heads: str) -> list[Column]:
    """Columns without common heads."""
    return [Column(head) for head in heads]


def number_of(value: Value) -> Decimal | int | None:
    """The number in a cell; None where it holds none."""
    if isinstance(value, Figure):
        return value.number
    return value if isinstance(value, Decimal | int) else None
