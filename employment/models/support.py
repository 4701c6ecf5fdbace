"""Micro-loans and subsidies (小额担保贷款、补贴, task 1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import (
    Deadlined,
    EventEntry,
    OnceAmongValid,
    PersonNameField,
    choice,
    in_order,
    money,
    number,
)


class Repayment(models.TextChoices):
    RUNNING = "running", _("running")
    REPAID = "repaid", _("repaid")
    GUARANTEED = "guaranteed", _("repaid by the guarantee fund")


class MicroLoan(Deadlined):
    """A guaranteed micro-loan (小额担保贷款): paid out, due on a day, extended at most once, repaid."""

    day_field, end_field = "paid_on", "repaid_on"

    loan_no = models.CharField(_("loan no."), max_length=40)
    borrower = PersonNameField(_("borrower"))
    certificate_no = models.CharField(_("preference certificate no."), max_length=40, blank=True)
    bank = models.CharField(_("bank"), max_length=60)
    amount = money(_("amount (10,000 yuan)"))
    paid_on = models.DateField(_("paid out on"))
    due_on = models.DateField(_("due on"))
    extended = models.BooleanField(_("extended?"), default=False)
    interest_subsidy = money(_("interest subsidy (yuan)"), default=0)
    jobs = number(_("jobs created"), default=0)
    repayment = choice(_("state of repayment"), Repayment, default=Repayment.RUNNING)
    repaid_on = models.DateField(_("repaid on"), null=True, blank=True)

    class Meta:
        verbose_name = _("micro-loan")
        verbose_name_plural = _("micro-loans")
        ordering = ("-paid_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "paid_on"]),
            models.Index(fields=["paid_on"]),
            models.Index(fields=["repaid_on"]),
        ]
        constraints = [OnceAmongValid(fields=("unit", "loan_no"), name="loan_no_once")]

    def requirements(self):
        running = self.repayment == Repayment.RUNNING
        return [
            *super().requirements(),
            (in_order(self.paid_on, self.due_on), "due_on", _("Due before it was paid out.")),
            (running == (self.repaid_on is None), "repaid_on", _("Give the repayment and its day together.")),
        ]


class SubsidyKind(models.TextChoices):
    POST = "post", _("post subsidy")
    INSURANCE = "insurance", _("social insurance subsidy")
    TRAINING = "training", _("training subsidy")
    PLACEMENT = "placement", _("placement subsidy")
    INTEREST = "interest", _("interest subsidy on micro-loans")


class Subsidy(EventEntry):
    """A subsidy approved and paid to an employer or a group of persons."""

    day_field = "approved_on"

    kind = choice(_("kind of subsidy"), SubsidyKind)
    recipient = models.CharField(_("recipient"), max_length=80)
    persons = number(_("persons"))
    months = models.CharField(_("for the months"), max_length=40)
    amount = money(_("amount (yuan)"))
    approved_on = models.DateField(_("approved on"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    class Meta:
        verbose_name = _("subsidy")
        verbose_name_plural = _("subsidies")
        ordering = ("-approved_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "approved_on"]),
            models.Index(fields=["approved_on"]),
            models.Index(fields=["paid_on"]),
        ]

    def requirements(self):
        in_turn = in_order(self.approved_on, self.paid_on)
        return [*super().requirements(), (in_turn, "paid_on", _("Paid before it was approved."))]
