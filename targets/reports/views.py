"""The views of the monthly report: my month, the report itself, its review, and who has reported."""

from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from targets import access, clock
from targets.access import Action
from targets.busy import BUSY, Busy
from targets.frame import downloads, years
from targets.frame.context import plans_of, remember_plans
from targets.models import Indicator, MilestoneProgress, MonthlyReport, ReportingUnit, State
from targets.reports import (
    answers,
    figure_history,
    my_month,
    report_tables,
    review,
    review_queue,
    saving,
    sheets,
    timeliness,
    timeliness_page,
    verbs,
)
from targets.reports.form import ReportForm
from targets.reports.links import report_url
from targets.reports.page import find_begun_report, find_report, read_again, report_context, with_last_saved
from targets.reports.review_forms import ReopenForm, SendBackForm

FORBIDDEN, CONFLICT, UNPROCESSABLE, UNAVAILABLE = 403, 409, 422, 503
# Digits of the largest primary key.
LONGEST_NUMBER = 18


# ---- My month ---------------------------------------------------------------------------------------------


@require_GET
def show_my_month(request):
    """The reports of a unit for a month: how each stands and what it lacks."""
    overview = my_month.load(request.user, request.GET)
    # A plan without a chapter of the user's is not among those of the overview.
    may_await = years.awaited(plan.year for plan in overview.plans) is not None
    awaited = years.notice(request) if may_await else None
    remember_plans(request, overview.plans)
    if kind := downloads.asked(request):
        return downloads.send(request, kind, overview.download())
    return render(request, "reports/my_month.html", {"overview": overview, "awaited": awaited})


@require_POST
def submit_complete(request):
    """Submit the reports of the month that are complete, and tell which were not submitted and why."""
    overview = my_month.load(request.user, request.POST)
    my_month.submit_complete(request, overview)
    return redirect(overview.url_of(overview.month))


# ---- The report -------------------------------------------------------------------------------------------


@require_GET
def show_report(request, unit, app, month):
    """The report: for its reporter to fill in while it is open, else to read."""
    report = find_report(request.user, unit, app, month)
    if kind := downloads.asked(request):
        return downloads.send(request, kind, report_tables.report(report_context(request.user, report)))
    return _report_page(request, report)


def _report_page(request, report, *, status=200, **shown):
    """The report's page; `shown` is what `report_context` takes besides the report."""
    remember_plans(request, [report.chapter.plan])
    return render(request, "reports/report.html", report_context(request.user, report, **shown), status=status)


@require_POST
def save(request, unit, app, month):
    """Save what was typed; no check keeps a draft from being saved."""
    report = find_report(request.user, unit, app, month, Action.ENTER_FIGURES)
    try:
        outcome = saving.save(report, request.POST, request.FILES, by=request.user)
    except verbs.ReportNotOpen:
        return _not_open(request, report)
    except Busy as busy:
        return _database_busy(request, report, busy)
    if answers.wants_json(request):
        return answers.as_json(outcome)
    answers.tell_saved(request, outcome)
    return redirect(report_url(report)) if outcome.is_kept else _typed_again(request, outcome)


@require_POST
def submit(request, unit, app, month):
    """Save what was typed and submit the report, unless checks stand in the way."""
    report = find_report(request.user, unit, app, month, Action.ENTER_FIGURES)
    try:
        outcome = saving.save(report, request.POST, request.FILES, by=request.user, submits=True)
    except verbs.ReportNotOpen:
        return _not_open(request, report)
    except Busy as busy:
        return _database_busy(request, report, busy)
    if not outcome.is_kept:
        answers.tell_saved(request, outcome)
        return _typed_again(request, outcome)
    if outcome.blocking:
        answers.tell_not_submittable(request, outcome)
        return _report_page(request, outcome.report, status=UNPROCESSABLE)
    messages.success(request, _("Submitted. You can withdraw the report until it is reviewed."))
    return redirect(report_url(report))


def _not_open(request, report):
    """The report is no longer open, by a second click or by somebody else's; nothing was changed."""
    current = read_again(report)
    if answers.wants_json(request):
        return answers.not_open_json(current)
    answers.tell_not_open(request, current, request.POST, request.FILES)
    return redirect(report_url(current))


def _database_busy(request, report, busy):
    """The database was busy: the page comes back with everything that was typed and the version it was based on."""
    if answers.wants_json(request):
        raise busy
    messages.error(request, BUSY)
    form = ReportForm(report, sheets.load(report), request.POST, request.FILES)
    return _report_page(request, report, status=UNAVAILABLE, form=form, sent=request.POST)


