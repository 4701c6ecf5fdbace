"""The admin of accounts, roles and tokens: administrators change them, auditors read them.

Administrators cannot lock themselves out. An account that has acted is ended, never deleted.
"""

from contextlib import suppress

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models.functions import Concat
from django.forms.models import BaseInlineFormSet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from targets.access import Action
from targets.admin.account_pages import OWN_ACCOUNT, AccountPages
from targets.admin.base import ReadOnly, ScopedAdmin, ScopedInline, link
from targets.admin.files import FilesAdmin
from targets.admin.history import HistoryAdmin
from targets.admin.persons import NamesActors, PersonChoiceField, SortedByName, label_of
from targets.admin.resources.accounts import AccountResource
from targets.admin.roles import OWN_ROLE, chapter_choices
from targets.admin.texts import NOTHING
from targets.frame.phrases import day_text
from targets.models import AccountEnding, ApiToken, Handover, Membership, Role, name_of
from targets.models.accounts import sort_key
from targets.people import ending, traces
from targets.people.handing_over import role_text

NO_REPORTS = _("This unit submits no reports: give a register clerk here, or a reporter at the unit above.")

admin.site.unregister(User)
admin.site.unregister(Group)


class OfAccounts:
    """The rights for accounts: to be read by auditors, to be changed by whoever manages accounts."""

    view_actions = (Action.MANAGE_ACCOUNTS, Action.VIEW_EVERYTHING)
    change_action = Action.MANAGE_ACCOUNTS
    bureau_wide = True


def chapters_column():
    """A column with the titles of a membership's chapters; the titles are read once for the whole list."""
    titles = dict(chapter_choices())

    @admin.display(description=_("chapters"))
    def chapters(membership) -> str:
        return gettext(", ").join(titles.get(app, app) for app in membership.chapters) or gettext("all")

    return chapters


class ChaptersField:
    """A field in which chapters are ticked."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name != "chapters":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return forms.MultipleChoiceField(
            label=_("chapters"),
            choices=chapter_choices(),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=_("None ticked means all."),
        )


def makes_administrator(membership: Membership, user) -> bool:
    """Whether this membership makes the user an administrator."""
    return membership.pk is not None and membership.user_id == user.pk and membership.role == Role.ADMINISTRATOR


class MembershipForm(forms.ModelForm):
    """A form for a role, in which administrators cannot change the role that makes them administrators."""

    acting = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_own_role = makes_administrator(self.instance, self.acting)

    def clean(self):
        data = super().clean()
        if self.is_own_role and self.has_changed():
            raise ValidationError(OWN_ROLE)
        unit = data.get("unit")
        if data.get("role") == Role.REPORTER and unit is not None and not unit.submits_reports:
            self.add_error("unit", NO_REPORTS)
        return data


class MembershipFormSet(BaseInlineFormSet):
    def clean(self):
        super().clean()
        if any(form.is_own_role for form in self.deleted_forms):
            raise ValidationError(OWN_ROLE)


class MembershipInline(OfAccounts, ChaptersField, ScopedInline):
    """The roles that hold, or will hold later."""

    model = Membership
    form = MembershipForm
    formset = MembershipFormSet
    fields = ("role", "unit", "chapters", "from_day", "until_day")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.acting = request.user
        return formset

    def get_queryset(self, request):
        return super().get_queryset(request).filter(ending.not_ended()).select_related("unit")


class AccountForm(UserChangeForm):
    acting = None

    def clean_is_active(self):
        if self.instance.pk == self.acting.pk and not self.cleaned_data["is_active"]:
            raise ValidationError(OWN_ACCOUNT)
        return self.cleaned_data["is_active"]


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return Role.choices

    def queryset(self, request, queryset):
        holders = Membership.objects.current().filter(role=self.value())
        return queryset.filter(pk__in=holders.values("user")) if self.value() else queryset


@admin.register(User)
class AccountAdmin(AccountPages, SortedByName, FilesAdmin, OfAccounts, HistoryAdmin, UserAdmin):
    """The admin of accounts, sorted by name; one that has acted can only be ended, because the histories name it."""

    resource_classes = (AccountResource,)
    form = AccountForm
    inlines = (MembershipInline,)
    list_display = ("full_name", "username", "roles", "is_active", "last_login")
    list_filter = (RoleFilter, "is_active")
    # By name, as long as no column is chosen (`SortedByName`).
    ordering = ("pk",)
    search_fields = ("username", "family_and_given", "first_name", "last_name", "memberships__unit__name_zh_hans")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined", "former_roles")
    about = ("last_name", "first_name"), "email", "is_active"
    times = (_("Dates"), {"fields": (("last_login", "date_joined"), "former_roles")})
    fieldsets = ((None, {"fields": ("username", "password", *about)}), times)
    # Without the password, of which auditors may not see even the digest.
    read_fieldsets = ((None, {"fields": ("username", *about)}), times)
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "last_name", "first_name", "password1", "password2")}),
    )

    def get_queryset(self, request):
        """The accounts with the name as it is written in Chinese, so that 王小明 finds a person."""
        written = Concat("last_name", "first_name")
        return super().get_queryset(request).annotate(family_and_given=written).prefetch_related("memberships__unit")

    def get_fieldsets(self, request, obj=None):
        if obj is not None and not self.has_change_permission(request, obj):
            return self.read_fieldsets
        return super().get_fieldsets(request, obj)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.acting = request.user
        return form

    def form_of_row(self, request, row):
        """The form without a password, since a file has none."""
        return self.get_form(request, row, change=True)

    def get_inlines(self, request, obj):
        """Offer roles once the account exists."""
        return super().get_inlines(request, obj) if obj else ()

    def has_delete_permission(self, request, obj=None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or (obj != request.user and not traces.has_acted(obj)))

    def get_deleted_objects(self, objs, request):
        """As for every model; an account that has acted is named with a link to the page on which it is ended."""
        named, counts, _refused, protecting = super().get_deleted_objects(objs, request)
        acted = traces.acted(User.objects.filter(pk__in=[account.pk for account in objs]))
        ends = {link(reverse("admin:auth_user_end", args=[account.pk]), label_of(account)) for account in acted}
        own = {label_of(account) for account in objs if account == request.user}
        return named, counts, ends | own, protecting

    def save_model(self, request, obj, form, change):
        """Store the account; putting it out of use and into use again are the verbs of the account's pages."""
        is_to_be_active = obj.is_active
        changes = change and "is_active" in form.changed_data
        obj.is_active = form.initial["is_active"] if changes else is_to_be_active
        super().save_model(request, obj, form, change)
        with suppress(ending.AlreadyEnded, ending.NotEnded):
            if changes and is_to_be_active:
                ending.reinstate(obj, by=request.user)
            elif changes:
                ending.end(obj, by=request.user, reason=gettext("Put out of use in the form of the account."))

    @admin.display(description=_("full name"))
    def full_name(self, user) -> str:
        return name_of(user)

    @admin.display(description=_("roles"))
    def roles(self, user) -> str:
        """The user's roles, such as "reporter · 尖山区; leader · 双鸭山市"."""
        return gettext("; ").join(role_text(role) for role in user.memberships.all() if not role.has_ended)

    @admin.display(description=_("former roles"))
    def former_roles(self, user) -> str:
        """The roles that have ended, each with the day of its end."""
        ended = [role for role in user.memberships.all() if role.has_ended]
        latest_first = sorted(ended, key=lambda role: role.until_day, reverse=True)
        words = _("%(role)s until %(day)s")
        texts = [words % {"role": role_text(role), "day": day_text(role.until_day)} for role in latest_first]
        return "\n".join(texts) or NOTHING


