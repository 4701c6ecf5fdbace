"""An import from upload to stored figures: received, examined as often as one likes, stored once and whole.

Nothing reaches a report before `storing`, which does it in one transaction: whatever breaks off leaves nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from targets import access, bulk_saving, clock, reporting
from targets.access import Access, Action
from targets.models import ImportBatch, ImportedFile, MonthlyReport, Source, WorkPlan
from targets.periods import Month
from targets.spreadsheets.findings import Findings, Proposal, Remark, Said, Standing, Weight
from targets.spreadsheets.proposals.checking import quality_remarks
from targets.spreadsheets.proposals.comparing import compare_rates, compare_totals
from targets.spreadsheets.proposals.gathering import Choices
from targets.spreadsheets.proposals.looking import Looked, Looking, Upload
from targets.spreadsheets.proposals.others import leave_out_others
from targets.spreadsheets.proposals.proposing import Plan, Proposing, Stored
from targets.spreadsheets.proposals.remembering import remember_names

STORED = (Standing.NEW, Standing.CHANGED)
# Letters of a kept file's name: a file system takes 255 bytes, of which a Chinese one needs three.
LONGEST_NAME = 60


class NotStorable(Exception):
    """Something is refused or left open; `findings` says what. Nothing was stored."""

    def __init__(self, findings: Findings):
        super().__init__(f"{len(findings.faults)} faults, {len(findings.open_questions)} open questions")
        self.findings = findings


class Overtaken(NotStorable):
    """What stands in the reports, or what was answered, is no longer what the preview showed."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far an import has come."""

    text: str
    done: int
    total: int


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


class Examination:
    """One look at some files for one user. `by` None is whoever runs the server."""

    def __init__(self, uploads: Sequence[Upload], plan: WorkPlan, choices: Choices, *, by=None):
        self.uploads = uploads
        self.plan = Plan.of(plan)
        self.choices = choices
        self.rights: Access | None = access.of(by) if by is not None else None
        self.by = by
        self.proposing = Proposing(self.plan, self.rights)
        self.looked: Looked | None = None
        self.own: list[Said] = []
        self.other_remarks: list[Remark] = []

    def look(self) -> Iterator[Step]:
        """Read the files; a step for each."""
        looking = Looking(self.plan, self.choices, self.plan.words())
        for number, looked in enumerate(looking.look(self.uploads), start=1):
            self.looked = looked
            yield Step(_("Reading %(file)s") % {"file": looked.files[-1].name}, number, len(self.uploads))
        gathering = looking.gathering
        self.own, others = self.proposing.within_reach(gathering.said)
        self.other_remarks = leave_out_others(others, gathering, self.plan)

    def findings(self) -> Findings:
        """What the files say, beside what stands in the reports now. Ask after `look`."""
        gathering = self.looked.gathering
        proposing = Proposing(self.plan, self.rights)
        stored = Stored.of(self.plan, self.own)
        proposals = proposing.propose(self.own, stored)
        remarks = [*self.looked.remarks, *gathering.remarks, *self.other_remarks, *proposing.remarks]
        remarks += compare_totals(gathering.totals, gathering.said, self.plan.indicators)
        remarks += compare_rates(gathering.rates, proposals)
        remarks += quality_remarks(proposals, stored, self.plan)
        return Findings(
            self.looked.files,
            self.looked.questions,
            proposals,
            remarks,
            _digest(proposals),
            self.plan.units,
            self.plan.indicators,
        )

    def report_keys(self) -> dict[bulk_saving.Key, tuple[str, str, Month]]:
        """The reports that the files speak of."""
        keys = {}
        for unit, code, month in {(one.unit, one.code, one.month) for one in self.own}:
            chapter = self.plan.indicators[code].task.chapter
            key = (self.plan.units[unit].pk, chapter.pk, month.first_day)
            keys[key] = (unit, chapter.app, month)
        return keys


