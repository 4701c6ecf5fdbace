"""Figures against registers (台帐与报表核对): all units and months at a glance, and every difference of one month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from targets import access, clock, tables
from targets.access import Action
from targets.frame.downloads import Download
from targets.frame.phrases import month_text, short_month_text
from targets.frame.plan_pages import PlanPage
from targets.models import Figure, Indicator, MonthlyReport, RegisterCount, ReportingUnit, Submission
from targets.periods import Month
from targets.registers.counting import Counts, count
from targets.registers.counting_units import CountingUnits
from targets.registers.declaration import CountedFigure, Register
from targets.registers.links import entries_url
from targets.registers.registry import registry
from targets.reports.links import report_url
from targets.reports.register_cells import Gap, GapTable, differs
from targets.reports.sheets import BLANK, Cell, CountFromRegister, filled_registers
from targets.reports.texts import cell_text
from targets.tables import Column, Head, Repeated, Table

# Months that one statement counts; with more it would grow too long for databases.
MONTHS_AT_ONCE = 3
# A figure of a report, and what its register says of it.
Counted = tuple[Indicator, MonthlyReport, CountFromRegister]


@dataclass(frozen=True, slots=True)
class ReconciledMonth:
    """A unit's month: its icon, whether figures differ from registers in words, and the address of the month."""

    look: str
    word: str
    url: str

    @property
    def value(self) -> str:
        return self.word


@dataclass(frozen=True, slots=True)
class ReconciledUnit:
    unit: str
    marks: list[ReconciledMonth]


class ReconciledYear(Table):
    """Units over the months that have begun: do their figures agree with their registers?"""

    title = _lazy("Units and months")
    row_template = "reconciliation/reconciled_row.html"
    css = "table-grid matrix"

    unit = Column(_lazy("Unit"), heading=True)
    marks = Repeated()


@dataclass(frozen=True, slots=True)
class RegisterDifference(Gap):
    """A figure of the chosen month that does not agree with its register."""

    unit: str
    register: str
    report_url: str


class DifferenceTable(GapTable):
    """All of a month's differences."""

    row_template = "reconciliation/difference_row.html"
    css = "table-stack"

    def cell(self, row: RegisterDifference, name: str) -> Any:
        """A file has figures as the page's texts, since a rate has three numbers."""
        value = super().cell(row, name)
        return tables.TableCell(value, value=value)


