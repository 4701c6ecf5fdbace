"""The intake of technical schools (task 13)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from targets import clock
from targets.registers.fields import EventEntry, OnceAmongValid, YearField, choice, number, within


class SchoolLevel(models.TextChoices):
    """The grade for which a class trains."""

    INTERMEDIATE = "intermediate", _("intermediate class")
    SENIOR = "senior", _("senior-worker class")


def this_year() -> int:
    return clock.today().year


class SchoolIntake(EventEntry):
    """What a technical school planned, admitted and enrolled for one major of one level (技工院校招生).

    It is entered as a plan, without a day; the new students count in the month in which they registered.
    """

    day_field = "registered_on"

    school = models.CharField(_("school"), max_length=80)
    major = models.CharField(_("major"), max_length=60)
    level = choice(_("level of the class"), SchoolLevel)
    year = YearField(_("year of intake"), default=this_year)
    planned = number(_("planned intake"), default=0)
    admitted = number(_("students admitted"), default=0)
    enrolled = number(_("students registered"), default=0)
    registered_on = models.DateField(
        _("day of registration"), null=True, blank=True, help_text=_("Empty until the students have registered.")
    )
    rural = number(_("of whom from the countryside"), default=0)

    class Meta:
        verbose_name = _("technical school intake")
        verbose_name_plural = _("technical school intakes")
        ordering = ("-year", "-registered_on", "-pk")
        indexes = [models.Index(fields=["unit", "registered_on"]), models.Index(fields=["registered_on"])]
        constraints = [
            OnceAmongValid(fields=("unit", "school", "major", "level", "year"), name="school_intake_once"),
            models.CheckConstraint(condition=Q(enrolled__lte=F("admitted")), name="intake_enrolled"),
            models.CheckConstraint(condition=Q(rural__lte=F("enrolled")), name="intake_rural"),
            models.CheckConstraint(condition=Q(enrolled=0) | Q(registered_on__isnull=False), name="intake_registered"),
        ]

    def requirements(self):
        dated = not self.enrolled or self.registered_on is not None
        same_year = None in (self.registered_on, self.year) or self.registered_on.year == self.year
        return [
            *super().requirements(),
            (within(self.enrolled, self.admitted), "enrolled", _("More registered than were admitted.")),
            (within(self.rural, self.enrolled), "rural", _("More come from the countryside than registered.")),
            (dated, "registered_on", _("Say on which day the students registered.")),
            (same_year, "registered_on", _("This day lies outside the year of intake.")),
        ]
