"""Files of register entries in the browser: template, upload, preview, stored once and whole."""

from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from targets import access
from targets.access import Action
from targets.imports.entries import pages, storing, template
from targets.imports.figures.looking import Upload
from targets.pages.register_list import find_register
from targets.pages.register_rows import url_of
from targets.spreadsheets import marking
from targets.spreadsheets.reading import Unreadable
from targets.tables import xlsx_files

CONFLICT, UNPROCESSABLE = 409, 422


@require_GET
def register_template(request, app, register):
    """The empty workbook of a register."""
    found = find_register(request.user, app, register, Action.KEEP_REGISTERS)
    units = list(access.kept_units(request.user, found).select_related("parent"))
    return _workbook(template.write(found, units), template.file_name(found))


@require_http_methods(["GET", "POST"])
def register_import(request, app, register):
    """The form that takes a file, and the user's imports of the register; what is sent is kept and not yet stored."""
    page = pages.UploadPage(find_register(request.user, app, register, Action.KEEP_REGISTERS), request)
    if request.method == "POST" and page.form.is_valid():
        return redirect(_preview_url(page.register, page.take_in()))
    status = UNPROCESSABLE if page.form.is_bound else 200
    return render(request, "registers/import.html", {"page": page, "form": page.form}, status=status)


@require_GET
def register_preview(request, app, register, batch):
    """Before storing: what was found and would happen. Afterwards: what came of it."""
    found, row = pages.find(request.user, app, register, batch)
    if row.stored_at:
        return render(request, "registers/import_result.html", {"result": pages.Result(found, row)})
    return _preview(request, found, row, storing.examine(found, row, by=row.by or request.user))


@require_POST
def register_store(request, app, register, batch):
    """Store what the preview showed, all or nothing."""
    found, row = pages.find_own(request.user, app, register, batch)
    try:
        storing.store(found, row, by=request.user, digest=request.POST.get("digest", ""))
    except storing.NotStorable as refusal:
        return _refused(request, found, row, refusal)
    except storing.NotWaiting:
        messages.info(request, _("This import is stored or discarded already."))
        return redirect(url_of(found, "register_import"))
    messages.success(request, _("Stored."))
    return redirect(_preview_url(found, row))


@require_POST
def register_discard(request, app, register, batch):
    """Forget an import that was not stored, with its file."""
    found, row = pages.find_own(request.user, app, register, batch)
    try:
        storing.discard(row)
    except storing.NotWaiting:
        messages.info(request, _("This import is stored already. Its files are kept."))
        return redirect(_preview_url(found, row))
    messages.success(request, _("The import is discarded. Nothing of it was stored."))
    return redirect(url_of(found, "register_import"))


@require_GET
def register_file(request, app, register, batch):
    """The file as it came; that it was opened is written down where it holds persons' data."""
    found, row = pages.find(request.user, app, register, batch)
    if not row.content.storage.exists(row.content.name):
        raise Http404
    if found.is_personal:
        pages.disclosed(row, request.user)
    return _download(FileResponse(row.content.open(), as_attachment=True, filename=PurePath(row.name).name))


@require_GET
def register_marked(request, app, register, batch):
    """The user's own workbook with what is wrong marked in it."""
    found, row = pages.find(request.user, app, register, batch)
    if row.stored_at:
        raise Http404
    findings = storing.examine(found, row, by=row.by or request.user).findings
    try:
        content = marking.marked_workbook(Upload(row.name, storing.content_of(row)), 0, findings)
    except Unreadable as unreadable:
        raise Http404 from unreadable
    if found.is_personal:
        pages.disclosed(row, request.user)
    return _workbook(content, marking.marked_name(row.name))


def _preview(request, register, batch, found, status=200):
    preview = pages.Preview(register, batch, found, request.user, request.GET)
    context = {"preview": preview, "page_obj": preview.page}
    return render(request, "registers/import_preview.html", context, status=status)


def _refused(request, register, batch, refusal):
    """The page as it is now, and why nothing was stored."""
    if isinstance(refusal, storing.Overtaken):
        messages.error(request, _("Nothing was stored: the register has changed since the preview. Look again."))
        return _preview(request, register, batch, refusal.found, CONFLICT)
    messages.error(request, _("Nothing was stored: something is still to be corrected."))
    return _preview(request, register, batch, refusal.found, UNPROCESSABLE)


def _workbook(content, name):
    answer = HttpResponse(content, content_type=xlsx_files.CONTENT_TYPE)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name)
    return _download(answer)


def _download(answer):
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _preview_url(register, batch):
    return url_of(register, "register_preview", batch.pk)
