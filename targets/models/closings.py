"""Closed months (月度定案): from then on a month keeps the numbers and verdicts as they were judged.

The rows of a closing are written once and never changed. A month can be closed again, with a reason; the new closing
has a number of its own, and the former one stays.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Max
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from targets.models.plan import WorkPlan
from targets.models.quantities import DayOfMonth, MonthField
from targets.models.versions import Tracked, TrackedQuerySet
from targets.periods import Month

# What nobody dated has always held.
ALWAYS = Month(1900, 1)


class MonthClosingQuerySet(TrackedQuerySet):
    def first_open_month(self, plan_id: int | None = None) -> Month:
        """The month after the last closed one of the plan, or of any plan; `ALWAYS` where none is closed."""
        closings = self if plan_id is None else self.filter(plan=plan_id)
        last = closings.aggregate(last=Max("month"))["last"]
        return Month.of(last).next if last else ALWAYS

    def latest(self, plan: WorkPlan, month: Month) -> MonthClosing | None:
        """The closing by which the month counts as judged: its last one; None for an open month."""
        return self.filter(plan=plan, month=month.first_day).order_by("-number").first()


class MonthClosing(Tracked):
    """A month of a plan was closed (月度定案): its numbers and verdicts stand as they were judged.

    `number` counts the closings of the month; from the second on `reason` says why it was closed again. `rules` are the
    settings by which it was judged, `last_change` the last `ChangeAfterClosing` that it has taken in.
    """

    plan = models.ForeignKey(WorkPlan, models.PROTECT, related_name="closings", verbose_name=_("work plan"))
    month = MonthField(_("month"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    closed_at = models.DateTimeField(_("closed at"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("closed by")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    rules = models.JSONField(_("rules"), default=dict, editable=False)
    last_change = models.PositiveBigIntegerField(_("last change taken in"), default=0, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = MonthClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing of a month")
        verbose_name_plural = _("closings of months")
        ordering = ("plan", "month", "number")
        constraints = [
            models.UniqueConstraint(fields=("plan", "month", "number"), name="closing_number_once"),
            models.CheckConstraint(condition=Exact(DayOfMonth("month"), 1), name="closing_month_is_first_day"),
        ]

    def __str__(self):
        return f"{self.period} #{self.number}"

    @property
    def period(self) -> Month:
        return Month.of(self.month)
