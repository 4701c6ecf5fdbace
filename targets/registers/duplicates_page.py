"""The page of persons with more than one entry in a register."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targets import access
from targets.access import Action
from targets.frame.downloads import Download
from targets.models.entries import Entry
from targets.registers import people
from targets.registers.declaration import Register
from targets.registers.rows import url_of
from targets.registers.showing import value_text
from targets.tables import Column, DrawnColumn, Table

PERSONS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class DuplicatePlace:
    """Where the person stands; `url` is empty for another unit's entry."""

    unit: str
    title: str
    day: str
    url: str


@dataclass(frozen=True, slots=True)
class RepeatedPerson:
    """A person who stands in several places."""

    masked: str
    places: list[DuplicatePlace]
    across: bool

    @property
    def how(self) -> str:
        return _("in two units") if self.across else _("twice in one unit")


class RepeatedPersons(Table):
    """Persons with the places where they stand, in files a line for each place."""

    title = _lazy("The same person twice")
    row_template = "registers/repeated_row.html"
    css = ""

    masked = Column(_lazy("Identity number"), heading=True)
    places = DrawnColumn(_lazy("Stands at"), in_file=False)
    unit = Column(_lazy("Unit"), on_page=False)
    entry = Column(_lazy("Entry"), on_page=False)
    day = Column(_lazy("Day"), on_page=False)
    how = Column(_lazy("How"), in_file=False)

    def rows_in_file(self) -> list[dict]:
        return [
            {"masked": person.masked, "unit": place.unit, "entry": place.title, "day": place.day}
            for person in self.rows
            for place in person.places
        ]


class DuplicatesPage:
    """Whom the page shows. Raises Http404 for a register without identity numbers."""

    def __init__(self, register: Register, user):
        if not people.identity_field(register):
            raise Http404
        self.register, self.rights = register, access.of(user)
        self.mine = access.visible_entries(user, register.model)

    @cached_property
    def table(self) -> RepeatedPersons:
        """The persons whom two districts keep stand first."""
        found = people.repeated_persons(self.register, self.mine, most=PERSONS_SHOWN)
        rows = [RepeatedPerson(p.masked, [self._place(e) for e in p.entries], p.is_elsewhere) for p in found]
        return RepeatedPersons(sorted(rows, key=lambda row: not row.across))

    def download(self) -> Download:
        title = self.register.title
        return Download([title, self.table.title], [title], [self.table])

    def _place(self, entry: Entry) -> DuplicatePlace:
        """Where an entry stands; of one that the user may not read, no more than the unit and the day."""
        readable = self.rights.may(Action.VIEW_REGISTERS, entry.unit, self.register.app)
        return DuplicatePlace(
            entry.unit.name_in_reports,
            self.register.title_of(entry) if readable else "",
            value_text(entry, entry.day_field),
            url_of(self.register, "entry", entry.pk) if readable else "",
        )

    @property
    def crumbs(self) -> list[dict]:
        return [
            {"label": _("Registers"), "url": reverse("targets:registers")},
            {"label": self.register.title, "url": url_of(self.register, "register")},
            {"label": _("The same person twice")},
        ]
