"""Who has reported (报送情况): every report of a plan's year judged against its due day.

A report is missing only after its due day; until then it is open. "In" is what was submitted and not sent back, and a
report under correction, whose approved figures stand. Late is what was first submitted after its due day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from targets import access, clock
from targets.access import Action
from targets.arithmetic import Kind
from targets.frame.looks import Look, looks_of
from targets.models import (
    Chapter,
    Indicator,
    Milestone,
    MonthlyReport,
    ReportingUnit,
    State,
    UnitVersion,
    WorkPlan,
    due_on,
    is_asked_of,
)
from targets.models.plan import MONTHS, is_within
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
class BegunReport:
    """What must be known of a report to judge whether it was submitted in time; a draft is begun too."""

    state: str
    is_correction: bool = False
    first_submitted_on: date | None = None


@dataclass(frozen=True, slots=True)
class JudgedReport:
    """How a unit's report on a chapter for a month stands; `begun` says whether there is one, even a draft."""

    mark: Mark
    late: bool = False
    begun: bool = False

    @property
    def is_in(self) -> bool:
        return self.mark in IN


@dataclass(frozen=True, slots=True)
class ReportTally:
    """How many reports are asked for by now, and of these, how many are in (`submitted`), late, missing and so on."""

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


class UserRights(NamedTuple):
    """What the user may do with a unit's reports on a chapter: see how they stand, enter figures, read in states."""

    sees: bool
    enters: bool
    reads: frozenset[str]


def judge(report: BegunReport | None, due: date, today: date) -> tuple[Mark, bool]:
    """The mark of a report that is asked for, and whether it was submitted late. The due day itself is in time."""
    state = report.state if report else ""
    late = bool(report and report.first_submitted_on and report.first_submitted_on > due)
    if report and report.is_correction and state in (State.DRAFT, State.RETURNED):
        return Mark.CORRECTION, late
    if state in (State.SUBMITTED, State.RETURNED, State.APPROVED):
        return Mark[State(state).name], late
    if today > due:
        return Mark.MISSING, False
    return (Mark.DRAFT if report else Mark.NOT_BEGUN), False


@dataclass
class Year:
    """All reports that are asked for or begun in a plan's year, for the units and chapters that the user sees.

    `begun` holds the reports by unit, chapter and month, `asked` the kinds of units that each chapter asks for figures
    or milestones of a month, `reporting` the units that reports of a month are asked of.
    """

    plan: WorkPlan
    units: list[ReportingUnit]
    chapters: list[Chapter]
    begun: dict[tuple[int, int, Month], BegunReport]
    asked: dict[Month, dict[int, set[str]]]
    reporting: dict[Month, set[int]]
    rights: access.Access
    today: date
    # What was worked out before, as pages ask for it several times.
    _rows: dict[tuple[int, Month], list[JudgedReport]] = field(default_factory=dict, init=False, repr=False)
    _due_days: dict[tuple[bool, Month], date] = field(default_factory=dict, init=False, repr=False)
    _known_rights: dict[tuple[int, int], UserRights] = field(default_factory=dict, init=False, repr=False)

    def sees(self, unit: ReportingUnit, chapter: Chapter) -> bool:
        return self._rights_to(unit, chapter).sees

    def cell(self, unit: ReportingUnit, chapter: Chapter, month: Month) -> JudgedReport:
        """How the report stands. One that was begun is shown even where nothing is asked for."""
        report = self.begun.get((unit.pk, chapter.pk, month))
        if report is None and not self._is_asked(unit, chapter, month):
            return JudgedReport(Mark.NOT_ASKED)
        if report is None and month.first_day > self.today:
            return JudgedReport(Mark.NOT_OPEN)
        mark, late = judge(report, self._due(unit.is_city, month), self.today)
        return JudgedReport(mark, late, begun=report is not None)

    def _is_asked(self, unit: ReportingUnit, chapter: Chapter, month: Month) -> bool:
        scopes = self.asked[month].get(chapter.pk, ())
        return unit.pk in self.reporting[month] and any(is_asked_of(unit, scope) for scope in scopes)

    def may_open(self, unit: ReportingUnit, chapter: Chapter, month: Month) -> bool:
        """May the user open the report? A leader opens what is approved, a reporter also what is not begun."""
        rights = self._rights_to(unit, chapter)
        report = self.begun.get((unit.pk, chapter.pk, month))
        return report.state in rights.reads if report else rights.enters and month.first_day <= self.today

    def row(self, unit: ReportingUnit, month: Month) -> list[JudgedReport]:
        """The unit's reports of a month, on the chapters that the user sees."""
        key = (unit.pk, month)
        if key not in self._rows:
            seen = (chapter for chapter in self.chapters if self.sees(unit, chapter))
            self._rows[key] = [self.cell(unit, chapter, month) for chapter in seen]
        return self._rows[key]

    def tally(self, month: Month) -> ReportTally:
        return ReportTally.of(cell for unit in self.units for cell in self.row(unit, month))

    def dues(self, month: Month) -> Iterator[tuple[bool, date]]:
        """The due days of the month, of the city level (True) and of districts and counties (False), if shown."""
        for is_city in sorted({unit.is_city for unit in self.units}):
            yield is_city, self._due(is_city, month)

    def _due(self, is_city: bool, month: Month) -> date:
        key = (is_city, month)
        if key not in self._due_days:
            unit = next(unit for unit in self.units if unit.is_city == is_city)
            self._due_days[key] = due_on(month, unit)
        return self._due_days[key]

    def _rights_to(self, unit: ReportingUnit, chapter: Chapter) -> UserRights:
        key = (unit.pk, chapter.pk)
        if key not in self._known_rights:
            may, app = self.rights.may, chapter.app
            sees, enters = may(Action.VIEW_PROGRESS, unit, app), may(Action.ENTER_FIGURES, unit, app)
            self._known_rights[key] = UserRights(sees, enters, self.rights.readable_states(unit, app))
        return self._known_rights[key]


