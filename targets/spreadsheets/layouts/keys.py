"""The keys of a table's rows: what the names beside the figures mean, given the groups and parents above them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from targets.spreadsheets.layouts.columns import Path
from targets.spreadsheets.layouts.grid import Grid, SheetRow
from targets.spreadsheets.layouts.meanings import EMPTY, UNKNOWN, HeadingKind, Meaning, MeaningsClash, join, within
from targets.spreadsheets.layouts.words import UNIT_LIKE

LONGEST_CATEGORY = 15


@dataclass(frozen=True, slots=True)
class Key:
    """What the names of a row mean together.

    `unknown` is the first text with no known meaning, at `column`; `clash` is what two names disagree on; `orphan` is
    the group above the row, if that has no known meaning.
    """

    meaning: Meaning
    text: str
    column: int
    unknown: str = ""
    clash: str = ""
    orphan: str = ""


class KeyReader:
    """Reads the keys of a table's rows from top to bottom, each under the group above it."""

    def __init__(self, grid: Grid, columns: list[Path]):
        self.grid = grid
        self.columns = columns
        self.group: Meaning = EMPTY
        self.lost_group = ""
        self.parents: list[tuple[int, tuple[str, ...]]] = []
        self.named_last: tuple[str, ...] = ()
        self.carried: dict[int, Meaning] = {}
        tall = [area for area in grid.areas.values() if area.bottom > area.top]
        self.merged = {path.column for path in columns if any(a.left <= path.column <= a.right for a in tall)}

    def read(self, row: SheetRow, *, has_figures: bool) -> Key | None:
        """The row's key; None where the row has no name."""
        cells = [(path.column, self._cell(row.index, path)) for path in self.columns]
        named = [(column, *cell) for column, cell in cells if cell is not None]
        if not named:
            return None
        column, text, _first = named[0]
        known = any(meaning.binds for _column, _text, meaning in named)
        if not known and any(meaning.heading is HeadingKind.REMARK for _column, _text, meaning in named):
            return Key(Meaning(heading=HeadingKind.REMARK), text, column)
        unknown = next(((c, t) for c, t, meaning in named if not _says(meaning, known)), None)
        if unknown and not (known and self._is_comment(*unknown)):
            self._carry(named)
            return self._unknown(unknown, has_figures, known)
        return self._known(named, text, column, has_figures)

    def _cell(self, row: int, path: Path) -> tuple[str, Meaning] | None:
        value = self.grid.value(row, path.column)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if path.is_period:
            meaning = self.grid.headings.read(value) if isinstance(value, str) else UNKNOWN
            return str(value), meaning if meaning.known else self.grid.headings.month_number(value)
        if self.grid.headings.is_figure(value) and not self.grid.headings.read(value).binds:
            return None
        return str(value), self.grid.headings.read(value)

    def _is_comment(self, column: int, text: str) -> bool:
        """Is it only a comment beside a name, such as a sentence or a foreign code? A category (农民工) is not."""
        path = next(path for path in self.columns if path.column == column)
        if path.meaning.heading is HeadingKind.CODE:
            return path.counted.keys == 0
        return path.counted.keys == 0 and len(text.strip()) > LONGEST_CATEGORY

    # ---- unknown ------------------------------------------------------------------------------------------

    def _unknown(self, unknown: tuple[int, str], has_figures: bool, known: bool) -> Key:
        self.parents, self.named_last = [], ()
        if not has_figures and not known:
            looks_like_unit = bool(UNIT_LIKE.search(unknown[1].strip()))
            self.lost_group = unknown[1] if looks_like_unit or self.group.units else ""
            self.group = EMPTY
        return Key(UNKNOWN, unknown[1], unknown[0], unknown=unknown[1])

    # ---- known --------------------------------------------------------------------------------------------

    def _known(self, named: list[tuple[int, str, Meaning]], text: str, column: int, has_figures: bool) -> Key:
        meaning = EMPTY
        try:
            for _column, _text, own in named:
                meaning = join(meaning, own, self.grid.headings.words.related)
            meaning = self._filled_down(named, meaning)
        except MeaningsClash as clash:
            return Key(UNKNOWN, text, column, clash=clash.axis)
        self._carry(named)
        meaning = self._below_its_rate(self._beneath_parent(meaning, _indent(text)))
        if not has_figures:
            self._open_group(meaning)
            return Key(meaning, text, column)
        orphan = self.lost_group if not meaning.units and not meaning.total else ""
        return Key(self._in_group(meaning), text, column, orphan=orphan)

    def _filled_down(self, named: list[tuple[int, str, Meaning]], meaning: Meaning) -> Meaning:
        """The meaning with outer keys that are written once for several rows, without being merged."""
        present = {column for column, _text, _meaning in named}
        innermost = max(present)
        for path in self.columns:
            carried = self.carried.get(path.column)
            if path.column in present or path.column > innermost or carried is None or path.column in self.merged:
                continue
            if not carried.known:
                raise MeaningsClash("group")
            lacking = not (meaning.units and carried.units) and not (meaning.indicators and carried.indicators)
            if lacking and not (meaning.span and carried.span):
                meaning = join(carried, meaning, self.grid.headings.words.related)
        return meaning

    def _carry(self, named: list[tuple[int, str, Meaning]]) -> None:
        innermost = max(column for column, _text, _meaning in named)
        for column, _text, meaning in named:
            if column < innermost:
                self.carried[column] = meaning
        self.carried.pop(innermost, None)

    def _beneath_parent(self, meaning: Meaning, indent: int) -> Meaning:
        """The meaning under its parent row: 劳动预备制培训 beneath 农村劳动力培训 is that of rural workers."""
        while (
            self.parents and self.parents[-1][0] >= indent and not (meaning.of_which and self.parents[-1][0] == indent)
        ):
            self.parents.pop()
        if len(meaning.indicators) > 1 and self.parents:
            above = self.parents[-1][1]
            related = self.grid.headings.words.related
            beneath = tuple(code for code in meaning.indicators if any(related(whole, code) for whole in above))
            meaning = replace(meaning, indicators=beneath or meaning.indicators)
        if meaning.indicators and not meaning.of_which:
            self.parents.append((indent, meaning.indicators))
        return meaning

    def _below_its_rate(self, meaning: Meaning) -> Meaning:
        """The meaning of a part's label such as 合格人数, which belongs to the rate named last if that has it."""
        if not meaning.weak:
            self.named_last = meaning.indicators or self.named_last
            return meaning
        own = tuple(code for code in meaning.indicators if code in self.named_last)
        return replace(meaning, indicators=own, weak=False) if own else meaning

    def _open_group(self, meaning: Meaning) -> None:
        """Let a named row without figures be the group of the rows below it."""
        if meaning.binds:
            self.lost_group = "" if meaning.units else self.lost_group
            self.group = within(self.group, meaning) if not _same_axis(self.group, meaning) else meaning

    def _in_group(self, meaning: Meaning) -> Meaning:
        if not meaning.binds or _only_total(meaning) or self.group == EMPTY:
            return meaning
        if _same_axis(self.group, meaning):
            self.group = EMPTY
            return meaning
        return within(replace(self.group, of_which=False), meaning)


def _says(meaning: Meaning, beside_name: bool) -> bool:
    """Does it say something of the row? Words of groups and headings, such as 就业, do so only beside a name."""
    return meaning.known and (beside_name or not (meaning.group or meaning.heading))


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _only_total(meaning: Meaning) -> bool:
    return meaning.total and not (meaning.units or meaning.indicators or meaning.role or meaning.span)


def _same_axis(one: Meaning, other: Meaning) -> bool:
    """Do both name a thing of the same kind?"""
    axes = ("units", "indicators", "role", "span")
    return any(getattr(one, axis) and getattr(other, axis) for axis in axes)
