"""Batches of vocational skill appraisal (task 15)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from skills.models.workers import Level
from targets.registers.fields import EventEntry, OnceAmongValid, choice, number, within


class AppraisalBatch(EventEntry):
    """Persons appraised together for one trade and level (鉴定批次). Who sat the appraisal counts, passed or not."""

    day_field = "held_on"

    batch_no = models.CharField(_("batch no."), max_length=40)
    station = models.CharField(_("appraisal station"), max_length=80)
    trade = models.CharField(_("trade"), max_length=60)
    level = choice(_("level appraised"), Level)
    held_on = models.DateField(_("appraised on"))
    applied = number(_("persons applied"))
    examined = number(_("persons who sat the appraisal"))
    passed = number(_("persons passed"), default=0)
    certificates = number(_("certificates issued"), default=0)

    class Meta:
        verbose_name = _("skill appraisal batch")
        verbose_name_plural = _("skill appraisal batches")
        ordering = ("-held_on", "-pk")
        indexes = [models.Index(fields=["unit", "held_on"]), models.Index(fields=["held_on"])]
        constraints = [
            OnceAmongValid(fields=("unit", "batch_no"), name="appraisal_batch_no_once"),
            models.CheckConstraint(condition=Q(examined__lte=F("applied")), name="appraisal_examined"),
            models.CheckConstraint(condition=Q(passed__lte=F("examined")), name="appraisal_passed"),
            models.CheckConstraint(condition=Q(certificates__lte=F("passed")), name="appraisal_certificates"),
        ]

    def requirements(self):
        return [
            *super().requirements(),
            (within(self.examined, self.applied), "examined", _("More sat the appraisal than applied.")),
            (within(self.passed, self.examined), "passed", _("More passed than were examined.")),
            (within(self.certificates, self.passed), "certificates", _("More certificates than persons passed.")),
        ]
