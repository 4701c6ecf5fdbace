"""The admin of every register, made from its declaration.

Personal data are masked. Whoever keeps a register changes its entries here through the same functions as on its pages.
"""

from __future__ import annotations

from functools import cached_property

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from targets import access
from targets.access import Action
from targets.admin.history import HistoryAdmin
from targets.admin.register_display import StateFilter, field_column, is_personal, state_column
from targets.frame.sent_forms import TOKEN, Sending, SentBefore
from targets.models import Disclosure
from targets.registers import keeping, locking, people
from targets.registers.declaration import Register
from targets.registers.filters import FilterForm
from targets.registers.forms import BaseEntryForm, VersionField, field_of
from targets.registers.registry import registry


class EntryForm(BaseEntryForm):
    """The portal's form of an entry; `EntryAdmin.get_form` sets the register, the units to choose from and the user."""

    of_register: Register
    of_units = None
    of_user = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, register=self.of_register, units=self.of_units, **kwargs)

    def clean(self):
        """Refuse to overwrite what somebody else has stored since the page was opened.

        The entry is locked until it is saved, and the unit to which it moves is locked before it.
        """
        data = super().clean()
        if self.instance.pk:
            unit = data.get("unit")
            current = locking.lock_entry(self.register, self.instance.pk, moved_to=unit and unit.pk)
            if current.version != self.cleaned_data.get("version"):
                raise ValidationError(_("Somebody else changed this entry meanwhile. Open it again and look first."))
            if current.cancelled_on:
                raise ValidationError(_("This entry was cancelled meanwhile and cannot be changed."))
            return data
        try:
            Sending.of(self.data, by=self.of_user).refuse_repetition()
        except SentBefore as before:
            self.tell_stored_before(before.first.row(self.register.model))
        return data


