"""The board that leaders read: headline figures, a summary in words, and all tasks with their indicators."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import clock, texts
from targets.arithmetic import Status
from targets.boards import closing_changes
from targets.boards.captions import caption
from targets.boards.closing_changes import ChangesSinceClosing
from targets.boards.monthly_reports import ProgressNote
from targets.boards.rows import (
    BoardRow,
    DeliverableTable,
    IndicatorTable,
    RowWriter,
    TaskName,
    asked_milestones,
    best_months,
)
from targets.frame import phrases
from targets.frame.looks import STATUSES
from targets.frame.plan_pages import PlanPage
from targets.models import Chapter, Indicator, Task
from targets.progress.changes_since import DeliverableSinceClosing
from targets.progress.deliverables import Deliverable
from targets.progress.last_year import LastYear
from targets.progress.standings import Standing
from targets.tables import TableRow


@dataclass(slots=True)
class BoardTask:
    """A task with the rows of its indicators and its deliverables."""

    number: int
    title: str
    url: str
    rows: list[BoardRow]
    lines: list[TableRow]
    deliverables: DeliverableTable
    # The changes of these deliverables.
    changes: ChangesSinceClosing
    done_text: str = ""
    next_text: str = ""
    summary: str = ""
    lead_section: str = ""
    notes: list[ProgressNote] = field(default_factory=list)


@dataclass(slots=True)
class BoardChapter:
    """A chapter with its tasks; `number` is text, so that templates do not format it as a number."""

    number: str
    title: str
    short_title: str
    lead_section: str
    url: str
    tasks: list[BoardTask] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many indicators have a status; `url` shows these alone, and `current` says that they are shown now."""

    status: Status
    label: str
    count: int
    url: str
    current: bool


@dataclass(slots=True)
class Board:
    """Everything that a board shows; `shown` is the status whose indicators alone were asked for, if any."""

    chapters: list[BoardChapter]
    table: IndicatorTable
    # What the area's own unit said otherwise of its deliverables when the month was closed.
    changes: ChangesSinceClosing
    tiles: list[BoardRow]
    counts: list[StatusCount]
    milestones_text: str
    next_text: str
    overdue_text: str
    caption: str
    shown: str = ""

    @property
    def tasks(self) -> list[BoardTask]:
        return [task for chapter in self.chapters for task in chapter.tasks]


def writer(page: PlanPage, *, app: str | None = None) -> BoardWriter:
    """The writer of an area's board, of the chapter `app` alone where given; raises Http404 for an unknown one."""
    wanted = {"chapter__app": app} if app else {}
    tasks = Task.objects.filter(plan=page.plan, **wanted).select_related("chapter").order_by("number")
    chosen = list(tasks.defer("shipped", "chapter__shipped"))
    if app and not chosen:
        raise Http404
    return BoardWriter(page, chosen, app)


