"""Importing and exporting the admin's lists as files.

Whoever may change rows of a list may import it, and whoever may see the list may export what it shows. An import is
stored when its preview is confirmed: all rows or none, and only with the changes that the preview showed.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin

from targets import clock
from targets.admin.base import NO_SUCH_FILTER, NOT_OFFERED
from targets.admin.file_forms import ChooseFormatForm, ConfirmForm, ImportFileForm
from targets.admin.file_tables import FileChangeTable, FileColumnTable, FileFaultTable
from targets.admin.master_data import MasterDataExamination, ProposedRow
from targets.admin.resources import tables
from targets.admin.resources.base import MasterResource
from targets.frame.sent_forms import TOKEN
from targets.imports import life
from targets.imports.findings import Findings
from targets.imports.uploads import Upload, uploads_of
from targets.imports.views import STORED_ALREADY, tell_if_repeated
from targets.models import ImportBatch, ImportKind

UNPROCESSABLE = 422


class FilesAdmin(ImportExportMixin):
    """A mixin for a `ScopedAdmin`, to be named before it; the admin sets `resource_classes`."""

    formats = (tables.ExcelWorkbook, tables.CommaSeparated)
    export_form_class = ChooseFormatForm

    def has_import_permission(self, request) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def get_resource_kwargs(self, request, *args, **kwargs) -> dict:
        return {"admin": self, "request": request}

    def form_of_row(self, request, row):
        """The form that checks an imported row: the one for adding it, or for changing it."""
        return self.get_form(request, row if row.pk else None, change=bool(row.pk))

    # ---- Export -------------------------------------------------------------------------------------------

    def export_action(self, request):
        """Choose a format for the rows to which the address narrows the list; for all where it has no such filter."""
        try:
            return super().export_action(request)
        except NOT_OFFERED:
            messages.warning(request, NO_SUCH_FILTER)
            return HttpResponseRedirect(request.path)

    def get_export_data(self, file_format, request, queryset, **kwargs) -> bytes:
        """The file's content; in a workbook, numbers and dates keep their types."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        native = file_format.is_binary()
        return file_format.export_data(self.get_data_for_export(request, queryset, force_native_type=native, **kwargs))

    def get_export_filename(self, request, queryset, file_format) -> str:
        return f"{self.opts.model_name}-{clock.today().isoformat()}.{file_format.get_extension()}"

    def init_request_context_data(self, request, form) -> dict:
        resource = self.get_export_resource_classes(request)[0]
        columns = [resource.label(name) for name in resource().get_export_order()]
        return super().init_request_context_data(request, form) | {
            "columns": columns,
            "row_count": self.get_export_queryset(request).count(),
        }

    # ---- Import -------------------------------------------------------------------------------------------

    def import_action(self, request, **kwargs):
        """The page on which a file is chosen, and the preview of what the file would change."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._import_page(request, ImportFileForm())
        form = ImportFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._import_page(request, form, status=UNPROCESSABLE)
        upload = Upload(form.cleaned_data["import_file"].name, form.content)
        findings = self._examination(request, upload).examined()
        if not findings.to_store:
            return self._preview(request, upload.name, findings)
        batch = ImportBatch(kind=ImportKind.MASTER_DATA, table=self.opts.label_lower, by=request.user)
        received = life.receive(batch, [upload], form_token=form.cleaned_data[TOKEN])
        if received.is_stored:
            # Stored since, and changed by somebody after that: it is to be looked at and confirmed anew.
            received = life.receive(batch, [upload])
        tell_if_repeated(request, received)
        return self._preview(request, upload.name, findings, received)

    @method_decorator(require_POST)
    def process_import(self, request, **kwargs):
        """Store a confirmed import; if it would change something else by now, show the preview again."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = ConfirmForm(request.POST)
        own = ImportBatch.objects.into(ImportKind.MASTER_DATA, self.opts.label_lower).filter(by=request.user)
        batch = own.filter(pk=form.cleaned_data["upload"]).first() if form.is_valid() else None
        if batch is None:
            return self._gone(request)
        if batch.is_stored:
            return self._stored_already(request)
        (upload,) = uploads_of(batch)
        try:
            findings = life.store(
                batch, lambda _found: self._examination(request, upload), digest=form.cleaned_data["digest"]
            )
        except life.NotWaiting:
            return self._stored_already(request) if own.filter(pk=batch.pk).exists() else self._gone(request)
        except life.NotStorable as refusal:
            messages.warning(request, _("The records have been changed since the preview. Look again."))
            return self._preview(request, upload.name, refusal.findings, batch)
        text = _("Imported: %(new)s new, %(changed)s changed, %(same)s as they were.")
        messages.success(request, text % findings.counts)
        return HttpResponseRedirect(self._address("changelist"))

    def _stored_already(self, request):
        messages.info(request, STORED_ALREADY)
        return HttpResponseRedirect(self._address("changelist"))

    def _gone(self, request):
        """The answer if the import was discarded already, or is another user's."""
        messages.error(request, _("The file is no longer here. Choose it again."))
        return HttpResponseRedirect(self._address("import"))

    def _examination(self, request, upload: Upload) -> MasterDataExamination:
        return MasterDataExamination(self._resource(request), self.opts.label, upload, by=request.user)

    def _resource(self, request) -> MasterResource:
        return self.get_import_resource_classes(request)[0](**self.get_import_resource_kwargs(request))

    def _preview(self, request, name: str, findings: Findings[ProposedRow], batch: ImportBatch | None = None):
        """The page with what the file would change, to be confirmed, or with the reasons why it is refused."""
        shown = {"file_name": name}
        if findings.faults:
            shown["faults"] = FileFaultTable(findings.faults)
            return self._import_page(request, ImportFileForm(), status=UNPROCESSABLE, **shown)
        touched = FileChangeTable(findings.to_store, renamed={"name": capfirst(self.opts.verbose_name)})
        shown |= {"rows": findings.proposals, "touched": touched, "counts": findings.counts}
        if batch is not None:
            shown["confirm_form"] = ConfirmForm(initial={"upload": batch.pk, "digest": findings.digest})
        return self._import_page(request, ImportFileForm(), **shown)

    def _import_page(self, request, form, status: int = 200, **shown):
        resource = self._resource(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import"),
            "opts": self.opts,
            "form": form,
            "columns": FileColumnTable(resource.column_helps()),
            "notes": resource.notes,
            "note_on_new": resource.note_on_new,
            **shown,
        }
        return render(request, self.import_template_name, context, status=status)

    def _address(self, place: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{place}")
