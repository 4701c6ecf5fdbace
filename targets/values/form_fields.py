"""Form fields that read numbers, days and months as the importers of files do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils.text import capfirst

from targets.values import Refused
from targets.values.cleaning import is_dash
from targets.values.days import read_day, read_month
from targets.values.numbers import TYPED, NumberRules, number_of


class NumberFormField(forms.Field):
    """A typed number; a blank is None, and zero is a number.

    `error_messages` may replace the sentence of a refusal by its code, such as "nothing" or "most".
    """

    widget = forms.TextInput

    def __init__(self, *, rules: NumberRules = TYPED, **kwargs: Any):
        super().__init__(**kwargs)
        self.rules = rules

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return number_of(value, self.rules)
        except Refused as refused:
            raise ValidationError(self.error_messages.get(refused.code, str(refused)), refused.code) from refused

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal"}


class DayFormField(forms.DateField):
    """A day, typed or chosen in the browser's own field. With `dash_is_blank` a dash says that there is none."""

    read = staticmethod(read_day)

    def __init__(self, *, dash_is_blank: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        self.dash_is_blank = dash_is_blank

    def to_python(self, value: Any) -> date | None:
        text = value.strip() if isinstance(value, str) else value
        if text in self.empty_values or (self.dash_is_blank and is_dash(text)):
            return None
        try:
            return self.read(text)
        except Refused as refused:
            raise ValidationError(str(refused), refused.code) from refused


class MonthFormField(DayFormField):
    """A month, typed or chosen in the browser's own field, as its first day."""

    read = staticmethod(read_month)


def day_input(**attributes: str) -> forms.DateInput:
    """The browser's own field for days."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attributes})


def month_input() -> forms.DateInput:
    """The browser's own field for months."""
    return forms.DateInput(format="%Y-%m", attrs={"type": "month"})


def number_form_field(field: models.Field[Any, Any], rules: NumberRules, **kwargs: Any) -> NumberFormField:
    """The form field for a model's number."""
    initial = field.get_default() if field.has_default() else None
    words = {"label": capfirst(field.verbose_name), "help_text": field.help_text}
    return NumberFormField(rules=rules, initial=initial, **(words | kwargs))


def rules_of(field: models.IntegerField[Any, Any] | models.DecimalField[Any, Any], **more: Any) -> NumberRules:
    """What a model's column and validators allow of a number, the same on every database."""
    least = [Decimal(one.limit_value) for one in field.validators if isinstance(one, MinValueValidator)]
    most = [Decimal(one.limit_value) for one in field.validators if isinstance(one, MaxValueValidator)]
    if isinstance(field, models.IntegerField):
        lowest, highest = BaseDatabaseOperations.integer_field_ranges[field.get_internal_type()]
        least, most = [*least, Decimal(lowest)], [*most, Decimal(highest)]
        return NumberRules(max(least), min(most), decimals=0, **more)
    whole_digits = field.max_digits - field.decimal_places
    bounds = max(least, default=None), min(most, default=None)
    return NumberRules(*bounds, whole_digits=whole_digits, decimals=field.decimal_places, **more)
