"""The admin of the plan: everybody with a role reads it, whoever manages the plan changes it."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from modeltranslation.utils import build_localized_fieldname

from targets.access import Action
from targets.admin.files import FilesAdmin
from targets.admin.history import HistoryAdmin
from targets.admin.resources.plan import (
    ChapterResource,
    IndicatorResource,
    MilestoneResource,
    TaskResource,
    WorkPlanResource,
)
from targets.models import Chapter, Indicator, Milestone, Task, WorkPlan

LANGUAGE_NAMES = dict(settings.LANGUAGES)


def both(name: str) -> tuple[str, ...]:
    """The fields of a translated text in both languages, for one line of a form."""
    return tuple(build_localized_fieldname(name, language) for language in LANGUAGE_NAMES)


class PlanAdmin(FilesAdmin, TranslationAdmin, HistoryAdmin):
    """The base of the admin of plan and units, whose texts are shown in both languages side by side."""

    change_action = Action.MANAGE_PLAN
    bureau_wide = True

    def may_view(self, request) -> bool:
        """Everybody with a role may read the plan."""
        return self.admin_site.has_permission(request)

    def get_form(self, request, obj=None, **kwargs):
        labels = {field.name: self.label_of(field) for field in self._translated()}
        return super().get_form(request, obj, **{"labels": labels, **kwargs})

    def _translated(self):
        return [field for fields in self.trans_opts.all_fields.values() for field in fields]

    def label_of(self, field) -> str:
        """The label of a translated text with its language, such as 正式名称（English）."""
        names = {own.name: own.translated_field.verbose_name for own in self._translated()}
        if field.name not in names:
            return super().label_of(field)
        language = next(own.language for own in self._translated() if own.name == field.name)
        words = {"name": capfirst(names[field.name]), "language": LANGUAGE_NAMES[language]}
        return _("%(name)s (%(language)s)") % words


class WithinPlanForm(forms.ModelForm):
    """The form of a row below a plan: its number or code is unique in the plan, and it stays in its plan.

    `parent_name` is the field with the row above it, `key_name` the field with its number or code.
    """

    parent_name = "task"
    key_name = "code"

    def clean(self):
        data = super().clean()
        parent = data.get(self.parent_name)
        if parent is None:
            return data
        if self.instance.pk and self.instance.plan_id != parent.plan_id:
            self.add_error(self.parent_name, _("Choose one of the same plan."))
        rows = type(self.instance)._default_manager.exclude(pk=self.instance.pk)
        if rows.filter(plan=parent.plan_id, **{self.key_name: data.get(self.key_name)}).exists():
            self.add_error(self.key_name, _("The plan has this number or code already."))
        return data


class TaskForm(WithinPlanForm):
    parent_name = "chapter"
    key_name = "number"


@admin.register(WorkPlan)
class WorkPlanAdmin(PlanAdmin):
    resource_classes = (WorkPlanResource,)
    list_display = ("title", "year", "starts", "ends", "issued_by")
    search_fields = ("title_zh_hans", "title_en", "year")
    fieldsets = ((None, {"fields": ("year", both("title"), both("issued_by"), ("starts", "ends"))}),)


@admin.register(Chapter)
class ChapterAdmin(PlanAdmin):
    resource_classes = (ChapterResource,)
    list_display = ("title", "number", "short_title", "lead_section", "plan")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = ("title_zh_hans", "title_en", "short_title_zh_hans", "short_title_en", "app")
    fieldsets = (
        (None, {"fields": ("plan", ("number", "app"), both("title"), both("short_title"), both("lead_section"))}),
    )


@admin.register(Task)
class TaskAdmin(PlanAdmin):
    resource_classes = (TaskResource,)
    form = TaskForm
    list_display = ("number", "title", "chapter", "lead_section")
    list_display_links = ("title",)
    list_filter = ("plan", "chapter")
    list_select_related = ("chapter",)
    search_fields = ("number", "title_zh_hans", "title_en")
    fieldsets = ((None, {"fields": ("chapter", "number", both("title"), "summary", both("lead_section"))}),)


@admin.register(Indicator)
class IndicatorAdmin(PlanAdmin):
    resource_classes = (IndicatorResource,)
    form = WithinPlanForm
    list_display = ("code", "name", "task", "kind", "sense", "unit_of_measure", "pacing", "reported_by", "headline")
    list_display_links = ("code", "name")
    list_filter = ("plan", "kind", "pacing", "reported_by", "headline", "task__chapter")
    list_select_related = ("task",)
    search_fields = ("code", "name_zh_hans", "name_en")
    fieldsets = (
        (None, {"fields": ("task", ("code", "order"), both("name"), "definition", "quote", "as_written")}),
        (
            _("How it is counted"),
            {
                "fields": (
                    ("kind", "sense"),
                    both("unit_of_measure"),
                    ("decimals", "parts_decimals"),
                    "in_wan",
                    "headline",
                )
            },
        ),
        (
            _("Parts of a ratio"),
            {
                "fields": (
                    both("numerator_label"),
                    both("denominator_label"),
                    ("numerator_kind", "denominator_kind"),
                    "numerator_within",
                )
            },
        ),
        (_("Checks and pace"), {"fields": (("part_of", "not_over"), "reported_by", "pacing", "curve")}),
    )


@admin.register(Milestone)
class MilestoneAdmin(PlanAdmin):
    resource_classes = (MilestoneResource,)
    form = WithinPlanForm
    list_display = ("code", "name", "task", "indicator", "deadline", "reported_by")
    list_display_links = ("code", "name")
    list_filter = ("plan", "reported_by", "deadline", "task__chapter")
    list_select_related = ("task", "indicator")
    search_fields = ("code", "name_zh_hans", "name_en")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("task", "indicator"),
                    ("code", "order"),
                    both("name"),
                    "deadline",
                    both("deadline_basis"),
                    "reported_by",
                )
            },
        ),
    )
