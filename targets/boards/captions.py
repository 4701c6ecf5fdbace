"""What a page's figures rest on, in a line above them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.frame import phrases
from targets.frame.plan_pages import PlanPage
from targets.models import Basis, Covers, asks
from targets.progress.standings import Standing


def caption(page: PlanPage, standing: Standing, heard: int) -> str:
    """What the figures rest on: "to the end of June 2007 · approved reports · whole city · figures of 8 of 9 units"."""
    scopes = {indicator.reported_by for indicator in standing.indicators}
    asked = max(heard, sum(any(asks(scope, unit) for scope in scopes) for unit in standing.units))
    units = ngettext("figures of %(said)s of %(all)s unit", "figures of %(said)s of %(all)s units", asked)
    return " · ".join(
        (
            _("to the end of %(month)s") % {"month": phrases.month_text(page.month)},
            str(Basis(page.basis).label),
            area_text(page),
            units % {"said": heard, "all": asked},
        )
    )


def units_heard(standing: Standing) -> int:
    """How many units gave any of these figures for the very month; a single unit's own tallies tell it."""
    if len(standing.units) > 1:
        return standing.units_heard
    return int(any(progress.tally.reported for progress in standing.progress.values()))


def heard_in(standing: Standing) -> int:
    """How many units did, told from their parts; for pages that read these anyway."""
    return len({unit for (_indicator, unit), part in standing.parts.items() if part.reported})


def area_text(page: PlanPage) -> str:
    if not page.area.unit.is_city:
        return page.area.unit.name
    return _("city level only") if page.area.covers == Covers.OWN else _("whole city")
