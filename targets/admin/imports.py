"""The admin of imports with their files, and of the other names of indicators."""

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from targets.access import Action
from targets.admin.base import ReadOnly, ScopedAdmin, ScopedInline, link
from targets.admin.persons import NamesActors
from targets.admin.register_records import RegisterFilter, titles
from targets.admin.units import AliasForm
from targets.imports.listing import counts_text
from targets.imports.views import kept_file
from targets.models import ImportBatch, ImportedFile, IndicatorAlias, MasterDataImport, RegisterImport


class ImportedFileInline(ReadOnly, ScopedInline):
    """The files of an import, which users who may read every record can download."""

    model = ImportedFile
    view_actions = (Action.VIEW_EVERYTHING,)
    bureau_wide = True
    fields = ("order", "file_link", "size", "sha256")
    readonly_fields = fields

    @admin.display(description=_("file name"))
    def file_link(self, file) -> str:
        address = reverse("targets:import_file", args=[file.batch_id, file.order])
        return link(address, file.name)


class ImportAdmin(NamesActors, ReadOnly, ScopedAdmin):
    """The base of the imports' admin; imports are made and discarded on pages of the portal."""

    view_actions = (Action.VIEW_EVERYTHING,)
    bureau_wide = True
    actions = None
    actors = {"by": "created_at", "begun_by": "created_at"}
    list_select_related = ("by", "begun_by")
    search_fields = ("files__name", "by__username")
    date_hierarchy = "created_at"


@admin.register(ImportBatch)
class ImportBatchAdmin(ImportAdmin):
    """The admin of imports of figures."""

    inlines = (ImportedFileInline,)
    list_display = ("__str__", "by", "created_at", "stored_at", "figures", "submitted")
    list_filter = ("plan", "stored_at", "submitted")
    fields = ("plan", "unit", "month", "by", "begun_by", "created_at", "stored_at", "submitted", "figures", "page")
    readonly_fields = ("figures", "page")

    def get_queryset(self, request):
        return super().get_queryset(request).of_figures()

    @admin.display(description=_("figures"))
    def figures(self, batch) -> str:
        return counts_text(batch.counts) or "—"

    @admin.display(description=_("page on the portal"))
    def page(self, batch) -> str:
        return link(reverse("targets:import", args=[batch.pk]), batch)


class FilesColumns:
    """Columns with the names and digests of an import's files, without links to them."""

    @admin.display(description=_("file name"), ordering="files__name")
    def name(self, batch) -> str:
        return _(", ").join(file.name for file in batch.files.all())

    @admin.display(description="SHA-256")
    def sha256(self, batch) -> str:
        return ", ".join(file.sha256 for file in batch.files.all())

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("files")


class ImportedRegisterFilter(RegisterFilter):
    field = "table"


@admin.register(RegisterImport)
class RegisterImportAdmin(FilesColumns, ImportAdmin):
    """The admin of imports of register entries, whose files hold personal data and are not offered here."""

    list_display = ("name", "of_register", "unit", "by", "created_at", "stored_at")
    list_filter = (ImportedRegisterFilter, ("unit", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("unit", "by", "begun_by")
    fields = ("name", "of_register", "unit", "by", "begun_by", "created_at", "stored_at", "sha256")

    @admin.display(description=_("register"), ordering="table")
    def of_register(self, batch) -> str:
        return titles().get(batch.table, batch.table)


@admin.register(MasterDataImport)
class MasterDataImportAdmin(FilesColumns, ImportAdmin):
    """The admin of imports of the admin's own lists."""

    list_display = ("name", "of_list", "by", "created_at", "stored_at", "rows")
    fields = ("file", "of_list", "by", "begun_by", "created_at", "stored_at", "rows", "sha256")

    def get_urls(self):
        view = self.admin_site.admin_view(require_GET(self.download))
        return [path("<int:pk>/file/", view, name="targets_masterdataimport_file"), *super().get_urls()]

    def download(self, request, pk):
        """Send the file as it was uploaded, to users who may read every record."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return kept_file(get_object_or_404(self.get_queryset(request), pk=pk))

    @admin.display(description=_("file name"))
    def file(self, batch) -> str:
        address = reverse("admin:targets_masterdataimport_file", args=[batch.pk])
        return link(address, self.name(batch))

    @admin.display(description=_("list"), ordering="table")
    def of_list(self, batch) -> str:
        try:
            return apps.get_model(batch.table)._meta.verbose_name_plural
        except LookupError:
            # The import is of another release, in which the list had another name.
            return batch.table

    @admin.display(description=_("rows"))
    def rows(self, batch) -> str:
        return counts_text(batch.counts) or "—"


@admin.register(IndicatorAlias)
class IndicatorAliasAdmin(ScopedAdmin):
    """The admin of indicators' other names, including those learned from answers to questions of imports."""

    form = AliasForm
    view_actions = (Action.MANAGE_PLAN, Action.VIEW_EVERYTHING)
    change_action = Action.MANAGE_PLAN
    bureau_wide = True
    list_display = ("name", "indicator", "unit")
    list_filter = ("unit",)
    list_select_related = ("indicator__plan", "unit")
    search_fields = ("name", "indicator__code", "indicator__name_zh_hans")
    autocomplete_fields = ("indicator", "unit")
