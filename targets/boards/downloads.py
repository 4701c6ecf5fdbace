"""The files of the boards: which tables they hold, under which names."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from targets.arithmetic import Status
from targets.boards.board import Board
from targets.boards.captions import area_text
from targets.boards.indicator_page import FactTable
from targets.boards.monthly_reports import NoteTable, ReportsOfUnits
from targets.boards.rows import DeliverableTable, IndicatorTable
from targets.frame.downloads import Download
from targets.frame.looks import STATUSES
from targets.frame.plan_pages import PlanPage
from targets.models import Basis
from targets.tables import Table


def dashboard(context: dict) -> Download:
    """All tasks of the plan."""
    page, board = context["page"], context["board"]
    captions = [page.plan.title, *_captions(board)]
    return Download(name_parts(page, pgettext("file name", "Progress")), captions, _board_tables(board))


def chapter(context: dict) -> Download:
    """A chapter's tasks, the notes of units on them, who has reported, and its registers."""
    page, board, chosen = context["page"], context["board"], context["chapter"]
    first, *others = _board_tables(board)
    notes = NoteTable(
        {
            "task_number": task.number,
            "task_title": task.title,
            "unit": note.unit,
            "month": note.month,
            "text": note.text,
        }
        for task in board.tasks
        for note in task.notes
    )
    reports = ReportsOfUnits(context["reports"], marks=[page.month_text])
    # There are none for readers who may not read the registers.
    registers = context["registers"].tables if context["registers"] else []
    others += [notes, reports, *registers]
    name = name_parts(page, pgettext("file name", "Progress"), chosen.short_title)
    return Download(name, [chosen.title, *_captions(board)], [first, *(table for table in others if table.rows)])


def unit(context: dict) -> Download:
    """A unit against its own targets, and its reports by month."""
    page, board = context["page"], context["board"]
    first, *others = [*_board_tables(board), context["reports"]]
    captions = [page.area.unit.name, *_captions(board)]
    name = name_parts(page, pgettext("file name", "Progress"))
    return Download(name, captions, [first, *(table for table in others if table.rows)])


def matrix(context: dict) -> Download:
    """Every unit against every indicator, as the page shows it and as a list."""
    page, shown = context["page"], context["matrix"]
    captions = [page.plan.title, shown.caption]
    return Download(name_parts(page, _("Units and indicators")), captions, [shown.table, shown.as_list()])


def indicator(context: dict) -> Download:
    """One indicator with its parts and companions: how it stands, by unit and month, what it means.

    Of a month in which it is not in force there is only what it means.
    """
    chosen, view = context["indicator"], context.get("view")
    tables: list[Table] = [FactTable(view.facts if view else context["outside"]["facts"])]
    if view:
        tables = [view.table, view.months, view.changes, view.deliverables, *tables]
    name = name_parts(context["page"], f"{chosen.code} {chosen.name}")
    captions = [f"{chosen.code} {chosen.name}", context["caption"]]
    return Download(name, captions, [table for table in tables if table.rows])


def name_parts(page: PlanPage, title: str, *more: str) -> list[str]:
    """The parts of a file's name: what it is, its area, month and basis, as in "目标进度-全市-2007-06-已审核"."""
    words = {
        Basis.APPROVED: pgettext("file name", "approved"),
        Basis.SUBMITTED: pgettext("file name", "with submitted"),
    }
    return [title, *more, area_text(page), str(page.month), words[page.basis]]


def _captions(board: Board) -> list[str]:
    """What the figures rest on, and the status where the board shows one alone."""
    if not board.shown:
        return [board.caption]
    return [board.caption, _("only: %(state)s") % {"state": STATUSES[Status(board.shown)].word}]


def _board_tables(board: Board) -> list[Table]:
    """The indicators and the deliverables; of each task first its own, then those that its indicators count.

    What deliverables were when the month was closed stands in a table of its own, where anything has changed.
    """
    deliverables = [
        shown
        for task in board.tasks
        for shown in (*task.deliverables.rows, *(element for row in task.rows for element in row.elements))
    ]
    tables = [IndicatorTable(board.table.rows), DeliverableTable(deliverables)]
    return [*tables, board.changes] if board.changes.rows else tables
