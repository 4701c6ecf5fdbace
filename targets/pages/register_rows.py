"""A register's columns and rows as tables show them: values as text, persons masked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape

from django.db import models
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from targets.components import component
from targets.formatting import DASH
from targets.models.entries import Entry
from targets.models.quantities import YearField
from targets.pages import marks
from targets.registers.declaration import Register
from targets.registers.showing import is_nothing, reader_of

# Rows stand in fifties with ten cells each: put together here in a tenth of a template's time.
HEAD = '<th scope="col"{kind}{order}>{label}</th>'
SORTING = '<a class="sort-link" href="{url}">{label}{arrow}</a>'
ORDER = {
    "ascending": (SafeString(' aria-sort="ascending"'), SafeString('<span aria-hidden="true"> ↑</span>')),
    "descending": (SafeString(' aria-sort="descending"'), SafeString('<span aria-hidden="true"> ↓</span>')),
    "": ("", ""),
}
ROW = '<tr><th scope="row">{first}</th>{cells}{state}</tr>'
STATE = '<td class="full" data-label="{label}">{mark}</td>'
NO_STATE = SafeString("<td></td>")
FIRST = '<a href="{url}">{text}</a>'
CELL = '<td{kind} data-label="{label}">'
NUMBER, DAY = SafeString(' class="number"'), SafeString(' class="nowrap"')


def url_of(register: Register, name: str, *more) -> str:
    """The address of a page of the register."""
    return reverse(f"targets:{name}", args=[register.app, register.slug, *more])


def entry_urls(register: Register) -> Callable[[int], str]:
    """The addresses of many entries: one is looked up, the others differ in the key alone."""
    before, after = url_of(register, "entry", 0).rsplit("0", 1)
    return lambda pk: f"{before}{pk}{after}"


def is_number(register: Register, name: str) -> bool:
    """Is the field a number, to stand at the right of its column? A year is not."""
    field = register.model._meta.get_field(name)
    counts = isinstance(field, models.IntegerField | models.DecimalField) and not isinstance(field, YearField)
    return counts and not field.choices


class Column:
    """A column, its words looked up once for all rows."""

    def __init__(self, register: Register, name: str):
        self.name, self.label = name, register.label(name)
        self.is_number = is_number(register, name)
        self._field = register.model._meta.get_field(name)
        self._read = reader_of(self._field)
        if self._field.is_relation:
            # Many rows name the same few.
            self._read = cache(self._read)
        self._is_plain = self.is_number or isinstance(self._field, models.DateField)
        self._opening = marks.filled(CELL, kind=self._kind(), label=self.label)

    def _kind(self) -> str:
        """Numbers stand at the right; days are never broken at their hyphens."""
        if self.is_number:
            return NUMBER
        return DAY if isinstance(self._field, models.DateField) else ""

    def head(self, url: str = "", sorted_: str = "") -> SafeString:
        """The column's head; `url` sorts by it, `sorted_` is ascending, descending or empty."""
        order, arrow = ORDER[sorted_]
        label = marks.filled(SORTING, url=url, label=self.label, arrow=arrow) if url else self.label
        return marks.filled(HEAD, kind=NUMBER if self.is_number else "", order=order, label=label)

    def text(self, entry: Entry) -> str:
        value = getattr(entry, self.name)
        return DASH if is_nothing(value) else self._read(value)

    def cell(self, entry: Entry) -> SafeString:
        """The label stands beside the value on a telephone. Numbers and days hold nothing to be escaped."""
        text = self.text(entry)
        return SafeString(f"{self._opening}{text if self._is_plain else escape(text)}</td>")


def columns_of(register: Register) -> list[Column]:
    return [Column(register, name) for name in register.columns]


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in the list; `first` is its link."""

    first: str
    url: str
    cells: list[SafeString]
    mark: str
    mark_words: str

    def html(self, *, has_states: bool) -> SafeString:
        """The table's row; with a cell of the last column where any row of the page has a state."""
        return marks.filled(
            ROW,
            first=marks.filled(FIRST, url=self.url, text=self.first),
            cells=SafeString("".join(self.cells)),
            state=self._state if has_states else "",
        )

    @property
    def _state(self) -> SafeString:
        if not self.mark_words:
            return NO_STATE
        mark = component("components/report_state.html", state=self.mark, label=self.mark_words)
        return marks.filled(STATE, label=_("State"), mark=mark)
