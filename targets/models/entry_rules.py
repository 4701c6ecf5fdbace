"""Rules of a register's entry: how its values compare, and what may be entered only once."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.utils.translation import gettext as _


def within(part: Any, whole: Any) -> bool:
    """Is the part no more than the whole (其中不大于合计)? A missing value breaks no rule."""
    return part is None or whole is None or part <= whole


def in_order(earlier: Any, later: Any) -> bool:
    """Does the later day not lie before the earlier one?"""
    return within(earlier, later)


def days_in_order(earlier: str, later: str, *, name: str) -> models.CheckConstraint:
    """Where the later day is known, it does not lie before the earlier one."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{later}__isnull": True}) | models.Q(**{f"{later}__gte": models.F(earlier)}), name=name
    )


def closed_with(outcome: str, *, name: str) -> models.CheckConstraint:
    """A closed case says how it was closed, which stands in for words on its result; an open one does not."""
    is_open = models.Q(closed_on__isnull=True, **{outcome: ""})
    return models.CheckConstraint(
        condition=is_open | (models.Q(closed_on__isnull=False) & ~models.Q(**{outcome: ""})), name=name
    )


class OnceAmongValid(models.UniqueConstraint):
    """These fields together name one valid entry.

    A cancelled entry gives its number free: who mistyped one cancels it, and enters it again under the same number.
    """

    def __init__(self, **options):
        super().__init__(**({"condition": models.Q(cancelled_on__isnull=True)} | options))

    def deconstruct(self):
        """Described to migrations as Django's own constraint."""
        _path, positional, options = super().deconstruct()
        return "django.db.models.UniqueConstraint", positional, options

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        """Check forms as well, which have no field for the day of cancellation: Django would skip the rule there.

        Raises ValidationError at the first field beside the unit, by which people know the entry.
        """
        names = set(exclude or ()) - {"cancelled_on"}
        try:
            super().validate(model, instance, names, using)
        except ValidationError as taken:
            own = [name for name in self.fields if name != "unit"]
            labels = _(", ").join(str(model._meta.get_field(name).verbose_name) for name in own)
            text = _("A valid entry with the same %(fields)s stands here already. Change that one, or cancel it first.")
            raise ValidationError({own[0]: ValidationError(text % {"fields": labels}, code="unique")}) from taken