class Reconciliation:
    """The page, with the reports and the registers that the reader may read."""

    def __init__(self, page: PlanPage, user):
        self.page, self.user = page, user
        self.rights = access.of(user)
        self.rights.require(Action.VIEW_REGISTERS)

    @cached_property
    def units(self) -> list[ReportingUnit]:
        return [unit for unit in self.page.area.among(self.page.units) if unit.counts_toward_city or unit.is_city]

    @cached_property
    def months(self) -> list[Month]:
        """The plan's months that have begun."""
        return [month for month in self.page.plan.months if month <= Month.of(clock.today())]

    @cached_property
    def answers(self) -> dict[Indicator, tuple[Register, CountedFigure]]:
        """The plan's indicators of the reader's chapters that a register counts."""
        rows = Indicator.objects.filter(plan=self.page.plan).select_related("task__chapter")
        mine = [row for row in rows if self.rights.may(Action.VIEW_REGISTERS, app=row.task.chapter.app)]
        found = ((row, registry.answering(row.code)) for row in mine)
        return {row: answer for row, answer in found if answer is not None}

    # ---- What is read -------------------------------------------------------------------------------------

    @cached_property
    def reports(self) -> dict[tuple[int, Month, int], MonthlyReport]:
        """The reports by unit, month and chapter, with as much as their addresses need."""
        rows = access.visible_reports(self.user).filter(
            chapter__plan=self.page.plan, unit__in=self.units, month__lte=self.months[-1].first_day
        )
        units = {unit.pk: unit for unit in self.units}
        chapters = {indicator.task.chapter_id: indicator.task.chapter for indicator in self.answers}
        found = {}
        for row in rows.order_by().only("unit", "month", "chapter"):
            row.unit = units[row.unit_id]
            if row.chapter_id in chapters:
                row.chapter = chapters[row.chapter_id]
            found[row.unit_id, row.period, row.chapter_id] = row
        return found

    @cached_property
    def begun(self) -> set[tuple[int, Month]]:
        """The units and months with any report."""
        return {(unit, month) for unit, month, _chapter in self.reports}

    @cached_property
    def figures(self) -> dict[tuple[int, int], Cell]:
        """The reported figures by report and indicator."""
        keys = [report.pk for report in self.reports.values()]
        rows = Figure.objects.filter(report__in=keys, indicator__in=self.answers).order_by()
        columns = ("value", "numerator", "denominator", "not_applicable", "explanation")
        return {
            (report, indicator): Cell(*said)
            for report, indicator, *said in rows.values_list("report_id", "indicator_id", *columns)
        }

    @cached_property
    def frozen(self) -> dict[tuple[int, int], Cell]:
        """What registers counted at each report's last submission, by report and indicator."""
        last = Submission.objects.filter(report=OuterRef("submission__report")).order_by("-number").values("number")[:1]
        rows = RegisterCount.objects.filter(
            submission__report__in=[report.pk for report in self.reports.values()], submission__number=Subquery(last)
        )
        columns = ("submission__report_id", "indicator_id", "value", "numerator", "denominator")
        return {
            (report, indicator): Cell(*numbers) for report, indicator, *numbers in rows.order_by().values_list(*columns)
        }

    @cached_property
    def counts(self) -> dict[Month, Counts]:
        """What the registers count now, by month."""
        wanted: dict[Register, list[CountedFigure]] = defaultdict(list)
        for register, figure in self.answers.values():
            wanted[register].append(figure)
        found: dict[Month, Counts] = {}
        counting_units = CountingUnits(self.months)
        for start in range(0, len(self.months), MONTHS_AT_ONCE):
            some = self.months[start : start + MONTHS_AT_ONCE]
            found |= dict.fromkeys(some, count(wanted, some, counting_units=counting_units))
        return found

    # ---- What differs -------------------------------------------------------------------------------------

    @cached_property
    def counted(self) -> dict[tuple[int, Month], list[Counted]]:
        """What registers say of each figure of a unit's reports of a month, then and now, by unit and month."""
        return {(unit.pk, month): list(self._counted(unit, month)) for unit in self.units for month in self.months}

    def _counted(self, unit: ReportingUnit, month: Month) -> Iterator[Counted]:
        found = []
        for indicator, (register, figure) in self.answers.items():
            report = self.reports.get((unit.pk, month, indicator.task.chapter_id))
            if (
                report is not None
                and indicator.is_in_force(month)
                and self.rights.may(Action.VIEW_REGISTERS, unit, register.app)
            ):
                now = self.counts[month].of(register, unit, month, figure, city_wide=indicator.is_city_wide)
                found.append((indicator, report, register, figure, now, self.frozen.get((report.pk, indicator.pk))))
        filled = filled_registers((register, now) for _indicator, _report, register, _figure, now, _then in found)
        was_filled = filled_registers(
            (register, then.numbers if then else None) for _indicator, _report, register, _figure, _now, then in found
        )
        for indicator, report, register, figure, now, then in found:
            yield (
                indicator,
                report,
                CountFromRegister(
                    register,
                    figure,
                    Cell(*now) if now else None,
                    then,
                    is_filled=register in filled,
                    was_filled=register in was_filled,
                ),
            )

    def gaps(self, unit: ReportingUnit, month: Month) -> Iterator[RegisterDifference]:
        """The unit's differences of the month; a register that is not filled yet says nothing to differ from."""
        for indicator, report, counted in self.counted.get((unit.pk, month), ()):
            register, reported = counted.register, self.figures.get((report.pk, indicator.pk), BLANK)
            if differs(reported, counted.count_then, counted.count_now):
                yield RegisterDifference(
                    indicator=indicator,
                    figure=cell_text(indicator, reported),
                    frozen=cell_text(indicator, counted.frozen),
                    now=cell_text(indicator, counted.now),
                    explanation=reported.explanation,
                    url=entries_url(report, indicator.code),
                    unit=unit.name_in_reports,
                    register=f"{register.code} {register.title}",
                    report_url=report_url(report),
                )

    def _mark(self, unit: ReportingUnit, month: Month) -> ReconciledMonth:
        url = self.page.query_with(month=str(month))
        if (unit.pk, month) not in self.begun:
            return ReconciledMonth("missing", _("no report"), url)
        found = len(list(self.gaps(unit, month)))
        if found:
            words = ngettext("%(count)s difference", "%(count)s differences", found) % {"count": found}
            return ReconciledMonth("late", words, url)
        if any(one.count_then or one.count_now for _indicator, _report, one in self.counted[unit.pk, month]):
            return ReconciledMonth("approved", _("agrees"), url)
        kept = any(code == unit.code for _register, code in self.counts[month].kept)
        return ReconciledMonth("draft", _("not filled in yet") if kept else _("no register kept"), url)

    @cached_property
    def year(self) -> ReconciledYear:
        heads = [Head(short_month_text(month), is_current=month == self.page.month) for month in self.months]
        marks = {unit: [self._mark(unit, month) for month in self.months] for unit in self.units}
        return ReconciledYear((ReconciledUnit(unit.name_in_reports, marks[unit]) for unit in self.units), marks=heads)

    @cached_property
    def differences(self) -> DifferenceTable:
        """The differences of the page's month."""
        return DifferenceTable(
            (gap for unit in self.units for gap in self.gaps(unit, self.page.month)), title=self.month_text
        )

    @property
    def month_text(self) -> str:
        return month_text(self.page.month)


def download(context: dict) -> Download:
    """The page as a file: units and months, and the month's differences."""
    view = context["view"]
    return Download([_("Registers against reports"), view.month_text], [], [view.year, view.differences])
