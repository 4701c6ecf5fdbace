"""The pages that leaders read: dashboard, chapter, unit, indicator, and units against indicators."""

from django.utils.translation import gettext as _

from targets.boards import board, downloads, monthly_reports
from targets.boards.captions import caption
from targets.boards.indicator_page import PageWriter, choose, outside_its_months
from targets.boards.matrix import matrix_of
from targets.frame import phrases, plan_pages, years
from targets.frame.kept import plan_page
from targets.frame.toolbars import toolbar
from targets.models import Chapter, Indicator, UnitEnding
from targets.registers import chapter_page


@plan_page("boards/dashboard.html", tables=downloads.dashboard)
def dashboard(request, year):
    """All tasks of the plan on one page."""
    page = plan_pages.read(request, year)
    return {
        "page": page,
        "board": board.writer(page).board(),
        "panels": chapter_page.of_dashboard(page),
        "toolbar": toolbar(page, page.years("dashboard")),
        "awaited": years.notice(request),
        "matrix_url": page.url_for_all("matrix"),
    }


@plan_page("boards/chapter.html", tables=downloads.chapter)
def chapter(request, year, app):
    """A chapter's tasks with deliverables and notes, who has reported, and its registers."""
    page = plan_pages.read(request, year)
    writer = board.writer(page, app=app)
    reports = monthly_reports.of_chapter(page, writer.chapters[0], writer.standing.units)
    writer.notes, writer.units_reported = reports.notes, reports.counted
    crumbs = [{"label": _("Dashboard"), "url": page.url("dashboard")}, {"label": writer.chapters[0].short_title}]
    return {
        "page": page,
        "chapter": writer.chapters[0],
        "board": writer.board(),
        "reports": reports.marks,
        "registers": chapter_page.of_chapter(page, app),
        "toolbar": toolbar(page, page.years("chapter", app, where=Chapter.objects.filter(app=app))),
        "crumbs": crumbs,
    }


@plan_page("boards/unit.html", tables=downloads.unit)
def unit(request, year, code):
    """One unit against its own targets, and its reports."""
    page = plan_pages.read(request, year, unit=code)
    writer = board.writer(page)
    shown = page.area.unit
    ending = None if shown.active else UnitEnding.objects.filter(unit=shown.pk).first()
    crumbs = [{"label": _("Units and indicators"), "url": page.url_for_all("matrix")}, {"label": shown.name}]
    return {
        "page": page,
        "board": writer.board(),
        "ending": phrases.ending_text(ending) if ending else "",
        # The city's reports are those of its own offices.
        "reports": monthly_reports.ReportsByMonth(
            [] if page.area.is_city_whole else monthly_reports.of_unit(page, writer.chapters),
            marks=[phrases.month_text(month) for month in page.plan.months],
        ),
        "toolbar": toolbar(page, page.years("unit", code), with_unit=False),
        "crumbs": crumbs,
    }


@plan_page("boards/matrix.html", tables=downloads.matrix)
def matrix(request, year):
    """Every unit against every indicator."""
    page = plan_pages.read(request, year)
    return {"page": page, "matrix": matrix_of(page), "toolbar": toolbar(page, page.years("matrix"))}


@plan_page("boards/indicator.html", tables=downloads.indicator)
def indicator(request, year, code):
    """An indicator's definition, and its progress by month and unit."""
    page = plan_pages.read(request, year)
    chosen, family = choose(page.plan, code)
    task = chosen.task
    shown = {
        "page": page,
        "indicator": chosen,
        "toolbar": toolbar(page, page.years("indicator", code, where=Indicator.objects.filter(code=code))),
        "crumbs": [
            {"label": _("Dashboard"), "url": page.url("dashboard")},
            {"label": task.chapter.short_title, "url": f"{page.url('chapter', task.chapter.app)}#task-{task.number}"},
            {"label": chosen.name},
        ],
    }
    if outside := outside_its_months(page, chosen):
        return shown | {"outside": outside, "caption": outside["span"]}
    writer = PageWriter(page, chosen, family)
    return shown | {"view": writer.written(), "caption": caption(page, writer.standing, writer.standing.units_heard)}
