"""The heading rows of a sheet, in bands. A band and the rows below it make one table, or several side by side."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from targets.spreadsheets.layouts.grid import Grid, SheetRow
from targets.spreadsheets.layouts.meanings import HeadingKind, Meaning
from targets.spreadsheets.layouts.vocabulary import key
from targets.spreadsheets.layouts.words import ATTACHMENT, COLUMN_NUMBERS, TITLE_WORD

LONGEST_HEADING = 30
LOOK_BELOW = 4
MOST_BELOW = 40
LONGEST_TITLE_WORD = 12
KEY_HEADINGS = (HeadingKind.NAME, HeadingKind.CODE, HeadingKind.PERIOD)


@dataclass(slots=True)
class Band:
    """Heading rows from the outermost level on, and the first and last row below them that may hold figures.

    A table without headings has no `levels`.
    """

    levels: list[int]
    first: int
    last: int


def find_bands(grid: Grid) -> list[Band]:
    """The bands of a sheet from top to bottom; none where no heading is known."""
    groups = _groups(grid)
    bands = [Band(levels, levels[-1] + 1, len(grid.rows) - 1) for levels in groups]
    for band, following in pairwise(bands):
        band.last = following.levels[0] - 1
    first = bands[0].levels[0] if bands else len(grid.rows)
    bare = _bare_band(grid, first)
    if bare is not None:
        bands.insert(0, bare)
    return bands


def _groups(grid: Grid) -> list[list[int]]:
    """Heading rows that belong together, with the further levels above and below them."""
    groups: list[list[int]] = []
    for row in grid.rows:
        if groups and row.index <= groups[-1][-1]:
            continue
        if not is_heading(grid, row):
            continue
        levels = _upward(grid, row.index, groups[-1][-1] if groups else -1)
        levels.append(row.index)
        groups.append(_downward(grid, levels))
    return groups


# ---- heading rows -----------------------------------------------------------------------------------------


def is_heading(grid: Grid, row: SheetRow) -> bool:
    """Is it a heading row: one of known headings, of names that differ by column, or of a name above figures?"""
    if row.is_line or not row.texts or any(not _is_named_figure(grid, row, column) for column in row.figures):
        return False
    # 月份 1 2 3, whose numbers were found to be months above.
    if row.figures and row.texts[0][2].heading is HeadingKind.PERIOD:
        return True
    return (len(row.texts) > 1 and (_has_headings(row) or _differ(grid, row))) or _stands_over_figures(grid, row)


def _has_headings(row: SheetRow) -> bool:
    meanings = [meaning for _column, _text, meaning in row.texts]
    headed = [meaning.heading for meaning in meanings if meaning.heading]
    return bool(headed) and (len(headed) > 1 or any(m.binds for m in meanings) or headed[0] in KEY_HEADINGS)


def _stands_over_figures(grid: Grid, row: SheetRow) -> bool:
    """Does a known name stand over a column of figures, with names of rows to its left and no heading between?"""
    named = {column for column, _text, meaning in row.texts if column and meaning.binds}
    for below in grid.rows[row.index + 1 : row.index + 1 + MOST_BELOW] if named else ():
        if below.blank or is_numbering(below):
            continue
        if below.is_line or any(column in named for column, _text, _meaning in below.texts):
            return False
        if below.figures:
            left = min([column for column, _text, _meaning in below.texts], default=below.figures[0])
            return any(column > left for column in named & set(below.figures))
    return False


def _is_named_figure(grid: Grid, row: SheetRow, column: int) -> bool:
    """Is it a number that heads a column: 4050, or 1 to 12 after the word 月份?"""
    if row.texts and row.texts[0][2].heading is HeadingKind.PERIOD and row.texts[0][0] < column:
        return grid.headings.month_number(grid.value(row.index, column)).known
    return grid.headings.read(grid.value(row.index, column)).binds


def _differ(grid: Grid, row: SheetRow) -> bool:
    """Do two cells name different things of one kind, while the rows below them name none of that kind?"""
    for axis in ("role", "span", "part", "units", "indicators"):
        columns = [(column, getattr(meaning, axis)) for column, _text, meaning in row.texts if getattr(meaning, axis)]
        if len(columns) < 2 or _all_related(grid, [value for _column, value in columns]):
            continue
        if not _names_below(grid, row.index, axis, [column for column, _value in columns]):
            return True
    return False


def _all_related(grid: Grid, values: list[object]) -> bool:
    """Does every cell name the same thing, or an indicator related to the first?"""
    first = values[0]
    return all(value == first or _akin(grid, first, value) for value in values)


def _akin(grid: Grid, one: object, other: object) -> bool:
    if not (isinstance(one, tuple) and isinstance(other, tuple)):
        return False
    related = grid.headings.words.related
    return any(a == b or related(a, b) or related(b, a) for a in one for b in other)


def _names_below(grid: Grid, index: int, axis: str, columns: list[int]) -> bool:
    """Do the next rows name things of the same kind in these columns? Then these are keys and no headings."""
    seen = named = 0
    for row in grid.rows[index + 1 : index + 1 + MOST_BELOW]:
        if row.blank:
            continue
        below = {column: meaning for column, _text, meaning in row.texts}
        named += sum(1 for column in columns if column in below and getattr(below[column], axis))
        seen += 1
        if seen == LOOK_BELOW:
            break
    return named * 2 >= len(columns) * seen > 0


# ---- neighbouring levels ----------------------------------------------------------------------------------


def _upward(grid: Grid, index: int, after: int) -> list[int]:
    """The levels above a heading row: rows of several short texts, or of one that a merged area spreads."""
    levels: list[int] = []
    for above in range(index - 1, after, -1):
        row = grid.rows[above]
        if row.blank and levels == [] and above == index - 1:
            continue
        if row.blank or row.is_line or row.figures or not _is_level(grid, row, index):
            break
        levels.insert(0, above)
    return levels


def _is_level(grid: Grid, row: SheetRow, below: int) -> bool:
    texts = [(column, text) for column, text, _meaning in row.texts if not ATTACHMENT.match(text.strip())]
    if not texts or any(len(key(text)) > LONGEST_HEADING for _column, text in texts):
        return False
    if len(texts) > 1:
        return True
    column, _text = texts[0]
    area = grid.areas.get((row.index, column))
    heads = [other for other, _text, _meaning in grid.rows[below].texts]
    if column <= min(heads):
        return False
    if area is not None:
        return (area.left, area.right) != (min(heads), max(heads))
    return column in heads and _narrows(row.texts[0])


def _narrows(cell: tuple[int, str, Meaning]) -> bool:
    """Does a single text over one of the headings belong to that one, such as 其中：女 or 上年同期?

    A title, a month, a unit or an indicator in the middle of the sheet speaks of the table.
    """
    _column, text, meaning = cell
    if not meaning.known:
        return len(key(text)) <= LONGEST_TITLE_WORD and not TITLE_WORD.search(text)
    return bool(meaning.role or meaning.part or meaning.of_which) and not (meaning.units or meaning.indicators)


def _downward(grid: Grid, levels: list[int]) -> list[int]:
    """Add the levels below: rows without figures that head columns, such as one of measures, or that number them."""
    levels, parted = list(levels), False
    for row in grid.rows[levels[-1] + 1 : levels[-1] + 1 + MOST_BELOW]:
        if row.blank and not parted:
            parted = True
        elif is_numbering(row) or _is_further_level(grid, row, levels, parted):
            levels.append(row.index)
        else:
            break
    return levels


def _is_further_level(grid: Grid, row: SheetRow, levels: list[int], parted: bool) -> bool:
    """Is it one more level? After a blank row only if it says something and leaves the columns of names free."""
    if row.blank or row.is_line or row.figures or not row.texts:
        return False
    if not parted:
        return is_heading(grid, row) or _leaves_names_free(grid, row, levels)
    spoken = len(row.texts) > 1 or row.texts[0][2].binds or row.texts[0][2].measure is not None
    return spoken and _leaves_names_free(grid, row, levels)


def _leaves_names_free(grid: Grid, row: SheetRow, levels: list[int]) -> bool:
    """Do the texts of the row stand above columns of figures only?"""
    heads = [(column, meaning) for level in levels for column, _text, meaning in grid.rows[level].texts]
    keyed = {column for column, meaning in heads if meaning.heading}
    names = min(column for column, _meaning in heads)
    body = next((below for below in grid.rows[row.index + 1 :] if below.figures and not is_numbering(below)), None)
    if body is not None:
        names = min([names, *body.figures, *(column for column, _text, _meaning in body.texts)])
    return not any(column in keyed or column <= names for column, _text, _meaning in row.texts)


def is_numbering(row: SheetRow) -> bool:
    """Does the row number the columns, as 甲 乙 1 2 3 does?"""
    if not row.figures or any(text.strip() not in COLUMN_NUMBERS for _column, text, _meaning in row.texts):
        return False
    return bool(row.texts)


# ---- tables without headings ------------------------------------------------------------------------------


def _bare_band(grid: Grid, before: int) -> Band | None:
    """A table of known names and figures above the first heading, whose columns have no headings or vague ones."""
    for row in grid.rows[:before]:
        if row.figures and not row.is_line and any(meaning.binds for _column, _text, meaning in row.texts):
            levels = _weak_levels(grid, row)
            return Band(levels, row.index, before - 1)
    return None


def _weak_levels(grid: Grid, first: SheetRow) -> list[int]:
    """Rows above the figures with texts over their columns, known or not; a long text by itself is a title."""
    levels: list[int] = []
    for row in reversed(grid.rows[: first.index]):
        if row.blank or is_numbering(row):
            continue
        over = [text for column, text, _meaning in row.texts if column in first.figures]
        alone = len(row.texts) == 1 and len(row.texts[0][1]) > LONGEST_TITLE_WORD
        if row.is_line or row.figures or not over or alone:
            break
        levels.insert(0, row.index)
    return levels
