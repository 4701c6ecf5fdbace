"""What closing a month stores (月度定案): who was missing, how every area was judged, and what changed afterwards."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.models.closings import MonthClosing
from targets.models.plan import Chapter, Indicator, Milestone
from targets.models.quantities import MonthField, quantity
from targets.models.reports import MilestoneState, MonthlyReport, State
from targets.models.targets import Covers, Target
from targets.models.units import ReportingUnit
from targets.models.versions import Tracked


class MissingReport(Tracked):
    """A report that did not count when the month was closed; `state` is empty where none was begun."""

    closing = models.ForeignKey(
        MonthClosing, models.CASCADE, related_name="missing_reports", verbose_name=_("closing of a month")
    )
    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="+", verbose_name=_("chapter"))
    state = models.CharField(_("state"), max_length=9, choices=State, blank=True)

    class Meta:
        verbose_name = _("report missing at the closing")
        verbose_name_plural = _("reports missing at the closing")
        ordering = ("closing", "unit", "chapter")
        constraints = [models.UniqueConstraint(fields=("closing", "unit", "chapter"), name="missing_report_once")]

    def __str__(self):
        return f"{self.unit} · {self.chapter} · {self.closing}"


class JudgedIndicator(Tracked):
    """How an indicator of an area was judged when the month was closed, on approved reports; never rewritten.

    The numbers are those of `arithmetic.Tally` and `arithmetic.Progress`. `due` and `percent` are cut to four decimals;
    they were judged unrounded. `target` is the target in force, whose value and deadline are kept beside it.
    """

    closing = models.ForeignKey(
        MonthClosing, models.CASCADE, related_name="judged", verbose_name=_("closing of a month")
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="judged", verbose_name=_("indicator"))
    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="judged", verbose_name=_("unit"))
    covers = models.CharField(_("covers"), max_length=5, choices=Covers)
    value = quantity(_("to date"))
    numerator = quantity(_("numerator"))
    denominator = quantity(_("denominator"))
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="judged", verbose_name=_("target")
    )
    target_value = quantity(_("value of the target"))
    deadline = models.DateField(_("deadline"))
    due = quantity(_("due"))
    gap = quantity(_("above or below"))
    percent = quantity(_("completion in percent"))
    status = models.CharField(_("state"), max_length=20)
    reported = models.PositiveIntegerField(_("units reported"))
    expected = models.PositiveIntegerField(_("units expected"))
    carried = models.PositiveIntegerField(_("units with an earlier figure"))
    not_applicable = models.PositiveIntegerField(_("units not concerned"))
    complete = models.BooleanField(_("complete"))
    compared_value = quantity(_("like for like: to date"))
    compared_due = quantity(_("like for like: due"))

    class Meta:
        verbose_name = _("judged indicator")
        verbose_name_plural = _("judged indicators")
        ordering = ("closing", "unit", "covers", "indicator")
        constraints = [
            models.UniqueConstraint(fields=("closing", "unit", "covers", "indicator"), name="judged_once_in_closing")
        ]

    def __str__(self):
        return f"{self.indicator.code} · {self.unit} · {self.closing}"


class ChangeAfterClosing(Tracked):
    """An approved number of a closed month that changed afterwards: a correction (更正) or a late report (补报).

    The numbers before and after are those that counted; `counted_before` is False where the report did not count when
    the month was closed. Of a milestone it is the state that changed.
    """

    report = models.ForeignKey(
        MonthlyReport, models.PROTECT, related_name="changes_after_closing", verbose_name=_("monthly report")
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("indicator")
    )
    milestone = models.ForeignKey(
        Milestone, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("milestone")
    )
    month = MonthField(_("month"))
    counted_before = models.BooleanField(_("counted before"))
    before_value = quantity(_("value before"))
    before_numerator = quantity(_("numerator before"))
    before_denominator = quantity(_("denominator before"))
    before_not_applicable = models.BooleanField(_("not applicable before"), default=False)
    before_state = models.CharField(_("state before"), max_length=11, choices=MilestoneState, blank=True)
    value = quantity(_("value"))
    numerator = quantity(_("numerator"))
    denominator = quantity(_("denominator"))
    not_applicable = models.BooleanField(_("not applicable"), default=False)
    state = models.CharField(_("state"), max_length=11, choices=MilestoneState, blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("changed by")
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("change after the closing")
        verbose_name_plural = _("changes after the closing")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(indicator__isnull=False, milestone__isnull=True)
                | models.Q(indicator__isnull=True, milestone__isnull=False),
                name="change_after_closing_of_one_thing",
            )
        ]

    def __str__(self):
        return f"{self.indicator or self.milestone} · {self.report}"

    @property
    def is_late_report(self) -> bool:
        """Whether the report came, or was approved, only after the month was closed."""
        return not self.counted_before