class BoardWriter:
    """Reads what the board of some tasks needs, and writes it."""

    def __init__(self, page: PlanPage, tasks: list[Task], app: str | None = None):
        self.page = page
        self.tasks = tasks
        self.today = clock.today()
        self.texts = texts.reader("title", "summary", "lead_section")
        self.chapter_texts = texts.reader("title", "short_title", "lead_section")
        self.chapter_url = page.url("chapter", "CODE")
        names = {task.pk: TaskName(task.number, self.texts(task)[0], task.chapter.app) for task in tasks}
        wanted = {"task__chapter__app": app} if app else {}
        indicators = Indicator.objects.filter(plan=page.plan, **wanted).order_by("order", "code")
        self.standing: Standing = page.stand(list(indicators.defer("shipped")))
        self.indicators = self.standing.indicators
        self.writer = RowWriter(page, self.standing, best_months(self.standing), names, LastYear(self.standing))
        self.table = IndicatorTable()
        self.notes: dict[int, list[ProgressNote]] = {}
        # How many units have reported on the chapter, figures or not; without a chapter those that gave figures count.
        self.units_reported: int | None = None
        self.milestones = [m for m in asked_milestones(self.standing) if m.task_id in names]

    @property
    def chapters(self) -> list[Chapter]:
        """The chapters of the tasks, in their order."""
        return list({task.chapter_id: task.chapter for task in self.tasks}.values())

    def board(self) -> Board:
        rows = {i.pk: self.writer.row(i) for i in self.indicators if self.writer.concerns(i)}
        shown = self._shown()
        chapters = self._chapters(rows, shown)
        self.table.rows = [row for chapter in chapters for task in chapter.tasks for row in task.rows]
        return Board(
            chapters=chapters,
            table=self.table,
            changes=closing_changes.of_deliverables(self.standing, self._changes_of(self.milestones)),
            tiles=[row for row in rows.values() if row.indicator.headline],
            counts=self._counts(rows.values(), shown),
            milestones_text=done_text(self.standing, self.milestones),
            next_text=next_text(self.standing, self.milestones, self.today),
            overdue_text=overdue_text(self.standing, self.milestones, self.today),
            caption=caption(self.page, self.standing, self._heard()),
            shown=shown,
        )

    def _heard(self) -> int:
        """How many units the board's caption says have reported."""
        return self.standing.units_heard if self.units_reported is None else self.units_reported

    def _shown(self) -> str:
        """The status whose indicators alone are asked for. Raises Http404 for an unknown one."""
        shown = self.page.asked.get("show", "")
        if shown and shown not in set(Status):
            raise Http404
        return shown

    def _chapters(self, rows: dict[int, BoardRow], shown: str) -> list[BoardChapter]:
        blocks: dict[int, BoardChapter] = {}
        own_rows: dict[int, list[BoardRow]] = defaultdict(list)
        for row in rows.values():
            own_rows[row.indicator.task_id].append(row)
        own_milestones: dict[int, list[Deliverable]] = defaultdict(list)
        for milestone in self.milestones:
            if not milestone.indicator_id:
                own_milestones[milestone.task_id].append(milestone)
        for task in self.tasks:
            milestones = own_milestones[task.pk]
            kept = [row for row in own_rows[task.pk] if not shown or row.status == shown]
            if kept or (milestones and not shown):
                if task.chapter_id not in blocks:
                    blocks[task.chapter_id] = self._chapter(task)
                block = blocks[task.chapter_id]
                block.tasks.append(self._task(task, f"{block.url}#task-{task.number}", kept, milestones))
        return list(blocks.values())

    def _chapter(self, task: Task) -> BoardChapter:
        chapter = task.chapter
        url = self.chapter_url.replace("CODE", chapter.app)
        title, short_title, lead_section = self.chapter_texts(chapter)
        return BoardChapter(str(chapter.number), title, short_title, lead_section, url)

    def _task(self, task: Task, url: str, rows: list[BoardRow], milestones: list[Deliverable]) -> BoardTask:
        title, summary, lead_section = self.texts(task)
        name, done = TaskName(task.number, title, task.chapter.app), done_text(self.standing, milestones)
        own = [self.writer.deliverable(milestone, name) for milestone in milestones]
        return BoardTask(
            number=task.number,
            title=title,
            url=url,
            rows=rows,
            lines=self.table.lines_of(rows),
            deliverables=DeliverableTable(own),
            changes=closing_changes.of_deliverables(self.standing, self._changes_of(milestones)),
            done_text=done,
            next_text=next_text(self.standing, milestones, self.today),
            summary=summary,
            lead_section=lead_section,
            notes=self.notes.get(task.pk, []),
        )

    def _changes_of(self, milestones: list[Deliverable]) -> list[DeliverableSinceClosing]:
        own = {milestone.pk for milestone in milestones}
        return [change for change in self.writer.deliverables_since if change.milestone.pk in own]

    def _counts(self, rows: Iterable[BoardRow], shown: str) -> list[StatusCount]:
        counts = Counter(row.status for row in rows)
        return [
            StatusCount(
                status,
                str(look.word),
                counts[status],
                self.page.query_with(show=status.value),
                status == shown,
            )
            for status, look in STATUSES.items()
            if counts[status]
        ]


def done_text(standing: Standing, milestones: list[Deliverable]) -> str:
    """ "2 of 5 deliverables done"; empty where there are no deliverables."""
    if not milestones:
        return ""
    done = standing.milestones_done(milestones)
    return ngettext(
        "%(done)s of %(all)s deliverable done", "%(done)s of %(all)s deliverables done", len(milestones)
    ) % {"done": done, "all": len(milestones)}


def next_text(standing: Standing, milestones: list[Deliverable], today: date) -> str:
    """The next deadline: "31 December 2007 (180 days left): one policy, and 3 more"; empty where none is to come."""
    coming = [m for m in milestones if m.deadline >= today and m.pk not in standing.done]
    if not coming:
        return ""
    first = min(coming, key=lambda milestone: milestone.deadline)
    same = [milestone.deadline for milestone in coming].count(first.deadline) - 1
    days = (first.deadline - today).days
    when = ngettext("%(day)s (%(days)s day left)", "%(day)s (%(days)s days left)", days) % {
        "day": phrases.day_text(first.deadline),
        "days": days,
    }
    text = _("%(when)s: %(name)s") % {"when": when, "name": first.name}
    if not same:
        return text
    more = ngettext("%(text)s, and %(count)s more", "%(text)s, and %(count)s more", same)
    return more % {"text": text, "count": same}


def overdue_text(standing: Standing, milestones: list[Deliverable], today: date) -> str:
    """How many deliverables are past their deadline and not reported as done; empty where there are none."""
    late = sum(m.deadline < today and m.pk not in standing.done for m in milestones)
    if not late:
        return ""
    return ngettext(
        "%(count)s deliverable past its deadline and not reported as done",
        "%(count)s deliverables past their deadline and not reported as done",
        late,
    ) % {"count": late}
