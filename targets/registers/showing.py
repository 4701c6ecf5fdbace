"""How an entry's values are read: formatted, and persons masked."""

from __future__ import annotations

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
    if value is None or value == "":
        return DASH
    if isinstance(field, PersonalField):
        return str(value) if whole else field.mask(str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(field, value)


def _plain(field: models.Field, value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, MonthField):
        return f"{value:%Y-%m}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, ReportingUnit):
        return value.filing_name
    if isinstance(field, YearField):
        return str(value)
    if isinstance(value, Decimal | int):
        return number_text(Decimal(value))
    return str(value)
