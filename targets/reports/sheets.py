"""A monthly report laid out: its tasks, their indicators with all that stands beside a cell, milestones, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, Q

from targets.models import (
    Covers,
    Figure,
    Indicator,
    Milestone,
    MilestoneProgress,
    MonthlyReport,
    RegisterCount,
    ReportingUnit,
    Source,
    Submission,
    Target,
    Task,
    TaskNote,
    asks,
)
from targets.periods import Month
from targets.progress import Kind, accumulate
from targets.published import rate
from targets.registers.counting import count, looked_at
from targets.registers.declaration import Figure as CountedFigure
from targets.registers.declaration import Register
from targets.registers.registry import registry

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
    unit did not keep it then. `is_filled`: the register holds something of the month, so that its zeros are counts and
    not entries that nobody has made yet.
    """

    register: Register
    figure: CountedFigure
    now: Cell | None
    frozen: Cell | None = None
    handed_in: bool = False
    is_filled: bool = True

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
    def offered(self) -> Cell | None:
        """The count that may be taken over: one of a filled register that says something else than stands here."""
        counted = self.counted
        if counted is None or counted.now is None or not counted.is_filled:
            return None
        return counted.now if counted.now.numbers != self.cell.numbers else None

    @property
    def was_counted(self) -> bool:
        """Did the number that stands here come from the register, and from nobody's hand?"""
        return self.figure is not None and self.figure.source == Source.REGISTER

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


# ---- Reading ----


def load(report: MonthlyReport) -> Worksheet:
    """Read a report with all that stands beside its cells, in a fixed number of queries."""
    return load_many([report])[0]


def load_many(reports: Sequence[MonthlyReport], *, registers: bool = True) -> list[Worksheet]:
    """Read several reports of one unit and one month at once, in as many queries as one takes.

    Without `registers` nothing is counted from these. A report that is not begun may be given unsaved; its cells are
    blank.
    """
    if not reports:
        return []
    shelf = _Shelf.of(reports, registers)
    blocks = {task.pk: TaskBlock(task) for task in Task.objects.filter(chapter__in=shelf.chapters)}
    for line in _lines(shelf):
        blocks[line.indicator.task_id].lines.append(line)
    for row in _milestones(shelf):
        blocks[row.milestone.task_id].milestones.append(row)
    _add_notes(shelf, blocks)
    return [
        Worksheet(report, [block for block in blocks.values() if block.task.chapter_id == report.chapter_id])
        for report in reports
    ]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What the reports read together have in common: the unit and the month, and the chapters they are on."""

    unit: ReportingUnit
    month: Month
    chapters: list[int]
    reports: Sequence[MonthlyReport]
    registers: bool

    @classmethod
    def of(cls, reports: Sequence[MonthlyReport], registers: bool) -> _Shelf:
        return cls(reports[0].unit, reports[0].period, [report.chapter_id for report in reports], reports, registers)


def _lines(shelf: _Shelf) -> list[Line]:
    entered = Indicator.objects.filter(task__chapter__in=shelf.chapters).exclude(kind=Kind.MILESTONES)
    indicators = list(entered.annotate(of_chapter=F("task__chapter")))
    figures = _figures(shelf, [indicator.code for indicator in indicators])
    own = {figure.indicator_id for figure in figures if figure.said_in == shelf.month.first_day}
    lines = {
        indicator.pk: Line(indicator, level=_level(indicator))
        for indicator in indicators
        if asks(indicator.reported_by, shelf.unit) or indicator.pk in own
    }
    _add_figures(shelf, lines, figures)
    _add_targets(shelf, lines)
    if shelf.registers:
        _add_counts(shelf, lines)
    return list(lines.values())


def _level(indicator: Indicator) -> int:
    return 1 if indicator.part_of_id else 0


def _figures(shelf: _Shelf, codes: list[str]) -> list[Figure]:
    """The unit's figures of the year up to the month, and those of the same month last year by their codes."""
    this_year = Q(
        report__chapter__in=shelf.chapters,
        report__month__gte=shelf.month.year_to()[0].first_day,
        report__month__lte=shelf.month.first_day,
    )
    last_year = Q(report__month=shelf.month.plus(-12).first_day, indicator__code__in=codes)
    figures = Figure.objects.filter(this_year | last_year, report__unit=shelf.unit)
    return list(figures.annotate(said_in=F("report__month"), code=F("indicator__code")).order_by("report__month"))


