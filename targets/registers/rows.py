"""Tables of a register's entries: columns for fields of the register, personal data masked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from targets.models.entries import Entry
from targets.models.personal import PersonalField
from targets.models.quantities import YearField
from targets.registers.declaration import Register
from targets.registers.showing import formatter_of
from targets.tables import Column, DrawnColumn, Head, Table, TableRow, Value


def url_of(register: Register, name: str, *more) -> str:
    """The address of a page of the register, or of one of its entries; `name` is the route's."""
    return reverse(f"targets:{name}", args=[register.app, register.slug, *more])


def entry_urls(register: Register) -> Callable[[int], str]:
    """A function that gives the address of an entry by its key; the route is resolved once for a whole list."""
    before, after = url_of(register, "entry", 0).rsplit("0", 1)
    return lambda pk: f"{before}{pk}{after}"


def is_number(register: Register, name: str) -> bool:
    """Is the field a number, aligned to the right? A year is not."""
    field = register.model._meta.get_field(name)
    counts = isinstance(field, models.IntegerField | models.DecimalField) and not isinstance(field, YearField)
    return counts and not field.choices


class FieldColumn(Column):
    """A column for a field of a register's entries. Days are never broken at their hyphens."""

    def __init__(self, register: Register, name: str, *, heading: bool):
        self.field = register.model._meta.get_field(name)
        is_day = isinstance(self.field, models.DateField)
        css = "number" if is_number(register, name) else "nowrap" if is_day else ""
        super().__init__(register.label(name), heading=heading, css=css)
        read = formatter_of(self.field)
        # Many rows name the same few.
        self._read = cache(read) if self.field.is_relation else read

    def head_on_page(self) -> Head:
        return Head(str(self.head), css="number" if self.css == "number" else "")

    def plain_text(self, value: Any) -> str:
        return self._read(value)

    def plain_value(self, value: Any) -> Value:
        """Numbers and days as such for the file's cells, everything else in the words of the page."""
        is_plain = isinstance(value, int | Decimal | date) and not isinstance(value, bool)
        if is_plain and not self.field.choices and not isinstance(self.field, PersonalField | models.ForeignKey):
            return value
        return self._read(value)


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry, its address, which is empty where the reader may not open it, and its state as drawing and word."""

    entry: Entry
    url: str
    mark: str = ""
    mark_words: str = ""


class FieldTable(Table):
    """Entries of a register, with a column for each of the fields named."""

    row_template = "registers/entry_row.html"

    def __init__(self, register: Register, names: Sequence[str], rows: Iterable[ListedEntry] = (), **more: Any):
        super().__init__(rows, **more)
        self.fields = {name: FieldColumn(register, name, heading=not place) for place, name in enumerate(names)}
        self.columns = self.fields | self.columns

    def cell(self, row: ListedEntry, name: str) -> Any:
        return getattr(row.entry, name) if name in self.fields else super().cell(row, name)

    def lines_of(self, rows: Iterable[ListedEntry]) -> list[TableRow]:
        """The rows for the template: the text of the first field, and for each other field its column and text."""
        (first, heading), *others = self.fields.items()
        return [
            TableRow(
                row,
                {
                    "first": heading.text(self.cell(row, first)),
                    "cells": [(column, column.text(self.cell(row, name))) for name, column in others],
                },
            )
            for row in rows
        ]


class EntryTable(FieldTable):
    """A register's list, which can be sorted by its columns; the last column shows the state of each entry."""

    css = "table-many table-stack"

    mark = DrawnColumn(_lazy("State"), in_file=False)

    def __init__(self, *arguments: Any, sorting: dict[str, Head], **more: Any):
        """`sorting` has the head, with its address and order, of each column that the list can be sorted by."""
        super().__init__(*arguments, **more)
        self.sorting = sorting

    @property
    def heads(self) -> list[Head]:
        """The heads of the page's columns; those that can be sorted by are links."""
        return [self.sorting.get(name) or column.head_on_page() for name, column in self.columns.items()]
