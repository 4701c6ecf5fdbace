"""The life of an import, the same for every kind: it is received, examined any number of times, and stored once.

Nothing is changed before `storing`, which does it in one transaction: whatever breaks off leaves nothing. What each
kind of import reads, proposes and stores is said by its `Examination`.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from targets import clock
from targets.busy import tried_again
from targets.frame.sent_forms import Sending, SentBefore
from targets.imports.examination import Examination, ImportProgress
from targets.imports.findings import Findings
from targets.imports.uploads import LONGEST_NAME, Upload
from targets.models import ImportBatch, ImportedFile
from targets.models.versions import one_change

KEPT_FOR = timedelta(days=7)


class NotStorable(Exception):
    """Something is refused or a question is open, as `findings` says. Nothing was stored."""

    def __init__(self, findings: Findings):
        super().__init__(f"{len(findings.faults)} faults, {len(findings.open_questions)} open questions")
        self.findings = findings


class Overtaken(NotStorable):
    """What is stored, or what was answered, is no longer what the preview showed."""


class NotWaiting(Exception):
    """The import was stored or discarded meanwhile."""


def receive(batch: ImportBatch, uploads: Sequence[Upload], *, form_token: uuid.UUID | None = None) -> ImportBatch:
    """Keep the files as they came; nothing else is touched. Imports that have waited for a week are deleted.

    `form_token` is that of the page on which the files were chosen: the same files sent once more from there lead to
    the import that they made the first time, until that is discarded. It comes back with `is_repeated`, to be told.

    The import is stored before its files, so that no file is ever kept without one: an upload that is killed half-way
    leaves a waiting import, which its owner may discard and a later upload deletes.
    """
    forget_leftovers()
    rows: list[ImportedFile] = []

    def store_rows() -> ImportBatch:
        batch.created_at = clock.now()
        batch.save()
        rows.extend(_file(batch, order, upload) for order, upload in enumerate(uploads))
        ImportedFile.objects.bulk_create(rows)
        return batch

    try:
        _sending(batch, uploads, form_token).store(store_rows)
    except SentBefore as before:
        first = before.first.row(ImportBatch)
        if first is not None:
            first.is_repeated = True
            return first
        before.first.delete()
        return receive(batch, uploads, form_token=form_token)
    try:
        for row, upload in zip(rows, uploads, strict=True):
            default_storage.save(row.content.name, ContentFile(upload.whole()))
    except BaseException:
        discard(batch)
        raise
    return batch


def _sending(batch: ImportBatch, uploads: Sequence[Upload], form_token: uuid.UUID | None) -> Sending:
    """The sending of these files with these choices; other files from the same page are another sending."""
    typed = {name: str(getattr(batch, name)) for name in ("kind", "table", "plan_id", "month", "unit_id")}
    digests = [(upload.name, hashlib.sha256(upload.whole()).hexdigest()) for upload in uploads]
    sending = Sending.of(typed | {"files": repr(digests)}, by=batch.by)
    if form_token is not None:
        sending = replace(sending, token=uuid.uuid5(form_token, sending.digest))
    return sending


def _file(batch: ImportBatch, order: int, upload: Upload) -> ImportedFile:
    content = upload.whole()
    row = ImportedFile(batch=batch, order=order, name=upload.name[-255:], size=len(content))
    row.sha256 = hashlib.sha256(content).hexdigest()
    path = row.content.field.generate_filename(row, upload.name[-LONGEST_NAME:])
    row.content = default_storage.get_available_name(path, max_length=row.content.field.max_length)
    return row


def storing(
    batch: ImportBatch, examine: Callable[[ImportBatch], Examination], *, digest: str = ""
) -> Generator[ImportProgress, None, Findings]:
    """Store the import, step by step, in one transaction; closing the iterator half-way stores nothing.

    `digest` is that of the preview that was confirmed. Raises NotStorable where something is refused or open,
    Overtaken where what is stored has changed since the preview, NotWaiting where the import itself was stored or
    discarded meanwhile.
    """
    try:
        with one_change():
            batch = _waiting(batch)
            examination = examine(batch)
            yield from examination.read()
            examination.lock()
            findings = examination.findings()
            if digest and digest != findings.digest:
                raise Overtaken(findings)
            if not findings.can_be_stored:
                raise NotStorable(findings)
            batch.stored_at, batch.counts = clock.now(), findings.counts
            yield from examination.store(batch, findings)
            batch.save()
    except IntegrityError as clash:
        # Somebody stored the same key since it was examined.
        raise Overtaken(examine(batch).examined()) from clash
    return findings


@tried_again
def store(batch: ImportBatch, examine: Callable[[ImportBatch], Examination], *, digest: str = "") -> Findings:
    """Store the import in one call; returns what was stored. Raises what `storing` raises."""
    steps = storing(batch, examine, digest=digest)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


@transaction.atomic
def discard(batch: ImportBatch) -> None:
    """Forget an import that was never stored, with its files. Raises NotWaiting for one that was."""
    _forget(_waiting(batch))


@transaction.atomic
def forget_leftovers() -> None:
    """Delete imports that have waited for more than a week, with their files, whoever uploaded them.

    One that is being stored at this moment is skipped, so that nobody waits for it.
    """
    old = ImportBatch.objects.waiting().filter(created_at__lt=clock.now() - KEPT_FOR)
    for batch in old.select_for_update(of=("self",), skip_locked=True):
        _forget(batch)


def _forget(batch: ImportBatch) -> None:
    names = [row.content.name for row in batch.files.all()]
    batch.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])


def _waiting(batch: ImportBatch) -> ImportBatch:
    """The import locked, as long as it waits: a second confirmation and a discard at once find it stored or gone.

    Raises NotWaiting.
    """
    rows = ImportBatch.objects.waiting().select_for_update(of=("self",)).select_related("plan", "unit", "by")
    found = rows.filter(pk=batch.pk).first()
    if found is None:
        raise NotWaiting(batch.pk)
    return found
