"""Labour contracts that firms file (task 19)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import OnceAmongValid, SuccessiveEntry, choice, number, within


class Ownership(models.TextChoices):
    """Who owns the firm."""

    STATE = "state", _("state-owned")
    COLLECTIVE = "collective", _("collective")
    PRIVATE = "private", _("private")
    FOREIGN = "foreign", _("with foreign capital")
    OTHER = "other", _("other ownership")


class ContractFiling(SuccessiveEntry):
    """What a firm filed of its labour contracts (劳动合同签订备案).

    A filing stands until the firm files again, so that each firm counts once, with its latest filing by the month's
    end. A firm is known by its name; one that has closed files a last time, with no workers.
    """

    day_field = "filed_on"
    series_fields = ("unit_id", "firm")

    filing_no = models.CharField(_("filing no."), max_length=40)
    firm = models.CharField(_("firm"), max_length=80)
    ownership = choice(_("type of firm"), Ownership)
    workers = number(_("all workers"), help_text=_("0 where the firm has closed: the filing then counts nobody."))
    should_sign = number(_("workers who should sign"))
    signed = number(_("workers who have signed"))
    migrants_signed = number(_("of whom migrant workers who have signed"), default=0)
    filed_on = models.DateField(_("filed on"))

    class Meta:
        verbose_name = _("labour contract filing")
        verbose_name_plural = _("labour contract filings")
        ordering = ("-filed_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "filed_on"]),
            models.Index(fields=["filed_on"]),
            models.Index(fields=["unit", "firm", "filed_on"]),
            models.Index(fields=["replaced_on"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "filing_no"), name="contract_filing_no_once"),
            models.CheckConstraint(condition=Q(signed__lte=F("should_sign")), name="contract_signed"),
            models.CheckConstraint(condition=Q(should_sign__lte=F("workers")), name="contract_should_sign"),
            models.CheckConstraint(condition=Q(migrants_signed__lte=F("signed")), name="contract_migrants_signed"),
        ]

    def requirements(self):
        return [
            *super().requirements(),
            (within(self.should_sign, self.workers), "should_sign", _("More should sign than there are workers.")),
            (within(self.signed, self.should_sign), "signed", _("More have signed than should sign.")),
            (within(self.migrants_signed, self.signed), "migrants_signed", _("More migrant workers than signed.")),
        ]
