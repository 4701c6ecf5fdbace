"""Files of figures: what was uploaded, what was answered, and what came of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.models.plan import Indicator, WorkPlan
from targets.models.reports import MonthlyReport
from targets.models.units import ReportingUnit
from targets.names import squeeze


class IndicatorAlias(models.Model):
    """Another name by which spreadsheets call the indicator; exact, never guessed.

    Without a unit it holds for everybody; with one it is that unit's custom, confirmed once by the bureau. A name
    that two indicators share is asked about.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="aliases", verbose_name=_("indicator"))
    unit = models.ForeignKey(
        ReportingUnit,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="indicator_aliases",
        verbose_name=_("unit"),
        help_text=_("Empty: the name holds for every unit."),
    )
    name = models.CharField(_("alias"), max_length=120)

    class Meta:
        verbose_name = _("alias of an indicator")
        verbose_name_plural = _("aliases of indicators")
        ordering = ("indicator", "name")
        constraints = [
            models.UniqueConstraint(fields=("indicator", "unit", "name"), name="indicator_alias_once_of_unit"),
            models.UniqueConstraint(
                fields=("indicator", "name"), condition=models.Q(unit__isnull=True), name="indicator_alias_once"
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name = squeeze(self.name)
        super().save(*args, **kwargs)


class ImportBatch(models.Model):
    """One import (导入): the files of one upload, and the answers to what they leave open.

    Nothing of it stands in a report until it is stored, all at once. `month` and `unit` are what the user chose
    for sheets that name none. `counts` says how many cells were new, changed and the same.
    """

    plan = models.ForeignKey(WorkPlan, models.PROTECT, related_name="imports", verbose_name=_("work plan"))
    month = models.DateField(_("month"), null=True, blank=True)
    unit = models.ForeignKey(
        ReportingUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("uploaded at"))
    stored_at = models.DateTimeField(_("stored at"), null=True, blank=True)
    answers = models.JSONField(default=dict, editable=False)
    counts = models.JSONField(default=dict, editable=False)
    submitted = models.BooleanField(_("submitted at once"), default=False)
    reports = models.ManyToManyField(
        MonthlyReport, related_name="imports", blank=True, verbose_name=_("monthly reports")
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-created_at", "-pk")

    def __str__(self):
        return f"#{self.pk}"

    @property
    def is_stored(self) -> bool:
        return self.stored_at is not None


def import_path(file, filename: str) -> str:
    return f"imports/{file.batch.created_at:%Y-%m}/{file.batch_id}-{file.order}-{filename}"


class ImportedFile(models.Model):
    """A file as it came, kept for audit; `sha256` tells the same file again."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="files", verbose_name=_("import"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("file name"), max_length=255)
    content = models.FileField(_("file"), upload_to=import_path, max_length=400)
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"))

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        ordering = ("batch", "order")

    def __str__(self):
        return self.name
