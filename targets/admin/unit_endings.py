"""The admin of units that ended, to read only: a unit is ended on its own page, where its successor is asked for."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from targets.access import Action
from targets.admin.base import ReadOnly, ScopedAdmin, ScopedInline
from targets.admin.persons import NamesActors
from targets.models import UnitEnding, UnitSuccession


class RecordOfUnits:
    """What everybody may read who may read the units."""

    change_action = Action.MANAGE_PLAN
    bureau_wide = True

    def may_view(self, request) -> bool:
        return self.admin_site.has_permission(request)


class SuccessionInline(RecordOfUnits, ReadOnly, ScopedInline):
    model = UnitSuccession
    fields = ("successor", "share", "keeps_papers")


@admin.register(UnitEnding)
class UnitEndingAdmin(RecordOfUnits, ReadOnly, NamesActors, ScopedAdmin):
    actors = {"entered_by": "entered_at"}
    actions = None
    list_display = ("unit", "how", "from_month", "document", "decided_on", "successors")
    list_filter = ("how",)
    list_select_related = ("unit",)
    fields = ("unit", "how", "from_month", ("document", "decided_on"), "reason", ("entered_by", "entered_at"))
    inlines = (SuccessionInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("successions__successor")

    @admin.display(description=_("successors"))
    def successors(self, ending) -> str:
        return _(", ").join(one.successor.name for one in ending.successions.all())


@admin.register(UnitSuccession)
class UnitSuccessionAdmin(RecordOfUnits, ReadOnly, ScopedAdmin):
    actions = None
    list_display = ("ending", "successor", "share", "keeps_papers")
    list_select_related = ("ending__unit", "successor")
    fields = ("ending", "successor", "share", "keeps_papers")
