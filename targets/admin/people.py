"""The admin of accounts, roles and tokens: administrators change them, auditors read them.

Administrators cannot lock themselves out.
"""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from targets.access import Action
from targets.admin.base import ScopedAdmin, ScopedInline
from targets.admin.files import FilesAdmin
from targets.admin.history import HistoryAdmin
from targets.admin.resources.accounts import AccountResource
from targets.admin.roles import OWN_ROLE, chapter_choices
from targets.models import ApiToken, Membership, Role

OWN_ACCOUNT = _("You cannot put your own account out of use; ask another administrator.")
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
    model = Membership
    form = MembershipForm
    formset = MembershipFormSet
    fields = ("role", "unit", "chapters")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.acting = request.user
        return formset

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("unit")


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
        return queryset.filter(memberships__role=self.value()).distinct() if self.value() else queryset


@admin.register(User)
class AccountAdmin(FilesAdmin, OfAccounts, ScopedAdmin, UserAdmin):
    """The admin of accounts; one that was ever used can only be deactivated, because the history names it."""

    resource_classes = (AccountResource,)
    form = AccountForm
    inlines = (MembershipInline,)
    list_display = ("username", "full_name", "roles", "is_active", "last_login")
    list_filter = (RoleFilter, "is_active")
    search_fields = ("username", "first_name", "last_name", "memberships__unit__name_zh_hans")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    about = ("last_name", "first_name"), "email", "is_active"
    times = (_("Dates"), {"fields": (("last_login", "date_joined"),)})
    fieldsets = ((None, {"fields": ("username", "password", *about)}), times)
    # Without the password, of which auditors may not see even the digest.
    read_fieldsets = ((None, {"fields": ("username", *about)}), times)
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "last_name", "first_name", "password1", "password2")}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("memberships__unit")

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
        unused = obj is None or (obj.last_login is None and obj != request.user)
        return unused and super().has_delete_permission(request, obj)

    @admin.display(description=_("full name"))
    def full_name(self, user) -> str:
        return user.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, user) -> str:
        """The user's roles, such as "reporter · 尖山区; leader · 双鸭山市"."""
        named = [
            (m.get_role_display(), m.unit.name_in_reports if m.role == Role.REPORTER else m.unit.name)
            for m in user.memberships.all()
        ]
        return gettext("; ").join(f"{role} · {unit}" for role, unit in named)


@admin.register(Membership)
class MembershipAdmin(OfAccounts, ChaptersField, HistoryAdmin):
    form = MembershipForm
    list_filter = ("role", ("unit", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "unit")
    search_fields = ("user__username", "user__last_name", "user__first_name", "unit__name_zh_hans", "unit__code")
    fields = ("user", "role", "unit", "chapters")

    def get_list_display(self, request):
        return ("user", "role", "unit", chapters_column())

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.acting = request.user
        return form

    def has_delete_permission(self, request, obj=None) -> bool:
        is_own_role = obj is not None and makes_administrator(obj, request.user)
        return not is_own_role and super().has_delete_permission(request, obj)


@admin.register(ApiToken)
class ApiTokenAdmin(OfAccounts, ScopedAdmin):
    """The admin of tokens, where they can be deleted; they are made on the command line, which shows them once."""

    list_display = ("user", "note", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "note")
    fields = ("user", "note", "created_at")
    readonly_fields = ("user", "created_at")

    def has_add_permission(self, request) -> bool:
        return False
