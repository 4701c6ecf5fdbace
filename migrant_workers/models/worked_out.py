"""Fields whose value follows from others: worked out at every save, that of many rows at once too."""

from __future__ import annotations

from typing import Any

from django.db import models

from targets.registers.fields import QuantityField


class WorkedOut(models.Field):
    """Asks the entry's method `worked_out_<field>` before each save; copies in the history keep what they hold."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        work_out = getattr(model_instance, f"worked_out_{self.attname}", None)
        if work_out is not None:
            setattr(model_instance, self.attname, work_out())
        return super().pre_save(model_instance, add)


class WorkedOutAmount(WorkedOut, QuantityField):
    """An amount of money or a rate in percent."""


class WorkedOutNumber(WorkedOut, models.PositiveIntegerField):
    """A number of days or the like."""


def amount(label, **options) -> WorkedOutAmount:
    """An amount that follows from others, to two decimals, in the unit of money that its help names."""
    return WorkedOutAmount(
        label, **({"max_digits": 16, "decimal_places": 2, "null": True, "editable": False} | options)
    )
