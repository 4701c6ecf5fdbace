"""Rules for the entries of registers: how the values of one entry compare, and what only one entry may hold."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.utils.translation import gettext as _


def within(part: Any, whole: Any) -> bool:
    """Whether a part is at most the whole (其中不大于合计); true as well where either is missing."""
    return part is None or whole is None or part <= whole


def in_order(earlier: Any, later: Any) -> bool:
    """Whether two days come in this order, the same day included; true as well where either is missing."""
    return within(earlier, later)


def days_in_order(earlier: str, later: str, *, name: str) -> models.CheckConstraint:
    """The constraint that the day `later`, where there is one, does not lie before the day `earlier`."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{later}__isnull": True}) | models.Q(**{f"{later}__gte": models.F(earlier)}), name=name
    )


def closed_with(outcome: str, *, name: str) -> models.CheckConstraint:
    """The constraint that a case has an outcome, one of several choices, exactly if it is closed."""
    is_open = models.Q(closed_on__isnull=True, **{outcome: ""})
    return models.CheckConstraint(
        condition=is_open | (models.Q(closed_on__isnull=False) & ~models.Q(**{outcome: ""})), name=name
    )


class OnceAmongValid(models.UniqueConstraint):
    """No two valid entries have the same values in these fields.

    Cancelled entries are exempt: whoever mistyped an entry cancels it and enters it again under the same number.
    """

    def __init__(self, **options):
        super().__init__(**({"condition": models.Q(cancelled_on__isnull=True)} | options))

    def deconstruct(self):
        """Appear in migrations as Django's own constraint, so that they do not depend on this class."""
        _path, positional, options = super().deconstruct()
        return "django.db.models.UniqueConstraint", positional, options

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        """Check the rule in forms too, where Django would skip it because they have no field `cancelled_on`.

        Raises ValidationError at the first of the fields that is not the unit.
        """
        excluded = set(exclude or ()) - {"cancelled_on"}
        try:
            super().validate(model, instance, excluded, using)
        except ValidationError as duplicate:
            names = [name for name in self.fields if name != "unit"]
            labels = _(", ").join(str(model._meta.get_field(name).verbose_name) for name in names)
            text = _("A valid entry with the same %(fields)s stands here already. Change that one, or cancel it first.")
            error = ValidationError(text % {"fields": labels}, code="unique")
            raise ValidationError({names[0]: error}) from duplicate
