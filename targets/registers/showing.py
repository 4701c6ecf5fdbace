"""How an entry's values are read: formatted, and persons masked."""

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
    """A field's value for readers; a person's only `whole` where that was asked for and logged. A dash for nothing."""
    field = entry._meta.get_field(name)
    return field_text(field, getattr(entry, name), whole=whole)


def field_text(field: models.Field, value, *, whole: bool = False) -> str:
    """The same for a value apart from its entry, such as one of the history."""
    return DASH if is_nothing(value) else formatter_of(field, whole=whole)(value)


def is_nothing(value) -> bool:
    return value is None or value == ""


def formatter_of(field: models.Field, *, whole: bool = False) -> Callable[..., str]:
    """What makes a text of the field's values that are not nothing; found once for a column of them."""
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
    ReportingUnit: lambda unit: unit.filing_name,
    Decimal: number_text,
    int: lambda value: number_text(Decimal(value)),
}
