"""A register's list: filtered, sorted, page by page, with personal data masked; and the list as a file."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import access, clock
from targets.access import Action
from targets.frame.downloads import Download
from targets.models.entries import Entry
from targets.models.personal import personal_fields
from targets.registers import people
from targets.registers.declaration import Register
from targets.registers.filters import FilterForm
from targets.registers.registry import registry
from targets.registers.rows import EntryTable, FieldTable, ListedEntry, entry_urls, is_number, url_of
from targets.tables import Head

ROWS_PER_PAGE = 50
# What one file takes; a longer list is narrowed first.
ROWS_PER_FILE = 20_000


def find_register(user, app: str, slug: str, action: Action = Action.VIEW_REGISTERS) -> Register:
    """The register at an address, for a user who may do the action there.

    Raises Http404 where there is none, PermissionDenied where the user may not do the action.
    """
    register = registry.get(app, slug)
    access.of(user).require(action, app=app)
    return register


class Listing:
    """A register's list as the parameters of an address ask for it."""

    def __init__(self, register: Register, user, query):
        self.register, self.user, self.query = register, user, query
        self.rights = access.of(user)
        self.model = register.model
        self.keeps = self.rights.may(Action.KEEP_REGISTERS, app=register.app)
        self.units = {unit.pk: unit for unit in self.rights.units(Action.VIEW_REGISTERS, register.app)}
        self.form = FilterForm(query, register=register, units=self.units.values(), rights=self.rights)

    @property
    def title(self) -> str:
        return f"{self.register.code} {self.register.title}"

    @cached_property
    def visible(self) -> QuerySet:
        return access.visible_entries(self.user, self.model)

    @cached_property
    def entries(self) -> QuerySet:
        """Filtered and sorted; the primary key decides between equals, so that pages never overlap."""
        return self._ordered(self.form.narrow(self.visible)).select_related("unit", *self._related)

    def _ordered(self, entries: QuerySet) -> QuerySet:
        direction = "-" if self.descending else ""
        return entries.order_by(f"{direction}{self._order_field}", f"{direction}pk")

    @property
    def _related(self) -> list[str]:
        names = [name for name in self.register.columns if name != "unit"]
        return [name for name in names if self.model._meta.get_field(name).is_relation]

    @cached_property
    def sort(self) -> str:
        """The column to sort by, with a minus for descending; by the entry's day, newest first, by default."""
        asked = self.query.get("sort", "")
        return asked if asked.lstrip("-") in self.sortable else f"-{self.model.day_field}"

    @cached_property
    def sortable(self) -> list[str]:
        """The columns to sort by: not personal ones, whose order would tell what is masked."""
        personal = {field.name for field in personal_fields(self.model)}
        return [name for name in self.register.columns if name not in personal]

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def _order_field(self) -> str:
        name = self.sort.lstrip("-")
        return "unit__order" if name == "unit" else name

    @cached_property
    def page(self) -> Page:
        """The page's primary keys alone, so that a far page is reached without reading the rows before it whole."""
        keys = self.entries.select_related(None).values_list("pk", flat=True)
        return Paginator(keys, ROWS_PER_PAGE).get_page(self.query.get("page"))

    # ---- What the template draws --------------------------------------------------------------------------

    @cached_property
    def table(self) -> EntryTable:
        """The page's rows. The column of states is left out where no entry has one, as in registers of events."""
        register, url = self.register, entry_urls(self.register)
        rows = [ListedEntry(entry, url(entry.pk), *mark_of(register, entry)) for entry in self._entries_of_page()]
        without = () if any(row.mark_words for row in rows) else ("mark",)
        sorting = {name: self._sorting_head(name) for name in self.sortable}
        return EntryTable(register, register.columns, rows, title=register.title, without=without, sorting=sorting)

    def _sorting_head(self, name: str) -> Head:
        """The column's head, which leads to the list sorted by it, and the second time the other way round."""
        chosen = self.sort.lstrip("-") == name
        turned = name if not chosen or self.descending else f"-{name}"
        kept = {key: value for key, value in self.query.items() if key not in ("page", "sort", "export") and value}
        return Head(
            self.register.label(name),
            css="number" if is_number(self.register, name) else "",
            url=f"?{urlencode(kept | {'sort': turned})}",
            is_sorting=True,
            order=("descending" if self.descending else "ascending") if chosen else "",
        )

    def download(self) -> Download:
        """The file: every field of all entries of the list, not only of the page, up to ROWS_PER_FILE."""
        captions, found = [self.title], self.page.paginator.count
        if found > ROWS_PER_FILE:
            words = {"rows": ROWS_PER_FILE, "all": found}
            captions.append(_("Only the first %(rows)s of %(all)s entries: narrow the list down.") % words)
        rows = [ListedEntry(entry, "") for entry in self.entries[:ROWS_PER_FILE]]
        table = FieldTable(self.register, self.register.fields, rows, title=self.register.title)
        return Download([self.register.title], captions, [table])

    def _entries_of_page(self) -> Iterator[Entry]:
        """The page's entries with the fields that a row shows; their units are those read for the filter."""
        found = self._ordered(self.model.objects.filter(pk__in=self.page.object_list)).only(*self._shown)
        for entry in found.select_related(*self._related) if self._related else found:
            if unit := self.units.get(entry.unit_id):
                entry.unit = unit
            yield entry

    @property
    def _shown(self) -> set[str]:
        """The fields to read: the columns, and those on which an entry's state rests."""
        states = {"cancelled_on", self.model.end_field, self.model.due_field} - {""}
        return {*self.register.columns, "unit"} | states

    @property
    def count_text(self) -> str:
        count = self.page.paginator.count
        return ngettext("%(count)s entry", "%(count)s entries", count) % {"count": f"{count:,}"}

    @property
    def narrowed(self) -> bool:
        return any(value for key, value in self.query.items() if key not in ("page", "sort"))

    @cached_property
    def elsewhere_text(self) -> str:
        """The sentence on how many persons of the user's units another district keeps too; empty where none."""
        if not (self.keeps and self.register.is_personal):
            return ""
        kept = access.visible_entries(self.user, self.model, Action.KEEP_REGISTERS)
        count = people.count_elsewhere(self.register, kept)
        text = ngettext(
            "%(count)s person of yours stands in another unit's register as well.",
            "%(count)s persons of yours stand in another unit's register as well.",
            count,
        )
        return text % {"count": count} if count else ""

    @property
    def has_identity(self) -> bool:
        return bool(people.identity_field(self.register))

    def url(self, name: str) -> str:
        return url_of(self.register, name)

    @property
    def urls(self) -> dict[str, str]:
        names = ("entry_new", "register_import", "register_duplicates", "register")
        return {name: self.url(name) for name in names}

    @property
    def crumbs(self) -> list[dict]:
        return [{"label": _("Registers"), "url": reverse("targets:registers")}, {"label": self.register.title}]


def mark_of(register: Register, entry: Entry) -> tuple[str, str]:
    """The entry's state as the name of its drawing and its word; both empty for a valid event."""
    today = clock.today()
    if entry.cancelled_on:
        return "missing", _("cancelled")
    if register.is_standing and entry.ended:
        return "approved", _("ended")
    if register.has_deadline and entry.is_overdue(today):
        return "overdue", _("overdue")
    if register.has_deadline and entry.is_due_soon(today):
        return "late", _("due soon")
    return ("draft", register.open_word) if register.is_standing else ("", "")
