"""Work plans, chapters, tasks, indicators and milestones as files; the key is the plan's year and a number or code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from targets.admin.resources import values
from targets.admin.resources.base import MasterResource, ResourceColumn
from targets.models import Chapter, Indicator, Milestone, Task, WorkPlan
from targets.models.plan import MONTHS

PLAN_LABEL = _("work plan (year)")


def year_column() -> ResourceColumn:
    """A column with the plan, given by its year."""
    reader = values.Reference(WorkPlan, "year", _("There is no work plan of the year %(value)s."))
    return ResourceColumn(attribute="plan", column_name="plan", widget=reader)


def of_plan(name: str, model, key: str, missing) -> ResourceColumn:
    """A column with another row of the same plan, given by its number or code."""
    reader = values.Reference(model, key, missing, within_plan=True)
    return ResourceColumn(attribute=name, column_name=name, widget=reader)


def continued(model) -> ResourceColumn:
    """A column with the first plan's row of a commitment over several plans."""
    return ResourceColumn(attribute="continues", column_name="continues", widget=values.FirstPlansRow(model))


CONTINUES_LABEL = _("continues (year/code)")
NO_CHAPTER = _("The plan has no chapter %(value)s.")
NO_TASK = _("The plan has no task with the number %(value)s.")
NO_INDICATOR = _("The plan has no indicator with the code %(value)s.")


class OfPlanResource(MasterResource):
    """The base of lists of what closed months of a plan keep."""

    def lock(self) -> None:
        """Lock the plans: whoever closes a month waits, and so does who changes what a closing judges."""
        WorkPlan.objects.lock()


class WorkPlanResource(OfPlanResource):
    class Meta:
        model = WorkPlan
        import_id_fields = ("year",)
        fields = ("year", "title_zh_hans", "title_en", "issued_by_zh_hans", "issued_by_en", "starts", "ends")


class ChapterResource(MasterResource):
    plan = year_column()

    related = ("plan",)
    own_labels = {"plan": PLAN_LABEL}

    class Meta:
        model = Chapter
        import_id_fields = ("plan", "app")
        fields = (
            "plan",
            "app",
            "number",
            "title_zh_hans",
            "title_en",
            "short_title_zh_hans",
            "short_title_en",
            "lead_section_zh_hans",
            "lead_section_en",
        )


class TaskResource(OfPlanResource):
    plan = year_column()
    chapter = of_plan("chapter", Chapter, "app", NO_CHAPTER)

    related = ("plan", "chapter")
    own_labels = {"plan": PLAN_LABEL, "chapter": _("chapter (app)")}

    class Meta:
        model = Task
        import_id_fields = ("plan", "number")
        fields = (
            "plan",
            "number",
            "chapter",
            "title_zh_hans",
            "title_en",
            "summary_zh_hans",
            "summary_en",
            "lead_section_zh_hans",
            "lead_section_en",
            *MONTHS,
        )


class IndicatorResource(MasterResource):
    plan = year_column()
    task = of_plan("task", Task, "number", NO_TASK)
    part_of = of_plan("part_of", Indicator, "code", NO_INDICATOR)
    not_over = of_plan("not_over", Indicator, "code", NO_INDICATOR)
    continues = continued(Indicator)

    related = ("plan", "task", "part_of", "not_over", "continues__plan")
    own_labels = {
        "plan": PLAN_LABEL,
        "task": _("task (number)"),
        "part_of": _("part of (code)"),
        "not_over": _("cannot exceed (code)"),
        "continues": CONTINUES_LABEL,
    }
    notes = (_("An indicator that is named by another stands in an earlier row, or in the portal already."),)

    class Meta:
        model = Indicator
        import_id_fields = ("plan", "code")
        fields = (
            "plan",
            "code",
            "task",
            "order",
            "name_zh_hans",
            "name_en",
            "kind",
            "sense",
            "unit_of_measure_zh_hans",
            "unit_of_measure_en",
            "decimals",
            "parts_decimals",
            "in_wan",
            "headline",
            "numerator_label_zh_hans",
            "numerator_label_en",
            "denominator_label_zh_hans",
            "denominator_label_en",
            "numerator_kind",
            "denominator_kind",
            "numerator_within",
            "is_net",
            "part_of",
            "not_over",
            "reported_by",
            "pacing",
            "curve",
            "definition_zh_hans",
            "definition_en",
            "quote",
            "as_written",
            "continues",
            *MONTHS,
        )

    def lock(self) -> None:
        """Lock the plans, whose months are closed, and the indicators, by which they are."""
        WorkPlan.objects.lock()
        Indicator.objects.lock()


class MilestoneResource(OfPlanResource):
    plan = year_column()
    task = of_plan("task", Task, "number", NO_TASK)
    indicator = of_plan("indicator", Indicator, "code", NO_INDICATOR)
    continues = continued(Milestone)

    related = ("plan", "task", "indicator", "continues__plan")
    own_labels = {
        "plan": PLAN_LABEL,
        "task": _("task (number)"),
        "indicator": _("counts for indicator (code)"),
        "continues": CONTINUES_LABEL,
    }

    class Meta:
        model = Milestone
        import_id_fields = ("plan", "code")
        fields = (
            "plan",
            "code",
            "task",
            "indicator",
            "order",
            "name_zh_hans",
            "name_en",
            "deadline",
            "deadline_basis_zh_hans",
            "deadline_basis_en",
            "quote",
            "reported_by",
            "continues",
            *MONTHS,
        )
