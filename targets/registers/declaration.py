"""What a chapter says of a register: its model, what lists show, and the figures that are counted from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import ClassVar

from django.db.models import Aggregate, Count, Model, Q
from django.utils.text import capfirst
from django.utils.translation import pgettext

from targets.models.entries import Deadlined, Entry, StandingEntry
from targets.models.personal import personal_fields
from targets.models.quantities import MonthField
from targets.periods import Month
from targets.registers.showing import field_text

# Fields that the kinds of entries bring along; a form ends with them.
LAST_FIELDS = ("officer", "due_on", "closed_on", "result", "remarks")

# The group of figures that count migrant workers, in whichever register.
MIGRANTS = "migrants"


@dataclass(frozen=True)
class CountedFigure:
    """A number counted from a register for a month.

    `counts` is an aggregate, `out_of` the denominator of a rate. A flow takes the entries whose day `on` (the entry's
    own day where it is not said) lies in the month, a `standing` figure those in force on the month's last day.
    `where` chooses among them. Of these, `counts` takes only those whose day `reached` has come by the month's end:
    of all bodies to be built, those that are set up. A `stock` is said anew for every month, and months never add up.
    `indicator` is the code of the plan's indicator that it
    answers, in that indicator's unit of measure; a figure without one is the register's own, in `measure`. `group`
    marks figures that another chapter gathers from every register, such as "migrants".
    """

    key: str
    label: str
    counts: Aggregate = field(default_factory=lambda: Count("pk"))
    out_of: Aggregate | None = None
    on: str = ""
    standing: bool = False
    where: Q = field(default_factory=Q)
    indicator: str = ""
    measure: str = ""
    reached: str = ""
    group: str = ""
    stock: bool = False

    @property
    def is_stock(self) -> bool:
        """Does the last month count, and not all months together (时点数)?"""
        return self.standing or self.stock

    @property
    def is_ratio(self) -> bool:
        return self.out_of is not None


@dataclass(frozen=True)
class Element:
    """A named element of an indicator (事项, such as T28-2-1), beside whose statement stands how far the register is.

    Of the entries `among`, those with `where` whose day `reached` has come by the month's end. Where entries are no
    given whole but happen (activities), only the plan's year counts and `of_all` is false.
    """

    code: str
    reached: str
    among: Q = field(default_factory=Q)
    where: Q = field(default_factory=Q)
    of_all: bool = True


@dataclass(frozen=True)
class Deadline:
    """Within how many days an entry is to be settled, and by which rule; the bureau may set another in the admin."""

    days: int
    source: str


class Register:
    """The declaration of one register. Columns are the list's; the form and the file have every field.

    `code` is the ledger's (R01 … R31; a record that the plan's panels need beside those has its chapter's letter),
    `task` the plan's task that asks for it. `key` are the fields by which an import finds an entry again, within its
    unit: empty where nothing names an entry. `search` are texts looked through; personal fields are only ever found
    by their whole text, and only by who keeps the register. `mine` says that the unit is the community that keeps it.
    """

    code: ClassVar[str]
    task: ClassVar[int]
    model: ClassVar[type[Entry]]
    columns: ClassVar[tuple[str, ...]]
    search: ClassVar[tuple[str, ...]] = ()
    filters: ClassVar[tuple[str, ...]] = ()
    key: ClassVar[tuple[str, ...]] = ()
    figures: ClassVar[tuple[CountedFigure, ...]] = ()
    elements: ClassVar[tuple[Element, ...]] = ()
    deadline: ClassVar[Deadline | None] = None
    # Own words of spreadsheets for columns, beside the fields' names: {"尖": "field"}.
    heading_words: ClassVar[dict[str, str]] = {}

    def __init__(self) -> None:
        self.app: str = self.model._meta.app_label
        self.slug: str = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", type(self).__name__).lower()
        self.name: str = self.model._meta.label_lower

    def __repr__(self) -> str:
        return f"<{self.code} {self.name}>"

    @property
    def title(self) -> str:
        return str(capfirst(self.model._meta.verbose_name_plural))

    @property
    def entry_title(self) -> str:
        return str(capfirst(self.model._meta.verbose_name))

    @property
    def is_standing(self) -> bool:
        return issubclass(self.model, StandingEntry)

    @property
    def is_monthly(self) -> bool:
        """Is it a register of monthly statements? Then a month without a word counts nothing, which is not zero."""
        return isinstance(self.model._meta.get_field(self.model.day_field), MonthField)

    @property
    def has_deadline(self) -> bool:
        return issubclass(self.model, Deadlined)

    @property
    def open_word(self) -> str:
        """What has not ended: a case is open (未结), anything else stands in the register (在册)."""
        return pgettext("entry", "open") if self.has_deadline else pgettext("entry", "in force")

    @property
    def is_personal(self) -> bool:
        return bool(personal_fields(self.model))

    @property
    def fields(self) -> list[str]:
        """The names of all fields that people enter: whose it is, what it is, and how it ended."""
        names = [f.name for f in self.model._meta.concrete_fields if f.editable and not f.primary_key]
        last = [name for name in LAST_FIELDS if name in names]
        return ["unit", *(name for name in names if name != "unit" and name not in last), *last]

    def label(self, name: str) -> str:
        return str(capfirst(self.model._meta.get_field(name).verbose_name))

    def figure(self, key: str) -> CountedFigure:
        """Raises KeyError for an unknown one."""
        return next((one for one in self.figures if one.key == key), None) or self._unknown(key)

    def _unknown(self, key: str) -> CountedFigure:
        raise KeyError(f"{self.name} has no figure {key}")

    # ---- Which entries a figure counts --------------------------------------------------------------------

    def rule(self, figure: CountedFigure, month: Month) -> Q:
        """The condition on the valid entries that the figure counts for the month; those of both parts of a rate."""
        chosen = figure.where if figure.is_ratio else figure.where & self.reached(figure, month)
        if figure.standing:
            return self.model.standing(month) & chosen
        day = figure.on or self.model.day_field
        return Q(**{f"{day}__range": (month.first_day, month.last_day)}) & chosen

    def reached(self, figure: CountedFigure, month: Month) -> Q:
        """The condition on those among them that have got there by the month's last day: a rate's upper part."""
        return Q(**{f"{figure.reached}__lte": month.last_day}) if figure.reached else Q()

    def title_of(self, entry: Model) -> str:
        """An entry as headings and messages name it: by its key, never by anything personal."""
        hidden = {field.name for field in personal_fields(self.model)}
        words = [self._key_text(entry, name) for name in self.key if name not in hidden]
        return " · ".join([self.entry_title, *filter(None, words)]) if words else f"{self.entry_title} #{entry.pk}"

    def _key_text(self, entry: Model, name: str) -> str:
        """A choice in its words and a month as a month; an entry that was read in parts holds its key as texts."""
        found, value = self.model._meta.get_field(name), getattr(entry, name)
        if found.choices or isinstance(found, MonthField):
            return field_text(found, found.to_python(value))
        return str(value)
