"""Links from a plan's pages to the lists of registers, for who may read them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from targets.access import Action
from targets.frame.plan_pages import PlanPage
from targets.models import Covers, MonthlyReport
from targets.registers.declaration import Register
from targets.registers.rows import url_of


def list_url(page: PlanPage, register: Register, **narrowed: str) -> str:
    """The register's list of the page's area, narrowed further; empty for who may not read the register."""
    whole = page.area.covers == Covers.WHOLE
    if not page.rights.may(Action.VIEW_REGISTERS, page.area.unit, register.app, whole=whole):
        return ""
    unit = {} if page.area.is_city_whole else {"unit": page.area.unit.code}
    query = urlencode(unit | narrowed)
    return url_of(register, "register") + (f"?{query}" if query else "")


def entries_url(report: MonthlyReport, code: str) -> str:
    """The page with the rows behind a figure of the report."""
    return reverse("targets:figure_entries", args=[report.unit.code, report.chapter.app, report.period, code])
