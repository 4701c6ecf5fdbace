"""My month: the reports of a unit for a month, what each lacks, and submitting those that lack nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from targets import access, clock
from targets.access import Access, Action
from targets.busy import Busy
from targets.frame.downloads import Download
from targets.frame.phrases import month_text
from targets.frame.years import NoPlanYet, without_plan
from targets.models import Chapter, MonthlyReport, ReportingUnit, WorkPlan
from targets.models.reports import OPEN_STATES
from targets.periods import Month, NotAMonth
from targets.reports import checks, sheets, verbs
from targets.reports.links import report_url
from targets.reports.page import days_text, last_saved, state_text, with_last_saved
from targets.reports.sheets import Worksheet
from targets.tables import ActionColumn, Column, DayColumn, DrawnColumn, MomentColumn, NumberColumn, Table


@dataclass(slots=True)
class ReportRow:
    """One report of the month, and what keeps it from being complete."""

    report: MonthlyReport
    sheet: Worksheet
    blanks: list[str]
    silent: list[str]
    errors: list[str]
    unexplained: list[str]
    too_early: str = ""

    @classmethod
    def of(cls, sheet: Worksheet) -> ReportRow:
        blocking = checks.blocking(checks.check(sheet))
        of_report = checks.check_report(sheet)
        stated = sheet.says_nothing_to_report
        return cls(
            report=sheet.report,
            sheet=sheet,
            blanks=[] if stated else [str(line.indicator) for line in sheet.blank_lines],
            silent=[] if stated else [str(task) for task in sheet.silent_tasks],
            errors=[
                # A report that is not begun lacks everything: its blank cells and silent tasks say so.
                *(f.message for f in of_report if f.grade is checks.Grade.ERROR and sheet.report.pk),
                *(f"{f.code}: {f.message}" for f in blocking if f.grade is checks.Grade.ERROR),
            ],
            unexplained=[f"{f.code}: {f.message}" for f in blocking if f.grade is checks.Grade.EXPLAIN],
            too_early=next((f.message for f in of_report if f.grade is checks.Grade.WAIT), ""),
        )

    @property
    def is_complete(self) -> bool:
        return not (self.blanks or self.silent or self.errors or self.unexplained)

    @property
    def is_ready(self) -> bool:
        """Can it be submitted with the others that are complete?"""
        return self.report.pk is not None and self.report.is_open and self.is_complete and not self.too_early

    @property
    def lacks(self) -> list[tuple[str, list[str]]]:
        """What is missing: how much of each kind in words, with the names of the cells, tasks or findings."""
        counted = (
            (ngettext("%(count)s blank cell", "%(count)s blank cells", len(self.blanks)), self.blanks),
            (
                ngettext("%(count)s task without a word", "%(count)s tasks without a word", len(self.silent)),
                self.silent,
            ),
            (ngettext("%(count)s error", "%(count)s errors", len(self.errors)), self.errors),
            (
                ngettext("%(count)s figure to explain", "%(count)s figures to explain", len(self.unexplained)),
                self.unexplained,
            ),
        )
        return [(text % {"count": len(names)}, names) for text, names in counted if names]

    # ---- As the page shows it -----------------------------------------------------------------------------

    @property
    def chapter(self) -> str:
        return str(self.report.chapter.short_title)

    @property
    def url(self) -> str:
        return report_url(self.report)

    @property
    def state(self) -> str:
        return self.report.state if self.report.pk else "missing"

    @property
    def state_label(self) -> str:
        return state_text(self.report)

    @property
    def is_open(self) -> bool:
        return self.report.is_open

    @property
    def due_on(self) -> date:
        return self.report.due_on

    @property
    def days_text(self) -> str:
        return days_text(self.report)

    @property
    def is_overdue(self) -> bool:
        return self.report.is_open and clock.today() > self.report.due_on

    @property
    def saved(self) -> datetime | None:
        return last_saved(self.report)

    # ---- For files ----------------------------------------------------------------------------------------

    @property
    def blank_count(self) -> int:
        return len(self.blanks)

    @property
    def silent_count(self) -> int:
        return len(self.silent)

    @property
    def error_count(self) -> int:
        return len(self.errors)

    @property
    def unexplained_count(self) -> int:
        return len(self.unexplained)

    @property
    def lacking(self) -> list[dict[str, str]]:
        """What keeps it from being complete, each in a line of its own."""
        kinds = (
            (_("blank cell"), self.blanks),
            (_("task without a word"), self.silent),
            (_("error"), self.errors),
            (_("figure to explain"), self.unexplained),
        )
        return [{"chapter": self.chapter, "kind": kind, "what": name} for kind, names in kinds for name in names]


class MyReports(Table):
    """The unit's reports of a month: how each stands and what it lacks; a file has numbers for that."""

    title = _lazy("Reports of the month")
    row_template = "reports/my_report_row.html"

    chapter = Column(_lazy("Chapter"), heading=True)
    state_label = Column(_lazy("State"))
    due_on = DayColumn(_lazy("Due"))
    days_text = Column(_lazy("Time left"), on_page=False)
    lacks = DrawnColumn(_lazy("What is missing"), in_file=False)
    blank_count = NumberColumn(_lazy("Blank cells"), on_page=False)
    silent_count = NumberColumn(_lazy("Tasks without a word"), on_page=False)
    error_count = NumberColumn(_lazy("Errors"), on_page=False)
    unexplained_count = NumberColumn(_lazy("Figures to explain"), on_page=False)
    saved = MomentColumn(_lazy("Last saved"))
    actions = ActionColumn(_lazy("Open"))


