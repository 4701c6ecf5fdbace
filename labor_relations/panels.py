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
from targets.registers.panels import (
    CaseFlow,
    Column,
    NumberColumn,
    Panel,
    PlanPage,
    Spans,
    Table,
    add_spans,
    case_flow,
    counted_by,
    counted_by_unit,
    day_text,
    figures_of,
    keepers_of,
    list_url,
    overdue_figure,
    panel,
    percent_of,
    rate_text,
    register_of,
    to_date,
)

APP = "labor_relations"
NETWORK = "T20-1"


# ---- The inspection network -------------------------------------------------------------------------------


class NetworkTable(Table):
    """Inspection bodies level by level."""

    label = Column(gettext_lazy("Level"), heading=True)
    to_build = NumberColumn(gettext_lazy("To be built"))
    built = NumberColumn(gettext_lazy("Set up"))
    missing = NumberColumn(gettext_lazy("Still to be set up"))
    rate = NumberColumn(gettext_lazy("Rate"))
    grids = NumberColumn(gettext_lazy("Grids"))
    assistants = NumberColumn(gettext_lazy("Assistants"))
    linked = NumberColumn(gettext_lazy("Linked with the province"))


@panel
class InspectionNetwork(Panel):
    """Bodies set up of those to be built at the month's end, level by level (T20-1, T20-2)."""

    app, title = APP, gettext_lazy("Inspection network")
    template = "labor_relations/inspection_network.html"

    def context(self, page: PlanPage) -> dict:
        register = register_of(InspectionBodies)
        figures = figures_of(register, NETWORK, "grids", "assistants", "linked")
        by_level = counted_by(page, register, "level", [page.month], figures)
        lines = [network_line(level.label, by_level.get(level.value, {})) for level in InspectionLevel]
        total = network_line(_("Together"), add_spans(by_level.values()))
        return {
            "table": NetworkTable(lines if by_level else [], foot=[total]),
            "deadline": _deadline_text(page, total["missing"]),
            "url": list_url(page, register),
        }


def network_line(label: str, spans: Spans) -> dict:
    """A level's numbers; dashes where no body of the level is listed."""
    built = spans[NETWORK].to_date if spans else None
    return {
        "label": str(label),
        "to_build": built.denominator if built else None,
        "built": built.numerator if built else None,
        "missing": built.denominator - built.numerator if built else None,
        "rate": rate_text(built),
        **{key: to_date(spans, key) for key in ("grids", "assistants", "linked")},
    }


def _deadline_text(page: PlanPage, missing: Decimal | None) -> str:
    """The day by which the plan wants all bodies set up, and how many are missing once it has passed."""
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


class ArbitrationTable(Table):
    """Disputes unit by unit."""

    label = Column(gettext_lazy("Unit"), heading=True)
    opening = NumberColumn(gettext_lazy("Opening"))
    accepted = NumberColumn(gettext_lazy("Accepted"))
    closed = NumberColumn(gettext_lazy("Closed"))
    pending = NumberColumn(gettext_lazy("Pending"))
    closing_rate = NumberColumn(gettext_lazy("Closing rate"))
    mediated = NumberColumn(gettext_lazy("Mediated"))
    mediation_rate = NumberColumn(gettext_lazy("Mediation rate"))


@panel
class Arbitration(Panel):
    """Disputes of the year so far: opening + accepted − closed = pending, closing rate and mediation rate."""

    app, title = APP, gettext_lazy("Labour disputes in arbitration")
    template = "labor_relations/arbitration.html"

    def context(self, page: PlanPage) -> dict:
        register, months = register_of(ArbitrationCases), page.month.year_to()
        before = counted_by_unit(page, register, [months[0].previous], "pending")
        during = counted_by_unit(page, register, months, "accepted", "closed", "mediated", "pending")
        lines = [
            arbitration_line(unit.name_in_reports, during[unit.path], before.get(unit.path, {}))
            for unit in keepers_of(page, during)
        ]
        total = arbitration_line(page.area.label, add_spans(during.values()), add_spans(before.values()))
        return {
            "table": ArbitrationTable(lines if len(lines) > 1 else [], foot=[total]),
            "kept": bool(lines),
            "month": page.month_text,
            "url": list_url(page, register),
            "url_overdue": list_url(page, register, state="overdue"),
        }


def arbitration_line(label: str, during: Spans, before: Spans) -> dict:
    """A unit's cases of the year so far. Mediated of the closed is the mediation rate (调解率)."""
    flow: CaseFlow = case_flow(during, before, received="accepted")
    mediated = to_date(during, "mediated")
    return {
        "label": label,
        "opening": flow.opening,
        "accepted": flow.received,
        "closed": flow.closed,
        "pending": flow.pending,
        "closing_rate": percent_text(flow.closing_rate, settings.RATE_DECIMALS),
        "mediated": mediated,
        "mediation_rate": percent_of(mediated, flow.closed),
    }


# ---- Petitions --------------------------------------------------------------------------------------------


class PetitionTable(Table):
    """Petitions leader by leader."""

    row_template = "labor_relations/petition_row.html"

    label = Column(gettext_lazy("Leader in charge"), heading=True)
    received = NumberColumn(gettext_lazy("Received"))
    group = NumberColumn(gettext_lazy("Group petitions"))
    skip = NumberColumn(gettext_lazy("Over the local office"))
    closed = NumberColumn(gettext_lazy("Answered"))
    in_time = NumberColumn(gettext_lazy("Answered in time"))
    pending = NumberColumn(gettext_lazy("Pending"))
    overdue = NumberColumn(gettext_lazy("Overdue"))


@panel
class PetitionsByLeader(Panel):
    """Who answers for which petitions, and whose deadlines have passed (信访包案)."""

    app, title = APP, gettext_lazy("Petitions by leader in charge")
    template = "labor_relations/petitions.html"

    def context(self, page: PlanPage) -> dict:
        register = register_of(PetitionCases)
        own = figures_of(register, "received", "group", "skip", "closed", "in_time", "pending")
        by_leader = counted_by(page, register, "leader", page.month.year_to(), [*own, overdue_figure(page)])
        ranked = sorted(by_leader.items(), key=lambda pair: (*_urgency(pair[1]), pair[0]))
        lines = [
            petition_line(leader, spans) | {"url": list_url(page, register, q=leader, state="open")}
            for leader, spans in ranked
        ]
        total = petition_line(_("Together"), add_spans(by_leader.values()))
        return {
            "table": PetitionTable(lines, foot=[total]),
            "is_overdue": total["is_overdue"],
            "url": list_url(page, register),
            "url_overdue": list_url(page, register, state="overdue"),
        }


def _urgency(spans: Spans) -> tuple[Decimal, Decimal]:
    """Most overdue first, then most pending."""
    return -(to_date(spans, "overdue") or 0), -(to_date(spans, "pending") or 0)


def petition_line(label: str, spans: Spans) -> dict:
    """A leader's petitions of the year so far."""
    in_time = spans["in_time"].to_date if spans else None
    overdue = to_date(spans, "overdue")
    return {
        "label": label,
        "url": "",
        **{key: to_date(spans, key) for key in ("received", "group", "skip", "closed", "pending")},
        "in_time": rate_text(in_time),
        "overdue": overdue,
        "is_overdue": bool(overdue),
    }
