"""Figures that are refused, since their meaning could only be guessed from their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from targets.spreadsheets.cells import CellArea, Spot
from targets.spreadsheets.layouts.bands import Band
from targets.spreadsheets.layouts.columns import Path
from targets.spreadsheets.layouts.found_tables import Slot
from targets.spreadsheets.layouts.grid import Grid
from targets.spreadsheets.layouts.meanings import IMPORTED, Meaning


def spread_figures(grid: Grid, band: Band, columns: Mapping[int, Meaning]) -> list[Spot]:
    """The first cells of merged areas that hold a value and cover several rows, or columns of different meaning."""
    return [
        spot
        for spot, area in grid.areas.items()
        if band.first <= spot[0] <= band.last and spot[1] in columns and _reaches(grid, area, columns)
    ]


def _reaches(grid: Grid, area: CellArea, columns: Mapping[int, Meaning]) -> bool:
    if grid.sheet.value(area.top, area.left) is None:
        return False
    rows = grid.rows[area.top + 1 : area.bottom + 1]
    own = columns[area.left]
    beside = [columns[column] for column in range(area.left + 1, area.right + 1) if column in columns]
    return any(not row.blank for row in rows) or any(meaning != own for meaning in beside)


def unnamed_columns(data: Iterable[Path]) -> list[Spot]:
    """The first figure of each column without a heading, where other columns have one."""
    columns = list(data)
    if not any(path.texts for path in columns):
        return []
    return [(path.counted.figures[0], path.column) for path in columns if not path.texts and path.counted.figures]


def unitless(slots: list[Slot]) -> list[Slot]:
    """The figures without a unit where others name theirs: the unit named above the table need not be theirs."""
    taken = [slot for slot in slots if not slot.total and (slot.role is None or slot.role in IMPORTED)]
    if not any(slot.unit for slot in taken):
        return []
    return [slot for slot in taken if not slot.unit]
