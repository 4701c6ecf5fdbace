"""The annual inspection of firms and their integrity grades (task 20)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import EventEntry, OnceAmongValid, YearField, choice, days_in_order, grades, in_order


class InspectionResult(models.TextChoices):
    """What the annual inspection found."""

    PASSED = "passed", _("passed the inspection")
    TO_RECTIFY = "to_rectify", _("has to put matters right")
    FAILED = "failed", _("failed the inspection")


class IntegrityGrading(EventEntry):
    """A firm's annual inspection with the grade that it was given (年检与诚信等级).

    The grade is one of the bureau's own scale (setting INTEGRITY_GRADES); empty where none was given yet.
    """

    day_field = "inspected_on"

    firm_no = models.CharField(_("no. of the inspected unit"), max_length=40)
    firm = models.CharField(_("inspected unit"), max_length=80)
    year = YearField(_("year of inspection"))
    inspected_on = models.DateField(_("inspected on"))
    conclusion = choice(_("conclusion"), InspectionResult)
    grade = choice(_("integrity grade"), grades, blank=True)
    deductions = models.CharField(_("reason of deductions"), max_length=200, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)

    class Meta:
        verbose_name = _("annual inspection and integrity grade")
        verbose_name_plural = _("annual inspections and integrity grades")
        ordering = ("-inspected_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "inspected_on"]),
            models.Index(fields=["inspected_on"]),
            models.Index(fields=["published_on"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "firm_no", "year"), name="integrity_grading_once"),
            days_in_order("inspected_on", "published_on", name="integrity_grading_days"),
        ]

    def requirements(self):
        explained = self.conclusion != InspectionResult.FAILED or bool(self.deductions.strip())
        graded = self.published_on is None or bool(self.grade)
        published = in_order(self.inspected_on, self.published_on)
        return [
            *super().requirements(),
            (explained, "deductions", _("Say why the firm failed.")),
            (graded, "grade", _("Without a grade there is nothing to publish.")),
            (published, "published_on", _("This day lies before the inspection.")),
        ]
