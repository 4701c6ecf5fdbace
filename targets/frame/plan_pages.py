"""What pages about a plan read from their address: the plan, the area, the month and the basis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from targets import access, clock
from targets.access import Action
from targets.frame.context import plans_of
from targets.frame.phrases import month_text
from targets.frame.years import YearLink, named_month, plan_of, switch
from targets.models import Basis, Covers, ReportingUnit, WorkPlan
from targets.periods import Month
from targets.progress.standings import Area, Standing, stand


@dataclass(frozen=True)
class PlanPage:
    """What a page shows, as its address asks for it and as the user is allowed to see it.

    `units` are the units whose progress the user may see, as they were in the month; `asked` the parameters of the
    address; `plans` those of all years.
    """

    plan: WorkPlan
    area: Area
    month: Month
    basis: Basis
    units: list[ReportingUnit]
    rights: access.Access
    asked: dict[str, str]
    plans: Sequence[WorkPlan] = ()

    @property
    def month_text(self) -> str:
        return month_text(self.month)

    def stand(self, indicators=None) -> Standing:
        return stand(self.plan, self.area, self.month, self.basis, indicators, self.units)

    @cached_property
    def query(self) -> str:
        """The query string for links to other pages, with its question mark; empty without any parameter."""
        return self._query("month", "basis", "unit", "covers")

    def _query(self, *names: str) -> str:
        kept = {name: self.asked[name] for name in names if name in self.asked}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def query_all(self) -> str:
        """The query string for the same page without its filters."""
        return self.query or "?"

    def query_with(self, **changes: str) -> str:
        """The query string for the same page with some parameters changed."""
        return f"?{urlencode(self.asked | changes)}"

    def url(self, name: str, *args) -> str:
        """The address of another page of the same plan, for the same area, month and basis."""
        return reverse(f"targets:{name}", args=[self.plan.year, *args]) + self.query

    def url_for_all(self, name: str, *args) -> str:
        """The address of another page of the same plan, for the same month and basis and the user's widest area."""
        return reverse(f"targets:{name}", args=[self.plan.year, *args]) + self._query("month", "basis")

    def years(self, name: str, *args, where: QuerySet | None = None) -> list[YearLink]:
        """The years between which this page can be switched: same unit, basis and month; `where` as in `switch`."""
        names = ("month", "basis", "covers") if name == "unit" else ("month", "basis", "unit", "covers")
        query = {name: self.asked[name] for name in names if name in self.asked}
        return switch(self.plans, self.plan.year, name, *args, query=query, where=where)


def read(request: HttpRequest, year: int, unit: str | None = None) -> PlanPage:
    """Read what the address asks for; `unit` is the code of a unit in its path.

    Raises Http404 for what does not exist or lies outside the user's units, PermissionDenied for a basis that the
    user's role may not see, NoPlanYet for a year that awaits its plan.
    """
    rights, plans = access.of(request.user), plans_of(request, facts=True)
    plan = plan_of(request, year)
    asked = request.GET.dict() | ({"unit": unit} if unit else {})
    month = _month(plan, asked.get("month"))
    units = rights.units(Action.VIEW_PROGRESS).during(month)
    area = _area(rights, units, asked.get("unit"), asked.get("covers"))
    basis = _basis(rights, area, asked.get("basis"))
    return PlanPage(plan, area, month, basis, units, rights, asked, plans)


def _area(rights: access.Access, units: list[ReportingUnit], code: str | None, covers: str | None) -> Area:
    home = rights.home_unit
    wanted = code or (home.code if home else None)
    unit = next((unit for unit in units if unit.code == wanted), None)
    if unit is None:
        # One that did not exist in the month has nothing in it to show, and a page all the same.
        unit = rights.units(Action.VIEW_PROGRESS).filter(code=wanted).first()
    if unit is None or (covers and covers not in Covers.values):
        raise Http404
    if covers == Covers.WHOLE and not rights.sees_whole(unit):
        raise Http404
    return Area(unit, Covers(covers) if covers else rights.widest_covers(unit))


def _month(plan: WorkPlan, text: str | None) -> Month:
    """The month asked for, or the month to be reported now; if that lies outside the plan, the plan's nearest month."""
    if text is None:
        return plan.nearest_month(clock.month_to_report())
    return named_month(plan, text)


def _basis(rights: access.Access, area: Area, text: str | None) -> Basis:
    if text is not None and text not in Basis.values:
        raise Http404
    basis = Basis(text or Basis.APPROVED)
    if basis not in rights.bases(area.unit, area.covers):
        raise PermissionDenied
    return basis
