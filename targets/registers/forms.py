"""Forms of an entry: its fields, as the register's model declares them; a step of its case; why it is cancelled."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db import models
from django.db.models import QuerySet
from django.forms.models import modelform_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targets import clock
from targets.frame.sent_forms import TOKEN, TokenField, renew
from targets.models import ReportingUnit
from targets.models.entries import Entry
from targets.models.personal import PersonalField
from targets.models.quantities import MonthField
from targets.names import narrow
from targets.registers.declaration import Register
from targets.registers.entry_values import entry_rules
from targets.values.form_fields import DayFormField, MonthFormField, day_input, month_input, number_form_field

# Fields that take more characters stand over the form's whole width.
LONG = 120
LONGEST_WORDS = 500


class UnitChoice(forms.ModelChoiceField):
    """A choice among units, by the names that they have in reports."""

    def label_from_instance(self, obj):
        return obj.name_in_reports


class EntryChoice(forms.ModelChoiceField):
    """A choice among another register's entries, named without anything personal."""

    def label_from_instance(self, obj):
        return str(obj)


def field_of(field: models.Field, **kwargs) -> forms.Field | None:
    """The form's field of a model's: numbers as people type them, days and months with the browser's own choosers."""
    if field.choices:
        return field.formfield(**kwargs)
    if isinstance(field, MonthField):
        return field.formfield(form_class=MonthFormField, dash_is_blank=True, widget=month_input(), **kwargs)
    if isinstance(field, models.DateField):
        return field.formfield(form_class=DayFormField, dash_is_blank=True, widget=day_input(), **kwargs)
    if isinstance(field, models.IntegerField | models.DecimalField):
        demanded = not field.null and not field.has_default()
        widget = forms.TextInput(attrs={"class": "number"})
        return number_form_field(field, entry_rules(field), required=demanded, widget=widget)
    if isinstance(field, PersonalField):
        return field.formfield(widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}), **kwargs)
    return field.formfield(**kwargs)


class VersionField(forms.IntegerField):
    """The version of the entry that a page shows, hidden in its form; one that cannot be read is that of no entry."""

    widget = forms.HiddenInput
    NONE = 0

    def __init__(self, **kwargs):
        super().__init__(**({"required": False, "label": _lazy("version")} | kwargs))

    def clean(self, value):
        try:
            read = super().clean(value)
        except forms.ValidationError:
            return self.NONE
        return self.NONE if read is None else read


class BaseEntryForm(forms.ModelForm):
    """The form of an entry in whichever register; `form_of` makes the subclass for one register."""

    version = VersionField()
    form_token = TokenField()

    def __init__(self, *args, register: Register, units: QuerySet, **kwargs):
        super().__init__(*args, **kwargs)
        self.register = register
        unit = self.fields["unit"]
        widest = units.order_by("path").first()
        self.fields["unit"] = UnitChoice(units, label=unit.label, help_text=unit.help_text)
        self.fields["unit"].initial = widest.pk if widest else None
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField) and name != "unit":
                self.fields[name] = _entries_of(field, units, getattr(self.instance, f"{name}_id"))
        self.fields["version"].initial = self.instance.version
        if self.instance.pk is not None:
            del self.fields[TOKEN]
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        # Two columns; long texts over both.
        columns = [
            Column(name, css_class="col-12" if _is_long(self.fields[name]) else "col-12 col-md-6")
            for name in register.fields
        ]
        hidden = [name for name in ("version", TOKEN) if name in self.fields]
        self.helper.layout = Layout(Row(*columns, css_class="g-3"), *hidden)

    def clean(self):
        """Blank numbers take their field's default; full-width letters and digits become plain ones, as in files."""
        for name in {*self.register.fields} & {*self.cleaned_data}:
            field, value = self._meta.model._meta.get_field(name), self.cleaned_data[name]
            if value is None and field.has_default() and not field.null:
                self.cleaned_data[name] = field.get_default()
            elif isinstance(value, str):
                self.cleaned_data[name] = narrow(value)
        return super().clean()

    def tell_stored_before(self, first: Entry | None) -> None:
        """Say that the form was stored before, as `first`, and has another text now; sent again it is stored anew."""
        if first is None:
            text = _("Not saved: the entry that this form made has been deleted. Save again to store it anew.")
        else:
            text = _(
                "Not saved: this form was stored already, as %(entry)s. To correct that entry, open it in the register;"
                " to store what stands here as a further entry, save again."
            ) % {"entry": self.register.title_of(first)}
        self.add_error(None, text)
        renew(self)


def _entries_of(field: forms.ModelChoiceField, units: QuerySet, now: int | None) -> EntryChoice:
    """The valid entries of the units that the user keeps, and the one chosen now, even where it is cancelled."""
    model = field.queryset.model
    rows = field.queryset
    if issubclass(model, Entry):
        rows = model.objects.filter(models.Q(unit__in=units, cancelled_on__isnull=True) | models.Q(pk=now))
    return EntryChoice(rows, label=field.label, required=field.required, help_text=field.help_text)


def _is_long(field: forms.Field) -> bool:
    return (getattr(field, "max_length", None) or 0) > LONG


def form_of(register: Register, units: QuerySet[ReportingUnit], data=None, instance: Entry | None = None):
    """The form for a new entry or for `instance`, bound where data are given."""
    made = modelform_factory(register.model, form=BaseEntryForm, fields=register.fields, formfield_callback=field_of)
    return made(data, instance=instance, register=register, units=units)


# ---- Of an entry's page ----------------------------------------------------------------------------------


class StepForm(forms.Form):
    """What was done in a case, and when."""

    taken_on = DayFormField(widget=day_input())
    words = forms.CharField(max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2}))
    form_token = TokenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["taken_on"].label, self.fields["words"].label = _("Day"), _("Done in this step")
        self.fields["taken_on"].initial = clock.today()
        self.helper = FormHelper(self)
        self.helper.form_tag = False

    def clean_taken_on(self):
        """Steps are written down once taken."""
        day = self.cleaned_data["taken_on"]
        if day > clock.today():
            raise forms.ValidationError(_("This day has not come yet."), code="future")
        return day


class DeleteForm(forms.Form):
    """Which version of an entry is to be deleted."""

    version = VersionField()


class CancelForm(forms.Form):
    """Why an entry is to count no longer, and which version of it."""

    version = VersionField()
    reason = forms.CharField(max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Reason of the cancellation")
        self.helper = FormHelper(self)
        self.helper.form_tag = False
