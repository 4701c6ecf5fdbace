"""Unlawful training, examined and put right (task 16)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import Deadlined, OnceAmongValid, choice, days_in_order, in_order


class Breach(models.TextChoices):
    """What a provider did against the rules; the plan names the first three."""

    GUARANTEED_PASS = "guaranteed_pass", _("class that promises a pass")
    CERTIFICATE_SALE = "certificate_sale", _("sale of certificates")
    APPRAISAL_ELSEWHERE = "elsewhere", _("appraisal organised elsewhere")
    NO_LICENCE = "no_licence", _("teaching without a licence")
    FALSE_ADVERTISING = "advertising", _("false advertising")
    OTHER = "other", _("other breach")


class TrainingViolation(Deadlined):
    """A breach by a training provider, with the day by which it must be put right (违规办学).

    No law sets that day: the office's order does, and the entry has none until the order is given.
    """

    day_field, end_field = "found_on", "corrected_on"

    case_no = models.CharField(_("case no."), max_length=40)
    provider = models.CharField(_("training provider"), max_length=80)
    place = models.CharField(_("district or county"), max_length=40, blank=True)
    breach = choice(_("type of breach"), Breach)
    found_on = models.DateField(_("breach found on"))
    action = models.CharField(_("action taken"), max_length=200, blank=True)
    due_on = models.DateField(
        _("to be put right by"), null=True, blank=True, help_text=_("As ordered; empty until an order is given.")
    )
    corrected_on = models.DateField(_("put right on"), null=True, blank=True)

    class Meta:
        verbose_name = _("case of unlawful training")
        verbose_name_plural = _("cases of unlawful training")
        ordering = ("-found_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "found_on"]),
            models.Index(fields=["found_on"]),
            models.Index(fields=["due_on"]),
            models.Index(fields=["corrected_on"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "case_no"), name="training_violation_no_once"),
            days_in_order("found_on", "corrected_on", name="training_violation_days"),
            days_in_order("found_on", "due_on", name="training_violation_due"),
        ]

    def requirements(self):
        after = in_order(self.found_on, self.due_on)
        ordered = self.due_on is None or bool(self.action.strip())
        return [
            *super().requirements(),
            (after, "due_on", _("This day lies before the breach was found.")),
            (ordered, "action", _("Say by what action the day was set.")),
        ]
