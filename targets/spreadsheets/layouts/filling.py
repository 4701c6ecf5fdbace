"""Filling a table with slots: each figure has the meaning of its row, of its column and of the lines above."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from targets.formatting import number_text
from targets.spreadsheets.cells import Spot
from targets.spreadsheets.layouts import faults
from targets.spreadsheets.layouts.ambiguous_figures import spread_figures, unitless, unnamed_columns
from targets.spreadsheets.layouts.bands import Band, is_numbering
from targets.spreadsheets.layouts.columns import Path
from targets.spreadsheets.layouts.context import Context
from targets.spreadsheets.layouts.found_tables import FoundColumn, FoundTable, LayoutFault, SkippedRow, Slot
from targets.spreadsheets.layouts.grid import Grid, SheetRow
from targets.spreadsheets.layouts.keys import Key, KeyReader
from targets.spreadsheets.layouts.meanings import (
    EMPTY,
    IMPORTED,
    HeadingKind,
    Meaning,
    MeaningsClash,
    NumberPart,
    NumberRole,
    join,
)
from targets.spreadsheets.layouts.sums import with_column_sums, with_row_sums
from targets.spreadsheets.layouts.words import PART_OF_UNIT
from targets.values import Value
from targets.values.measures import contradicts, note_measures
from targets.values.numbers import read_number

MOST_FAULTS = 300


class TableFilling:
    """Fills one table; `is_table` says afterwards whether anything known was found in it."""

    def __init__(self, grid: Grid, band: Band, segment: list[Path], context: Context, table: FoundTable):
        self.grid, self.band, self.context, self.table = grid, band, context, table
        self.words = grid.headings.words
        self.data = [path for path in segment if path.is_data]
        self.key_columns = [path for path in segment if path.is_key]
        self.is_table = False
        self.columns: list[tuple[int, Meaning, bool]] = []
        self.patterns: dict[tuple[Meaning, int], Slot | None] = {}
        self.of_units: dict[int, bool] = {}
        self.merged: set[tuple[int, int]] = set()
        self.reported: set[tuple[int, int, str]] = set()
        self.unknown_rows: dict[int, str] = {}

    def fill(self) -> None:
        """Read the columns first, then row by row."""
        for path in self.data:
            self._column(path)
        self.columns = with_column_sums(self.columns)
        self._refuse_unnamed()
        self._refuse_merged()
        reader = KeyReader(self.grid, self.key_columns)
        for row in self.grid.rows[self.band.first : self.band.last + 1]:
            if not row.blank and not is_numbering(row):
                self._row(reader, row)
        self._tell_net_parts_apart()
        self._take_total_of_parts()
        self._refuse_unitless()
        self._refuse_other_year()
        self.table.slots = with_row_sums(self.table.slots)
        named = any(meaning.binds for _column, meaning, _hidden in self.columns)
        self.is_table = self.is_table or (named and bool(self.table.faults))

    # ---- columns ------------------------------------------------------------------------------------------

    def _column(self, path: Path) -> None:
        hidden = path.column in self.grid.sheet.hidden_columns
        meaning = path.meaning
        self.table.columns.append(FoundColumn(path.column, path.texts, meaning, meaning.measure, hidden))
        if path.clash:
            self._tell(faults.contradiction(path.place, path.texts, path.clash))
        elif path.unknown and path.counted.figures:
            why = self.grid.headings.why_no_period(path.unknown)
            gathers = bool(path.texts) and path.texts[-1] != " ".join(path.unknown.split()) and bool(meaning.indicators)
            unknown = faults.unknown_indicator(self.words, path.unknown, path.place, may_gather=gathers)
            self._tell(LayoutFault(*path.place, path.unknown, why) if why else unknown)
        elif not path.unknown and not meaning.left_out:
            self.columns.append((path.column, meaning, hidden))

    def _refuse_unnamed(self) -> None:
        unnamed = unnamed_columns(self.data)
        for spot in unnamed:
            self._tell(faults.unnamed_column(spot, self.grid.value(*spot)))
        self.columns = [one for one in self.columns if one[0] not in {column for _row, column in unnamed}]

    def _refuse_merged(self) -> None:
        known = {column: meaning for column, meaning, _hidden in self.columns}
        self.merged = set(spread_figures(self.grid, self.band, known))
        for spot in sorted(self.merged):
            self._tell(faults.merged_figure(spot, self.grid.value(*spot)))

    def _refuse_unitless(self) -> None:
        refused = unitless(self.table.slots)
        for slot in refused:
            self._tell(faults.no_unit((slot.row, slot.column), slot.value, self._texts(slot.row, slot.column)))
        if refused:
            left = {id(slot) for slot in refused}
            self.table.slots = [slot for slot in self.table.slots if id(slot) not in left]

    def _tell_net_parts_apart(self) -> None:
        """Beside what went out, a number whose label says what came in is that, and not the net figure.

        新增就业人数 alone is the net figure of 城镇新增就业, but beside 自然减员人数 the number that it is taken from.
        """
        slots = self.table.slots
        net = {slot.code for slot in slots if slot.part is NumberPart.DENOMINATOR and self.words.is_net(slot.code)}
        for slot in slots:
            if slot.may_be_part and slot.code in net and slot.part is NumberPart.VALUE:
                slot.part = NumberPart.NUMERATOR
                self._say_part(slot.column)

    def _say_part(self, column: int) -> None:
        """Say of the column, where its heading names the indicator, that it holds what came in."""
        self.table.columns = [
            replace(found, meaning=replace(found.meaning, part=NumberPart.NUMERATOR))
            if found.column == column and found.meaning.may_be_part
            else found
            for found in self.table.columns
        ]

    def _take_total_of_parts(self) -> None:
        """Take the total of a district's sheet by streets as the district's figure, if it is the sum of the streets."""
        unit, table = self.context.unit, self.table
        parts = self.unknown_rows
        totals = [slot for slot in table.slots if slot.total]
        named = any(slot.unit for slot in table.slots) or len({slot.row for slot in totals}) != 1
        if unit is None or self.words.unit_names[unit].whole or not parts or named:
            return
        if not all(PART_OF_UNIT.search(text.strip()) for text in parts.values()):
            return
        table.faults = [fault for fault in table.faults if fault.row not in parts]
        for row, text in parts.items():
            self._skip(self.grid.rows[row], text, _("a part of the unit, only added up"))
        for slot in totals:
            slot.total = False
            numbers = [read_number(self.grid.value(row, slot.column)).number or Decimal(0) for row in parts]
            total = read_number(slot.value).number
            added_up = sum(numbers, Decimal(0))
            if total is not None and slot.part is not NumberPart.RATE and added_up != total:
                self._tell(faults.total_of_parts((slot.row, slot.column), slot.value, number_text(added_up)))

    def _refuse_other_year(self) -> None:
        """Refuse numbers below a title of another year that would be taken for a month of the plan."""
        if self.context.year is None:
            return
        for slot in self.table.slots:
            span = slot.span or self.table.span
            if slot.role in (*IMPORTED, None) and (span is None or span.month.year != self.context.year):
                month = str(span.month) if span else _("a month of the plan's year")
                self._tell(faults.other_year(self.context.year_place, self.context.title, self.context.year, month))
                return

    # ---- rows ---------------------------------------------------------------------------------------------

    def _note(self, row: SheetRow) -> None:
        """Take the unit of measure that a note below the figures may say."""
        for column, text, _meaning in row.texts:
            for measure in note_measures(text):
                line = contradicts(measure, self.table.measures)
                if line is not None:
                    self._tell(faults.two_measures((row.index, column), text, str(measure), str(line)))
                elif measure not in self.table.measures:
                    self.table.measures.append(measure)

    def _row(self, reader: KeyReader, row: SheetRow) -> None:
        texts = " ".join(text.strip() for _column, text, _meaning in row.texts)
        if not row.figures:
            self._note(row)
        if row.is_line:
            self._skip(row, texts, _("a note or a line of the form"))
            return
        columns = {path.column for path in self.data}
        figures = [column for column in row.figures if column in columns]
        key = reader.read(row, has_figures=bool(figures))
        if key is None:
            if figures and self.key_columns:
                self._tell(faults.nameless((row.index, figures[0]), self.grid.value(row.index, figures[0])))
            elif texts:
                self._skip(row, texts, _("no figures"))
        elif not self._refused(row, key, figures, texts):
            self._slots(row, key.meaning)

    def _refused(self, row: SheetRow, key: Key, figures: list[int], texts: str) -> bool:
        """Note why a row gives no slots, and return True; False where it gives some."""
        place = (row.index, key.column)
        if key.clash and figures:
            self._tell(faults.contradiction(place, (key.text,), key.clash))
        elif key.unknown and figures and len(self.table.faults) >= MOST_FAULTS:
            return True
        elif key.unknown and figures:
            self.unknown_rows[row.index] = key.unknown
            why = self.grid.headings.why_no_period(self.grid.value(*place))
            self._tell(LayoutFault(*place, key.unknown, why) if why else self._unknown_key(key, place))
        elif key.orphan and figures:
            self._tell(faults.unknown_unit(self.words, key.orphan, place))
        elif key.clash or key.unknown or key.meaning.left_out:
            self._skip(row, texts, _("no figures") if not key.meaning.left_out else _("left out as you chose"))
        elif key.meaning.heading is HeadingKind.REMARK:
            self._skip(row, texts, _("a note or a line of the form"))
        elif self._is_milestones(key.meaning):
            self._skip(row, texts, _("milestones are entered on the portal, not imported"))
        else:
            self.is_table = self.is_table or key.meaning.binds
            return not figures and not key.meaning.binds
        return True

    def _is_milestones(self, meaning: Meaning) -> bool:
        return bool(meaning.indicators) and all(map(self.words.is_milestones, meaning.indicators))

    def _unknown_key(self, key: Key, place: tuple[int, int]) -> LayoutFault:
        """An unknown unit or an unknown indicator, whichever the other names of its column are."""
        if key.column not in self.of_units:
            self.of_units[key.column] = self._holds_units(key.column)
        if self.of_units[key.column]:
            return faults.unknown_unit(self.words, key.unknown, place)
        return faults.unknown_indicator(self.words, key.unknown, place)

    def _holds_units(self, column: int) -> bool:
        meanings = [self.grid.read(row.index, column) for row in self.grid.rows[self.band.first : self.band.last + 1]]
        units = sum(bool(meaning.units) for meaning in meanings if meaning)
        indicators = sum(bool(meaning.indicators) for meaning in meanings if meaning)
        named = any(meaning.indicators for _column, meaning, _hidden in self.columns)
        return units > indicators or (units == indicators and named)

    # ---- slots --------------------------------------------------------------------------------------------

    def _slots(self, row: SheetRow, meaning: Meaning) -> None:
        """Add a slot for every cell that is not blank, and for formulas without a result."""
        index, sheet = row.index, self.grid.sheet
        rest = replace(meaning, units=(), total=False, of_which=False, group=False) if meaning.binds else EMPTY
        row_hidden, cells, patterns = index in sheet.hidden_rows, sheet.rows[index], self.patterns
        width = len(cells)
        for column, heading, hidden in self.columns:
            value = cells[column] if column < width else None
            if (value is None or value == "") and (index, column) not in sheet.unstored:
                continue
            if (index, column) in self.merged:
                continue
            if (rest, column) not in patterns:
                patterns[rest, column] = self._pattern_for(rest, heading, (index, column))
            known = patterns[rest, column]
            if known is not None:
                self._slot(known, meaning, (index, column), value, hidden=hidden or row_hidden)

    def _slot(self, known: Slot, meaning: Meaning, place: Spot, value: Value, *, hidden: bool) -> None:
        """Add the pattern as a slot at a cell, for the row's unit; a fault where the column names another unit."""
        unit = meaning.units[0] if meaning.units else None
        if unit and known.unit and known.unit != unit:
            self._tell(faults.contradiction(place, self._texts(*place), "unit"))
            return
        self.table.slots.append(
            Slot(
                *place,
                value,
                known.code,
                known.part,
                unit or known.unit,
                known.span,
                known.role,
                meaning.total or known.total,
                known.measure,
                hidden,
                known.may_be_part,
            )
        )

    def _pattern_for(self, row: Meaning, heading: Meaning, place: tuple[int, int]) -> Slot | None:
        """What row, column and lines say together, as a slot without a value; None where no number is to be taken."""
        try:
            meaning = join(row, heading)
        except MeaningsClash as clash:
            self._tell(faults.contradiction(place, self._texts(*place), clash.axis))
            return None
        if not meaning.indicators or meaning.weak:
            meaning = self._with_context(meaning)
        if meaning.total and not meaning.indicators:
            return None
        if meaning.preferred in meaning.indicators:
            meaning = replace(meaning, indicators=(meaning.preferred,))
        if len(meaning.indicators) != 1 or meaning.weak:
            self._tell(self._open(row, meaning, place))
            return None
        return None if self.words.is_milestones(meaning.indicators[0]) else self._pattern(meaning)

    def _pattern(self, meaning: Meaning) -> Slot:
        """A slot without place and value, of the meaning's one indicator."""
        self.is_table = True
        code = meaning.indicators[0]
        part = meaning.part or self.context.meaning.part
        part = part or (NumberPart.RATE if self.words.is_ratio(code) else NumberPart.VALUE)
        unit = meaning.units[0] if meaning.units else None
        role, may_be_part = self._role(meaning), meaning.may_be_part
        return Slot(
            0, 0, None, code, part, unit, meaning.span, role, meaning.total, meaning.measure, False, may_be_part
        )

    def _open(self, row: Meaning, meaning: Meaning, place: tuple[int, int]) -> LayoutFault:
        """The fault of headings that do not name one indicator, at the text that leaves it open."""
        if not meaning.indicators:
            return faults.no_indicator(self._texts(*place), self.grid.value(*place), place)
        text, place = self._source(row, place)
        if meaning.weak:
            return faults.shared_label(self.words, meaning, text, place)
        return faults.ambiguous(self.words, meaning, text, place)

    def _source(self, row: Meaning, place: tuple[int, int]) -> tuple[str, tuple[int, int]]:
        """The text that names the indicators, and its place: a key of the row, or a heading of the column."""
        for path in self.key_columns if row.indicators else ():
            meaning = self.grid.read(place[0], path.column)
            if meaning is not None and meaning.indicators:
                return str(self.grid.value(place[0], path.column)).strip(), (place[0], path.column)
        path = next(path for path in self.data if path.column == place[1])
        named = [text for text in path.texts if self.grid.headings.read(text).indicators]
        return (named or list(path.texts))[-1], path.place

    def _with_context(self, meaning: Meaning) -> Meaning:
        """The meaning with the title's indicators, unless it contradicts them."""
        title = self.context.meaning.indicators
        if not title:
            return meaning
        if not meaning.indicators:
            return replace(meaning, indicators=title)
        both = tuple(code for code in meaning.indicators if code in title)
        return replace(meaning, indicators=both, weak=False) if both else meaning

    def _role(self, meaning: Meaning) -> NumberRole | None:
        """The role that the headings name, else that of their month, else the title's; None leaves it open.

        It is left open for a month below a title that says 累计.
        """
        if meaning.role:
            return meaning.role
        said = self.context.meaning.role
        if meaning.span:
            if meaning.span.cumulative:
                return NumberRole.TO_DATE
            return None if said is NumberRole.TO_DATE else NumberRole.MONTH
        if said:
            return said
        return NumberRole.TO_DATE if self.context.span and self.context.span.cumulative else None

    # ---- telling ------------------------------------------------------------------------------------------

    def _texts(self, row: int, column: int) -> tuple[str, ...]:
        names = [str(self.grid.value(row, path.column) or "").strip() for path in self.key_columns]
        above = next((path.texts for path in self.data if path.column == column), ())
        return tuple(dict.fromkeys(text for text in (*names, *above) if text))

    def _tell(self, fault: LayoutFault) -> None:
        """Keep a fault, once, and no more than MOST_FAULTS of them."""
        same = (fault.row, fault.column, fault.reason)
        if same not in self.reported and len(self.table.faults) < MOST_FAULTS:
            self.reported.add(same)
            self.table.faults.append(fault)

    def _skip(self, row: SheetRow, texts: str, why: str) -> None:
        self.table.skipped.append(SkippedRow(row.index, texts, why))
