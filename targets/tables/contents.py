"""A table as files hold it: title, captions, heads, and cells that are numbers, days and texts."""

from __future__ import annotations

from dataclasses import dataclass, field

from targets.tables.cells import Value
from targets.tables.columns import Head


@dataclass(slots=True)
class Contents:
    """A table with its title and `captions`, the lines above it that say what it rests on.

    The first `names` columns name their rows and stay in sight when the sheet is scrolled.
    """

    title: str
    captions: list[str] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    rows: list[list[Value]] = field(default_factory=list)
    names: int = 1

    @property
    def has_groups(self) -> bool:
        return any(head.group for head in self.heads)
