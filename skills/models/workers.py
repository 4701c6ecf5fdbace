"""Highly skilled workers (task 13)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import EventEntry, IdentityNumberField, OnceAmongValid, PersonNameField, choice


class Level(models.TextChoices):
    """The national grades of vocational qualification, the lowest first."""

    JUNIOR = "junior", _("junior worker")
    INTERMEDIATE = "intermediate", _("intermediate worker")
    SENIOR = "senior", _("senior worker")
    TECHNICIAN = "technician", _("technician")
    SENIOR_TECHNICIAN = "senior_technician", _("senior technician")


# The grades that the plan calls highly skilled (高技能人才), and the technicians (技师) among them.
HIGHLY_SKILLED = (Level.SENIOR, Level.TECHNICIAN, Level.SENIOR_TECHNICIAN)
TECHNICIANS = (Level.TECHNICIAN, Level.SENIOR_TECHNICIAN)


class Path(models.TextChoices):
    """How the person acquired the skill."""

    SCHOOL = "school", _("technical school")
    ENTERPRISE = "enterprise", _("trained in the enterprise")
    MASTER = "master", _("taught by a master")
    APPRAISAL = "appraisal", _("appraisal of skills held")
    CONTEST = "contest", _("skills contest")
    OTHER = "other", _("other path")


class SkilledWorker(EventEntry):
    """Somebody who gained a certificate of a highly skilled worker (高技能人才); counts in the month of issue."""

    day_field = "issued_on"

    name = PersonNameField(_("name of the person"))
    identity_number = IdentityNumberField(_("ID no."))
    employer = models.CharField(_("employer"), max_length=80, blank=True)
    trade = models.CharField(_("trade"), max_length=60)
    level = choice(_("level of skill"), [(one.value, one.label) for one in HIGHLY_SKILLED])
    certificate_no = models.CharField(_("certificate no."), max_length=40)
    issued_on = models.DateField(_("certificate issued on"))
    path = choice(_("path of training"), Path, blank=True)

    class Meta:
        verbose_name = _("highly skilled worker")
        verbose_name_plural = _("highly skilled workers")
        ordering = ("-issued_on", "-pk")
        indexes = [models.Index(fields=["unit", "issued_on"]), models.Index(fields=["issued_on"])]
        constraints = [OnceAmongValid(fields=("unit", "certificate_no"), name="skill_certificate_once")]
