"""A register's list and its repeated persons as files; persons masked as on the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _

from targets.models.entries import Entry
from targets.models.personal import PersonalField
from targets.pages.exports.answers import Download
from targets.pages.exports.values import columns
from targets.pages.figure_entries import FigureEntries
from targets.pages.register_duplicates import Duplicates
from targets.pages.register_list import Listing
from targets.registers.showing import value_text
from targets.tables import Value
from targets.tables.contents import Contents as Table

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
    return Download([register.title], captions, [Table(register.title, heads=heads, rows=rows)])


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
    return Download([page.register.title, title], [page.register.title], [Table(title, heads=heads, rows=rows)])


def figure_entries(view: FigureEntries) -> Download:
    """Every row behind the figure, with what became of it since the report was handed in."""
    names = view.register.columns
    rows = [[*(_value(row.entry, name) for name in names), row.mark] for row in view.rows_of(view.keys[:ROWS_PER_FILE])]
    heads = columns(*(view.register.label(name) for name in names), _("Since submission"))
    captions = [view.place, *(f"{label}: {text}" for label, text in view.facts)]
    return Download([view.title], captions, [Table(view.title, heads=heads, rows=rows)])


def reconciliation(context: dict) -> Download:
    """Units and months, and the month's differences."""
    view = context["view"]
    year = Table(
        _("Units and months"),
        heads=columns(_("Unit"), *(head for head, _chosen in view.month_heads)),
        rows=[[line.unit, *(mark.word for mark in line.marks)] for line in view.lines],
    )
    heads = (_("Unit"), _("Indicator"), _("Register"), _("Figure in the report"), _("Register at submission"))
    differences = Table(
        view.month_text,
        heads=columns(*heads, _("Register now"), _("Explanation")),
        rows=[
            [d.unit, d.gap.name, d.register, d.gap.figure, d.gap.frozen, d.gap.now, d.gap.explanation]
            for d in view.differences
        ],
    )
    return Download([_("Registers against reports"), view.month_text], [], [year, differences])
