"""Communities that report statistics directly (task 27)."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from targets import clock
from targets.registers.fields import OnceAmongValid, StandingEntry, TelephoneField, days_in_order, in_order, number


class DirectReportPoint(StandingEntry):
    """A community that is to report its statistics directly (统计直报点), and does so from the day it is live.

    Every community is entered, so that those without a point are known: coverage is the live ones out of all.
    """

    day_field, end_field = "listed_on", "closed_on"

    community = models.CharField(_("reporting community"), max_length=80)
    reporter = models.CharField(_("community reporter"), max_length=40, blank=True)
    telephone = TelephoneField(_("telephone of the reporter"), blank=True)
    listed_on = models.DateField(
        _("to be covered since"),
        default=clock.begin_of_year,
        help_text=_("From this day on it counts among all communities."),
    )
    live_on = models.DateField(_("reports since"), null=True, blank=True, help_text=_("Empty as long as it does not."))
    reports_made = number(_("monthly reports made"), default=0)
    on_time = models.PositiveSmallIntegerField(
        _("reports on time (%)"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    closed_on = models.DateField(_("point closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("direct-report point")
        verbose_name_plural = _("direct-report points")
        ordering = ("-listed_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "listed_on"]),
            models.Index(fields=["listed_on"]),
            models.Index(fields=["live_on"]),
            models.Index(fields=["closed_on"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "community"), name="direct_report_community_once"),
            days_in_order("listed_on", "closed_on", name="direct_report_days"),
            models.CheckConstraint(
                condition=Q(on_time__isnull=True) | Q(on_time__lte=100), name="direct_report_on_time"
            ),
        ]

    def requirements(self):
        live = self.live_on is not None
        named = not live or (bool(self.reporter.strip()) and bool(self.telephone))
        return [
            *super().requirements(),
            (in_order(self.live_on, self.closed_on), "closed_on", _("This day lies before the point was live.")),
            (live or not self.reports_made, "live_on", _("It has reported: say since when.")),
            (named, "reporter", _("A live point has a reporter with a telephone.")),
            (self.on_time is None or bool(self.reports_made), "on_time", _("Nothing was reported yet, so no rate.")),
        ]
