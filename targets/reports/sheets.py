"""The worksheet of a monthly report: its tasks with indicators, milestones and notes, and what is known beside each.

A page reads the whole worksheet; a save reads the figures and the parts that it changes or checks (`SheetPart`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum, auto

from django.db.models import F, FilteredRelation, Q

from targets.arithmetic import ZERO, Kind, accumulate, net, rate
from targets.models import (
    Basis,
    Chapter,
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
    TargetInForce,
    Task,
    TaskNote,
    UnitVersion,
    is_asked_of,
)
from targets.models.closings import ALWAYS
from targets.models.plan_facts import read_facts
from targets.models.units import BELOW_DISTRICT
from targets.periods import MONTHS_IN_YEAR, Month
from targets.progress.deliverables import Said, with_taken_over
from targets.progress.last_year import MONTHS_BACK, Footnote, PastNumber, PastYear, ended_since
from targets.progress.rollup import LeftOver, Part, heirs_among, left_to, together
from targets.progress.standings import area_of, pick
from targets.registers.counting import count
from targets.registers.counting_units import CountingUnits, units_counted_for
from targets.registers.declaration import CountedFigure, Register
from targets.registers.registry import registry

FIELDS = ("value", "numerator", "denominator")
PARTS = ("numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: numbers (zero is one), blank (all of them None), or "not applicable".

    A net figure has both its parts, what came in as numerator and what went out as denominator, and the value that is
    worked out from them; or, where only the net number is known, the value alone.
    """

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

    @property
    def has_both_parts(self) -> bool:
        return self.numerator is not None and self.denominator is not None

    @property
    def is_net_alone(self) -> bool:
        """Of a net figure: is only the net number known, and neither of its parts?"""
        return self.value is not None and self.numerator is None and self.denominator is None

    def worked_out(self) -> Cell:
        """Of a net figure: the cell with the value that its parts give, where it has both."""
        return replace(self, value=net(self.numerator, self.denominator)) if self.has_both_parts else self

    def typed(self, name: str) -> Decimal | None:
        """The number as its input has it; a value that is worked out from its parts is not typed."""
        return None if name == "value" and self.has_both_parts else getattr(self, name)

    def number(self, kind: str) -> Decimal | None:
        """The cell as a single number: the rate of a ratio as it is judged, else the value."""
        return rate(self.numerator, self.denominator) if kind == Kind.RATIO else self.value


BLANK = Cell()


@dataclass(frozen=True, slots=True)
class CountFromRegister:
    """What a register counts for a line now, and what it counted when the report was last submitted.

    `now` is None where the unit no longer keeps the register, `frozen` where the report was never submitted or the
    unit did not keep the register then. A register is filled if it holds anything for the month; the zeros of one that
    is not may be entries that nobody has made yet. `is_filled` says so for now, `was_filled` for the submission.
    """

    register: Register
    figure: CountedFigure
    now: Cell | None
    frozen: Cell | None = None
    is_submitted: bool = False
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
        """The count that the figure is compared with: of the submission, or of now while the report is open."""
        return self.count_then if self.is_submitted else self.count_now


