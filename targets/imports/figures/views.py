"""Views of the imports of figures: upload, preview, answers, storing, discarding and the kept files."""

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from targets import access, clock
from targets.access import Action
from targets.frame import years
from targets.frame.context import current_plan
from targets.frame.years import NoPlanYet
from targets.imports import views
from targets.imports.figures import answers as given_answers
from targets.imports.figures import upload_page
from targets.imports.figures.pages import FiguresPages
from targets.reports.answers import wants_json


@require_http_methods(["GET", "POST"])
def imports(request):
    """The upload form and the user's imports. Files are kept; their figures are stored on confirmation only."""
    access.of(request.user).require(Action.IMPORT_FIGURES)
    if current_plan(request) is None:
        raise NoPlanYet(clock.month_to_report().year)
    form = upload_page.form(request)
    if request.method == "POST" and form.is_valid():
        batch = upload_page.take_in(request, form)
        views.tell_if_repeated(request, batch)
        pages = FiguresPages(batch, request.user)
        return _answer(request, {"location": pages.url()}, redirect(pages.url()))
    status = views.UNPROCESSABLE if form.is_bound else 200
    context = {"form": form, "table": upload_page.table(request.user), "awaited": years.notice(request)}
    content = {"errors": [text for texts in form.errors.values() for text in texts]}
    return _answer(request, content, render(request, "imports/figures/upload.html", context, status=status), status)


@require_GET
def import_page(request, pk):
    return views.import_page(request, FiguresPages.find(request.user, pk))


@require_POST
def answers(request, pk):
    """Keep what was answered, and show what the files say then."""
    pages = FiguresPages.find(request.user, pk)
    pages.require_mine()
    if not pages.batch.is_stored:
        given_answers.keep(
            pages.batch, request.POST, pages.examined(), upload_page.units(request.user, [pages.batch.plan])
        )
    return redirect(pages.url())


@require_POST
def store(request, pk):
    """Store what the preview showed; the reports are submitted at once where the user wishes and may."""
    submit = "at_once" in request.POST and access.of(request.user).may(Action.ENTER_FIGURES)
    return views.store(request, FiguresPages.find(request.user, pk), submit=submit)


@require_POST
def discard(request, pk):
    return views.discard(request, FiguresPages.find(request.user, pk))


@require_GET
def import_file(request, pk, order):
    return views.original(request, FiguresPages.find(request.user, pk), order)


@require_GET
def marked(request, pk, order):
    return views.marked(request, FiguresPages.find(request.user, pk), order)


def _answer(request, content, page, status=200):
    """For the page's script, which shows how far an upload is, otherwise for a reader."""
    return JsonResponse(content, status=status) if request.method == "POST" and wants_json(request) else page
