"""The base of every model's admin, in which `targets.access` alone decides what a user may see and do.

Django's own permissions are not used. What lies outside a user's units and chapters does not exist in the user's admin.
"""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup, DisallowedModelAdminToField
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.db import models
from django.db.models import Model, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from targets import access
from targets.access import Access, Action
from targets.admin import deletion
from targets.models import NamesOfTheTime
from targets.values.form_fields import DayFormField, number_form_field, rules_of

# What Django's lists raise for an address that asks them for something else than their filters.
NOT_OFFERED = (IncorrectLookupParameters, DisallowedModelAdminLookup, DisallowedModelAdminToField)
NO_SUCH_FILTER = _("This list offers no such filter. All its rows are shown.")

Narrowing = Callable[[Access, QuerySet], QuerySet]


def link(url: str, text: object) -> str:
    """A link for a cell of a list or a form in the admin."""
    return render_to_string("components/link.html", {"url": url, "text": text})


class Scoped:
    """The permission methods that the admin of a model and an inline share.

    A subclass names the actions that viewing (any of them) and changing need. With `bureau_wide` the user must have the
    right for the whole city, as for plan and accounts. With `rows_differ` the user may see or change some rows only,
    and the subclass overrides `readable` and `changeable`.
    """

    view_actions: tuple[Action, ...] = (Action.VIEW_PROGRESS,)
    change_action: Action | None = None
    bureau_wide = False
    rows_differ = False

    def readable(self, rights: Access, rows: QuerySet) -> QuerySet:
        """Those of the rows that the user may read."""
        return rows

    def changeable(self, rights: Access, rows: QuerySet) -> QuerySet:
        """Those of the rows that the user may change."""
        return self.readable(rights, rows)

    def may(self, request, action: Action | None) -> bool:
        if action is None:
            return False
        rights = access.of(request.user)
        return rights.everywhere(action) if self.bureau_wide else rights.may(action)

    def may_view(self, request) -> bool:
        return any(self.may(request, action) for action in self.view_actions)

    def is_among(self, narrow: Narrowing, request, obj: Model | None) -> bool:
        """Whether the row is among those that `narrow` leaves; true without a row, as Django asks for each model."""
        if obj is None or not self.rows_differ:
            return True
        rows = narrow(access.of(request.user), self.model._default_manager.all())
        return rows.filter(pk=obj.pk).exists()

    def has_view_permission(self, request, obj=None) -> bool:
        return self.may_view(request) and self.is_among(self.readable, request, obj)

    def has_change_permission(self, request, obj=None) -> bool:
        return self.may(request, self.change_action) and self.is_among(self.changeable, request, obj)

    def has_add_permission(self, request, obj=None) -> bool:
        return self.may(request, self.change_action)

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.has_change_permission(request, obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Read numbers and dates in the same way as on all other pages and in files."""
        is_number = isinstance(db_field, models.IntegerField | models.DecimalField)
        if is_number and not (db_field.choices or db_field.primary_key):
            widget = forms.TextInput(attrs={"class": "vIntegerField"})
            return number_form_field(db_field, rules_of(db_field), required=not db_field.blank, widget=widget)
        if db_field.get_internal_type() == "DateField":
            kwargs["form_class"] = DayFormField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request):
        return self.readable(access.of(request.user), super().get_queryset(request))


class ScopedAdmin(Scoped, admin.ModelAdmin):
    """A model's admin under the access rule."""

    list_per_page = 50
    show_full_result_count = False
    save_on_top = True

    def has_add_permission(self, request):
        return super().has_add_permission(request)

    def has_module_permission(self, request) -> bool:
        return self.may_view(request)

    def get_changelist_instance(self, request):
        """What an address asks and the list does not offer is told, and the whole list is shown (`?e=1`).

        Django does so with unknown fields, without a word; what it suspects of guessing at hidden fields it answers
        with an error page and an ERROR in the log. Nothing is found by such an address either way.
        """
        try:
            return super().get_changelist_instance(request)
        except NOT_OFFERED as unknown:
            if set(request.GET) != {ERROR_FLAG}:
                messages.warning(request, NO_SUCH_FILTER)
                # With it Django takes the database to be damaged and leads nowhere.
                request.GET = request.GET.copy()
                request.GET.pop(ERROR_FLAG, None)
            raise IncorrectLookupParameters from unknown

    def get_deleted_objects(self, objs, request):
        return deletion.deleted_objects(objs, lambda row: self.has_delete_permission(request, row))

    def history_view(self, request, object_id, extra_context=None):
        """The log of the row, under the names that its writers had then."""
        response = super().history_view(request, object_id, extra_context)
        persons = NamesOfTheTime()
        for entry in getattr(response, "context_data", {}).get("action_list", ()):
            entry.made_by = persons.logged(entry.user, entry.action_time)
        return response

    def find(self, request, object_id: str) -> Model | None:
        """The row with the primary key in an address; None if it does not exist for this user."""
        return self.get_object(request, unquote(object_id))


class ReadOnly:
    """Takes all rights to add, change and delete away, for rows that are written elsewhere."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class ScopedInline(Scoped, admin.TabularInline):
    """Rows on the page of the row to which they belong, under the access rule."""

    extra = 0
