"""A table as files hold it: a title, lines above, heads, and cells that are numbers, days and texts."""

from __future__ import annotations

from dataclasses import dataclass, field

from targets.tables.cells import Value
from targets.tables.columns import Head


@dataclass(slots=True)
class Contents:
    """A table with its title and the lines above it: what it rests on, which month, which unit.

    The first `names` columns name a row and stay in sight while one scrolls.
    """

    title: str
    captions: list[str] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    rows: list[list[Value]] = field(default_factory=list)
    names: int = 1

    @property
    def has_groups(self) -> bool:
        return any(head.group for head in self.heads)
