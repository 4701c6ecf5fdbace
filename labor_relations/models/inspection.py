"""The network of labour inspection (task 20)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets import clock
from targets.registers.fields import OnceAmongValid, StandingEntry, choice, days_in_order, in_order, number


class InspectionLevel(models.TextChoices):
    """The level of an inspection body; provincial bodies are not the bureau's to set up."""

    CITY = "city", _("city body")
    DISTRICT = "district", _("district or county body")
    STREET = "street", _("street or town body")
    COMMUNITY = "community", _("community body")


class InspectionBody(StandingEntry):
    """A body of labour inspection that is to be built (应建监察机构), set up or not yet.

    It counts as one to be built from the day on which the bureau listed it until it is abolished, and as built once
    it is set up and has staff: a name-plate alone does not count.
    """

    day_field, end_field = "listed_on", "abolished_on"

    name = models.CharField(_("inspection body"), max_length=80)
    level = choice(_("level of inspection"), InspectionLevel)
    place = models.CharField(_("place"), max_length=120, blank=True)
    approval = models.CharField(_("approval no."), max_length=60, blank=True)
    listed_on = models.DateField(
        _("to be built since"), default=clock.begin_of_year, help_text=_("From this day on it counts as to be built.")
    )
    set_up_on = models.DateField(
        _("set up on"), null=True, blank=True, help_text=_("Empty as long as it is not set up.")
    )
    posts = number(_("established posts"), default=0)
    staff = number(_("staff at work"), default=0)
    grids = number(_("grids"), default=0)
    assistants = number(_("inspection assistants"), default=0)
    linked = models.BooleanField(_("linked with the province"), default=False)
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)

    class Meta:
        verbose_name = _("inspection body of the network")
        verbose_name_plural = _("inspection network")
        ordering = ("-listed_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "listed_on"]),
            models.Index(fields=["listed_on"]),
            models.Index(fields=["set_up_on"]),
            models.Index(fields=["abolished_on"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "name"), name="inspection_body_once"),
            days_in_order("listed_on", "abolished_on", name="inspection_body_days"),
        ]

    def requirements(self):
        not_after = in_order(self.set_up_on, self.abolished_on)
        linked_only_if_built = not self.linked or self.set_up_on is not None
        return [
            *super().requirements(),
            (not_after, "abolished_on", _("This day lies before the body was set up.")),
            (linked_only_if_built, "linked", _("A body that is not set up cannot be linked: give the day.")),
        ]
