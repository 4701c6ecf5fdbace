"""The admin of closed months, to read only: what was stored, who was missing, and what changed afterwards."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from targets.access import Action
from targets.admin.base import ReadOnly, ScopedAdmin
from targets.admin.persons import NamesActors
from targets.admin.texts import NOTHING
from targets.formatting import plain_text
from targets.models import ChangeAfterClosing, JudgedIndicator, MissingReport, MonthClosing


class ClosingRecordAdmin(ReadOnly, ScopedAdmin):
    """A record that only those see who may read every record."""

    view_actions = (Action.VIEW_EVERYTHING,)
    bureau_wide = True
    actions = None


@admin.register(MonthClosing)
class MonthClosingAdmin(NamesActors, ClosingRecordAdmin):
    actors = {"closed_by": "closed_at"}
    list_display = ("month", "number", "closed_at", "closed_by", "reason")
    list_filter = ("plan",)
    list_select_related = ("plan", "closed_by")
    fields = ("plan", "month", "number", "closed_at", "closed_by", "reason")


@admin.register(MissingReport)
class MissingReportAdmin(ClosingRecordAdmin):
    list_display = ("closing", "unit", "chapter", "state")
    list_filter = ("chapter", ("unit", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("closing", "unit", "chapter")
    fields = ("closing", "unit", "chapter", "state")


@admin.register(JudgedIndicator)
class JudgedIndicatorAdmin(ClosingRecordAdmin):
    list_display = ("closing", "indicator", "unit", "covers", "value_text", "status", "reported", "expected")
    list_filter = (("unit", admin.RelatedOnlyFieldListFilter), "covers")
    list_select_related = ("closing", "indicator", "unit")
    search_fields = ("indicator__code", "unit__code")
    fields = (
        "closing",
        ("indicator", "unit", "covers"),
        ("value", "numerator", "denominator"),
        ("target_value", "deadline", "due", "gap", "percent"),
        ("status", "complete"),
        ("reported", "expected", "carried", "not_applicable"),
        ("compared_value", "compared_due"),
    )

    @admin.display(description=_("to date"), ordering="value")
    def value_text(self, judged) -> str:
        return plain_text(judged.value) or NOTHING


@admin.register(ChangeAfterClosing)
class ChangeAfterClosingAdmin(NamesActors, ClosingRecordAdmin):
    actors = {"changed_by": "changed_at"}
    list_display = ("report", "indicator", "milestone", "counted_before", "changed_at", "changed_by", "reason")
    list_filter = ("counted_before",)
    list_select_related = ("report__unit", "report__chapter", "indicator", "milestone", "changed_by")
    fields = (
        "report",
        ("indicator", "milestone"),
        "counted_before",
        ("before_value", "before_numerator", "before_denominator", "before_not_applicable", "before_state"),
        ("value", "numerator", "denominator", "not_applicable", "state"),
        ("changed_at", "changed_by"),
        "reason",
    )
