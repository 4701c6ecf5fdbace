"""What is found on a sheet: tables, their columns, and a slot for each number with all that its headings say."""

from __future__ import annotations

from dataclasses import dataclass, field

from targets.spreadsheets.cells import CellArea, Spot
from targets.spreadsheets.layouts.meanings import Meaning, NumberPart, NumberRole
from targets.values import Value
from targets.values.measures import Measure
from targets.values.spans import MonthSpan


@dataclass(frozen=True, slots=True)
class LayoutFault:
    """What cannot be read: the text at fault, why and what to do; `choices` are codes with names to choose from.

    `may_gather`: the text stands above headings that say everything by themselves, and may only gather them.
    """

    row: int
    column: int
    value: Value
    reason: str
    choices: tuple[tuple[str, str], ...] = ()
    may_gather: bool = False


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row without figures for the portal, and why."""

    row: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column of figures: the texts above it from the outermost level, and what they mean together."""

    column: int
    path: tuple[str, ...]
    meaning: Meaning
    measure: Measure | None
    hidden: bool


@dataclass(slots=True)
class Slot:
    """A cell that holds a figure. `unit` and `span` None: the table's; `role` None: no heading says which."""

    row: int
    column: int
    value: Value
    code: str
    part: NumberPart
    unit: str | None
    span: MonthSpan | None
    role: NumberRole | None
    total: bool
    measure: Measure | None
    hidden: bool


@dataclass(slots=True)
class FoundTable:
    """A table with what its title, unit line and sheet name say."""

    sheet: str
    area: CellArea
    title: str = ""
    unit: str | None = None
    unit_place: Spot | None = None
    span: MonthSpan | None = None
    span_place: Spot | None = None
    span_fault: str = ""
    measures: list[Measure] = field(default_factory=list)
    columns: list[FoundColumn] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    faults: list[LayoutFault] = field(default_factory=list)
