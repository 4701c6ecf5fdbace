"""The insurance funds: what came in and went out, and cases of their supervision (task 12)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from insurance.models.coverage import Scheme
from targets.formatting import number_text
from targets.registers.fields import CaseEntry, EventEntry, MonthField, OnceAmongValid, choice, money, within

SUM = F("opening") + F("income") - F("expenditure")
# SQLite adds decimals as binary fractions: sums that differ by less than half a cent are equal.
HALF_A_CENT = Decimal("0.005")


class FundStatement(EventEntry):
    """A fund's monthly statement (基金收支报告), in ten thousand yuan: opening + income - expenditure = balance."""

    day_field = "month"

    scheme = choice(_("insurance"), Scheme)
    month = MonthField(_("month of the statement"))
    opening = money(_("balance at the beginning (10,000 yuan)"))
    income = money(_("income (10,000 yuan)"))
    expenditure = money(_("expenditure (10,000 yuan)"))
    balance = money(_("balance at the end (10,000 yuan)"))

    class Meta:
        verbose_name = _("fund statement")
        verbose_name_plural = _("fund statements")
        ordering = ("-month", "scheme", "-pk")
        indexes = [models.Index(fields=["unit", "month"]), models.Index(fields=["month"])]
        constraints = [
            OnceAmongValid(fields=("unit", "scheme", "month"), name="fund_statement_once"),
            models.CheckConstraint(
                condition=Q(balance__gt=SUM - HALF_A_CENT) & Q(balance__lt=SUM + HALF_A_CENT), name="fund_adds_up"
            ),
        ]

    def requirements(self):
        parts = (self.opening, self.income, self.expenditure, self.balance)
        if None in parts:
            return super().requirements()
        total = Decimal(self.opening) + Decimal(self.income) - Decimal(self.expenditure)
        words = {"sum": number_text(total), "balance": number_text(Decimal(self.balance))}
        sentence = _("Beginning + income - expenditure gives %(sum)s, the balance says %(balance)s.") % words
        return [*super().requirements(), (total == self.balance, "balance", sentence)]


class CaseSource(models.TextChoices):
    AUDIT = "audit", _("audit")
    REPORT = "report", _("report by the public")
    INSPECTION = "inspection", _("inspection")
    TRANSFER = "transfer", _("transferred from elsewhere")


class CaseNature(models.TextChoices):
    FRAUD = "fraud", _("false claims")
    MISUSE = "misuse", _("misuse of the fund")
    LATE = "late", _("paid into the fund late")
    OTHER = "other", _("other irregularity")


class FundCase(CaseEntry):
    """A case of fund supervision (基金监督案件); amounts in ten thousand yuan.

    More may be recovered than was involved, for example with interest, where the remarks say why.
    """

    scheme = choice(_("insurance"), Scheme)
    source = choice(_("source of the case"), CaseSource)
    amount = money(_("amount involved"), help_text=_("In 10,000 yuan."))
    nature = choice(_("nature"), CaseNature)
    recovered = money(_("amount recovered"), default=0, help_text=_("In 10,000 yuan."))

    class Meta:
        verbose_name = _("fund supervision case")
        verbose_name_plural = _("fund supervision cases")
        ordering = ("-received_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "received_on"]),
            models.Index(fields=["received_on"]),
            models.Index(fields=["closed_on"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "case_no"), name="fund_case_no_once"),
            models.CheckConstraint(
                condition=Q(recovered__lte=F("amount")) | ~Q(remarks=""), name="fund_case_recovered"
            ),
        ]

    def requirements(self):
        kept = within(self.recovered, self.amount) or bool(self.remarks.strip())
        sentence = _("More was recovered than was involved: say why in the remarks.")
        return [*super().requirements(), (kept, "recovered", sentence)]