class LackingTable(Table):
    """What each report lacks, in a file."""

    title = _lazy("What is missing")

    chapter = Column(_lazy("Chapter"), heading=True)
    kind = Column(_lazy("Kind"))
    what = Column(_lazy("What"))


@dataclass(slots=True)
class Overview:
    """The page: a unit's reports of a month, and the other units and months to go to."""

    unit: ReportingUnit
    units: list[ReportingUnit]
    month: Month
    rows: list[ReportRow]
    earlier: Month | None
    later: Month | None
    plans: list[WorkPlan]

    def url_of(self, month: Month) -> str:
        return f"{reverse('targets:my_month')}?{urlencode({'month': str(month), 'unit': self.unit.code})}"

    @property
    def month_text(self) -> str:
        return month_text(self.month)

    @property
    def earlier_url(self) -> str:
        return self.url_of(self.earlier) if self.earlier else ""

    @property
    def later_url(self) -> str:
        return self.url_of(self.later) if self.later else ""

    @property
    def too_early(self) -> str:
        """The sentence from which day the month's reports can be submitted; empty where that day has come."""
        return next((row.too_early for row in self.rows if row.too_early), "")

    @property
    def ready(self) -> list[ReportRow]:
        return [row for row in self.rows if row.is_ready]

    @property
    def table(self) -> MyReports:
        return MyReports(self.rows)

    def download(self) -> Download:
        """The reports of the month, and what each lacks."""
        lacking = LackingTable(line for row in self.rows for line in row.lacking)
        captions = [f"{self.unit.name_in_reports} · {self.month_text}", self.done_text]
        name = [_("My month"), self.unit.name_in_reports, str(self.month)]
        return Download(name, captions, [self.table, lacking] if lacking.rows else [self.table])

    @property
    def done_text(self) -> str:
        done = sum(not row.report.is_open for row in self.rows)
        return _("%(done)s of %(all)s reports submitted") % {"done": done, "all": len(self.rows)}


def load(user, query: Mapping) -> Overview:
    """The overview of the unit and month that the query names, else of those where work is waiting.

    Raises Http404 for a unit that the user does not report for, and for a month without reports; NoPlanYet for a month
    whose year awaits its plan.
    """
    rights = access.of(user)
    rights.require(Action.ENTER_FIGURES)
    units = list(_units_to_report_for(rights))
    unit = _pick(units, query.get("unit"))
    chapters = [
        chapter
        for chapter in Chapter.objects.published().select_related("plan").order_by("number")
        if rights.may(Action.ENTER_FIGURES, unit, chapter.app)
    ]
    month, found = _month_and_reports(unit, chapters, query.get("month"))
    begun = {report.chapter_id: report for report in found if report.period == month}
    reports = [
        sheets.begun_or_new(begun.get(chapter.pk), unit, chapter, month)
        for chapter in chapters
        if _covers(chapter, month)
    ]
    rows = [ReportRow.of(sheet) for sheet in sheets.load_many(reports, sheets.THIS_YEAR)]
    plans = list({chapter.plan_id: chapter.plan for chapter in chapters}.values())
    following = None if month == _last_month_of(unit) else _step(chapters, month.next)
    return Overview(unit, units, month, rows, _step(chapters, month.previous), following, plans)


