"""Finding the tables of a sheet and what each of their numbers means, by names and never by position."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from targets.names import squeeze
from targets.spreadsheets.cells import CellArea, Sheet
from targets.spreadsheets.layouts import faults
from targets.spreadsheets.layouts.bands import Band, find_bands
from targets.spreadsheets.layouts.columns import Path, paths
from targets.spreadsheets.layouts.context import NAME_PLACE, Context, ContextReader, unit_in
from targets.spreadsheets.layouts.filling import TableFilling
from targets.spreadsheets.layouts.found_tables import FoundColumn, FoundTable, LayoutFault, SkippedRow, Slot
from targets.spreadsheets.layouts.grid import Grid
from targets.spreadsheets.layouts.headings import Headings, year_of
from targets.spreadsheets.layouts.meanings import HeadingKind, Meaning, NumberPart, NumberRole
from targets.spreadsheets.layouts.vocabulary import Vocabulary
from targets.spreadsheets.layouts.words import NOTE, OTHER_NUMBERS, UNIT_LIKE
from targets.values.spans import AmbiguousSpan, find_span, find_year

__all__ = [
    "FoundColumn",
    "FoundTable",
    "LayoutFault",
    "Meaning",
    "NumberPart",
    "NumberRole",
    "SkippedRow",
    "Slot",
    "find_tables",
]

# A column beyond the last of any sheet.
BEYOND = 10**6
_COPY = re.compile(r"\s*[(（]\d+[)）]$")


def find_tables(sheet: Sheet, words: Vocabulary, *, year: int) -> list[FoundTable]:
    """The tables of a sheet in reading order; none where no unit and no indicator is known.

    `year` is the plan's. Months without a year belong to it, unless the table's title, a title further above or the
    sheet's name says another one.
    """
    return _SheetReader(sheet, words, year).tables()


class _SheetReader:
    """Reads one sheet from top to bottom. A grid is made for each year to which bare months may belong."""

    def __init__(self, sheet: Sheet, words: Vocabulary, year: int):
        self.sheet = sheet
        self.words = words
        self.year = year
        self.grid = Grid(sheet, Headings(words, year))
        self._grids = {year: self.grid}

    def tables(self) -> list[FoundTable]:
        bands = find_bands(self.grid)
        found: list[FoundTable] = []
        above: Context | None = None
        after = 0
        for band in bands:
            first = band.levels[0] if band.levels else band.first
            lines = range(after, first)
            self._read_months_in(self._year_named(lines, is_first=after == 0))
            for table, context in self._side_by_side(band, lines, above):
                found.append(table)
                above = above or context
            after = max([after, first] + [slot.row + 1 for table in found for slot in table.slots])
        return found

    def _year_named(self, lines: range, *, is_first: bool) -> int | None:
        """The year that the lines above a table name; for the first table, the sheet's name comes before them."""
        titles = [text for row in lines for _column, text, _meaning in self.grid.rows[row].texts]
        if is_first:
            return year_of([self.sheet.name]) or year_of(titles)
        return year_of([text for text in titles if not NOTE.match(squeeze(text))])

    def _read_months_in(self, year: int | None) -> None:
        """Let bare months of the tables that follow belong to this year; None leaves the year of the tables before."""
        if year and year != self.grid.headings.year:
            if year not in self._grids:
                self._grids[year] = Grid(self.sheet, Headings(self.words, year))
            self.grid = self._grids[year]

    def _side_by_side(self, band: Band, lines: range, above: Context | None) -> list[tuple[FoundTable, Context]]:
        found = []
        segments = split(self.grid, band, paths(self.grid, band))
        for number, segment in enumerate(segments):
            left = 0 if number == 0 else segment[0].column
            right = segments[number + 1][0].column - 1 if number + 1 < len(segments) else BEYOND
            context = self._context(lines, left, right, above)
            table = self._table(band, segment, context)
            if table is not None:
                found.append((table, context))
        return found

    def _table(self, band: Band, segment: list[Path], context: Context) -> FoundTable | None:
        top = band.levels[0] if band.levels else band.first
        area = CellArea(top, segment[0].column, band.last, segment[-1].column)
        table = FoundTable(self.sheet.name, area, context.title, context.unit, context.unit_place)
        table.span, table.span_place = context.span, context.span_place
        table.span_fault, table.measures = context.span_fault, list(context.measures)
        table.faults += context.faults
        if context.other is not None:
            table.faults.append(context.other)
        filling = TableFilling(self.grid, band, segment, context, table)
        filling.fill()
        return table if filling.is_table else None

    # ---- context ------------------------------------------------------------------------------------------

    def _context(self, lines: range, left: int, right: int, above: Context | None) -> Context:
        cells = []
        for number in lines:
            row = self.grid.rows[number]
            whole = len(row.texts) + len(row.figures) == 1
            columns = [column for column, _text, _meaning in row.texts] + row.figures
            cells += [
                (number, column, self.sheet.value(number, column))
                for column in sorted(columns)
                if whole or left <= column <= right
            ]
        context = ContextReader(self.grid.headings).read(cells, notes=above is None)
        if above is not None:
            named = any(UNIT_LIKE.search(str(value).strip()) for _row, _column, value in cells)
            context.inherit(above, unit=not named)
        else:
            self._sheet_name(context)
        context.compare_months()
        if context.year == self.year:
            context.year = None
        return context

    def _sheet_name(self, context: Context) -> None:
        """Take what the sheet's name (3月, 尖山, 城镇新增就业) says of all its tables."""
        name = _COPY.sub("", self.sheet.name)
        if other := OTHER_NUMBERS.search(squeeze(name)):
            context.other = context.other or faults.other_numbers(NAME_PLACE, name, other[0])
        if context.year is None and (year := find_year(name)):
            context.year = year
        meaning = self.grid.headings.read(name)
        try:
            span = find_span(name, year=self.grid.headings.year)
        except AmbiguousSpan:
            span = None
        if span is not None:
            context.spans.append((span, NAME_PLACE))
        unit = meaning.units[0] if meaning.units else unit_in(name, self.grid.headings)
        if unit and context.unit and unit != context.unit:
            context.faults.append(self._two_units(unit, context))
        elif unit and not context.faults:
            context.unit, context.unit_place = unit, NAME_PLACE
        if meaning.known and not context.meaning.indicators:
            context.meaning = Meaning(
                indicators=meaning.indicators,
                part=meaning.part,
                role=context.meaning.role or meaning.role,
                measure=context.meaning.measure,
            )

    def _two_units(self, unit: str, context: Context) -> LayoutFault:
        text = _("The sheet is called “%(sheet)s”, but its lines name %(unit)s. Correct one of the two.")
        names = self.words.unit_names
        place = context.unit_place or NAME_PLACE
        words = {"sheet": self.sheet.name, "unit": names[context.unit or unit].name}
        return LayoutFault(*place, self.sheet.name, text % words)


