"""A table's identity numbers brought from 15 digits to 18, and what is doubtful among them (身份证号升位, task 28).

Pure: cells go in, lines and counts come out; nothing is stored and nothing said of a person to anybody else.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from targets.identity_numbers import OLD_LENGTH, Doubtful, compact, read
from targets.spreadsheets.cells import Book, Sheet
from targets.values import Value

# How many of a sheet's first rows may stand above the heading.
HEADING_ROWS = 20
# How many digits a number cell of Excel keeps; it has lost those beyond.
EXACT_DIGITS = 15
CHINESE_HEADING = re.compile(r"(身份证|公民身份)件?(号|号码)$")
ENGLISH_HEADING = re.compile(r"((citizen)?id|(citizen)?identity)(card)?(number|no)")
NUMBER_LIKE = re.compile(r"[0-9]{12,}[0-9Xx]?")


class Doubt(StrEnum):
    """Why a line is to be looked at: a fault of its number, or other lines with the same."""

    LENGTH = "length"
    CHARACTERS = "characters"
    CHECK_DIGIT = "check digit"
    DATE = "date"
    AREA = "area"
    CENTENARIAN = "centenarian"
    MISSING = "missing"
    DAMAGED = "damaged"
    DUPLICATE = "duplicate"
    DUPLICATE_AFTER = "duplicate after the upgrade"


class Unclear(Exception):
    """The table does not say which column holds the numbers; `places` are those that might."""

    def __init__(self, places: list[Place]):
        super().__init__(len(places))
        self.places = places


@dataclass(frozen=True, slots=True)
class Place:
    """Where the numbers stand: `head` is the row of the headings, -1 where there is none; all count from zero."""

    sheet: Sheet
    head: int
    column: int

    @property
    def heading(self) -> str:
        return str(self.sheet.value(self.head, self.column) or "").strip() if self.head >= 0 else ""


@dataclass(slots=True)
class Line:
    """A row of the table: the number as it stood, the one of 18 characters or nothing, and what is doubtful.

    `row` counts from one, as Excel does; `plain` is the old number without blanks, in plain characters; `others` are
    the rows that hold the same person's number.
    """

    row: int
    old: str
    plain: str
    new: str = ""
    fault: Doubt | None = None
    twins: Doubt | None = None
    others: tuple[int, ...] = ()

    @property
    def doubts(self) -> list[Doubt]:
        return [doubt for doubt in (self.fault, self.twins) if doubt]

    @property
    def is_old_form(self) -> bool:
        return len(self.plain) == OLD_LENGTH

    @property
    def is_upgraded(self) -> bool:
        return self.is_old_form and bool(self.new)


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts for a database's statement of progress (R29), with all numbers and those that had 18 digits before.

    `failed_check` are numbers that cannot be right, of either length; `duplicates` lines whose number stands in
    another line as well; `to_verify` old numbers that cannot be upgraded before the card was seen.
    """

    numbers: int
    current: int
    old_form: int
    upgraded: int
    failed_check: int
    duplicates: int
    to_verify: int


# ---- Where the numbers stand ------------------------------------------------------------------------------


def find(book: Book, *, sheet: str = "", column: str = "") -> Place:
    """The column of the numbers: by its heading, or as it was named ("C"). Raises Unclear where neither tells."""
    sheets = [one for one in book.sheets if one.rows and not one.hidden and sheet in ("", one.name)]
    if column:
        if len(sheets) != 1:
            raise Unclear([Place(one, -1, column_index(column)) for one in sheets])
        return _below_heading(sheets[0], column_index(column))
    places = [place for one in sheets for place in _headed(one)]
    if len(places) != 1:
        raise Unclear(places)
    return places[0]


def column_index(letters: str) -> int:
    """Excel's name of a column as a number from zero: A is 0, AA is 26. Raises ValueError for anything else."""
    if not re.fullmatch(r"[A-Za-z]{1,3}", letters):
        raise ValueError(letters)
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def is_heading(text: str) -> bool:
    """Does the text name a column of identity numbers? A title such as “身份证号升位清单” does not."""
    plain = re.sub(r"[（(].*?[)）]|[\s._:：-]", "", unicodedata.normalize("NFKC", text)).lower()
    return bool(CHINESE_HEADING.search(plain) or ENGLISH_HEADING.fullmatch(plain))


def _headed(sheet: Sheet) -> list[Place]:
    """The columns below such a heading, of the first row that has any."""
    for row, values in enumerate(sheet.rows[:HEADING_ROWS]):
        columns = [column for column, value in enumerate(values) if isinstance(value, str) and is_heading(value)]
        if columns:
            return [Place(sheet, row, column) for column in columns]
    return []


def _below_heading(sheet: Sheet, column: int) -> Place:
    """The named column; what stands above its first number is heading."""
    for row in range(len(sheet.rows)):
        if NUMBER_LIKE.search(compact(typed_text(sheet.value(row, column)))):
            return Place(sheet, row - 1, column)
    return Place(sheet, 0, column)


# ---- What becomes of them ---------------------------------------------------------------------------------


def upgrade(place: Place, *, today: date) -> list[Line]:
    """Every row below the heading that holds anything, in its order."""
    lines = [_line(row + 1, place.sheet.value(row, place.column), today) for row in _filled(place)]
    _mark_twins(lines)
    return lines


def _filled(place: Place) -> Iterator[int]:
    for row in range(place.head + 1, len(place.sheet.rows)):
        if any(value not in ("", None) for value in place.sheet.rows[row]):
            yield row


def _line(row: int, value: Value, today: date) -> Line:
    old = typed_text(value)
    plain = compact(old)
    if not old:
        return Line(row, old, plain, fault=Doubt.MISSING)
    if is_damaged(value):
        return Line(row, old, plain, fault=Doubt.DAMAGED)
    try:
        return Line(row, old, plain, read(plain, today=today))
    except Doubtful as doubtful:
        return Line(row, old, plain, fault=Doubt[doubtful.fault.name])


def typed_text(value: Value) -> str:
    """A cell as the number that somebody typed; 15 digits are kept whole even as a number of Excel's."""
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return "" if value is None else str(value).strip()


def is_damaged(value: Value) -> bool:
    """Was it stored as a number of more digits than Excel keeps?"""
    is_figure = isinstance(value, int | float) and not isinstance(value, bool)
    return is_figure and len(typed_text(value)) > EXACT_DIGITS


def _mark_twins(lines: list[Line]) -> None:
    """Mark lines that name the same person: by the same number, or by an old and a new number that are the same."""
    together: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.fault not in (Doubt.MISSING, Doubt.DAMAGED):
            together[line.new or line.plain].append(line)
    for twins in together.values():
        if len(twins) > 1:
            forms = {line.plain for line in twins}
            for line in twins:
                line.twins = Doubt.DUPLICATE if len(forms) == 1 else Doubt.DUPLICATE_AFTER
                line.others = tuple(other.row for other in twins if other is not line)


def count(lines: list[Line]) -> Counts:
    """Rows without a number count nowhere."""
    numbered = [line for line in lines if line.fault is not Doubt.MISSING]
    old_form = [line for line in numbered if line.is_old_form]
    to_verify = [line for line in numbered if line.fault is Doubt.CENTENARIAN]
    return Counts(
        numbers=len(numbered),
        current=sum(bool(line.new) and not line.is_old_form for line in numbered),
        old_form=len(old_form),
        upgraded=sum(line.is_upgraded for line in old_form),
        failed_check=sum(line.fault is not None for line in numbered) - len(to_verify),
        duplicates=sum(line.twins is not None for line in numbered),
        to_verify=len(to_verify),
    )
