"""What the page of the groundwork shows besides figures: modules by unit, upgrades, direct reports, the ten ethos."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infrastructure.models.activities import Ethos
from infrastructure.models.go_lives import GoLive, GoLiveStatus, Module
from infrastructure.registers import (
    AdministrativeReviews,
    DirectReportPoints,
    GoLives,
    StaffActivities,
    UpgradeStatements,
)
from targets.formatting import DASH
from targets.registers.panels import (
    BY_UNIT,
    Action,
    Column,
    NumberColumn,
    Panel,
    PlanPage,
    Repeated,
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
    panel,
    rate_of,
    register_of,
    to_date,
    units_of,
)

APP = "infrastructure"


# ---- Administrative reviews -------------------------------------------------------------------------------


class ReviewTable(Table):
    """Administrative reviews of the year so far, in one line."""

    opening = NumberColumn(gettext_lazy("Pending before the year"))
    received = NumberColumn(gettext_lazy("Reviews accepted"))
    closed = NumberColumn(gettext_lazy("Reviews decided"))
    pending = NumberColumn(gettext_lazy("Pending"))
    in_time = NumberColumn(gettext_lazy("Reviews decided in time"))
    upheld = NumberColumn(gettext_lazy("Decisions upheld"))


@panel
class Reviews(Panel):
    """Reviews of the year so far: opening + accepted − decided = pending; decided in time, upheld."""

    app, title = APP, gettext_lazy("Administrative reviews")
    template = "infrastructure/reviews.html"

    def context(self, page: PlanPage) -> dict:
        register, months = register_of(AdministrativeReviews), page.month.year_to()
        before = add_spans(counted_by_unit(page, register, [months[0].previous], "pending").values())
        during = add_spans(
            counted_by_unit(page, register, months, "accepted", "closed", "in_time", "upheld", "pending").values()
        )
        return {
            "table": ReviewTable([review_line(during, before)] if during else []),
            "url": list_url(page, register),
            "url_overdue": list_url(page, register, state="overdue"),
        }


def review_line(during: Spans, before: Spans) -> dict:
    """The line of reviews; `before` has what was pending at the end of last year."""
    flow = case_flow(during, before, received="accepted")
    numbers = {name: getattr(flow, name) for name in ("opening", "received", "closed", "pending")}
    return numbers | {"in_time": rate_of(during, "in_time"), "upheld": rate_of(during, "upheld")}


# ---- Direct reports ---------------------------------------------------------------------------------------


class CoverageTable(Table):
    """Communities that report directly, unit by unit."""

    css = ""

    label = Column(gettext_lazy("Unit"), heading=True)
    communities = NumberColumn(gettext_lazy("Communities"))
    live = NumberColumn(gettext_lazy("Direct-report points live"))
    rate = NumberColumn(gettext_lazy("Coverage"))


@panel
class DirectReports(Panel):
    """How many communities report directly, unit by unit."""

    app, title = APP, gettext_lazy("Direct reporting by communities")
    template = "infrastructure/direct_reports.html"

    def context(self, page: PlanPage) -> dict:
        register = register_of(DirectReportPoints)
        counted = counted_by_unit(page, register, [page.month], "coverage")
        lines = [coverage_line(unit.name_in_reports, counted[unit.path]) for unit in keepers_of(page, counted)]
        total = coverage_line(_("Together"), add_spans(counted.values()))
        return {"table": CoverageTable(lines, foot=[total]), "url": list_url(page, register)}


def coverage_line(label: str, spans: Spans) -> dict:
    parts = spans["coverage"].to_date if spans else None
    return {
        "label": label,
        "communities": parts.denominator if parts else None,
        "live": parts.numerator if parts else None,
        "rate": rate_of(spans, "coverage"),
    }


# ---- Golden Insurance -------------------------------------------------------------------------------------


class ModuleTable(Table):
    """Modules down, units across."""

    title = gettext_lazy("Golden Insurance modules by unit")
    row_template = "infrastructure/module_row.html"
    css = "table-grid matrix"

    label = Column(gettext_lazy("Module"), heading=True)
    total = Column(gettext_lazy("Live"))
    cells = Repeated()


@panel
class ModuleMatrix(Panel):
    """Which module is live at which unit at the month's end; whether the plan's element is done the city reports."""

    app, title = APP, gettext_lazy("Golden Insurance modules by unit")
    template = "infrastructure/modules.html"

    def context(self, page: PlanPage) -> dict:
        units = page.area.among(page.units)
        cells = _cells(page)
        lines = [module_line(module, [cells.get((module.value, u.path), []) for u in units], page) for module in Module]
        return {
            "table": ModuleTable(lines if cells else [], cells=[unit.name_in_reports for unit in units]),
            "url": list_url(page, register_of(GoLives)),
        }


Planned = tuple[str, date | None, date]  # state, live on, planned on


def _cells(page: PlanPage) -> dict[tuple[str, str], list[Planned]]:
    """The go-lives by module and reporting unit, in one query."""
    rows = GoLive.objects.valid().filter(unit__in=units_of(page.area, page.units)).order_by()
    found: dict[tuple[str, str], list[Planned]] = defaultdict(list)
    for module, path, *planned in rows.values_list("module", BY_UNIT, "status", "live_on", "planned_on"):
        found[module, path].append(tuple(planned))
    return dict(found)


def module_line(module: Module, cells: list[list[Planned]], page: PlanPage) -> dict:
    """A module's cells, and at how many of the planned offices it is live."""
    last = page.month.last_day
    planned = [one for cell in cells for one in cell]
    live = sum(_is_live(one, last) for one in planned)
    return {
        "label": str(module.label),
        "cells": [module_cell(cell, last) for cell in cells],
        "total": f"{live}/{len(planned)}" if planned else DASH,
    }


