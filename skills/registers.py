"""The registers of skills: what their lists show and what is counted from them. The city's own offices keep them."""

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from skills import models
from skills.models.intake import SchoolLevel
from skills.models.workers import TECHNICIANS
from targets.registers import CountedFigure, Register, measures, register


@register
class SkilledWorkers(Register):
    code, task = "R12", 13
    model = models.SkilledWorker
    columns = ("name", "certificate_no", "unit", "employer", "trade", "level", "issued_on", "path")
    search = ("certificate_no", "employer", "trade", "identity_number", "name")
    filters = ("level", "path")
    key = ("certificate_no",)
    heading_words = {"等级(高级工/技师/高级技师)": "level"}
    figures = (
        CountedFigure("T13-1", _("Certificates of highly skilled workers"), indicator="T13-1"),
        CountedFigure("T13-2", _("Of which new technicians"), where=Q(level__in=TECHNICIANS), indicator="T13-2"),
    )


@register
class AppraisalBatches(Register):
    code, task = "R13", 15
    model = models.AppraisalBatch
    columns = ("batch_no", "station", "unit", "trade", "level", "held_on", "applied", "examined", "passed")
    search = ("batch_no", "station", "trade")
    filters = ("level",)
    key = ("batch_no",)
    figures = (
        CountedFigure("T15-1", _("Persons appraised"), Sum("examined"), indicator="T15-1"),
        CountedFigure("passed", _("Pass rate of appraisals"), Sum("passed"), Sum("examined")),
        CountedFigure(
            "certificates",
            _("Certificates issued after appraisals"),
            Sum("certificates"),
            measure=measures.CERTIFICATES,
        ),
    )


@register
class SchoolIntakes(Register):
    code, task = "R14", 13
    model = models.SchoolIntake
    columns = ("school", "major", "level", "unit", "year", "planned", "admitted", "enrolled", "registered_on")
    search = ("school", "major")
    filters = ("level",)
    key = ("school", "major", "level", "year")
    heading_words = {"层次(中级/高级)": "level"}
    figures = (
        CountedFigure("T13-4", _("New students registered"), Sum("enrolled"), indicator="T13-4"),
        CountedFigure(
            "T13-5",
            _("Of whom in senior-worker classes"),
            Sum("enrolled"),
            where=Q(level=SchoolLevel.SENIOR),
            indicator="T13-5",
        ),
        CountedFigure("rural", _("New students from the countryside"), Sum("rural"), measure=measures.PERSONS),
    )


# The day that was ordered came and the breach was not put right on it or before.
NOT_IN_TIME = Q(corrected_on__isnull=True) | Q(corrected_on__gt=F("due_on"))


@register
class TrainingViolations(Register):
    """A breach counts against the plan in the month in which the time allowed ran out (T16-1)."""

    code, task = "R15", 16
    model = models.TrainingViolation
    columns = ("case_no", "provider", "unit", "place", "breach", "found_on", "due_on", "corrected_on", "officer")
    search = ("case_no", "provider", "place")
    filters = ("breach",)
    key = ("case_no",)
    figures = (
        CountedFigure("T16-1", _("Breaches not put right in time"), on="due_on", where=NOT_IN_TIME, indicator="T16-1"),
        CountedFigure("found", _("Breaches found"), measure=measures.BREACHES),
        CountedFigure("corrected", _("Breaches put right"), on="corrected_on", measure=measures.BREACHES),
        CountedFigure(
            "in_time",
            _("Breaches put right in time"),
            Count("pk", filter=Q(corrected_on__lte=F("due_on"))),
            Count("pk"),
            on="due_on",
        ),
        CountedFigure("pending", _("Breaches not yet put right"), standing=True, measure=measures.BREACHES),
    )
