"""Links from a plan's pages to the lists of registers, for who may read them."""

from __future__ import annotations

from urllib.parse import urlencode

from targets.access import Action
from targets.frame.plan_pages import PlanPage
from targets.models import Covers
from targets.pages.register_rows import url_of
from targets.registers.declaration import Register


def list_url(page: PlanPage, register: Register, **narrowed: str) -> str:
    """The register's list of the page's area, narrowed further; empty for who may not read the register."""
    whole = page.area.covers == Covers.WHOLE
    if not page.rights.may(Action.VIEW_REGISTERS, page.area.unit, register.app, whole=whole):
        return ""
    unit = {} if page.area.is_city_whole else {"unit": page.area.unit.code}
    query = urlencode(unit | narrowed)
    return url_of(register, "register") + (f"?{query}" if query else "")
