"""An entry of any register, made from its declaration alone."""

from datetime import date
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models

from targets.models.entries import Entry
from targets.models.personal import IdentityNumberField, PersonalField, TelephoneField
from targets.registers.declaration import Register
from targets.registers.registry import registry

# With the area code of the demonstration: nobody has this number.
NUMBER = "230599197001010010"
DAY = date(2007, 5, 8)


def stored(register: Register, unit, **more) -> Entry:
    """A plain entry of the unit, as it might stand in the register; `more` are values of its own."""
    values = {"unit": unit}
    for field in register.model._meta.concrete_fields:
        if field.editable and not field.primary_key and field.name not in values | more:
            values |= _value(field, unit)
    return register.model.objects.create(**values | more)


def _value(field, unit) -> dict:
    if isinstance(field, PersonalField):
        return {field.name: _personal(field)}
    if field.null or field.has_default() or field.blank:
        return {}
    if issubclass(getattr(field, "related_model", None) or Entry, Entry) and field.is_relation:
        other = next(one for one in registry if one.model is field.related_model)
        return {field.name: other.model.objects.filter(unit=unit).first() or stored(other, unit)}
    return {field.name: _plain(field)}


def _personal(field) -> str:
    if isinstance(field, IdentityNumberField):
        return NUMBER
    return "13900001234" if isinstance(field, TelephoneField) else "张三丰"


def _plain(field):
    if field.choices:
        return field.flatchoices[0][0]
    if isinstance(field, models.DateField):
        return DAY
    if isinstance(field, models.DecimalField):
        return Decimal(1)
    if isinstance(field, models.IntegerField):
        return max((one.limit_value for one in field.validators if isinstance(one, MinValueValidator)), default=0) or 1
    return "甲"
