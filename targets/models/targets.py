"""Targets (目标值): what an indicator must reach, in which unit, by when, and from which month on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from targets.models.history import History
from targets.models.plan import Indicator
from targets.models.quantities import DayOfMonth, quantity
from targets.models.shipped import Shipped
from targets.models.units import ReportingUnit
from targets.models.validity import Dated, DatedQuerySet, Decision, Version
from targets.models.versions import one_change
from targets.periods import Month


class Covers(models.TextChoices):
    """Which part of a unit's area a target or total covers: everything (全辖区), or the unit's own part (本级).

    For the city these are 全市 and 市本级. For a unit without units below it they are the same.
    """

    WHOLE = "whole", _("the unit and all below it")
    OWN = "own", _("the unit's own part")


class TargetQuerySet(DatedQuerySet):
    def shares(self):
        """The targets given out to units (任务分解), the city level included, without those set by the plan."""
        return self.filter(models.Q(unit__parent__isnull=False) | models.Q(covers=Covers.OWN))

    def over_time(self) -> list[list[TargetInForce]]:
        """Of each of these targets what held of it, version after version."""
        rows = TargetVersion.objects.filter(target__in=self.order_by()).order_by("from_month")
        found: dict[int, list[TargetInForce]] = {}
        for row in rows.values_list(*(COLUMNS.get(name, name) for name in TargetInForce._fields)):
            version = TargetInForce(*row)
            found.setdefault(version.pk, []).append(version)
        return list(found.values())

    def during(self, month: Month) -> list[TargetInForce]:
        """These targets as they are in force in the month; those that are not in force are left out."""
        return [held for versions in self.over_time() if (held := in_force(versions, month)) is not None]


class TargetInForce(NamedTuple):
    """What holds of a target from a month on, as a plain row: instances of models take much longer to make."""

    pk: int
    indicator_id: int
    unit_id: int
    covers: str
    deadline: date
    source: str
    shipped: dict
    value: Decimal | None
    baseline: Decimal | None
    in_force: bool
    from_month: date
    document: str
    decided_on: date | None
    decided_for: date | None

    @property
    def begins(self) -> Month:
        return Month.of(self.from_month)


# Where a field of the target itself, and not of its version, is read.
COLUMNS = {
    "pk": "target_id",
    "indicator_id": "target__indicator_id",
    "unit_id": "target__unit_id",
    "covers": "target__covers",
    "deadline": "target__deadline",
    "source": "target__source",
    "shipped": "target__shipped",
}


def in_force(versions: Sequence[TargetInForce], month: Month) -> TargetInForce | None:
    """The version in force in the month; None before the first one, and where the target was taken back."""
    begun = [version for version in versions if version.from_month <= month.first_day]
    return begun[-1] if begun and begun[-1].in_force else None


# What says of a target whose it is and when it is due.
JUDGED_BY = ("indicator", "unit", "covers", "deadline")


class Target(Shipped, Dated):
    """A value that an indicator must reach, or must not exceed, by a deadline (目标值).

    The plan sets the city's targets, and the bureau divides them among the units (任务分解). `value` is in the
    indicator's unit of measure, a percentage for a ratio; it is empty where the plan leaves the target to be set
    elsewhere. `baseline` is the value of a stock or a ratio at the end of the year before (上年末数). `in_force` is
    False where the target was taken back.

    The row says what was decided last. By what a month is judged is said by the target's versions, which `save` keeps.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets", verbose_name=_("indicator"))
    unit = models.ForeignKey(ReportingUnit, models.CASCADE, related_name="targets", verbose_name=_("unit"))
    covers = models.CharField(_("covers"), max_length=5, choices=Covers, default=Covers.WHOLE)
    deadline = models.DateField(_("deadline"))
    value = quantity(_("target"))
    baseline = quantity(_("end of last year"))
    in_force = models.BooleanField(_("in force"), default=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    dated_fields = frozenset({"value", "baseline", "in_force"})

    history = History()
    objects = TargetQuerySet.as_manager()
    natural_key_fields = ("indicator", "unit", "covers", "deadline")

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ("indicator", "deadline", "unit")
        constraints = [
            models.UniqueConstraint(
                fields=("indicator", "unit", "covers", "deadline"), name="target_once_per_deadline"
            ),
        ]

    def __str__(self):
        return f"{self.indicator.code} {self.unit} {self.deadline}"

    @property
    def closed_with(self) -> int:
        return self.indicator.plan_id

    def clean(self):
        """Check that a target by which months may have been judged goes on belonging where it did."""
        super().clean()
        stored = Target.objects.select_related("indicator", "unit").filter(pk=self.pk).first()
        if stored is None or not stored.versions.filter(from_month__lt=stored.first_open_month().first_day).exists():
            return
        if changed := [name for name in JUDGED_BY if getattr(self, name) != getattr(stored, name)]:
            said = _("Closed months were judged by this target. Take it out of force, and give out a new one.")
            raise ValidationError(dict.fromkeys(changed, said))

    def save(self, *args, from_month: Month | None = None, decision: Decision | None = None, **kwargs) -> None:
        """Store the target, with what holds from the month on; without one, a change holds from the present month.

        A new target waits for its indicator, so that it never holds in a month that is being closed.
        """
        with one_change(savepoint=False):
            if self._state.adding:
                Indicator.objects.filter(pk=self.indicator_id).lock()
            super().save(*args, **kwargs)
            self.keep_versions(from_month, decision)


class TargetVersion(Version):
    """What holds of a target from a month on, until its next version (目标调整)."""

    owner = "target"

    target = models.ForeignKey(Target, models.CASCADE, related_name="versions", verbose_name=_("target"))
    value = quantity(_("target"))
    baseline = quantity(_("end of last year"))
    in_force = models.BooleanField(_("in force"), default=True)

    class Meta:
        verbose_name = _("version of a target")
        verbose_name_plural = _("versions of targets")
        ordering = ("target", "from_month")
        constraints = [
            models.UniqueConstraint(fields=("target", "from_month"), name="target_version_once_a_month"),
            models.CheckConstraint(condition=Exact(DayOfMonth("from_month"), 1), name="target_version_from_first_day"),
        ]

    def __str__(self):
        return f"{self.target} · {self.begins}"
