"""The monthly report as staff use it: my month, the report's page, saving and handing in, history, evidence."""

from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from targets.access import Action
from targets.context import know_plan
from targets.models import Indicator, MilestoneProgress
from targets.pages import month_overview, report_history, report_view
from targets.pages.exports import answers
from targets.pages.exports import reports as report_exports
from targets.reports import answers as report_answers
from targets.reports import saving, sheets, verbs

CONFLICT, UNPROCESSABLE = 409, 422


@require_GET
def my_month(request):
    """The reports of a unit for a month: what stands where, and what is missing."""
    overview = month_overview.load(request.user, request.GET)
    know_plan(request, overview.plans)
    if kind := answers.asked(request):
        return answers.send(request, kind, overview.download())
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
    if kind := answers.asked(request):
        return answers.send(request, kind, report_exports.report(report_view.context(request.user, found)))
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
    taken = _take(request, found)
    if taken is None:
        return _closed(request, found)
    if report_answers.wants_json(request):
        return report_answers.as_json(taken)
    report_answers.tell_saved(request, taken)
    return redirect(report_view.url_of(found)) if taken.came is saving.Came.SAVED else _again(request, taken)


@require_POST
def submit(request, unit, app, month):
    """Save what was typed and hand the report in, unless checks stand in the way."""
    found = report_view.find(request.user, unit, app, month, Action.ENTER_FIGURES)
    taken = _take(request, found)
    if taken is None:
        return _closed(request, found)
    if taken.came is not saving.Came.SAVED:
        report_answers.tell_saved(request, taken)
        return _again(request, taken)
    return _hand_in(request, taken)


def _take(request, report):
    """The outcome of the save; None where the report is closed."""
    try:
        return saving.take(report, request.POST, request.FILES, by=request.user)
    except verbs.ReportNotOpen:
        return None


def _closed(request, report):
    """Nothing was changed: a second click, or somebody else handed it in."""
    current = report_view.again(report)
    if report_answers.wants_json(request):
        return report_answers.not_open_json(current)
    entry = saving.Entry(current, request.POST, request.FILES, request.user)
    report_answers.tell_not_open(request, entry, sheets.load(current))
    return redirect(report_view.url_of(current))


def _again(request, taken):
    """The page with everything that was typed, and what is wrong with it."""
    return page(
        request,
        taken.report,
        status=report_answers.STATUS[taken.came],
        form=taken.form,
        clashes=taken.clashes,
    )


def _hand_in(request, taken):
    try:
        verbs.submit(taken.report, by=request.user, version=taken.report.version)
    except verbs.NotSubmittable as refused:
        report_answers.tell_not_submittable(request, refused)
        return page(request, taken.report, status=UNPROCESSABLE)
    except verbs.ReportNotOpen:
        return _closed(request, taken.report)
    except verbs.StaleVersion:
        messages.error(request, _("Saved, but not submitted: somebody else saved meanwhile. Look again and submit."))
        return redirect(report_view.url_of(taken.report))
    messages.success(request, _("Submitted. You can withdraw the report until it is reviewed."))
    return redirect(report_view.url_of(taken.report))


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
    context = report_history.context(found, indicator, request.user)
    if kind := answers.asked(request):
        return answers.send(request, kind, report_exports.history(context))
    return render(request, "targets/figure_history.html", context)


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