def _units_to_report_for(rights: Access) -> QuerySet[ReportingUnit]:
    """The user's units that report, and those that ended and whose reports are still to be finished."""
    open_reports = MonthlyReport.objects.filter(
        unit=OuterRef("pk"), state__in=OPEN_STATES, month__lt=OuterRef("ended__from_month")
    )
    still_due = Q(ended__from_month__gt=clock.month_to_report().first_day)
    own = rights.units(Action.ENTER_FIGURES).filter(submits_reports=True).select_related("ended")
    return own.filter(Q(active=True) | still_due | Q(ended__isnull=False) & Exists(open_reports))


def _last_month_of(unit: ReportingUnit) -> Month | None:
    """The last month for which a unit that ended reports; None for one that goes on."""
    ending = getattr(unit, "ended", None)
    return ending.since.previous if ending else None


def _pick(units: list[ReportingUnit], code: str | None) -> ReportingUnit:
    """The unit asked for, else the highest of the user's units."""
    if not units:
        raise Http404
    if not code:
        return min(units, key=lambda unit: (not unit.active, len(unit.path)))
    for unit in units:
        if unit.code == code:
            return unit
    raise Http404


def _covers(chapter: Chapter, month: Month) -> bool:
    return chapter.plan.starts <= month.first_day <= chapter.plan.ends


def _step(chapters: list[Chapter], month: Month) -> Month | None:
    """The month if it can be reported on: it has begun and lies inside a plan."""
    begun = month.first_day <= clock.today()
    return month if begun and any(_covers(chapter, month) for chapter in chapters) else None


def _month_and_reports(unit, chapters: list[Chapter], text: str | None) -> tuple[Month, list[MonthlyReport]]:
    """The month asked for, else the month that is due, or the next one once all its reports are submitted.

    Of a unit that ended before it is its last month: who chooses the unit above the list does not know which that is.
    """
    candidates = [_asked(text)] if text else [clock.month_to_report(), clock.month_to_report().next]
    if last := _last_month_of(unit):
        candidates = [min(candidates[0], last)]
    months = [month for month in candidates if _step(chapters, month)]
    if not months:
        missing = without_plan(candidates[0], unit)
        months = [] if text or isinstance(missing, NoPlanYet) else _last_of(chapters)
        if not months:
            raise missing
    reports = with_last_saved(MonthlyReport.objects.filter(unit=unit, month__in=[m.first_day for m in months]))
    found = list(reports)
    wanted = sum(_covers(chapter, months[0]) for chapter in chapters)
    known = {chapter.pk for chapter in chapters}
    done = [r for r in found if r.period == months[0] and not r.is_open and r.chapter_id in known]
    return (months[-1] if len(done) == wanted else months[0]), found


def _last_of(chapters: list[Chapter]) -> list[Month]:
    """The last month that has begun and has one of the chapters, for a plan that leaves them out; [] without any."""
    months = {month for chapter in chapters for month in chapter.plan.months if _step(chapters, month)}
    return [max(months)] if months else []


def _asked(text: str) -> Month:
    try:
        return Month.parse(text)
    except NotAMonth as error:
        raise Http404 from error


def submit_complete(request, overview: Overview) -> None:
    """Submit each report that is complete, and tell which were submitted, and which were not and why."""
    submitted, left = [], []
    for row in overview.rows:
        if not row.report.is_open:
            continue
        reason = _submit(row.report, request.user) if row.is_ready else _what_is_lacking(row)
        if reason:
            left.append(f"{row.chapter} ({reason})")
        else:
            submitted.append(row.chapter)
    if submitted:
        messages.success(request, _("Submitted: %(reports)s.") % {"reports": _(", ").join(submitted)})
    if left:
        messages.warning(request, _("Not submitted: %(reports)s.") % {"reports": _("; ").join(left)})
    if not submitted and not left:
        messages.info(request, _("All reports of this month are submitted already."))


def _submit(report: MonthlyReport, user) -> str:
    """Submit the version that was looked at; returns why that failed, empty where it did not."""
    try:
        verbs.submit(report, by=user, version=report.version)
    except (verbs.ReportNotOpen, verbs.StaleVersion, verbs.NotSubmittable):
        return _("changed meanwhile")
    except Busy:
        return _("the portal was busy: please submit it again")
    return ""


def _what_is_lacking(row: ReportRow) -> str:
    if row.report.pk is None:
        return _("not begun")
    if row.too_early:
        return row.too_early
    return _(", ").join(text for text, _names in row.lacks)
