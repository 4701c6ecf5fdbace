"""`Table`, which a page declares and fills, and `TableRow`, a row as templates see it."""

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

# Draws rows of plain texts in a loop over their cells, which takes half as long again as naming them.
PLAIN_ROW = "tables/row.html"


class TableRow(dict[str, Any]):
    """A row as templates see it: the text of each column by its name, and all attributes of the row.

    A template finds there what a cell shows besides its text, such as an address or a state.
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
            row_template = "allocation/share_row.html"
            unit = Column(_("Unit"), heading=True)
            target = NumberColumn(_("Target"))

    A cell of a row is a plain value, which the column turns into the page's text and the file's value, or a `TableCell`
    with its own. The template `row_template` draws a row: it names the cells ({{ row.target }}) and their labels
    ({{ label.target }}). Rows of plain texts need none of their own.
    """

    title: str | Promise = ""
    row_template: ClassVar[str] = PLAIN_ROW
    # Further classes of the <table>: "table-stack" makes cards of its rows on a telephone.
    css: ClassVar[str] = "table-stack"
    # Whether it scrolls inside itself, with its heads in sight.
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
        """`foot` are rows of sums, `captions` the lines above the table in a file, `without` the columns left out.

        `renamed` gives columns a head that depends on the page, such as its month. The heads of a repeated column are
        given under the column's name.
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
        """The row's cell in a column; rows are objects or dictionaries."""
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
        """The number of columns on the page, as text, for a cell that spans all of them."""
        return str(len(self.heads))

    @cached_property
    def drawn_head(self) -> SafeString:
        """The head's HTML, drawn once for pages that repeat it above each group of rows."""
        return render_to_string("tables/head.html", {"table": self})

    @cached_property
    def labels(self) -> dict[str, SafeString]:
        """The words before each cell on a telephone's card, by the name of the column, translated and escaped once."""
        return {name: escape(column.label) for name, column in self._on_page.items()}

    @property
    def lines(self) -> list[TableRow]:
        """The rows as templates draw them."""
        return self.lines_of(self.rows)

    @property
    def foot_lines(self) -> list[TableRow]:
        return self.lines_of(self.foot)

    def lines_of(self, rows: Iterable[Any]) -> list[TableRow]:
        """Some of the rows as templates draw them, for pages that group them."""
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
        """The rows in a file; a table whose page shows other rows overrides this."""
        return [*self.rows, *self.foot]