class EntryAdmin(HistoryAdmin):
    """The admin of a register's entries; `admin_of` makes a subclass for each register."""

    register: Register
    view_actions = (Action.VIEW_REGISTERS,)
    change_action = Action.KEEP_REGISTERS
    rows_differ = True
    form = EntryForm
    # The form has a hidden field of this name.
    exclude = ("version",)

    # ---- Rights -------------------------------------------------------------------------------------------

    def may(self, request, action) -> bool:
        return action is not None and access.of(request.user).may(action, app=self.register.app)

    def readable(self, rights, rows):
        return rows.filter(rights.where(Action.VIEW_REGISTERS, unit="unit", app=self.register.app))

    def kept(self, rights, rows):
        """Those of the rows that the user keeps, the cancelled ones included."""
        return rows.filter(rights.where(Action.KEEP_REGISTERS, unit="unit", app=self.register.app))

    def changeable(self, rights, rows):
        return self.kept(rights, rows).filter(cancelled_on__isnull=True)

    def has_delete_permission(self, request, obj=None) -> bool:
        """Refuse to delete an entry that a submitted report counts; it can be cancelled with a reason."""
        if not (self.may(request, Action.KEEP_REGISTERS) and self.is_among(self.kept, request, obj)):
            return False
        return obj is None or not keeping.is_counted(self.register, obj.pk)

    def deleted_rows(self, request):
        units = access.of(request.user).units(Action.VIEW_EVERYTHING, self.register.app)
        return super().deleted_rows(request).filter(unit__in=units)

    # ---- The list -----------------------------------------------------------------------------------------

    @cached_property
    def columns(self) -> dict:
        """The columns by field: the fields that people enter, and those that the portal adds to the list."""
        names = dict.fromkeys([*self.register.fields, *self.register.columns])
        return {name: field_column(self.register, name) for name in names}

    @cached_property
    def state_column(self):
        return state_column(self.register)

    def get_list_display(self, request):
        return [*(self.columns[name] for name in self.register.columns), self.state_column]

    def lookup_allowed(self, lookup, value, request):
        """Allow only the filters that are offered, so that nobody can guess personal data through addresses."""
        offered = {"unit", self.model.day_field, StateFilter.parameter_name, *self.register.filters}
        return lookup.partition("__")[0] in offered and super().lookup_allowed(lookup, value, request)

    def get_search_results(self, request, queryset, search_term):
        """Search as the register's own list does: persons only by a whole name or number, and only for keepers."""
        query = {"q": search_term, "state": "all"}
        form = FilterForm(query, register=self.register, units=(), rights=access.of(request.user))
        return form.narrow(queryset), False

    # ---- The form -----------------------------------------------------------------------------------------

    def get_fieldsets(self, request, obj=None):
        if self._is_form(request, obj):
            return [(None, {"fields": [*self.register.fields, "version" if obj else TOKEN]})]
        return [(None, {"fields": list(self.columns.values())})]

    def _is_form(self, request, obj) -> bool:
        return obj is None or self.has_change_permission(request, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if not self._is_form(request, obj):
            return super().get_form(request, obj, change, form=forms.ModelForm, **kwargs)
        made = super().get_form(request, obj, change, **kwargs)
        made.of_register, made.of_units = self.register, access.kept_units(request.user, self.register)
        made.of_user = request.user
        return made

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return field_of(db_field)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Render the form, which shows personal data unmasked, and log that."""
        if change and obj is not None and self.has_change_permission(request, obj):
            people.log_disclosure(self.register, [obj], Disclosure.FORM, by=request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def add_view(self, request, form_url="", extra_context=None):
        """Add an entry; a form that is sent a second time leads to the entry that was stored the first time."""
        try:
            if request.method == "POST":
                self._refuse_repetition(request)
            return super().add_view(request, form_url, extra_context)
        except SentBefore as before:
            text = _("Stored already: %(entry)s. The form was sent twice, and the entry is stored once.")
            first = before.first.row(self.model)
            messages.info(request, text % {"entry": self.register.title_of(first)})
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", first.pk)

    def _refuse_repetition(self, request) -> None:
        """Raise SentBefore if the form was stored with the same values and its entry still exists.

        In the other cases the form itself shows what is wrong.
        """
        try:
            Sending.of(request.POST, by=request.user).refuse_repetition()
        except SentBefore as before:
            if before.same and before.first.row(self.model):
                raise

    def save_model(self, request, obj, form, change):
        if change:
            keeping.change(self.register, obj, by=request.user, version=form.cleaned_data["version"])
        else:
            sending = Sending.of(request.POST, by=request.user)
            sending.store(lambda: keeping.add(self.register, obj, by=request.user))

    # ---- Deleting -----------------------------------------------------------------------------------------

    def delete_view(self, request, object_id, extra_context=None):
        """Ask before deleting, on a page whose address names the version that it shows; its form is sent there too."""
        entry = self.find(request, object_id)
        if entry is not None and self.has_delete_permission(request, entry) and not request.GET.get("version"):
            return redirect(f"{request.path}?version={entry.version}")
        try:
            return super().delete_view(request, object_id, extra_context)
        except keeping.EntryError as refusal:
            messages.error(request, self._why_not_deleted(refusal))
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)

    def changelist_view(self, request, extra_context=None):
        try:
            return super().changelist_view(request, extra_context)
        except keeping.EntryError as refusal:
            messages.error(request, self._why_not_deleted(refusal))
            return redirect(request.get_full_path())

    def _why_not_deleted(self, refusal: keeping.EntryError) -> str:
        if isinstance(refusal, keeping.EntryCounted):
            return _("A submitted report counts this entry: it cannot be deleted. Cancel it instead.")
        if isinstance(refusal, keeping.EntryNeeded):
            return _("Other entries belong to this one: it cannot be deleted. Cancel it instead.")
        return _("Somebody else changed this entry meanwhile. Open it again and look first.")

    def delete_model(self, request, obj):
        seen = VersionField().clean(request.GET.get("version"))
        keeping.delete(self.register, obj.pk, by=request.user, version=seen)

    def delete_queryset(self, request, queryset):
        for key, version in list(queryset.values_list("pk", "version")):
            keeping.delete(self.register, key, by=request.user, version=version)


def admin_of(register: Register) -> type[EntryAdmin]:
    """The class of the register's admin."""
    names = [name for name in (*register.columns, *register.filters) if name != "unit"]
    related = [name for name in names if register.model._meta.get_field(name).is_relation]
    plain = tuple(name for name in register.search if not is_personal(register, name))
    declared = {
        "register": register,
        "list_select_related": tuple(dict.fromkeys(["unit", *related])),
        "list_filter": (StateFilter, *register.filters, ("unit", admin.RelatedOnlyFieldListFilter)),
        # Any fields make Django offer a search; `get_search_results` decides where it looks.
        "search_fields": plain or register.search,
        "date_hierarchy": register.model.day_field,
    }
    return type(f"{register.model.__name__}Admin", (EntryAdmin,), declared)


for one in registry:
    admin.site.register(one.model, admin_of(one))
