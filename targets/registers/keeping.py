"""The verbs of a register's entries: add, change, cancel, delete, and steps of cases.

Each locks the entry first and checks the version that it was read at. Access was asked before.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Model, ProtectedError, Q
from django.shortcuts import get_object_or_404

from targets import clock
from targets.busy import tried_again
from targets.models import CaseStep, CountedEntry, ReportingUnit
from targets.models.entries import Entry
from targets.models.people import is_demo
from targets.models.versions import one_change
from targets.registers.deadlines import deadline_of, due_by_rule
from targets.registers.declaration import Register
from targets.registers.holding import hold


class EntryError(Exception):
    """An entry cannot do what was asked; the subclasses say why."""


class StaleEntry(EntryError):
    """Somebody else changed the entry since it was read; `entry` is as it stands now."""

    def __init__(self, entry: Entry):
        super().__init__(entry)
        self.entry = entry


class ReasonMissing(EntryError):
    """Cancelling needs a reason."""


class EntryCounted(EntryError):
    """A submitted report rests on the entry: it can be cancelled with a reason, but not deleted."""


class EntryNeeded(EntryError):
    """Other entries hang on this one, such as the persons on a post: it can be cancelled, but not deleted."""


class AlreadyCancelled(EntryError):
    """The entry is cancelled and stays as it is."""


def fill_deadline(register: Register, entry: Entry) -> None:
    """Work out the deadline where none was given."""
    if register.has_deadline and entry.due_on is None:
        entry.due_on = due_by_rule(deadline_of(register), entry.day)


@tried_again
@one_change()
def add(register: Register, entry: Entry, *, by) -> Entry:
    """Store a new entry, checked before, with its history."""
    hold(ReportingUnit.objects.filter(pk=entry.unit_id))
    fill_deadline(register, entry)
    entry.is_demo = is_demo(by)
    return _keep(entry, by)


@tried_again
@one_change()
def change(register: Register, entry: Entry, *, by, version: int) -> Entry:
    """Store the changed entry. Raises StaleEntry where somebody changed it since that version."""
    current = lock(register, entry.pk, moved_to=entry.unit_id)
    if current.version != version:
        raise StaleEntry(current)
    if current.cancelled_on:
        raise AlreadyCancelled
    fill_deadline(register, entry)
    entry.version = version + 1
    return _keep(entry, by)


@tried_again
@one_change()
def cancel(register: Register, key: int, *, by, reason: str) -> Entry:
    """Let the entry count no longer (作废). Raises ReasonMissing without a reason, AlreadyCancelled a second time."""
    if not reason.strip():
        raise ReasonMissing
    entry = lock(register, key)
    if entry.cancelled_on:
        raise AlreadyCancelled
    entry.cancelled_on, entry.cancel_reason = clock.today(), reason.strip()
    entry.version += 1
    return _keep(entry, by, reason.strip())


@tried_again
@one_change()
def delete(register: Register, key: int, *, by) -> None:
    """Delete an entry; the history keeps the row.

    Raises EntryCounted where a submitted report rests on it, EntryNeeded where other entries hang on it.
    """
    entry = lock(register, key)
    if is_counted(register, key):
        raise EntryCounted
    CaseStep.objects.filter(register=register.name, entry=key).delete()
    entry._history_user, entry._history_date = by, clock.now()
    try:
        entry.delete()
    except ProtectedError as needed:
        raise EntryNeeded from needed


def is_counted(register: Register, key: int) -> bool:
    """Does the frozen count of any submitted report rest on the entry?"""
    return CountedEntry.objects.filter(register=register.name, entry=key).exists()


@tried_again
@one_change()
def add_step(register: Register, entry: Entry, *, by, taken_on: date, words: str) -> CaseStep:
    """Write down what was done in a case, which nobody deletes meanwhile."""
    lock(register, entry.pk)
    return CaseStep.objects.create(
        register=register.name,
        entry=entry.pk,
        taken_on=taken_on,
        words=words,
        by=by,
        written_at=clock.now(),
        is_demo=is_demo(by),
    )


def lock(register: Register, key: int, *, moved_to: int | None = None) -> Entry:
    """The entry as it stands, held until the transaction ends with its unit, and with the one that it moves to.

    Raises Http404 where somebody has deleted it.
    """
    own = Q(pk__in=register.model.objects.filter(pk=key).values("unit"))
    hold(ReportingUnit.objects.filter(own | Q(pk=moved_to)))
    found: Entry = get_object_or_404(register.model.objects.select_for_update(of=("self",)), pk=key)
    return found


def _keep(entry: Entry, by, reason: str | None = None) -> Entry:
    """Save with the history's who, when and why."""
    kept: Model = entry
    kept._history_user, kept._history_date, kept._change_reason = by, clock.now(), reason
    kept.save()
    return entry
