"""What a report's page shows of registers: the count beneath a cell, and the differences between both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targets.formatting import number_text, plain_text
from targets.models import Indicator, MonthlyReport
from targets.registers.elements import ElementProgress
from targets.registers.links import entries_url
from targets.reports.checks import count_text
from targets.reports.sheets import Cell, Line, Worksheet
from targets.reports.texts import cell_text
from targets.tables import Column, Table


@dataclass(frozen=True, slots=True)
class RegisterCell:
    """What stands beneath a cell that a register counts.

    `take` has the numbers to take over by input, and is empty where there are none. `was_counted` says whether the
    number in the cell was taken from the register.
    """

    count: str
    sentence: str
    url: str
    take: dict[str, str]
    was_counted: bool


def register_cell(report: MonthlyReport, line: Line, *, editable: bool) -> RegisterCell | None:
    """The register's count for a cell; None where no register counts it."""
    counted = line.counted
    if counted is None:
        return None
    offered = line.offered
    take = {part: plain_text(getattr(offered, part)) or "" for part in line.fields} if editable and offered else {}
    frozen, now = counted.frozen, counted.now
    shown = counted.count_now if report.is_open or frozen is None else counted.count_then
    sentence = moved_text(frozen, now) if not report.is_open else ""
    if shown is None and now is not None and not sentence:
        sentence = _("The register has not been filled in for this month yet.")
    return RegisterCell(
        count=count_text(shown) if shown is not None else "",
        sentence=sentence,
        url=entries_url(report, line.indicator.code),
        take=take,
        was_counted=line.was_counted,
    )


def left_out_text(names: Sequence[str]) -> str:
    """Which units' entries the counts of a report leave out; empty where they include all below the unit."""
    if not names:
        return ""
    text = _("Counted in reports of their own, and not from here: the entries of %(units)s.")
    return text % {"units": _(", ").join(names)}


def element_text(standing: ElementProgress) -> str:
    """How far a named element has come, according to its register."""
    words = {"register": standing.register.title, "reached": standing.reached, "all": standing.of_all}
    if standing.of_all is None:
        return _("%(register)s: %(reached)s this year") % words
    return _("%(register)s: %(reached)s of %(all)s") % words


def moved_text(frozen: Cell | None, now: Cell | None) -> str:
    """How a register's count has moved since the report was submitted; empty where it has not."""
    if frozen is None or (now is not None and frozen.numbers == now.numbers):
        return ""
    if now is None:
        return _("At submission %(then)s; the register is no longer kept.") % {"then": count_text(frozen)}
    words = {"then": count_text(frozen), "now": count_text(now)}
    if frozen.value is None or now.value is None:
        return _("At submission %(then)s, now %(now)s.") % words
    words["gap"] = number_text(now.value - frozen.value, signed=True)
    return _("At submission %(then)s, now %(now)s (%(gap)s).") % words


@dataclass(frozen=True, slots=True)
class Gap:
    """A figure that is not what its register counts, or counted when the report was submitted."""

    indicator: Indicator
    figure: str
    frozen: str
    now: str
    explanation: str
    url: str

    @property
    def name(self) -> str:
        return str(self.indicator)


class GapTable(Table):
    """Figures that differ from their registers: those of a report, or all of a month with unit and register."""

    title = _lazy("Figures and registers")
    row_template = "registers/gap_row.html"
    css = ""

    unit = Column(_lazy("Unit"), heading=True)
    name = Column(_lazy("Indicator"))
    register = Column(_lazy("Register"))
    figure = Column(_lazy("Figure in the report"), css="number")
    frozen = Column(_lazy("Register at submission"), css="number")
    now = Column(_lazy("Register now"), css="number")
    explanation = Column(_lazy("Explanation"))


def gaps(report: MonthlyReport, sheet: Worksheet) -> list[Gap]:
    """The report's figures that differ from their registers (台帐与报表核对)."""
    return [
        Gap(
            indicator=line.indicator,
            figure=cell_text(line.indicator, line.cell),
            frozen=cell_text(line.indicator, line.counted.frozen),
            now=cell_text(line.indicator, line.counted.now),
            explanation=line.cell.explanation,
            url=entries_url(report, line.indicator.code),
        )
        for line in sheet.lines
        if line.counted and differs(line.cell, line.counted.count_then, line.counted.count_now)
    ]


def differs(reported: Cell, frozen: Cell | None, now: Cell | None) -> bool:
    """Do the numbers that are known disagree: the reported one, the count at submission, the count now?"""
    numbers = {cell.numbers for cell in (reported, frozen, now) if cell is not None and not cell.is_blank}
    return len(numbers) > 1
