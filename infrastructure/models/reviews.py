"""Administrative reviews (task 26)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import CaseEntry, OnceAmongValid, PersonNameField, choice, closed_with


class ReviewMatter(models.TextChoices):
    """What kind of decision is reviewed."""

    WORK_INJURY = "work_injury", _("finding of a work injury")
    BENEFITS = "benefits", _("fixing of benefits")
    RETIREMENT = "retirement", _("approval of a retirement")
    PENALTY = "penalty", _("administrative penalty")
    OTHER = "other", _("other decision")


class ReviewDecision(models.TextChoices):
    """What became of the decision under review."""

    UPHELD = "upheld", _("decision upheld")
    QUASHED = "quashed", _("decision quashed")
    CHANGED = "changed", _("decision changed")
    TERMINATED = "terminated", _("review terminated")
    OTHER = "other", _("other outcome of the review")


class AdministrativeReview(CaseEntry):
    """An administrative review (行政复议案件), from its acceptance to its decision."""

    applicant = PersonNameField(_("applicant for review"))
    authority = models.CharField(_("authority under review"), max_length=80)
    matter = choice(_("matter under review"), ReviewMatter)
    received_on = models.DateField(_("review accepted on"))
    decision = choice(_("decision of the review"), ReviewDecision, blank=True)
    closed_on = models.DateField(_("review decided on"), null=True, blank=True)
    sued = models.BooleanField(_("taken to court"), default=False)

    class Meta:
        verbose_name = _("administrative review")
        verbose_name_plural = _("administrative reviews")
        ordering = ("-received_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "received_on"]),
            models.Index(fields=["received_on"]),
            models.Index(fields=["closed_on"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "case_no"), name="review_case_no_once"),
            closed_with("decision", name="review_decision"),
        ]

    def requirements(self):
        """The decision is the result: no other words are asked for."""
        closed, together = self.closed_on is not None, bool(self.decision)
        return [
            *super(CaseEntry, self).requirements(),
            (closed == together, "decision", _("Give the day and the decision together.")),
            (not self.sued or closed, "sued", _("Only a decided review can be taken to court.")),
        ]
