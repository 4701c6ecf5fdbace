"""The entries behind a figure, and figures compared with registers."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from targets.frame import downloads, plan_pages
from targets.frame.kept import plan_page
from targets.frame.toolbars import toolbar
from targets.reconciliation.figure_entries import FigureEntries
from targets.reconciliation.page import Reconciliation, download
from targets.reports.page import find_report


@require_GET
def figure_entries(request, unit, app, month, code):
    """The rows that a register counts for a figure of a report, persons masked."""
    report = find_report(request.user, unit, app, month)
    view = FigureEntries(report, code, request.user, request.GET)
    if kind := downloads.asked(request):
        return downloads.send(request, kind, view.download())
    return render(request, "reconciliation/figure_entries.html", {"view": view, "page_obj": view.page})


@plan_page("reconciliation/reconciliation.html", tables=download, shows_drafts=True)
def reconciliation(request, year):
    """Where figures and registers do not agree, by unit and month."""
    page = plan_pages.read(request, year)
    crumbs = [{"label": _("Registers against reports")}]
    return {
        "page": page,
        "view": Reconciliation(page, request.user),
        "toolbar": toolbar(page, page.years("reconciliation")),
        "crumbs": crumbs,
    }
