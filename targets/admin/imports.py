"""Imports with their files, to be read; and the names by which workbooks call indicators, which the bureau keeps."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from targets.access import Action
from targets.admin.base import ReadOnly, ScopedAdmin, ScopedInline
from targets.admin.plan import AliasForm
from targets.imports.figures.upload_page import counts_text
from targets.models import ImportBatch, ImportedFile, IndicatorAlias


class ImportedFileInline(ReadOnly, ScopedInline):
    """The files of an import, to be downloaded by who reads everything."""

    model = ImportedFile
    view_actions = (Action.VIEW_EVERYTHING,)
    bureau_wide = True
    fields = ("order", "named", "size", "sha256")
    readonly_fields = fields

    @admin.display(description=_("file name"))
    def named(self, file) -> str:
        address = reverse("targets:import_file", args=[file.batch_id, file.order])
        return format_html('<a href="{}">{}</a>', address, file.name)


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnly, ScopedAdmin):
    """What was imported by whom; an import is made and discarded on its own page."""

    view_actions = (Action.VIEW_EVERYTHING,)
    bureau_wide = True
    actions = None
    inlines = (ImportedFileInline,)
    list_display = ("__str__", "by", "created_at", "stored_at", "figures", "submitted")
    list_filter = ("plan", "stored_at", "submitted")
    list_select_related = ("by",)
    search_fields = ("files__name", "by__username")
    date_hierarchy = "created_at"
    fields = ("plan", "unit", "month", "by", "created_at", "stored_at", "submitted", "figures", "page")
    readonly_fields = ("figures", "page")

    @admin.display(description=_("figures"))
    def figures(self, batch) -> str:
        return counts_text(batch.counts) or "—"

    @admin.display(description=_("page on the portal"))
    def page(self, batch) -> str:
        return format_html('<a href="{}">{}</a>', reverse("targets:import", args=[batch.pk]), batch)


@admin.register(IndicatorAlias)
class IndicatorAliasAdmin(ScopedAdmin):
    """Names by which workbooks call indicators; those that imports have explained stand here too."""

    form = AliasForm
    view_actions = (Action.MANAGE_PLAN, Action.VIEW_EVERYTHING)
    change_action = Action.MANAGE_PLAN
    bureau_wide = True
    list_display = ("name", "indicator", "unit")
    list_filter = ("unit",)
    list_select_related = ("indicator__plan", "unit")
    search_fields = ("name", "indicator__code", "indicator__name_zh_hans")
    autocomplete_fields = ("indicator", "unit")
