"""What early warning of unemployment rests on: layoffs announced, and what was done about a warning (task 5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import EventEntry, MonthField, OnceAmongValid, choice, in_order, number, within


class Level(models.TextChoices):
    """Four levels of warning (预警等级), the gravest first."""

    RED = "red", _("level I (red)")
    ORANGE = "orange", _("level II (orange)")
    YELLOW = "yellow", _("level III (yellow)")
    BLUE = "blue", _("level IV (blue)")


class LayoffNotice(EventEntry):
    """An employer's announcement that it will lay workers off (企业裁员报告)."""

    day_field = "announced_on"

    employer = models.CharField(_("employer"), max_length=80)
    announced_on = models.DateField(_("announced on"))
    workers = number(_("workers employed"))
    laid_off = number(_("workers to be laid off"))
    effective_on = models.DateField(_("takes effect on"), null=True, blank=True)
    cause = models.CharField(_("cause"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("announcement of layoffs")
        verbose_name_plural = _("announcements of layoffs")
        ordering = ("-announced_on", "-pk")
        indexes = [models.Index(fields=["unit", "announced_on"]), models.Index(fields=["announced_on"])]
        constraints = [
            OnceAmongValid(fields=("unit", "employer", "announced_on"), name="layoff_once"),
            models.CheckConstraint(condition=models.Q(laid_off__lte=models.F("workers")), name="layoff_workers"),
        ]

    def requirements(self):
        return [
            *super().requirements(),
            (within(self.laid_off, self.workers), "laid_off", _("More are laid off than employed.")),
            (
                in_order(self.announced_on, self.effective_on),
                "effective_on",
                _("This day lies before the announcement."),
            ),
        ]


class WarningResponse(EventEntry):
    """What was done about a warning (预警处置记录)."""

    day_field = "taken_on"

    month = MonthField(_("warning of the month"))
    level = choice(_("level of warning"), Level)
    measures = models.CharField(_("measures taken"), max_length=500)
    taken_on = models.DateField(_("taken on"))
    responsible = models.CharField(_("responsible"), max_length=40)

    class Meta:
        verbose_name = _("response to a warning")
        verbose_name_plural = _("responses to warnings")
        ordering = ("-taken_on", "-pk")
        indexes = [models.Index(fields=["unit", "taken_on"]), models.Index(fields=["month"])]
