"""The monthly report as staff use it: my month, the report's page, saving and handing in, history, evidence."""

from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from targets.access import Action
from targets.busy import BUSY, Busy
from targets.frame import downloads
from targets.frame.context import know_plan
from targets.models import Indicator, MilestoneProgress
from targets.reports import answers as report_answers
from targets.reports import figure_history, month_overview, report_tables, report_view, saving, sheets, verbs
from targets.reports.form import ReportForm

UNPROCESSABLE, UNAVAILABLE = 422, 503


@require_GET
def my_month(request):
    """The reports of a unit for a month: what stands where, and what is missing."""
    overview = month_overview.load(request.user, request.GET)
    know_plan(request, overview.plans)
    if kind := downloads.asked(request):
        return downloads.send(request, kind, overview.download())
    return render(request, "targets/my_month.html", {"overview": overview})


@require_POST
def submit_complete(request):
    """Hand in every report of the month that is complete, and say which stayed and why."""
    overview = month_overview.load(request.user, request.POST)
    month_overview.submit_complete(request, overview)
    return redirect(overview.url_of(overview.month))


@require_GET
def report(request, unit, app, month):
    """The report's grid: to fill in for its reporter while it is open, else to read."""
    found = report_view.find(request.user, unit, app, month)
    if kind := downloads.asked(request):
        return downloads.send(request, kind, report_tables.report(report_view.context(request.user, found)))
    return page(request, found)


def page(request, report, *, review=None, status=200, **extra):
    """The report's page; `form` and `clashes` bring back what was typed."""
    know_plan(request, [report.chapter.plan])
    context = report_view.context(request.user, report, review=review, **extra)
    return render(request, "targets/report.html", context, status=status)


@require_POST
def save(request, unit, app, month):
    """Save what was typed; a draft is never held back by checks."""
    found = report_view.find(request.user, unit, app, month, Action.ENTER_FIGURES)
    try:
        outcome = saving.save(found, request.POST, request.FILES, by=request.user)
    except verbs.ReportNotOpen:
        return _closed(request, found)
    except Busy as busy:
        return _not_now(request, found, busy)
    if report_answers.wants_json(request):
        return report_answers.as_json(outcome)
    report_answers.tell_saved(request, outcome)
    return redirect(report_view.url_of(found)) if outcome.is_kept else _again(request, outcome)


@require_POST
def submit(request, unit, app, month):
    """Save what was typed and hand the report in, unless checks stand in the way."""
    found = report_view.find(request.user, unit, app, month, Action.ENTER_FIGURES)
    try:
        outcome = saving.save(found, request.POST, request.FILES, by=request.user, hand_in=True)
    except verbs.ReportNotOpen:
        return _closed(request, found)
    except Busy as busy:
        return _not_now(request, found, busy)
    if not outcome.is_kept:
        report_answers.tell_saved(request, outcome)
        return _again(request, outcome)
    if outcome.hindrances:
        report_answers.tell_not_submittable(request, outcome)
        return page(request, outcome.report, status=UNPROCESSABLE)
    messages.success(request, _("Submitted. You can withdraw the report until it is reviewed."))
    return redirect(report_view.url_of(found))


def _closed(request, report):
    """Nothing was changed: a second click, or somebody else handed it in."""
    current = report_view.again(report)
    if report_answers.wants_json(request):
        return report_answers.not_open_json(current)
    report_answers.tell_not_open(request, current, request.POST, request.FILES)
    return redirect(report_view.url_of(current))


def _not_now(request, report, busy):
    """The database was busy: the page again with everything that was typed, resting on what it rested on."""
    if report_answers.wants_json(request):
        raise busy
    messages.error(request, BUSY)
    form = ReportForm(report, sheets.load(report), request.POST, request.FILES)
    return page(request, report, status=UNAVAILABLE, form=form, sent=request.POST)


def _again(request, outcome):
    """The page with everything that was typed, and what is wrong with it."""
    status = report_answers.STATUS[outcome.result]
    return page(request, outcome.report, status=status, form=outcome.whole_form(), clashes=outcome.clashes)


@require_POST
def withdraw(request, unit, app, month):
    """Take a submitted report back until it is reviewed."""
    found = report_view.existing(request.user, unit, app, month, Action.ENTER_FIGURES)
    try:
        verbs.withdraw(found, by=request.user)
    except verbs.ReportNotOpen:
        messages.info(request, _("This report cannot be withdrawn: it is reviewed, or was never submitted."))
    else:
        messages.success(request, _("Withdrawn. The report is a draft again."))
    return redirect(report_view.url_of(found))


@require_GET
def history(request, unit, app, month, code):
    """Who changed a figure, when, from what to what, and why."""
    found = report_view.existing(request.user, unit, app, month)
    indicator = get_object_or_404(Indicator, task__chapter=found.chapter_id, code=code)
    context = figure_history.context(found, indicator, request.user)
    if kind := downloads.asked(request):
        return downloads.send(request, kind, report_tables.history(context))
    filed = report_tables.filed_table(indicator, context["filed"])
    return render(request, "targets/figure_history.html", context | {"filed_table": filed})


@require_GET
def evidence(request, unit, app, month, code):
    """A milestone's file, to be kept and never opened in the page."""
    found = report_view.existing(request.user, unit, app, month)
    said = get_object_or_404(MilestoneProgress, report=found, milestone__code=code)
    if not said.evidence_file or not said.evidence_file.storage.exists(said.evidence_file.name):
        raise Http404
    name = PurePath(said.evidence_file.name).name
    answer = FileResponse(said.evidence_file.open(), as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
