"""The list of reports that wait for a section's review, and of those that it has decided on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targets import access, clock
from targets.access import Action
from targets.frame.downloads import Download
from targets.frame.phrases import month_text
from targets.models import Chapter, Figure, MonthlyReport, NamesOfTheTime, State, Submission
from targets.periods import Month, NotAMonth
from targets.reports.links import report_url
from targets.reports.review import is_own
from targets.reports.submissions import KeptFigures, changed_codes
from targets.tables import Column, MomentColumn, NumberColumn, Table, TableCell
from targets.tables.cells import MISSING

ROWS_PER_PAGE = 100
# As many as a sheet can hold and still be read.
ROWS_PER_FILE = 5000
TITLES = {
    State.SUBMITTED: _lazy("Waiting for review"),
    State.RETURNED: _lazy("Sent back, with the unit"),
    State.APPROVED: _lazy("Approved"),
}
ORDER = tuple(TITLES)


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of the list; an empty one lets everything through."""

    month: Month | None = None
    chapter: str = ""
    unit: str = ""
    state: str = ""

    @classmethod
    def of(cls, query) -> Filters:
        """The filters that the address has; values that make no sense are ignored."""
        try:
            month = Month.parse(query.get("month", ""))
        except NotAMonth:
            month = None
        state = query.get("state", "")
        chapter, unit = (_printable(query.get(name, "")) for name in ("chapter", "unit"))
        return cls(month, chapter, unit, state if state in ORDER else "")

    @property
    def any(self) -> bool:
        return bool(self.month or self.chapter or self.unit or self.state)

    def condition(self) -> Q:
        """The reports that the filters let through.

        Without a month or a state, approved reports are shown only if they were decided in the current month.
        """
        wanted = {
            "month": self.month and self.month.first_day,
            "chapter__app": self.chapter,
            "unit__code": self.unit,
            "state": self.state,
        }
        rule = Q(**{name: value for name, value in wanted.items() if value})
        if not (self.month or self.state):
            this_month = Month.of(clock.today()).first_day
            rule &= ~Q(state=State.APPROVED) | Q(decided_at__date__gte=this_month)
        return rule


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A report of the list."""

    report: MonthlyReport
    url: str
    unit: str
    chapter: str
    month: str
    submitted_by: str
    explained: int
    changed: TableCell
    is_own: bool

    @property
    def selectable(self) -> bool:
        return self.is_waiting and not self.is_own

    @property
    def is_waiting(self) -> bool:
        return self.report.state == State.SUBMITTED

    @property
    def key(self) -> str:
        """What a ticked box sends: the report's primary key and the version that the list shows."""
        return f"{self.report.pk}:{self.report.version}"

    @property
    def pk(self) -> str:
        return str(self.report.pk)

    @property
    def submitted_at(self) -> datetime | None:
        return self.report.submitted_at

    @property
    def state(self) -> str:
        return str(TITLES[State(self.report.state)])

    @property
    def in_time(self) -> str:
        return _("late") if self.report.is_late else _("on time")

    @property
    def correction(self) -> str:
        return _("yes") if self.report.is_correction else ""

    @property
    def remarks(self) -> str:
        return _("submitted by yourself: somebody else approves it") if self.is_own and self.is_waiting else ""


class QueueTable(Table):
    """Reports: who submitted them when, and how much there is to look at."""

    title = _lazy("Review")
    row_template = "reports/review_row.html"

    unit = Column(_lazy("Unit"), heading=True)
    chapter = Column(_lazy("Chapter"), heading=True)
    month = Column(_lazy("Month"))
    state = Column(_lazy("State"), on_page=False)
    submitted_at = MomentColumn(_lazy("Submitted"), file_head=_lazy("Submitted at"))
    submitted_by = Column(_lazy("By"), on_page=False)
    in_time = Column(_lazy("In time"), on_page=False)
    correction = Column(_lazy("Correction"), on_page=False)
    explained = NumberColumn(_lazy("Explanations"))
    changed = NumberColumn(_lazy("Changed since the last submission"))
    remarks = Column(_lazy("Remarks"), on_page=False)


@dataclass(frozen=True, slots=True)
class Group:
    """The reports in one state: those of this page, and how many there are in all."""

    state: str
    title: str
    table: QueueTable
    total: int