@admin.register(Membership)
class MembershipAdmin(SortedByName, OfAccounts, ChaptersField, HistoryAdmin):
    form = MembershipForm
    list_filter = ("role", ("unit", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "unit")
    search_fields = ("user__username", "user__last_name", "user__first_name", "unit__name_zh_hans", "unit__code")
    fields = ("user", "role", "unit", "chapters", "from_day", "until_day")

    def get_list_display(self, request):
        return ("person", "role", "unit", chapters_column(), "from_day", "until_day")

    @admin.display(description=_("user"), ordering="user__username")
    def person(self, membership) -> str:
        return label_of(membership.user)

    def name_key(self, membership) -> tuple:
        return sort_key(membership.user)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["form_class"] = PersonChoiceField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.acting = request.user
        return form

    def has_delete_permission(self, request, obj=None) -> bool:
        is_own_role = obj is not None and makes_administrator(obj, request.user)
        return not is_own_role and super().has_delete_permission(request, obj)


@admin.register(ApiToken)
class ApiTokenAdmin(NamesActors, OfAccounts, ScopedAdmin):
    """The admin of tokens, where they can be deleted; they are made on the command line, which shows them once."""

    actors = {"user": "created_at"}
    list_display = ("user", "note", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "note")
    fields = ("user", "note", "created_at")
    readonly_fields = ("user", "created_at")

    def has_add_permission(self, request) -> bool:
        return False


class AccountRecordAdmin(NamesActors, OfAccounts, ReadOnly, ScopedAdmin):
    """The base of what the portal writes down about accounts."""

    actions = None


@admin.register(AccountEnding)
class AccountEndingAdmin(AccountRecordAdmin):
    """The admin of ended accounts: when, by whom and why."""

    actors = {"user": "ended_at", "ended_by": "ended_at", "undone_by": "undone_at"}
    list_display = ("user", "ended_at", "ended_by", "reason", "undone_at", "undone_by")
    list_select_related = ("user", "ended_by", "undone_by")
    list_filter = (("undone_at", admin.EmptyFieldListFilter),)
    search_fields = ("user__username", "user__last_name", "user__first_name", "reason")
    date_hierarchy = "ended_at"
    fields = list_display


@admin.register(Handover)
class HandoverAdmin(AccountRecordAdmin):
    """The admin of work that was handed over: from whom to whom, and what."""

    actors = {"predecessor": "at", "successor": "at", "by": "at"}
    list_display = ("predecessor", "successor", "at", "by", "reason")
    list_select_related = ("predecessor", "successor", "by")
    search_fields = ("predecessor__username", "predecessor__last_name", "successor__username", "successor__last_name")
    date_hierarchy = "at"
    fields = ("predecessor", "successor", "at", "by", "reason", "role_list", "report_list", "import_list", "case_list")

    @admin.display(description=_("roles"))
    def role_list(self, handover) -> str:
        return "\n".join(handover.roles)

    @admin.display(description=_("open monthly reports"))
    def report_list(self, handover) -> str:
        return "\n".join(str(report) for report in handover.reports.select_related("unit", "chapter"))

    @admin.display(description=_("imports not stored yet"))
    def import_list(self, handover) -> str:
        return "\n".join(handover.imports)

    @admin.display(description=_("open cases"))
    def case_list(self, handover) -> str:
        return "\n".join(handover.cases)