def _typed_again(request, outcome):
    """The page with everything that was typed, and what is wrong with it."""
    status = answers.STATUS[outcome.result]
    return _report_page(request, outcome.report, status=status, form=outcome.whole_form(), clashes=outcome.clashes)


@require_POST
def withdraw(request, unit, app, month):
    """Take a submitted report back until it is reviewed."""
    report = find_begun_report(request.user, unit, app, month, Action.ENTER_FIGURES)
    try:
        verbs.withdraw(report, by=request.user)
    except verbs.ReportNotOpen:
        messages.info(request, _("This report cannot be withdrawn: it is reviewed, or was never submitted."))
    else:
        messages.success(request, _("Withdrawn. The report is a draft again."))
    return redirect(report_url(report))


@require_GET
def show_figure_history(request, unit, app, month, code):
    """Who changed a figure, when, from what to what, and why."""
    report = find_begun_report(request.user, unit, app, month)
    indicator = get_object_or_404(Indicator, task__chapter=report.chapter_id, code=code)
    context = figure_history.context(report, indicator, request.user)
    if kind := downloads.asked(request):
        return downloads.send(request, kind, report_tables.history(context))
    submitted = report_tables.submitted_figures(indicator, context["submitted"])
    return render(request, "reports/figure_history.html", context | {"submitted_figures": submitted})


