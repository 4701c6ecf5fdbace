"""Columns: their heads, and how each kind of cell is worded on a page and stored in a file."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.functional import Promise

from targets.formatting import DASH, number_text, plain
from targets.tables.cells import FormattedNumber, TableCell, Value
from targets.tables.components import component


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head as the page draws it; `group` is the common head of columns that belong together.

    `url` leads to another page or, where `is_sorting`, to the rows sorted by the column; `order` is "ascending" or
    "descending" where they are sorted by it now. A hidden head is only read out by screen readers.
    """

    text: str
    css: str = ""
    group: str = ""
    url: str = ""
    is_sorting: bool = False
    order: str = ""
    is_current: bool = False
    is_hidden: bool = False


class Column:
    """A column of texts.

    `file_head` is the head in the file and `label` the words before a cell on a telephone's card, where they differ
    from the head. A `heading` names its row: in a file it stays in sight while scrolling. `empty` is what the page
    shows for an empty cell; `css` replaces the class that cells of this kind have.
    """

    css: str = ""

    def __init__(
        self,
        head: str | Promise = "",
        *,
        file_head: str | Promise = "",
        label: str | Promise = "",
        heading: bool = False,
        on_page: bool = True,
        in_file: bool = True,
        hidden: bool = False,
        empty: str = DASH,
        css: str = "",
    ):
        self.head = head
        self.file_head = file_head or head
        self.label = label or head
        self.heading = heading
        self.on_page = on_page
        self.in_file = in_file
        self.hidden = hidden
        self.empty = empty
        self.css = css or self.css

    def called(self, head: str) -> Column:
        """The same column under another head."""
        column = copy(self)
        column.head = column.file_head = column.label = head
        return column

    def head_on_page(self) -> Head:
        return Head(str(self.head), css=self.css, is_hidden=self.hidden)

    def head_in_file(self) -> Head:
        return Head(str(self.file_head))

    def text(self, value: Any) -> str:
        """A row's cell as the page shows it; a rounded number carries the exact one with it."""
        if isinstance(value, TableCell):
            return (
                component("components/number.html", text=value.text, exact=value.exact) if value.exact else value.text
            )
        return self.empty if value is None or value == "" else self.plain_text(value)

    def plain_text(self, value: Any) -> str:
        """The page's text of a value that is neither empty nor a `TableCell`."""
        return str(value)

    def value(self, value: Any) -> Value:
        """A row's cell as the file holds it; empty where the page shows a dash."""
        if isinstance(value, TableCell):
            return value.value
        return None if value is None or value == "" or value == DASH else self.plain_value(value)

    def plain_value(self, value: Any) -> Value:
        """The file's value of a value that is neither empty nor a `TableCell`."""
        return str(value)

    def values(self, value: Any) -> list[Value]:
        """The file's cells of the column in a row; a column that repeats has several."""
        return [self.value(value)]


class DrawnColumn(Column):
    """Cells that are objects, which the row's template draws; their attribute `value` goes into the file."""

    def text(self, value: Any) -> Any:
        return value

    def value(self, value: Any) -> Value:
        in_file: Value = value.value
        return in_file


class ActionColumn(Column):
    """Buttons and links, which only the page has: the row's template draws them, and their head is hidden."""

    def __init__(self, head: str | Promise):
        super().__init__(head, in_file=False, hidden=True)


class NumberColumn(Column):
    """Numbers, aligned right, with as many decimals as they have."""

    css = "number"

    def plain_text(self, value: Decimal | int | str) -> str:
        return value if isinstance(value, str) else number_text(Decimal(value))

    def plain_value(self, value: Decimal | int | str | FormattedNumber) -> Value:
        return FormattedNumber(plain(value)) if isinstance(value, Decimal) else value


class DayColumn(Column):
    """Days, written out in the reader's language on the page and kept as dates in the file."""

    def plain_text(self, value: date | str) -> str:
        return value if isinstance(value, str) else formats.date_format(value, "DATE_FORMAT")

    def plain_value(self, value: date | str) -> Value:
        return value


class MomentColumn(Column):
    """Moments in the bureau's time zone; in files without a zone and to the minute."""

    def plain_text(self, value: datetime | str) -> str:
        return value if isinstance(value, str) else formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")

    def plain_value(self, value: datetime | str) -> Value:
        if isinstance(value, str):
            return value
        return timezone.localtime(value).replace(tzinfo=None, second=0, microsecond=0)


class Repeated(Column):
    """A column for each head that the page gives, such as units or months; a row has a list of cells for it."""

    def values(self, cells: Any) -> list[Value]:
        """The file's cells: the attribute `value` of a cell that has one, else the cell itself."""
        return [getattr(cell, "value", cell) for cell in cells]
