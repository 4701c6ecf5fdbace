"""Activities for building up the bureau's staff (task 29)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import EventEntry, OnceAmongValid, choice, number


class Ethos(models.TextChoices):
    """The ten kinds of ethos (十种氛围) in the order of the plan."""

    STUDY = "study", _("diligent study")
    PROGRESS = "progress", _("enterprise and progress")
    DEVOTION = "devotion", _("practical devotion to work")
    SERVICE = "service", _("good service")
    THRIFT = "thrift", _("thrift")
    HONESTY = "honesty", _("honesty and friendliness")
    UNITY = "unity", _("unity and cooperation")
    COURTESY = "courtesy", _("courteous office conduct")
    ORDERS = "orders", _("orders carried through")
    INTEGRITY = "integrity", _("integrity and self-discipline")


class StaffActivity(EventEntry):
    """An activity held for one of the ten kinds of ethos (队伍建设活动)."""

    day_field = "held_on"

    title = models.CharField(_("activity"), max_length=80)
    held_on = models.DateField(_("activity held on"))
    section = models.CharField(_("section"), max_length=60)
    ethos = choice(_("kind of ethos"), Ethos)
    persons = number(_("persons taking part"), default=0)
    effect = models.CharField(_("effect"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("staff-building activity")
        verbose_name_plural = _("staff-building activities")
        ordering = ("-held_on", "-pk")
        indexes = [models.Index(fields=["unit", "held_on"]), models.Index(fields=["held_on"])]
        constraints = [OnceAmongValid(fields=("unit", "title", "held_on"), name="staff_activity_once")]