def _add_figures(shelf: _Shelf, lines: dict[int, Line], figures: list[Figure]) -> None:
    """Put the figures beside their lines; a year's plan has its own indicators, so last year's go by code."""
    by_code = {line.indicator.code: line for line in lines.values()}
    for figure in figures:
        month = Month.of(figure.said_in)
        if month.year < shelf.month.year:
            if line := by_code.get(figure.code):
                line.last_year = Cell.of(figure)
        elif line := lines.get(figure.indicator_id):
            if month == shelf.month:
                line.figure = figure
            else:
                line.before[month] = Cell.of(figure)


def _add_targets(shelf: _Shelf, lines: dict[int, Line]) -> None:
    own = Covers.OWN if shelf.unit.is_city else Covers.WHOLE
    for target in Target.objects.filter(unit=shelf.unit, indicator__in=lines).order_by("deadline"):
        line = lines[target.indicator_id]
        city_only = shelf.unit.is_city and line.indicator.reported_by == "city"
        if target.covers == own or (city_only and line.target is None):
            line.target = target


def _add_counts(shelf: _Shelf, lines: dict[int, Line]) -> None:
    """What registers say of the lines, and what they said when the reports were handed in."""
    answers = {pk: found for pk, line in lines.items() if (found := registry.answering(line.indicator.code))}
    wanted: dict[Register, list[CountedFigure]] = {}
    for register, figure in answers.values():
        wanted.setdefault(register, []).append(figure)
    counts = count(wanted, [shelf.month], units=looked_at(shelf.unit))
    frozen = _frozen(shelf) if answers else {}
    found = {
        pk: counts.of(register, shelf.unit, shelf.month, figure, city_wide=lines[pk].indicator.is_city_wide)
        for pk, (register, figure) in answers.items()
    }
    # A statement for the month says its zero itself; entries that count nothing at all may not have been made yet.
    filled = {answers[pk][0] for pk, now in found.items() if now and (answers[pk][0].is_monthly or any(now))}
    handed_in = {report.chapter_id for report in shelf.reports if not report.is_open}
    for pk, (register, figure) in answers.items():
        now = found[pk]
        if now is not None or pk in frozen:
            cell = Cell(*now) if now is not None else None
            closed = lines[pk].indicator.of_chapter in handed_in
            lines[pk].counted = FromRegister(register, figure, cell, frozen.get(pk), closed, register in filled)


def _frozen(shelf: _Shelf) -> dict[int, Cell]:
    """The counts of one report's last submission, by indicator; an overview of several shows none of it."""
    report, *others = shelf.reports
    if others or report.first_submitted_on is None:
        return {}
    last = Submission.objects.filter(report=report).order_by("-number").values("pk")[:1]
    return {row.indicator_id: Cell(*row.numbers) for row in RegisterCount.objects.filter(submission__in=last)}


def _milestones(shelf: _Shelf) -> list[MilestoneLine]:
    milestones = Milestone.objects.filter(task__chapter__in=shelf.chapters).select_related("indicator")
    rows = {m.pk: MilestoneLine(m) for m in milestones if asks(m.reported_by, shelf.unit)}
    said = MilestoneProgress.objects.filter(
        report__unit=shelf.unit, report__month__lte=shelf.month.first_day, milestone__in=rows
    )
    for progress in said.select_related("report").order_by("report__month"):
        row = rows[progress.milestone_id]
        if progress.report.month == shelf.month.first_day:
            row.progress = progress
        elif progress.state:
            row.known = progress
    return list(rows.values())


def _add_notes(shelf: _Shelf, blocks: dict[int, TaskBlock]) -> None:
    months = (shelf.month.first_day, shelf.month.previous.first_day)
    notes = TaskNote.objects.filter(report__unit=shelf.unit, task__in=blocks, report__month__in=months)
    for note in notes.annotate(said_in=F("report__month")):
        block = blocks[note.task_id]
        if note.said_in == months[0]:
            block.note = note
        else:
            block.last_note = note.text
