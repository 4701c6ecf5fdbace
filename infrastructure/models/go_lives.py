"""Modules of the Golden Insurance Project (金保工程) going live (task 28)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import EventEntry, OnceAmongValid, choice


class Module(models.TextChoices):
    """The nine modules that the plan lists: seven to be in full use, two to be brought live."""

    PENSION = "pension", _("pension insurance operations")
    PENSION_FINANCE = "pension_finance", _("pension insurance finance")
    FUND_SUPERVISION = "fund_supervision", _("fund supervision")
    REAL_NAMES = "real_names", _("real-name registration of employment and unemployment")
    CERTIFICATES = "certificates", _("re-employment preference certificates")
    SUBSIDIES = "subsidies", _("subsidies and preferential policies")
    PLACEMENT = "placement", _("job placement")
    WORK_INJURY = "work_injury", _("work injury insurance")
    UNEMPLOYMENT = "unemployment", _("unemployment insurance")


# In the order of the plan's elements (T28-2, T28-3).
FULLY_LIVE = tuple(Module)[:7]
BROUGHT_LIVE = tuple(Module)[7:]


class GoLiveStatus(models.TextChoices):
    """How far a module has come at an office."""

    NOT_STARTED = "not_started", _("not started")
    TRIAL = "trial", _("on trial")
    LIVE = "live", _("live")


class GoLive(EventEntry):
    """A module at one office: when it was to go live there, and when it did (模块上线). A trial does not count."""

    day_field = "planned_on"

    module = choice(_("module"), Module)
    office = models.CharField(_("office using the module"), max_length=80)
    planned_on = models.DateField(_("planned to go live on"))
    live_on = models.DateField(_("went live on"), null=True, blank=True)
    status = choice(_("status of the module"), GoLiveStatus, default=GoLiveStatus.NOT_STARTED)
    issue = models.CharField(_("problem"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("go-live of a module")
        verbose_name_plural = _("Golden Insurance go-lives")
        ordering = ("-planned_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "planned_on"]),
            models.Index(fields=["planned_on"]),
            models.Index(fields=["live_on"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "module", "office"), name="go_live_once"),
            models.CheckConstraint(
                condition=Q(status="live", live_on__isnull=False) | (~Q(status="live") & Q(live_on__isnull=True)),
                name="go_live_day",
            ),
        ]

    def requirements(self):
        agree = (self.status == GoLiveStatus.LIVE) == (self.live_on is not None)
        return [
            *super().requirements(),
            (agree, "live_on", _("A live module has its day, no other has.")),
        ]