@require_GET
def download_evidence(request, unit, app, month, code):
    """A milestone's file, as a download that browsers do not open in the page."""
    report = find_begun_report(request.user, unit, app, month)
    said = get_object_or_404(MilestoneProgress, report=report, milestone__code=code)
    if not said.evidence_file or not said.evidence_file.storage.exists(said.evidence_file.name):
        raise Http404
    name = PurePath(said.evidence_file.name).name
    answer = FileResponse(said.evidence_file.open(), as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


# ---- The review queue -------------------------------------------------------------------------------------


@require_GET
def show_review_queue(request):
    """The reports of the reviewer's units and chapters: waiting, sent back, approved."""
    access.of(request.user).require(Action.REVIEW)
    if kind := downloads.asked(request):
        every = review_queue.load(request.user, request.GET, rows=review_queue.ROWS_PER_FILE)
        return downloads.send(request, kind, every.download())
    queue = review_queue.load(request.user, request.GET)
    context = {"queue": queue, "query": request.GET.urlencode(), "awaited": years.notice(request)}
    return render(request, "reports/review.html", context)


@require_POST
def approve_selected(request):
    """Approve the ticked reports; those that changed since the list was shown are left alone and named."""
    access.of(request.user).require(Action.REVIEW)
    # A ticked box sends "17:3": the report's primary key and the version that the list showed.
    pairs = (ticked.partition(":") for ticked in request.POST.getlist("report"))
    numbers = {_whole_number(pk): _whole_number(version) for pk, _colon, version in pairs}
    seen = {pk: version for pk, version in numbers.items() if pk != saving.NO_VERSION}
    if seen:
        _tell_approved(request, review.approve_selected(seen, by=request.user))
    else:
        messages.warning(request, _("Tick the reports to approve first."))
    return redirect(f"{reverse('targets:review')}?{request.GET.urlencode()}".rstrip("?"))


def _tell_approved(request, outcome: review.Approvals) -> None:
    """Tell how many were approved, and which were left and why."""
    if outcome.approved:
        text = ngettext("%(count)s report approved.", "%(count)s reports approved.", outcome.approved)
        messages.success(request, text % {"count": outcome.approved})
    left = {
        _("Left alone, because they were changed or decided since the list was shown: %(reports)s."): outcome.changed,
        _("Left alone, because you submitted them yourself: %(reports)s."): outcome.own,
    }
    for text, reports in left.items():
        if reports:
            names = _("; ").join(map(review_queue.title_of, reports))
            messages.warning(request, text % {"reports": names})


# ---- Decisions on one report ------------------------------------------------------------------------------


@require_POST
def approve(request, unit, app, month):
    """Approve the report, so that its figures count. Nobody approves a report that he submitted himself."""
    report = _report_to_decide(request, unit, app, month, Action.REVIEW)
    if report.state == State.SUBMITTED and review.is_own(report, request.user):
        messages.error(request, _("You submitted this report yourself; somebody else must approve it."))
        return _report_page(request, report, status=FORBIDDEN)
    return _decide(request, report, verbs.approve, _("The report is approved; its figures count now."))


@require_POST
def send_back(request, unit, app, month):
    """Send the report back to its unit, with the reason and with notes on single figures."""
    report = _report_to_decide(request, unit, app, month, Action.REVIEW)
    sheet = sheets.load(report, ())
    form = SendBackForm(sheet, request.POST)
    panel = review.panel(report, request.user, sheet, send_back_form=form)
    if not panel.may_send_back:
        return _not_decided(request, report)
    if not (form.is_valid() and _sent_version(request) == report.version):
        return _decision_again(request, panel, form)
    details = {"reason": form.cleaned_data["reason"], "notes": form.notes}
    return _decide(request, report, verbs.send_back, _("The report is sent back to its unit."), **details)


@require_POST
def reopen(request, unit, app, month):
    """Open an approved report for a correction; what was approved stands until the correction is approved."""
    report = _report_to_decide(request, unit, app, month, Action.REOPEN)
    form = ReopenForm(request.POST)
    panel = review.panel(report, request.user, sheets.load(report, ()), reopen_form=form)
    if not panel.may_reopen:
        return _not_decided(request, report)
    if not (form.is_valid() and _sent_version(request) == report.version):
        return _decision_again(request, panel, form)
    done = _("The report is open for a correction. The approved figures stand until it is approved.")
    return _decide(request, report, verbs.reopen, done, reason=form.cleaned_data["reason"])


def _report_to_decide(request, code, app, month, action) -> MonthlyReport:
    """The report that the address names.

    Raises Http404 outside the user's units, PermissionDenied where the user's role lacks the right.
    """
    unit = get_object_or_404(ReportingUnit, code=code)
    access.of(request.user).require(action, unit, app)
    return get_object_or_404(
        with_last_saved(MonthlyReport.objects.all()).select_related(
            "unit", "chapter__plan", "submitted_by", "decided_by"
        ),
        unit=unit,
        chapter__app=app,
        chapter__plan__year=month.year,
        month=month.first_day,
    )


def _decide(request, report, verb, done, **details):
    """Take the decision on the version that the user saw, and say whether it was taken."""
    try:
        verb(report, by=request.user, version=_sent_version(request), **details)
    except (verbs.StaleVersion, verbs.ReportNotOpen):
        report.refresh_from_db()
        return _not_decided(request, report)
    messages.success(request, done)
    return _back_to_report(request, report)


def _not_decided(request, report):
    """Tell that the report has changed since the user saw it, and in which state it is now."""
    messages.error(request, review.why_not_decided(report))
    return _back_to_report(request, report)


def _back_to_report(request, report):
    """Redirect to the report, or to the queue where the user may not read the report in its new state."""
    readable = access.visible_reports(request.user).filter(pk=report.pk).exists()
    return redirect(report_url(report) if readable else "targets:review")


def _decision_again(request, panel, form):
    """The page with what was typed: the reason is missing, or the report has changed since the user saw it."""
    if _sent_version(request) != panel.report.version:
        messages.error(request, review.why_not_decided(panel.report))
    panel.sheet.read(sheets.WHOLE)
    status = CONFLICT if form.is_valid() else UNPROCESSABLE
    return _report_page(request, panel.report, review=panel, status=status)


def _sent_version(request) -> int:
    return _whole_number(request.POST.get("version", ""))


def _whole_number(text: str) -> int:
    """The number that a form sent, or NO_VERSION where it is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else saving.NO_VERSION


# ---- Who has reported -------------------------------------------------------------------------------------


@require_GET
def show_timeliness(request, year):
    """Who has reported on the chapters of a month, and over the months of the year, as far as the user may see it.

    Raises Http404 for a month outside the plan's year, NoPlanYet for a year that awaits its plan.
    """
    access.of(request.user).require(Action.VIEW_PROGRESS)
    plan = years.plan_of(request, year)
    asked = request.GET.get("month")
    month = years.named_month(plan, asked) if asked else plan.nearest_month(clock.month_to_report())
    page = timeliness_page.lay_out(timeliness.load(plan, request.user), month)
    if kind := downloads.asked(request):
        return downloads.send(request, kind, page.download(plan, month))
    query = {"month": asked} if asked else {}
    links = years.switch(plans_of(request), year, "timeliness", query=query)
    return render(request, "reports/timeliness.html", {"page": page, "plan": plan, "years": links})
