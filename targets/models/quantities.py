"""Fields that many models share: a reported quantity, an amount of money, a count, a month, a year, a choice."""

from __future__ import annotations

from decimal import Context, Decimal
from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Func

from targets.values.numbers import NumberRules, limit_refusal

# The years that a register takes; a year outside them is a typing error.
YEARS = (1995, 2100)
ZERO_AND_MORE = [MinValueValidator(0)]


# A stored number with more digits before the point than this reads as blank: pages could not reckon with it.
MOST_DIGITS_READ = 18
# Enough for any number that a database may hold, and never an exception.
ANY_NUMBER = Context(prec=400, traps=[])


def kept_exactly(number: Decimal) -> None:
    """Refuse a number with more digits than every database keeps exactly. Raises ValidationError."""
    refused = limit_refusal(number, NumberRules())
    if refused is not None and refused[0] in ("too_large", "digits"):
        code, sentence = refused
        raise ValidationError(sentence, code)


class QuantityField(models.DecimalField):
    """A number with no more digits than every database keeps exactly; to the database an ordinary decimal.

    SQLite keeps a decimal as a binary fraction, of which 15 digits are exact. A number that was stored past the
    portal's readers, and has more, can be read, shown and saved again until somebody corrects it: Django's own field
    would raise an exception on every page that reads it. One that is not finite, or has more than 18 digits before the
    point, reads as blank.
    """

    default_validators = [kept_exactly]

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs

    @cached_property
    def context(self) -> Context:
        return ANY_NUMBER

    def from_db_value(self, value: Decimal | None, expression, connection) -> Decimal | None:
        if value is None or not value.is_finite() or value.adjusted() >= MOST_DIGITS_READ:
            return None
        return value

    def get_db_prep_value(self, value, connection, prepared=False):
        value = value if prepared else self.get_prep_value(value)
        if hasattr(value, "as_sql"):
            return value
        return connection.ops.adapt_decimalfield_value(value, ANY_NUMBER.prec, self.decimal_places)


def quantity(label, **options) -> QuantityField:
    """A figure or target in its indicator's unit of measure, blank where there is none."""
    return QuantityField(label, max_digits=18, decimal_places=4, null=True, blank=True, **options)


def money(label, **options) -> QuantityField:
    """An amount of money, not negative, with two decimals, in the unit that the label names (元 or 万元)."""
    return QuantityField(label, max_digits=16, decimal_places=2, validators=ZERO_AND_MORE, **options)


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
