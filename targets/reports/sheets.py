"""A monthly report laid out: its tasks, their indicators with all that stands beside a cell, milestones, notes.

A page reads the whole sheet. A save reads its figures and what its checks need, each part once: see `SheetPart`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, auto

from django.db.models import F, FilteredRelation, Q

from targets.arithmetic import Kind, accumulate
from targets.models import (
    Covers,
    Figure,
    Indicator,
    Milestone,
    MilestoneProgress,
    MonthlyReport,
    RegisterCount,
    Source,
    Submission,
    Target,
    Task,
    TaskNote,
    asks,
)
from targets.periods import Month
from targets.progress.published import rate
from targets.registers.counting import count, units_counted_for
from targets.registers.declaration import CountedFigure, Register
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
    """What a register says of a line: the count now, and as it was frozen when the report was last submitted.

    `now` is None where the unit keeps the register no longer, `frozen` where the report was never submitted or the
    unit did not keep it then. A register is filled where it holds something of the month, so that its zeros are counts
    and not entries that nobody has made yet: `is_filled` says so of now, `was_filled` of the submission.
    """

    register: Register
    figure: CountedFigure
    now: Cell | None
    frozen: Cell | None = None
    submitted: bool = False
    is_filled: bool = True
    was_filled: bool = True

    @property
    def count_now(self) -> Cell | None:
        """The count now, where the register is filled."""
        return self.now if self.is_filled else None

    @property
    def count_then(self) -> Cell | None:
        """The count of the last submission, where the register was filled by then."""
        return self.frozen if self.was_filled else None

    @property
    def expected(self) -> Cell | None:
        """What the figure is held against: the count of the submission, or of now while the report is open."""
        return self.count_then if self.submitted else self.count_now


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
        count = self.counted.count_now if self.counted else None
        return count if count is not None and count.numbers != self.cell.numbers else None

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
    """A milestone's row: what this report says of it, and what the last earlier report said."""

    milestone: Milestone
    progress: MilestoneProgress | None = None
    earlier: MilestoneProgress | None = None

    @property
    def latest(self) -> MilestoneProgress | None:
        """The progress that counts: this report's where it gives a state, else the earlier one."""
        return self.progress if self.progress and self.progress.state else self.earlier


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


class SheetPart(Enum):
    """What can be read of a sheet beside its tasks, notes, indicators and figures, in the order of reading."""

    TARGETS = auto()
    MILESTONES = auto()
    MILESTONES_BEFORE = auto()
    """What earlier months' reports said of the milestones last."""
    NOTES_BEFORE = auto()
    """Last month's notes."""
    FROZEN = auto()
    """What registers counted when the report was last submitted."""
    REGISTERS = auto()
    """What registers count now."""


WHOLE = frozenset(SheetPart)
FOR_CHECKS = frozenset({SheetPart.TARGETS, SheetPart.MILESTONES})


@dataclass(slots=True)
class Worksheet:
    """A report laid out, with the parts of it that have been read."""

    report: MonthlyReport
    blocks: list[TaskBlock]
    indicators: list[Indicator] = field(default_factory=list)
    """All indicators of the chapter that are typed in, asked of the unit or not."""
    parts: set[SheetPart] = field(default_factory=set)
    frozen: dict[int, Cell] = field(default_factory=dict)
    counts: dict[int, FromRegister] = field(default_factory=dict)
    """What registers say, by indicator."""

    @property
    def lines(self) -> Iterator[Line]:
        return (line for block in self.blocks for line in block.lines)

    @property
    def milestones(self) -> Iterator[MilestoneLine]:
        return (row for block in self.blocks for row in block.milestones)

    @property
    def blank_lines(self) -> list[Line]:
        return [line for line in self.lines if line.cell.is_blank]

    @property
    def silent_tasks(self) -> list[Task]:
        """Tasks without figures on which the report says nothing."""
        return [block.task for block in self.blocks if not block.says_something]

    def line(self, indicator_id: int) -> Line | None:
        return next((line for line in self.lines if line.indicator.pk == indicator_id), None)

    def read(self, parts: Collection[SheetPart]) -> None:
        """Read these parts too, where they have not been read."""
        _read([self], parts)

    def said_by_registers(self, cells: dict[str, Cell]) -> None:
        """Hold these lines, by code, against counts that the page was made with, instead of counting again."""
        for line in self.lines:
            known = cells.get(line.indicator.code)
            answer = registry.answering(line.indicator.code) if known else None
            if answer and line.counted is None:
                line.counted = FromRegister(*answer, known)

    def count(self, codes: Collection[str]) -> None:
        """Count these lines from their registers, and no others."""
        wanted = [line.indicator for line in self.lines if line.indicator.code in codes and line.counted is None]
        if wanted:
            for pk, counted in _counts([self], wanted).items():
                self.line(pk).counted = counted


