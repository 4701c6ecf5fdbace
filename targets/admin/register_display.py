"""Columns and the filter for the lists of register entries in the admin."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from targets import clock
from targets.models.entries import Entry
from targets.models.personal import PersonalField
from targets.registers.declaration import Register
from targets.registers.list_page import mark_of
from targets.registers.showing import value_text


def is_personal(register: Register, name: str) -> bool:
    return isinstance(register.model._meta.get_field(name), PersonalField)


def field_column(register: Register, name: str) -> Callable[[Entry], str]:
    """A column with a field. Personal data are masked and cannot be sorted, because the order would reveal them."""
    field = register.model._meta.get_field(name)

    @admin.display(description=field.verbose_name, ordering=None if is_personal(register, name) else name)
    def column(entry: Entry) -> str:
        return value_text(entry, name)

    column.__name__ = name
    return column


def state_column(register: Register) -> Callable[[Entry], str]:
    """A column with the state of an entry: cancelled, ended, overdue, due soon or open."""

    @admin.display(description=_("state"))
    def column(entry: Entry) -> str:
        return mark_of(register, entry)[1] or "—"

    column.__name__ = "state"
    return column


class StateFilter(admin.SimpleListFilter):
    """Filters entries by their state; the states offered depend on the register."""

    title, parameter_name = _("state"), "state"

    def lookups(self, request, model_admin):
        states = [("valid", _("valid")), ("cancelled", _("cancelled"))]
        if model_admin.register.is_standing:
            states += [("open", pgettext_lazy("entry", "open")), ("ended", _("ended"))]
        if model_admin.register.has_deadline:
            states += [("overdue", _("overdue")), ("due", _("due soon"))]
        return states

    def queryset(self, request, queryset):
        narrowings = {
            "valid": lambda rows: rows.valid(),
            "cancelled": lambda rows: rows.filter(cancelled_on__isnull=False),
            "open": lambda rows: rows.open(),
            "ended": lambda rows: rows.valid().filter(**{f"{rows.model.end_field}__isnull": False}),
            "overdue": lambda rows: rows.overdue(clock.today()),
            "due": lambda rows: rows.due_soon(clock.today()),
        }
        return narrowings[self.value()](queryset) if self.value() in narrowings else queryset
