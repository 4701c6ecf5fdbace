"""Import and export of a list: who may change its rows may import, who may see it may export what it shows.

Nothing is stored before the preview is confirmed; then all rows or none, and only as the preview showed them.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin
from import_export.results import RowResult

from targets import clock
from targets.admin import outcome, uploads
from targets.admin.file_forms import ChooseFormatForm, ConfirmForm, ImportFileForm
from targets.admin.resources import tables
from targets.models.versions import one_change

UNPROCESSABLE = 422
LOGGED = {RowResult.IMPORT_TYPE_NEW: ADDITION, RowResult.IMPORT_TYPE_UPDATE: CHANGE}


class FilesAdmin(ImportExportMixin):
    """To be mixed with `ScopedAdmin`, before it; an admin names its resource."""

    formats = (tables.ExcelWorkbook, tables.CommaSeparated)
    export_form_class = ChooseFormatForm

    def has_import_permission(self, request) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def get_resource_kwargs(self, request, *args, **kwargs) -> dict:
        return {"admin": self, "request": request}

    def form_of_row(self, request, row):
        """The form through which an imported row goes: that of adding it, or of changing it."""
        return self.get_form(request, row if row.pk else None, change=bool(row.pk))

    # ---- Out ----------------------------------------------------------------------------------------------

    def get_export_data(self, file_format, request, queryset, **kwargs) -> bytes:
        """Numbers and dates stay what they are in a workbook; a text is a text."""
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

    # ---- In -----------------------------------------------------------------------------------------------

    def import_action(self, request, **kwargs):
        """Choose a file; then see what it would change."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._import_page(request, ImportFileForm())
        form = ImportFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._import_page(request, form, status=UNPROCESSABLE)
        return self._preview(request, form.content, form.cleaned_data["import_file"].name)

    @method_decorator(require_POST)
    def process_import(self, request, **kwargs):
        """Store what was confirmed; where it would be something else by now, show it again."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        try:
            upload = uploads.find(request.POST.get("upload", ""), request.user)
            content = upload.content()
        except uploads.Gone:
            messages.error(request, _("The file is no longer here. Choose it again."))
            return HttpResponseRedirect(self._address("import"))
        result = self._store(request, content, upload)
        upload.forget()
        if result is None:
            text = _("The records have been changed since the preview, or it was of another list. Look again.")
            messages.warning(request, text)
            return self._preview(request, content, upload.name)
        self._tell(request, result)
        return HttpResponseRedirect(self._address("changelist"))

    def _store(self, request, content: bytes, upload: uploads.Upload):
        """The import's result; None, and nothing stored, where it is not what the preview showed."""
        with one_change():
            _resource, result = self._run(request, content, upload.name, dry_run=False)
            if outcome.failed(result) or outcome.digest(self.opts.label, result) != upload.digest:
                transaction.set_rollback(True)
                return None
            self._log(request, result, upload.name)
        return result

    def _run(self, request, content: bytes, name: str, *, dry_run: bool):
        resource = self.get_import_resource_classes(request)[0](**self.get_import_resource_kwargs(request))
        result = resource.import_data(
            tables.read(content),
            dry_run=dry_run,
            use_transactions=True,
            rollback_on_validation_errors=True,
            retain_instance_in_row_result=True,
            file_name=name,
            user=request.user,
        )
        return resource, result

    def _preview(self, request, content: bytes, name: str):
        resource, result = self._run(request, content, name, dry_run=True)
        shown = {"result": result, "file_name": name}
        if outcome.failed(result):
            shown["faults"] = outcome.faults(resource, result)
            return self._import_page(request, ImportFileForm(), status=UNPROCESSABLE, **shown)
        shown |= {"rows": outcome.rows(resource, result), "counts": outcome.counts(result)}
        shown["touched"] = [row for row in shown["rows"] if row.kind != "same"]
        if shown["counts"]["new"] or shown["counts"]["changed"]:
            upload = uploads.keep(content, name, outcome.digest(self.opts.label, result))
            shown["confirm_form"] = ConfirmForm(initial={"upload": upload.token(request.user)})
        return self._import_page(request, ImportFileForm(), **shown)

    def _import_page(self, request, form, status: int = 200, **shown):
        resource = self.get_import_resource_classes(request)[0](**self.get_import_resource_kwargs(request))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import"),
            "opts": self.opts,
            "form": form,
            "columns": outcome.columns(resource),
            "notes": resource.notes,
            "note_on_new": resource.note_on_new,
            **shown,
        }
        return render(request, self.import_template_name, context, status=status)

    def _address(self, place: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{place}")

    def _log(self, request, result, name: str) -> None:
        for kind, flag in LOGGED.items():
            written = [row.instance for row in result if row.import_type == kind]
            said = _("Imported from the file %(name)s") % {"name": name}
            if written:
                LogEntry.objects.log_actions(request.user.pk, written, flag, change_message=said)

    def _tell(self, request, result) -> None:
        said = _("Imported: %(new)s new, %(changed)s changed, %(same)s as they were.")
        messages.success(request, said % outcome.counts(result))
