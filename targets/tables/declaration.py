"""The declaration of a table, and a table with rows in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString

from targets.tables.columns import ActionColumn, Column, Head, Repeated
from targets.tables.contents import Contents

# Draws rows of plain texts, each cell in a loop: named cells take two thirds of its time.
PLAIN_ROW = "tables/row.html"


class TableRow(dict[str, Any]):
    """A row as templates see it: the text of each column by its name, and whatever else the row has.

    Where a column's text is not all that its cell shows, the template finds the rest (an address, a state) under
    the row's own names.
    """

    def __init__(self, row: Any, texts: dict[str, str]):
        super().__init__(texts)
        self.row = row

    def __missing__(self, name: str) -> Any:
        row = self.row
        if isinstance(row, dict):
            return row[name]
        try:
            return getattr(row, name)
        except AttributeError as missing:
            raise KeyError(name) from missing


class Table:
    """A table is a class whose attributes are its columns, in their order, named as the rows name their cells.

        class Shares(Table):
            row_template = "targets/share_row.html"
            unit = Column(_("Unit"), heading=True)
            target = NumberColumn(_("Target"))

    A cell of a row is a plain value, which its column's kind words and files, or a `TableCell` with a text and a value
    of its own. `row_template` draws a row: it names its cells ({{ row.target }}) and their labels ({{ label.target }}).
    Rows of plain texts need none of their own.
    """

    title: str | Promise = ""
    row_template: ClassVar[str] = PLAIN_ROW
    # Further classes of the <table>: "table-stack" makes cards of its rows on a telephone.
    css: ClassVar[str] = "table-stack"
    # Does it scroll inside itself, its heads staying in sight?
    is_tall: ClassVar[bool] = False
    declared: ClassVar[dict[str, Column]] = {}

    def __init_subclass__(cls, **more: Any):
        super().__init_subclass__(**more)
        own = {name: one for name, one in vars(cls).items() if isinstance(one, Column)}
        for name in own:
            if hasattr(Table, name):
                raise TypeError(f"{cls.__name__}.{name}: a table has an attribute of this name already.")
        cls.declared = cls.declared | own

    def __init__(
        self,
        rows: Iterable[Any] = (),
        *,
        foot: Iterable[Any] = (),
        title: str | Promise = "",
        captions: Iterable[str] = (),
        without: Collection[str] = (),
        renamed: Mapping[str, str] = MappingProxyType({}),
        **repeated: Sequence[str | Head],
    ):
        """`foot` are the rows of sums, `captions` lines above the file's table, `without` columns left out.

        `renamed` has heads of columns that are called by what the page shows, such as its month. A repeated column
        is given its heads under its own name.
        """
        self.rows, self.foot = list(rows), list(foot)
        self.title = str(title or self.title)
        self.captions = list(captions)
        self.columns = {name: column for name, column in self.declared.items() if name not in without}
        self.columns |= {name: self.columns[name].called(head) for name, head in renamed.items()}
        self.repeated = {
            name: [head if isinstance(head, Head) else Head(str(head), css=self.columns[name].css) for head in heads]
            for name, heads in repeated.items()
        }

    def cell(self, row: Any, name: str) -> Any:
        """A row's cell; rows are objects or dictionaries."""
        return row[name] if isinstance(row, dict) else getattr(row, name)

    # ---- On the page --------------------------------------------------------------------------------------

    @cached_property
    def _on_page(self) -> dict[str, Column]:
        return {name: column for name, column in self.columns.items() if column.on_page}

    @cached_property
    def heads(self) -> list[Head]:
        """The heads of the page's columns."""
        heads: list[Head] = []
        for name, column in self._on_page.items():
            heads += self.repeated[name] if isinstance(column, Repeated) else [column.head_on_page()]
        return heads

    @property
    def width(self) -> str:
        """How many columns the page has, as text, for a cell that spans all of them."""
        return str(len(self.heads))

    @cached_property
    def drawn_head(self) -> SafeString:
        """The head as its template draws it, once for a page that repeats it above each group of rows."""
        return render_to_string("tables/head.html", {"table": self})

    @cached_property
    def labels(self) -> dict[str, SafeString]:
        """What a telephone's card says before each cell, by the column's name; translated and escaped once."""
        return {name: escape(column.label) for name, column in self._on_page.items()}

    @property
    def lines(self) -> list[TableRow]:
        """The rows, ready to be drawn."""
        return self.lines_of(self.rows)

    @property
    def foot_lines(self) -> list[TableRow]:
        return self.lines_of(self.foot)

    def lines_of(self, rows: Iterable[Any]) -> list[TableRow]:
        """Some rows, ready to be drawn, for a page that puts them into groups."""
        drawn = (Repeated, ActionColumn)
        texts = [(name, column.text) for name, column in self._on_page.items() if not isinstance(column, drawn)]
        lines = [TableRow(row, {name: text(self.cell(row, name)) for name, text in texts}) for row in rows]
        if self.row_template == PLAIN_ROW:
            for line in lines:
                line["cells"] = [(self.columns[name], self.labels[name], line[name]) for name, _text in texts]
        return lines

    # ---- In a file ----------------------------------------------------------------------------------------

    def contents(self) -> Contents:
        """The table as files hold it."""
        columns = {name: column for name, column in self.columns.items() if column.in_file}
        heads: list[Head] = []
        for name, column in columns.items():
            heads += self.repeated[name] if isinstance(column, Repeated) else [column.head_in_file()]
        rows = [
            [value for name, column in columns.items() for value in column.values(self.cell(row, name))]
            for row in self.rows_in_file()
        ]
        names = sum(column.heading for column in columns.values())
        return Contents(str(self.title), self.captions, heads, rows, max(names, 1))

    def rows_in_file(self) -> Iterable[Any]:
        """The rows that the file holds; a table whose page sums up in another way gives its own."""
        return [*self.rows, *self.foot]
