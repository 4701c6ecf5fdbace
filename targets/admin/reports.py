"""The admin of monthly reports, which their reporters fill in with the form of the report's page.

Figures, milestones and progress notes are changed only with their report.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from targets.access import Action
from targets.admin.base import ReadOnly, ScopedAdmin
from targets.admin.history import HistoryAdmin
from targets.admin.persons import NamesActors
from targets.admin.report_form import ReportFormViews
from targets.admin.texts import NOTHING
from targets.formatting import plain_text
from targets.frame.phrases import month_text, net_parts_text
from targets.models import Figure, MilestoneProgress, MonthlyReport, Submission, TaskNote
from targets.models.reports import OPEN_STATES

REPORT = ("report__unit", "report__chapter")


class OwnReports:
    """The rights for rows that belong to monthly reports; `report_prefix` is the lookup path to the report."""

    view_actions = (Action.VIEW_REPORTS,)
    rows_differ = True
    report_prefix = ""

    def readable(self, rights, rows):
        return rows.filter(rights.reports(prefix=self.report_prefix))


@admin.register(MonthlyReport)
class MonthlyReportAdmin(ReportFormViews, OwnReports, HistoryAdmin):
    change_action = Action.ENTER_FIGURES
    list_display = ("unit_name", "chapter", "month_name", "state", "in_time", "submitted_at", "decided_at", "version")
    list_display_links = ("unit_name", "chapter")
    list_filter = (
        "state",
        ("unit", admin.RelatedOnlyFieldListFilter),
        ("chapter", admin.RelatedOnlyFieldListFilter),
        "is_correction",
    )
    list_select_related = ("unit", "chapter")
    search_fields = ("unit__name_zh_hans", "unit__name_en", "unit__code", "chapter__title_zh_hans", "chapter__title_en")
    date_hierarchy = "month"

    def changeable(self, rights, rows):
        own = rights.reports(Action.ENTER_FIGURES)
        return rows.filter(own, state__in=OPEN_STATES)

    def has_delete_permission(self, request, obj=None) -> bool:
        """Let reporters delete a draft that was never submitted; every other report stays."""
        never_submitted = obj is None or (obj.first_submitted_on is None and not obj.submissions.exists())
        return never_submitted and super().has_delete_permission(request, obj)

    @admin.display(description=_("unit"), ordering="unit")
    def unit_name(self, report) -> str:
        return report.unit.name_in_reports

    @admin.display(description=_("month"), ordering="month")
    def month_name(self, report) -> str:
        return month_text(report.period)

    @admin.display(description=_("on time"), boolean=True)
    def in_time(self, report) -> bool | None:
        return not report.is_late if report.first_submitted_on else None


class PartAdmin(ReadOnly, OwnReports):
    """The base of the admin of a report's parts."""

    report_prefix = "report__"
    date_hierarchy = "report__month"
    list_filter = (
        "report__state",
        ("report__unit", admin.RelatedOnlyFieldListFilter),
        ("report__chapter", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("report__unit__name_zh_hans", "report__unit__name_en", "report__unit__code")

    @admin.display(description=_("report"), ordering="report")
    def report_name(self, row) -> str:
        return str(row.report)


@admin.register(Figure)
class FigureAdmin(PartAdmin, HistoryAdmin):
    list_display = ("indicator", "report_name", "amount", "explanation", "source")
    list_select_related = (*REPORT, "indicator")
    search_fields = (*PartAdmin.search_fields, "indicator__code", "indicator__name_zh_hans", "indicator__name_en")
    fields = ("report_name", "indicator", "amount", "explanation", "review_note", "source", "source_detail")

    @admin.display(description=_("value"))
    def amount(self, figure) -> str:
        """The value, with both parts of a net figure; both parts of a ratio, "not applicable", or a dash."""
        if figure.not_applicable:
            return str(_("not applicable"))
        if figure.value is not None:
            made_of = net_parts_text(figure.indicator, figure.numerator, figure.denominator)
            return f"{plain_text(figure.value)} ({made_of})" if made_of else plain_text(figure.value)
        parts = [plain_text(part) or NOTHING for part in (figure.numerator, figure.denominator)]
        return " / ".join(parts) if figure.numbers != (None, None, None) else NOTHING


@admin.register(MilestoneProgress)
class MilestoneProgressAdmin(PartAdmin, HistoryAdmin):
    list_display = ("milestone", "report_name", "state", "done_on", "note")
    list_select_related = (*REPORT, "milestone")
    search_fields = (*PartAdmin.search_fields, "milestone__code", "milestone__name_zh_hans", "milestone__name_en")
    fields = ("report_name", "milestone", "state", "done_on", "evidence_name", "evidence_link", "note")

    @admin.display(description=_("evidence file"))
    def evidence_name(self, progress) -> str:
        """The name of the file, which only the report's page gives."""
        return progress.evidence_file.name.rpartition("/")[2] if progress.evidence_file else NOTHING


@admin.register(TaskNote)
class TaskNoteAdmin(PartAdmin, HistoryAdmin):
    list_display = ("task", "report_name", "text")
    list_select_related = (*REPORT, "task")
    search_fields = (*PartAdmin.search_fields, "task__title_zh_hans", "task__title_en", "text")
    fields = ("report_name", "task", "text")


@admin.register(Submission)
class SubmissionAdmin(NamesActors, PartAdmin, ScopedAdmin):
    """The admin of submissions, with the figures at that moment."""

    actors = {"submitted_by": "submitted_at"}
    list_display = ("report_name", "number", "submitted_at", "submitted_by")
    list_select_related = (*REPORT, "submitted_by")
    fields = ("report_name", "number", "submitted_at", "submitted_by", "figure_list")

    @admin.display(description=_("figures"))
    def figure_list(self, submission) -> str:
        """The figures as they were submitted, such as "T01-1 1200; T01-4 43 / 1000"."""
        return "; ".join(f"{code} {_submitted_text(values)}" for code, values in sorted(submission.figures.items()))


def _submitted_text(values: list) -> str:
    *numbers, not_applicable = values
    text = " / ".join(str(number) for number in numbers if number is not None)
    return str(_("not applicable")) if not_applicable else text or NOTHING
