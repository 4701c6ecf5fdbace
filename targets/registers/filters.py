"""The filters of a register's list: search, unit, state, days, and the fields that its declaration names."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from targets import clock
from targets.access import Access, Action
from targets.identity_numbers import Doubtful
from targets.identity_numbers import read as read_identity_number
from targets.models import ReportingUnit
from targets.models.personal import IdentityNumberField, PersonalField
from targets.registers.declaration import Register
from targets.values.form_fields import DayFormField, day_input

LONGEST_SEARCH = 60


class FilterForm(forms.Form):
    """The filters of one register. A value that cannot be read is named beside its field and narrows nothing."""

    q = forms.CharField(required=False, max_length=LONGEST_SEARCH, widget=forms.SearchInput)
    state = forms.ChoiceField(required=False, widget=forms.Select)
    begin = DayFormField(required=False, widget=day_input())
    end = DayFormField(required=False, widget=day_input())

    def __init__(self, data, *, register: Register, units: Iterable[ReportingUnit], rights: Access):
        super().__init__(data, auto_id="filter-%s")
        self.register, self.rights = register, rights
        self.fields["q"].label = _("Search")
        self.fields["q"].widget.attrs["title"] = self.search_words
        self.fields["state"].label, self.fields["state"].choices = _("State"), self._states()
        day = register.label(register.model.day_field)
        self.fields["begin"].label = _("%(day)s from") % {"day": day}
        self.fields["end"].label = _("%(day)s to") % {"day": day}
        self.units = {unit.code: unit for unit in units}
        names = [(code, unit.name_in_reports) for code, unit in self.units.items()]
        self.fields["unit"] = forms.ChoiceField(
            required=False, label=register.label("unit"), choices=[("", _("all")), *names], widget=forms.Select
        )
        for name in register.filters:
            self.fields[name] = _choice(register, name)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field.widget, forms.Select) else "form-control"

    @property
    def search_words(self) -> str:
        """Which fields the search looks through, in words."""
        names = [name for name in self.register.search if self._keeps or not self._is_personal(name)]
        return _("Looks at: %(fields)s") % {"fields": _(", ").join(self.register.label(name) for name in names)}

    @property
    def _keeps(self) -> bool:
        return self.rights.may(Action.KEEP_REGISTERS, app=self.register.app)

    def _is_personal(self, name: str) -> bool:
        return isinstance(self.register.model._meta.get_field(name), PersonalField)

    def _states(self) -> list[tuple[str, str]]:
        states = [("", _("valid")), ("cancelled", _("cancelled")), ("all", _("valid and cancelled"))]
        if self.register.is_standing:
            states[1:1] = [("open", self.register.open_word), ("ended", _("ended"))]
        if self.register.has_deadline:
            states[2:2] = [("overdue", _("overdue")), ("due", _("due soon"))]
        return states

    def narrow(self, entries: QuerySet) -> QuerySet:
        """Those of the entries that fit all filters."""
        self.is_valid()
        chosen = self.cleaned_data
        entries = self._of_state(entries, chosen.get("state", ""))
        if chosen.get("unit"):
            entries = entries.filter(unit__path__startswith=self.units[chosen["unit"]].path)
        day = self.register.model.day_field
        for name, comparison in (("begin", "gte"), ("end", "lte")):
            if chosen.get(name):
                entries = entries.filter(**{f"{day}__{comparison}": chosen[name]})
        for name in self.register.filters:
            if chosen.get(name):
                entries = entries.filter(**{name: chosen[name]})
        return entries.filter(self._search(chosen.get("q", "")))

    def _of_state(self, entries: QuerySet, state: str) -> QuerySet:
        if state in ("all", "cancelled"):
            return entries if state == "all" else entries.filter(cancelled_on__isnull=False)
        if state == "open":
            return entries.open()
        if state == "ended":
            return entries.valid().filter(**{f"{self.register.model.end_field}__isnull": False})
        if state == "overdue":
            return entries.overdue(clock.today())
        return entries.due_soon(clock.today()) if state == "due" else entries.valid()

    def _search(self, text: str) -> Q:
        """The condition of containing the searched text in one of the register's search fields.

        Personal fields must equal it whole, and are searched only in entries that the reader keeps.
        """
        words = text.strip()
        if not words:
            return Q()
        rule = Q(pk__in=[])
        kept = self.rights.where(Action.KEEP_REGISTERS, unit="unit", app=self.register.app)
        # Chinese and digits have no case, and PostgreSQL takes four times as long where it must not matter.
        lookup = "contains" if words.upper() == words.lower() else "icontains"
        for name in self.register.search:
            if not self._is_personal(name):
                rule |= Q(**{f"{name}__{lookup}": words})
            elif self._keeps:
                rule |= kept & Q(**{name: self._whole(name, words)})
        return rule

    def _whole(self, name: str, words: str) -> str:
        """The text to compare a personal field with: an identity number as it is stored, however it was typed."""
        if not isinstance(self.register.model._meta.get_field(name), IdentityNumberField):
            return words
        try:
            return read_identity_number(words, today=clock.today())
        except Doubtful:
            return words


def _choice(register: Register, name: str) -> forms.Field:
    """The filter for a field with choices, or for yes and no."""
    field = register.model._meta.get_field(name)
    choices = field.flatchoices
    if isinstance(field, models.BooleanField):
        choices = [("True", _("yes")), ("False", _("no"))]
    return forms.ChoiceField(
        required=False, label=register.label(name), choices=[("", _("all")), *choices], widget=forms.Select
    )