def module_cell(offices: Iterable[Planned], last: date) -> dict:
    """The state of a module at a unit's offices on the day `last`: its word, its drawing, and its own day."""
    offices = list(offices)
    if not offices:
        return {"mark": "", "label": DASH}
    live = [one for one in offices if _is_live(one, last)]
    if len(live) == len(offices):
        return {"mark": "met", "label": _("live"), "day": day_text(max(one[1] for one in live))}
    if live:
        return {"mark": "not_due", "label": f"{len(live)}/{len(offices)}"}
    mark = "behind" if any(one[2] <= last for one in offices) else "not_due"
    trial = any(one[0] == GoLiveStatus.TRIAL for one in offices)
    label = str(GoLiveStatus.TRIAL.label if trial else GoLiveStatus.NOT_STARTED.label)
    return {
        "mark": mark,
        "label": label,
        "day": _("planned %(day)s") % {"day": day_text(min(one[2] for one in offices))},
    }


def _is_live(office: Planned, last: date) -> bool:
    return office[1] is not None and office[1] <= last


# ---- Identity numbers -------------------------------------------------------------------------------------


class UpgradeTable(Table):
    """Upgraded numbers unit by unit."""

    label = Column(gettext_lazy("Unit"), heading=True)
    old_form = NumberColumn(gettext_lazy("15-digit records"))
    upgraded = NumberColumn(gettext_lazy("Upgraded"))
    rate = NumberColumn(gettext_lazy("Rate"))
    to_verify = NumberColumn(gettext_lazy("To verify"))
    failed_check = NumberColumn(gettext_lazy("Failed the check"))
    duplicates = NumberColumn(gettext_lazy("Duplicates"))


@panel
class Upgrades(Panel):
    """How many of the old identity numbers are upgraded, by each database's latest statement; the batch tool."""

    app, title = APP, gettext_lazy("Identity numbers brought to 18 digits")
    template = "infrastructure/upgrades.html"

    def context(self, page: PlanPage) -> dict:
        register = register_of(UpgradeStatements)
        counted = counted_by_unit(page, register, [page.month], "T28-1", "to_verify", "failed_check", "duplicates")
        tool = page.rights.may(Action.KEEP_REGISTERS, app=APP)
        return {
            "table": UpgradeTable(
                (upgrade_line(unit.name_in_reports, counted[unit.path]) for unit in keepers_of(page, counted)),
                foot=[upgrade_line(_("Together"), add_spans(counted.values()))],
            ),
            "url": list_url(page, register),
            "tool_url": reverse("infrastructure:identity_numbers") if tool else "",
        }


def upgrade_line(label: str, spans: Spans) -> dict:
    parts = spans["T28-1"].to_date if spans else None
    return {
        "label": label,
        "old_form": parts.denominator if parts else None,
        "upgraded": parts.numerator if parts else None,
        "rate": rate_of(spans, "T28-1"),
        **{key: to_date(spans, key) for key in ("to_verify", "failed_check", "duplicates")},
    }


# ---- The ten kinds of ethos -------------------------------------------------------------------------------


class EthosTable(Table):
    """Activities for each kind of ethos; the month is headed by its name."""

    css = ""

    label = Column(gettext_lazy("Kind of ethos"), heading=True)
    month = NumberColumn()
    activities = NumberColumn(gettext_lazy("Activities to date"))
    persons = NumberColumn(gettext_lazy("Persons taking part"))


@panel
class EthosActivities(Panel):
    """Activities of the year for each of the ten kinds of ethos (十种氛围), and the kinds without any so far."""

    app, title = APP, gettext_lazy("Activities for the ten kinds of ethos")
    template = "infrastructure/ethos.html"

    def context(self, page: PlanPage) -> dict:
        register = register_of(StaffActivities)
        figures = figures_of(register, "activities", "persons")
        counted = counted_by(page, register, "ethos", page.month.year_to(), figures)
        lines = [ethos_line(ethos, counted.get(ethos.value, {})) for ethos in Ethos]
        missing = [line["label"] for line in lines if line["is_missing"]]
        return {
            "table": EthosTable(lines, renamed={"month": page.month_text}),
            "missing": _(", ").join(missing),
            "url": list_url(page, register),
        }


def ethos_line(ethos: Ethos, spans: Spans) -> dict:
    """A kind's activities; zero where nothing was held, because the panel is to show such kinds."""
    activities, persons = to_date(spans, "activities") or Decimal(0), to_date(spans, "persons") or Decimal(0)
    month = spans["activities"].month.value if spans else Decimal(0)
    return {
        "label": str(ethos.label),
        "month": month,
        "activities": activities or _("none yet"),
        "persons": persons,
        "is_missing": not activities,
    }
