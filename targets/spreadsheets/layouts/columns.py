"""The columns of a table: the path of heading texts above each, what they mean, and what the column holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from targets.spreadsheets.layouts.bands import Band, is_numbering
from targets.spreadsheets.layouts.grid import Grid, SheetRow
from targets.spreadsheets.layouts.meanings import EMPTY, UNKNOWN, HeadingKind, Meaning, MeaningsClash, join
from targets.spreadsheets.layouts.vocabulary import key
from targets.values import Value

KEYS = (HeadingKind.NAME, HeadingKind.CODE, HeadingKind.MEASURE, HeadingKind.PERIOD)
IGNORED = (HeadingKind.SEQUENCE, HeadingKind.REMARK)


@dataclass(slots=True)
class Counted:
    """How many cells of a column are known keys, measures and other texts, and the rows of its figures."""

    keys: int = 0
    measures: int = 0
    texts: int = 0
    figures: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Path:
    """The heading texts above a column, from the outermost on, and where the innermost one stands.

    `unknown` is the first text with no known meaning, `clash` what two of the texts disagree on.
    """

    column: int
    texts: tuple[str, ...] = ()
    place: tuple[int, int] = (0, 0)
    meaning: Meaning = EMPTY
    unknown: str = ""
    clash: str = ""
    counted: Counted = field(default_factory=Counted)

    @property
    def is_key(self) -> bool:
        """Does the column name its rows? By its heading, or because it holds known names and no figures."""
        if self.meaning.heading in KEYS:
            return not self.meaning.binds or self.counted.keys > 0
        if self.meaning.heading in IGNORED:
            return False
        return self.counted.keys + self.counted.measures > len(self.counted.figures) and not self._spoken

    @property
    def _spoken(self) -> bool:
        return self.meaning.binds and self.counted.keys == 0

    @property
    def is_data(self) -> bool:
        """Does it hold figures of any kind?"""
        if self.is_key or self.meaning.heading in IGNORED:
            return False
        return bool(self.counted.figures) or (self.meaning.binds and not self.meaning.heading)

    @property
    def is_period(self) -> bool:
        return self.meaning.heading is HeadingKind.PERIOD


def paths(grid: Grid, band: Band) -> list[Path]:
    """A path for each column in which the table has anything, from left to right."""
    counted = _count(grid.rows[band.first : band.last + 1])
    heads = {column for level in band.levels for column, _text, _meaning in grid.rows[level].texts}
    heads |= {column for level in band.levels for column in grid.rows[level].figures}
    heads |= {column for level in band.levels for row, column in grid.filled if row == level}
    levels = [level for level in band.levels if not is_numbering(grid.rows[level])]
    found = [_path(grid, levels, column) for column in sorted(heads | counted.keys())]
    for path in found:
        path.counted = counted.get(path.column, Counted())
    return found


def _count(rows: Iterable[SheetRow]) -> dict[int, Counted]:
    counted: dict[int, Counted] = {}
    for row in rows:
        if row.is_line:
            continue
        for column, _text, meaning in row.texts:
            found = counted.get(column) or counted.setdefault(column, Counted())
            if meaning.binds:
                found.keys += 1
            elif meaning.measure is not None:
                found.measures += 1
            else:
                found.texts += 1
        for column in row.figures:
            (counted.get(column) or counted.setdefault(column, Counted())).figures.append(row.index)
    return counted


# ---- paths ------------------------------------------------------------------------------------------------


def _path(grid: Grid, levels: list[int], column: int) -> Path:
    path = Path(column, place=(levels[-1] if levels else 0, column))
    texts: list[str] = []
    meanings: list[Meaning] = []
    for level in levels:
        origin = _origin(grid, levels, level, column)
        value = grid.sheet.value(*origin) if origin else None
        text = "" if value is None else str(value).strip()
        if not text or (texts and texts[-1] == text):
            continue
        texts.append(text)
        meanings.append(_level_meaning(grid, level, value))
        path.place = (level, column)
    path.texts = tuple(" ".join(text.split()) for text in texts)
    path.meaning, path.unknown, path.clash = read_path(grid, texts, meanings)
    return path


def _level_meaning(grid: Grid, level: int, value: Value) -> Meaning:
    row = grid.rows[level]
    if grid.headings.is_figure(value) and row.texts and row.texts[0][2].heading is HeadingKind.PERIOD:
        return grid.headings.month_number(value)
    return grid.headings.read(value)


def _origin(grid: Grid, levels: list[int], level: int, column: int) -> tuple[int, int] | None:
    """The cell whose text stands over the column at this level; None where there is none.

    Where no area of the headings is merged, as in a text file, a blank stands for the text to its left, if both
    columns have further texts below.
    """
    spot = grid.filled.get((level, column), (level, column))
    if grid.sheet.value(*spot) is not None:
        return spot
    if level == levels[-1] or _has_wide_area(grid, levels) or not _text_below(grid, levels, level, column):
        return None
    for left in range(column - 1, -1, -1):
        if _is_blank(grid, left):
            continue
        if not _text_below(grid, levels, level, left):
            return None
        if grid.sheet.value(level, left) is not None:
            return level, left
    return None


def _is_blank(grid: Grid, column: int) -> bool:
    """Is it an empty column, which only separates others?"""
    return all(grid.sheet.value(row.index, column) is None for row in grid.rows)


def _has_wide_area(grid: Grid, levels: list[int]) -> bool:
    return any(area.right > area.left and origin[0] in levels for origin, area in grid.areas.items())


def _text_below(grid: Grid, levels: list[int], level: int, column: int) -> bool:
    return any(grid.sheet.value(other, column) is not None for other in levels if other > level)


def read_path(grid: Grid, texts: list[str], meanings: list[Meaning]) -> tuple[Meaning, str, str]:
    """What all levels mean together, the first text with no known meaning, and what two levels disagree on."""
    texts, meanings = _composed(grid, texts, meanings)
    meaning = EMPTY
    try:
        for level in meanings:
            if level.known:
                meaning = join(meaning, level, grid.headings.words.related)
    except MeaningsClash as clash:
        return UNKNOWN, "", clash.axis
    for number, (text, level) in enumerate(zip(texts, meanings, strict=True)):
        innermost = number == len(texts) - 1
        if not level.known and not (_is_part_of_name(grid, text, meaning) and not innermost):
            return meaning, text, ""
        if innermost and level.group and not level.binds and not level.heading:
            return meaning, text, ""
    return meaning, "", ""


def _composed(grid: Grid, texts: list[str], meanings: list[Meaning]) -> tuple[list[str], list[Meaning]]:
    """The levels, with those joined that have a meaning only together, such as 失业保险 above 参保人数."""
    texts, meanings = list(texts), list(meanings)
    place = 0
    while place + 1 < len(texts):
        pair = meanings[place : place + 2]
        if any(not level.known or (level.group and not level.binds) for level in pair):
            for text in (texts[place] + texts[place + 1], texts[place + 1] + texts[place]):
                whole = grid.headings.read(text)
                if whole.known and whole.indicators:
                    texts[place : place + 2], meanings[place : place + 2] = [text], [whole]
                    break
        place += 1
    return texts, meanings


def _is_part_of_name(grid: Grid, text: str, meaning: Meaning) -> bool:
    """Does the text only repeat a part of the indicator's name, as 医疗保险 above 医疗保险基金征缴率 does?"""
    names = grid.headings.words.indicator_names
    return bool(meaning.indicators) and all(key(text) in key(names[code].name) for code in meaning.indicators)
