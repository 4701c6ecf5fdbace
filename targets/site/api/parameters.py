"""What a request to the API asks for, read with the rights of its user; a refusal says why in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from ninja import Query
from ninja.errors import HttpError

from targets import access, clock
from targets.access import Action
from targets.models import Basis, Covers, ReportingUnit, WorkPlan
from targets.models.plan_facts import with_facts
from targets.periods import Month, NotAMonth
from targets.progress.standings import Area
from targets.site.api.service import FORBIDDEN, NOT_FOUND, UNPROCESSABLE

MONTHS = Query(
    None,
    description="YYYY-MM, given once for each month; the month to report now, or the plan's nearest to it, if left out",
    examples=[["2007-06"]],
)
MONTH = Query(
    None,
    description="YYYY-MM; the month to report now, or the plan's nearest to it, if left out",
    examples=["2007-06"],
)
UNIT = Query(None, description="Code of a unit; your own, if left out", examples=["230500"])
BASIS = Query(None, description="approved (if left out), or submitted: with reports not reviewed yet")
AS_JUDGED = Query(
    False, description="true: the numbers and verdicts stored when the month was closed; 409 for a month that is open"
)
COVERS = Query(None, description="whole: the unit and all below it; own: its own part; whole where you may see it")


def read_plan(year: int) -> WorkPlan:
    plan = with_facts(WorkPlan.objects.published().filter(year=year)).first()
    if plan is None:
        raise HttpError(NOT_FOUND, _("There is no work plan of the year %(year)s.") % {"year": year})
    return plan


def read_months(plan: WorkPlan, texts: list[str] | None) -> list[Month]:
    """The months asked for in their order, which must lie in the plan; without any, the one to report now.

    If the plan does not have that one, it is the plan's nearest month.
    """
    if not texts:
        return [plan.nearest_month(clock.month_to_report())]
    try:
        months = sorted({Month.parse(text) for text in texts})
    except NotAMonth as not_a_month:
        raise HttpError(UNPROCESSABLE, _("Give the month as YYYY-MM, such as 2007-06.")) from not_a_month
    for month in months:
        if month not in plan.months:
            outside = _("%(month)s lies outside the plan of %(year)s.") % {"month": month, "year": plan.year}
            raise HttpError(UNPROCESSABLE, outside)
    return months


def read_basis(rights: access.Access, area: Area, text: str | None) -> Basis:
    basis = read_choice(Basis, "basis", text or Basis.APPROVED)
    if basis not in rights.bases(area.unit, area.covers):
        raise HttpError(FORBIDDEN, _("Your role sees approved reports only."))
    return basis


def read_choice(choices, name: str, text: str):
    if text not in choices.values:
        known = {"name": name, "choices": ", ".join(choices.values)}
        raise HttpError(UNPROCESSABLE, _("%(name)s must be one of: %(choices)s.") % known)
    return choices(text)


def read_unit(rights: access.Access, action: Action, code: str | None) -> ReportingUnit:
    """The unit asked for, or the user's own.

    Raises 404 for a unit outside the user's units, 403 if the user's role at the unit does not include the action.
    """
    if not rights.grants:
        raise HttpError(NOT_FOUND, _("This account has no role at any unit."))
    # PostgreSQL cannot be asked for a text with the character NUL, and no code has one.
    known = ReportingUnit.objects.filter(code=code) if code and "\0" not in code else ReportingUnit.objects.none()
    unit = rights.home_unit if code is None else known.first()
    if code is not None and not (unit and any(grant.covers(unit) for grant in rights.grants)):
        raise HttpError(NOT_FOUND, _("There is no unit %(code)s among yours.") % {"code": code})
    if unit is None or not rights.may(action, unit):
        sentence = _("Your role does not include this. If your work needs it, ask the administrator of the portal.")
        raise HttpError(FORBIDDEN, sentence)
    return unit


def read_area(rights: access.Access, code: str | None, covers: str | None) -> Area:
    unit = read_unit(rights, Action.VIEW_PROGRESS, code)
    if covers is None:
        return Area(unit, rights.widest_covers(unit))
    wanted = read_choice(Covers, "covers", covers)
    if wanted == Covers.WHOLE and not rights.sees_whole(unit):
        raise HttpError(FORBIDDEN, _("Your role sees the unit's own part only."))
    return Area(unit, wanted)
