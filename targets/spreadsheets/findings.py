"""What an import finds: figures said at places, what was made plain, what is asked, what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.utils import formats

from targets.models import Indicator, ReportingUnit
from targets.periods import Month
from targets.reports.sheets import Cell
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
    """Something said of a place: `text` tells what, and for a fault what to do."""

    weight: Weight
    place: Place
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    """One of a question's answers: what the form sends, and what the reader sees."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something that only a person can say. `key` names the form's field; `answer` is what was chosen before."""

    key: str
    text: str
    place: Place
    options: tuple[Option, ...]
    answer: str = ""

    @property
    def is_open(self) -> bool:
        return not self.answer


@dataclass(frozen=True, slots=True)
class Said:
    """A number that a file says of a unit's indicator.

    `month` is the month it stands for; `to_date` where it is the sum since January. `number` None is "not
    applicable". `part` names the figure's field, `table` the table it stands in.
    """

    unit: str
    code: str
    part: str
    month: Month
    to_date: bool
    number: Decimal | None
    place: Place
    table: str = ""


class Standing(StrEnum):
    """What storing a proposed figure would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(slots=True)
class Proposal:
    """A figure as the files would have it, beside the stored one."""

    unit: str
    code: str
    month: Month
    old: Cell
    new: Cell
    places: tuple[Place, ...]
    standing: Standing = Standing.SAME
    reason: str = ""

    @property
    def source_detail(self) -> str:
        """Where it came from, at most as long as the figure's column."""
        first = str(self.places[0])
        rest = ", ".join(place.cell for place in self.places[1:])
        return "; ".join(filter(None, (first, rest)))[-255:]


@dataclass(slots=True)
class ColumnFound:
    """A column with its heading and what it was taken for."""

    letter: str
    heading: str
    meaning: str
    hidden: bool = False


@dataclass(slots=True)
class TableFound:
    """A table as it was understood, for the page that shows it."""

    key: str
    area: str
    title: str
    unit: str
    period: str
    measures: str
    unit_code: str = ""
    columns: Sequence[ColumnFound] = ()
    skipped: Sequence[tuple[int, str, str]] = ()


@dataclass(slots=True)
class SheetFound:
    """A sheet: whether it is hidden, whether it is taken, what tables stand on it."""

    key: str
    name: str
    hidden: bool
    taken: bool
    tables: list[TableFound] = field(default_factory=list)


@dataclass(slots=True)
class FileFound:
    """A file: what it is, whether it was imported before, its sheets; `error` where it could not be read."""

    name: str
    kind: str = ""
    error: str = ""
    seen_before: str = ""
    sheets: list[SheetFound] = field(default_factory=list)


@dataclass(slots=True)
class Findings:
    """Everything that an examination of the files says; `digest` names exactly this state of it.

    `units` and `indicators` are those of the plan, by their codes.
    """

    files: list[FileFound] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    digest: str = ""
    units: Mapping[str, ReportingUnit] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)

    def of(self, weight: Weight) -> list[Remark]:
        return [remark for remark in self.remarks if remark.weight is weight]

    @property
    def faults(self) -> list[Remark]:
        return self.of(Weight.FAULT)

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if question.is_open]

    def count(self, standing: Standing) -> int:
        return sum(1 for proposal in self.proposals if proposal.standing is standing)

    @property
    def counts(self) -> dict[str, int]:
        return {standing.value: self.count(standing) for standing in Standing}

    @property
    def can_be_stored(self) -> bool:
        """Nothing refused, nothing left open, and something to store or to confirm as the same."""
        return not (self.faults or self.open_questions) and bool(self.proposals)


def month_text(month: Month) -> str:
    """As readers name it: 2007年3月, March 2007."""
    return formats.date_format(month.first_day, "YEAR_MONTH_FORMAT")


def shown(value: Value) -> str:
    """A cell's own value as a remark repeats it; whole floats without ".0"."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
