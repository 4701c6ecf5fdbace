"""The lists above a page about a plan in which month, basis and unit are chosen; they work without a script."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from targets import clock
from targets.frame import phrases
from targets.frame.plan_pages import PlanPage
from targets.frame.years import YearLink
from targets.models import Covers


@dataclass(frozen=True, slots=True)
class ToolbarOption:
    """An option of a list; `current` is the one that the page shows."""

    value: str
    label: str
    current: bool


@dataclass(frozen=True, slots=True)
class ToolbarList:
    """A list from which one option is chosen."""

    name: str
    label: str
    options: list[ToolbarOption]


@dataclass(frozen=True, slots=True)
class Toolbar:
    """The lists of a page, and its years; `kept` are the other parameters of its address, with their values."""

    years: list[YearLink]
    choices: list[ToolbarList]
    kept: list[tuple[str, str]]


def toolbar(page: PlanPage, years: list[YearLink], *, with_unit: bool = True) -> Toolbar:
    """The toolbar of the page, without lists that have only one option; `years` are those of `PlanPage.years`."""
    choices = [_months(page), _bases(page)]
    if with_unit:
        choices.append(_units(page))
    choices.append(_covers(page))
    offered = [choice for choice in choices if len(choice.options) > 1]
    names = {choice.name for choice in choices}
    return Toolbar(years, offered, [(key, value) for key, value in page.asked.items() if key not in names])


def _months(page: PlanPage) -> ToolbarList:
    """The months of the plan up to the one to be reported now, or up to the one shown."""
    last = max(clock.month_to_report(), page.month)
    months = [month for month in page.plan.months if month <= last]
    options = [ToolbarOption(str(month), phrases.month_text(month), month == page.month) for month in months]
    return ToolbarList("month", _("To the end of"), options)


def _bases(page: PlanPage) -> ToolbarList:
    bases = page.rights.bases(page.area.unit, page.area.covers)
    options = [ToolbarOption(basis.value, str(basis.label), basis == page.basis) for basis in bases]
    return ToolbarList("basis", _("Rests on"), options)


def _units(page: PlanPage) -> ToolbarList:
    options = [ToolbarOption(unit.code, unit.name, unit.pk == page.area.unit.pk) for unit in page.units if unit.active]
    return ToolbarList("unit", _("Unit"), options)


def _covers(page: PlanPage) -> ToolbarList:
    """The whole city or the city level; no choice for any other unit."""
    words = {Covers.WHOLE: _("whole city"), Covers.OWN: _("city level only")}
    offered = page.area.unit.is_city and page.rights.sees_whole(page.area.unit)
    options = [
        ToolbarOption(covers.value, word, covers == page.area.covers) for covers, word in words.items() if offered
    ]
    return ToolbarList("covers", _("Covers"), options)
