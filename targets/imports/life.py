"""An import from upload to stored figures: received, examined as often as one likes, stored once and whole.

Nothing reaches a report before `storing`, which does it in one transaction: whatever breaks off leaves nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from targets import clock
from targets.access import Action
from targets.imports.figures.examination import Examination, Step
from targets.imports.figures.gathering import LEAVE_OUT, Choices
from targets.imports.figures.looking import Upload
from targets.imports.figures.proposing import Plan
from targets.imports.figures.remembering import remember_names
from targets.models import ImportBatch, ImportedFile, MonthlyReport, Source, WorkPlan
from targets.models.versions import one_change
from targets.periods import Month
from targets.reports import changes, verbs
from targets.spreadsheets.findings import Findings, Proposal, Remark, Standing, Weight

STORED = (Standing.NEW, Standing.CHANGED)
# Kept with the counts: whether the file holds numbers that were not imported, and so perhaps others' numbers.
LEFT_OUT = "left_out"
# Letters of a kept file's name: a file system takes 255 bytes, of which a Chinese one needs three.
LONGEST_NAME = 60


class NotStorable(Exception):
    """Something is refused or left open; `findings` says what. Nothing was stored."""

    def __init__(self, findings: Findings):
        super().__init__(f"{len(findings.faults)} faults, {len(findings.open_questions)} open questions")
        self.findings = findings


class NotWaiting(Exception):
    """The import was stored or discarded meanwhile."""


class Overtaken(NotStorable):
    """What stands in the reports, or what was answered, is no longer what the preview showed."""


# ---- receiving ------------------------------------------------------------------------------------------------


@transaction.atomic
def receive(uploads: Sequence[Upload], plan: WorkPlan, *, by, unit=None, month: Month | None = None) -> ImportBatch:
    """Keep the files as they came; figures are not touched."""
    batch = ImportBatch.objects.create(
        plan=plan, by=by, unit=unit, month=month.first_day if month else None, created_at=clock.now()
    )
    for order, upload in enumerate(uploads):
        row = ImportedFile(batch=batch, order=order, name=upload.name[-255:], size=len(upload.content))
        row.sha256 = hashlib.sha256(upload.content).hexdigest()
        row.content.save(upload.name[-LONGEST_NAME:], ContentFile(upload.content), save=True)
    return batch


def uploads_of(batch: ImportBatch) -> list[Upload]:
    """The batch's files, each with the day on which the same file was imported before."""
    rows, uploads = list(batch.files.all()), []
    days = seen_before({row.sha256 for row in rows}, batch)
    for row in rows:
        with row.content.open("rb") as file:
            uploads.append(Upload(row.name, file.read(), days.get(row.sha256, "")))
    return uploads


def seen_before(digests: Collection[str], batch: ImportBatch) -> dict[str, str]:
    """When the very same files were last imported, by their digest; what never was is not in it."""
    same = ImportedFile.objects.filter(sha256__in=digests, batch__stored_at__isnull=False).exclude(batch=batch)
    days = same.order_by("batch__stored_at").values_list("sha256", "batch__stored_at")
    return {sha256: f"{timezone.localtime(at):%Y-%m-%d}" for sha256, at in days}


def choices_of(batch: ImportBatch) -> Choices:
    return Choices(
        answers=batch.answers,
        unit=batch.unit.code if batch.unit else "",
        month=Month.of(batch.month) if batch.month else None,
    )


# ---- examining ------------------------------------------------------------------------------------------------


def examine(uploads: Sequence[Upload], plan: WorkPlan, choices: Choices, *, by=None) -> Findings:
    """Everything that storing these files would do, and what stands in its way. Stores nothing."""
    examination = Examination(uploads, plan, choices, by=by)
    for _step in examination.look():
        pass
    return examination.findings()


def examine_batch(batch: ImportBatch, *, by) -> Findings:
    return examine(uploads_of(batch), batch.plan, choices_of(batch), by=by)


# ---- storing --------------------------------------------------------------------------------------------------


