"""The board's tables as files: of the dashboard, a chapter, a unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from targets.frame.looks import STATUSES
from targets.models import Basis
from targets.pages import phrases
from targets.pages.boards import Board, TaskBlock
from targets.pages.captions import area_text
from targets.pages.exports import chapter_registers
from targets.pages.exports.answers import Download
from targets.pages.exports.values import amount, count, goal, percent
from targets.pages.indicator_rows import MilestoneRow, Row
from targets.pages.plan_pages import PlanPage
from targets.progress import Sense, Status
from targets.spreadsheets.out.table_contents import Column, Figure, Table, Value, columns


def name_parts(page: PlanPage, title: str, *more: str) -> list[str]:
    """What the file is, of which month, on which basis: "目标进度-全市-2007-06-已审核"."""
    words = {
        Basis.APPROVED: pgettext("file name", "approved"),
        Basis.SUBMITTED: pgettext("file name", "with submitted"),
    }
    return [title, *more, area_text(page), str(page.month), words[page.basis]]


def dashboard(context: dict) -> Download:
    """All tasks of the plan."""
    page, board = context["page"], context["board"]
    captions = [page.plan.title, *_captions(board)]
    return Download(name_parts(page, pgettext("file name", "Progress")), captions, _board_tables(board))


def chapter(context: dict) -> Download:
    """A chapter's tasks, what units wrote of them, who has reported, and its registers."""
    page, board, chosen = context["page"], context["board"], context["chapter"]
    tables = [*_board_tables(board), _notes(board), _reports(page, context["reports"])]
    tables += chapter_registers.tables(context["registers"])
    name = name_parts(page, pgettext("file name", "Progress"), chosen.short_title)
    return Download(name, [chosen.title, *_captions(board)], _filled(tables))


def unit(context: dict) -> Download:
    """A unit against its own targets, and its reports by month."""
    page, board = context["page"], context["board"]
    tables = [*_board_tables(board), _months(context["months"], context["reports"])]
    captions = [page.area.unit.name, *_captions(board)]
    return Download(name_parts(page, pgettext("file name", "Progress")), captions, _filled(tables))


def _filled(tables: list[Table]) -> list[Table]:
    """The first table, and the others that have something to say."""
    return [tables[0], *(table for table in tables[1:] if table.rows)]


def _captions(board: Board) -> list[str]:
    """What the figures rest on; which state alone is shown."""
    if not board.shown:
        return [board.caption]
    return [board.caption, _("only: %(state)s") % {"state": STATUSES[Status(board.shown)].word}]


def _board_tables(board: Board) -> list[Table]:
    tasks = [task for block in board.chapters for task in block.tasks]
    return [
        indicators_table(_("Indicators"), ((task, row) for task in tasks for row in task.rows)),
        milestones_table(_("Deliverables"), (pair for task in tasks for pair in _milestones(task))),
    ]


def indicator_columns() -> list[Column]:
    return columns(
        _("Code"),
        _("Indicator"),
        _("Unit of measure"),
        _("Sense"),
        _("Target"),
        _("Deadline"),
        _("To date"),
        _("Numerator"),
        _("Denominator"),
        _("Done (%)"),
        _("Due by now"),
        _("Ahead (+) or behind (−)"),
        _("Still needed a month"),
        _("Months left"),
        _("Best month so far"),
        _("Units reported"),
        _("Units asked"),
        _("State"),
        _("Remarks"),
    )


def indicator_values(row: Row) -> list[Value]:
    """An indicator's line; empty where the page shows a dash."""
    indicator, progress = row.indicator, row.progress
    promise, tally = progress.commitment, progress.tally
    gap = phrases.gap_number(indicator, progress)
    return [
        row.code,
        row.name,
        indicator.unit_of_measure,
        str(indicator.get_sense_display()) if promise.target is not None else None,
        goal(indicator, promise.target),
        promise.deadline if promise.target is not None else None,
        amount(indicator, progress.to_date),
        count(tally.numerator if indicator.is_ratio else None),
        count(tally.denominator if indicator.is_ratio else None),
        percent(progress.percent),
        # A ceiling holds at any time, so that nothing of it is due by now.
        None if promise.sense is Sense.AT_MOST else amount(indicator, progress.due),
        None if gap is None else Figure(gap, indicator.decimals, signed=True),
        *_still_needed(row),
        *_units(row),
        row.status_label,
        row.carried or None,
    ]


def _still_needed(row: Row) -> list[Value]:
    """What each month left must bring, how many are left, and the best month so far."""
    needed = phrases.needed_number(row.indicator, row.progress)
    return [None, None, None] if needed is None else [count(needed), row.progress.months_left, count(row.best)]


def _units(row: Row) -> tuple[int | None, int | None]:
    tally = row.progress.tally
    return (tally.reported, tally.expected) if row.indicator.is_entered and tally.expected else (None, None)


def indicators_table(title: str, rows: Iterable[tuple[TaskBlock, Row]]) -> Table:
    """Indicators with the task that each belongs to."""
    heads = [*columns(_("Task no."), _("Task")), *indicator_columns()]
    values = [[task.number, task.title, *indicator_values(row)] for task, row in rows]
    return Table(title, columns=heads, rows=values, names=4)


def milestones_table(title: str, rows: Iterable[tuple[list[Value], str, MilestoneRow]]) -> Table:
    """Deliverables: their task, the indicator that they count for, state and deadline."""
    heads = columns(
        _("Task no."),
        _("Task"),
        _("Deliverable"),
        _("State"),
        _("Deadline"),
        _("Source of the deadline"),
        _("Counts for"),
    )
    values: list[list[Value]] = [
        [*task, shown.name, shown.label, shown.day, shown.basis or None, code or None] for task, code, shown in rows
    ]
    return Table(title, columns=heads, rows=values, names=2)


def _milestones(task: TaskBlock) -> Iterator[tuple[list[Value], str, MilestoneRow]]:
    """The task's own deliverables, then those that are counted by its indicators."""
    names: list[Value] = [task.number, task.title]
    yield from ((names, "", shown) for shown in task.milestones)
    yield from ((names, row.code, shown) for row in task.rows for shown in row.elements)


def _notes(board: Board) -> Table:
    heads = columns(_("Task no."), _("Task"), _("Unit"), _("Month"), _("Progress note"))
    rows: list[list[Value]] = [
        [task.number, task.title, note.unit, note.month, note.text]
        for block in board.chapters
        for task in block.tasks
        for note in task.notes
    ]
    return Table(_("Progress notes"), columns=heads, rows=rows, names=2)


def _reports(page: PlanPage, reports: Iterable) -> Table:
    heads = columns(_("Unit"), page.month_text)
    return Table(_("Who has reported"), columns=heads, rows=[[said.unit, said.mark.word] for said in reports])


def _months(months: list[str], reports: Iterable) -> Table:
    rows: list[list[Value]] = [[line.title, *(_word(mark.word) for mark in line.marks)] for line in reports]
    return Table(_("Reports by month"), columns=columns(_("Chapter"), *months), rows=rows)


def _word(word: str) -> Value:
    return None if word == "—" else word
