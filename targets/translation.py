"""The fields with a text in two languages: the official Chinese one and an English gloss.

The history of these models is registered here, after the fields of both languages have been added, so that it has them
too.
"""

import simple_history
from modeltranslation.translator import TranslationOptions, register

from targets.models import Chapter, Indicator, Milestone, PlanText, ReportingUnit, Task, UnitVersion, WorkPlan
from targets.models.history import History


@register(ReportingUnit)
class ReportingUnitTranslation(TranslationOptions):
    fields = ("name", "short_name")


@register(UnitVersion)
class UnitVersionTranslation(TranslationOptions):
    fields = ("name", "short_name")


@register(WorkPlan)
class WorkPlanTranslation(TranslationOptions):
    fields = ("title", "issued_by")


@register(Chapter)
class ChapterTranslation(TranslationOptions):
    fields = ("title", "short_title", "lead_section")


@register(Task)
class TaskTranslation(TranslationOptions):
    fields = ("title", "summary", "lead_section")


@register(Indicator)
class IndicatorTranslation(TranslationOptions):
    fields = ("name", "unit_of_measure", "definition", "numerator_label", "denominator_label")


@register(Milestone)
class MilestoneTranslation(TranslationOptions):
    fields = ("name", "deadline_basis")


for model in (ReportingUnit, WorkPlan, PlanText, Chapter, Task, Indicator, Milestone):
    simple_history.register(model, records_class=History)
