"""Who has reported (报送情况): every report of a plan's year judged against its day.

A report is missing only after its due day; until then it is open. "In" is what is submitted and not
sent back, and a correction, whose approved figures stand. Late is what was first submitted after its day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from targets import access, clock
from targets.access import Action
from targets.arithmetic import Kind
from targets.frame.looks import Look, looks_of
from targets.models import Chapter, Indicator, Milestone, MonthlyReport, ReportingUnit, State, WorkPlan, asks, due_on
from targets.periods import Month


class Mark(StrEnum):
    """Where a unit's report on a chapter stands."""

    NOT_ASKED = "not asked"
    NOT_OPEN = "not open"
    NOT_BEGUN = "not begun"
    DRAFT = "draft"
    MISSING = "missing"
    RETURNED = "sent back"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    CORRECTION = "correction"


LOOKS = looks_of(
    Mark,
    {
        Mark.NOT_ASKED: Look(_("not asked"), "no_target", "no_target"),
        Mark.NOT_OPEN: Look(_("not open yet"), "not_due", "not_due"),
        Mark.NOT_BEGUN: Look(_("open, not begun"), "not_due", "not_due"),
        Mark.DRAFT: Look(_("open, draft"), "draft", "draft"),
        Mark.SUBMITTED: Look(_("submitted"), "submitted", "submitted"),
        Mark.RETURNED: Look(_("sent back"), "returned", "returned"),
        Mark.APPROVED: Look(_("approved"), "approved", "approved"),
        Mark.CORRECTION: Look(_("being corrected"), "approved", "approved"),
        Mark.MISSING: Look(_("missing"), "missing", "missing"),
    },
)
IN = frozenset({Mark.SUBMITTED, Mark.APPROVED, Mark.CORRECTION})
OPEN = frozenset({Mark.NOT_BEGUN, Mark.DRAFT})
OUTSIDE = frozenset({Mark.NOT_ASKED, Mark.NOT_OPEN})


@dataclass(frozen=True, slots=True)
class FiledReport:
    """What is needed of a report to judge it."""

    state: str
    is_correction: bool = False
    first_submitted_on: date | None = None


@dataclass(frozen=True, slots=True)
class JudgedReport:
    """A unit's report on a chapter for a month; `begun` where there is a report, were it a draft."""

    mark: Mark
    late: bool = False
    begun: bool = False

    @property
    def is_in(self) -> bool:
        return self.mark in IN


@dataclass(frozen=True, slots=True)
class ReportTally:
    """How many reports are asked for by now, and how they stand."""

    asked: int
    submitted: int
    late: int
    missing: int
    returned: int
    open: int

    @classmethod
    def of(cls, cells: Iterable[JudgedReport]) -> ReportTally:
        asked = [cell for cell in cells if cell.mark not in OUTSIDE]
        marks = Counter(cell.mark for cell in asked)
        return cls(
            asked=len(asked),
            submitted=sum(marks[mark] for mark in IN),
            late=sum(cell.late and cell.is_in for cell in asked),
            missing=marks[Mark.MISSING],
            returned=marks[Mark.RETURNED],
            open=sum(marks[mark] for mark in OPEN),
        )


def judge(filed: FiledReport | None, due: date, today: date) -> tuple[Mark, bool]:
    """The mark of a report that is asked for, and whether it was submitted late. The due day itself is in time."""
    state = filed.state if filed else ""
    late = bool(filed and filed.first_submitted_on and filed.first_submitted_on > due)
    if filed and filed.is_correction and state in (State.DRAFT, State.RETURNED):
        return Mark.CORRECTION, late
    if state in (State.SUBMITTED, State.RETURNED, State.APPROVED):
        return Mark[State(state).name], late
    if today > due:
        return Mark.MISSING, False
    return (Mark.DRAFT if filed else Mark.NOT_BEGUN), False


