"""Figures in merged cells, of which nobody can say to which row or column they belong."""

from __future__ import annotations

from collections.abc import Mapping

from targets.spreadsheets.bands import Band
from targets.spreadsheets.cells import Area, Spot
from targets.spreadsheets.grid import Grid
from targets.spreadsheets.meanings import Meaning


def spread_figures(grid: Grid, band: Band, columns: Mapping[int, Meaning]) -> list[Spot]:
    """The first cells of merged areas with a value that reach over rows, or over columns of different meaning."""
    return [
        spot
        for spot, area in grid.areas.items()
        if band.first <= spot[0] <= band.last and spot[1] in columns and _reaches(grid, area, columns)
    ]


def _reaches(grid: Grid, area: Area, columns: Mapping[int, Meaning]) -> bool:
    if grid.sheet.value(area.top, area.left) is None:
        return False
    rows = grid.rows[area.top + 1 : area.bottom + 1]
    own = columns[area.left]
    beside = [columns[column] for column in range(area.left + 1, area.right + 1) if column in columns]
    return any(not row.blank for row in rows) or any(meaning != own for meaning in beside)
