"""Units that ended (撤并): by which document, from when on, and who has taken over from them in which shares."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from targets.models.quantities import DayOfMonth, MonthField
from targets.models.units import ReportingUnit
from targets.models.versions import Tracked
from targets.periods import Month


class HowEnded(models.TextChoices):
    """What became of a unit that ended."""

    MERGED = "merged", _("merged into another unit")
    SPLIT = "split", _("split among several units")
    ABOLISHED = "abolished", _("abolished without a successor")


class UnitEnding(Tracked):
    """A unit exists no more from a month on (撤并), as a document decided.

    Its months stay as they were reported; what it had reached, and its share of targets, went over to its successors.
    """

    unit = models.OneToOneField(ReportingUnit, models.PROTECT, related_name="ended", verbose_name=_("unit"))
    how = models.CharField(_("how it ended"), max_length=9, choices=HowEnded)
    from_month = MonthField(_("from month"))
    document = models.CharField(_("document"), max_length=120)
    decided_on = models.DateField(_("day of the document"))
    reason = models.CharField(_("reason"), max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    class Meta:
        verbose_name = _("end of a unit")
        verbose_name_plural = _("ends of units")
        ordering = ("-from_month", "unit")
        constraints = [
            models.CheckConstraint(condition=Exact(DayOfMonth("from_month"), 1), name="unit_ends_on_first_day"),
        ]

    def __str__(self):
        return f"{self.unit} · {self.since}"

    @property
    def since(self) -> Month:
        """The first month in which the unit is no more."""
        return Month.of(self.from_month)


class UnitSuccession(Tracked):
    """A successor of a unit that ended, with its share in percent; the shares of all successors add up to 100.

    The one that `keeps_papers` (承接单位) finishes the open reports, and keeps the register entries.
    """

    ending = models.ForeignKey(UnitEnding, models.CASCADE, related_name="successions", verbose_name=_("end of a unit"))
    successor = models.ForeignKey(
        ReportingUnit, models.PROTECT, related_name="successions", verbose_name=_("successor")
    )
    share = models.DecimalField(
        _("share (%)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
    )
    keeps_papers = models.BooleanField(_("keeps its registers and open reports"), default=False)

    class Meta:
        verbose_name = _("successor of a unit")
        verbose_name_plural = _("successors of units")
        ordering = ("ending", "-keeps_papers", "successor")
        constraints = [
            models.UniqueConstraint(fields=("ending", "successor"), name="unit_succession_once"),
            models.CheckConstraint(
                condition=models.Q(share__gt=0, share__lte=100), name="unit_succession_share_is_percentage"
            ),
        ]

    def __str__(self):
        return f"{self.ending.unit} → {self.successor}"
