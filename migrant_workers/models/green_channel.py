"""The green channel of labour inspection for migrant workers (task 24)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from migrant_workers.models.worked_out import WorkedOutNumber
from targets.registers.fields import CaseEntry, OnceAmongValid, choice, money, number


class Claim(models.TextChoices):
    """What the workers ask for."""

    WAGES = "wages", _("unpaid wages")
    CONTRACT = "contract", _("a labour contract")
    INSURANCE = "insurance", _("social insurance")
    WORK_INJURY = "work_injury", _("work injury benefits")
    HOURS = "hours", _("working hours and rest")
    OTHER = "other", _("other claims")


class GreenChannelCase(CaseEntry):
    """A migrant workers' case that is handled quickly (农民工绿色通道案件); its days are worked out."""

    firm = models.CharField(_("firm"), max_length=80)
    workers = number(_("number of workers"))
    claim = choice(_("what is asked for"), Claim)
    amount = money(_("amount (yuan)"), default=0)
    days = WorkedOutNumber(_("days taken"), null=True, editable=False)

    class Meta:
        verbose_name = _("green-channel case")
        verbose_name_plural = _("green-channel cases of migrant workers")
        ordering = ("-received_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "received_on"]),
            models.Index(fields=["received_on"]),
            models.Index(fields=["closed_on"]),
        ]
        constraints = [OnceAmongValid(fields=("unit", "case_no"), name="green_channel_case_no_once")]

    def worked_out_days(self) -> int | None:
        """Days from receipt to closing; a case closed on the day of its receipt took none."""
        return None if self.closed_on is None else (self.closed_on - self.received_on).days
