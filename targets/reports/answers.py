"""What a save or a submission answers: to a page, and to the page's script."""

from __future__ import annotations

from django.contrib import messages
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import clock
from targets.models import MonthlyReport, State
from targets.pages.report_lines import rate_text, share_text, total_text
from targets.pages.report_page import blanks, is_blank_hint, listed_findings
from targets.reports import verbs
from targets.reports.inputs import figure_name, stored_entries
from targets.reports.saving import Came, Entry, Taken, clock_text, name_of
from targets.reports.sheets import Worksheet

OK, CONFLICT, UNPROCESSABLE = 200, 409, 422
STATUS = {Came.SAVED: OK, Came.INVALID: UNPROCESSABLE, Came.CONFLICT: CONFLICT}


def wants_json(request) -> bool:
    """Was it the page's script that asked?"""
    asked = request.headers.get("Accept", "").split(",")[0].strip() == "application/json"
    return asked or request.headers.get("X-Requested-With") == "XMLHttpRequest"


def as_json(taken: Taken) -> JsonResponse:
    """The outcome for the script: the new version, what is stored in each input, findings, and texts to show."""
    answer = {
        "state": taken.came.value,
        "version": taken.report.version,
        "saved_at": clock_text(clock.now()),
        "base": stored_entries(taken.sheet),
    }
    if taken.came is Came.CONFLICT:
        answer["cells"] = [
            {"field": c.field, "theirs": c.theirs, "yours": c.yours, "by": c.by, "at": c.at} for c in taken.clashes
        ]
    else:
        answer |= _state_of(taken.sheet)
    if taken.came is Came.INVALID:
        answer["errors"] = [
            {"field": name, "message": str(text)} for name, texts in taken.form.errors.items() for text in texts
        ]
    return JsonResponse(answer, status=STATUS[taken.came])


def _state_of(sheet: Worksheet) -> dict:
    findings = [
        {"field": figure_name(line.indicator, f.field), "grade": f.grade.value, "message": f.message}
        for f in Taken(Came.SAVED, sheet.report, None, sheet).findings
        if (line := sheet.line(f.indicator_id)) is not None and not is_blank_hint(f, line)
    ]
    context = {
        "listed": listed_findings(sheet),
        "blanks": blanks(sheet),
        "silent": [str(task) for task in sheet.silent_tasks],
    }
    return {
        "findings": findings,
        "totals": _totals(sheet),
        "blank": len(context["blanks"]),
        "summary": render_to_string("targets/report/_findings.html", context),
    }


def _totals(sheet: Worksheet) -> dict[str, str]:
    """The computed texts by the id of the place where each stands."""
    texts = {}
    for line in sheet.lines:
        texts[figure_name(line.indicator, "total")] = total_text(line)
        texts[figure_name(line.indicator, "share")] = share_text(line)
        if line.indicator.is_ratio:
            texts[figure_name(line.indicator, "rate")] = rate_text(line.cell.number(line.indicator.kind))
    return texts


def not_open_json(report: MonthlyReport) -> JsonResponse:
    return JsonResponse({"state": "closed", "version": report.version, "message": _closed(report)}, status=CONFLICT)


def tell_saved(request, taken: Taken) -> None:
    """Say what a save came to, above the page."""
    if taken.came is Came.SAVED:
        messages.success(request, _("Saved at %(time)s.") % {"time": clock_text(clock.now())})
    elif taken.came is Came.INVALID:
        count = len(taken.form.errors)
        text = ngettext(
            "%(count)s entry could not be read and was not saved. It is marked below; everything else is saved.",
            "%(count)s entries could not be read and were not saved. They are marked below; everything else is saved.",
            count,
        )
        messages.error(request, text % {"count": count})
    else:
        _tell_conflict(request, taken)


def _tell_conflict(request, taken: Taken) -> None:
    """Nothing was saved; what stands in the page now, and what to do."""
    if taken.clashes:
        text = _(
            "Not saved: somebody else saved this report meanwhile. Both values stand at each cell that differs; "
            "yours is in the input. Save again to keep what the inputs show."
        )
        messages.error(request, text)
    if taken.taken_over:
        text = ngettext(
            "%(count)s entry that you had not touched was changed by somebody else; the page shows the new value. "
            "Save again to store your own entries.",
            "%(count)s entries that you had not touched were changed by somebody else; the page shows the new values. "
            "Save again to store your own entries.",
            len(taken.taken_over),
        )
        messages.warning(request, text % {"count": len(taken.taken_over)})


def tell_not_open(request, entry: Entry, sheet: Worksheet) -> None:
    """The report was submitted before this came in: by a second click, or by somebody else with other figures."""
    clashing, _taken_over = entry.compare(sheet)
    messages.info(request, _closed(sheet.report))
    if clashing:
        typed = _("; ").join(f"{entry.form(sheet).fields[name].label}: {entry.data.get(name)}" for name in clashing)
        messages.warning(
            request, _("What you typed differs from the report and was not saved: %(typed)s") % {"typed": typed}
        )


def _closed(report: MonthlyReport) -> str:
    if report.state == State.APPROVED:
        return _("This report is approved already; it was not changed.")
    if report.state == State.SUBMITTED:
        words = {"by": name_of(report.submitted_by) or _("somebody"), "at": clock_text(report.submitted_at)}
        return _("This report is submitted already (by %(by)s at %(at)s); it was not changed.") % words
    return _("This report cannot be submitted or withdrawn as it stands now.")


def tell_not_submittable(request, refused: verbs.NotSubmittable) -> None:
    """Saved, but not handed in: how much is in the way."""
    count = len(refused.findings)
    text = ngettext(
        "Saved as a draft, but not submitted: %(count)s entry must be corrected or explained first.",
        "Saved as a draft, but not submitted: %(count)s entries must be corrected or explained first.",
        count,
    )
    messages.error(request, text % {"count": count})
