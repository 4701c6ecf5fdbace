"""Deadlines of cases and of whatever else is to be settled by a day: what is overdue, what is due soon, and rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import clock
from targets.models import DeadlineRule, ReportingUnit
from targets.models.entries import Entry
from targets.models.versions import one_change
from targets.registers.deadlines import deadline_of, due_by_rule
from targets.registers.declaration import Deadline, Register
from targets.registers.holding import hold

# Registers and those of their entries that the reader may see.
Scopes = Sequence[tuple[Register, QuerySet]]
SHOWN = 20
NOTHING = Q(pk__in=[])


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


def late(register: Register, today: date) -> Q:
    """The condition on the register's valid entries that are open past their deadline; nothing without deadlines."""
    return _open(register) & Q(due_on__lt=today) if register.has_deadline else NOTHING


def soon(register: Register, today: date) -> Q:
    """The same of those whose deadline comes within DUE_SOON_DAYS."""
    return _open(register) & Q(due_on__range=(today, last_day(today))) if register.has_deadline else NOTHING


def _open(register: Register) -> Q:
    return Q(**{f"{register.model.end_field}__isnull": True})


def due(scopes: Scopes, today: date, units: Iterable[ReportingUnit] = (), most: int = SHOWN) -> list[Due]:
    """The most urgent entries of all registers: longest overdue first, then those that are due soon.

    One statement, and one for units that are not among those at hand. The entries have what names them and nothing
    else: key, unit, officer, deadline.
    """
    scoped = _with_deadline(scopes)
    if not scoped:
        return []
    width = max(len(register.key) for register, _entries in scoped)
    rows = _union([_urgent(register, entries, last_day(today), width) for register, entries in scoped])
    known = {register.name: register for register, _entries in scoped}
    found = list(rows.order_by("due_on", "of", "pk")[:most])
    places = _at_hand({row[3] for row in found}, units)
    return [Due(known[row[1]], _named(known[row[1]], places, *row), today) for row in found]


def _at_hand(keys: set[int], units: Iterable[ReportingUnit]) -> dict[int, ReportingUnit]:
    places = {unit.pk: unit for unit in units}
    missing = keys - places.keys()
    return places | ReportingUnit.objects.in_bulk(missing) if missing else places


def _urgent(register: Register, entries: QuerySet, last: date, width: int) -> QuerySet:
    """Deadline, register, number, unit, officer and the key's texts, blank up to the width."""
    texts = [Cast(name, CharField()) for name in register.key] + [Value("")] * (width - len(register.key))
    keys = {f"key{place}": text for place, text in enumerate(texts)}
    rows = entries.order_by().filter(due_on__lte=last).annotate(of=Value(register.name), **keys)
    return rows.values_list("due_on", "of", "pk", "unit_id", "officer", *keys)


def _named(register: Register, units: Mapping[int, ReportingUnit], *row) -> Entry:
    due_on, _of, key, unit, officer, *texts = row
    named = dict(zip(register.key, texts, strict=False))
    return register.model(pk=key, unit=units[unit], due_on=due_on, officer=officer, **named)


def _union(queries: list[QuerySet]):
    """All rows in one statement."""
    first, *others = queries
    return first.union(*others, all=True) if others else first


# ---- Rules ------------------------------------------------------------------------------------------------


@one_change()
def set_rule(register: Register, rule: DeadlineRule) -> int:
    """Store the bureau's own deadline for a register; returns how many open entries got another day by it."""
    before = deadline_of(register)
    rule.save()
    return recompute(register, before)


@one_change()
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
    hold(ReportingUnit.objects.all())
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
