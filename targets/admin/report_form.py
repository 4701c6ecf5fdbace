"""Filling in a monthly report in the admin, with the form of the report's page and the same `saving.save`."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets import access, clock
from targets.access import Access, Action
from targets.busy import BUSY, Busy
from targets.frame.phrases import month_text
from targets.models import Chapter, MonthlyReport, WorkPlan
from targets.periods import Month, NotAMonth
from targets.reports import answers as report_answers
from targets.reports import saving, sheets, verbs
from targets.reports.form import ReportForm
from targets.reports.links import report_url
from targets.reports.page import find_report, read_again, report_context

# The parameter that the button for submitting adds to the form's address.
SUBMITS = "hand_in"
UNPROCESSABLE, UNAVAILABLE = 422, 503


class ChooseReportForm(forms.Form):
    """Chooses the report to begin: a unit and a chapter of the user, and a month that has begun."""

    unit = forms.ChoiceField(label=gettext_lazy("unit"))
    app = forms.ChoiceField(label=gettext_lazy("chapter"))
    month = forms.ChoiceField(label=gettext_lazy("month"))

    def __init__(self, rights: Access, *args, **kwargs):
        super().__init__(*args, **kwargs)
        units = rights.units(Action.ENTER_FIGURES).filter(active=True, submits_reports=True)
        self.rights, self.units = rights, {unit.code: unit for unit in units}
        self.fields["unit"].choices = [(code, unit.name) for code, unit in self.units.items()]
        chapters = Chapter.objects.published().filter(rights.where(Action.ENTER_FIGURES, chapter="app"))
        titles = {one.app: one.short_title for one in chapters.order_by("plan__year", "number")}
        self.fields["app"].choices = list(titles.items())
        months = {
            month for plan in WorkPlan.objects.published() for month in plan.months if month.first_day <= clock.today()
        }
        self.fields["month"].choices = [(str(month), month_text(month)) for month in sorted(months, reverse=True)]
        self.fields["month"].initial = str(clock.month_to_report())

    def clean(self):
        """Check unit and chapter together: a user may report on different chapters for different units."""
        chosen = super().clean()
        unit, app = self.units.get(chosen.get("unit")), chosen.get("app")
        if unit and app and not self.rights.may(Action.ENTER_FIGURES, unit, app):
            raise forms.ValidationError(
                _("You do not report on this chapter for this unit. Choose another chapter or unit.")
            )
        return chosen


class ReportFormViews:
    """The views of `MonthlyReportAdmin` for adding and changing a report."""

    def add_view(self, request, form_url="", extra_context=None):
        """Choose unit, chapter and month, then fill in the report; the first save creates it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if not {"unit", "app", "month"} <= request.GET.keys():
            return self._choose(request, ChooseReportForm(access.of(request.user)))
        chosen = ChooseReportForm(access.of(request.user), request.GET)
        try:
            month = Month.parse(request.GET["month"])
        except NotAMonth:
            return self._choose(request, chosen)
        if request.method == "GET" and chosen.non_field_errors():
            return self._choose(request, chosen)
        report = find_report(request.user, request.GET["unit"], request.GET["app"], month, Action.ENTER_FIGURES)
        if request.method == "POST":
            return self._save(request, report)
        return redirect(self._address(report)) if report.pk else self._page(request, report)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The report: a form for its reporter while it is open, otherwise to be read."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        report = self.find(request, object_id)
        if report is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        report = read_again(report)
        return self._save(request, report) if request.method == "POST" else self._page(request, report)

    def _choose(self, request, form):
        context = self._chrome(request, title=_("Begin a monthly report"), form=form, add=True)
        return render(request, "admin/targets/choose_report.html", context)

    def _chrome(self, request, **context) -> dict:
        return {**self.admin_site.each_context(request), "opts": self.opts, **context}

    def _address(self, report: MonthlyReport) -> str:
        """The address of the report's form; before the report exists, that of the view for adding it."""
        if report.pk:
            return reverse("admin:targets_monthlyreport_change", args=[report.pk])
        named = {"unit": report.unit.code, "app": report.chapter.app, "month": str(report.period)}
        return f"{reverse('admin:targets_monthlyreport_add')}?{urlencode(named)}"

    def _page(self, request, report: MonthlyReport, status: int = 200, **shown):
        """The admin's page with the report, whose buttons lead back to the admin."""
        own = self._address(report)
        deletable = report.pk is not None and self.has_delete_permission(request, report)
        context = report_context(request.user, report, **shown) | {
            "save_url": own,
            "submit_url": f"{own}{'&' if '?' in own else '?'}{SUBMITS}=1",
            "portal_url": report_url(report),
            "delete_url": reverse("admin:targets_monthlyreport_delete", args=[report.pk]) if deletable else "",
            "history_url": reverse("admin:targets_monthlyreport_history", args=[report.pk]) if report.pk else "",
        }
        return render(request, "admin/targets/report.html", self._chrome(request, **context), status=status)

    def _save(self, request, report: MonthlyReport):
        """Save the form, and submit the report if the address says so. Only saves by hand are logged, not autosaves."""
        if not access.of(request.user).may(Action.ENTER_FIGURES, report.unit, report.chapter.app):
            raise PermissionDenied
        begun, submits = report.pk is None, SUBMITS in request.GET
        try:
            outcome = saving.save(report, request.POST, request.FILES, by=request.user, submits=submits)
        except verbs.ReportNotOpen:
            return self._closed(request, report)
        except Busy as busy:
            return self._not_now(request, report, busy)
        if report_answers.wants_json(request):
            return report_answers.as_json(outcome)
        if not outcome.is_kept:
            report_answers.tell_saved(request, outcome)
            status = report_answers.STATUS[outcome.result]
            return self._page(request, outcome.report, status, form=outcome.whole_form(), clashes=outcome.clashes)
        self._log(request, outcome.report, ADDITION if begun else CHANGE, _("Figures saved."))
        if outcome.blocking:
            report_answers.tell_not_submittable(request, outcome)
            return self._page(request, outcome.report, UNPROCESSABLE)
        if not submits:
            report_answers.tell_saved(request, outcome)
            return self._back(outcome.report)
        self._log(request, outcome.report, CHANGE, _("Submitted."))
        messages.success(request, _("Submitted. You can withdraw the report until it is reviewed."))
        return self._back(outcome.report)

    def _not_now(self, request, report: MonthlyReport, busy: Busy):
        """The answer if the database was busy: the page with everything that was typed, based on the same version."""
        if report_answers.wants_json(request):
            raise busy
        messages.error(request, BUSY)
        form = ReportForm(report, sheets.load(report), request.POST, request.FILES)
        return self._page(request, report, UNAVAILABLE, form=form, sent=request.POST)

    def _back(self, report: MonthlyReport):
        return HttpResponseRedirect(self._address(report))

    def _closed(self, request, report: MonthlyReport):
        """The answer if the report is not open any more, after a second click or because somebody else submitted it."""
        current = read_again(report)
        if report_answers.wants_json(request):
            return report_answers.not_open_json(current)
        report_answers.tell_not_open(request, current, request.POST, request.FILES)
        return self._back(current)

    def _log(self, request, report: MonthlyReport, flag: int, message: str) -> None:
        LogEntry.objects.create(
            user=request.user,
            content_type=ContentType.objects.get_for_model(report),
            object_id=str(report.pk),
            object_repr=str(report)[:200],
            action_flag=flag,
            change_message=message,
        )
