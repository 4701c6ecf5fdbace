"""Records about register entries: counts frozen at submission, steps of cases, deadline rules, views of personal data.

Each of them names a register by the label of its model, such as "employment.trainingclass", and an entry by its primary
key, because a foreign key cannot point to the tables of different registers.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.models.plan import Indicator
from targets.models.quantities import quantity
from targets.models.reports import Submission
from targets.models.units import ReportingUnit
from targets.models.versions import Tracked


class RegisterCount(models.Model):
    """What a register counted for an indicator when a report was submitted (上报时台帐数).

    A ratio has `numerator` and `denominator`, every other indicator a `value`.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="counts", verbose_name=_("submission"))
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+", verbose_name=_("indicator"))
    register = models.CharField(_("register"), max_length=80)
    value = quantity(_("value"))
    numerator = quantity(_("numerator"))
    denominator = quantity(_("denominator"))

    class Meta:
        verbose_name = _("count of a register")
        verbose_name_plural = _("counts of registers")
        ordering = ("submission", "indicator")
        constraints = [models.UniqueConstraint(fields=("submission", "indicator"), name="register_count_once")]

    def __str__(self):
        return f"{self.indicator} · {self.submission}"

    @property
    def numbers(self) -> tuple:
        return (self.value, self.numerator, self.denominator)


class CountedEntry(models.Model):
    """An entry that a frozen count includes, with the version that the entry had then."""

    count = models.ForeignKey(
        RegisterCount, models.CASCADE, related_name="entries", verbose_name=_("count of a register")
    )
    register = models.CharField(_("register"), max_length=80)
    entry = models.PositiveBigIntegerField(_("entry"))
    version = models.PositiveIntegerField(_("version"))

    class Meta:
        verbose_name = _("counted entry")
        verbose_name_plural = _("counted entries")
        indexes = [models.Index(fields=["register", "entry"])]
        constraints = [models.UniqueConstraint(fields=("count", "entry"), name="counted_entry_once")]

    def __str__(self):
        return f"{self.register} {self.entry}"


class CaseStep(Tracked):
    """A step in handling a case (办理经过), taken on the day `taken_on` and recorded at `written_at`."""

    register = models.CharField(_("register"), max_length=80, editable=False)
    entry = models.PositiveBigIntegerField(_("entry"), editable=False)
    taken_on = models.DateField(_("day"))
    words = models.CharField(_("what was done"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    written_at = models.DateTimeField(_("written at"))
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    class Meta:
        verbose_name = _("step of a case")
        verbose_name_plural = _("steps of cases")
        ordering = ("taken_on", "pk")
        indexes = [models.Index(fields=["register", "entry"])]

    def __str__(self):
        return f"{self.register} {self.entry} {self.taken_on}"


class DeadlineRule(Tracked):
    """Within how many days the entries of a register must be settled, and the legal source (办理期限及依据).

    It takes the place of the deadline that the register declares.
    """

    register = models.CharField(_("register"), max_length=80, unique=True)
    days = models.PositiveSmallIntegerField(_("days"))
    source = models.CharField(_("legal source"), max_length=200)

    class Meta:
        verbose_name = _("deadline of a register")
        verbose_name_plural = _("deadlines of registers")
        ordering = ("register",)

    def __str__(self):
        return f"{self.register}: {self.days}"


class Disclosure(models.TextChoices):
    """The occasion on which personal data were shown unmasked."""

    ENTRY = "entry", _("entry shown whole")
    FORM = "form", _("opened to be changed")
    IMPORT = "import", _("file of an import opened")


class PersonalDataView(models.Model):
    """When a user was shown the personal data of an entry unmasked (查看记录); the data themselves are not repeated.

    `entry` is empty where a whole file of entries was opened.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), db_index=True)
    register = models.CharField(_("register"), max_length=80)
    entry = models.PositiveBigIntegerField(_("entry"), null=True)
    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    occasion = models.CharField(_("occasion"), max_length=6, choices=Disclosure)

    class Meta:
        verbose_name = _("view of personal data")
        verbose_name_plural = _("views of personal data")
        ordering = ("-at", "-pk")

    def __str__(self):
        return f"{self.register} {self.entry} {self.at:%Y-%m-%d %H:%M}"
