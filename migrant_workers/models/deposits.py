"""Wage deposits of builders and caterers (task 20)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from migrant_workers import deposit_rules
from migrant_workers.models.worked_out import WorkedOutAmount, amount
from targets.arithmetic import HUNDRED
from targets.registers.fields import ZERO_AND_MORE, OnceAmongValid, StandingEntry, choice, days_in_order, grades, money

TEN_THOUSANDS = _("In 10,000 yuan.")


class DepositSector(models.TextChoices):
    """Trades that pay a deposit; the plan has it tried out in catering."""

    BUILDING = "building", _("building")
    CATERING = "catering", _("catering services")


class WageDeposit(StandingEntry):
    """What a project paid in so that its migrant workers' wages are safe (农民工工资保障金); one account each.

    The deposit due is the cost by the rate; where no rate is given, that of the builder's integrity grade is used. The
    deposit stands until its account is settled with nothing left in it. Amounts are in 10,000 yuan.
    """

    day_field, end_field = "paid_on", "settled_on"

    project = models.CharField(_("project"), max_length=80)
    developer = models.CharField(_("developer"), max_length=80, blank=True)
    builder = models.CharField(_("builder"), max_length=80)
    sector = choice(_("sector of the deposit"), DepositSector)
    cost = money(_("cost (10,000 yuan)"))
    grade = choice(_("builder's integrity grade"), grades, blank=True)
    rate = WorkedOutAmount(
        _("deposit rate (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=ZERO_AND_MORE,
        help_text=_("Empty: the rate of the integrity grade."),
    )
    due = amount(_("deposit due"), help_text=TEN_THOUSANDS)
    paid = money(_("deposit paid"), help_text=TEN_THOUSANDS)
    used = money(_("deposit used"), default=0, help_text=TEN_THOUSANDS)
    returned = money(_("deposit returned"), default=0, help_text=TEN_THOUSANDS)
    balance = amount(_("deposit balance"), help_text=TEN_THOUSANDS)
    paid_on = models.DateField(_("day of the deposit"))
    settled_on = models.DateField(_("settled on"), null=True, blank=True)

    class Meta:
        verbose_name = _("wage deposit")
        verbose_name_plural = _("wage deposits")
        ordering = ("-paid_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "paid_on"]),
            models.Index(fields=["paid_on"]),
            models.Index(fields=["settled_on"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "project", "builder"), name="wage_deposit_once"),
            models.CheckConstraint(
                condition=Q(paid__gte=F("used") + F("returned")), name="wage_deposit_balance_not_negative"
            ),
            days_in_order("paid_on", "settled_on", name="wage_deposit_days"),
        ]

    def worked_out_rate(self) -> Decimal:
        return deposit_rules.rate_of(self.grade) if self.rate is None else self.rate

    def worked_out_due(self) -> Decimal:
        return deposit_rules.due(Decimal(self.cost), Decimal(self.worked_out_rate()))

    def worked_out_balance(self) -> Decimal:
        return deposit_rules.balance(Decimal(self.paid), Decimal(self.used), Decimal(self.returned))

    def requirements(self):
        known = None not in (self.paid, self.used, self.returned)
        left = self.worked_out_balance() if known else Decimal(0)
        sensible = self.rate is None or self.rate <= HUNDRED
        return [
            *super().requirements(),
            (sensible, "rate", _("A rate is at most 100 percent.")),
            (left >= 0, "used", _("More was used and returned than was paid in.")),
            (self.settled_on is None or left == 0, "settled_on", _("There is money left: it is not settled yet.")),
        ]