# ---- Reading ----------------------------------------------------------------------------------------------


def load(report: MonthlyReport, parts: Collection[SheetPart] = WHOLE) -> Worksheet:
    """Read a report with what stands beside its cells, in a fixed number of queries."""
    return load_many([report], parts)[0]


def load_many(reports: Sequence[MonthlyReport], parts: Collection[SheetPart] = WHOLE) -> list[Worksheet]:
    """Read several reports of one unit and one month at once, in as many queries as one takes.

    A report that is not begun may be given unsaved; its cells are blank.
    """
    if not reports:
        return []
    chapters, keys = [report.chapter_id for report in reports], _keys(reports)
    tasks = Task.objects.filter(chapter__in=chapters).order_by("number")
    blocks = {
        task.pk: TaskBlock(task, note=getattr(task, "said", None))
        for task in tasks.annotate(said=FilteredRelation("notes", condition=Q(notes__report__in=keys))).select_related(
            "said"
        )
    }
    indicators = list(
        Indicator.objects.filter(task__chapter__in=chapters)
        .exclude(kind=Kind.MILESTONES)
        .annotate(of_chapter=F("task__chapter"))
        .order_by("order", "code")
    )
    for line in _lines(reports, indicators):
        blocks[line.indicator.task_id].lines.append(line)
    laid_out = [
        Worksheet(
            report,
            [block for block in blocks.values() if block.task.chapter_id == report.chapter_id],
            [indicator for indicator in indicators if indicator.of_chapter == report.chapter_id],
        )
        for report in reports
    ]
    _read(laid_out, parts)
    return laid_out


def _keys(reports: Sequence[MonthlyReport]) -> list[int]:
    """The reports' primary keys; 0, which no report has, for one that is not begun."""
    return [report.pk or 0 for report in reports]


def _lines(reports: Sequence[MonthlyReport], indicators: list[Indicator]) -> list[Line]:
    """A line for each indicator that is asked of the unit or has a figure, with the unit's figures."""
    unit, month = reports[0].unit, reports[0].period
    figures = _figures(reports, [indicator.code for indicator in indicators])
    own = {figure.indicator_id for figure in figures if figure.said_in == month.first_day}
    lines = {
        indicator.pk: Line(indicator, level=1 if indicator.part_of_id else 0)
        for indicator in indicators
        if asks(indicator.reported_by, unit) or indicator.pk in own
    }
    # A year's plan has its own indicators, so last year's figures go by code.
    by_code = {line.indicator.code: line for line in lines.values()}
    for figure in figures:
        said_in = Month.of(figure.said_in)
        if said_in.year < month.year:
            if line := by_code.get(figure.code):
                line.last_year = Cell.of(figure)
        elif line := lines.get(figure.indicator_id):
            if said_in == month:
                line.figure = figure
            else:
                line.before[said_in] = Cell.of(figure)
    return list(lines.values())


def _figures(reports: Sequence[MonthlyReport], codes: list[str]) -> list[Figure]:
    """The unit's figures of the year up to the month, and those of the same month last year by their codes."""
    unit, month = reports[0].unit, reports[0].period
    this_year = Q(
        report__chapter__in=[report.chapter_id for report in reports],
        report__month__gte=month.year_to()[0].first_day,
        report__month__lte=month.first_day,
    )
    last_year = Q(report__month=month.plus(-12).first_day, indicator__code__in=codes)
    figures = Figure.objects.filter(this_year | last_year, report__unit=unit)
    return list(figures.annotate(said_in=F("report__month"), code=F("indicator__code")).order_by("report__month"))


def _read(sheets: Sequence[Worksheet], parts: Collection[SheetPart]) -> None:
    for part, reader in READERS.items():
        if part in parts and part not in sheets[0].parts:
            reader(sheets)
            for sheet in sheets:
                sheet.parts.add(part)


def _read_targets(sheets: Sequence[Worksheet]) -> None:
    unit = sheets[0].report.unit
    lines = {line.indicator.pk: line for sheet in sheets for line in sheet.lines}
    own = Covers.OWN if unit.is_city else Covers.WHOLE
    for target in Target.objects.filter(unit=unit, indicator__in=lines).order_by("deadline"):
        line = lines[target.indicator_id]
        city_only = unit.is_city and line.indicator.is_city_wide
        if target.covers == own or (city_only and line.target is None):
            line.target = target


