"""The drive to insure migrant workers (task 25)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import OnceAmongValid, StandingEntry, choice, days_in_order, number, within


class RiskSector(models.TextChoices):
    """Trades as the three-year Ping An plan (平安计划) divides them: mining and building come first."""

    MINING = "mining", _("mining")
    BUILDING = "building", _("building")
    OTHER = "other", _("other trades")


class MigrantInsurance(StandingEntry):
    """A firm's or a project's migrant workers and how many of them are insured (农民工参保).

    It stands from the day of insuring until the project ends; a changed number is corrected in the same entry. They
    are part of all the insured against work injury (T11-1) and of those with medical insurance (T10-1).
    """

    day_field, end_field = "insured_since", "insured_until"

    firm = models.CharField(_("unit of the insured"), max_length=80)
    sector = choice(_("sector of the drive"), RiskSector)
    project = models.CharField(_("building project"), max_length=80, blank=True)
    migrants = number(_("migrant workers"))
    work_injury = number(_("insured against work injury"), default=0)
    medical = number(_("insured medically or against serious illness"), default=0)
    insured_since = models.DateField(_("insured since"))
    insured_until = models.DateField(_("insured until"), null=True, blank=True)

    class Meta:
        verbose_name = _("entry of the migrant insurance drive")
        verbose_name_plural = _("migrant insurance drive")
        ordering = ("-insured_since", "-pk")
        indexes = [
            models.Index(fields=["unit", "insured_since"]),
            models.Index(fields=["insured_since"]),
            models.Index(fields=["insured_until"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "firm", "project", "insured_since"), name="migrant_insurance_once"),
            models.CheckConstraint(condition=Q(work_injury__lte=F("migrants")), name="migrants_work_injury"),
            models.CheckConstraint(condition=Q(medical__lte=F("migrants")), name="migrants_medical"),
            days_in_order("insured_since", "insured_until", name="migrant_insurance_days"),
        ]

    def requirements(self):
        words = _("More are insured than there are migrant workers.")
        return [
            *super().requirements(),
            (within(self.work_injury, self.migrants), "work_injury", words),
            (within(self.medical, self.migrants), "medical", words),
        ]