@dataclass(slots=True)
class Line:
    """An indicator's row: the figure of the month, and what is known beside it.

    `before` and `after` (later months of the year, which a correction may contradict) are figures of the report's own
    unit, and so are those of last year: of the same month, and from January to it, with what was said of them when they
    were brought in. Of what the units `ended_since` had reached they hold what the unit has taken over. `states` has
    the states of the reports of the months before, and `changed_since` those of these months that were submitted again
    after this report was. `area_target` is a target of the unit with its streets and towns where these report by
    themselves, so that the unit's own figures are not compared with it. `held_in` is a later month whose figure,
    imported as a sum since January, holds this month already. `taken_over` are the unit's shares of what units that
    ended had reached.
    """

    indicator: Indicator
    figure: Figure | None = None
    before: dict[Month, Cell] = field(default_factory=dict)
    after: dict[Month, Cell] = field(default_factory=dict)
    states: dict[Month, str] = field(default_factory=dict)
    changed_since: list[Month] = field(default_factory=list)
    held_in: Month | None = None
    last_year: PastNumber | None = None
    last_year_to_date: PastNumber | None = None
    last_year_footnotes: list[Footnote] = field(default_factory=list)
    ended_since: list[ReportingUnit] = field(default_factory=list)
    target: TargetInForce | None = None
    area_target: TargetInForce | None = None
    level: int = 0
    counted: CountFromRegister | None = None
    taken_over: list[LeftOver] = field(default_factory=list)

    @property
    def cell(self) -> Cell:
        return Cell.of(self.figure) if self.figure else BLANK

    def worked_out(self, cell: Cell) -> Cell:
        """The cell as it is stored: of a net figure the value is what its parts give, where it has both."""
        return cell.worked_out() if self.indicator.is_net else cell

    @property
    def offered(self) -> Cell | None:
        """The count that may be taken over: that of a filled register, where it is not what the cell says."""
        count = self.counted.count_now if self.counted else None
        return count if count is not None and count.numbers != self.cell.numbers else None

    @property
    def was_counted(self) -> bool:
        """Was the number in the cell taken from the register, and not typed?"""
        return self.figure is not None and self.figure.source == Source.REGISTER

    @property
    def fields(self) -> tuple[str, ...]:
        """The inputs of the row: two parts for a ratio, one value and two parts for a net figure, else one value.

        The first one stands for the row wherever one input must.
        """
        if self.indicator.has_net_parts:
            return FIELDS
        return PARTS if self.indicator.is_ratio else ("value",)

    @property
    def before_of_area(self) -> dict[Month, Cell]:
        """The cells of the months before with the unit's shares of those of units that ended.

        What the unit reports since stands for both, and is compared with both.
        """
        if not self.taken_over:
            return self.before
        parts = {month: [Part(*cell.numbers)] for month, cell in self.before.items() if not cell.is_blank}
        for one in self.taken_over:
            for month, part in one.months.items():
                parts.setdefault(month, []).append(part)
        joined = {month: together(self.indicator, of_month) for month, of_month in parts.items()}
        return {month: Cell(part.value, part.numerator, part.denominator) for month, part in joined.items()}

    @property
    def fields_in_order(self) -> tuple[str, ...]:
        """The inputs in the order in which they are filled in: what a value is worked out from before the value."""
        return (*PARTS, "value") if self.indicator.has_net_parts else self.fields

    @property
    def last_known(self) -> Cell | None:
        """The cell of the latest earlier month of the year that is not blank, for all of the unit's area."""
        before = self.before_of_area
        filled = [month for month, cell in before.items() if not cell.is_blank]
        return before[max(filled)] if filled else None

    def earlier(self, name: str) -> list[Decimal]:
        """The numbers of a field in earlier months of the year, in order, without blanks."""
        numbers = (getattr(self.before[month], name) for month in sorted(self.before))
        return [number for number in numbers if number is not None]

    def kind_of(self, name: str) -> Kind:
        """How a field adds up over the months of the year."""
        if name == "value":
            return Kind(self.indicator.kind)
        return Kind(getattr(self.indicator, f"{name}_kind") or Kind.FLOW)

    def before_total(self, name: str) -> Decimal | None:
        """The field's total to date without this month: the sum of a flow, the latest number of a stock.

        What was taken over of units that ended counts with it.
        """
        own = accumulate(self.kind_of(name), self.earlier(name))
        taken = [number for one in self.taken(name) if (number := getattr(one.part, name)) is not None]
        return sum(taken, own or ZERO) if taken else own

    def to_date(self, name: str) -> Decimal | None:
        """The field's total to date, this month included."""
        return accumulate(self.kind_of(name), [self.before_total(name), getattr(self.cell, name)])

    @property
    def net_parts_to_date(self) -> tuple[Decimal | None, Decimal | None]:
        """What came in and what went out to date; unknown where a month's net figure stands alone."""
        came_in, went_out = (self.to_date(name) for name in PARTS)
        is_made_of_them = self.indicator.is_net and net(came_in, went_out) == self.to_date("value")
        return (came_in, went_out) if is_made_of_them else (None, None)

    def taken(self, name: str) -> list[LeftOver]:
        """What was taken over and still counts: what lasts only until the unit has answered for a month since."""
        kind = self.kind_of(name)
        if kind is Kind.FLOW:
            return self.taken_over
        answers = [month for month, cell in self.before.items() if not cell.is_blank]
        return [one for one in self.taken_over if kind is Kind.STOCK and max(answers, default=ALWAYS) < one.since]

    @property
    def held_months(self) -> list[Month]:
        """The earlier months that the figure holds besides its own."""
        return [Month.parse(text) for text in self.figure.also_months] if self.figure else []

    def months_held_by(self, cell: Cell) -> list[Month]:
        """The earlier months that the figure holds once the cell is entered.

        A number that is changed holds those months only that are not reported by themselves.
        """
        if cell.is_blank or cell.not_applicable:
            return []
        held = self.held_months
        if (cell.numbers, cell.not_applicable) != (self.cell.numbers, self.cell.not_applicable):
            held = [month for month in held if self.before.get(month, BLANK).is_blank]
        return held

    def to_date_in(self, month: Month) -> Decimal | None:
        """The value's total to date at the end of a later month."""
        later = [self.after[one].value for one in sorted(self.after) if one <= month]
        return accumulate(self.kind_of("value"), [self.to_date("value"), *later])

    def months_in(self, state: Collection[str]) -> list[Month]:
        """The earlier months in the total to date whose reports are in one of these states."""
        filled = [month for month in sorted(self.before) if any(n is not None for n in self.before[month].numbers)]
        sums = any(self.kind_of(name) is Kind.FLOW for name in self.fields)
        # Of what lasts, this month's figure or else the latest one is all of the total.
        counted = filled if sums else filled[-1:] if self.cell.is_blank else []
        return [month for month in counted if self.states.get(month) in state]

    @property
    def total(self) -> Decimal | None:
        """The indicator's total to date: for a ratio the rate of its parts to date."""
        if self.indicator.is_ratio:
            return rate(self.to_date("numerator"), self.to_date("denominator"))
        return self.to_date("value")


