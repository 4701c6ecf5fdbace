"""Figures of the year before (上年数), brought in alone, without a whole plan of that year."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from targets.arithmetic import Kind, rate
from targets.formatting import number_text
from targets.models.history import History
from targets.models.plan import Indicator
from targets.models.quantities import DayOfMonth, MonthField, quantity
from targets.models.targets import Covers
from targets.models.units import ReportingUnit, UnitVersion
from targets.models.versions import Tracked
from targets.periods import Month

PARTS = ("numerator", "denominator", "numerator_to_date", "denominator_to_date")
NUMBERS = ("value", "to_date", *PARTS)


class PastFigure(Tracked):
    """What a unit had reached in a month of the year before the plan's, in the indicator's unit of measure.

    `value` is the month's own figure, of a stock that at the month's end; `to_date` is the figure from January on. A
    rate is given by its parts or, where those are not known, as a percentage in `value` and `to_date`; one without
    parts is compared, but cannot be added up. A row may also give no number and only say in its `footnote` that area or
    definition have changed since (区域、口径调整).

    `covers` is as in `Target`: the unit with all below it, or the city's own part (市本级).
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="past_figures", verbose_name=_("indicator"))
    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="past_figures", verbose_name=_("unit"))
    covers = models.CharField(_("covers"), max_length=5, choices=Covers, default=Covers.WHOLE)
    month = MonthField(_("month"), help_text=_("Of the year before the plan, such as 2006-06."))
    value = quantity(_("figure of the month"))
    to_date = quantity(_("figure to date"))
    numerator = quantity(_("numerator of the month"))
    denominator = quantity(_("denominator of the month"))
    numerator_to_date = quantity(_("numerator to date"))
    denominator_to_date = quantity(_("denominator to date"))
    footnote = models.CharField(
        _("footnote"),
        max_length=200,
        blank=True,
        help_text=_("What is not comparable: a changed definition, a changed area."),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    history = History()

    class Meta:
        verbose_name = _("figure of last year")
        verbose_name_plural = _("figures of last year")
        ordering = ("indicator", "month", "unit")
        constraints = [
            models.UniqueConstraint(fields=("indicator", "unit", "covers", "month"), name="past_figure_once"),
            models.CheckConstraint(condition=Exact(DayOfMonth("month"), 1), name="past_figure_month_is_first_day"),
        ]

    def __str__(self):
        return f"{self.indicator.code} · {self.unit} · {Month.of(self.month)}"

    def clean(self):
        """Check that the month is of the year before, and that the numbers are of the indicator's kind."""
        super().clean()
        # A form reports what is missing itself.
        if not self.indicator_id or not self.unit_id or not self.month:
            return
        indicator = self.indicator
        faults: dict[str, object] = {}
        if not indicator.is_entered:
            faults["indicator"] = _("Deliverables are counted and have no figures of last year.")
        if self.month.year != indicator.plan.year - 1:
            year = {"year": indicator.plan.year - 1}
            faults["month"] = _("Give a month of %(year)s, the year before the plan's.") % year
        if self.covers != Covers.WHOLE and not self.unit.is_city:
            faults["covers"] = _("Only the city has a part of its own.")
        elif self.covers != Covers.WHOLE and indicator.is_city_wide:
            faults["covers"] = _("The city level reports this indicator for the whole city.")
        faults |= self.number_faults()
        if not faults and not self._existed() and not self.footnote:
            faults["footnote"] = _("The unit did not exist in that month. Say in the footnote how the figure was made.")
        if faults:
            raise ValidationError(faults)

    def number_faults(self) -> dict[str, object]:
        """What is wrong with the numbers, by field: their kind, half a rate, one against another, or nothing at all."""
        faults: dict[str, object] = {}
        if not self.indicator.is_ratio and any(getattr(self, name) is not None for name in PARTS):
            faults["numerator"] = _("Only a rate has a numerator and a denominator.")
        for above, below in (PARTS[:2], PARTS[2:]):
            if (getattr(self, above) is None) != (getattr(self, below) is None):
                faults[below] = _("Give numerator and denominator, or neither.")
        faults |= self._other_rates() if self.indicator.is_ratio else self._less_to_date()
        if all(getattr(self, name) is None for name in NUMBERS) and not self.footnote:
            faults["value"] = _("Give a figure, or say in the footnote what has changed.")
        return faults

    def _other_rates(self) -> dict[str, object]:
        """The rates that are not what their parts give: nobody would see them, since the parts are what counts."""
        faults = {}
        for name, parts in (("value", PARTS[:2]), ("to_date", PARTS[2:])):
            stated = getattr(self, name)
            given = rate(*(getattr(self, part) for part in parts))
            # A printed report has fewer decimals.
            if None not in (stated, given) and abs(given - stated) >= Decimal("0.1"):
                text = _("The parts give %(given)s%%, not %(stated)s%%. Correct them, or leave the rate blank.")
                faults[name] = text % {"given": number_text(given), "stated": number_text(stated)}
        return faults

    def _less_to_date(self) -> dict[str, object]:
        """A sum since January that is less than the month alone; a net figure may have fallen before."""
        is_growing = self.indicator.kind == Kind.FLOW and not self.indicator.is_net
        if is_growing and None not in (self.value, self.to_date) and self.to_date < self.value:
            return {"to_date": _("To date is less than the month alone. Correct one of the two.")}
        return {}

    def _existed(self) -> bool:
        versions = UnitVersion.objects.in_force(Month.of(self.month))
        return versions.filter(unit=self.unit_id, active=True).exists()
