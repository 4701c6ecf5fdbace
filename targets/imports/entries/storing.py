"""A file of entries from upload to store: kept, examined as often as one likes, stored once and whole."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from targets import access, clock
from targets.history_copies import ADDED, CHANGED, copy_to_history
from targets.imports.entries.examination import STORED, Examination, Found, Row
from targets.imports.entries.matching import chunks
from targets.imports.leftovers import KEPT_FOR
from targets.models import RegisterImport, ReportingUnit
from targets.models.entries import Entry
from targets.models.versions import one_change
from targets.registers import keeping
from targets.registers.declaration import Register
from targets.registers.holding import hold
from targets.reports.verbs import is_demo
from targets.spreadsheets.findings import Standing

# Rows of one statement; SQLite takes some 32,000 values in one, and an entry has up to thirty.
CHUNK = 1000
LONGEST_NAME = 60


class NotWaiting(Exception):
    """The import was stored or discarded meanwhile."""


class NotStorable(Exception):
    """Something is refused; `found` says what. Nothing was stored."""

    def __init__(self, found: Found):
        super().__init__(f"{len(found.faults)} faults")
        self.found = found


class Overtaken(NotStorable):
    """What stands in the register is no longer what the preview showed."""


@transaction.atomic
def receive(register: Register, name: str, content: bytes, *, by, unit: ReportingUnit | None = None) -> RegisterImport:
    """Keep the file as it came; imports that the user left lying for a week go."""
    forget_leftovers(by)
    batch = RegisterImport(register=register.name, unit=unit, by=by, created_at=clock.now(), name=name[-255:])
    batch.sha256 = hashlib.sha256(content).hexdigest()
    batch.content.save(name[-LONGEST_NAME:], ContentFile(content), save=True)
    return batch


def forget_leftovers(by) -> None:
    """Delete the user's imports that have waited for more than a week, with their files."""
    for batch in RegisterImport.objects.filter(by=by, stored_at__isnull=True, created_at__lt=clock.now() - KEPT_FOR):
        discard(batch)


def content_of(batch: RegisterImport) -> bytes:
    with batch.content.open("rb") as file:
        return bytes(file.read())


def seen_before(batch: RegisterImport) -> str:
    """The day on which the very same file was stored before; empty where it never was."""
    same = RegisterImport.objects.filter(register=batch.register, sha256=batch.sha256, stored_at__isnull=False)
    at = same.exclude(pk=batch.pk).order_by("-stored_at").values_list("stored_at", flat=True).first()
    return f"{timezone.localtime(at):%Y-%m-%d}" if at else ""


def examine(register: Register, batch: RegisterImport, *, by, lock: bool = False) -> Found:
    """Everything that storing the file would do. Stores nothing."""
    return Examination(register, by=by, unit=batch.unit, lock=lock).examine(batch.name, content_of(batch))


def store(register: Register, batch: RegisterImport, *, by, digest: str = "") -> Found:
    """Store the file, all or nothing.

    Raises NotWaiting where it was stored or discarded meanwhile, NotStorable where something is refused, Overtaken
    where the register is no longer what the preview showed.
    """
    try:
        return _store(register, batch, by, digest)
    except IntegrityError as clash:
        # Somebody stored the same key since it was examined.
        raise Overtaken(examine(register, batch, by=by)) from clash


@one_change()
def _store(register: Register, batch: RegisterImport, by, digest: str) -> Found:
    batch = _waiting(batch)
    # Whoever imports for the same units second waits here, and then reads what the first has stored.
    hold(access.kept_units(by, register))
    found = examine(register, batch, by=by, lock=True)
    if digest and digest != found.digest:
        raise Overtaken(found)
    if not found.can_be_stored:
        raise NotStorable(found)
    _save(register, [row for row in found.rows if row.standing in STORED], by)
    batch.stored_at, batch.counts = clock.now(), found.counts
    batch.save(update_fields=["stored_at", "counts"])
    return found


@transaction.atomic
def discard(batch: RegisterImport) -> None:
    """Forget an import that was never stored, with its file. Raises NotWaiting for one that was."""
    found = _waiting(batch)
    name = found.content.name
    found.delete()
    transaction.on_commit(lambda: default_storage.delete(name))


def _waiting(batch: RegisterImport) -> RegisterImport:
    rows = RegisterImport.objects.select_for_update(of=("self",)).filter(pk=batch.pk, stored_at__isnull=True)
    if (row := rows.first()) is None:
        raise NotWaiting
    return row


def _save(register: Register, rows: Sequence[Row], by) -> None:
    rule, demo = keeping.deadline_of(register), is_demo(by)
    for row in rows:
        row.entry.origin = origin_of(row)
        if register.has_deadline and row.entry.due_on is None:
            row.entry.due_on = keeping.due_by_rule(rule, row.entry.day)
    new = [row.entry for row in rows if row.standing is Standing.NEW]
    for entry in new:
        entry.is_demo = demo
    for chunk in chunks(new, CHUNK):
        register.model.objects.bulk_create(chunk)
        copy_to_history(register.model, [entry.pk for entry in chunk], kind=ADDED, by=by)
    _update(register, [row.entry for row in rows if row.standing is Standing.CHANGED], by)


def _update(register: Register, entries: Sequence[Entry], by) -> None:
    """Written as an insert that meets its row: much faster than Django's bulk_update."""
    written = [field.name for field in register.model._meta.concrete_fields if not field.primary_key]
    for entry in entries:
        entry.version += 1
    for chunk in chunks(entries, CHUNK):
        register.model.objects.bulk_create(chunk, update_conflicts=True, unique_fields=["id"], update_fields=written)
        copy_to_history(register.model, [entry.pk for entry in chunk], kind=CHANGED, by=by)


def origin_of(row: Row) -> str:
    """Where an entry came from: file, sheet and row."""
    place = row.line.place
    words = _("row %(row)s") % {"row": place.row + 1}
    return " · ".join(filter(None, (place.name, place.sheet, words)))[-255:]
