"""Remarks on a file's cells, and the questions that it leaves open, which only a person can answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from targets.spreadsheets.cells import address
from targets.values import Value


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a file, or the whole sheet (no row), or the whole file (no sheet). `file` counts from zero."""

    file: int
    name: str
    sheet: str = ""
    row: int = -1
    column: int = -1

    @property
    def cell(self) -> str:
        """The address as Excel shows it; empty for a whole sheet or file."""
        return address(self.row, self.column) if self.row >= 0 else ""

    @property
    def within(self) -> str:
        """Sheet and cell, such as "就业!F7"."""
        return "!".join(filter(None, (self.sheet, self.cell)))

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.name, self.sheet, self.cell)))


class Weight(StrEnum):
    """How much a remark weighs: a fault keeps the whole import from being stored."""

    FAULT = "fault"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on a place. `value` is the cell's own value; `text` says what was found and, for a fault, what to do."""

    weight: Weight
    place: Place
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class AnswerOption:
    """One of a question's answers: what the form sends, and what the reader sees."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something that only a person can say. `key` names the form's field; `answer` is what was chosen before."""

    key: str
    text: str
    place: Place
    options: tuple[AnswerOption, ...]
    answer: str = ""

    @property
    def is_open(self) -> bool:
        return not self.answer


def shown(value: Value) -> str:
    """A cell's own value as remarks quote it: whole numbers without ".0", nothing for an empty cell."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