@dataclass(slots=True)
class MilestoneLine:
    """A milestone's row: what this report says of it, and what the last earlier report said, on an earlier plan too.

    `taken_from` is the short name of a unit that ended and whose report is the earlier one, where the unit itself has
    said nothing.
    """

    milestone: Milestone
    progress: MilestoneProgress | None = None
    earlier: MilestoneProgress | None = None
    taken_from: str = ""

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
        """Is the task reported on? One without figures needs a note or the state of a milestone.

        A task that asks nothing of the unit needs neither.
        """
        return bool(self.lines or not self.milestones or self.is_noted or self.has_state)

    @property
    def is_noted(self) -> bool:
        """Does it have a progress note?"""
        return self.note is not None and bool(self.note.text.strip())

    @property
    def has_state(self) -> bool:
        """Does this report state how far one of its milestones is?"""
        return any(row.progress and row.progress.state for row in self.milestones)


class SheetPart(Enum):
    """What can be read of a worksheet besides its tasks, notes, indicators and figures, in the order of reading."""

    TARGETS = auto()
    MILESTONES = auto()
    MILESTONES_BEFORE = auto()
    """What the last earlier report said of each milestone."""
    NOTES_BEFORE = auto()
    """Last month's notes."""
    LAST_YEAR = auto()
    """The figures of the same months of last year."""
    FROZEN = auto()
    """What registers counted when the report was last submitted."""
    REGISTERS = auto()
    """What registers count now."""


WHOLE = frozenset(SheetPart)
THIS_YEAR = WHOLE - {SheetPart.LAST_YEAR}
FOR_CHECKS = frozenset({SheetPart.TARGETS, SheetPart.MILESTONES})


@dataclass(slots=True)
class Worksheet:
    """A report with the parts that have been read of it.

    `frozen` and `counts` hold, by indicator, what registers counted at the last submission and what they count now.
    `counting_units` says which units' entries these counts include; it is read with them.
    """

    report: MonthlyReport
    blocks: list[TaskBlock]
    indicators: list[Indicator] = field(default_factory=list)
    """All indicators of the chapter and the month that are typed in, asked of the unit or not."""
    parts: set[SheetPart] = field(default_factory=set)
    frozen: dict[int, Cell] = field(default_factory=dict)
    counts: dict[int, CountFromRegister] = field(default_factory=dict)
    counting_units: CountingUnits | None = None

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
    def left_out(self) -> list[str]:
        """The names of the units below that report by themselves, and whose entries the counts leave out."""
        return (
            self.counting_units.left_out(self.report.unit, self.report.period)
            if self.counting_units and self.counts
            else []
        )

    @property
    def silent_tasks(self) -> list[Task]:
        """Tasks without figures on which the report says nothing."""
        return [block.task for block in self.blocks if not block.says_something]

    @property
    def has_content(self) -> bool:
        """Does the report hold a figure, the state of a milestone or a progress note?

        Zero and "not applicable" are figures. The milestones are read only where nothing else is found.
        """
        if any(not line.cell.is_blank for line in self.lines) or any(block.is_noted for block in self.blocks):
            return True
        self.read({SheetPart.MILESTONES})
        return any(block.has_state for block in self.blocks)

    @property
    def says_nothing_to_report(self) -> bool:
        """Does it state that there is nothing to report, and is there nothing?"""
        return bool(self.report.nothing_to_report) and not self.has_content

    def line(self, indicator_id: int) -> Line | None:
        return next((line for line in self.lines if line.indicator.pk == indicator_id), None)

    def read(self, parts: Collection[SheetPart]) -> None:
        """Read these parts too, unless they have been read before."""
        _read([self], parts)

    def take_counts(self, cells: dict[str, Cell]) -> None:
        """Compare these lines, by code, with counts that are known already, instead of counting again."""
        for line in self.lines:
            known = cells.get(line.indicator.code)
            found = registry.answering(line.indicator.code) if known else None
            if found and line.counted is None:
                line.counted = CountFromRegister(*found, known)

    def count(self, codes: Collection[str]) -> None:
        """Have the registers count these lines, by code, and no others."""
        wanted = [line.indicator for line in self.lines if line.indicator.code in codes and line.counted is None]
        if wanted:
            for pk, counted in _counts([self], wanted, CountingUnits([self.report.period])).items():
                self.line(pk).counted = counted


