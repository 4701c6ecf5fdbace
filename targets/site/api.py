"""The API with which programs read the progress and the figures of a plan, with the rights of a user.

Decimal numbers are strings, and blanks are null. docs/api.md has examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Query, Schema, Swagger
from ninja.errors import AuthenticationError, HttpError
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer, SessionAuth

from targets import access, clock
from targets.access import Action, tokens
from targets.arithmetic import LikeForLike, Progress, as_decimal
from targets.formatting import plain_text
from targets.models import Basis, Covers, Figure, Indicator, ReportingUnit, WorkPlan
from targets.periods import Month, NotAMonth
from targets.progress.standings import Area, Standing, stand

FOUR_PLACES = Decimal("0.0001")
UNAUTHORIZED, FORBIDDEN, NOT_FOUND, UNPROCESSABLE = 401, 403, 404, 422


class Bearer(HttpBearer):
    """Authentication with `Authorization: Bearer TOKEN`, where `manage.py create_api_token` made the token."""

    def authenticate(self, request, token):
        return tokens.user_of(token)


class UnescapedJSON(JSONRenderer):
    """JSON in which Chinese characters stand unescaped."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Work plan portal",
    version="1",
    description="Progress and monthly figures of the work plan. Decimals are strings, blanks are null.",
    auth=[Bearer(), SessionAuth()],
    docs=Swagger({"defaultModelsExpandDepth": -1, "validatorUrl": None}),
    renderer=UnescapedJSON(),
    urls_namespace="api",
)


@api.exception_handler(AuthenticationError)
def not_authenticated(request, error):
    """Answer a request without a valid token and without a signed-in session."""
    sentence = _("Sign in, or send a valid token as Authorization: Bearer TOKEN.")
    response = api.create_response(request, {"detail": sentence}, status=UNAUTHORIZED)
    response["WWW-Authenticate"] = "Bearer"
    return response


class Detail(Schema):
    """What went wrong, in a sentence."""

    detail: str


class LikeForLikeOut(Schema):
    """Those units that reported the month: what they have reached, and what was due of them."""

    to_date: str
    due: str


class IndicatorProgress(Schema):
    code: str
    name: str
    kind: str
    sense: str
    unit_of_measure: str
    target: str | None
    deadline: date | None
    to_date: str | None
    numerator: str | None
    denominator: str | None
    rate: str | None
    due: str | None
    percent: str | None
    status: str
    units_reported: int
    units_expected: int
    units_carried: int
    complete: bool
    like_for_like: LikeForLikeOut | None


class PlanProgress(Schema):
    plan: int
    month: str
    basis: str
    unit: str
    covers: str
    indicators: list[IndicatorProgress]


class ReportOut(Schema):
    chapter: str
    state: str
    version: int
    submitted_at: datetime | None
    late: bool


class FigureOut(Schema):
    code: str
    value: str | None
    numerator: str | None
    denominator: str | None
    not_applicable: bool
    source: str
    source_detail: str
    report: ReportOut


class PlanFigures(Schema):
    plan: int
    month: str
    unit: str
    figures: list[FigureOut]


REFUSALS = {UNAUTHORIZED: Detail, FORBIDDEN: Detail, NOT_FOUND: Detail, UNPROCESSABLE: Detail}
MONTH = Query(None, description="YYYY-MM; the month to report now, if left out", examples=["2007-06"])
UNIT = Query(None, description="Code of a unit; your own, if left out", examples=["230500"])
BASIS = Query(None, description="approved (if left out), or submitted: with reports not reviewed yet")
COVERS = Query(None, description="whole: the unit and all below it; own: its own part; whole where you may see it")


@api.get("/plans/{int:year}/progress", response={200: PlanProgress, **REFUSALS}, summary="Progress of an area")
def progress(request, year: int, month: str = MONTH, basis: str = BASIS, unit: str = UNIT, covers: str = COVERS):
    """Every indicator of the plan as it stands at the month's end; `rate` and both parts only for ratios."""
    rights, plan = access.of(request.auth), _plan(year)
    area, period = _area(rights, unit, covers), _month(plan, month)
    standing = stand(plan, _as_it_was(area, period), period, _basis(rights, area, basis))
    return {
        "plan": plan.year,
        "month": str(standing.month),
        "basis": standing.basis,
        "unit": area.unit.code,
        "covers": area.covers,
        "indicators": list(_progress_rows(standing)),
    }


@api.get("/plans/{int:year}/figures", response={200: PlanFigures, **REFUSALS}, summary="Figures a unit has filed")
def figures(request, year: int, month: str = MONTH, unit: str = UNIT):
    """The figures of the unit's own reports of the month, as far as you may read those reports."""
    rights, plan = access.of(request.auth), _plan(year)
    chosen, period = _unit(rights, Action.VIEW_REPORTS, unit), _month(plan, month)
    readable = access.visible_reports(request.auth).filter(unit=chosen, month=period.first_day, chapter__plan=plan)
    filed = Figure.objects.filter(report__in=readable).select_related("indicator", "report__unit", "report__chapter")
    ordered = filed.order_by("indicator__order", "indicator__code")
    return {
        "plan": plan.year,
        "month": str(period),
        "unit": chosen.code,
        "figures": [_figure_row(figure) for figure in ordered],
    }


# ---- Parameters -------------------------------------------------------------------------------------------


def _plan(year: int) -> WorkPlan:
    plan = WorkPlan.objects.filter(year=year).first()
    if plan is None:
        raise HttpError(NOT_FOUND, _("There is no work plan of the year %(year)s.") % {"year": year})
    return plan


