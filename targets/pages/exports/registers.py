"""A register's list and its repeated persons as files; persons masked as on the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _

from targets.models.entries import Entry
from targets.models.personal import PersonalField
from targets.pages.exports.answers import Download
from targets.pages.register_duplicates import Duplicates
from targets.pages.register_list import Listing
from targets.registers.showing import value_text
from targets.spreadsheets.out.table_contents import Table, Value, columns

# What one file takes; a longer list is narrowed first.
ROWS_PER_FILE = 20_000


def listing(page: Listing) -> Download:
    """Every field of every entry that the list names, not only those of the page shown."""
    register = page.register
    names = register.fields
    entries = page.entries[: ROWS_PER_FILE + 1]
    rows = [[_value(entry, name) for name in names] for entry in entries[:ROWS_PER_FILE]]
    captions = [page.title]
    if page.page.paginator.count > ROWS_PER_FILE:
        words = {"rows": ROWS_PER_FILE, "all": page.page.paginator.count}
        captions.append(_("Only the first %(rows)s of %(all)s entries: narrow the list down.") % words)
    heads = columns(*(register.label(name) for name in names))
    return Download([register.title], captions, [Table(register.title, columns=heads, rows=rows)])


def _value(entry: Entry, name: str) -> Value:
    """Numbers and days as such, everything else as the page says it; nothing where nothing is said."""
    field, value = entry._meta.get_field(name), getattr(entry, name)
    if value is None or value == "":
        return None
    plain = isinstance(value, int | Decimal | date) and not isinstance(value, bool)
    if plain and not field.choices and not isinstance(field, PersonalField | models.ForeignKey):
        return value
    return value_text(entry, name)


def duplicates(page: Duplicates) -> Download:
    """A line for each entry of a person who stands there twice."""
    heads = columns(_("Identity number"), _("Unit"), _("Entry"), _("Day"))
    rows: list[list[Value]] = [
        [line.masked, place.unit, place.title, place.day] for line in page.lines for place in line.places
    ]
    title = _("The same person twice")
    return Download([page.register.title, title], [page.register.title], [Table(title, columns=heads, rows=rows)])
