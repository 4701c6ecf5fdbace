"""What is done to the entries of a register: adding, changing, cancelling, deleting, and writing down a case's steps.

Each function locks the entry before it writes. Callers have checked access. Every change is kept in the history, with
who made it, when and, where it was asked for, why.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Model, ProtectedError

from targets import clock
from targets.busy import tried_again
from targets.models import CaseStep, CountedEntry, ReportingUnit
from targets.models.entries import Entry
from targets.models.people import is_demo
from targets.models.versions import one_change
from targets.registers.deadlines import deadline_of, due_by_rule
from targets.registers.declaration import Register
from targets.registers.locking import lock_entry, lock_units


class EntryError(Exception):
    """What was asked cannot be done to the entry; the subclasses say why."""


class StaleEntry(EntryError):
    """Somebody else changed the entry since it was read; `entry` is as it is stored now."""

    def __init__(self, entry: Entry):
        super().__init__(entry)
        self.entry = entry


class CancelReasonMissing(EntryError):
    """An entry is cancelled with a reason only."""


class EntryCounted(EntryError):
    """A submitted report rests on the entry: it can be cancelled with a reason, but not deleted."""


class EntryNeeded(EntryError):
    """Other entries refer to this one, as post holders do to their post: it can be cancelled, but not deleted."""


class AlreadyCancelled(EntryError):
    """The entry has been cancelled, and a cancelled entry is never changed again."""


def fill_deadline(register: Register, entry: Entry) -> None:
    """Give an entry without a day to be settled by the one that the register's rule makes of its beginning."""
    if register.has_deadline and entry.due_on is None:
        entry.due_on = due_by_rule(deadline_of(register), entry.day)


@tried_again
@one_change()
def add(register: Register, entry: Entry, *, by) -> Entry:
    """Store a new entry that a form or an import has validated."""
    lock_units(ReportingUnit.objects.filter(pk=entry.unit_id))
    fill_deadline(register, entry)
    entry.is_demo = is_demo(by)
    return _save(entry, by)


@tried_again
@one_change()
def change(register: Register, entry: Entry, *, by, version: int, reason: str | None = None) -> Entry:
    """Store the changed entry, which was read at `version`.

    Raises StaleEntry where somebody changed it since, AlreadyCancelled where it no longer counts, and Http404 where it
    has been deleted.
    """
    current = lock_entry(register, entry.pk, moved_to=entry.unit_id)
    if current.version != version:
        raise StaleEntry(current)
    if current.cancelled_on:
        raise AlreadyCancelled
    fill_deadline(register, entry)
    entry.version = version + 1
    return _save(entry, by, reason)


@tried_again
@one_change()
def cancel(register: Register, key: int, *, by, version: int, reason: str) -> Entry:
    """Cancel the entry (作废), which was read at `version`: it counts no longer and stays to be read, with the reason.

    Raises CancelReasonMissing without a reason, AlreadyCancelled where that was done before, StaleEntry where somebody
    changed the entry since, and Http404 where it has been deleted.
    """
    if not reason.strip():
        raise CancelReasonMissing
    entry = lock_entry(register, key)
    if entry.cancelled_on:
        raise AlreadyCancelled
    if entry.version != version:
        raise StaleEntry(entry)
    entry.cancelled_on, entry.cancel_reason = clock.today(), reason.strip()
    entry.version += 1
    return _save(entry, by, reason.strip())


@tried_again
@one_change()
def delete(register: Register, key: int, *, by, version: int) -> None:
    """Delete an entry, which was read at `version`; the history keeps the row.

    Raises EntryCounted where a submitted report rests on it, StaleEntry where somebody changed it since, EntryNeeded
    where other entries refer to it, and Http404 where it is deleted already.
    """
    entry = lock_entry(register, key)
    if is_counted(register, key):
        raise EntryCounted
    if entry.version != version:
        raise StaleEntry(entry)
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
    """Write down what was done in a case on a day.

    What somebody changed of the entry meanwhile is no hindrance: a step replaces nothing. Raises AlreadyCancelled
    where the case counts no longer, and Http404 where it has been deleted.
    """
    if lock_entry(register, entry.pk).cancelled_on:
        raise AlreadyCancelled
    return CaseStep.objects.create(
        register=register.name,
        entry=entry.pk,
        taken_on=taken_on,
        words=words,
        by=by,
        written_at=clock.now(),
        is_demo=is_demo(by),
    )


def _save(entry: Entry, by, reason: str | None = None) -> Entry:
    """Save the entry; its history notes who changed it, when and why."""
    changed: Model = entry
    changed._history_user, changed._history_date, changed._change_reason = by, clock.now(), reason
    changed.save()
    return entry
