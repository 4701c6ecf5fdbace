"""The pages of an import of figures: before storing what was found and is asked, afterwards what was stored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from targets import access
from targets.access import Action
from targets.frame.phrases import moment_text, month_text
from targets.imports import marking
from targets.imports.figures import preview_rows, upload_page
from targets.imports.figures.examination import FiguresExamination
from targets.imports.figures.findings import FiguresFindings, FileFound
from targets.imports.findings import Effect
from targets.imports.forms import month_choices, unit_choices
from targets.imports.listing import counts_text
from targets.imports.pages import FAULTS_SHOWN, ImportPages
from targets.imports.remark_tables import FaultTable, RemarkRow
from targets.models import ImportBatch, ImportedFile, MonthlyReport, NamesOfTheTime
from targets.periods import Month
from targets.reports.links import report_url
from targets.spreadsheets.cells import Format
from targets.spreadsheets.remarks import Question, Remark
from targets.tables import Column, Table

REPORTS_SHOWN = 300
RADIOS_UP_TO = 5
KINDS = {
    Format.XLSX: "Excel (.xlsx)",
    Format.XLS: "Excel 97–2003 / WPS (.xls)",
    Format.XLSB: "Excel (.xlsb)",
    Format.ODS: "OpenDocument (.ods)",
}


class FiguresPages(ImportPages):
    """An import of figures, for who may see it."""

    preview_template = "imports/figures/preview.html"
    result_template = "imports/figures/result.html"
    overtaken = gettext_lazy("Nothing was stored: the figures have changed since the preview. Look again.")
    refused = gettext_lazy("Nothing was stored: something is still to be corrected or answered.")

    @classmethod
    def find(cls, user, pk: int) -> FiguresPages:
        """An import that the user may see. Raises Http404 otherwise."""
        found = access.visible_imports(user).select_related("plan", "unit", "by").prefetch_related("files")
        return cls(get_object_or_404(found, pk=pk), user)

    def examination(self, batch: ImportBatch, *, by, submit: bool = False) -> FiguresExamination:
        return FiguresExamination.of(batch, by=by, submit=submit)

    def url(self, action: str = "") -> str:
        return reverse(f"targets:import_{action}" if action else "targets:import", args=[self.batch.pk])

    def list_url(self) -> str:
        return reverse("targets:imports")

    def file_opened(self) -> None:
        """Figures are no personal data, so nothing is recorded."""

    def preview(self, findings: FiguresFindings, query) -> dict:
        return {"preview": FiguresPreview(self, findings, query)}

    def result(self) -> dict:
        return {"result": FiguresResult(self.batch, self.user)}


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of the import, with what was found in it."""

    file: ImportedFile
    found: FileFound
    faulty: bool

    @property
    def kind(self) -> str:
        return KINDS.get(self.found.kind, _("text")) if self.found.kind else ""

    @property
    def seen_text(self) -> str:
        return _("The very same file was imported on %(day)s.") % {"day": self.found.seen_before}

    @property
    def markable(self) -> bool:
        """Is there something to mark, in a file that could be read?"""
        return self.faulty and not self.found.error


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question with its number on the page, and its place in words."""

    question: Question
    number: int
    place: str

    @property
    def as_radios(self) -> bool:
        return len(self.question.options) <= RADIOS_UP_TO

    @property
    def id(self) -> str:
        return f"question-{self.number}"


class FiguresPreview:
    """The page before anything is stored."""

    def __init__(self, pages: FiguresPages, findings: FiguresFindings, query):
        self.batch, self.user, self.mine, self.findings = pages.batch, pages.user, pages.mine, findings
        self.rights = access.of(pages.user)
        self.kind = preview_rows.kind_of(query.get("show", ""))
        self.entries = preview_rows.FiguresInPreview(findings)
        self.page: Page = self.entries.page(self.kind, query.get("page"))
        self.rows = preview_rows.rows(self.page, findings, one_file=self.entries.one_file)
        self.table = preview_rows.FigurePreview(self.rows)
        self.url, self.store_url, self.discard_url = pages.url(), pages.url("store"), pages.url("discard")
        self.tabs = self.entries.tabs(self.kind, self.url)

    # ---- Files and questions ------------------------------------------------------------------------------

    @cached_property
    def files(self) -> list[FileView]:
        marked = {one.place.file for one in self.findings.remarks if one.weight in marking.MARKED}
        pairs = zip(self.batch.files.all(), self.findings.files, strict=True)
        return [FileView(file, found, file.order in marked) for file, found in pairs]

    @cached_property
    def questions(self) -> list[QuestionView]:
        """The open ones first."""
        ordered = sorted(self.findings.questions, key=lambda one: not one.is_open)
        return [QuestionView(one, number, self.where(one)) for number, one in enumerate(ordered)]

    @property
    def months(self) -> list[tuple[str, str, bool]]:
        chosen = str(Month.of(self.batch.month)) if self.batch.month else ""
        return [(value, label, value == chosen) for value, label in month_choices([self.batch.plan])]

    @cached_property
    def unit_options(self) -> list[tuple[str, str, bool]]:
        chosen = self.batch.unit.code if self.batch.unit else ""
        units = upload_page.units(self.user, [self.batch.plan]) if self.mine else []
        return [(value, label, value == chosen) for value, label in unit_choices(units)] if len(units) > 1 else []

    @property
    def asks_context(self) -> bool:
        """Does a sheet name no month or unit, or was one chosen?"""
        asked = any(one.key.startswith(("month:", "unit:")) for one in self.findings.questions)
        return asked or bool(self.batch.month or self.batch.unit)

    # ---- Faults and remarks -------------------------------------------------------------------------------

    @cached_property
    def faults(self) -> FaultTable:
        return FaultTable(RemarkRow(self.where(one), one) for one in self.findings.faults[:FAULTS_SHOWN])

    @property
    def more_faults(self) -> int:
        return max(0, len(self.findings.faults) - FAULTS_SHOWN)

    @property
    def elsewhere(self) -> list[RemarkRow]:
        """Warnings and notes on places that belong to no figure."""
        return [RemarkRow(self.where(one), one) for one in self.entries.elsewhere[:FAULTS_SHOWN]]

    def where(self, one: Remark | Question) -> str:
        return preview_rows.places_text([one.place], one_file=self.entries.one_file)

    # ---- Confirming ---------------------------------------------------------------------------------------

    @property
    def counts_text(self) -> str:
        """With the cells that were refused before they could become a figure."""
        return counts_text(self.findings.counts | {Effect.REFUSED.value: len(self.entries.of(Effect.REFUSED))})

    @property
    def hindrance(self) -> str:
        """Why nothing can be stored yet; empty where it can."""
        faults, questions = len(self.findings.faults), len(self.findings.open_questions)
        reasons = []
        if questions:
            text = ngettext("%(count)s question is open", "%(count)s questions are open", questions)
            reasons.append(text % {"count": questions})
        if faults:
            text = ngettext("%(count)s fault is to be corrected", "%(count)s faults are to be corrected", faults)
            reasons.append(text % {"count": faults})
        if not reasons and not self.findings.proposals:
            reasons.append(_("no figure was found"))
        return _(", ").join(reasons)

    @property
    def may_submit(self) -> bool:
        return self.rights.may(Action.ENTER_FIGURES)

    @property
    def crumbs(self) -> list[dict]:
        return crumbs()


def crumbs() -> list[dict]:
    return [{"label": _("Import figures"), "url": reverse("targets:imports")}, {"label": _("This import")}]


@dataclass(frozen=True, slots=True)
class ReportLink:
    """A report that got figures; `url` is empty where the reader may not open it."""

    unit: str
    month: str
    chapter: str
    state: str
    state_label: str
    url: str


class ReportTable(Table):
    """The reports that got figures."""

    title = gettext_lazy("Reports with imported figures")
    row_template = "imports/figures/report_row.html"

    unit = Column(gettext_lazy("Unit"), heading=True)
    month = Column(gettext_lazy("Month"))
    chapter = Column(gettext_lazy("Chapter"))
    state_label = Column(gettext_lazy("State"))


class FiguresResult:
    """The page after storing: what was stored, and links to the reports."""

    def __init__(self, batch: ImportBatch, user):
        self.batch = batch
        rights = access.of(user)
        found = batch.reports.select_related("unit__parent", "chapter").order_by("unit__order", "unit__code", "month")
        reports = list(found[: REPORTS_SHOWN + 1])
        self.reports = ReportTable(_link(report, rights) for report in reports[:REPORTS_SHOWN])
        self.more = len(reports) > REPORTS_SHOWN

    @property
    def counts_text(self) -> str:
        return counts_text(self.batch.counts)

    @property
    def by(self) -> str:
        return NamesOfTheTime().of(self.batch.by, self.batch.stored_at)

    @property
    def at(self) -> str:
        return moment_text(self.batch.stored_at)

    @property
    def files(self):
        return self.batch.files.all()

    @property
    def crumbs(self) -> list[dict]:
        return crumbs()


def _link(report: MonthlyReport, rights: access.Access) -> ReportLink:
    readable = rights.reads(report.unit, report.chapter.app, report.state)
    return ReportLink(
        unit=report.unit.name_in_reports,
        month=month_text(report.period),
        chapter=str(report.chapter.short_title),
        state=report.state,
        state_label=report.get_state_display(),
        url=report_url(report) if readable else "",
    )
