"""The review list and the decisions on a report: send back, approve, reopen."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from targets import access
from targets.access import Action
from targets.frame import downloads
from targets.models import MonthlyReport, ReportingUnit, State
from targets.reports import report_view, review_decisions, review_page, review_queue, sheets, verbs, views
from targets.reports.review_forms import ReopenForm, SendBackForm

UNPROCESSABLE, CONFLICT, FORBIDDEN = 422, 409, 403
# No report has it: a form without a readable version is refused as stale.
NO_VERSION = -1
# Digits of the largest primary key.
LONGEST_NUMBER = 18


@require_GET
def queue(request):
    """The reports of the reviewer's units and chapters: waiting, sent back, approved."""
    access.of(request.user).require(Action.REVIEW)
    if kind := downloads.asked(request):
        every = review_queue.load(request.user, request.GET, rows=review_queue.ROWS_PER_FILE)
        return downloads.send(request, kind, every.download())
    listed = review_queue.load(request.user, request.GET)
    return render(request, "targets/review.html", {"queue": listed, "query": request.GET.urlencode()})


@require_POST
def approve_several(request):
    """Approve the ticked reports; those that moved since the list was shown are left and named."""
    access.of(request.user).require(Action.REVIEW)
    seen = _seen(request.POST.getlist("report"))
    if seen:
        _tell(request, review_decisions.approve_selected(seen, by=request.user))
    else:
        messages.warning(request, _("Tick the reports to approve first."))
    return redirect(f"{reverse('targets:review')}?{request.GET.urlencode()}".rstrip("?"))


@require_POST
def approve(request, unit, app, month):
    """Let the report's figures count; never by the person who handed it in."""
    report = _report(request, unit, app, month, Action.REVIEW)
    if report.state == State.SUBMITTED and review_decisions.is_own(report, request.user):
        messages.error(request, _("You submitted this report yourself; somebody else must approve it."))
        return views.page(request, report, status=FORBIDDEN)
    return _decide(request, report, verbs.approve, _("The report is approved; its figures count now."))


@require_POST
def send_back(request, unit, app, month):
    """Return the report to its unit with the reason, and notes at single figures."""
    report = _report(request, unit, app, month, Action.REVIEW)
    sheet = sheets.load(report, ())
    form = SendBackForm(sheet, request.POST)
    review = review_page.panel(report, request.user, sheet, send_back_form=form)
    if not review.may_send_back:
        return _not_decided(request, report)
    if not (form.is_valid() and _is_as_seen(request, report)):
        return _again(request, review, form)
    details = {"reason": form.cleaned_data["reason"], "notes": form.notes}
    return _decide(request, report, verbs.send_back, _("The report is sent back to its unit."), **details)


@require_POST
def reopen(request, unit, app, month):
    """Open an approved report for a correction; what was approved stands until the correction is."""
    report = _report(request, unit, app, month, Action.REOPEN)
    form = ReopenForm(request.POST)
    review = review_page.panel(report, request.user, sheets.load(report, ()), reopen_form=form)
    if not review.may_reopen:
        return _not_decided(request, report)
    if not (form.is_valid() and _is_as_seen(request, report)):
        return _again(request, review, form)
    done = _("The report is open for a correction. The approved figures stand until it is approved.")
    return _decide(request, report, verbs.reopen, done, reason=form.cleaned_data["reason"])


def _report(request, code, app, month, action) -> MonthlyReport:
    """The report named by the address. Raises Http404 outside the user's units, PermissionDenied without the right."""
    unit = get_object_or_404(ReportingUnit, code=code)
    access.of(request.user).require(action, unit, app)
    return get_object_or_404(
        report_view.with_last_saved(MonthlyReport.objects.all()).select_related(
            "unit", "chapter__plan", "submitted_by", "decided_by"
        ),
        unit=unit,
        chapter__app=app,
        chapter__plan__year=month.year,
        month=month.first_day,
    )


def _decide(request, report, verb, done, **details):
    """Take the decision on the report as it was seen, and say what came of it."""
    try:
        verb(report, by=request.user, version=_version(request), **details)
    except (verbs.StaleVersion, verbs.ReportNotOpen):
        report.refresh_from_db()
        return _not_decided(request, report)
    messages.success(request, done)
    return _to_report(request, report)


def _not_decided(request, report):
    """The report moved since it was looked at: say where it stands, and show it to those who may read it so."""
    messages.error(request, review_decisions.moved_meanwhile(report))
    return _to_report(request, report)


def _to_report(request, report):
    readable = access.visible_reports(request.user).filter(pk=report.pk).exists()
    return redirect(review_queue.report_url(report) if readable else "targets:review")


def _again(request, review, form):
    """The page with everything that was typed: the reason is missing, or the report is not the one looked at."""
    if not _is_as_seen(request, review.report):
        messages.error(request, review_decisions.moved_meanwhile(review.report))
    review.sheet.read(sheets.WHOLE)
    status = CONFLICT if form.is_valid() else UNPROCESSABLE
    return views.page(request, review.report, review=review, status=status)


def _is_as_seen(request, report) -> bool:
    return _version(request) == report.version


def _version(request) -> int:
    return _whole(request.POST.get("version", ""))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else NO_VERSION


def _seen(keys: list[str]) -> dict[int, int]:
    """Versions by primary key, from the ticked boxes' "17:3"."""
    pairs = (key.partition(":") for key in keys)
    numbers = {_whole(pk): _whole(version) for pk, _colon, version in pairs}
    return {pk: version for pk, version in numbers.items() if pk != NO_VERSION}


def _tell(request, outcome: review_decisions.Outcome) -> None:
    """How many were approved; which were left, and why."""
    if outcome.approved:
        text = ngettext("%(count)s report approved.", "%(count)s reports approved.", outcome.approved)
        messages.success(request, text % {"count": outcome.approved})
    left = {
        _("Left alone, because they were changed or decided since the list was shown: %(reports)s."): outcome.moved,
        _("Left alone, because you submitted them yourself: %(reports)s."): outcome.own,
    }
    for text, passed_over in left.items():
        if passed_over:
            messages.warning(request, text % {"reports": _("; ").join(map(review_queue.title_of, passed_over))})
