"""A register's movement of the year so far, month by month, beside what reports state of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from targets import access, clock
from targets.access import Action
from targets.frame.phrases import month_text
from targets.models import Figure, ReportingUnit
from targets.periods import Month
from targets.registers import movement
from targets.registers.declaration import Register
from targets.registers.spans import CaseFlow
from targets.tables import Column, NumberColumn, Table


@dataclass(frozen=True, slots=True)
class RegisterMonth:
    """A month of a register, with what reported figures say otherwise."""

    month: str
    flow: CaseFlow
    warnings: list[str]


class YearOfMovement(Table):
    """A register's movement month by month, the newest first."""

    title = _lazy("Movement month by month")
    row_template = "registers/movement_row.html"

    month = Column(_lazy("Month"), heading=True)
    opening = NumberColumn(_lazy("In force before"))
    received = NumberColumn(_lazy("Came in"))
    closed = NumberColumn(_lazy("Ended"))
    pending = NumberColumn(_lazy("In force"))

    def cell(self, row: RegisterMonth, name: str) -> Any:
        return row.month if name == "month" else getattr(row.flow, name)


def year_of(register: Register, user) -> YearOfMovement:
    """The movement of the year so far of those entries that the user may read.

    Empty for registers of events, and where nothing ever moved: whoever keeps no register has no months of zero.
    """
    if not register.is_standing:
        return YearOfMovement()
    months = Month.of(clock.today()).year_to()
    flows = movement.of_year(register, access.visible_entries(user, register.model), months)
    if not any(flow.opening or flow.received or flow.closed for flow in flows):
        return YearOfMovement()
    stated = _stated(register, user, months)
    rows = [
        RegisterMonth(month_text(month), flow, movement.warnings(flow, stated[month]) if stated.get(month) else [])
        for month, flow in zip(months, flows, strict=True)
    ]
    return YearOfMovement(reversed(rows))


def _stated(register: Register, user, months: Sequence[Month]) -> dict[Month, dict[str, Decimal]]:
    """What reports state of the movement, by month, where every unit that the user may read has stated it."""
    parts = {code: part for part, code in movement.stated(register).items()}
    if not parts:
        return {}
    rights = access.of(user)
    readable = rights.units(Action.VIEW_REGISTERS, register.app).filter(submits_reports=True, active=True)
    asked = set(ReportingUnit.objects.filter(pk__in=readable).values_list("pk", flat=True))
    days = [month.first_day for month in months]
    rows = Figure.objects.filter(
        rights.reports(prefix="report__"),
        indicator__code__in=parts,
        report__month__in=days,
        report__unit__in=asked,
        value__isnull=False,
    ).values_list("report__month", "indicator__code", "report__unit", "value")
    said: dict[tuple[date, str], dict[int, Decimal]] = defaultdict(dict)
    for day, code, unit, value in rows:
        said[day, code][unit] = value
    found: dict[Month, dict[str, Decimal]] = defaultdict(dict)
    for (day, code), values in said.items():
        if set(values) == asked:
            found[Month.of(day)][parts[code]] = sum(values.values(), Decimal(0))
    return found
