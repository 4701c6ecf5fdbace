"""A monthly report laid out: its tasks, their indicators with all that stands beside a cell, milestones, notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from targets.models import (
    Covers,
    Figure,
    Indicator,
    Milestone,
    MilestoneProgress,
    MonthlyReport,
    Target,
    Task,
    TaskNote,
    asks,
)
from targets.periods import Month
from targets.progress import Kind, accumulate
from targets.published import rate

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


@dataclass(slots=True)
class Line:
    """An indicator's row: the month's cell, and what is known beside it. Months are of the report's unit alone."""

    indicator: Indicator
    figure: Figure | None = None
    before: dict[Month, Cell] = field(default_factory=dict)
    last_year: Cell | None = None
    target: Target | None = None
    level: int = 0

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
        """Has a task without figures been reported on, by a note or a milestone?"""
        noted = self.note is not None and self.note.text.strip()
        return bool(self.lines or noted or any(m.progress and m.progress.state for m in self.milestones))


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


def load(report: MonthlyReport) -> Worksheet:
    """Read a report with all that stands beside its cells, in a fixed number of queries."""
    lines = _lines(report)
    blocks = {task.pk: TaskBlock(task) for task in Task.objects.filter(chapter=report.chapter_id)}
    for line in lines:
        blocks[line.indicator.task_id].lines.append(line)
    for row in _milestones(report):
        blocks[row.milestone.task_id].milestones.append(row)
    _add_notes(report, blocks)
    return Worksheet(report, list(blocks.values()))


def _lines(report: MonthlyReport) -> list[Line]:
    indicators = Indicator.objects.filter(task__chapter=report.chapter_id).exclude(kind=Kind.MILESTONES)
    own = _figures_of_year(report)
    lines = {
        indicator.pk: Line(indicator, level=_level(indicator))
        for indicator in indicators
        if asks(indicator.reported_by, report.unit) or (indicator.pk, report.period) in own
    }
    for (indicator_id, month), figure in own.items():
        if (line := lines.get(indicator_id)) is None:
            continue
        if month == report.period:
            line.figure = figure
        else:
            line.before[month] = Cell.of(figure)
    _add_last_year(report, lines)
    _add_targets(report, lines)
    return list(lines.values())


def _level(indicator: Indicator) -> int:
    return 1 if indicator.part_of_id else 0


def _figures_of_year(report: MonthlyReport) -> dict[tuple[int, Month], Figure]:
    figures = Figure.objects.filter(
        report__unit=report.unit_id,
        report__chapter=report.chapter_id,
        report__month__lte=report.month,
        report__month__gte=report.period.year_to()[0].first_day,
    ).select_related("report")
    return {(figure.indicator_id, Month.of(figure.report.month)): figure for figure in figures}


def _add_last_year(report: MonthlyReport, lines: dict[int, Line]) -> None:
    by_code = {line.indicator.code: line for line in lines.values()}
    figures = Figure.objects.filter(
        report__unit=report.unit_id,
        report__month=report.period.plus(-12).first_day,
        indicator__code__in=by_code,
    ).select_related("indicator")
    for figure in figures:
        by_code[figure.indicator.code].last_year = Cell.of(figure)


def _add_targets(report: MonthlyReport, lines: dict[int, Line]) -> None:
    own = Covers.OWN if report.unit.is_city else Covers.WHOLE
    targets = Target.objects.filter(unit=report.unit_id, indicator__in=lines).order_by("deadline")
    for target in targets:
        line = lines[target.indicator_id]
        city_only = report.unit.is_city and line.indicator.reported_by == "city"
        if target.covers == own or (city_only and line.target is None):
            line.target = target


def _milestones(report: MonthlyReport) -> list[MilestoneLine]:
    asked = [
        milestone
        for milestone in Milestone.objects.filter(task__chapter=report.chapter_id).select_related("indicator")
        if asks(milestone.reported_by, report.unit)
    ]
    said = MilestoneProgress.objects.filter(
        report__unit=report.unit_id, report__month__lte=report.month, milestone__in=asked
    )
    rows = {milestone.pk: MilestoneLine(milestone) for milestone in asked}
    for progress in said.select_related("report").order_by("report__month"):
        row = rows[progress.milestone_id]
        if progress.report_id == report.pk:
            row.progress = progress
        elif progress.state:
            row.known = progress
    return list(rows.values())


def _add_notes(report: MonthlyReport, blocks: dict[int, TaskBlock]) -> None:
    months = (report.month, report.period.previous.first_day)
    notes: dict[tuple[int, object], TaskNote] = defaultdict()
    for note in TaskNote.objects.filter(
        report__unit=report.unit_id, report__chapter=report.chapter_id, report__month__in=months
    ).select_related("report"):
        notes[note.task_id, note.report.month] = note
    for task_id, block in blocks.items():
        block.note = notes.get((task_id, months[0]))
        before = notes.get((task_id, months[1]))
        block.last_note = before.text if before else ""
