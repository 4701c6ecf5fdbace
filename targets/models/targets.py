"""Targets (目标值): what an indicator must reach, in which unit, by when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.models.history import History
from targets.models.plan import Indicator
from targets.models.shipped import Shipped
from targets.models.units import ReportingUnit
from targets.models.versions import Tracked, TrackedQuerySet


class Covers(models.TextChoices):
    """Which part of a unit's area a target or total covers: everything (全辖区), or the unit's own part (本级).

    For the city these are 全市 and 市本级. For a unit without units below it they are the same.
    """

    WHOLE = "whole", _("the unit and all below it")
    OWN = "own", _("the unit's own part")


class TargetQuerySet(TrackedQuerySet):
    def shares(self):
        """The targets given out to units (任务分解), the city level included, without those set by the plan."""
        return self.filter(models.Q(unit__parent__isnull=False) | models.Q(covers=Covers.OWN))


class Target(Shipped, Tracked):
    """A value that an indicator must reach, or must not exceed, by a deadline (目标值).

    The plan sets the city's targets, and the bureau divides them among the units (任务分解). `value` is in the
    indicator's unit of measure, a percentage for a ratio; it is empty where the plan leaves the target to be set
    elsewhere. `baseline` is the value of a stock or a ratio at the end of the year before (上年末数).
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets", verbose_name=_("indicator"))
    unit = models.ForeignKey(ReportingUnit, models.CASCADE, related_name="targets", verbose_name=_("unit"))
    covers = models.CharField(_("covers"), max_length=5, choices=Covers, default=Covers.WHOLE)
    deadline = models.DateField(_("deadline"))
    value = models.DecimalField(_("target"), max_digits=18, decimal_places=4, null=True, blank=True)
    baseline = models.DecimalField(_("end of last year"), max_digits=18, decimal_places=4, null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

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
