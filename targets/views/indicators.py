"""One indicator: definition, chart, months, units."""

from django.utils.translation import gettext as _

from targets.pages import plan_pages
from targets.pages.captions import caption
from targets.pages.exports import indicators as exports
from targets.pages.indicator_pages import PageWriter, choose
from targets.pages.plan_pages import plan_page
from targets.pages.toolbars import toolbar


@plan_page("targets/indicator.html", tables=exports.indicator)
def indicator(request, year, code):
    """What an indicator means, and how it stands month by month and unit by unit."""
    page = plan_pages.read(request, year)
    writer = PageWriter(page, *choose(page.plan, code))
    task = writer.indicator.task
    crumbs = [
        {"label": _("Dashboard"), "url": page.url("dashboard")},
        {"label": task.chapter.short_title, "url": f"{page.url('chapter', writer.app)}#task-{task.number}"},
        {"label": writer.indicator.name},
    ]
    return {
        "page": page,
        "indicator": writer.indicator,
        "view": writer.written(),
        "caption": caption(page, writer.standing, writer.heard),
        "toolbar": toolbar(page),
        "crumbs": crumbs,
    }
