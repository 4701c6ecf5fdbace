"""The admin of targets: whoever sees a unit may read its targets, and sections give out those of their chapters."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from targets import access, clock
from targets.access import Access, Action
from targets.admin.base import ScopedInline, link
from targets.admin.files import FilesAdmin
from targets.admin.history import HistoryAdmin
from targets.admin.locking import LocksPlans
from targets.admin.prefilled import Prefilled, PrefilledForm
from targets.admin.resources.targets import TargetResource
from targets.admin.texts import NOTHING
from targets.formatting import plain_text
from targets.frame.phrases import month_text
from targets.models import Covers, Indicator, Target, TargetVersion, WorkPlan
from targets.models.closings import ALWAYS
from targets.models.plan_facts import with_facts
from targets.models.validity import Decision
from targets.periods import Month
from targets.planning.commitments import place_of
from targets.values.form_fields import DayFormField, MonthFormField, day_input, month_input

OF_CHAPTER = ("indicator__task__chapter", admin.RelatedOnlyFieldListFilter)


def settable(rights: Access) -> Q:
    """The condition on targets that the user may set: those of the user's units and chapters.

    The targets of the whole city belong to the plan and need the right to change the plan.
    """
    rule = rights.where(Action.SET_TARGETS, unit="unit", chapter="indicator__task__chapter__app")
    if not rights.everywhere(Action.MANAGE_PLAN):
        rule &= Q(unit__parent__isnull=False) | Q(covers=Covers.OWN)
    return rule


class TargetForm(PrefilledForm):
    """A form that takes only targets that the user may set."""

    rights: Access

    from_month = MonthFormField(
        label=_("Holds from"),
        required=False,
        widget=month_input(),
        help_text=_("A change holds from this month on. The months before are judged by what held then."),
    )
    document = forms.CharField(label=_("document"), max_length=120, required=False)
    decided_on = DayFormField(label=_("day of the document"), required=False, widget=day_input())
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)

    def clean(self):
        data = super().clean()
        unit, indicator = data.get("unit"), data.get("indicator")
        if unit is None or indicator is None:
            return data
        if not self.rights.may(Action.SET_TARGETS, unit, indicator.task.chapter.app):
            raise ValidationError(_("This indicator's targets for this unit are not yours to set."))
        whole_city = unit.is_city and data.get("covers") == Covers.WHOLE
        if whole_city and not self.rights.everywhere(Action.MANAGE_PLAN):
            raise ValidationError({"covers": _("The plan sets the city's own target; choose the unit's own part.")})
        return data


class TargetVersionInline(ScopedInline):
    """What held of the target from month to month, to read only."""

    model = TargetVersion
    fields = (
        "holds_from",
        "value",
        "baseline",
        "in_force",
        "document",
        "decided_on",
        "reason",
        "decided_for",
        "decided_by",
    )
    readonly_fields = fields
    ordering = ("-from_month",)
    change_action = Action.SET_TARGETS

    @admin.display(description=_("from month"))
    def holds_from(self, version) -> str:
        """The month; of what has always held, that it did."""
        return _("always") if version.begins == ALWAYS else month_text(version.begins)

    def may_view(self, request) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Target)
class TargetAdmin(Prefilled, LocksPlans, FilesAdmin, HistoryAdmin):
    prefilled = ("from_month", "document", "decided_on", "reason")
    form = TargetForm
    resource_classes = (TargetResource,)
    change_action = Action.SET_TARGETS
    rows_differ = True
    list_display = ("indicator", "unit", "covers", "deadline", "value_text", "baseline_text")
    list_filter = (("unit", admin.RelatedOnlyFieldListFilter), "covers", "deadline", OF_CHAPTER)
    list_select_related = ("indicator", "unit")
    search_fields = ("indicator__code", "indicator__name_zh_hans", "indicator__name_en", "unit__name_zh_hans")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "indicator",
                    "words",
                    ("unit", "covers"),
                    "deadline",
                    ("value", "baseline"),
                    "in_force",
                    "source",
                )
            },
        ),
        (_("From when on"), {"fields": (("from_month", "document", "decided_on"), "reason")}),
    )
    inlines = (TargetVersionInline,)
    readonly_fields = ("words",)

    @admin.display(description=_("words of the plan"))
    def words(self, target) -> str:
        """The words of the plan on which the target rests, which lead to their sentence in the document."""
        if target.indicator_id is None or not target.indicator.quote:
            return NOTHING
        indicator = target.indicator
        plan = with_facts(WorkPlan.objects.filter(pk=indicator.plan_id)).get()
        month = plan.nearest_month(Month.of(clock.today()))
        address = place_of(indicator.code, indicator.quote, plan, month)
        return link(address, indicator.quote) if address else indicator.quote

    def readable(self, rights, rows):
        return rows.filter(pk__in=access.visible_targets(rights.user).values("pk"))

    def changeable(self, rights, rows):
        return rows.filter(settable(rights))

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.rights = access.of(request.user)
        return form

    def save_model(self, request, obj, form, change):
        """Store the target; what changed holds from the month on, and its version says who decided it."""
        data = form.cleaned_data
        obj.save(
            decision=Decision(
                Month.of(data["from_month"]) if data.get("from_month") else None,
                data.get("document", ""),
                data.get("decided_on"),
                data.get("reason", ""),
                request.user,
            )
        )

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer the user's units and the indicators of the user's chapters; the form checks the combination."""
        rights = access.of(request.user)
        if db_field.name == "unit":
            kwargs["queryset"] = rights.units(Action.SET_TARGETS)
        elif db_field.name == "indicator":
            own = rights.where(Action.SET_TARGETS, chapter="task__chapter__app")
            known = Indicator.objects.all() if access.sees_plans_being_made(rights) else Indicator.objects.published()
            kwargs["queryset"] = known.filter(own).select_related("task__chapter")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("target"), ordering="value")
    def value_text(self, target) -> str:
        return plain_text(target.value) or NOTHING

    @admin.display(description=_("end of last year"), ordering="baseline")
    def baseline_text(self, target) -> str:
        return plain_text(target.baseline) or NOTHING