def examine(uploads: Sequence[Upload], plan: WorkPlan, choices: Choices, *, by=None) -> Findings:
    """Everything that storing these files would do, and what stands in its way. Stores nothing."""
    examination = Examination(uploads, plan, choices, by=by)
    for _step in examination.look():
        pass
    return examination.findings()


def examine_batch(batch: ImportBatch, *, by) -> Findings:
    return examine(uploads_of(batch), batch.plan, choices_of(batch), by=by)


def _digest(proposals: Iterable[Proposal]) -> str:
    """Names exactly what was shown: the new and the old figures, and the states of their reports."""
    digest = hashlib.sha256()
    for p in proposals:
        cells = (*p.new.numbers, p.new.not_applicable, *p.old.numbers, p.old.not_applicable)
        digest.update(f"{p.unit} {p.code} {p.month} {p.standing} {' '.join(map(str, cells))}\n".encode())
    return digest.hexdigest()[:32]


# ---- storing --------------------------------------------------------------------------------------------------


def storing(
    batch: ImportBatch, choices: Choices, *, by, digest: str = "", submit: bool = False
) -> Generator[Step, None, Findings]:
    """Store the batch, step by step, in one transaction; closing the iterator half-way stores nothing.

    `digest` is that of the preview that was confirmed. Raises NotStorable where something is refused or open,
    Overtaken where the figures have changed since the preview.
    """
    with transaction.atomic():
        examination = Examination(uploads_of(batch), batch.plan, choices, by=by)
        yield from examination.look()
        reports = bulk_saving.lock_reports(examination.report_keys(), by=by, is_demo=reporting.is_demo(by))
        findings = examination.findings()
        if digest and digest != findings.digest:
            raise Overtaken(findings)
        if not findings.can_be_stored:
            raise NotStorable(findings)
        yield from _save(examination, findings, reports, by)
        if submit:
            yield from _submit(examination, findings, reports, by)
        remember_names(choices.answers, findings.files, examination.plan, examination.rights)
        _finish(batch, findings, reports.values(), submit)
    return findings


def store(batch: ImportBatch, choices: Choices, *, by, digest: str = "", submit: bool = False) -> Findings:
    """The same at one go; gives what was stored."""
    steps = storing(batch, choices, by=by, digest=digest, submit=submit)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def discard(batch: ImportBatch) -> None:
    """Forget an import that was never stored, with its files. Raises ValueError for one that was."""
    if batch.is_stored:
        raise ValueError(batch)
    for row in batch.files.all():
        row.content.delete(save=False)
    batch.delete()


def _save(examination: Examination, findings: Findings, reports, by) -> Iterator[Step]:
    entries = [
        bulk_saving.Entry(
            report=reports[_key(examination.plan, proposal)],
            indicator_id=examination.plan.indicators[proposal.code].pk,
            cell=proposal.new,
            source=Source.IMPORTED,
            source_detail=proposal.source_detail,
        )
        for proposal in findings.proposals
        if proposal.standing in STORED
    ]
    for done in bulk_saving.save_figures(entries, by=by):
        yield Step(_("Storing figures"), done, len(entries))


def _key(plan: Plan, proposal: Proposal) -> bulk_saving.Key:
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
            reporting.submit(fresh, by=by)
        except reporting.NotSubmittable as refusal:
            faults += _blocking(fresh, refusal, findings)
        except reporting.ReportNotOpen:
            continue
    if faults:
        findings.remarks += faults
        raise NotStorable(findings)


def _blocking(report: MonthlyReport, refusal: reporting.NotSubmittable, findings: Findings) -> list[Remark]:
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


def _finish(batch: ImportBatch, findings: Findings, reports: Iterable[MonthlyReport], submitted: bool) -> None:
    batch.stored_at = clock.now()
    batch.counts = findings.counts
    batch.submitted = submitted
    batch.save()
    batch.reports.set(reports)
