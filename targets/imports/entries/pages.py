"""The pages on which a file of register entries is taken in, looked at and stored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from targets import access, clock
from targets.access import Action
from targets.frame.phrases import moment_text
from targets.frame.sent_forms import TOKEN
from targets.imports.entries import examination
from targets.imports.entries.examination import EntriesExamination, ProposedEntry
from targets.imports.findings import Effect, Findings
from targets.imports.forms import EntriesUploadForm
from targets.imports.listing import EFFECTS, EntriesImportTable, ImportRow, counts_text, latest
from targets.imports.pages import FAULTS_SHOWN, ImportPages
from targets.imports.remark_tables import FaultTable, RemarkRow, RemarkTable
from targets.imports.uploads import Upload, seen_before
from targets.models import (
    Disclosure,
    ImportBatch,
    ImportedFile,
    ImportKind,
    NamesOfTheTime,
    PersonalDataView,
    ReportingUnit,
)
from targets.registers.declaration import Register
from targets.registers.list_page import find_register
from targets.registers.registry import registry
from targets.registers.rows import url_of
from targets.registers.showing import field_text, value_text
from targets.spreadsheets.remarks import Remark, Weight
from targets.tables import Column, DrawnColumn, Table

ROWS_PER_PAGE = 50


def imports_into(register: Register):
    return ImportBatch.objects.into(ImportKind.ENTRIES, register.name)


def crumbs(register: Register, *more: dict) -> list[dict]:
    return [
        {"label": _("Registers"), "url": reverse("targets:registers")},
        {"label": register.title, "url": url_of(register, "register")},
        *more,
    ]


class EntriesPages(ImportPages):
    """An import of entries, for who may open it."""

    preview_template = "imports/entries/preview.html"
    result_template = "imports/entries/result.html"
    overtaken = gettext_lazy("Nothing was stored: the register has changed since the preview. Look again.")
    refused = gettext_lazy("Nothing was stored: something is still to be corrected.")

    def __init__(self, register: Register, batch: ImportBatch, user):
        super().__init__(batch, user)
        self.register = register

    @classmethod
    def find(cls, user, app: str, slug: str, pk: int) -> EntriesPages:
        """An import of one's own while one keeps the register; every one for the bureau's readers.

        Raises Http404 for others', PermissionDenied without the right to keep the register.
        """
        register = registry.get(app, slug)
        rights = access.of(user)
        found = imports_into(register).select_related("unit", "by").prefetch_related("files")
        if not rights.everywhere(Action.VIEW_EVERYTHING):
            rights.require(Action.KEEP_REGISTERS, app=app)
            found = found.filter(by=user)
        return cls(register, get_object_or_404(found, pk=pk), user)

    def require_mine(self) -> None:
        find_register(self.user, self.register.app, self.register.slug, Action.KEEP_REGISTERS)
        super().require_mine()

    def examination(self, batch: ImportBatch, *, by) -> EntriesExamination:
        return EntriesExamination.of(self.register, batch, by=by)

    def url(self, action: str = "preview") -> str:
        return url_of(self.register, f"register_{action}", self.batch.pk)

    def list_url(self) -> str:
        return url_of(self.register, "register_import")

    def file_opened(self) -> None:
        """Write down that the user opened the file where it holds persons' data whole."""
        if self.register.is_personal:
            PersonalDataView.objects.create(
                by=self.user,
                at=clock.now(),
                register=self.register.name,
                entry=None,
                unit=self.batch.unit or self._senders_unit(),
                occasion=Disclosure.IMPORT,
            )

    def _senders_unit(self) -> ReportingUnit:
        """The widest unit of who sent the file, otherwise of who opens it."""
        grants = access.of(self.batch.by or self.user).grants or access.of(self.user).grants
        return min((grant.unit for grant in grants), key=lambda unit: len(unit.path))

    def preview(self, findings: Findings[ProposedEntry], query) -> dict:
        preview = EntriesPreview(self, findings, query)
        return {"preview": preview, "page_obj": preview.page}

    def result(self) -> dict:
        return {"result": EntriesResult(self)}


