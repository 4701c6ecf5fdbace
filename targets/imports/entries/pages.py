"""The pages on which a file of register entries is taken in, looked at and stored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import access, clock
from targets.access import Action
from targets.imports.entries import storing
from targets.imports.entries.examination import Found, Row
from targets.imports.entries.forms import RegisterUploadForm
from targets.imports.figures.preview_rows import STANDINGS
from targets.imports.figures.upload_page import MOST_SHOWN, counts_text
from targets.models import Disclosure, PersonalDataView, RegisterImport, ReportingUnit
from targets.pages.register_list import find_register
from targets.pages.register_rows import url_of
from targets.pages.report_view import moment_text
from targets.pages.reviewing import name_of
from targets.registers.declaration import Register
from targets.registers.registry import registry
from targets.registers.showing import field_text, value_text
from targets.spreadsheets.findings import Remark, Standing, Weight

FAULTS_SHOWN, ROWS_PER_PAGE = 200, 50
MARKS = {Standing.NEW: "approved", Standing.CHANGED: "submitted", Standing.SAME: "draft", Standing.REFUSED: "returned"}


def find(user, app: str, slug: str, pk: int) -> tuple[Register, RegisterImport]:
    """An import that the user may open: one's own while one keeps the register; every one for the bureau's readers.

    Raises Http404 for others', PermissionDenied without the right to keep the register.
    """
    register = registry.get(app, slug)
    rights = access.of(user)
    found = RegisterImport.objects.filter(register=register.name).select_related("unit", "by")
    if not rights.everywhere(Action.VIEW_EVERYTHING):
        rights.require(Action.KEEP_REGISTERS, app=app)
        found = found.filter(by=user)
    return register, get_object_or_404(found, pk=pk)


def find_own(user, app: str, slug: str, pk: int) -> tuple[Register, RegisterImport]:
    """An import that the user may go on with. Raises PermissionDenied for one that is only the user's to read."""
    find_register(user, app, slug, Action.KEEP_REGISTERS)
    register, batch = find(user, app, slug, pk)
    if batch.by_id != user.pk:
        raise PermissionDenied
    return register, batch


def disclosed(batch: RegisterImport, user) -> None:
    """Write down that the user opened the file, which holds persons' data whole."""
    unit = batch.unit or _filing_unit(batch, user)
    PersonalDataView.objects.create(
        by=user, at=clock.now(), register=batch.register, entry=None, unit=unit, occasion=Disclosure.IMPORT
    )


def _filing_unit(batch: RegisterImport, user) -> ReportingUnit:
    """The widest unit of who sent the file, otherwise of who opens it."""
    grants = access.of(batch.by or user).grants or access.of(user).grants
    return min((grant.unit for grant in grants), key=lambda unit: len(unit.path))


@dataclass(frozen=True, slots=True)
class Mine:
    """An import in the list."""

    batch: RegisterImport
    register: Register

    @property
    def url(self) -> str:
        return url_of(self.register, "register_preview", self.batch.pk)

    @property
    def state(self) -> str:
        return "approved" if self.batch.stored_at else "draft"

    @property
    def state_label(self) -> str:
        return _("stored") if self.batch.stored_at else _("not stored yet")

    @property
    def at(self) -> str:
        return moment_text(self.batch.stored_at or self.batch.created_at)

    @property
    def counts_text(self) -> str:
        return counts_text(self.batch.counts)


class UploadPage:
    """The form, and the user's imports of this register."""

    def __init__(self, register: Register, request):
        self.register, self.user = register, request.user
        sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        self.form = RegisterUploadForm(self.units, *sent)

    @cached_property
    def units(self) -> list[ReportingUnit]:
        return list(access.kept_units(self.user, self.register).select_related("parent"))

    def take_in(self) -> RegisterImport:
        """Keep the file of the valid form."""
        file = self.form.cleaned_data["file"]
        unit = self.form.chosen_unit or (self.units[0] if len(self.units) == 1 else None)
        return storing.receive(self.register, file.name, file.read(), by=self.user, unit=unit)

    @property
    def rows(self) -> list[Mine]:
        mine: QuerySet = RegisterImport.objects.filter(register=self.register.name, by=self.user)
        return [Mine(batch, self.register) for batch in mine[:MOST_SHOWN]]

    @property
    def template_url(self) -> str:
        return url_of(self.register, "register_template")

    @property
    def crumbs(self) -> list[dict]:
        return crumbs(self.register)


