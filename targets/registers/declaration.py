"""The declaration of a register: its model, what its list shows, and the figures that are counted from it."""

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

# Fields that the kinds of entries have in common; a form ends with them.
LAST_FIELDS = ("officer", "due_on", "closed_on", "result", "remarks")

# The group of the figures that count migrant workers, in whichever register.
MIGRANTS = "migrants"


@dataclass(frozen=True)
class CountedFigure:
    """A number that is counted from a register for a month.

    Which entries it takes: a flow takes those whose day `on` lies in the month (the model's `day_field` where `on` is
    empty), a `standing` figure those in force on the month's last day. `where` chooses among them. `reached` names a
    day that must have come by the month's end: of all bodies to be built, it leaves those that are set up. Of a rate
    it narrows the numerator alone.

    What it makes of them: `counts` is the aggregate, the number of entries unless another is given; `out_of` is the
    denominator of a rate. A `stock` is stated anew for every month, so that months are never added up.

    What it is for: `indicator` is the code of the plan's indicator that it answers, in that indicator's unit of
    measure. A figure without one is the register's own, in the unit `measure`. `group` marks figures that one chapter
    gathers from all registers, such as "migrants".
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
        """Is the figure to date that of the last month, and not the sum of the months (时点数)?"""
        return self.standing or self.stock

    @property
    def is_ratio(self) -> bool:
        return self.out_of is not None


@dataclass(frozen=True)
class Element:
    """A named element of an indicator (事项, such as T28-2-1); the report shows beside it how far the register is.

    All entries `among` are to reach the element. Those have that fit `where` and whose day `reached` has come by the
    month's end. `of_all` is false where entries are no given whole but happen, such as activities: then those of the
    year are counted.
    """

    code: str
    reached: str
    among: Q = field(default_factory=Q)
    where: Q = field(default_factory=Q)
    of_all: bool = True


@dataclass(frozen=True)
class Deadline:
    """Within how many calendar days an entry is to be settled, and the rule that says so.

    The bureau may set another in the admin (`DeadlineRule`).
    """

    days: int
    source: str


class Register:
    """The declaration of one register; a chapter declares a subclass with `@register`.

    `code` is that of the bureau's ledger (R01 … R31; a record that panels need beside those has its chapter's letter),
    `task` the number of the plan's task that asks for the register. `columns` are those of the list; the form and the
    file have every field. `search` names the fields that the list's search looks through: personal ones are found by
    their whole text only, and only by users who keep the register. `filters` are fields that narrow the list down.
    `key` names the fields by which an import finds an entry of a unit again; it is empty where nothing names an entry.
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
    # Headings that spreadsheets use for fields, beside the fields' own names: {"heading": "field"}.
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
        """Is it a register of monthly statements? Then a month without one counts nothing, which is not zero."""
        return isinstance(self.model._meta.get_field(self.model.day_field), MonthField)

    @property
    def has_deadline(self) -> bool:
        return issubclass(self.model, Deadlined)

    @property
    def open_word(self) -> str:
        """The word for what has not ended: a case is open (未结), anything else is in force (在册)."""
        return pgettext("entry", "open") if self.has_deadline else pgettext("entry", "in force")

    @property
    def is_personal(self) -> bool:
        return bool(personal_fields(self.model))

    @property
    def fields(self) -> list[str]:
        """The names of all fields that people enter, the unit first and what ends an entry last."""
        names = [f.name for f in self.model._meta.concrete_fields if f.editable and not f.primary_key]
        last = [name for name in LAST_FIELDS if name in names]
        return ["unit", *(name for name in names if name != "unit" and name not in last), *last]

    def label(self, name: str) -> str:
        return str(capfirst(self.model._meta.get_field(name).verbose_name))

    def figure(self, key: str) -> CountedFigure:
        """The figure with this key. Raises KeyError where there is none."""
        for one in self.figures:
            if one.key == key:
                return one
        raise KeyError(f"{self.name} has no figure {key}")

    # ---- Which entries a figure counts --------------------------------------------------------------------

    def rule(self, figure: CountedFigure, month: Month) -> Q:
        """The condition on valid entries of being counted by the figure for the month; of a rate, in either part."""
        chosen = figure.where if figure.is_ratio else figure.where & self.reached(figure, month)
        if figure.standing:
            return self.model.in_force(month) & chosen
        day = figure.on or self.model.day_field
        return Q(**{f"{day}__range": (month.first_day, month.last_day)}) & chosen

    def reached(self, figure: CountedFigure, month: Month) -> Q:
        """The condition of having reached the figure's day by the month's end, for the numerator of a rate."""
        return Q(**{f"{figure.reached}__lte": month.last_day}) if figure.reached else Q()

    def title_of(self, entry: Model) -> str:
        """The name of an entry in headings and messages: from its key, without anything personal."""
        hidden = {field.name for field in personal_fields(self.model)}
        words = [self._key_text(entry, name) for name in self.key if name not in hidden]
        return " · ".join([self.entry_title, *filter(None, words)]) if words else f"{self.entry_title} #{entry.pk}"

    def _key_text(self, entry: Model, name: str) -> str:
        """A choice in its words, a month as a month, anything else as it is.

        `cases.due` makes entries whose key is held as texts, whatever the fields.
        """
        found, value = self.model._meta.get_field(name), getattr(entry, name)
        if found.choices or isinstance(found, MonthField):
            return field_text(found, found.to_python(value))
        return str(value)