def storing(
    batch: ImportBatch, choices: Choices, *, by, digest: str = "", submit: bool = False
) -> Generator[Step, None, Findings]:
    """Store the batch, step by step, in one transaction; closing the iterator half-way stores nothing.

    `digest` is that of the preview that was confirmed. Raises NotStorable where something is refused or open,
    Overtaken where the figures have changed since the preview, NotWaiting
    where it was stored or discarded meanwhile.
    """
    with one_change():
        batch = _waiting(batch)
        examination = Examination(uploads_of(batch), batch.plan, choices, by=by)
        yield from examination.look()
        reports = changes.lock_reports(examination.report_keys(), by=by, is_demo=verbs.is_demo(by))
        findings = examination.findings()
        if digest and digest != findings.digest:
            raise Overtaken(findings)
        if not findings.can_be_stored:
            raise NotStorable(findings)
        yield from _save(examination, findings, reports, by)
        if submit:
            yield from _submit(examination, findings, reports, by)
        remember_names(choices.answers, findings.files, examination.plan, examination.rights)
        _finish(batch, findings, choices, reports.values(), submitted=submit)
    return findings


def store(batch: ImportBatch, choices: Choices, *, by, digest: str = "", submit: bool = False) -> Findings:
    """The same at one go; gives what was stored."""
    steps = storing(batch, choices, by=by, digest=digest, submit=submit)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


@transaction.atomic
def discard(batch: ImportBatch) -> None:
    """Forget an import that was never stored, with its files. Raises NotWaiting for one that was."""
    found = _waiting(batch)
    names = [row.content.name for row in found.files.all()]
    found.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])


def _save(examination: Examination, findings: Findings, reports, by) -> Iterator[Step]:
    entries = [
        changes.Entry(
            report=reports[_key(examination.plan, proposal)],
            indicator_id=examination.plan.indicators[proposal.code].pk,
            cell=proposal.new,
            source=Source.IMPORTED,
            source_detail=proposal.source_detail,
        )
        for proposal in findings.proposals
        if proposal.standing in STORED
    ]
    for done in changes.save_figures(entries, by=by):
        yield Step(_("Storing figures"), done, len(entries))


def _key(plan: Plan, proposal: Proposal) -> changes.Key:
    chapter = plan.indicators[proposal.code].task.chapter_id
    return (plan.units[proposal.unit].pk, chapter, proposal.month.first_day)


def _submit(examination: Examination, findings: Findings, reports, by) -> Iterator[Step]:
    """Hand in the reports that are the user's to hand in; one that is not ready keeps all from being stored."""
    faults: list[Remark] = []
    for done, report in enumerate(reports.values(), start=1):
        yield Step(_("Submitting reports"), done, len(reports))
        fresh = MonthlyReport.objects.select_related("unit", "chapter").get(pk=report.pk)
        if examination.rights and not examination.rights.may(Action.ENTER_FIGURES, fresh.unit, fresh.chapter.app):
            continue
        try:
            verbs.submit(fresh, by=by)
        except verbs.NotSubmittable as refusal:
            faults += _blocking(fresh, refusal, findings)
        except verbs.ReportNotOpen:
            continue
    if faults:
        findings.remarks += faults
        raise NotStorable(findings)


def _blocking(report: MonthlyReport, refusal: verbs.NotSubmittable, findings: Findings) -> list[Remark]:
    """What keeps a report from being submitted, at the file's cells where it has one."""
    places = {(p.unit, p.code, p.month): p.places[0] for p in findings.proposals}
    anywhere = findings.proposals[0].places[0]
    return [
        Remark(
            Weight.FAULT,
            places.get((report.unit.code, finding.code, report.period), anywhere),
            f"{report} · {finding.code}",
            finding.message,
        )
        for finding in refusal.findings
    ]


def _waiting(batch: ImportBatch) -> ImportBatch:
    """The batch locked, as long as it waits: a second confirmation and a discard at once find it stored or gone.

    Raises NotWaiting.
    """
    rows = ImportBatch.objects.select_for_update(of=("self",)).select_related("plan")
    found = rows.filter(pk=batch.pk, stored_at__isnull=True).first()
    if found is None:
        raise NotWaiting(batch.pk)
    return found


def _finish(
    batch: ImportBatch, findings: Findings, choices: Choices, reports: Iterable[MonthlyReport], *, submitted: bool
) -> None:
    batch.stored_at = clock.now()
    batch.counts = {**findings.counts, LEFT_OUT: _leaves_out(findings, choices)}
    batch.submitted = submitted
    batch.save()
    batch.reports.set(reports)


def _leaves_out(findings: Findings, choices: Choices) -> bool:
    """Does the file hold anything that was not imported: a sheet, or numbers that the user left out?"""
    whole = all(sheet.taken and sheet.tables for file in findings.files for sheet in file.sheets)
    return not whole or LEAVE_OUT in choices.answers.values()