def load(plan: WorkPlan, user) -> Year:
    """Read the year in a fixed number of queries; units and chapters of which the user sees nothing are left out."""
    rights = access.of(user)
    chapters = list(plan.chapters.all())
    reporting = _reporting(plan)
    ever = set().union(*reporting.values())
    units = [unit for unit in rights.units(Action.VIEW_PROGRESS) if unit.pk in ever]
    year = Year(plan, units, chapters, _begun(plan, units), asked_kinds(plan), reporting, rights, clock.today())
    year.units = [unit for unit in units if any(year.sees(unit, chapter) for chapter in chapters)]
    year.chapters = [chapter for chapter in chapters if any(year.sees(unit, chapter) for unit in units)]
    return year


def _begun(plan: WorkPlan, units: list[ReportingUnit]) -> dict[tuple[int, int, Month], BegunReport]:
    rows = MonthlyReport.objects.filter(chapter__plan=plan, unit__in=units).values_list(
        "unit", "chapter", "month", "state", "is_correction", "first_submitted_on"
    )
    return {(unit, chapter, Month.of(day)): BegunReport(*rest) for unit, chapter, day, *rest in rows}


def _reporting(plan: WorkPlan) -> dict[Month, set[int]]:
    """By month of the plan, the units that reports are asked of; a unit owes none before it begins or after it ends."""
    found: dict[Month, set[int]] = {month: set() for month in plan.months}
    for version in UnitVersion.objects.order_by("from_month"):
        reports = version.active and version.submits_reports and version.counts_toward_city
        for month in plan.months:
            if version.from_month <= month.first_day:
                (found[month].add if reports else found[month].discard)(version.unit_id)
    return found


def asked_kinds(plan: WorkPlan) -> dict[Month, dict[int, set[str]]]:
    """By month and chapter, the kinds of units that it asks for figures or milestones."""
    figures = Indicator.objects.filter(plan=plan).exclude(kind=Kind.MILESTONES).order_by()
    milestones = Milestone.objects.filter(plan=plan).order_by()
    asked: dict[Month, dict[int, set[str]]] = {month: {} for month in plan.months}
    for rows in (figures, milestones):
        for chapter, reported_by, *months in rows.values_list("task__chapter", "reported_by", *MONTHS).distinct():
            for month in plan.months:
                if is_within(month, *months):
                    asked[month].setdefault(chapter, set()).add(reported_by)
    return asked
