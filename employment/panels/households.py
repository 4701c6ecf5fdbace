"""Zero-employment households on the page of employment: how many are helped, and who has checked (task 3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employment.models import HouseholdStatement
from employment.models.households import HouseholdExit
from employment.registers import HouseholdStatements, ZeroEmploymentHouseholds
from targets.models import ReportingUnit, UnitKind
from targets.periods import Month
from targets.registers import CountedFigure
from targets.registers.panels import (
    BY_UNIT,
    Column,
    NumberColumn,
    Panel,
    PlanPage,
    Spans,
    Table,
    add_spans,
    counted_by,
    figures_of,
    list_url,
    overdue_figure,
    panel,
    register_of,
    to_date,
    units_of,
)

APP = "employment"
# How many communities without a statement are named in a district; the others are only counted.
NAMED = 8
# Helped into work within the deadline.
HELPED_BY_THEN = Q(exit_reason=HouseholdExit.EMPLOYED, exited_on__lte=F("due_on"))
IN_TIME = CountedFigure("in_time", "", Count("pk"), on="exited_on", where=HELPED_BY_THEN)


@panel
class Households(Panel):
    """By district: the register's households, and which communities checked in the month and which did not."""

    app, title = APP, gettext_lazy("Zero-employment households")
    template = "employment/households.html"

    def context(self, page: PlanPage) -> dict:
        register, units = register_of(ZeroEmploymentHouseholds), units_of(page.area, page.units)
        own = figures_of(register, "outstanding", "found", "helped")
        counted = counted_by(page, register, BY_UNIT, [page.month], [*own, IN_TIME, overdue_figure(page)])
        checks = _checks(page.month, units)
        reporting = [unit for unit in page.area.among(page.units) if not unit.is_city]
        lines = [
            household_line(unit.name_in_reports, counted.get(unit.path, {}), checks.get(unit.path, []))
            for unit in reporting
        ]
        total = household_line(
            _("Together"),
            add_spans(counted.get(unit.path, {}) for unit in reporting if unit.path in counted),
            [one for unit in reporting for one in checks.get(unit.path, [])],
        )
        return {
            "table": HouseholdTable(lines, foot=[total | {"silent": []}]),
            "is_overdue": total["is_overdue"],
            "url": list_url(page, register),
            "url_overdue": list_url(page, register, state="overdue"),
            "url_statements": list_url(page, register_of(HouseholdStatements)),
        }


class HouseholdTable(Table):
    """Households district by district, and which communities have checked."""

    row_template = "employment/household_row.html"

    label = Column(gettext_lazy("Unit"), heading=True)
    outstanding = NumberColumn(gettext_lazy("Outstanding"))
    found = NumberColumn(gettext_lazy("Newly found"))
    stated = NumberColumn(gettext_lazy("Found, as stated"))
    helped = NumberColumn(gettext_lazy("Helped into work"))
    in_time = NumberColumn(gettext_lazy("Of these in time"))
    overdue = NumberColumn(gettext_lazy("Overdue"))
    looked = Column(gettext_lazy("Who has checked"))


@dataclass(frozen=True, slots=True)
class CommunityCheck:
    """A community, or a district, and how many households it found in the month; None where it has not checked."""

    name: str
    found: int | None
    is_asked: bool


def _checks(month: Month, units: QuerySet) -> dict[str, list[CommunityCheck]]:
    """Who has checked, by the path of the district.

    A district's communities are asked for the monthly statement, or the district itself where it has none of them.
    """
    statements = HouseholdStatement.objects.valid().filter(unit=OuterRef("pk"), month=month.first_day)
    rows = units.filter(active=True).order_by("path").annotate(stated=Subquery(statements.values("found")[:1]))
    by_district: dict[str, list[ReportingUnit]] = defaultdict(list)
    for unit in rows:
        by_district[unit.district_path].append(unit)
    found = {}
    for path, members in by_district.items():
        communities = {unit.pk for unit in members if unit.kind == UnitKind.COMMUNITY}
        asked = communities or {unit.pk for unit in members if unit.submits_reports}
        found[path] = [CommunityCheck(unit.name_in_reports, unit.stated, unit.pk in asked) for unit in members]
    return found


def household_line(label: str, spans: Spans, checks: Sequence[CommunityCheck]) -> dict:
    """A district's row. A statement of 0 households is a result too; communities without a statement are named."""
    asked = [one for one in checks if one.is_asked]
    silent = [one.name for one in asked if one.found is None]
    stated = [one.found for one in checks if one.found is not None]
    overdue = to_date(spans, "overdue")
    return {
        "label": label,
        **{key: to_date(spans, key) for key in ("outstanding", "found", "helped", "in_time")},
        "overdue": overdue,
        "is_overdue": bool(overdue),
        "stated": sum(stated) if stated else None,
        "looked": _("%(looked)s of %(asked)s") % {"looked": len(asked) - len(silent), "asked": len(asked)},
        "silent": silent[:NAMED],
        "silent_more": max(len(silent) - NAMED, 0),
    }
