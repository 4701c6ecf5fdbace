"""Wage arrears (task 17)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import CaseEntry, OnceAmongValid, choice, money, number, within


class Industry(models.TextChoices):
    """In which trade the firm works."""

    CONSTRUCTION = "construction", _("construction")
    MINING = "mining", _("mining")
    MANUFACTURING = "manufacturing", _("manufacturing")
    CATERING = "catering", _("catering")
    TRADE = "trade", _("trade and services")
    OTHER = "other", _("other trades")


class PaidFrom(models.TextChoices):
    """Out of whose money the arrears were paid."""

    FIRM = "firm", _("the firm")
    DEPOSIT = "deposit", _("the wage deposit")


class WageArrearsCase(CaseEntry):
    """A case of unpaid wages (拖欠工资案件). What was cleared counts in the month in which the case was closed."""

    firm = models.CharField(_("firm"), max_length=80)
    industry = choice(_("industry"), Industry)
    workers = number(_("workers concerned"))
    migrants = number(_("of whom migrant workers"), default=0)
    owed = money(_("wages owed (10,000 yuan)"))
    paid = money(_("wages cleared (10,000 yuan)"), default=0)
    paid_from = choice(_("paid out of"), PaidFrom, blank=True)

    class Meta:
        verbose_name = _("wage arrears case")
        verbose_name_plural = _("wage arrears cases")
        ordering = ("-received_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "received_on"]),
            models.Index(fields=["received_on"]),
            models.Index(fields=["closed_on"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "case_no"), name="arrears_case_no_once"),
            models.CheckConstraint(condition=Q(migrants__lte=F("workers")), name="arrears_migrants"),
            models.CheckConstraint(condition=Q(paid__lte=F("owed")) | ~Q(remarks=""), name="arrears_paid"),
        ]

    def requirements(self):
        explained = within(self.paid, self.owed) or bool(self.remarks.strip())
        sourced = not self.paid or bool(self.paid_from)
        return [
            *super().requirements(),
            (within(self.migrants, self.workers), "migrants", _("More migrant workers than workers concerned.")),
            (explained, "paid", _("More was cleared than was owed: explain it under “remarks”.")),
            (sourced, "paid_from", _("Say out of whose money the wages were cleared.")),
        ]