@dataclass
class Year:
    """All that is asked and filed in a plan's year, for the units and chapters that the user sees."""

    plan: WorkPlan
    units: list[ReportingUnit]
    chapters: list[Chapter]
    filed: dict[tuple[int, int, Month], FiledReport]
    asked: dict[int, set[str]]
    rights: access.Access
    today: date

    def sees(self, unit: ReportingUnit, chapter: Chapter) -> bool:
        return self._rights_to(unit, chapter)[0]

    def cell(self, unit: ReportingUnit, chapter: Chapter, month: Month) -> JudgedReport:
        """The report's state; a report filed though nothing is asked for shows all the same."""
        filed = self.filed.get((unit.pk, chapter.pk, month))
        if filed is None and not self._is_asked(unit, chapter):
            return JudgedReport(Mark.NOT_ASKED)
        if filed is None and month.first_day > self.today:
            return JudgedReport(Mark.NOT_OPEN)
        mark, late = judge(filed, self._due(unit.is_city, month), self.today)
        return JudgedReport(mark, late, begun=filed is not None)

    def may_open(self, unit: ReportingUnit, chapter: Chapter, month: Month) -> bool:
        """May the user go to the report? A leader to what is approved, a reporter to a blank one too."""
        _seen, enters, states = self._rights_to(unit, chapter)
        filed = self.filed.get((unit.pk, chapter.pk, month))
        return filed.state in states if filed else enters and month.first_day <= self.today

    def row(self, unit: ReportingUnit, month: Month) -> list[JudgedReport]:
        """The unit's cells of a month, those alone that the user sees."""
        key = (unit.pk, month)
        if key not in self._rows:
            seen = (chapter for chapter in self.chapters if self.sees(unit, chapter))
            self._rows[key] = [self.cell(unit, chapter, month) for chapter in seen]
        return self._rows[key]

    @cached_property
    def _rows(self) -> dict[tuple[int, Month], list[JudgedReport]]:
        return {}

    def tally(self, month: Month) -> ReportTally:
        return ReportTally.of(cell for unit in self.units for cell in self.row(unit, month))

    def dues(self, month: Month) -> Iterator[tuple[bool, date]]:
        """The due days of the month: of the city level (True) and of districts and counties, as far as shown."""
        for is_city in sorted({unit.is_city for unit in self.units}):
            yield is_city, self._due(is_city, month)

    def _is_asked(self, unit: ReportingUnit, chapter: Chapter) -> bool:
        return any(asks(reported_by, unit) for reported_by in self.asked.get(chapter.pk, ()))

    def _due(self, is_city: bool, month: Month) -> date:
        key = (is_city, month)
        if key not in self._due_days:
            unit = next(unit for unit in self.units if unit.is_city == is_city)
            self._due_days[key] = due_on(month, unit)
        return self._due_days[key]

    @cached_property
    def _due_days(self) -> dict[tuple[bool, Month], date]:
        return {}

    def _rights_to(self, unit: ReportingUnit, chapter: Chapter) -> tuple[bool, bool, frozenset[str]]:
        """Sees its state; enters its figures; reads it in these states. Asked once for a unit and chapter."""
        key = (unit.pk, chapter.pk)
        if key not in self._known_rights:
            may, app = self.rights.may, chapter.app
            sees, enters = may(Action.VIEW_PROGRESS, unit, app), may(Action.ENTER_FIGURES, unit, app)
            self._known_rights[key] = (sees, enters, self.rights.readable_states(unit, app))
        return self._known_rights[key]

    @cached_property
    def _known_rights(self) -> dict[tuple[int, int], tuple[bool, bool, frozenset[str]]]:
        return {}


def load(plan: WorkPlan, user) -> Year:
    """Read the year in a fixed number of queries; units and chapters of which the user sees nothing are left out."""
    rights = access.of(user)
    units = list(rights.units(Action.VIEW_PROGRESS).reporting())
    chapters = list(plan.chapters.all())
    year = Year(plan, units, chapters, _filed(plan, units), _asked(plan), rights, clock.today())
    year.units = [unit for unit in units if any(year.sees(unit, chapter) for chapter in chapters)]
    year.chapters = [chapter for chapter in chapters if any(year.sees(unit, chapter) for unit in units)]
    return year


def _filed(plan: WorkPlan, units: list[ReportingUnit]) -> dict[tuple[int, int, Month], FiledReport]:
    rows = MonthlyReport.objects.filter(chapter__plan=plan, unit__in=units).values_list(
        "unit", "chapter", "month", "state", "is_correction", "first_submitted_on"
    )
    return {(unit, chapter, Month.of(day)): FiledReport(*rest) for unit, chapter, day, *rest in rows}


def _asked(plan: WorkPlan) -> dict[int, set[str]]:
    """By chapter, which units its figures and milestones are asked of."""
    figures = Indicator.objects.filter(plan=plan).exclude(kind=Kind.MILESTONES).order_by()
    milestones = Milestone.objects.filter(plan=plan).order_by()
    asked: dict[int, set[str]] = {}
    for rows in (figures, milestones):
        for chapter, reported_by in rows.values_list("task__chapter", "reported_by").distinct():
            asked.setdefault(chapter, set()).add(reported_by)
    return asked
