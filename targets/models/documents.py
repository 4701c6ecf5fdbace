"""The text of a plan's document, and of those that amend it, each from a month on."""

from __future__ import annotations

from django.db import models
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from targets.models.plan import WorkPlan
from targets.models.quantities import DayOfMonth
from targets.models.shipped import Shipped
from targets.models.validity import Version


class PlanText(Shipped, Version):
    """The text of a plan's document, a paragraph a line, so that a commitment can be read where it stands.

    It holds from a month on, until an amended document does. `title` and `document`, its number, name the paper. Once
    another follows, `words` keeps the words in which each indicator and each deliverable stood in it, by kind and code.
    """

    owner = "plan"

    plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="texts", verbose_name=_("work plan"))
    title = models.CharField(_("title of the document"), max_length=200, blank=True)
    text = models.TextField(_("text of the document"), help_text=_("One paragraph a line."))
    words = models.JSONField(_("words of commitments"), default=dict, blank=True, editable=False)

    natural_key_fields = ("plan", "from_month")

    class Meta:
        verbose_name = _("text of the document")
        verbose_name_plural = _("texts of the documents")
        ordering = ("plan", "from_month")
        constraints = [
            models.UniqueConstraint(fields=("plan", "from_month"), name="plan_text_once_a_month"),
            models.CheckConstraint(condition=Exact(DayOfMonth("from_month"), 1), name="plan_text_from_first_day"),
        ]

    def __str__(self):
        return self.title or str(self.plan)
