"""Links from a plan's pages to the lists of registers and to the entries behind a figure."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from targets.access import Action
from targets.frame.plan_pages import PlanPage
from targets.models import Covers, MonthlyReport
from targets.registers.declaration import Register
from targets.registers.rows import url_of


def list_url(page: PlanPage, register: Register, **narrowed: str) -> str:
    """The address of the register's list for the page's area, narrowed further; empty without the right to read it."""
    whole = page.area.covers == Covers.WHOLE
    if not page.rights.may(Action.VIEW_REGISTERS, page.area.unit, register.app, whole=whole):
        return ""
    unit = {} if page.area.is_city_whole else {"unit": page.area.unit.code}
    query = urlencode(unit | narrowed)
    return url_of(register, "register") + (f"?{query}" if query else "")


def entries_url(report: MonthlyReport, code: str) -> str:
    """The address of the page with the entries behind a report's figure; `code` is its indicator's."""
    return reverse("targets:figure_entries", args=[report.unit.code, report.chapter.app, report.period, code])