def _month(plan: WorkPlan, text: str | None) -> Month:
    """The month asked for, or the one to report now; it must lie in the plan's year."""
    try:
        month = Month.parse(text) if text is not None else clock.month_to_report()
    except NotAMonth as not_a_month:
        raise HttpError(UNPROCESSABLE, _("Give the month as YYYY-MM, such as 2007-06.")) from not_a_month
    if month not in plan.months:
        outside = _("%(month)s lies outside the plan of %(year)s.") % {"month": month, "year": plan.year}
        raise HttpError(UNPROCESSABLE, outside)
    return month


def _basis(rights: access.Access, area: Area, text: str | None) -> Basis:
    basis = _choice(Basis, "basis", text or Basis.APPROVED)
    if basis not in rights.bases(area.unit, area.covers):
        raise HttpError(FORBIDDEN, _("Your role sees approved reports only."))
    return basis


def _choice(choices, name: str, text: str):
    if text not in choices.values:
        known = {"name": name, "choices": ", ".join(choices.values)}
        raise HttpError(UNPROCESSABLE, _("%(name)s must be one of: %(choices)s.") % known)
    return choices(text)


def _unit(rights: access.Access, action: Action, code: str | None) -> ReportingUnit:
    """The unit asked for, or the user's own.

    Raises 404 for a unit outside the user's units, 403 if the user's role at the unit does not include the action.
    """
    if not rights.grants:
        raise HttpError(NOT_FOUND, _("This account has no role at any unit."))
    unit = rights.home_unit if code is None else ReportingUnit.objects.filter(code=code).first()
    if code is not None and not (unit and any(grant.covers(unit) for grant in rights.grants)):
        raise HttpError(NOT_FOUND, _("There is no unit %(code)s among yours.") % {"code": code})
    if unit is None or not rights.may(action, unit):
        sentence = _("Your role does not include this. If your work needs it, ask the administrator of the portal.")
        raise HttpError(FORBIDDEN, sentence)
    return unit


def _area(rights: access.Access, code: str | None, covers: str | None) -> Area:
    unit = _unit(rights, Action.VIEW_PROGRESS, code)
    if covers is None:
        return Area(unit, rights.widest_covers(unit))
    wanted = _choice(Covers, "covers", covers)
    if wanted == Covers.WHOLE and not rights.sees_whole(unit):
        raise HttpError(FORBIDDEN, _("Your role sees the unit's own part only."))
    return Area(unit, wanted)


def _as_it_was(area: Area, month: Month) -> Area:
    """The area with its unit as it was in the month; one that did not exist then has nothing in it."""
    then = ReportingUnit.objects.filter(pk=area.unit.pk).during(month)
    return Area(then[0], area.covers) if then else area


# ---- Answers ----------------------------------------------------------------------------------------------


def _progress_rows(standing: Standing) -> Iterator[dict]:
    """A row for each indicator; a target without a value, set outside the plan, still has a deadline."""
    area = standing.area
    covers = area.covers if area.unit.is_city else Covers.WHOLE
    deadlines = {
        target.indicator_id: target.deadline
        for target in standing.targets
        if target.unit_id == area.unit.pk and target.covers == covers
    }
    for indicator in standing.indicators:
        yield _progress_row(indicator, standing.progress[indicator.pk], deadlines.get(indicator.pk))


def _progress_row(indicator: Indicator, progress: Progress, target_deadline: date | None) -> dict:
    commitment, tally = progress.commitment, progress.tally
    return {
        "code": indicator.code,
        "name": indicator.name,
        "kind": indicator.kind,
        "sense": indicator.sense,
        "unit_of_measure": indicator.unit_of_measure,
        "target": plain_text(commitment.target),
        "deadline": target_deadline if commitment.target is None else commitment.deadline,
        "to_date": plain_text(tally.value),
        "numerator": plain_text(tally.numerator),
        "denominator": plain_text(tally.denominator),
        "rate": plain_text(tally.value) if indicator.is_ratio else None,
        "due": plain_text(_cut(progress.due)),
        "percent": plain_text(_cut(progress.percent)),
        "status": progress.status,
        "units_reported": tally.reported,
        "units_expected": tally.expected,
        "units_carried": tally.carried,
        "complete": progress.complete,
        "like_for_like": _like_for_like(progress.like_for_like),
    }


def _like_for_like(compared: LikeForLike | None) -> dict | None:
    if compared is None:
        return None
    return {"to_date": plain_text(compared.to_date), "due": plain_text(_cut(as_decimal(compared.due)))}


def _cut(number: Decimal | None) -> Decimal | None:
    """Cut to four decimals and not rounded, so that 99.99997 never reads as 100."""
    return None if number is None else number.quantize(FOUR_PLACES, ROUND_DOWN)


def _figure_row(figure: Figure) -> dict:
    report = figure.report
    return {
        "code": figure.indicator.code,
        "value": plain_text(figure.value),
        "numerator": plain_text(figure.numerator),
        "denominator": plain_text(figure.denominator),
        "not_applicable": figure.not_applicable,
        "source": figure.source,
        "source_detail": figure.source_detail,
        "report": {
            "chapter": report.chapter.app,
            "state": report.state,
            "version": report.version,
            "submitted_at": report.submitted_at,
            "late": report.is_late,
        },
    }


# ---- Addresses --------------------------------------------------------------------------------------------

# The API's pages about itself need a sign-in, like all pages.
OWN_PAGES = {"openapi-json", "openapi-view", "api-root"}


def addresses() -> tuple[list[Any], str, str]:
    """The API's addresses; for those with data, the API itself checks the token or the session."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if pattern.name not in OWN_PAGES:
            login_not_required(pattern.callback)
    return patterns, app_name, namespace