def split(grid: Grid, band: Band, found: list[Path]) -> list[list[Path]]:
    """The columns of each of several tables side by side: a table begins where names of the same kind recur."""
    segments: list[list[Path]] = [[]]
    for number, path in enumerate(found):
        current = segments[-1]
        between = any(other.is_data for other in current) and any(other.is_data for other in found[number + 1 :])
        if path.is_key and between and _stands_again(grid, band, path, [p for p in current if p.is_key]):
            segments.append([])
        segments[-1].append(path)
    return [_without_counters(grid, segment) for segment in segments if segment]


def _without_counters(grid: Grid, segment: list[Path]) -> list[Path]:
    """A column without a heading to the left of the names that holds 1, 2, 3 only numbers the rows."""
    keyed = [path.column for path in segment if path.is_key]
    for path in segment:
        if path.texts or not keyed or path.column > min(keyed) or not path.counted.figures:
            continue
        if [grid.value(row, path.column) for row in path.counted.figures] == [*range(1, len(path.counted.figures) + 1)]:
            path.meaning = Meaning(heading=HeadingKind.SEQUENCE)
    return segment


def _stands_again(grid: Grid, band: Band, path: Path, keys: list[Path]) -> bool:
    """Does the column, in some row, name another thing than a key column to its left does?"""
    for row in grid.rows[band.first : band.last + 1]:
        here = grid.read(row.index, path.column)
        if here is None or not here.binds:
            continue
        for other in keys:
            there = grid.read(row.index, other.column)
            if there is not None and _differ(here, there):
                return True
    return False


def _differ(one: Meaning, other: Meaning) -> bool:
    units = one.units and other.units and one.units != other.units
    spans = one.span and other.span and one.span != other.span
    indicators = one.indicators and other.indicators and not set(one.indicators) & set(other.indicators)
    return bool(units or spans or indicators or (one.total != other.total and (one.units or other.units)))
