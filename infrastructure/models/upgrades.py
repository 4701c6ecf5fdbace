"""Identity numbers brought from 15 digits to 18 in the business databases (task 28)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import OnceAmongValid, SuccessiveEntry, choice, number, within


class Database(models.TextChoices):
    """The business databases that hold persons' records."""

    PENSION = "pension", _("database of pension insurance")
    MEDICAL = "medical", _("database of medical insurance")
    UNEMPLOYMENT = "unemployment", _("database of unemployment insurance")
    WORK_INJURY = "work_injury", _("database of work injury insurance")
    MATERNITY = "maternity", _("database of maternity insurance")
    EMPLOYMENT = "employment", _("database of employment and unemployment")
    OTHER = "other", _("other database")


class UpgradeStatement(SuccessiveEntry):
    """How far a unit's database had come on a day (身份证升位进度).

    `old_form` are all records that had 15 digits when the work began, those upgraded since included, so that the rate
    `upgraded` of `old_form` rises to 100 %. Records to verify are not upgraded yet. Records that failed the check and
    duplicates may be 18-digit ones and are no part of `old_form`. The latest statement of a unit and database counts.
    """

    day_field = "as_of"
    series_fields = ("unit_id", "database")

    database = choice(_("business database"), Database)
    old_form = number(_("15-digit records"), help_text=_("All that had 15 digits, those upgraded since included."))
    upgraded = number(_("records upgraded"), default=0)
    failed_check = number(_("records that failed the check"), default=0)
    duplicates = number(_("duplicate numbers"), default=0)
    to_verify = number(_("records to verify"), default=0)
    as_of = models.DateField(_("as of"))

    class Meta:
        verbose_name = _("statement of identity number upgrades")
        verbose_name_plural = _("identity number upgrades")
        ordering = ("-as_of", "-pk")
        indexes = [
            models.Index(fields=["unit", "as_of"]),
            models.Index(fields=["as_of"]),
            models.Index(fields=["replaced_on"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "database", "as_of"), name="upgrade_statement_once"),
            models.CheckConstraint(
                condition=Q(old_form__gte=F("upgraded") + F("to_verify")), name="upgrade_statement_parts"
            ),
        ]

    def requirements(self):
        waiting = None if None in (self.upgraded, self.to_verify) else self.upgraded + self.to_verify
        return [
            *super().requirements(),
            (within(self.upgraded, self.old_form), "upgraded", _("More were upgraded than had 15 digits.")),
            (
                within(waiting, self.old_form),
                "to_verify",
                _("Upgraded records and records to verify together exceed the 15-digit records."),
            ),
        ]
