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
    is_asked_of,
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
class InventedReport:
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


def invent_all(script: Script, plan: WorkPlan, units: dict[str, ReportingUnit], people: dict) -> None:
    """Make the reports of every unit on every chapter, except those that the script calls missing."""
    invented_reports = list(_begun(script, plan, units, people))
    begun = [_stamped(invented.report, invented.reporter, invented.typed_at) for invented in invented_reports]
    _create(begun, MonthlyReport)
    _enter_figures(script, plan, invented_reports)
    _create(list(_notes(script, plan, invented_reports)), TaskNote)
    _create(list(deliverables.milestone_rows(script, plan, invented_reports)), MilestoneProgress)
    for number in range(max(len(invented.steps) for invented in invented_reports)):
        _take_step(number, [invented for invented in invented_reports if len(invented.steps) > number])


def _create(rows: list, model) -> None:
    bulk_create_with_history(rows, model, batch_size=BATCH)


def _stamped(row, by, at: datetime, reason: str | None = None):
    """The row, with who writes it, when and why, for its history."""
    row._history_user, row._history_date, row._change_reason = by, at, reason or None
    return row


def _begun(script: Script, plan: WorkPlan, units: dict[str, ReportingUnit], people: dict) -> Iterator[InventedReport]:
    chapters = list(Chapter.objects.filter(plan=plan))
    for month in plan.months[: script.months]:
        for unit in units.values():
            for chapter in chapters:
                story = script.story_of(unit.code, chapter.app, month.month)
                if story.outcome != "missing":
                    report = MonthlyReport(unit=unit, chapter=chapter, month=month.first_day, is_demo=True)
                    yield InventedReport(report, story, steps(script, story, people, unit, chapter.app, month))


# ---- Figures and notes ------------------------------------------------------------------------------------


def _enter_figures(script: Script, plan: WorkPlan, invented_reports: list[InventedReport]) -> None:
    entered = [i for i in Indicator.objects.filter(plan=plan).select_related("task") if i.is_entered]
    targets = targets_of(plan)
    inventions = {code: Invention(script, code) for code in script.lean}
    for invented in invented_reports:
        report = invented.report
        of_month = [one for one in entered if one.is_in_force(report.period)]
        for indicator in of_month:
            if indicator.task.chapter_id == report.chapter_id and is_asked_of(report.unit, indicator.reported_by):
                target = targets.get((indicator.pk, report.unit_id))
                cells = inventions[report.unit.code].cells(indicator.code, target)
                invented.figures[indicator.code] = _figure(invented, indicator, cells[report.month.month - 1])
    right_values = _falsify(invented_reports)
    _create([figure for invented in invented_reports for figure in invented.figures.values()], Figure)
    _submit_and_correct(invented_reports, right_values)


def _figure(invented: InventedReport, indicator: Indicator, cell: Cell) -> Figure:
    figure = Figure(report=invented.report, indicator=indicator, source=Source.DEMONSTRATION)
    figure.value, figure.numerator, figure.denominator = cell.numbers
    figure.explanation = cell.explanation
    return _stamped(figure, invented.reporter, invented.typed_at)


def targets_of(plan: WorkPlan) -> dict[tuple[int, int], Decimal]:
    """The target of each indicator and unit; for the city level its share, or else the whole target."""
    targets = Target.objects.filter(indicator__plan=plan, in_force=True).exclude(value=None)
    whole_first = sorted(targets, key=lambda target: target.covers == Covers.OWN)
    return {(target.indicator_id, target.unit_id): target.value for target in whole_first}


def _falsify(invented_reports: list[InventedReport]) -> dict[int, Decimal]:
    """Put in the wrong values of the stories; returns the right ones by the `id` of the figure.

    Of a net figure with both parts, what came in is wrong by as much.
    """
    right_values = {}
    for invented in invented_reports:
        for code, percent in invented.story.wrong.items():
            figure = invented.figures.get(code)
            if figure is None:
                continue
            right_values[id(figure)] = figure.value
            _set_value(figure, whole(figure.value * percent / 100))
    return right_values


def _set_value(figure: Figure, value: Decimal) -> None:
    if figure.numerator is not None:
        figure.numerator += value - figure.value
    figure.value = value


def _submit_and_correct(invented_reports: list[InventedReport], right_values: dict[int, Decimal]) -> None:
    """Store the figures of each submission; before the second one, the wrong values are corrected."""
    for invented in invented_reports:
        submissions = [step for step in invented.steps if step.state == State.SUBMITTED]
        for number, step in enumerate(submissions, start=1):
            if number > 1:
                _correct(invented, step, right_values)
            Submission.objects.create(
                report=invented.report,
                number=number,
                submitted_at=step.at,
                submitted_by=step.by,
                figures={
                    code: [*map(plain_text, figure.numbers), figure.not_applicable]
                    for code, figure in invented.figures.items()
                },
            )


def _correct(invented: InventedReport, step: Step, right_values: dict[int, Decimal]) -> None:
    figures = [figure for figure in invented.figures.values() if id(figure) in right_values]
    for figure in figures:
        _set_value(figure, right_values[id(figure)])
        _stamped(figure, step.by, step.at - timedelta(minutes=10))
    bulk_update_with_history(figures, Figure, ["value", "numerator"])


def _notes(script: Script, plan: WorkPlan, invented_reports: list[InventedReport]) -> Iterator[TaskNote]:
    tasks = list(plan.tasks.all())
    for invented in invented_reports:
        report = invented.report
        place = PLACES.get(report.unit.kind, "全区")
        for task in tasks:
            if task.chapter_id == report.chapter_id and task.is_in_force(report.period):
                text = script.notes[str(task.number)][report.month.month > script.months // 2].format(place=place)
                yield _stamped(TaskNote(report=report, task=task, text=text), invented.reporter, invented.typed_at)


# ---- Steps ------------------------------------------------------------------------------------------------


def _take_step(number: int, invented_reports: list[InventedReport]) -> None:
    """Take the step with this number in every report, and keep the change in its history."""
    for invented in invented_reports:
        step = invented.steps[number]
        _move(invented.report, step, number)
        if step.state == State.RETURNED:
            _note_cells(invented, step)
    bulk_update_with_history(
        [invented.report for invented in invented_reports], MonthlyReport, STEP_FIELDS, batch_size=BATCH
    )


def _move(report: MonthlyReport, step: Step, number: int) -> None:
    report.state, report.reason, report.version = step.state, step.reason, number + 3
    if step.state == State.SUBMITTED:
        report.submitted_at, report.submitted_by = step.at, step.by
        report.first_submitted_on = report.first_submitted_on or step.at.date()
    else:
        report.decided_at, report.decided_by = step.at, step.by
    _stamped(report, step.by, step.at, step.reason[:100])


def _note_cells(invented: InventedReport, step: Step) -> None:
    figures = [invented.figures[code] for code in invented.story.notes]
    for figure in figures:
        figure.review_note = invented.story.notes[figure.indicator.code]
        _stamped(figure, step.by, step.at)
    bulk_update_with_history(figures, Figure, ["review_note"])
