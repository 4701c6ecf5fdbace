"""Files of figures in the browser: taken in, looked at, asked about, stored once and whole, kept for audit."""

from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from targets import access
from targets.access import Action
from targets.context import current_plan
from targets.imports import life, streaming
from targets.imports.figures import answers as imports_answers
from targets.imports.figures import pages, upload_page
from targets.reports.answers import wants_json
from targets.spreadsheets import marking
from targets.spreadsheets.reading import Unreadable
from targets.tables import xlsx_files

CONFLICT, UNPROCESSABLE = 409, 422


@require_http_methods(["GET", "POST"])
def imports(request):
    """The form that takes files, and the user's imports; what is sent is kept and not yet stored."""
    access.of(request.user).require(Action.IMPORT_FIGURES)
    if current_plan(request) is None:
        raise Http404
    form = upload_page.form(request)
    if request.method == "POST" and form.is_valid():
        batch = upload_page.take_in(request, form)
        return _answer(request, {"location": _url(batch)}, redirect(_url(batch)))
    status = UNPROCESSABLE if form.is_bound else 200
    context = {"form": form, "rows": upload_page.rows(request.user)}
    said = {"errors": [text for texts in form.errors.values() for text in texts]}
    return _answer(request, said, render(request, "targets/imports/list.html", context, status=status), status)


@require_GET
def import_page(request, pk):
    """Before storing: what was found and would happen. Afterwards: what came of it."""
    batch = pages.find(request.user, pk)
    if batch.is_stored:
        result = pages.Result(batch, request.user)
        return render(request, "targets/imports/result.html", {"result": result})
    return _preview(request, batch, pages.examined(batch, request.user))


@require_POST
def answers(request, pk):
    """Keep what was answered, and show what the files say then."""
    batch = pages.find_own(request.user, pk)
    if not batch.is_stored:
        findings = pages.examined(batch, request.user)
        imports_answers.keep(batch, request.POST, findings, upload_page.units(request.user))
    return redirect(_url(batch))


@require_POST
def store(request, pk):
    """Store what the preview showed, all or nothing."""
    batch = pages.find_own(request.user, pk)
    if batch.is_stored:
        return redirect(_url(batch))
    confirmed = streaming.Confirmed.of(request, batch)
    if streaming.wants_lines(request):
        return streaming.streamed(confirmed)
    try:
        confirmed.store()
    except life.NotStorable as refusal:
        return _refused(request, batch, refusal)
    except life.NotWaiting:
        return redirect(_url(batch))
    messages.success(request, _("Stored."))
    return redirect(_url(batch))


@require_POST
def discard(request, pk):
    """Forget an import that was not stored, with its files."""
    batch = pages.find_own(request.user, pk)
    try:
        life.discard(batch)
    except life.NotWaiting:
        messages.info(request, _("This import is stored already. Its files are kept."))
        return redirect(_url(batch))
    messages.success(request, _("The import is discarded. Nothing of it was stored."))
    return redirect("targets:imports")


@require_GET
def import_file(request, pk, order):
    """A file as it came, to be kept and never opened in the page."""
    row = get_object_or_404(pages.find(request.user, pk).files, order=order)
    if not row.content.storage.exists(row.content.name):
        raise Http404
    return _download(FileResponse(row.content.open(), as_attachment=True, filename=PurePath(row.name).name))


@require_GET
def marked(request, pk, order):
    """The user's own workbook with what is wrong marked in it."""
    batch = pages.find(request.user, pk)
    row = get_object_or_404(batch.files, order=order)
    if batch.is_stored:
        raise Http404
    upload = life.uploads_of(batch)[order]
    try:
        content = marking.marked_workbook(upload, order, pages.examined(batch, request.user))
    except Unreadable as unreadable:
        raise Http404 from unreadable
    answer = HttpResponse(content, content_type=xlsx_files.CONTENT_TYPE)
    answer.headers["Content-Disposition"] = content_disposition_header(True, marking.marked_name(row.name))
    return _download(answer)


def _preview(request, batch, findings, status=200):
    preview = pages.Preview(batch, findings, request.user, request.GET)
    return render(request, "targets/imports/preview.html", {"preview": preview}, status=status)


def _refused(request, batch, refusal):
    """The page as it is now, and why nothing was stored; a second click on what is stored shows the result."""
    batch.refresh_from_db()
    if batch.is_stored:
        return redirect(_url(batch))
    if isinstance(refusal, life.Overtaken):
        messages.error(request, _("Nothing was stored: the figures have changed since the preview. Look again."))
        return _preview(request, batch, refusal.findings, CONFLICT)
    messages.error(request, _("Nothing was stored: something is still to be corrected or answered."))
    return _preview(request, batch, refusal.findings, UNPROCESSABLE)


def _answer(request, said, page, status=200):
    """For the page's script, which shows how far an upload is, otherwise for a reader."""
    return JsonResponse(said, status=status) if request.method == "POST" and wants_json(request) else page


def _download(answer):
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _url(batch):
    return reverse("targets:import", args=[batch.pk])
