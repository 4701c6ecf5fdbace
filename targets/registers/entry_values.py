"""What the numbers of an entry may be: the same in its form and in a file."""

from __future__ import annotations

from dataclasses import replace

from django.db import models
from django.utils import translation

from targets.values.form_fields import rules_of
from targets.values.measures import PERCENT
from targets.values.numbers import PERCENTAGE, Nothing, NumberRules


def entry_rules(field: models.IntegerField | models.DecimalField) -> NumberRules:
    """The column's own limits; a dash or 无 is a blank, and % may stand behind what is counted in percent."""
    measures = frozenset({PERCENTAGE}) if _is_in_percent(field) else frozenset()
    return rules_of(field, measures=measures, nothing=Nothing.BLANK)


def entry_rules_in_files(field: models.IntegerField | models.DecimalField) -> NumberRules:
    """The same, with what programs and people leave at numbers in a table."""
    return replace(entry_rules(field), footnotes=True, powers=True)


def _is_in_percent(field: models.Field) -> bool:
    """Does the field's English name say so? The official Chinese one may be plain: 按时率."""
    with translation.override("en"):
        return PERCENT in str(field.verbose_name)
