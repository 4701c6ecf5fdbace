"""The admin of the plan: everybody with a role reads it, whoever manages the plan changes it."""

from pathlib import PurePath

from django import forms
from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from modeltranslation.utils import build_localized_fieldname

from targets import access
from targets.access import Action
from targets.admin.base import ScopedInline, link
from targets.admin.files import FilesAdmin
from targets.admin.history import HistoryAdmin
from targets.admin.locking import LocksPlans
from targets.admin.next_plan import NextPlanViews
from targets.admin.persons import NamesActors
from targets.admin.prefilled import Prefilled, PrefilledForm
from targets.admin.resources.plan import (
    ChapterResource,
    IndicatorResource,
    MilestoneResource,
    TaskResource,
    WorkPlanResource,
)
from targets.admin.texts import NOTHING
from targets.frame.phrases import moment_text, month_text, span_text
from targets.models import Chapter, Indicator, Milestone, PlanText, Task, WorkPlan
from targets.models.closings import ALWAYS
from targets.models.plan import MONTHS
from targets.periods import Month
from targets.reports.evidence import ALLOWED, check_evidence
from targets.values.form_fields import MonthFormField, month_input

LANGUAGE_NAMES = dict(settings.LANGUAGES)
# Filters with the plans and chapters that the reader may see.
OF_PLAN = ("plan", admin.RelatedOnlyFieldListFilter)
OF_CHAPTER = ("task__chapter", admin.RelatedOnlyFieldListFilter)


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


class OfPlanAdmin(PlanAdmin):
    """The base of the admin of plans and what is below them: those in force, and for their makers those being made."""

    rows_differ = True

    def readable(self, rights, rows):
        return rows if access.sees_plans_being_made(rights) else rows.published()


class MonthsOfPlanAdmin(Prefilled, LocksPlans, OfPlanAdmin):
    """The base of the admin of what has a first and a last month."""

    prefilled = (*MONTHS, "quote")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in MONTHS:
            return db_field.formfield(form_class=MonthFormField, widget=month_input())
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request, obj=None) -> bool:
        """What closed months were judged by is ended, and not deleted."""
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.is_in_closed_months())

    @admin.display(description=_("Months in force"), ordering="until_month")
    def span(self, row) -> str:
        return span_text(row.first_month, row.last_month) or NOTHING


MONTHS_FIELDS = (_("Added or dropped during the year"), {"fields": (MONTHS,)})


class WithinPlanForm(PrefilledForm):
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


def _text_from(document: PlanText) -> str:
    """From when on a document holds; of the first one, from the plan's beginning."""
    return gettext("from the plan's beginning") if document.begins == ALWAYS else month_text(document.begins)


class PlanTextInline(ScopedInline):
    """The texts of the plan's documents; one that amends another is accepted where both are compared."""

    model = PlanText
    fields = ("holds_from", "title", "text")
    readonly_fields = ("holds_from",)
    change_action = Action.MANAGE_PLAN
    bureau_wide = True
    max_num = 1

    @admin.display(description=_("from month"))
    def holds_from(self, document) -> str:
        return _text_from(document)

    def may_view(self, request) -> bool:
        return self.admin_site.has_permission(request)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(PlanText)