class EntriesUploadPage:
    """The form, and the user's imports of this register."""

    def __init__(self, register: Register, request):
        self.register, self.user = register, request.user
        sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        self.form = EntriesUploadForm(self.units, *sent)

    @cached_property
    def units(self) -> list[ReportingUnit]:
        return list(access.kept_units(self.user, self.register).select_related("parent"))

    def take_in(self) -> ImportBatch:
        """Keep the file of the valid form."""
        file = self.form.cleaned_data["file"]
        unit = self.form.chosen_unit or (self.units[0] if len(self.units) == 1 else None)
        upload, form_token = Upload(file.name, file.read()), self.form.cleaned_data[TOKEN]
        return examination.receive(self.register, upload, by=self.user, unit=unit, form_token=form_token)

    @cached_property
    def table(self) -> EntriesImportTable:
        mine = latest(imports_into(self.register).filter(by=self.user))
        url = "register_preview"
        return EntriesImportTable(ImportRow(batch, url_of(self.register, url, batch.pk)) for batch in mine)

    @property
    def template_url(self) -> str:
        return url_of(self.register, "register_template")

    @property
    def crumbs(self) -> list[dict]:
        return crumbs(self.register)


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A field's old and new value; persons masked."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row of the file in the preview."""

    row: ProposedEntry
    register: Register

    @property
    def place(self) -> str:
        return f"{self.row.line.place.sheet} {self.row.line.place.row + 1}".strip()

    @property
    def unit(self) -> str:
        return self.row.entry.unit.name_in_reports if self.row.entry.unit_id else ""

    @property
    def entry(self) -> str:
        names = self.register.key or self.register.columns[:2]
        return " · ".join(value_text(self.row.entry, name) for name in names if name != "unit")

    @property
    def changes(self) -> list[ChangedField]:
        fields = self.register.model._meta
        return [
            ChangedField(self.register.label(name), *(field_text(fields.get_field(name), value) for value in values))
            for name, *values in self.row.changes
        ]

    @property
    def effect(self) -> str:
        return self.row.effect.value

    @property
    def mark(self) -> str:
        return EFFECTS[self.row.effect].icon

    @property
    def label(self) -> str:
        return str(EFFECTS[self.row.effect].word)


class EntryPreview(Table):
    """Entries as they would stand, and what changes."""

    title = gettext_lazy("Entries")
    row_template = "imports/entries/entry_row.html"

    entry = Column(gettext_lazy("Entry"), heading=True)
    unit = Column(gettext_lazy("Unit"))
    label = Column(gettext_lazy("State"))
    changes = DrawnColumn(gettext_lazy("What changes"))
    place = Column(gettext_lazy("Place"), empty="")


def _rows(remarks: list[Remark]) -> list[RemarkRow]:
    """As many of the remarks as the page shows; a file of entries is one, so that its places need no file's name."""
    return [RemarkRow(one.place.within or one.place.name, one) for one in remarks[:FAULTS_SHOWN]]


class EntriesPreview:
    """The page of one import before it is stored."""

    def __init__(self, pages: EntriesPages, findings: Findings[ProposedEntry], query):
        self.register, self.batch, self.mine = pages.register, pages.batch, pages.mine
        self.findings, self.query = findings, query
        self.file_url, self.marked_url = pages.url("file"), pages.url("marked")
        self.store_url, self.discard_url = pages.url("store"), pages.url("discard")

    @cached_property
    def file(self) -> ImportedFile:
        return self.batch.files.all()[0]

    @property
    def seen_before(self) -> str:
        """The day on which the very same file was stored before; empty where it never was."""
        return seen_before({self.file.sha256}, self.batch).get(self.file.sha256, "")

    @property
    def counts_text(self) -> str:
        return counts_text(self.findings.counts)

    @property
    def hindrance(self) -> str:
        """Why the file cannot be stored yet; empty where it can."""
        count = len(self.findings.faults)
        text = ngettext("%(count)s fault is to be corrected.", "%(count)s faults are to be corrected.", count)
        return text % {"count": count} if count else ""

    @cached_property
    def faults(self) -> FaultTable:
        return FaultTable(_rows(self.findings.faults))

    @property
    def more_faults(self) -> int:
        return max(0, len(self.findings.faults) - FAULTS_SHOWN)

    @cached_property
    def warnings(self) -> RemarkTable:
        return RemarkTable(_rows(self.findings.of(Weight.WARNING)))

    @cached_property
    def notes(self) -> RemarkTable:
        return RemarkTable(_rows(self.findings.of(Weight.NOTE)))

    @cached_property
    def page(self) -> Page:
        """Rows that would be stored first; those that stay the same last."""
        order = [Effect.CHANGED, Effect.NEW, Effect.REFUSED, Effect.SAME]
        rows = sorted(self.findings.proposals, key=lambda row: order.index(row.effect))
        return Paginator(rows, ROWS_PER_PAGE).get_page(self.query.get("page"))

    @cached_property
    def table(self) -> EntryPreview:
        return EntryPreview(FileRow(row, self.register) for row in self.page)

    @property
    def crumbs(self) -> list[dict]:
        label = {"label": _("Import"), "url": url_of(self.register, "register_import")}
        return crumbs(self.register, label)


class EntriesResult:
    """The page of a stored import."""

    def __init__(self, pages: EntriesPages):
        self.register, self.batch = pages.register, pages.batch
        self.file = self.batch.files.all()[0]
        self.counts_text = counts_text(self.batch.counts)
        self.by = NamesOfTheTime().of(self.batch.by, self.batch.stored_at)
        self.at = moment_text(self.batch.stored_at)
        self.file_url = pages.url("file")
        self.list_url = url_of(self.register, "register")
        self.more_url = pages.list_url()
        self.crumbs = crumbs(self.register, {"label": _("Import"), "url": self.more_url})
