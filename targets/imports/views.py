"""Views that every kind of import shares: its page, storing, discarding and its files. Each kind finds its import."""

from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.imports import life, marking, streaming
from targets.imports.uploads import uploads_of
from targets.models import ImportBatch
from targets.spreadsheets.files.refusals import Unreadable
from targets.tables import xlsx_files

CONFLICT, UNPROCESSABLE = 409, 422
# No preview has this digest: an import whose preview was not shown is not stored.
UNSEEN = "-"
STORED_ALREADY = gettext_lazy("This import was stored already, and is stored once.")


def tell_if_repeated(request, batch):
    """Say of files that were received that the same page had sent them before."""
    if batch.is_repeated:
        messages.info(request, _("Received already. The files were sent twice, and there is one import of them."))


def import_page(request, pages):
    """Before storing: what was found and would happen. Afterwards: what came of it."""
    if pages.batch.is_stored:
        return render(request, pages.result_template, pages.result())
    return _preview(request, pages, pages.examined())


def store(request, pages, **choices):
    """Store what the preview showed, all or nothing; a second confirmation leads to what came of the first."""
    pages.require_mine()

    def examine(batch):
        return pages.examination(batch, by=request.user, **choices)

    digest = request.POST.get("digest") or UNSEEN
    if streaming.wants_lines(request) and not pages.batch.is_stored:
        return streaming.streamed(life.storing(pages.batch, examine, digest=digest), pages.url())
    try:
        life.store(pages.batch, examine, digest=digest)
    except life.NotStorable as refusal:
        return _refused(request, pages, refusal)
    except life.NotWaiting:
        return _no_longer_waiting(request, pages, STORED_ALREADY)
    messages.success(request, _("Stored."))
    return redirect(pages.url())


def discard(request, pages):
    """Forget an import that was not stored, with its files."""
    pages.require_mine()
    try:
        life.discard(pages.batch)
    except life.NotWaiting:
        return _no_longer_waiting(request, pages, _("This import is stored already. Its files are kept."))
    messages.success(request, _("The import is discarded. Nothing of it was stored."))
    return redirect(pages.list_url())


def original(request, pages, order=0):
    """The file as it was uploaded, as a download that the browser never opens in the page."""
    answer = kept_file(pages.batch, order)
    pages.file_opened()
    return answer


def kept_file(batch, order=0):
    """The download of a kept file. Raises Http404 where it is not kept."""
    row = get_object_or_404(batch.files, order=order)
    if not row.content.storage.exists(row.content.name):
        raise Http404
    return _never_sniffed(FileResponse(row.content.open(), as_attachment=True, filename=PurePath(row.name).name))


def marked(request, pages, order=0):
    """The user's own workbook, with its faults marked."""
    row = get_object_or_404(pages.batch.files, order=order)
    if pages.batch.is_stored:
        raise Http404
    upload, findings = uploads_of(pages.batch)[order], pages.examined()
    try:
        content = marking.marked_workbook(upload.book(), upload.whole(), order, findings)
    except Unreadable as unreadable:
        raise Http404 from unreadable
    pages.file_opened()
    return workbook(content, marking.marked_name(row.name))


def workbook(content, name):
    """An answer that downloads an .xlsx."""
    answer = HttpResponse(content, content_type=xlsx_files.CONTENT_TYPE)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name)
    return _never_sniffed(answer)


def _preview(request, pages, findings, status=200):
    return render(request, pages.preview_template, pages.preview(findings, request.GET), status=status)


def _refused(request, pages, refusal):
    """The page as it is now, and why nothing was stored."""
    if isinstance(refusal, life.Overtaken):
        messages.error(request, pages.overtaken)
        return _preview(request, pages, refusal.findings, CONFLICT)
    messages.error(request, pages.refused)
    return _preview(request, pages, refusal.findings, UNPROCESSABLE)


def _no_longer_waiting(request, pages, said):
    """The page of an import that was stored meanwhile; of a discarded one nothing is left to be shown."""
    if not ImportBatch.objects.filter(pk=pages.batch.pk).exists():
        messages.info(request, _("This import is discarded already."))
        return redirect(pages.list_url())
    messages.info(request, said)
    return redirect(pages.url())


def _never_sniffed(answer):
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