class PlanTextAdmin(NamesActors, HistoryAdmin):
    """The documents of the plans; one that amends another is accepted where both are compared."""

    actors = {"decided_by": "entered_at"}
    change_action = Action.MANAGE_PLAN
    bureau_wide = True
    rows_differ = True
    actions = None
    list_display = ("plan", "holds_from", "title", "document", "decided_on")
    list_display_links = ("plan", "holds_from")
    list_filter = (OF_PLAN,)
    list_select_related = ("plan",)
    readonly_fields = ("plan", "holds_from", "decided_month", "decided_by", "entered_at")
    fields = (
        "plan",
        "title",
        "document",
        "decided_on",
        "reason",
        "text",
        "holds_from",
        "decided_month",
        "decided_by",
        "entered_at",
    )

    @admin.display(description=_("from month"), ordering="from_month")
    def holds_from(self, document) -> str:
        return _text_from(document)

    @admin.display(description=_("decided for"))
    def decided_month(self, document) -> str:
        return month_text(Month.of(document.decided_for)) if document.decided_for else NOTHING

    def may_view(self, request) -> bool:
        return self.admin_site.has_permission(request)

    def readable(self, rights, rows):
        return rows if access.sees_plans_being_made(rights) else rows.filter(plan__published_at__isnull=False)

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(WorkPlan)
class WorkPlanAdmin(LocksPlans, NextPlanViews, OfPlanAdmin):
    resource_classes = (WorkPlanResource,)
    inlines = (PlanTextInline,)
    list_display = ("title", "year", "starts", "ends", "issued_by", "state")
    search_fields = ("title_zh_hans", "title_en", "year")
    readonly_fields = ("state", "document_kept", "amend_link", "check_link", "next_link")
    fieldsets = (
        (None, {"fields": ("year", both("title"), both("issued_by"), ("starts", "ends"))}),
        (_("Document"), {"fields": ("document_kept", "document", "amend_link")}),
        (_("In force"), {"fields": ("state", "check_link", "next_link")}),
    )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A document is of the same kinds and sizes as evidence."""
        if db_field.name == "document":
            chooser = forms.FileInput(attrs={"accept": ",".join(ALLOWED)})
            return db_field.formfield(widget=chooser, validators=[check_evidence])
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("state"), ordering="published_at")
    def state(self, plan) -> str:
        if not plan.is_published:
            return _("being made; others see it when it is published")
        return _("published %(moment)s") % {"moment": moment_text(plan.published_at)}

    @admin.display(description=_("document kept"))
    def document_kept(self, plan) -> str:
        if not plan.document:
            return NOTHING
        return link(reverse("targets:plan_document", args=[plan.year]), PurePath(plan.document.name).name)

    @admin.display(description=_("amended document"))
    def amend_link(self, plan) -> str:
        if plan.pk is None or not plan.texts.exists():
            return NOTHING
        return link(reverse("targets:plan_amend", args=[plan.year]), _("Compare and accept an amended document"))

    @admin.display(description=_("next step"))
    def check_link(self, plan) -> str:
        if plan.pk is None or plan.is_published:
            return NOTHING
        return link(reverse("admin:targets_workplan_publish", args=[plan.pk]), _("Check and publish"))

    @admin.display(description=_("next year"))
    def next_link(self, plan) -> str:
        if plan.pk is None:
            return NOTHING
        text = _("Make the plan of %(year)s from this one") % {"year": plan.year + 1}
        return link(reverse("admin:targets_workplan_next", args=[plan.pk]), text)


@admin.register(Chapter)
class ChapterAdmin(OfPlanAdmin):
    resource_classes = (ChapterResource,)
    list_display = ("title", "number", "short_title", "lead_section", "plan")
    list_filter = (OF_PLAN,)
    list_select_related = ("plan",)
    search_fields = ("title_zh_hans", "title_en", "short_title_zh_hans", "short_title_en", "app")
    fieldsets = (
        (None, {"fields": ("plan", ("number", "app"), both("title"), both("short_title"), both("lead_section"))}),
    )


@admin.register(Task)
class TaskAdmin(MonthsOfPlanAdmin):
    resource_classes = (TaskResource,)
    form = TaskForm
    list_display = ("number", "title", "chapter", "lead_section", "span")
    list_display_links = ("title",)
    list_filter = (OF_PLAN, ("chapter", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("chapter",)
    search_fields = ("number", "title_zh_hans", "title_en")
    fieldsets = (
        (None, {"fields": ("chapter", "number", both("title"), "summary", both("lead_section"))}),
        MONTHS_FIELDS,
    )


@admin.register(Indicator)
class IndicatorAdmin(MonthsOfPlanAdmin):
    resource_classes = (IndicatorResource,)
    form = WithinPlanForm
    list_display = (
        "code",
        "name",
        "task",
        "kind",
        "sense",
        "unit_of_measure",
        "pacing",
        "reported_by",
        "headline",
        "span",
    )
    list_display_links = ("code", "name")
    list_filter = (OF_PLAN, "kind", "pacing", "reported_by", "headline", OF_CHAPTER)
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
                    "is_net",
                    "in_wan",
                    "headline",
                )
            },
        ),
        (
            _("Parts of a ratio or a net figure"),
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
        MONTHS_FIELDS,
    )


@admin.register(Milestone)
class MilestoneAdmin(MonthsOfPlanAdmin):
    resource_classes = (MilestoneResource,)
    form = WithinPlanForm
    list_display = ("code", "name", "task", "indicator", "deadline", "reported_by", "span")
    list_display_links = ("code", "name")
    list_filter = (OF_PLAN, "reported_by", "deadline", OF_CHAPTER)
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
                    "quote",
                    "deadline",
                    both("deadline_basis"),
                    "reported_by",
                )
            },
        ),
        MONTHS_FIELDS,
    )
