"""What the page of labour relations shows besides figures: the inspection network, arbitration, petitions."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from labor_relations.models.inspection import InspectionLevel
from labor_relations.registers import ArbitrationCases, InspectionBodies, PetitionCases
from targets import clock
from targets.formatting import number_text, percent_text
from targets.models import Target
from targets.pages.phrases import day_text
from targets.pages.plan_pages import PlanPage
from targets.pages.register_links import list_url
from targets.pages.register_numbers import (
    counted_by,
    counted_by_unit,
    figures_of,
    instance_of,
    keepers_of,
    number,
    number_of,
    overdue_figure,
    percent_of,
    rate_text,
)
from targets.registers.panels import Panel, panel
from targets.registers.spans import CaseFlow, Spans, case_flow, together

APP = "labor_relations"
NETWORK = "T20-1"


# ---- The inspection network -------------------------------------------------------------------------------


@panel
class InspectionNetwork(Panel):
    """Bodies set up of those to be built at the month's end, level by level (T20-1, T20-2)."""

    app, title = APP, gettext_lazy("Inspection network")
    template = "labor_relations/inspection_network.html"
    rules = ("RATE_DECIMALS",)

    def context(self, page: PlanPage) -> dict:
        register = instance_of(InspectionBodies)
        figures = figures_of(register, NETWORK, "grids", "assistants", "linked")
        by_level = counted_by(page, register, "level", [page.month], figures)
        lines = [network_line(level.label, by_level.get(level.value, {})) for level in InspectionLevel]
        total = network_line(_("Together"), together(by_level.values()))
        return {
            "lines": lines if by_level else [],
            "total": total,
            "deadline": _deadline_text(page, total["missing"]),
            "url": list_url(page, register),
        }


def network_line(label: str, spans: Spans) -> dict:
    """A level's numbers; dashes where no body of the level is listed."""
    built = spans[NETWORK].to_date if spans else None
    missing = built.denominator - built.numerator if built else None
    return {
        "label": label,
        "to_build": number_text(built.denominator if built else None),
        "built": number_text(built.numerator if built else None),
        "missing": missing,
        "missing_text": number_text(missing),
        "rate": rate_text(built),
        "grids": number_of(spans, "grids"),
        "assistants": number_of(spans, "assistants"),
        "linked": number_of(spans, "linked"),
    }


def _deadline_text(page: PlanPage, missing: Decimal | None) -> str:
    """By when all are to stand, as the plan says; whether that day passed without them."""
    days = Target.objects.filter(indicator__plan=page.plan, indicator__code=NETWORK).order_by("deadline")
    deadline = days.values_list("deadline", flat=True).first()
    if deadline is None:
        return ""
    if missing and deadline <= page.month.last_day and deadline < clock.today():
        words = ngettext(
            "All were to stand by %(day)s: %(count)s is missing.",
            "All were to stand by %(day)s: %(count)s are missing.",
            int(missing),
        )
        return words % {"day": day_text(deadline), "count": number_text(missing)}
    return _("All are to stand by %(day)s.") % {"day": day_text(deadline)}


# ---- Arbitration ------------------------------------------------------------------------------------------


@panel
class Arbitration(Panel):
    """Disputes of the year so far: opening + accepted − closed = pending, closing rate and mediation rate."""

    app, title = APP, gettext_lazy("Labour disputes in arbitration")
    template = "labor_relations/arbitration.html"
    rules = ("RATE_DECIMALS",)

    def context(self, page: PlanPage) -> dict:
        register, months = instance_of(ArbitrationCases), page.month.year_to()
        before = counted_by_unit(page, register, [months[0].previous], "pending")
        during = counted_by_unit(page, register, months, "accepted", "closed", "mediated", "pending")
        lines = [
            arbitration_line(unit.filing_name, during[unit.path], before.get(unit.path, {}))
            for unit in keepers_of(page, during)
        ]
        return {
            "lines": lines if len(lines) > 1 else [],
            "total": arbitration_line(page.area.label, together(during.values()), together(before.values())),
            "kept": bool(lines),
            "month": page.month_text,
            "url": list_url(page, register),
            "url_overdue": list_url(page, register, state="overdue"),
        }


def arbitration_line(label: str, during: Spans, before: Spans) -> dict:
    """A unit's cases of the year so far. Mediated of the closed is the mediation rate (调解率)."""
    flow: CaseFlow = case_flow(during, before, received="accepted")
    mediated = number(during, "mediated")
    return {
        "label": label,
        "opening": number_text(flow.opening),
        "accepted": number_text(flow.received),
        "closed": number_text(flow.closed),
        "pending": number_text(flow.pending),
        "closing_rate": percent_text(flow.closing_rate, settings.RATE_DECIMALS),
        "mediated": number_text(mediated),
        "mediation_rate": percent_of(mediated, flow.closed),
    }


# ---- Petitions --------------------------------------------------------------------------------------------


@panel
class PetitionsByLeader(Panel):
    """Who answers for which petitions, and whose deadlines have passed (信访包案)."""

    app, title = APP, gettext_lazy("Petitions by leader in charge")
    template = "labor_relations/petitions.html"

    def context(self, page: PlanPage) -> dict:
        register = instance_of(PetitionCases)
        own = figures_of(register, "received", "group", "skip", "closed", "in_time", "pending")
        by_leader = counted_by(page, register, "leader", page.month.year_to(), [*own, overdue_figure(page)])
        ranked = sorted(by_leader.items(), key=lambda pair: (*_urgency(pair[1]), pair[0]))
        return {
            "lines": [
                petition_line(leader, spans) | {"url": list_url(page, register, q=leader, state="open")}
                for leader, spans in ranked
            ],
            "total": petition_line(_("Together"), together(by_leader.values())),
            "url": list_url(page, register),
            "url_overdue": list_url(page, register, state="overdue"),
        }


def _urgency(spans: Spans) -> tuple[Decimal, Decimal]:
    """Most overdue first, then most pending."""
    return -(number(spans, "overdue") or 0), -(number(spans, "pending") or 0)


def petition_line(label: str, spans: Spans) -> dict:
    """A leader's petitions of the year so far."""
    in_time = spans["in_time"].to_date if spans else None
    overdue = number(spans, "overdue")
    return {
        "label": label,
        **{key: number_of(spans, key) for key in ("received", "group", "skip", "closed", "pending")},
        "in_time": rate_text(in_time),
        "overdue": number_text(overdue),
        "is_overdue": bool(overdue),
    }
