"""Invented register entries: the `demonstration` module of each chapter invents them to match the invented reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.module_loading import autodiscover_modules

from targets.demonstration.script import Script
from targets.models import Figure, ReportingUnit, UnitKind
from targets.models.entries import Entry
from targets.models.history_copies import ADDED, copy_to_history
from targets.periods import Month
from targets.reports.sheets import Cell

BATCH = 500


@dataclass(frozen=True)
class Ground:
    """The data to which invented entries must fit.

    `units` are the units that submit reports, by code; `communities` the invented street and its communities, by code;
    `people` the users by name. `cells` are the figures of the invented reports, by the code of the unit, the number of
    the month and the code of the indicator.
    """

    script: Script
    units: dict[str, ReportingUnit]
    communities: dict[str, ReportingUnit]
    people: dict[str, object]
    cells: dict[tuple[str, int, str], Cell]

    @property
    def year(self) -> int:
        return self.script.year

    @property
    def months(self) -> range:
        """The numbers of the months with invented reports."""
        return range(1, self.script.months + 1)

    @property
    def last_day(self) -> date:
        """The last day of the last month with invented reports."""
        return Month(self.year, self.script.months).last_day

    @property
    def city(self) -> ReportingUnit:
        """The city, which submits reports for the city level."""
        return next(unit for unit in self.units.values() if unit.is_city)

    def day(self, month: int, number: int) -> date:
        return date(self.year, month, number)

    def value(self, code: str, month: int, indicator: str) -> int | None:
        """A figure of the unit with this code, as a whole number; None if the unit did not report it."""
        cell = self.cells.get((code, month, indicator))
        return None if cell is None or cell.value is None else int(cell.value)


Invention = Callable[[Ground], Iterator[Entry]]
_inventions: list[Invention] = []


def invents(function: Invention) -> Invention:
    """Decorate a function of a chapter that yields unsaved entries, each with its unit."""
    _inventions.append(function)
    return function


def add_communities(script: Script, units: dict[str, ReportingUnit]) -> dict[str, ReportingUnit]:
    """Add the invented street and its communities, which the demonstration's register clerk needs; by code."""
    made: dict[str, ReportingUnit] = {}
    for code, row in script.communities.items():
        parent = made.get(row["parent"]) or units[row["parent"]]
        made[code], _new = ReportingUnit.objects.get_or_create(
            code=code,
            defaults={
                "name": row["name"],
                "short_name": row["name"],
                "kind": UnitKind(row["kind"]),
                "parent": parent,
                "submits_reports": False,
            },
        )
    return made


def invent_all(ground: Ground) -> None:
    """Invent and store the entries of all chapters; in the history, the reporter of each unit has entered them."""
    autodiscover_modules("demonstration")
    together: dict[type[Entry], list[Entry]] = defaultdict(list)
    for invention in _inventions:
        for entry in invention(ground):
            entry.is_demo, entry.origin = True, ground.script.source
            together[type(entry)].append(entry)
    for model, entries in together.items():
        _store(model, entries, ground)


def _store(model: type[Entry], entries: Iterable[Entry], ground: Ground) -> None:
    by_unit: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_unit[entry.unit.district_path.rstrip("/").rpartition("/")[2]].append(entry)
    for code, rows in by_unit.items():
        for start in range(0, len(rows), BATCH):
            stored = model.objects.bulk_create(rows[start : start + BATCH])
            copy_to_history(model, [row.pk for row in stored], kind=ADDED, by=ground.people[f"unit-{code}"])


def cells_of(year: int) -> dict[tuple[str, int, str], Cell]:
    """The figures of the invented reports, by unit, month and indicator as in `Ground.cells`."""
    figures = Figure.objects.filter(report__is_demo=True, report__month__year=year).select_related(
        "report__unit", "indicator"
    )
    return {(f.report.unit.code, f.report.month.month, f.indicator.code): Cell.of(f) for f in figures}
