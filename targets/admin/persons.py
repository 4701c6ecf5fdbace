"""Persons in the admin: sorted by their Chinese names, and under the names that they had when they did something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.contrib.auth.models import User
from django.db.models import Model
from django.forms.models import ModelChoiceIterator

from targets.models import NamesOfTheTime, name_of
from targets.models.accounts import sort_key

# ---- Names of the time ------------------------------------------------------------------------------------


class NamesActors:
    """Shows persons by the names that they had when they did something, in the list and on the page of a row.

    `actors` names the field of the moment for each field of a person. The names are read once for a page.
    """

    actors: Mapping[str, str] = {}
    # Whether the moments are those of the server's clock, as in Django's own log.
    by_server_clock = False

    def get_list_display(self, request) -> Sequence:
        return self._named(request, super().get_list_display(request))

    def get_fields(self, request, obj=None) -> Sequence:
        return self._named(request, super().get_fields(request, obj))

    def get_readonly_fields(self, request, obj=None) -> Sequence:
        return [*self._named(request, super().get_readonly_fields(request, obj)), *self._columns(request).values()]

    def _named(self, request, names: Sequence) -> list:
        columns = self._columns(request)
        return [columns.get(name, name) for name in names]

    def _columns(self, request) -> dict[str, Callable[[Model], str]]:
        """A column for each field of a person; the same functions for all parts of one page."""
        if not hasattr(request, "_actors"):
            request._actors = {}
        if self.model not in request._actors:
            names = NamesOfTheTime()
            name_at = names.logged if self.by_server_clock else names.of
            request._actors[self.model] = {
                person: self._column(person, moment, name_at) for person, moment in self.actors.items()
            }
        return request._actors[self.model]

    def _column(self, person: str, moment: str, name_at: Callable) -> Callable[[Model], str]:
        @admin.display(description=self.model._meta.get_field(person).verbose_name, ordering=person)
        def column(row: Model) -> str:
            return name_at(getattr(row, person), getattr(row, moment))

        column.__name__ = person
        return column


# ---- Order ------------------------------------------------------------------------------------------------


class PersonChangeList(ChangeList):
    """A list sorted by the names of persons, unless the reader sorts it by a column.

    It is sorted in Python, because databases sort Chinese characters each in its own way; accounts are few.
    """

    def get_results(self, request) -> None:
        super().get_results(request)
        if ORDER_VAR in self.params:
            return
        rows = sorted(self.queryset, key=self.model_admin.name_key)
        shows_all = (self.show_all and self.can_show_all) or not self.multi_page
        first = 0 if shows_all else (self.page_num - 1) * self.list_per_page
        self.result_list = rows[first : None if shows_all else first + self.list_per_page]


class SortedByName:
    """The list of a model's rows in the order of the persons' names (按姓名拼音)."""

    def get_changelist(self, request, **kwargs: Any) -> type[ChangeList]:
        return PersonChangeList

    def name_key(self, row: Model) -> tuple:
        return sort_key(row)


# ---- Choosing ---------------------------------------------------------------------------------------------


def label_of(account: User) -> str:
    """The name with the sign-in name, which tells namesakes apart."""
    name = name_of(account)
    return name if name == account.username else f"{name} ({account.username})"


class _ByName(ModelChoiceIterator):
    def __iter__(self) -> Iterator:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for account in sorted(self.queryset, key=sort_key):
            yield self.choice(account)


class PersonChoiceField(forms.ModelChoiceField):
    """A chooser of accounts, sorted by name."""

    iterator = _ByName

    def label_from_instance(self, account: User) -> str:
        return label_of(account)
