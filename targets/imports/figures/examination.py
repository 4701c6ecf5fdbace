"""Files of figures: read, turned into numbers of single months, compared with the reports, and stored in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from targets import access
from targets.access import Access, Action
from targets.imports import life
from targets.imports.examination import Examination, ImportProgress
from targets.imports.figures.aliases import keep_aliases
from targets.imports.figures.cross_checks import compare_rates, compare_totals
from targets.imports.figures.file_reading import FilesRead, FilesReader
from targets.imports.figures.findings import FigureInFile, FiguresFindings, ProposedFigure
from targets.imports.figures.foreign_figures import ask_about_foreign_figures
from targets.imports.figures.proposals import ImportPlan, ProposalMaker, StoredFigures
from targets.imports.figures.report_checks import report_check_remarks
from targets.imports.figures.table_reading import LEAVE_OUT, Choices
from targets.imports.uploads import Upload, uploads_of
from targets.models import ImportBatch, MonthlyReport, ReportingUnit, Source, WorkPlan
from targets.models.people import is_demo
from targets.periods import Month
from targets.registers.locking import lock_counted_entries
from targets.reports import changes, verbs
from targets.spreadsheets.remarks import Remark, Weight

# Kept with the counts: whether the file holds numbers that were not imported, and so perhaps others' numbers.
LEFT_OUT = "left_out"


def receive(
    uploads: Sequence[Upload],
    plan: WorkPlan,
    *,
    by,
    unit: ReportingUnit | None = None,
    month: Month | None = None,
    form_token: UUID | None = None,
) -> ImportBatch:
    """Keep files of figures; the unit and month are those of sheets that name none."""
    batch = ImportBatch(plan=plan, by=by, unit=unit, month=month.first_day if month else None)
    return life.receive(batch, uploads, form_token=form_token)


def choices_of(batch: ImportBatch) -> Choices:
    return Choices(
        answers=batch.answers,
        unit=batch.unit.code if batch.unit else "",
        month=Month.of(batch.month) if batch.month else None,
    )


class FiguresExamination(Examination):
    """One look at files of figures. `by` None is whoever runs the server; `submit` submits the reports at once."""

    def __init__(self, uploads: Sequence[Upload], plan: WorkPlan, choices: Choices, *, by=None, submit: bool = False):
        self.uploads = uploads
        self.plan = ImportPlan.of(plan)
        self.choices = choices
        self.rights: Access | None = access.of(by) if by is not None else None
        self.by = by
        self.submit = submit
        self.files_read: FilesRead | None = None
        self.own: list[FigureInFile] = []
        self.other_remarks: list[Remark] = []
        self.reports: dict[changes.Key, MonthlyReport] = {}

    @classmethod
    def of(
        cls, batch: ImportBatch, *, by=None, choices: Choices | None = None, submit: bool = False
    ) -> FiguresExamination:
        """Of a received import, with what was answered to it, unless other choices are given."""
        return cls(uploads_of(batch), batch.plan, choices or choices_of(batch), by=by, submit=submit)

    # ---- Examining ----------------------------------------------------------------------------------------

    def read(self) -> Iterator[ImportProgress]:
        reader = FilesReader(self.plan, self.choices, self.plan.words())
        for number, files_read in enumerate(reader.read(self.uploads), start=1):
            self.files_read = files_read
            yield ImportProgress(_("Reading %(file)s") % {"file": files_read.files[-1].name}, number, len(self.uploads))
        self.own, others = ProposalMaker(self.plan, self.rights).within_reach(reader.tables.figures)
        self.other_remarks = ask_about_foreign_figures(others, reader.tables, self.plan)

    def lock(self) -> None:
        """Lock the reports that the files have figures for; those that do not exist yet are begun."""
        keys = {self._key(one) for one in self.own}
        self.reports = changes.begin_reports(keys, by=self.by, is_demo=is_demo(self.by))
        if self.submit:
            # All at once and before anything is written: see the order of locks in `targets.reports.verbs`.
            lock_counted_entries(ReportingUnit.objects.filter(pk__in={unit for unit, _chapter, _month in keys}))

    def _key(self, one: FigureInFile | ProposedFigure) -> changes.Key:
        chapter = self.plan.indicators[one.code].task.chapter_id
        return (self.plan.units[one.unit].pk, chapter, one.month.first_day)

    def findings(self) -> FiguresFindings:
        tables = self.files_read.tables
        maker = ProposalMaker(self.plan, self.rights, self.choices)
        stored = StoredFigures.of(self.plan, self.own)
        proposals = maker.propose(self.own, stored)
        remarks = [*self.files_read.remarks, *tables.remarks, *self.other_remarks, *maker.remarks]
        remarks += compare_totals(tables.totals, tables.figures, self.plan.indicators)
        remarks += compare_rates(tables.rates, proposals)
        remarks += report_check_remarks(proposals, stored, self.plan)
        return FiguresFindings(
            proposals=proposals,
            remarks=remarks,
            questions=[*self.files_read.questions, *maker.earlier_months.questions],
            digest=_digest(proposals),
            files=self.files_read.files,
            units=self.plan.units,
            indicators=self.plan.indicators,
        )

    # ---- Storing ------------------------------------------------------------------------------------------

    def store(self, batch: ImportBatch, findings: FiguresFindings) -> Iterator[ImportProgress]:
        entries = [
            changes.FigureEntry(
                report=self.reports[self._key(proposal)],
                indicator_id=self.plan.indicators[proposal.code].pk,
                cell=proposal.new,
                source=Source.IMPORTED,
                source_detail=proposal.source_detail,
                also_months=proposal.holds,
            )
            for proposal in findings.to_store
        ]
        for done in changes.store_figures(entries, by=self.by):
            yield ImportProgress(_("Storing figures"), done, len(entries))
        if self.submit:
            yield from self._submit(findings)
        keep_aliases(self.choices.answers, findings.files, self.plan, self.rights)
        batch.submitted = self.submit
        batch.counts[LEFT_OUT] = self._leaves_out(findings)
        batch.reports.set(self.reports.values())

    def _submit(self, findings: FiguresFindings) -> Iterator[ImportProgress]:
        """Submit the reports that are the user's to submit; one that is not ready keeps all from being stored."""
        faults: list[Remark] = []
        for done, report in enumerate(self.reports.values(), start=1):
            yield ImportProgress(_("Submitting reports"), done, len(self.reports))
            fresh = MonthlyReport.objects.select_related("unit", "chapter").get(pk=report.pk)
            if self.rights and not self.rights.may(Action.ENTER_FIGURES, fresh.unit, fresh.chapter.app):
                continue
            try:
                verbs.submit(fresh, by=self.by)
            except verbs.NotSubmittable as refusal:
                faults += _blocking(fresh, refusal, findings)
            except verbs.ReportNotOpen:
                continue
        if faults:
            findings.remarks += faults
            raise life.NotStorable(findings)

    def _leaves_out(self, findings: FiguresFindings) -> bool:
        """Does the file hold anything that was not imported: a sheet, or numbers that the user left out?"""
        whole = all(sheet.taken and sheet.tables for file in findings.files for sheet in file.sheets)
        return not whole or LEAVE_OUT in self.choices.answers.values()


def _digest(proposals: Iterable[ProposedFigure]) -> str:
    """Names exactly what was shown: the new and the old figures, and what becomes of each."""
    digest = hashlib.sha256()
    for p in proposals:
        cells = (*p.new.numbers, p.new.not_applicable, *p.old.numbers, p.old.not_applicable)
        digest.update(f"{p.unit} {p.code} {p.month} {p.effect} {' '.join(map(str, cells))}\n".encode())
    return digest.hexdigest()[:32]


def _blocking(report: MonthlyReport, refusal: verbs.NotSubmittable, findings: FiguresFindings) -> list[Remark]:
    """What keeps a report from being submitted, at the file's cells where it has one."""
    places = {(p.unit, p.code, p.month): p.places[0] for p in findings.proposals}
    anywhere = findings.proposals[0].places[0]
    return [
        Remark(
            Weight.FAULT,
            places.get((report.unit.code, finding.code, report.period), anywhere),
            f"{report} · {finding.code}" if finding.code else str(report),
            finding.message,
        )
        for finding in refusal.findings
    ]
