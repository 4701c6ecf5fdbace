"""Which cases, and whatever else is to be settled by a day, are overdue or due soon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.models import ReportingUnit
from targets.models.entries import Entry
from targets.registers.declaration import Register

# Registers and those of their entries that the reader may see.
Scopes = Sequence[tuple[Register, QuerySet]]
SHOWN = 20
NOTHING = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class DueEntry:
    """An open entry whose deadline has passed or comes soon."""

    register: Register
    entry: Entry
    today: date

    @property
    def is_overdue(self) -> bool:
        return self.entry.due_on < self.today

    @property
    def days_text(self) -> str:
        return days_text(self.entry.due_on, self.today)


def days_text(due: date, today: date) -> str:
    """How far the deadline is from today, in words: "3 days over", "due today" or "5 days to go"."""
    days = (due - today).days
    if days < 0:
        return ngettext("%(days)s day over", "%(days)s days over", -days) % {"days": -days}
    if days == 0:
        return _("due today")
    return ngettext("%(days)s day to go", "%(days)s days to go", days) % {"days": days}


def last_day(today: date) -> date:
    """The last day that counts as soon: DUE_SOON_DAYS from today."""
    return today + timedelta(days=settings.DUE_SOON_DAYS)


def overdue_condition(register: Register, today: date) -> Q:
    """The condition on valid entries of being open past their deadline; without deadlines it takes none."""
    return _is_open(register) & Q(due_on__lt=today) if register.has_deadline else NOTHING


def due_soon_condition(register: Register, today: date) -> Q:
    """The condition on valid entries of being open with a deadline that comes within DUE_SOON_DAYS."""
    return _is_open(register) & Q(due_on__range=(today, last_day(today))) if register.has_deadline else NOTHING


def _is_open(register: Register) -> Q:
    return Q(**{f"{register.model.end_field}__isnull": True})


def due(scopes: Scopes, today: date, units: Iterable[ReportingUnit] = (), most: int = SHOWN) -> list[DueEntry]:
    """The most urgent entries of all registers: longest overdue first, then those that are due soon.

    One statement, and one for units that are not among those given. The entries have what names them and nothing
    else: key, unit, officer, deadline.
    """
    scoped = [(register, entries.open()) for register, entries in scopes if register.has_deadline]
    if not scoped:
        return []
    width = max(len(register.key) for register, _entries in scoped)
    first, *others = [_urgent(register, entries, last_day(today), width) for register, entries in scoped]
    rows = first.union(*others, all=True) if others else first
    found = list(rows.order_by("due_on", "of", "pk")[:most])
    places = {unit.pk: unit for unit in units}
    if missing := {row[3] for row in found} - places.keys():
        places |= ReportingUnit.objects.in_bulk(missing)
    registers = {register.name: register for register, _entries in scoped}
    due_entries = []
    for due_on, name, pk, unit, officer, *texts in found:
        register = registers[name]
        key = dict(zip(register.key, texts, strict=False))
        entry = register.model(pk=pk, unit=places[unit], due_on=due_on, officer=officer, **key)
        due_entries.append(DueEntry(register, entry, today))
    return due_entries


def _urgent(register: Register, entries: QuerySet, last: date, width: int) -> QuerySet:
    """Deadline, register, primary key, unit, officer and the texts of the register's key, blank up to the width."""
    texts = [Cast(name, CharField()) for name in register.key] + [Value("")] * (width - len(register.key))
    keys = {f"key{place}": text for place, text in enumerate(texts)}
    rows = entries.order_by().filter(due_on__lte=last).annotate(of=Value(register.name), **keys)
    return rows.values_list("due_on", "of", "pk", "unit_id", "officer", *keys)
