"""Which column of a sheet holds which field: the row of headings is found by the register's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation

from targets.names import squeeze
from targets.registers.declaration import Register
from targets.spreadsheets.cells import Sheet

# How far down a sheet its headings are looked for, and how many fields must be named to make a row of headings.
DEEPEST, FEWEST = 30, 2
# Marks of a required column, in the portal's own template and as others write them.
MARKS = "*＊:："
UNIT_WORDS = ("单位", "填报单位", "所属单位", "所属县区", "单位代码", "区县", "县区")


@dataclass(slots=True)
class HeadingRow:
    """The row of headings: the field of each column, and what was not understood or stands there twice."""

    row: int
    columns: dict[int, str] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    twice: dict[int, str] = field(default_factory=dict)


def words_of(register: Register) -> dict[str, str]:
    """The fields by every word that may head their column; a word that two fields share names neither."""
    found: dict[str, set[str]] = {}
    for name in register.fields:
        for word in {name, *_labels(register, name)}:
            found.setdefault(comparable(word), set()).add(name)
    words = {word: names.pop() for word, names in found.items() if len(names) == 1}
    own = {comparable(word): name for word, name in register.heading_words.items()}
    return {comparable(word): "unit" for word in UNIT_WORDS} | words | own


def _labels(register: Register, name: str) -> Iterable[str]:
    for language, _title in settings.LANGUAGES:
        with translation.override(language):
            yield register.label(name)


def comparable(text: object) -> str:
    """A heading without spaces, marks and capitals."""
    return squeeze(str(text)).strip(MARKS).casefold()


def find_heading(sheet: Sheet, words: Mapping[str, str]) -> HeadingRow | None:
    """The row that names most fields, the uppermost of equals; None where no row names enough of them."""
    rows = range(min(DEEPEST, len(sheet.rows)))
    best = max((_heading(sheet, row, words) for row in rows), key=lambda one: len(one.columns), default=None)
    return best if best and len(best.columns) >= FEWEST else None


def _heading(sheet: Sheet, row: int, words: Mapping[str, str]) -> HeadingRow:
    heading = HeadingRow(row)
    for column, value in enumerate(sheet.rows[row]):
        if value is None or not str(value).strip():
            continue
        name = words.get(comparable(value))
        if name is None:
            heading.unknown[column] = str(value).strip()
        elif name in heading.columns.values():
            heading.twice[column] = str(value).strip()
        else:
            heading.columns[column] = name
    return heading