@dataclass(frozen=True, slots=True)
class FilterOption:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the list, in groups by state, with the options of its filters."""

    filters: Filters
    groups: list[Group]
    page: Page
    months: list[FilterOption]
    chapters: list[FilterOption]
    units: list[FilterOption]
    states: list[FilterOption]

    @property
    def can_approve(self) -> bool:
        return any(row.selectable for group in self.groups for row in group.table.rows)

    def download(self) -> Download:
        """The list as a file."""
        table = QueueTable(
            (row for group in self.groups for row in group.table.rows), captions=[*self._chosen(), *self._cut()]
        )
        return Download([_("Review"), str(self.filters.month or "")], [], [table])

    def _chosen(self) -> list[str]:
        lists = (self.months, self.chapters, self.units, self.states)
        labels = [str(option.label) for options in lists for option in options if option.chosen]
        return [_("only: %(state)s") % {"state": " · ".join(labels)}] if labels else []

    def _cut(self) -> list[str]:
        """A line that says so where the list is longer than the file."""
        shown, found = len(self.page), self.page.paginator.count
        if shown == found:
            return []
        words = {"shown": shown, "all": found}
        return [_("The first %(shown)s of %(all)s reports; choose a month for the others.") % words]


def _printable(text: str) -> str:
    """The text, or an empty one where it has characters such as NUL, which PostgreSQL refuses."""
    return text if text.isprintable() else ""


def load(user, query, rows: int | None = None) -> Queue:
    """The list, read in the same number of queries however many reports it has."""
    filters = Filters.of(query)
    mine = access.visible_reports(user, Action.REVIEW)
    asked = mine.filter(filters.condition())
    totals = dict(asked.order_by().values_list("state").annotate(Count("pk")))
    paginator = Paginator(_ordered(asked), rows or ROWS_PER_PAGE)
    paginator.count = sum(totals.values())  # It need not count again.
    page = paginator.get_page(query.get("page"))
    return Queue(filters, _groups(_rows(list(page), user), totals), page, *_choices(user, mine, filters))


def _ordered(reports: QuerySet) -> QuerySet:
    rank = Case(
        *(When(state=state, then=Value(place)) for place, state in enumerate(ORDER)), output_field=IntegerField()
    )
    return reports.select_related("unit", "chapter", "submitted_by").order_by(
        rank, "month", "unit__order", "unit__code", "chapter__number"
    )


def _rows(reports: list[MonthlyReport], user) -> list[QueueRow]:
    """The reports as the list shows them, with what their sections look at, read for all of them at once."""
    figures = Figure.objects.filter(report__in=reports).exclude(explanation="")
    explained = Counter(figures.values_list("report", flat=True))
    submitted: dict[int, list[KeptFigures]] = defaultdict(list)
    submissions = Submission.objects.filter(report__in=reports).order_by("report", "number")
    for report_id, kept in submissions.values_list("report", "figures"):
        submitted[report_id].append(kept)
    names = NamesOfTheTime()
    return [
        QueueRow(
            report=report,
            url=report_url(report),
            unit=report.unit.short_name,
            chapter=report.chapter.short_title,
            month=month_text(report.period),
            submitted_by=names.of(report.submitted_by, report.submitted_at),
            explained=explained[report.pk],
            changed=_changed(report, submitted[report.pk]),
            is_own=is_own(report, user),
        )
        for report in reports
    ]


def _changed(report: MonthlyReport, submitted: list[KeptFigures]) -> TableCell:
    """How many figures the last submission changed; a report that is open again has none to compare yet."""
    if report.is_open:
        return MISSING
    if len(submitted) < 2:
        return TableCell(_("first submission"), value=_("first submission"))
    changed = len(changed_codes(*submitted[-2:]))
    return TableCell(str(changed), value=changed)


def _groups(rows: list[QueueRow], totals: Mapping[str, int]) -> list[Group]:
    by_state = {state: [row for row in rows if row.report.state == state] for state in ORDER}
    return [
        Group(state, str(TITLES[state]), QueueTable(some), totals.get(state, len(some)))
        for state, some in by_state.items()
        if some
    ]


def _choices(user, mine: QuerySet, filters: Filters) -> tuple[list[FilterOption], ...]:
    rights = access.of(user)
    months = mine.order_by("-month").values_list("month", flat=True).distinct()
    known = Chapter.objects.published().order_by("plan__year", "number")
    chapters = known.filter(rights.where(Action.REVIEW, chapter="app"))
    by_app = {chapter.app: chapter.short_title for chapter in chapters}
    units = rights.units(Action.REVIEW).reporting()
    return (
        _options({str(Month.of(day)): month_text(Month.of(day)) for day in months}, str(filters.month or "")),
        _options(by_app, filters.chapter),
        _options({unit.code: unit.short_name for unit in units}, filters.unit),
        _options({state.value: state.label for state in ORDER}, filters.state),
    )


def _options(labels: dict[str, str], chosen: str) -> list[FilterOption]:
    return [FilterOption(value, label, value == chosen) for value, label in labels.items()]


def title_of(report: MonthlyReport) -> str:
    """A report as sentences name it: unit, chapter, month."""
    return f"{report.unit.name_in_reports} · {report.chapter.short_title} · {month_text(report.period)}"
