"""Invented entries of the registers: each chapter's `demonstration.py` invents its own from the invented reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from targets.demonstration.script import Script
from targets.models import ReportingUnit
from targets.models.entries import Entry
from targets.worksheet import Cell

# An area code that was never given out: no real person has such a number.
RESERVED_AREA = "230599"


@dataclass(frozen=True)
class Ground:
    """What entries are invented from. `cells` are the reports' figures by unit's code, month's number and indicator."""

    script: Script
    units: dict[str, ReportingUnit]
    people: dict[str, object]
    cells: dict[tuple[str, int, str], Cell]

    @property
    def year(self) -> int:
        return self.script.year

    def day(self, month: int, number: int) -> date:
        return date(self.year, month, number)


Invention = Callable[[Ground], Iterator[Entry]]
_inventions: list[Invention] = []


def invents(function: Invention) -> Invention:
    """Declare a function that yields a chapter's unsaved entries; each says its unit."""
    _inventions.append(function)
    return function
