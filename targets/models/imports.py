"""Imports of spreadsheets: the uploaded files, the user's answers, the result; and other names of indicators."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.models.plan import Indicator, WorkPlan
from targets.models.reports import MonthlyReport
from targets.models.units import ReportingUnit
from targets.names import squeeze


class IndicatorAlias(models.Model):
    """Another name that spreadsheets use for an indicator. It is matched exactly, apart from white space and width.

    Without a unit it applies to every unit's files, otherwise to that unit's alone. Where two indicators share a name,
    the import asks which one is meant.
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


class ImportKind(models.TextChoices):
    """What an import stores."""

    FIGURES = "figures", _("figures of reports")
    ENTRIES = "entries", _("register entries")
    MASTER_DATA = "master_data", _("master data")


class ImportQuerySet(models.QuerySet):
    def of_figures(self):
        return self.filter(kind=ImportKind.FIGURES)

    def into(self, kind: ImportKind, table: str):
        """Imports of this kind into one register, or into one list of the admin."""
        return self.filter(kind=kind, table=table)

    def waiting(self):
        """Imports that are not stored yet; a discarded import is deleted."""
        return self.filter(stored_at__isnull=True)

    def like(self, batch):
        """Imports of the same kind into the same table."""
        return self.filter(kind=batch.kind, table=batch.table)


class ImportBatch(models.Model):
    """One import (导入): the files of one upload, and the user's answers to the questions about them.

    Its content reaches reports, registers or master data only when it is stored (`stored_at`), and then as a whole.
    Figures belong to a `plan`; register entries and master data go into a `table`, named like its model, such as
    "employment.trainingclass". `month` and `unit` are the user's choice for sheets and rows that name none. `counts`
    says how many cells or rows were new, changed or the same.
    """

    kind = models.CharField(_("kind"), max_length=11, choices=ImportKind, default=ImportKind.FIGURES)
    plan = models.ForeignKey(
        WorkPlan, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name=_("work plan")
    )
    table = models.CharField(_("table"), max_length=80, blank=True)
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
    # Set where the import was handed over before it was stored; `by` then is who goes on with it.
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("begun by"),
    )
    created_at = models.DateTimeField(_("uploaded at"))
    stored_at = models.DateTimeField(_("stored at"), null=True, blank=True)
    # Was it made by an earlier sending of the same page? Known only where files have just been received.
    is_repeated = False
    answers = models.JSONField(_("answers"), default=dict, editable=False)
    counts = models.JSONField(_("cells or rows by result"), default=dict, editable=False)
    submitted = models.BooleanField(_("submitted at once"), default=False)
    reports = models.ManyToManyField(
        MonthlyReport, related_name="imports", blank=True, verbose_name=_("monthly reports")
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="import_names_its_plan_or_its_table",
                condition=models.Q(kind=ImportKind.FIGURES, plan__isnull=False, table="")
                | (~models.Q(kind=ImportKind.FIGURES) & models.Q(plan__isnull=True) & ~models.Q(table="")),
            )
        ]

    def __str__(self):
        return f"#{self.pk}"

    @property
    def is_stored(self) -> bool:
        return self.stored_at is not None


class KindManager(models.Manager.from_queryset(ImportQuerySet)):
    """A manager for imports of one kind."""

    def __init__(self, kind: ImportKind):
        super().__init__()
        self.kind = kind

    def get_queryset(self):
        return super().get_queryset().filter(kind=self.kind)


class RegisterImport(ImportBatch):
    """An import of register entries, with its own list in the admin."""

    objects = KindManager(ImportKind.ENTRIES)

    class Meta:
        proxy = True
        verbose_name = _("import of register entries")
        verbose_name_plural = _("imports of register entries")


class MasterDataImport(ImportBatch):
    """An import of master data, such as units or targets, into one of the admin's lists."""

    objects = KindManager(ImportKind.MASTER_DATA)

    class Meta:
        proxy = True
        verbose_name = _("import of master data")
        verbose_name_plural = _("imports of master data")


def import_path(file, filename: str) -> str:
    """The path of a stored file; register entries, which hold personal data, have a folder of their own."""
    folder = "registers" if file.batch.kind == ImportKind.ENTRIES else "imports"
    return f"{folder}/{file.batch.created_at:%Y-%m}/{file.batch_id}-{file.order}-{filename}"


class ImportedFile(models.Model):
    """An uploaded file, kept unchanged for audit; `sha256` shows whether the same file was uploaded before."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="files", verbose_name=_("import"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("file name"), max_length=255)
    content = models.FileField(_("file"), upload_to=import_path, max_length=400)
    sha256 = models.CharField(_("SHA-256 digest"), max_length=64, db_index=True, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"))

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        ordering = ("batch", "order")

    def __str__(self):
        return self.name
