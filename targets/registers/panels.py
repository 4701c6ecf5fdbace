"""Panels: sections that only one chapter has on its page, declared in the chapter's `panels.py`.

One of the three faces that chapters see of the core's registers: what declares a panel, what a panel asks of registers
and of reports, and what it shows with. Dashes stand where nobody keeps a register, and rates are as published.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Count, Q

from targets import clock
from targets.access import Action
from targets.formatting import DASH, percent_text
from targets.frame.looks import STATUSES, Look, looks_of
from targets.frame.phrases import day_text, milestone_mark, month_text
from targets.frame.plan_pages import PlanPage
from targets.models import ReportingUnit
from targets.periods import Month
from targets.progress import deliverables, published, rollup
from targets.registers.counting import AMOUNT, ZERO, Counts, FigureCount, count_together
from targets.registers.declaration import CountedFigure, Register
from targets.registers.links import list_url
from targets.registers.registry import registry
from targets.registers.spans import (
    BY_UNIT,
    CaseFlow,
    Spans,
    add_counts,
    add_spans,
    case_flow,
    counted_units,
    spans_by,
    units_of,
)
from targets.tables import Column, DrawnColumn, NumberColumn, Repeated, Table

__all__ = [
    "AMOUNT",
    "BY_UNIT",
    "STATUSES",
    "ZERO",
    "Action",
    "CaseFlow",
    "Column",
    "Counts",
    "DrawnColumn",
    "FigureCount",
    "Look",
    "NumberColumn",
    "Panel",
    "PlanPage",
    "Repeated",
    "Spans",
    "Table",
    "add_counts",
    "add_spans",
    "case_flow",
    "count_together",
    "counted_by",
    "counted_by_unit",
    "counted_units",
    "day_text",
    "deliverables",
    "figures_of",
    "is_kept",
    "keepers_of",
    "list_url",
    "looks_of",
    "milestone_mark",
    "month_text",
    "overdue_figure",
    "panel",
    "percent_of",
    "published",
    "rate_of",
    "rate_text",
    "register_of",
    "rollup",
    "to_date",
    "units_of",
]


class Panel(ABC):
    """A section of the chapter's page, and of the dashboard where it says so.

    `template` is included with what `context` gives; all of it is worked out for the page's area and month.
    """

    app: ClassVar[str]
    title: ClassVar[str]
    template: ClassVar[str]
    # A shorter form for the dashboard, if any.
    dashboard_template: ClassVar[str] = ""

    @abstractmethod
    def context(self, page: PlanPage) -> dict[str, Any]:
        """What the template shows of the page's area and month."""


_panels: list[Panel] = []


def panel(declared: type[Panel]) -> type[Panel]:
    """Declare a panel."""
    _panels.append(declared())
    return declared


def of_app(app: str) -> list[Panel]:
    return [one for one in _panels if one.app == app]


def of_dashboard() -> list[Panel]:
    return [one for one in _panels if one.dashboard_template]


# ---- What panels ask of registers ------------------------------------------------------------------------


def register_of(declared: type[Register]) -> Register:
    """The register that this declaration made."""
    return registry.named(declared.model._meta.label_lower)


def figures_of(register: Register, *keys: str) -> list[CountedFigure]:
    """The register's figures under these keys. Raises KeyError for an unknown one."""
    return [register.figure(key) for key in keys]


def counted_by(
    page: PlanPage, register: Register, name: str, months: Sequence[Month], figures: Sequence[CountedFigure]
) -> dict[Any, Spans]:
    """The figures of the page's area by the values of a field, over the months in their order."""
    return spans_by(register, name, months, figures=figures, units=counted_units(page.area, page.units))


def counted_by_unit(page: PlanPage, register: Register, months: Sequence[Month], *keys: str) -> dict[str, Spans]:
    """The register's own figures by the path of the reporting unit."""
    return counted_by(page, register, BY_UNIT, months, figures_of(register, *keys))


def keepers_of(page: PlanPage, counted: Mapping[str, Spans]) -> list[ReportingUnit]:
    """The area's reporting units that keep the register, in their order."""
    return [unit for unit in page.area.among(page.units) if unit.path in counted]


def overdue_figure(page: PlanPage) -> CountedFigure:
    """Entries open at the month's end that were overdue then; of a month that still runs, those overdue today."""
    day: date = min(clock.today(), page.month.last_day)
    return CountedFigure("overdue", "", Count("pk"), standing=True, where=Q(due_on__lt=day))


def is_kept(register: Register, counts: Counts) -> bool:
    """Does anybody who was counted keep the register? Where nobody does, zeros would say too much."""
    return any(name == register.name for name, _unit in counts.kept)


def to_date(spans: Spans, key: str) -> Decimal | None:
    """A figure's value for the year so far; None where there is no entry at all."""
    return spans[key].to_date.value if spans else None


def rate_text(counted: FigureCount | None) -> str:
    """The two parts of a rate divided, in percent; a dash without anything to divide by."""
    return DASH if counted is None else percent_of(counted.numerator, counted.denominator)


def rate_of(spans: Spans, key: str) -> str:
    """A rate to date, in percent; a dash where there is no entry, or nothing to divide by."""
    return rate_text(spans[key].to_date if spans else None)


def percent_of(part: Decimal | None, whole: Decimal | None) -> str:
    """Give "62.50%", with as many decimals as the bureau publishes, so that a column's points stand in line."""
    return percent_text(published.rate(part, whole), settings.RATE_DECIMALS)