def crumbs(register: Register, *more: dict) -> list[dict]:
    return [
        {"label": _("Registers"), "url": reverse("targets:registers")},
        {"label": register.title, "url": url_of(register, "register")},
        *more,
    ]


@dataclass(frozen=True, slots=True)
class Change:
    """A field's old and new value; persons masked."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the file in the preview."""

    row: Row
    register: Register

    @property
    def place(self) -> str:
        return f"{self.row.line.place.sheet} {self.row.line.place.row + 1}".strip()

    @property
    def unit(self) -> str:
        return self.row.entry.unit.filing_name if self.row.entry.unit_id else ""

    @property
    def title(self) -> str:
        names = self.register.key or self.register.columns[:2]
        return " · ".join(value_text(self.row.entry, name) for name in names if name != "unit")

    @property
    def changes(self) -> list[Change]:
        fields = self.register.model._meta
        return [
            Change(self.register.label(name), *(field_text(fields.get_field(name), value) for value in values))
            for name, *values in self.row.changes
        ]

    @property
    def mark(self) -> str:
        return MARKS[self.row.standing]

    @property
    def label(self) -> str:
        return str(STANDINGS[self.row.standing].word)


class Preview:
    """The page of one import before it is stored."""

    def __init__(self, register: Register, batch: RegisterImport, found: Found, user, query):
        self.register, self.batch, self.found, self.query = register, batch, found, query
        self.mine = batch.by_id == user.pk
        self.seen_before = storing.seen_before(batch)

    @property
    def counts_text(self) -> str:
        counts = self.found.counts
        refused = _("%(count)s refused") % {"count": counts["refused"]} if counts["refused"] else ""
        return _(", ").join(filter(None, (counts_text(counts), refused)))

    @property
    def hindrance(self) -> str:
        """Why the file cannot be stored yet; empty where it can."""
        count = len(self.found.faults)
        text = ngettext("%(count)s fault is to be corrected.", "%(count)s faults are to be corrected.", count)
        return text % {"count": count} if count else ""

    @property
    def faults(self) -> list[Remark]:
        return self.found.faults[:FAULTS_SHOWN]

    @property
    def more_faults(self) -> int:
        return max(0, len(self.found.faults) - FAULTS_SHOWN)

    @property
    def warnings(self) -> list[Remark]:
        return self.found.of(Weight.WARNING)[:FAULTS_SHOWN]

    @property
    def notes(self) -> list[Remark]:
        return self.found.of(Weight.NOTE)[:FAULTS_SHOWN]

    @cached_property
    def page(self) -> Page:
        """Rows that would be stored first; those that stay the same last."""
        order = [Standing.CHANGED, Standing.NEW, Standing.REFUSED, Standing.SAME]
        rows = sorted(self.found.rows, key=lambda row: order.index(row.standing))
        return Paginator(rows, ROWS_PER_PAGE).get_page(self.query.get("page"))

    @property
    def rows(self) -> list[RowView]:
        return [RowView(row, self.register) for row in self.page]

    def url(self, name: str) -> str:
        return url_of(self.register, name, self.batch.pk)

    @property
    def urls(self) -> dict[str, str]:
        names = ("register_store", "register_discard", "register_marked", "register_file", "register_preview")
        return {name: self.url(name) for name in names}

    @property
    def crumbs(self) -> list[dict]:
        label = {"label": _("Import"), "url": url_of(self.register, "register_import")}
        return crumbs(self.register, label)


class Result:
    """The page of a stored import."""

    def __init__(self, register: Register, batch: RegisterImport):
        self.register, self.batch = register, batch
        self.counts_text = counts_text(batch.counts)
        self.by = name_of(batch.by)
        self.at = moment_text(batch.stored_at)
        self.file_url = url_of(register, "register_file", batch.pk)
        self.list_url = url_of(register, "register")
        self.more_url = url_of(register, "register_import")
        self.crumbs = crumbs(register, {"label": _("Import"), "url": self.more_url})