# ---- Reading ----------------------------------------------------------------------------------------------


def begun_or_new(begun: MonthlyReport | None, unit: ReportingUnit, chapter: Chapter, month: Month) -> MonthlyReport:
    """The report that is begun, or else an unsaved one, with its unit and chapter as they are read already."""
    report = begun or MonthlyReport(month=month.first_day)
    report.unit, report.chapter = unit, chapter
    return report


def load(report: MonthlyReport, parts: Collection[SheetPart] = WHOLE) -> Worksheet:
    """A report's worksheet, read in a fixed number of queries."""
    return load_many([report], parts)[0]


def load_many(
    reports: Sequence[MonthlyReport], parts: Collection[SheetPart] = WHOLE, *, since: Month | None = None
) -> list[Worksheet]:
    """The worksheets of several reports of one unit and month, read in as many queries as one report takes.

    A report that is not begun may be given unsaved; its cells are blank. A sheet has what is in force in its month;
    with `since` also what was in force in any month from then on.
    """
    if not reports:
        return []
    chapters, keys = [report.chapter_id for report in reports], _keys(reports)
    month = reports[0].period
    span = (since or month, month)
    tasks = Task.objects.filter(chapter__in=chapters).during(*span).order_by("number")
    blocks = {
        task.pk: TaskBlock(task, note=getattr(task, "own_note", None))
        for task in tasks.annotate(
            own_note=FilteredRelation("notes", condition=Q(notes__report__in=keys))
        ).select_related("own_note")
    }
    indicators = list(
        Indicator.objects.filter(task__chapter__in=chapters)
        .during(*span)
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
    """A line, with the unit's figures, for each indicator that the unit is asked for or that has a figure."""
    unit, month = reports[0].unit, reports[0].period
    figures = _figures(reports)
    own = {figure.indicator_id for figure in figures if figure.said_in == month.first_day}
    submitted = {report.chapter_id: report.submitted_at for report in reports}
    shown = [one for one in indicators if is_asked_of(unit, one.reported_by) or one.pk in own]
    known = {one.pk for one in shown}
    lines = {one.pk: Line(one, level=1 if one.part_of_id in known else 0) for one in shown}
    for figure in figures:
        if line := lines.get(figure.indicator_id):
            _place(line, figure, month, submitted.get(figure.said_chapter))
    if unit.taken_over:
        taken_over = left_to(unit, reports[0].chapter.plan, indicators, month, Basis.SUBMITTED)
        for pk, line in lines.items():
            line.taken_over = taken_over[pk]
    return list(lines.values())


def _place(line: Line, figure: Figure, month: Month, submitted_at: datetime | None) -> None:
    """Put a figure of the report's year into its line; `submitted_at` is when the report itself was submitted.

    A figure of a month in which the indicator is not in force is left out.
    """
    said_in = Month.of(figure.said_in)
    if not line.indicator.is_in_force(said_in):
        return
    if said_in == month:
        line.figure = figure
    elif said_in > month:
        line.after[said_in] = Cell.of(figure)
        if str(month) in figure.also_months:
            line.held_in = said_in
    else:
        line.before[said_in] = Cell.of(figure)
        line.states[said_in] = figure.said_state
        if _is_later(figure.submitted_at, submitted_at):
            line.changed_since.append(said_in)


def _is_later(moment: datetime | None, other: datetime | None) -> bool:
    return moment is not None and other is not None and moment > other


def _figures(reports: Sequence[MonthlyReport]) -> list[Figure]:
    """The unit's figures of the month's year."""
    unit, month = reports[0].unit, reports[0].period
    figures = Figure.objects.filter(
        report__unit=unit,
        report__chapter__in=[report.chapter_id for report in reports],
        report__month__range=(Month(month.year, 1).first_day, Month(month.year, MONTHS_IN_YEAR).first_day),
    )
    said = {
        "said_in": F("report__month"),
        "said_state": F("report__state"),
        "said_chapter": F("report__chapter"),
        "submitted_at": F("report__submitted_at"),
    }
    return list(figures.annotate(**said).order_by("report__month"))


def _read(sheets: Sequence[Worksheet], parts: Collection[SheetPart]) -> None:
    for part, reader in READERS.items():
        if part in parts and part not in sheets[0].parts:
            reader(sheets)
            for sheet in sheets:
                sheet.parts.add(part)


def _read_targets(sheets: Sequence[Worksheet]) -> None:
    """The target by which boards judge the unit in the report's month.

    The own part of the city, and of a district whose streets report by themselves, has a target of its own, or none.
    """
    report = sheets[0].report
    lines = {line.indicator.pk: line for sheet in sheets for line in sheet.lines}
    known = defaultdict(list)
    for target in Target.objects.filter(unit=report.unit, indicator__in=lines).during(report.period):
        known[target.indicator_id, target.covers].append(target)
    is_shared = report.unit.is_city or (bool(known) and _reports_below(report))
    for pk, line in lines.items():
        whole = pick(known[pk, Covers.WHOLE], report.period)
        if is_shared and not line.indicator.is_city_wide:
            line.target = pick(known[pk, Covers.OWN], report.period)
            line.area_target = None if report.unit.is_city else whole
        else:
            line.target = whole


def _reports_below(report: MonthlyReport) -> bool:
    """Whether any street or town of the unit reports by itself in the month."""
    reporting = UnitVersion.objects.in_force(report.period).filter(active=True, submits_reports=True)
    below = reporting.filter(path__startswith=report.unit.path, kind__in=BELOW_DISTRICT)
    return below.exclude(unit=report.unit).exists()


def _read_milestones(sheets: Sequence[Worksheet]) -> None:
    """The month's milestones that the unit is asked for, with what these reports say of them."""
    reports = {sheet.report.pk: sheet.report for sheet in sheets}
    blocks = {block.task.pk: block for sheet in sheets for block in sheet.blocks}
    own = FilteredRelation("progress", condition=Q(progress__report__in=_keys(list(reports.values()))))
    asked = Milestone.objects.filter(task__in=blocks).during(sheets[0].report.period)
    milestones = asked.annotate(own=own).select_related("indicator", "own")
    for milestone in milestones.order_by("order", "code"):
        if is_asked_of(sheets[0].report.unit, milestone.reported_by):
            # Django sets the attribute only where there is such a row.
            progress = getattr(milestone, "own", None)
            if progress:
                progress.report = reports[progress.report_id]
            blocks[milestone.task_id].milestones.append(MilestoneLine(milestone, progress))


def _read_milestones_before(sheets: Sequence[Worksheet]) -> None:
    report = sheets[0].report
    rows = {row.milestone.pk: row for sheet in sheets for row in sheet.milestones}
    first = {row.milestone.continues_id: row for row in rows.values() if row.milestone.continues_id}
    of_commitments = Q(milestone__in=rows)
    if first:
        of_commitments |= Q(milestone__in=first) | Q(milestone__continues__in=first)
    speakers = heirs_among([report.unit], report.period)
    earlier = MilestoneProgress.objects.filter(
        of_commitments, report__unit__in=[report.unit_id, *speakers], report__month__lt=report.month
    )
    told = earlier.exclude(state="").annotate(continues_id=F("milestone__continues"))
    latest: dict[tuple[int, int], MilestoneProgress] = {}
    for progress in told.select_related("report__unit" if speakers else "report").order_by("report__month"):
        row = rows.get(progress.milestone_id) or first[progress.continues_id or progress.milestone_id]
        # A unit sees its own drafts; of a unit that ended it sees what was handed in, or had been approved.
        if progress.report.unit_id != report.unit_id and progress.report.is_open:
            progress.state = progress.standing_state
        if progress.state:
            latest[row.milestone.pk, progress.report.unit_id] = progress
    said = {key: Said(one.state, one.report.period, one.report.state) for key, one in latest.items()}
    for (milestone, unit), one in with_taken_over(said, speakers).items():
        last = latest[milestone, one.taken_from or unit]
        rows[milestone].earlier = last
        rows[milestone].taken_from = last.report.unit.short_name if one.taken_from else ""


def _read_notes_before(sheets: Sequence[Worksheet]) -> None:
    report = sheets[0].report
    blocks = {block.task.pk: block for sheet in sheets for block in sheet.blocks}
    last = TaskNote.objects.filter(
        report__unit=report.unit, report__month=report.period.previous.first_day, task__in=blocks
    )
    for task, text in last.order_by().values_list("task", "text"):
        blocks[task].last_note = text


def _read_last_year(sheets: Sequence[Worksheet]) -> None:
    """What the unit itself had reached in the same months of last year; approved figures count, as on boards.

    With it stands what units had reached that have ended since, as far as the unit has taken over from them.
    """
    report = sheets[0].report
    facts = read_facts(report.chapter.plan_id)
    if not (facts.has_past_figures or facts.has_year_before):
        return
    unit, month = report.unit, report.period.plus(-MONTHS_BACK)
    lines = [line for sheet in sheets for line in sheet.lines]
    keys = [unit.pk, *(one.unit for one in unit.predecessors)]
    then = {one.pk: one for one in ReportingUnit.objects.filter(pk__in=keys).during(month)}
    own, indicators = then.get(unit.pk, unit), [line.indicator for line in lines]
    area = area_of(own)
    ended = ended_since([unit], area, then, month, report.period)
    asked = [*([own] if unit.pk in then else []), *(one.area.unit for one in ended)]
    past = PastYear(month.year + 1, indicators, month, asked, [own], Q(report__unit__in=keys), facts)
    if past.is_empty and not past.footnotes:
        return
    for line in lines:
        line.last_year = past.number(line.indicator, area, of_month=True, ended=ended)
        line.last_year_to_date = past.number(line.indicator, area, ended=ended)
        line.last_year_footnotes = past.footnotes_of(line.indicator, area, ended)
        line.ended_since = past.asked_of(line.indicator, ended)


def _read_frozen(sheets: Sequence[Worksheet]) -> None:
    """The counts of a report's last submission; pages of several reports do not show them."""
    sheet, *others = sheets
    if others or sheet.report.submitted_at is None:
        return
    last = Submission.objects.filter(report=sheet.report).order_by("-number").values("pk")[:1]
    found = RegisterCount.objects.filter(submission__in=last).order_by()
    sheet.frozen = {row.indicator_id: Cell(*row.numbers) for row in found}


def _read_registers(sheets: Sequence[Worksheet]) -> None:
    report = sheets[0].report
    counting_units = CountingUnits([report.period])
    counts = _counts(sheets, [indicator for sheet in sheets for indicator in sheet.indicators], counting_units)
    for sheet in sheets:
        sheet.counting_units = counting_units
        sheet.counts = {one.pk: counts[one.pk] for one in sheet.indicators if one.pk in counts}
        for line in sheet.lines:
            line.counted = sheet.counts.get(line.indicator.pk)


def _counts(
    sheets: Sequence[Worksheet], indicators: list[Indicator], counting_units: CountingUnits
) -> dict[int, CountFromRegister]:
    """What registers count for the indicators now, beside what they counted when the reports were submitted."""
    unit, month = sheets[0].report.unit, sheets[0].report.period
    frozen = {pk: cell for sheet in sheets for pk, cell in sheet.frozen.items()}
    closed = {sheet.report.chapter_id for sheet in sheets if not sheet.report.is_open}
    answers = [(one, found) for one in indicators if (found := registry.answering(one.code))]
    wanted: dict[Register, list[CountedFigure]] = {}
    for _indicator, (register, figure) in answers:
        wanted.setdefault(register, []).append(figure)
    counts = count(wanted, [month], units=units_counted_for(unit), counting_units=counting_units)
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
        indicator.pk: CountFromRegister(
            register,
            figure,
            Cell(*now) if now is not None else None,
            frozen.get(indicator.pk),
            is_submitted=indicator.of_chapter in closed,
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
    SheetPart.LAST_YEAR: _read_last_year,
    SheetPart.FROZEN: _read_frozen,
    SheetPart.REGISTERS: _read_registers,
}
