"""Zero-employment households (task 3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import (
    Deadlined,
    EventEntry,
    IdentityNumberField,
    MonthField,
    OnceAmongValid,
    PersonNameField,
    choice,
    number,
)


class HouseholdExit(models.TextChoices):
    """Why a household left the register."""

    EMPLOYED = "employed", _("a member found work")
    REFUSED = "refused", _("refused three offers")
    OUT_OF_CONTACT = "out_of_contact", _("out of contact for three months")
    MOVED = "moved", _("moved away")


class ZeroEmploymentHousehold(Deadlined):
    """An urban household all of whose able members of working age are registered as unemployed (零就业家庭).

    It leaves when one of them works, after three refused offers, or after three months out of contact.
    """

    day_field, end_field = "recognised_on", "exited_on"

    household_no = models.CharField(_("household no."), max_length=40)
    head = PersonNameField(_("head of household"))
    identity_number = IdentityNumberField(_("identity number"))
    community = models.CharField(_("street and community"), max_length=80, blank=True)
    working_age = number(_("members of working age"))
    unemployed = number(_("of whom registered unemployed"))
    recognised_on = models.DateField(_("recognised on"))
    help_given = models.CharField(_("help given"), max_length=200, blank=True)
    first_job_on = models.DateField(_("first member at work on"), null=True, blank=True)
    exited_on = models.DateField(_("left the register on"), null=True, blank=True)
    exit_reason = choice(_("reason for leaving"), HouseholdExit, blank=True)

    class Meta:
        verbose_name = _("zero-employment household")
        verbose_name_plural = _("zero-employment households")
        ordering = ("-recognised_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "recognised_on"]),
            models.Index(fields=["recognised_on"]),
            models.Index(fields=["exited_on"]),
        ]
        constraints = [OnceAmongValid(fields=("unit", "household_no"), name="household_no_once")]

    def requirements(self):
        exited = self.exited_on is not None
        employed = self.exit_reason == HouseholdExit.EMPLOYED
        all_jobless = None in (self.working_age, self.unemployed) or self.unemployed == self.working_age
        return [
            *super().requirements(),
            (all_jobless, "unemployed", _("All able members of working age must be registered as unemployed.")),
            (exited == bool(self.exit_reason), "exit_reason", _("Give the day and the reason of leaving together.")),
            (not employed or self.first_job_on is not None, "first_job_on", _("Say when the first member began work.")),
        ]


class HouseholdStatement(EventEntry):
    """A community's statement that it checked in the month, and how many households it newly found; 0 is a result too.

    A community without a statement has not checked, which is not the same as having found none.
    """

    day_field = "month"

    month = MonthField(_("month"))
    checked_on = models.DateField(_("checked on"))
    found = number(_("households newly found"))
    checked_by = models.CharField(_("checked by"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("statement of zero-employment households")
        verbose_name_plural = _("monthly statements of zero-employment households")
        ordering = ("-month", "unit", "-pk")
        indexes = [models.Index(fields=["unit", "month"]), models.Index(fields=["month"])]
        constraints = [OnceAmongValid(fields=("unit", "month"), name="household_statement_once")]

    def requirements(self):
        not_before = self.month is None or self.checked_on is None or self.month <= self.checked_on
        return [*super().requirements(), (not_before, "checked_on", _("Checked before the month began."))]
