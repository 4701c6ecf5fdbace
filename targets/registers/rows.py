"""A register's columns and rows as tables show them: values as text, persons masked."""

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


class FieldColumn(Column):
    """A field of a register's entries: its words are the register's, and days are never broken at their hyphens."""

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
        """Numbers and days as such, everything else as the page says it."""
        is_plain = isinstance(value, int | Decimal | date) and not isinstance(value, bool)
        if is_plain and not self.field.choices and not isinstance(self.field, PersonalField | models.ForeignKey):
            return value
        return self._read(value)


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry with its address, empty where the reader may not open it, and its state as shape and word."""

    entry: Entry
    url: str
    mark: str = ""
    mark_words: str = ""


class FieldTable(Table):
    """Entries of a register: a column for each of these fields, as the register's declaration words them."""

    row_template = "registers/entry_row.html"

    def __init__(self, register: Register, names: Sequence[str], rows: Iterable[ListedEntry] = (), **more: Any):
        super().__init__(rows, **more)
        self.fields = {name: FieldColumn(register, name, heading=not place) for place, name in enumerate(names)}
        self.columns = self.fields | self.columns

    def cell(self, row: ListedEntry, name: str) -> Any:
        return getattr(row.entry, name) if name in self.fields else super().cell(row, name)

    def lines_of(self, rows: Iterable[ListedEntry]) -> list[TableRow]:
        """Each row with the text of its first field, and its other cells as columns with their texts."""
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
    """A register's list: its columns can be sorted by, and the last says how each entry stands."""

    css = "table-many table-stack"

    mark = DrawnColumn(_lazy("State"), in_file=False)

    def __init__(self, *arguments: Any, sorting: dict[str, Head], **more: Any):
        """`sorting` has an address and an order for each column by which one may sort."""
        super().__init__(*arguments, **more)
        self.sorting = sorting

    @property
    def heads(self) -> list[Head]:
        """The heads of the page's columns, leading to the list in their order."""
        return [self.sorting.get(name) or column.head_on_page() for name, column in self.columns.items()]
