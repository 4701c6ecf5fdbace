"""Views of the imports of register entries: template, upload, preview, storing, discarding and the kept files."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from targets import access
from targets.access import Action
from targets.imports import views
from targets.imports.entries import template
from targets.imports.entries.pages import EntriesPages, EntriesUploadPage
from targets.registers.list_page import find_register
from targets.registers.rows import url_of


@require_GET
def register_template(request, app, register):
    """The empty workbook of a register."""
    found = find_register(request.user, app, register, Action.KEEP_REGISTERS)
    units = list(access.kept_units(request.user, found).select_related("parent"))
    return views.workbook(template.write(found, units), template.file_name(found))


@require_http_methods(["GET", "POST"])
def register_import(request, app, register):
    """The upload form and the user's imports into the register. Entries are stored on confirmation only."""
    page = EntriesUploadPage(find_register(request.user, app, register, Action.KEEP_REGISTERS), request)
    if request.method == "POST" and page.form.is_valid():
        batch = page.take_in()
        views.tell_if_repeated(request, batch)
        return redirect(url_of(page.register, "register_preview", batch.pk))
    status = views.UNPROCESSABLE if page.form.is_bound else 200
    return render(request, "imports/entries/upload.html", {"page": page, "form": page.form}, status=status)


@require_GET
def register_preview(request, app, register, batch):
    return views.import_page(request, EntriesPages.find(request.user, app, register, batch))


@require_POST
def register_store(request, app, register, batch):
    return views.store(request, EntriesPages.find(request.user, app, register, batch))


@require_POST
def register_discard(request, app, register, batch):
    return views.discard(request, EntriesPages.find(request.user, app, register, batch))


@require_GET
def register_file(request, app, register, batch):
    return views.original(request, EntriesPages.find(request.user, app, register, batch))


@require_GET
def register_marked(request, app, register, batch):
    return views.marked(request, EntriesPages.find(request.user, app, register, batch))
