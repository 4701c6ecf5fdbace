"""The line above a page's figures that says what they rest on."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.frame import phrases
from targets.frame.plan_pages import PlanPage
from targets.models import Basis, Covers, is_asked_of
from targets.progress.standings import Standing


def caption(page: PlanPage, standing: Standing, heard: int) -> str:
    """What the figures rest on: "to the end of June 2007 · approved reports · whole city · figures of 8 of 9 units".

    `heard` is the number of units that reported.
    """
    scopes = {indicator.reported_by for indicator in standing.indicators}
    asked = max(heard, sum(any(is_asked_of(unit, scope) for scope in scopes) for unit in standing.units))
    units = ngettext("figures of %(said)s of %(all)s unit", "figures of %(said)s of %(all)s units", asked)
    return " · ".join(
        (
            _("to the end of %(month)s") % {"month": phrases.month_text(page.month)},
            str(Basis(page.basis).label),
            area_text(page),
            units % {"said": heard, "all": asked},
        )
    )


def area_text(page: PlanPage) -> str:
    """The area's name, of the city "whole city" or "city level only"."""
    if not page.area.unit.is_city:
        return page.area.unit.name
    return _("city level only") if page.area.covers == Covers.OWN else _("whole city")
