"""The admin of records about registers: deadlines, views of personal data, steps of cases, counts, stored forms."""

from django import forms
from django.contrib import admin, messages
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from targets.access import Action
from targets.admin.base import ReadOnly, ScopedAdmin, link
from targets.admin.persons import NamesActors
from targets.formatting import plain_text
from targets.models import CaseStep, DeadlineRule, PersonalDataView, RegisterCount, SentForm
from targets.registers import deadlines
from targets.registers.registry import registry


def titles() -> dict[str, str]:
    """The codes and titles of registers by their names."""
    return {one.name: f"{one.code} {one.title}" for one in registry}


class RegisterColumn:
    @admin.display(description=_("register"), ordering="register")
    def of_register(self, row) -> str:
        return titles().get(row.register, row.register)


class RegisterFilter(admin.SimpleListFilter):
    title, parameter_name = _("register"), "register"
    # The model's field that names the register.
    field = "register"

    def lookups(self, request, model_admin):
        return list(titles().items())

    def queryset(self, request, queryset):
        return queryset.filter(**{self.field: self.value()}) if self.value() else queryset


class DeadlineForm(forms.ModelForm):
    """The form of a deadline rule, for one of the registers that have a deadline."""

    register = forms.ChoiceField(label=_("register"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "register" in self.fields:
            known = titles()
            self.fields["register"].choices = [(one.name, known[one.name]) for one in registry if one.has_deadline]


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(RegisterColumn, ScopedAdmin):
    """The admin of the bureau's own deadlines; a change moves the due dates of open entries that were worked out."""

    form = DeadlineForm
    view_actions = (Action.MANAGE_PLAN, Action.VIEW_EVERYTHING)
    change_action = Action.MANAGE_PLAN
    bureau_wide = True
    list_display = ("of_register", "days", "source")
    fields = ("register", "days", "source")

    def get_readonly_fields(self, request, obj=None):
        """The register of a rule cannot be changed, because due dates of its entries follow from the rule."""
        return ("register",) if obj else ()

    def save_model(self, request, obj, form, change):
        self._tell(request, deadlines.set_rule(registry.named(obj.register), obj))

    def delete_model(self, request, obj):
        self._tell(request, deadlines.drop_rule(registry.named(obj.register), obj))

    def delete_queryset(self, request, queryset):
        for rule in queryset:
            self.delete_model(request, rule)

    def _tell(self, request, moved: int) -> None:
        text = ngettext(
            "%(count)s open entry got another deadline by this.",
            "%(count)s open entries got another deadline by this.",
            moved,
        )
        messages.info(request, text % {"count": moved})


class RecordAdmin(RegisterColumn, ReadOnly, ScopedAdmin):
    """The base of records that the portal itself writes, for users who may read every record."""

    view_actions = (Action.VIEW_EVERYTHING,)
    bureau_wide = True
    actions = None


@admin.register(PersonalDataView)
class PersonalDataViewAdmin(NamesActors, RecordAdmin):
    """The admin of the log of personal data shown unmasked."""

    actors = {"by": "at"}
    list_display = ("at", "by", "of_register", "entry", "unit", "occasion")
    list_filter = (RegisterFilter, "occasion", ("unit", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("by", "unit")
    search_fields = ("by__username", "by__last_name")
    date_hierarchy = "at"
    fields = ("at", "by", "of_register", "entry", "unit", "occasion")


@admin.register(CaseStep)
class CaseStepAdmin(NamesActors, RecordAdmin):
    """The admin of steps in cases, which are recorded on the page of the case."""

    actors = {"by": "written_at"}
    list_display = ("taken_on", "of_register", "entry", "words", "by")
    list_filter = (RegisterFilter,)
    list_select_related = ("by",)
    search_fields = ("words", "by__username")
    date_hierarchy = "taken_on"
    fields = ("of_register", "page", "taken_on", "words", "by", "written_at")

    @admin.display(description=_("page on the portal"))
    def page(self, step) -> str:
        register = registry.named(step.register)
        address = reverse("targets:entry", args=[register.app, register.slug, step.entry])
        return link(address, f"{register.entry_title} #{step.entry}")


@admin.register(RegisterCount)
class RegisterCountAdmin(RecordAdmin):
    """The admin of what registers counted when reports were submitted."""

    list_display = ("submission", "indicator", "of_register", "counted")
    list_filter = (RegisterFilter,)
    list_select_related = ("submission__report__unit", "submission__report__chapter", "indicator")
    search_fields = ("indicator__code", "submission__report__unit__name_zh_hans")
    fields = ("submission", "indicator", "of_register", "counted", "behind")

    @admin.display(description=_("value"))
    def counted(self, row) -> str:
        """The value, or the two parts of a ratio."""
        return " / ".join(plain_text(number) for number in row.numbers if number is not None) or "—"

    @admin.display(description=_("entries behind it"))
    def behind(self, row) -> int:
        return row.entries.count()


@admin.register(SentForm)
class SentFormAdmin(NamesActors, ReadOnly, ScopedAdmin):
    """The admin of stored forms, which are remembered for a month so that a form sent twice is stored once."""

    view_actions = (Action.VIEW_EVERYTHING,)
    bureau_wide = True
    actions = None
    actors = {"by": "at"}
    list_display = ("at", "by", "stored_in", "key")
    list_filter = ("stored_in",)
    list_select_related = ("by",)
    search_fields = ("by__username", "by__last_name")
    date_hierarchy = "at"
    fields = ("at", "by", "stored_in", "key", "token")
