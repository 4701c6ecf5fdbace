"""What is found on a sheet: tables, their columns, and a slot for each number with what its headings say."""

from __future__ import annotations

from dataclasses import dataclass, field

from targets.spreadsheets.cells import CellArea, Spot
from targets.spreadsheets.layouts.meanings import Meaning, NumberPart, NumberRole
from targets.values import Value
from targets.values.measures import Measure
from targets.values.spans import MonthSpan


@dataclass(frozen=True, slots=True)
class LayoutFault:
    """A text that cannot be read, why, and what to do. `choices` are the codes and names that it may mean.

    `may_gather` says that it stands above headings that are complete by themselves, and may only group them.
    """

    row: int
    column: int
    value: Value
    reason: str
    choices: tuple[tuple[str, str], ...] = ()
    may_gather: bool = False


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row with no figures for the portal, and why."""

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
    """A cell that holds a figure, with its meaning.

    A `unit` or `span` of None is that of the table; a `role` of None is named by no heading. The value of a net figure
    that `may_be_part` is what came in where the table has what went out.
    """

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
    may_be_part: bool = False


@dataclass(slots=True)
class FoundTable:
    """A table, with what its title, the lines above it and the sheet's name say."""

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
