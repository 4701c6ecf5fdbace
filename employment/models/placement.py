"""Job placement and labour export (task 2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import EventEntry, MonthField, OnceAmongValid, choice, number, within


class PlacementStatement(EventEntry):
    """An agency's monthly statement of job placement (职业介绍): introductions in person-times, placed in persons."""

    day_field = "month"

    agency = models.CharField(_("agency"), max_length=80)
    month = MonthField(_("statement month"))
    vacancies = number(_("vacancies registered"), default=0)
    seekers = number(_("job-seekers registered (person-times)"), default=0)
    introductions = number(_("introductions (person-times)"))
    placed = number(_("persons placed"))

    class Meta:
        verbose_name = _("placement statement")
        verbose_name_plural = _("job placement register")
        ordering = ("-month", "agency", "-pk")
        indexes = [models.Index(fields=["unit", "month"]), models.Index(fields=["month"])]
        constraints = [OnceAmongValid(fields=("unit", "agency", "month"), name="placement_once")]

    def requirements(self):
        kept = within(self.placed, self.introductions)
        return [*super().requirements(), (kept, "placed", _("More were placed than introduced."))]


class Sector(models.TextChoices):
    BUILDING = "building", _("building trade")
    MANUFACTURE = "manufacture", _("manufacture")
    SERVICE = "service", _("services")
    FARMING = "farming", _("farming and forestry")
    OTHER = "other", _("other sector")


class Organised(models.TextChoices):
    ORGANISED = "organised", _("organised")
    SELF = "self", _("on their own")


class LabourExport(EventEntry):
    """A batch of persons who left together for work elsewhere (劳务输出)."""

    day_field = "left_on"

    batch_no = models.CharField(_("batch no."), max_length=40)
    destination = models.CharField(_("destination"), max_length=80)
    left_on = models.DateField(_("left on"))
    persons = number(_("persons"))
    sector = choice(_("sector"), Sector)
    trained = models.BooleanField(_("trained before?"), default=False)
    organised = choice(_("how organised"), Organised, default=Organised.ORGANISED)

    class Meta:
        verbose_name = _("labour export")
        verbose_name_plural = _("labour export register")
        ordering = ("-left_on", "-pk")
        indexes = [models.Index(fields=["unit", "left_on"]), models.Index(fields=["left_on"])]
        constraints = [OnceAmongValid(fields=("unit", "batch_no"), name="export_batch_no_once")]
