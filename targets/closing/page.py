"""The page on which a month is closed (月度定案): what is missing, what was stored, and the button."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from targets import clock
from targets.closing.checklist import Missing, missing_reports, open_corrections
from targets.frame import phrases
from targets.frame.downloads import Download
from targets.models import MonthClosing, NamesOfTheTime, ReportingUnit, State, WorkPlan
from targets.periods import Month
from targets.tables import Column, MomentColumn, NumberColumn, Table


@dataclass(frozen=True, slots=True)
class MissingLine:
    """A report that would be named as missing."""

    unit: str
    chapter: str
    state: str


class MissingTable(Table):
    """The reports that do not count in the month."""

    title = _lazy("Reports that do not count")
    row_template = "closing/missing_row.html"
    css = "table-stack"

    unit = Column(_lazy("Unit"), heading=True)
    chapter = Column(_lazy("Chapter"))
    state = Column(_lazy("State"))


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """A closing of the plan's months."""

    month: str
    number: int
    closed_at: object
    closed_by: str
    missing: int
    reason: str


class ClosingTable(Table):
    """The closings of the plan, the last one first."""

    title = _lazy("Closed months")
    row_template = "closing/closing_row.html"
    css = "table-stack"

    month = Column(_lazy("Month"), heading=True)
    number = NumberColumn(_lazy("Closing no."))
    closed_at = MomentColumn(_lazy("Closed at"))
    closed_by = Column(_lazy("Closed by"))
    missing = NumberColumn(_lazy("Reports missing"))
    reason = Column(_lazy("Reason"))


@dataclass(slots=True)
class ClosingPage:
    """What stands on the page for a month of the plan."""

    plan: WorkPlan
    month: Month
    former: MonthClosing | None
    missing: MissingTable
    corrections: list[str]
    closings: ClosingTable

    @property
    def title(self) -> str:
        return _("Close %(month)s") % {"month": self.month_text}

    @property
    def month_text(self) -> str:
        return phrases.month_text(self.month)

    @property
    def months(self) -> list[tuple[str, str, bool]]:
        """The months that have ended: value, words, and whether it is the one shown."""
        ended = [month for month in self.plan.months if month.last_day < clock.today()]
        return [(str(month), phrases.month_text(month), month == self.month) for month in ended]

    @property
    def after(self) -> int:
        """The number of the last closing that the reader sees."""
        return self.former.number if self.former else 0

    @property
    def summary(self) -> str:
        """Whether the month is closed, and how many reports do not count."""
        count = len(self.missing.rows)
        missing = ngettext(
            "%(count)s report that is asked for does not count yet",
            "%(count)s reports that are asked for do not count yet",
            count,
        ) % {"count": count}
        if self.former is None:
            return _("%(month)s is open · %(missing)s") % {"month": self.month_text, "missing": missing}
        day = phrases.day_text(clock.day_of(self.former.closed_at))
        closed = {"month": self.month_text, "day": day, "missing": missing}
        return _("%(month)s was closed on %(day)s · %(missing)s") % closed

    @property
    def download(self) -> Download:
        return Download([str(self.closings.title), str(self.plan.year)], [self.summary], [self.missing, self.closings])


def lay_out(plan: WorkPlan, month: Month) -> ClosingPage:
    """The page for a month of the plan."""
    then = {unit.pk: unit for unit in ReportingUnit.objects.during(month)}
    corrections = [
        f"{then.get(report.unit_id, report.unit).name_in_reports} · {report.chapter}"
        for report in open_corrections(plan, month)
    ]
    names = NamesOfTheTime()
    stored = plan.closings.select_related("closed_by").prefetch_related("missing_reports")
    return ClosingPage(
        plan=plan,
        month=month,
        former=MonthClosing.objects.latest(plan, month),
        missing=MissingTable([_missing_line(one) for one in missing_reports(plan, month)]),
        corrections=corrections,
        closings=ClosingTable([_closing_line(closing, names) for closing in stored.order_by("-month", "-number")]),
    )


def _missing_line(one: Missing) -> MissingLine:
    state = str(State(one.state).label) if one.state else _("not begun")
    return MissingLine(one.unit.name_in_reports, str(one.chapter), state)


def _closing_line(closing: MonthClosing, names: NamesOfTheTime) -> ClosingLine:
    return ClosingLine(
        phrases.month_text(closing.period),
        closing.number,
        closing.closed_at,
        names.of(closing.closed_by, closing.closed_at),
        len(closing.missing_reports.all()),
        closing.reason,
    )
