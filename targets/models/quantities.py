"""Fields that many registers share: an amount of money, a count, a month, a year, a choice."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Func

# The years that a register takes; a year outside them is a typing error.
YEARS = (1995, 2100)
ZERO_AND_MORE = [MinValueValidator(0)]


def money(label, **options) -> models.DecimalField:
    """An amount of money, not negative, with two decimals, in the unit that the label names (元 or 万元)."""
    return models.DecimalField(label, max_digits=16, decimal_places=2, validators=ZERO_AND_MORE, **options)


def number(label, **options) -> models.PositiveIntegerField:
    """A count of persons, posts, cases or the like, not negative."""
    return models.PositiveIntegerField(label, **options)


def choice(label, choices, **options) -> models.CharField:
    """One of the choices, whose stored values have at most twenty characters."""
    return models.CharField(label, max_length=20, choices=choices, **options)


class MonthField(models.DateField):
    """A month, stored as its first day; any day of the month may be given."""

    description = "month"

    def to_python(self, value):
        day = super().to_python(value)
        return day.replace(day=1) if day else day


class YearField(models.PositiveSmallIntegerField):
    """A calendar year from 1995 to 2100; pages show it without a thousands separator."""

    description = "year"
    default_validators = [MinValueValidator(YEARS[0]), MaxValueValidator(YEARS[1])]


class DayOfMonth(Func):
    """The day of the month of a date, as a number, for constraints.

    On SQLite, Django's own lookup `month__day` calls a function that only Django's connections have: with it in a
    constraint, no other tool could write to the table or check its integrity.
    """

    template = "EXTRACT(DAY FROM %(expressions)s)"
    arity = 1
    output_field = models.IntegerField()

    def as_sqlite(self, compiler, connection, **options):
        """SQLite stores dates as text, such as 2007-03-01."""
        return self.as_sql(compiler, connection, template="CAST(substr(%(expressions)s, 9, 2) AS integer)", **options)