def _read_milestones(sheets: Sequence[Worksheet]) -> None:
    """The milestones asked of the unit, with what these reports say of them."""
    reports = {sheet.report.pk: sheet.report for sheet in sheets}
    blocks = {block.task.pk: block for sheet in sheets for block in sheet.blocks}
    said = FilteredRelation("progress", condition=Q(progress__report__in=_keys(list(reports.values()))))
    milestones = Milestone.objects.filter(task__in=blocks).annotate(said=said).select_related("indicator", "said")
    for milestone in milestones.order_by("order", "code"):
        if asks(milestone.reported_by, sheets[0].report.unit):
            # Django leaves the name out where nothing is said.
            progress = getattr(milestone, "said", None)
            if progress:
                progress.report = reports[progress.report_id]
            blocks[milestone.task_id].milestones.append(MilestoneLine(milestone, progress))


def _read_milestones_before(sheets: Sequence[Worksheet]) -> None:
    report = sheets[0].report
    rows = {row.milestone.pk: row for sheet in sheets for row in sheet.milestones}
    earlier = MilestoneProgress.objects.filter(
        report__unit=report.unit, report__month__lt=report.month, milestone__in=rows
    ).exclude(state="")
    for progress in earlier.select_related("report").order_by("report__month"):
        rows[progress.milestone_id].earlier = progress


def _read_notes_before(sheets: Sequence[Worksheet]) -> None:
    report = sheets[0].report
    blocks = {block.task.pk: block for sheet in sheets for block in sheet.blocks}
    last = TaskNote.objects.filter(
        report__unit=report.unit, report__month=report.period.previous.first_day, task__in=blocks
    )
    for task, text in last.order_by().values_list("task", "text"):
        blocks[task].last_note = text


def _read_frozen(sheets: Sequence[Worksheet]) -> None:
    """The counts of one report's last submission; an overview of several shows none of it."""
    sheet, *others = sheets
    if others or sheet.report.first_submitted_on is None:
        return
    last = Submission.objects.filter(report=sheet.report).order_by("-number").values("pk")[:1]
    found = RegisterCount.objects.filter(submission__in=last).order_by()
    sheet.frozen = {row.indicator_id: Cell(*row.numbers) for row in found}


def _read_registers(sheets: Sequence[Worksheet]) -> None:
    counts = _counts(sheets, [indicator for sheet in sheets for indicator in sheet.indicators])
    for sheet in sheets:
        sheet.counts = {one.pk: counts[one.pk] for one in sheet.indicators if one.pk in counts}
        for line in sheet.lines:
            line.counted = sheet.counts.get(line.indicator.pk)


def _counts(sheets: Sequence[Worksheet], indicators: list[Indicator]) -> dict[int, FromRegister]:
    """What registers say of the indicators now, and said when the reports were submitted."""
    unit, month = sheets[0].report.unit, sheets[0].report.period
    frozen = {pk: cell for sheet in sheets for pk, cell in sheet.frozen.items()}
    closed = {sheet.report.chapter_id for sheet in sheets if not sheet.report.is_open}
    answers = [(one, found) for one in indicators if (found := registry.answering(one.code))]
    wanted: dict[Register, list[CountedFigure]] = {}
    for _indicator, (register, figure) in answers:
        wanted.setdefault(register, []).append(figure)
    counts = count(wanted, [month], units=units_counted_for(unit))
    found = [
        (indicator, register, figure, counts.of(register, unit, month, figure, city_wide=indicator.is_city_wide))
        for indicator, (register, figure) in answers
    ]
    filled = filled_registers((register, now) for _indicator, register, _figure, now in found)
    was_filled = filled_registers(
        (register, then.numbers if (then := frozen.get(indicator.pk)) else None)
        for indicator, register, _figure, _now in found
    )
    return {
        indicator.pk: FromRegister(
            register,
            figure,
            Cell(*now) if now is not None else None,
            frozen.get(indicator.pk),
            submitted=indicator.of_chapter in closed,
            is_filled=register in filled,
            was_filled=register in was_filled,
        )
        for indicator, register, figure, now in found
        if now is not None or indicator.pk in frozen
    }


def filled_registers(counted: Iterable[tuple[Register, Sequence[Decimal | None] | None]]) -> set[Register]:
    """Of the registers with what they count for a unit's month, those that hold something of the month.

    A statement for the month says its zero itself; entries that count nothing at all may not have been made yet.
    """
    return {register for register, numbers in counted if numbers and (register.is_monthly or any(numbers))}


READERS: dict[SheetPart, Callable[[Sequence[Worksheet]], None]] = {
    SheetPart.TARGETS: _read_targets,
    SheetPart.MILESTONES: _read_milestones,
    SheetPart.MILESTONES_BEFORE: _read_milestones_before,
    SheetPart.NOTES_BEFORE: _read_notes_before,
    SheetPart.FROZEN: _read_frozen,
    SheetPart.REGISTERS: _read_registers,
}
