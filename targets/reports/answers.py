"""How a save or a submission is answered: to the page, and to the page's script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import clock
from targets.frame.phrases import clock_text
from targets.models import MonthlyReport, NamesOfTheTime, State
from targets.progress.published import rate_text
from targets.reports import checks, sheets
from targets.reports.form import ReportForm
from targets.reports.grid import blanks, is_blank_hint, listed_findings
from targets.reports.inputs import figure_name, stored_entries
from targets.reports.saving import Outcome, Result, compare, counts_shown
from targets.reports.sheets import FOR_CHECKS, Line, SheetPart
from targets.reports.texts import share_text, total_text, value_text

OK, CONFLICT, UNPROCESSABLE = 200, 409, 422
STATUS = {Result.SAVED: OK, Result.UNCHANGED: OK, Result.INVALID: UNPROCESSABLE, Result.CONFLICT: CONFLICT}


def wants_json(request) -> bool:
    """Does the page's script ask, and not the browser for a page?"""
    asked = request.headers.get("Accept", "").split(",")[0].strip() == "application/json"
    return asked or request.headers.get("X-Requested-With") == "XMLHttpRequest"


def as_json(outcome: Outcome) -> JsonResponse:
    """The outcome for the script: the version, what is stored in the inputs that were sent, what is wrong with them.

    Where something was stored, the answer also has the findings and totals of these rows and the list of all findings;
    for a conflict, both values of each input.
    """
    stored = stored_entries(outcome.sheet)
    answer = {
        "state": outcome.result.value,
        "version": outcome.report.version,
        "saved_at": clock_text(clock.now()),
        "base": stored
        if outcome.result is Result.CONFLICT
        else {name: text for name, text in stored.items() if name in outcome.form.fields},
    }
    if outcome.result is Result.CONFLICT:
        answer["cells"] = [
            {"field": c.field, "theirs": c.theirs, "yours": c.yours, "by": c.by, "at": c.at} for c in outcome.clashes
        ]
    if outcome.result is Result.INVALID:
        answer["errors"] = [
            {"field": name, "message": str(text)} for name, texts in outcome.form.errors.items() for text in texts
        ]
    if outcome.stored:
        answer |= _checked(outcome)
    return JsonResponse(answer, status=STATUS[outcome.result])


def _checked(outcome: Outcome) -> dict:
    """Findings and totals of the rows that were sent and of rows compared with them, and the list of all findings."""
    sheet = outcome.sheet
    sheet.read(FOR_CHECKS)
    sheet.take_counts(counts_shown(outcome.data))
    sent = {line.indicator.pk for line in outcome.form.sent_lines()}
    lines = {
        line.indicator.pk: line
        for line in sheet.lines
        if sent & {line.indicator.pk, line.indicator.part_of_id, line.indicator.not_over_id}
    }
    found = checks.check(sheet)
    context = {
        "findings": listed_findings(sheet, [*checks.check_report(sheet), *found]),
        "blanks": blanks(sheet),
        "silent": [str(task) for task in sheet.silent_tasks],
    }
    return {
        "rows": [line.indicator.code for line in lines.values()],
        "findings": [
            {"field": figure_name(line.indicator, f.field), "grade": f.grade.value, "message": f.message}
            for f in found
            if (line := lines.get(f.indicator_id)) is not None and not is_blank_hint(f, line)
        ],
        "totals": _totals(lines.values()),
        "summary": render_to_string("reports/_findings.html", context),
    }


def _totals(lines: Iterable[Line]) -> dict[str, str]:
    """The computed texts, by the id of the element that shows each."""
    texts = {}
    for line in lines:
        texts[figure_name(line.indicator, "total")] = total_text(line)
        texts[figure_name(line.indicator, "share")] = share_text(line)
        if line.indicator.is_ratio:
            texts[figure_name(line.indicator, "rate")] = rate_text(line.cell.numerator, line.cell.denominator)
        if line.indicator.has_net_parts:
            texts[figure_name(line.indicator, "net")] = value_text(line.indicator, line.cell.value)
    return texts


def not_open_json(report: MonthlyReport) -> JsonResponse:
    return JsonResponse({"state": "closed", "version": report.version, "message": _closed(report)}, status=CONFLICT)


def tell_saved(request, outcome: Outcome) -> None:
    """Tell above the page how a save ended."""
    if outcome.is_kept:
        messages.success(request, _("Saved at %(time)s.") % {"time": clock_text(clock.now())})
    elif outcome.result is Result.INVALID:
        count = len(outcome.form.errors)
        text = ngettext(
            "%(count)s entry could not be read and was not saved. It is marked below; everything else is saved.",
            "%(count)s entries could not be read and were not saved. They are marked below; everything else is saved.",
            count,
        )
        messages.error(request, text % {"count": count})
    else:
        _tell_conflict(request, outcome)


def _tell_conflict(request, outcome: Outcome) -> None:
    """Tell that nothing was saved, which values the page shows now, and what to do."""
    if outcome.clashes:
        text = _(
            "Not saved: somebody else saved this report meanwhile. Both values stand at each cell that differs; "
            "yours is in the input. Save again to keep what the inputs show."
        )
        messages.error(request, text)
    if outcome.taken_over:
        text = ngettext(
            "%(count)s entry that you had not touched was changed by somebody else; the page shows the new value. "
            "Save again to store your own entries.",
            "%(count)s entries that you had not touched were changed by somebody else; the page shows the new values. "
            "Save again to store your own entries.",
            len(outcome.taken_over),
        )
        messages.warning(request, text % {"count": len(outcome.taken_over)})


def tell_not_open(request, report: MonthlyReport, data: Mapping, files: Mapping) -> None:
    """Tell that the report was submitted before, by a second click or by somebody else, and what was typed in vain."""
    messages.info(request, _closed(report))
    form = ReportForm(report, sheets.load(report, {SheetPart.MILESTONES}), data, files, only_sent=True)
    clashing, _taken_over = compare(form, data)
    if clashing:
        typed = _("; ").join(f"{form.fields[name].label}: {data.get(name)}" for name in clashing)
        messages.warning(
            request, _("What you typed differs from the report and was not saved: %(typed)s") % {"typed": typed}
        )


def _closed(report: MonthlyReport) -> str:
    if report.state == State.APPROVED:
        return _("This report is approved already; it was not changed.")
    if report.state == State.SUBMITTED:
        by = NamesOfTheTime().of(report.submitted_by, report.submitted_at)
        words = {"by": by or _("somebody"), "at": clock_text(report.submitted_at)}
        return _("This report is submitted already (by %(by)s at %(at)s); it was not changed.") % words
    return _("This report cannot be submitted or withdrawn as it stands now.")


def tell_not_submittable(request, outcome: Outcome) -> None:
    """Tell that the report was saved but not submitted, and what stands in the way: how many findings at figures."""
    for finding in outcome.blocking:
        if finding.indicator_id is None:
            words = {"sentence": finding.message}
            messages.error(request, _("Saved as a draft, but not submitted. %(sentence)s") % words)
    count = sum(finding.indicator_id is not None for finding in outcome.blocking)
    text = ngettext(
        "Saved as a draft, but not submitted: %(count)s entry must be corrected or explained first.",
        "Saved as a draft, but not submitted: %(count)s entries must be corrected or explained first.",
        count,
    )
    if count:
        messages.error(request, text % {"count": count})
