"""The base of the resources: rows found by natural keys, headings in words, the admin's form as check of each row.

A row is refused if the admin's form would refuse it, or if the user may not change it. An import deletes no rows.
"""

from __future__ import annotations

import copy
import functools
import json
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.forms.models import construct_instance, model_to_dict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from import_export.fields import Field
from import_export.instance_loaders import ModelInstanceLoader
from import_export.resources import ModelResource
from modeltranslation.fields import TranslationField

from targets.admin.resources import values
from targets.models.quantities import MonthField
from targets.models.validity import Dated, Decision, Version
from targets.values.form_fields import rules_of

REASON_LENGTH = Version._meta.get_field("reason").max_length
KINDS = {"DateField": values.Day, "BooleanField": values.YesNo, "JSONField": values.Shares}


@dataclass(frozen=True, slots=True)
class ChangedColumn:
    """One column of a row, before and after, as text."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ColumnHelp:
    """A column that a file may have, with a hint on its values; a file must have the columns of the key."""

    name: str
    hint: str
    is_key: bool


class RowDifference:
    """The columns in which an imported row differs from the stored one."""

    def __init__(self, resource, instance, new):
        self.before = [""] * len(resource.labels) if new else self._texts(resource, instance)
        self.changes: list[ChangedColumn] = []

    @staticmethod
    def _texts(resource, instance) -> list[str]:
        return [str(field.export(instance) or "") for field in resource.get_import_fields()]

    def compare_with(self, resource, instance) -> None:
        """Keep the columns in which the instance is different now."""
        after = self._texts(resource, instance)
        together = zip(resource.labels, self.before, after, strict=True)
        self.changes = [ChangedColumn(label, old, new) for label, old, new in together if old != new]

    def as_html(self) -> list[ChangedColumn]:
        """The changes themselves and no HTML: the template of the page shows and escapes them."""
        return self.changes


class ResourceColumn(Field):
    """A column whose texts are compared as a file can have them: without surrounding spaces, with plain line ends."""

    def get_value(self, instance):
        value = super().get_value(instance)
        return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


class NameColumn(ResourceColumn):
    """A name beside a code, for people to read; a row whose name does not belong to the code is refused."""

    def __init__(self, attribute: str, column_name: str):
        super().__init__(attribute=attribute, column_name=column_name, widget=values.Text(), readonly=True)

    def save(self, instance, row, is_m2m=False, **kwargs):
        given, known = self.clean(row), self.export(instance)
        if given and known and given != known:
            raise ValueError(_("The code stands for “%(name)s”. Correct the code or the name.") % {"name": known})


class ListedColumn(ResourceColumn):
    """A column with all rows that belong to the instance, such as its aliases; they are stored after the instance.

    `stored` returns the rows of an instance as they are stored.
    """

    def __init__(self, column_name: str, widget, stored):
        super().__init__(attribute=column_name, column_name=column_name, widget=widget)
        self.stored = stored

    def wanted(self, instance):
        """What the file says for the instance; None if the file has no such column."""
        return getattr(instance, f"_wanted_{self.column_name}", None)

    def get_value(self, instance):
        wanted = self.wanted(instance)
        if wanted is not None:
            return wanted
        return self.stored(instance) if instance.pk else ()

    def save(self, instance, row, is_m2m=False, **kwargs):
        setattr(instance, f"_wanted_{self.column_name}", self.clean(row))


class ByNaturalKey(ModelInstanceLoader):
    """Finds the stored row by its natural key, never by its primary key."""

    def get_instance(self, row):
        """The stored row; None if the row is new, or its key cannot be read, which is reported later."""
        try:
            return self.get_queryset().filter(**self.resource.natural_key(row)).first()
        except ValueError:
            return None


class MasterResource(ModelResource):
    """The base of a list as a file.

    The headings of columns are the labels of the admin, in either language; a column that is left out keeps its values.
    `related` and `prefetched` name what is read with the rows, `own_labels` the headings of columns that are no fields
    of the model. `notes` are sentences about the file, `note_on_new` one about new rows.
    """

    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()
    own_labels: dict[str, object] = {}
    notes: tuple = ()
    note_on_new = ""

    class Meta:
        instance_loader_class = ByNaturalKey
        use_transactions = True
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    def __init__(self, admin=None, request=None, **kwargs):
        super().__init__(**kwargs)
        self.admin, self.request = admin, request
        self.lines: list[int] = []
        self.seen: dict[str, int] = {}
        self.form_classes: dict[bool, type] = {}
        for field in self.fields.values():
            if isinstance(field.widget, values.Reference) and field.widget.model is not self._meta.model:
                field.widget.known = {}

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        """A column for a field; a blank cell never stands for the default of the model."""
        if django_field.choices:
            widget = values.ChoiceCell(django_field.flatchoices)
        elif isinstance(django_field, models.IntegerField | models.DecimalField):
            widget = values.Number(rules_of(django_field))
        elif isinstance(django_field, MonthField):
            widget = values.WrittenMonth()
        else:
            widget = KINDS.get(django_field.get_internal_type(), values.Text)()
        return ResourceColumn(attribute=field_name, column_name=field_name, widget=widget, readonly=readonly)

    @classmethod
    def get_diff_class(cls):
        return RowDifference

    def lock(self) -> None:
        """Lock what rows in the order of a file would lock out of order, before any of them is written."""

    # ---- Headings -----------------------------------------------------------------------------------------

    @classmethod
    def label(cls, name: str) -> str:
        """The heading of a column in the active language."""
        if name in cls.own_labels:
            return str(capfirst(cls.own_labels[name]))
        try:
            field = cls._meta.model._meta.get_field(name)
        except FieldDoesNotExist:
            return name
        if not isinstance(field, TranslationField):
            return str(capfirst(field.verbose_name))
        words = {
            "name": capfirst(field.translated_field.verbose_name),
            "language": dict(settings.LANGUAGES)[field.language],
        }
        return _("%(name)s (%(language)s)") % words

    @functools.cached_property
    def labels(self) -> list[str]:
        return [self.label(field.column_name) for field in self.get_import_fields()]

    def column_helps(self) -> list[ColumnHelp]:
        """What the page of the import says about the columns."""
        keys = self.get_import_id_fields()
        return [
            ColumnHelp(label, str(getattr(field.widget, "hint", "")) or _("text"), field.column_name in keys)
            for label, field in zip(self.labels, self.get_import_fields(), strict=True)
        ]

    def get_export_headers(self, selected_fields=None):
        return [self.label(field.column_name) for field in self.get_export_fields(selected_fields)]

    def headings(self) -> dict[str, str]:
        """The names of columns by heading: in either language, or the name itself."""
        known = {name: name for name in self.fields}
        for code, _name in settings.LANGUAGES:
            with override(code):
                known |= {self.label(name): name for name in self.fields}
        return known

    def before_import(self, dataset, **kwargs):
        """Replace the headings by names of columns. Raises ValidationError if one is unknown, missing or repeated."""
        self.lines = getattr(dataset, "lines", None) or list(range(2, len(dataset) + 2))
        try:
            dataset.headers = self._column_names(dataset.headers or [])
        except ValidationError:
            dataset.wipe()
            raise

    def _column_names(self, headings: list[str]) -> list[str]:
        known = self.headings()
        found = [known.get(str(heading).strip()) for heading in headings]
        unknown = [str(heading) for heading, name in zip(headings, found, strict=True) if name is None]
        if unknown:
            words = {"names": _(", ").join(unknown), "known": _(", ").join(self.labels)}
            raise ValidationError(_("Unknown columns: %(names)s. This table's columns are: %(known)s.") % words)
        missing = [self.label(name) for name in self.get_import_id_fields() if name not in found]
        if missing:
            raise ValidationError(_("These columns are missing: %(names)s.") % {"names": _(", ").join(missing)})
        if len(set(found)) < len(found):
            raise ValidationError(_("A column stands in the file twice."))
        return found

    def get_queryset(self):
        return super().get_queryset().select_related(*self.related).prefetch_related(*self.prefetched)

    # ---- Rows ---------------------------------------------------------------------------------------------

    def natural_key(self, row) -> dict:
        """The condition by which the stored row is found. Raises ValueError if one of its cells cannot be read."""
        fields = [self.fields[name] for name in self.get_import_id_fields()]
        return {field.attribute: field.clean(row) for field in fields if not field.readonly}

    def before_import_row(self, row, row_number=None, **kwargs):
        """Refuse a file in which two rows have the same key."""
        try:
            key = repr([getattr(value, "pk", value) for value in self.natural_key(row).values()])
        except ValueError:
            return
        line = self.lines[row_number - 1]
        first = self.seen.setdefault(key, line)
        if first != line:
            raise ValidationError(_("This row stands in the file already, in row %(row)s.") % {"row": first})

    def after_init_instance(self, instance, new, row, **kwargs):
        self.before = copy.copy(instance)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Check the user's right to change the row, and the row itself with the admin's form."""
        errors = dict(import_validation_errors or {})
        if self.before.pk and not self.admin.has_change_permission(self.request, self.before):
            errors[NON_FIELD_ERRORS] = [_("This row is not yours to change.")]
        else:
            errors = self.form_errors(instance, errors) | errors
        errors = errors or self.more_errors(instance)
        if errors:
            raise ValidationError(errors)

    def form_errors(self, instance, known: dict) -> dict:
        """The errors of the admin's form, by field; none if cells could not be read (`known`)."""
        is_new = self.before.pk is None
        if is_new not in self.form_classes:
            self.form_classes[is_new] = self.admin.form_of_row(self.request, self.before)
        form_class = self.form_classes[is_new]
        data = model_to_dict(instance, fields=form_class.base_fields)
        # A form expects a list as the text that a browser would send.
        data |= {name: json.dumps(value) for name, value in data.items() if isinstance(value, list)}
        form = form_class(data, instance=self.before)
        for field in form.fields.values():
            if hasattr(field, "queryset"):
                field.error_messages["invalid_choice"] = _("This is not among those that you may choose.")
        if form.is_valid():
            construct_instance(form, instance)
        # For the form, a cell that could not be read is blank, so that its errors would mislead.
        return {} if known else form.errors.as_data()

    def more_errors(self, instance) -> dict:
        """Errors, by column, in what the form does not check."""
        return {}

    def before_save_instance(self, instance, row, file_name="", **kwargs):
        self.reason = _("Imported from the file %(name)s") % {"name": file_name}
        instance._change_reason = self.reason

    def do_instance_save(self, instance, is_create):
        """Store the row; what it changes from the present month on says who brought it in, by which file."""
        if isinstance(instance, Dated):
            by = self.request.user if self.request else None
            instance.save(force_insert=is_create, decision=Decision(reason=self.reason[:REASON_LENGTH], by=by))
        else:
            super().do_instance_save(instance, is_create)

    def filter_export(self, queryset, **kwargs):
        return queryset.select_related(*self.related).prefetch_related(*self.prefetched)

    def after_export(self, queryset, dataset, **kwargs):
        dataset.title = str(self._meta.model._meta.verbose_name_plural)
