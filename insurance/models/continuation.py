"""Insurance continued for laid-off workers who were moved to unemployment insurance (并轨人员, task 6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from insurance.models.coverage import Scheme
from targets.registers.fields import Deadlined, PersonNameField, choice, number


class InsuranceContinuation(Deadlined):
    """One person's insurance of one scheme: to be continued by a day, and continued on a day (社会保险关系接续)."""

    day_field, end_field = "due_on", "continued_on"

    name = PersonNameField(_("name of the person"))
    former_firm = models.CharField(_("former firm"), max_length=80)
    scheme = choice(_("insurance"), Scheme)
    due_on = models.DateField(_("to be continued on"))
    continued_on = models.DateField(_("continued on"), null=True, blank=True)
    months_broken = number(_("months broken"), default=0)

    class Meta:
        verbose_name = _("insurance continuation of a merged worker")
        verbose_name_plural = _("insurance continuation of merged workers")
        ordering = ("-due_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "due_on"]),
            models.Index(fields=["due_on"]),
            models.Index(fields=["continued_on"]),
        ]

    def requirements(self):
        """Insurance may be continued early: unlike that of other entries, the end may lie before the day."""
        return []
