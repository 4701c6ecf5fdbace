"""What a monthly report consists of when it is laid out: cells, lines, milestones, the block of each task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from targets.models import (
    Figure,
    Indicator,
    Milestone,
    MilestoneProgress,
    MonthlyReport,
    Target,
    Task,
    TaskNote,
)
from targets.periods import Month
from targets.progress import Kind, accumulate
from targets.published import rate
from targets.registers.declaration import Figure as CountedFigure
from targets.registers.declaration import Register

FIELDS = ("value", "numerator", "denominator")
PARTS = ("numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure as entered: numbers, or blank (all None), or "not applicable"; zero is a number."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    not_applicable: bool = False
    explanation: str = ""

    @classmethod
    def of(cls, figure: Figure) -> Cell:
        return cls(*figure.numbers, figure.not_applicable, figure.explanation)

    @property
    def numbers(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        return (self.value, self.numerator, self.denominator)

    @property
    def is_blank(self) -> bool:
        return not self.not_applicable and all(number is None for number in self.numbers)

    def number(self, kind: str) -> Decimal | None:
        """The single number of the cell: for a ratio its rate, else the value."""
        return rate(self.numerator, self.denominator) if kind == Kind.RATIO else self.value


BLANK = Cell()


@dataclass(frozen=True, slots=True)
class FromRegister:
    """What a register says of a line: the count now, and as it was frozen when the report was last handed in.

    `now` is None where the unit keeps the register no longer, `frozen` where the report was never handed in or the
    unit did not keep it then.
    """

    register: Register
    figure: CountedFigure
    now: Cell | None
    frozen: Cell | None = None
    handed_in: bool = False

    @property
    def expected(self) -> Cell | None:
        """What the figure is held against: the count of the submission, or while one works on the report, of now."""
        return self.frozen if self.handed_in else self.now


@dataclass(slots=True)
class Line:
    """An indicator's row: the month's cell, and what is known beside it. Months are of the report's unit alone."""

    indicator: Indicator
    figure: Figure | None = None
    before: dict[Month, Cell] = field(default_factory=dict)
    last_year: Cell | None = None
    target: Target | None = None
    level: int = 0
    counted: FromRegister | None = None

    @property
    def cell(self) -> Cell:
        return Cell.of(self.figure) if self.figure else BLANK

    @property
    def fields(self) -> tuple[str, ...]:
        """The inputs of the row: two parts for a ratio, otherwise one value."""
        return PARTS if self.indicator.is_ratio else ("value",)

    @property
    def last_known(self) -> Cell | None:
        """The latest earlier month of the year that is not blank."""
        filled = [month for month, cell in self.before.items() if not cell.is_blank]
        return self.before[max(filled)] if filled else None

    def earlier(self, name: str) -> list[Decimal]:
        """The numbers of a field in earlier months of the year, in order, without blanks."""
        numbers = (getattr(self.before[month], name) for month in sorted(self.before))
        return [number for number in numbers if number is not None]

    def kind_of(self, name: str) -> Kind:
        """How a field adds up over the year's months."""
        if name == "value":
            return Kind(self.indicator.kind)
        return Kind(getattr(self.indicator, f"{name}_kind") or Kind.FLOW)

    def before_total(self, name: str) -> Decimal | None:
        """To date before this month: the sum of a flow, the latest of a stock."""
        return accumulate(self.kind_of(name), self.earlier(name))

    def to_date(self, name: str) -> Decimal | None:
        """To date with this month's cell."""
        return accumulate(self.kind_of(name), [*self.earlier(name), getattr(self.cell, name)])

    @property
    def total(self) -> Decimal | None:
        """To date in the indicator's unit: for a ratio the rate of its parts to date."""
        if self.indicator.is_ratio:
            return rate(self.to_date("numerator"), self.to_date("denominator"))
        return self.to_date("value")


@dataclass(slots=True)
class MilestoneLine:
    """A milestone's row: what this report says, and what was said last before."""

    milestone: Milestone
    progress: MilestoneProgress | None = None
    known: MilestoneProgress | None = None


@dataclass(slots=True)
class TaskBlock:
    """A task of the chapter as one unit reports on it."""

    task: Task
    lines: list[Line] = field(default_factory=list)
    milestones: list[MilestoneLine] = field(default_factory=list)
    note: TaskNote | None = None
    last_note: str = ""

    @property
    def says_something(self) -> bool:
        """Has a task without figures been reported on, by a note or a milestone?

        A task of which the unit is asked nothing need not be spoken of.
        """
        if self.lines or not self.milestones:
            return True
        noted = self.note is not None and self.note.text.strip()
        return bool(noted or any(m.progress and m.progress.state for m in self.milestones))


@dataclass(slots=True)
class Worksheet:
    """The whole report; `missing` names what is blank."""

    report: MonthlyReport
    blocks: list[TaskBlock]

    @property
    def lines(self) -> Iterator[Line]:
        return (line for block in self.blocks for line in block.lines)

    @property
    def blank_lines(self) -> list[Line]:
        return [line for line in self.lines if line.cell.is_blank]

    @property
    def silent_tasks(self) -> list[Task]:
        """Tasks without figures on which the report says nothing."""
        return [block.task for block in self.blocks if not block.says_something]

    def line(self, indicator_id: int) -> Line | None:
        return next((line for line in self.lines if line.indicator.pk == indicator_id), None)
