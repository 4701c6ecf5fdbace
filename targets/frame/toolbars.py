"""The choices above a page about a plan: month, basis, unit; a plain form that works without a script."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from targets import clock
from targets.frame import phrases
from targets.frame.plan_pages import PlanPage
from targets.models import Covers


@dataclass(frozen=True, slots=True)
class ToolbarOption:
    value: str
    label: str
    current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One list to choose from."""

    name: str
    label: str
    options: list[ToolbarOption]


@dataclass(frozen=True, slots=True)
class Toolbar:
    choices: list[Choice]
    kept: list[tuple[str, str]]


def toolbar(page: PlanPage, *, with_unit: bool = True) -> Toolbar:
    """The lists that leave something to choose; what else the address asked for is carried along."""
    choices = [_months(page), _bases(page)]
    if with_unit:
        choices.append(_units(page))
    choices.append(_covers(page))
    offered = [choice for choice in choices if len(choice.options) > 1]
    names = {choice.name for choice in choices}
    return Toolbar(offered, [(key, value) for key, value in page.asked.items() if key not in names])


def _months(page: PlanPage) -> Choice:
    """The plan's months that have ended, and the one shown."""
    last = max(clock.month_to_report(), page.month)
    months = [month for month in page.plan.months if month <= last]
    options = [ToolbarOption(str(month), phrases.month_text(month), month == page.month) for month in months]
    return Choice("month", _("To the end of"), options)


def _bases(page: PlanPage) -> Choice:
    bases = page.rights.bases(page.area.unit, page.area.covers)
    options = [ToolbarOption(basis.value, str(basis.label), basis == page.basis) for basis in bases]
    return Choice("basis", _("Rests on"), options)


def _units(page: PlanPage) -> Choice:
    options = [ToolbarOption(unit.code, unit.name, unit.pk == page.area.unit.pk) for unit in page.units if unit.active]
    return Choice("unit", _("Unit"), options)


def _covers(page: PlanPage) -> Choice:
    """The whole city, or the part that the city's own offices handle."""
    words = {Covers.WHOLE: _("whole city"), Covers.OWN: _("city level only")}
    offered = page.area.unit.is_city and page.rights.sees_whole(page.area.unit)
    options = [
        ToolbarOption(covers.value, word, covers == page.area.covers) for covers, word in words.items() if offered
    ]
    return Choice("covers", _("Covers"), options)
