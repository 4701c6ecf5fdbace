"""Deadlines of cases and of whatever else is to be settled by a day: what is overdue, what is due soon, and rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import clock
from targets.models import DeadlineRule
from targets.models.entries import Entry
from targets.registers.declaration import Deadline, Register
from targets.registers.keeping import deadline_of, due_by_rule

# Registers and those of their entries that the reader may see.
Scopes = Sequence[tuple[Register, QuerySet]]
SHOWN = 20
BATCH = 500


@dataclass(frozen=True, slots=True)
class Due:
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


@dataclass(frozen=True, slots=True)
class DueCounts:
    """How many entries of a register are overdue, and how many are due within DUE_SOON_DAYS."""

    overdue: int = 0
    soon: int = 0


def days_text(due: date, today: date) -> str:
    """Give "3 days over", "due today" or "5 days left"."""
    days = (due - today).days
    if days < 0:
        return ngettext("%(days)s day over", "%(days)s days over", -days) % {"days": -days}
    if days == 0:
        return _("due today")
    return ngettext("%(days)s day to go", "%(days)s days to go", days) % {"days": days}


def last_day(today: date) -> date:
    """The last day that is soon."""
    return today + timedelta(days=settings.DUE_SOON_DAYS)


def _with_deadline(scopes: Scopes) -> list[tuple[Register, QuerySet]]:
    return [(register, entries.open()) for register, entries in scopes if register.has_deadline]


def counts(scopes: Scopes, today: date) -> dict[str, DueCounts]:
    """By the register's name; one statement for all registers."""
    late, soon = Q(due_on__lt=today), Q(due_on__range=(today, last_day(today)))
    queries = [
        entries.order_by()
        .annotate(of=Value(register.name))
        .values("of")
        .annotate(late=Count("pk", filter=late), soon=Count("pk", filter=soon))
        .values_list("of", "late", "soon")
        for register, entries in _with_deadline(scopes)
    ]
    return {name: DueCounts(late, soon) for name, late, soon in _union(queries)}


def due(scopes: Scopes, today: date, most: int = SHOWN) -> list[Due]:
    """The most urgent entries of all registers: longest overdue first, then those that are due soon."""
    scoped = {register.name: (register, entries) for register, entries in _with_deadline(scopes)}
    queries = [
        entries.order_by()
        .filter(due_on__lte=last_day(today))
        .annotate(of=Value(name))
        .values_list("due_on", "of", "pk")
        for name, (_register, entries) in scoped.items()
    ]
    rows = _union(queries)
    first = list(rows.order_by("due_on", "of", "pk")[:most]) if queries else []
    found = {name: _loaded(*scoped[name], (pk for _day, of, pk in first if of == name)) for _d, name, _pk in first}
    return [Due(scoped[name][0], found[name][pk], today) for _day, name, pk in first if pk in found[name]]


def _union(queries: list[QuerySet]):
    """All rows in one statement."""
    if not queries:
        return []
    first, *others = queries
    return first.union(*others, all=True) if others else first


def _loaded(_register: Register, entries: QuerySet, keys: Iterable[int]) -> dict[int, Entry]:
    return {entry.pk: entry for entry in entries.filter(pk__in=list(keys)).select_related("unit")}


# ---- Rules ------------------------------------------------------------------------------------------------


@transaction.atomic
def set_rule(register: Register, rule: DeadlineRule) -> int:
    """Store the bureau's own deadline for a register; returns how many open entries got another day by it."""
    before = deadline_of(register)
    rule.save()
    return recompute(register, before)


@transaction.atomic
def drop_rule(register: Register, rule: DeadlineRule) -> int:
    """Go back to the declared deadline; returns how many open entries got another day by it."""
    before = deadline_of(register)
    rule.delete()
    return recompute(register, before)


def recompute(register: Register, before: Deadline | None) -> int:
    """Give open entries the day of the rule as it stands now.

    Only those whose day is the old rule's: one that was agreed for an entry (经批准延期) stays. Their history says why.
    """
    now = deadline_of(register)
    if now == before or not register.has_deadline:
        return 0
    changed = [entry for entry in register.model.objects.open().select_for_update(of=("self",)) if _by(entry, before)]
    moved = [entry for entry in changed if entry.due_on != due_by_rule(now, entry.day)]
    for entry in moved:
        entry.due_on, entry.version = due_by_rule(now, entry.day), entry.version + 1
        entry._history_date, entry._change_reason = clock.now(), _("The deadline of this register was changed.")
        entry.save()
    return len(moved)


def _by(entry: Entry, rule: Deadline | None) -> bool:
    """Is the entry's day the one by this rule?"""
    return entry.due_on == due_by_rule(rule, entry.day)
