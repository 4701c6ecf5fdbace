"""The invented reports of half a year, with the history that real ones would have.

They are written table by table, for speed, but their rows are the same as if `targets.reports.verbs` had made them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from targets.demonstration import deliverables
from targets.demonstration.invention import Invention, whole
from targets.demonstration.script import Script, Story
from targets.demonstration.timetable import Step, steps
from targets.formatting import plain_text
from targets.models import (
    Chapter,
    Covers,
    Figure,
    Indicator,
    MilestoneProgress,
    MonthlyReport,
    ReportingUnit,
    Source,
    State,
    Submission,
    Target,
    TaskNote,
    UnitKind,
    WorkPlan,
    asks,
)
from targets.reports.sheets import Cell

BATCH = 500
STEP_FIELDS = (
    "state",
    "version",
    "reason",
    "first_submitted_on",
    "submitted_at",
    "submitted_by",
    "decided_at",
    "decided_by",
)
PLACES = {UnitKind.CITY: "全市", UnitKind.COUNTY: "全县"}


@dataclass
class Filing:
    """An invented report with its story, its steps and its figures, by the code of their indicator."""

    report: MonthlyReport
    story: Story
    steps: list[Step]
    figures: dict[str, Figure] = field(default_factory=dict)

    @property
    def typed_at(self) -> datetime:
        return self.steps[0].at - timedelta(hours=1)

    @property
    def reporter(self):
        return self.steps[0].by


def file_all(script: Script, plan: WorkPlan, units: dict[str, ReportingUnit], people: dict) -> None:
    """Make the reports of every unit on every chapter, except those that the script calls missing."""
    filings = list(_begun(script, plan, units, people))
    _create([_stamped(f.report, f.reporter, f.typed_at) for f in filings], MonthlyReport)
    _enter_figures(script, plan, filings)
    _create(list(_notes(script, plan, filings)), TaskNote)
    _create(list(deliverables.milestone_rows(script, plan, filings)), MilestoneProgress)
    for number in range(max(len(f.steps) for f in filings)):
        _take_step(number, [f for f in filings if len(f.steps) > number])


def _create(rows: list, model) -> None:
    bulk_create_with_history(rows, model, batch_size=BATCH)


def _stamped(row, by, at: datetime, reason: str | None = None):
    """The row, with who writes it, when and why, for its history."""
    row._history_user, row._history_date, row._change_reason = by, at, reason or None
    return row


def _begun(script: Script, plan: WorkPlan, units: dict[str, ReportingUnit], people: dict) -> Iterator[Filing]:
    chapters = list(Chapter.objects.filter(plan=plan))
    for month in plan.months[: script.months]:
        for unit in units.values():
            for chapter in chapters:
                story = script.story_of(unit.code, chapter.app, month.month)
                if story.outcome != "missing":
                    report = MonthlyReport(unit=unit, chapter=chapter, month=month.first_day, is_demo=True)
                    yield Filing(report, story, steps(script, story, people, unit, chapter.app, month))


# ---- Figures and notes ------------------------------------------------------------------------------------


def _enter_figures(script: Script, plan: WorkPlan, filings: list[Filing]) -> None:
    entered = [i for i in Indicator.objects.filter(plan=plan).select_related("task") if i.is_entered]
    targets = _targets(plan)
    inventions = {code: Invention(script, code) for code in script.lean}
    for filing in filings:
        report = filing.report
        for indicator in entered:
            if indicator.task.chapter_id == report.chapter_id and asks(indicator.reported_by, report.unit):
                target = targets.get((indicator.pk, report.unit_id))
                cells = inventions[report.unit.code].cells(indicator.code, target)
                filing.figures[indicator.code] = _figure(filing, indicator, cells[report.month.month - 1])
    right_values = _falsify(filings)
    _create([figure for filing in filings for figure in filing.figures.values()], Figure)
    _submit_and_correct(filings, right_values)


def _figure(filing: Filing, indicator: Indicator, cell: Cell) -> Figure:
    figure = Figure(report=filing.report, indicator=indicator, source=Source.DEMONSTRATION)
    figure.value, figure.numerator, figure.denominator = cell.numbers
    figure.explanation = cell.explanation
    return _stamped(figure, filing.reporter, filing.typed_at)


def _targets(plan: WorkPlan) -> dict[tuple[int, int], Decimal]:
    """The target of each indicator and unit; for the city level its share, or else the whole target."""
    targets = Target.objects.filter(indicator__plan=plan).exclude(value=None)
    whole_first = sorted(targets, key=lambda target: target.covers == Covers.OWN)
    return {(target.indicator_id, target.unit_id): target.value for target in whole_first}


def _falsify(filings: list[Filing]) -> dict[int, Decimal]:
    """Put in the wrong values of the stories; returns the right ones by the `id` of the figure."""
    right_values = {}
    for filing in filings:
        for code, percent in filing.story.wrong.items():
            figure = filing.figures[code]
            right_values[id(figure)] = figure.value
            figure.value = whole(figure.value * percent / 100)
    return right_values


def _submit_and_correct(filings: list[Filing], right_values: dict[int, Decimal]) -> None:
    """Store the figures of each submission; before the second one, the wrong values are corrected."""
    for filing in filings:
        submissions = [step for step in filing.steps if step.state == State.SUBMITTED]
        for number, step in enumerate(submissions, start=1):
            if number > 1:
                _correct(filing, step, right_values)
            Submission.objects.create(
                report=filing.report,
                number=number,
                submitted_at=step.at,
                submitted_by=step.by,
                figures={
                    code: [*map(plain_text, figure.numbers), figure.not_applicable]
                    for code, figure in filing.figures.items()
                },
            )


def _correct(filing: Filing, step: Step, right_values: dict[int, Decimal]) -> None:
    figures = [figure for figure in filing.figures.values() if id(figure) in right_values]
    for figure in figures:
        figure.value = right_values[id(figure)]
        _stamped(figure, step.by, step.at - timedelta(minutes=10))
    bulk_update_with_history(figures, Figure, ["value"])


def _notes(script: Script, plan: WorkPlan, filings: list[Filing]) -> Iterator[TaskNote]:
    tasks = list(plan.tasks.all())
    for filing in filings:
        report = filing.report
        place = PLACES.get(report.unit.kind, "全区")
        for task in tasks:
            if task.chapter_id == report.chapter_id:
                text = script.notes[str(task.number)][report.month.month > script.months // 2].format(place=place)
                yield _stamped(TaskNote(report=report, task=task, text=text), filing.reporter, filing.typed_at)


# ---- Steps ------------------------------------------------------------------------------------------------


def _take_step(number: int, filings: list[Filing]) -> None:
    """Take the step with this number in every report, and keep the change in its history."""
    for filing in filings:
        step = filing.steps[number]
        _move(filing.report, step, number)
        if step.state == State.RETURNED:
            _note_cells(filing, step)
    bulk_update_with_history([f.report for f in filings], MonthlyReport, STEP_FIELDS, batch_size=BATCH)


def _move(report: MonthlyReport, step: Step, number: int) -> None:
    report.state, report.reason, report.version = step.state, step.reason, number + 3
    if step.state == State.SUBMITTED:
        report.submitted_at, report.submitted_by = step.at, step.by
        report.first_submitted_on = report.first_submitted_on or step.at.date()
    else:
        report.decided_at, report.decided_by = step.at, step.by
    _stamped(report, step.by, step.at, step.reason[:100])


def _note_cells(filing: Filing, step: Step) -> None:
    figures = [filing.figures[code] for code in filing.story.notes]
    for figure in figures:
        figure.review_note = filing.story.notes[figure.indicator.code]
        _stamped(figure, step.by, step.at)
    bulk_update_with_history(figures, Figure, ["review_note"])
