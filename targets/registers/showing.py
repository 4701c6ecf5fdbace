"""The texts of an entry's values for readers: formatted, with personal data masked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _

from targets.formatting import DASH, number_text
from targets.models.entries import Entry
from targets.models.personal import PersonalField
from targets.models.quantities import MonthField, YearField
from targets.models.units import ReportingUnit


def value_text(entry: Entry, name: str, *, whole: bool = False) -> str:
    """The text of an entry's field; a dash where it is blank.

    `whole` leaves personal data unmasked: only for a view that was asked for and logged.
    """
    field = entry._meta.get_field(name)
    return field_text(field, getattr(entry, name), whole=whole)


def field_text(field: models.Field, value, *, whole: bool = False) -> str:
    """The text of a field's value that stands apart from its entry, such as one of the history; see `value_text`."""
    return DASH if is_blank(value) else formatter_of(field, whole=whole)(value)


def is_blank(value) -> bool:
    return value is None or value == ""


def formatter_of(field: models.Field, *, whole: bool = False) -> Callable[..., str]:
    """The function that makes a text of the field's values, which must not be blank; found once for a whole column."""
    if isinstance(field, PersonalField):
        return str if whole else lambda value: field.mask(str(value))
    if field.choices:
        words = {key: str(label) for key, label in field.flatchoices}
        return lambda value: words.get(value) or str(value)
    if isinstance(field, MonthField):
        return "{:%Y-%m}".format
    return str if isinstance(field, YearField) else _plain


def _plain(value) -> str:
    return FORMATS.get(type(value), str)(value)


FORMATS: dict[type, Callable[..., str]] = {
    bool: lambda value: _("yes") if value else _("no"),
    date: date.isoformat,
    ReportingUnit: lambda unit: unit.name_in_reports,
    Decimal: number_text,
    int: lambda value: number_text(Decimal(value)),
}
