"""What leaders read: the dashboard, a chapter, a unit, and units against indicators."""

from django.utils.translation import gettext as _

from targets.pages import boards, chapter_registers, filed_reports, phrases, plan_pages
from targets.pages.exports import boards as board_exports
from targets.pages.exports import matrices as matrix_exports
from targets.pages.matrices import matrix_of
from targets.pages.plan_pages import plan_page
from targets.pages.toolbars import toolbar


@plan_page("targets/dashboard.html", tables=board_exports.dashboard)
def dashboard(request, year):
    """All tasks of the plan on one page."""
    page = plan_pages.read(request, year)
    return {
        "page": page,
        "board": boards.writer(page).board(),
        "panels": chapter_registers.of_dashboard(page),
        "toolbar": toolbar(page),
        "matrix_url": page.url_for_all("matrix"),
    }


@plan_page("targets/chapter.html", tables=board_exports.chapter)
def chapter(request, year, app):
    """A chapter's tasks with their deliverables, notes, and who has reported."""
    page = plan_pages.read(request, year)
    writer = boards.writer(page, app=app)
    reports = filed_reports.of_chapter(page, writer.chapters[0], writer.standing.units)
    writer.notes, writer.known_heard = reports.notes, reports.counted
    crumbs = [{"label": _("Dashboard"), "url": page.url("dashboard")}, {"label": writer.chapters[0].short_title}]
    return {
        "page": page,
        "chapter": writer.chapters[0],
        "board": writer.board(),
        "reports": reports.marks,
        "registers": chapter_registers.of_chapter(page, app),
        "toolbar": toolbar(page),
        "crumbs": crumbs,
    }


@plan_page("targets/unit.html", tables=board_exports.unit)
def unit(request, year, code):
    """One unit against its own targets, and its reports."""
    page = plan_pages.read(request, year, unit=code)
    writer = boards.writer(page)
    crumbs = [{"label": _("Units and indicators"), "url": page.url_for_all("matrix")}, {"label": page.area.unit.name}]
    return {
        "page": page,
        "board": writer.board(),
        # The city's reports are those of its own offices.
        "reports": [] if page.area.is_city_whole else filed_reports.of_unit(page, writer.chapters),
        "months": [phrases.month_text(month) for month in page.plan.months],
        "toolbar": toolbar(page, with_unit=False),
        "crumbs": crumbs,
    }


@plan_page("targets/matrix.html", tables=matrix_exports.matrix)
def matrix(request, year):
    """Every unit against every indicator."""
    page = plan_pages.read(request, year)
    return {"page": page, "matrix": matrix_of(page), "toolbar": toolbar(page)}
