"""What panels ask of registers and show of their numbers: dashes where nobody keeps one, rates as published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from targets import clock
from targets.formatting import DASH, number_text, percent_text
from targets.frame.plan_pages import PlanPage
from targets.models import ReportingUnit
from targets.periods import Month
from targets.progress import published
from targets.registers.counting import Counted, Counts
from targets.registers.declaration import Figure, Register
from targets.registers.registry import registry
from targets.registers.spans import BY_UNIT, Spans, counted_units, spans_by


def instance_of(declared: type[Register]) -> Register:
    """The register that this declaration made."""
    return registry.named(declared.model._meta.label_lower)


def figures_of(register: Register, *keys: str) -> list[Figure]:
    """The register's figures under these keys."""
    return [register.figure(key) for key in keys]


def counted_by(
    page: PlanPage, register: Register, name: str, months: Sequence[Month], figures: Sequence[Figure]
) -> dict[Any, Spans]:
    """The figures of the page's area by the values of a field, over the months in their order."""
    return spans_by(register, name, months, figures=figures, units=counted_units(page.area, page.units))


def counted_by_unit(page: PlanPage, register: Register, months: Sequence[Month], *keys: str) -> dict[str, Spans]:
    """The register's own figures by the path of the filing unit."""
    return counted_by(page, register, BY_UNIT, months, figures_of(register, *keys))


def keepers_of(page: PlanPage, counted: Mapping[str, Spans]) -> list[ReportingUnit]:
    """The area's filing units that keep the register, in their order."""
    return [unit for unit in page.area.among(page.units) if unit.path in counted]


def overdue_figure(page: PlanPage) -> Figure:
    """What was open at the month's end with its deadline passed: by today, or by then where that lies before."""
    day: date = min(clock.today(), page.month.last_day)
    return Figure("overdue", "", Count("pk"), standing=True, where=Q(due_on__lt=day))


def is_kept(register: Register, counts: Counts) -> bool:
    """Does anybody who was counted keep the register? Where nobody does, zeros would say too much."""
    return any(name == register.name for name, _path in counts.kept)


def number(spans: Spans, key: str) -> Decimal | None:
    """A figure to date; None where there is no entry at all."""
    return spans[key].to_date.value if spans else None


def number_of(spans: Spans, key: str) -> str:
    """The same as text."""
    return number_text(number(spans, key))


def rate_text(counted: Counted | None) -> str:
    """The two parts of a rate divided, in percent; a dash without anything to divide by."""
    return DASH if counted is None else percent_of(counted.numerator, counted.denominator)


def rate_of(spans: Spans, key: str) -> str:
    """The same of a figure to date."""
    return rate_text(spans[key].to_date if spans else None)


def percent_of(part: Decimal | None, whole: Decimal | None) -> str:
    """Give "62.50%", with as many decimals as the bureau publishes, so that a column's points stand in line."""
    return percent_text(published.rate(part, whole), settings.RATE_DECIMALS)
