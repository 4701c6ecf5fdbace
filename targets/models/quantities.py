"""Fields that many registers have: amounts of money, numbers of persons, a month, a year, a choice."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Func

# Of registers: what lies further away was mistyped.
YEARS = (1995, 2100)
ZERO_AND_MORE = [MinValueValidator(0)]


def money(label, **options) -> models.DecimalField:
    """An amount that is never negative, in the unit of money that the label names, to two decimals."""
    return models.DecimalField(label, max_digits=16, decimal_places=2, validators=ZERO_AND_MORE, **options)


def number(label, **options) -> models.PositiveIntegerField:
    """A count of persons, posts, cases or the like."""
    return models.PositiveIntegerField(label, **options)


def choice(label, choices, **options) -> models.CharField:
    """One of the choices, at most twenty characters long in the database."""
    return models.CharField(label, max_length=20, choices=choices, **options)


class MonthField(models.DateField):
    """A month, stored as its first day; any day of it may be given."""

    description = "month"

    def to_python(self, value):
        day = super().to_python(value)
        return day.replace(day=1) if day else day


class YearField(models.PositiveSmallIntegerField):
    """A calendar year; written without a thousands separator."""

    description = "year"
    default_validators = [MinValueValidator(YEARS[0]), MaxValueValidator(YEARS[1])]


class DayOfMonth(Func):
    """The day of a date as a number, for constraints.

    Django's own `month__day` calls a function on SQLite that only Django's connections have: every other tool would
    fail at each row of the table, and at its integrity check.
    """

    template = "EXTRACT(DAY FROM %(expressions)s)"
    arity = 1
    output_field = models.IntegerField()

    def as_sqlite(self, compiler, connection, **options):
        """SQLite keeps dates as texts, such as 2007-03-01."""
        return self.as_sql(compiler, connection, template="CAST(substr(%(expressions)s, 9, 2) AS integer)", **options)
