"""Training classes of the unemployed, of founders and of rural workers (task 4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import EventEntry, OnceAmongValid, choice, money, number, within


class TrainingType(models.TextChoices):
    """The types that the plan counts apart; labour preparation of urban and of rural school leavers is a type each."""

    UNEMPLOYED = "unemployed", _("training of the unemployed")
    START_UP = "start_up", _("start-up training")
    PREPARATORY_URBAN = "prep_urban", _("labour preparation (urban)")
    PREPARATORY_RURAL = "prep_rural", _("labour preparation (rural)")
    PRE_EXPORT = "pre_export", _("training before labour export")
    RURAL_OTHER = "rural_other", _("other rural training")
    ENTERPRISE = "enterprise", _("training of enterprise staff")


RURAL = (TrainingType.PREPARATORY_RURAL, TrainingType.PRE_EXPORT, TrainingType.RURAL_OTHER)


class TrainingClass(EventEntry):
    """A class (培训班); it counts in the month in which it ended."""

    day_field = "started_on"

    class_no = models.CharField(_("class no."), max_length=40)
    training_type = choice(_("type of training"), TrainingType)
    provider = models.CharField(_("provider"), max_length=80)
    trade = models.CharField(_("trade"), max_length=60)
    started_on = models.DateField(_("started on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    trained = number(_("persons trained"))
    examined = number(_("persons examined"), default=0)
    passed = number(_("persons passed"), default=0)
    placed = number(_("found work or founded a business"), default=0)
    subsidy = money(_("subsidy (yuan)"), default=0)

    class Meta:
        verbose_name = _("training class")
        verbose_name_plural = _("training classes")
        ordering = ("-started_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "started_on"]),
            models.Index(fields=["started_on"]),
            models.Index(fields=["ended_on"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "class_no"), name="training_class_no_once"),
            models.CheckConstraint(condition=models.Q(passed__lte=models.F("examined")), name="training_passed"),
            models.CheckConstraint(condition=models.Q(examined__lte=models.F("trained")), name="training_examined"),
        ]

    def requirements(self):
        in_order = self.ended_on is None or self.started_on is None or self.started_on <= self.ended_on
        return [
            *super().requirements(),
            (in_order, "ended_on", _("This day lies before the beginning.")),
            (within(self.examined, self.trained), "examined", _("More were examined than trained.")),
            (within(self.passed, self.examined), "passed", _("More passed than were examined.")),
            (within(self.placed, self.trained), "placed", _("More found work than were trained.")),
        ]
