"""What each insurance has collected, compared with the year's plan and with an even pace (task 7)."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy

from insurance import funds
from insurance.models import CollectionPlan
from insurance.models.coverage import Scheme
from insurance.registers import CollectionPlans, CoverageStatements
from targets.models import Covers
from targets.registers import CountedFigure
from targets.registers.panels import (
    Column,
    NumberColumn,
    Panel,
    PlanPage,
    Spans,
    Table,
    counted_by,
    list_url,
    panel,
    percent_of,
    register_of,
    to_date,
)

APP = "insurance"
# Arrears left are what is owed at a month's end: the last month counts, not the sum.
AMOUNTS = [CountedFigure(name, "", Sum(name)) for name in ("due", "paid", "arrears_recovered", "arrears_left")]
PLAN_FIELDS = ("planned", "planned_arrears")
# What is planned in a year, and how much of it from arrears.
Planned = tuple[Decimal, Decimal]


class CollectionTable(Table):
    """What was collected, insurance by insurance."""

    css = "table-many table-stack"

    label = Column(gettext_lazy("Insurance"), heading=True)
    due = NumberColumn(gettext_lazy("Contributions due"))
    paid = NumberColumn(gettext_lazy("Contributions paid"))
    recovered = NumberColumn(gettext_lazy("Of which arrears recovered"))
    planned = NumberColumn(gettext_lazy("Plan of the year"))
    met = NumberColumn(gettext_lazy("Plan met"))
    pace = NumberColumn(gettext_lazy("Of an even pace"))
    planned_arrears = NumberColumn(gettext_lazy("Arrears to be recovered"))
    arrears_met = NumberColumn(gettext_lazy("Arrears plan met"))
    left = NumberColumn(gettext_lazy("Arrears left"))


@panel
class CollectionAgainstPlan(Panel):
    """Contributions due and paid and arrears by scheme for the year so far; how much of the plan is met (task 7)."""

    app, title = APP, gettext_lazy("Collection against plan")
    template = "insurance/collection.html"

    def context(self, page: PlanPage) -> dict:
        register = register_of(CoverageStatements)
        by_scheme = counted_by(page, register, "scheme", page.month.year_to(), AMOUNTS)
        plans = _plans(page)
        return {
            "table": CollectionTable(
                collection_line(scheme, by_scheme.get(scheme.value, {}), plans.get(scheme.value), page.month.month)
                for scheme in Scheme
                if scheme.value in by_scheme or scheme.value in plans
            ),
            "month": page.month_text,
            "url": list_url(page, register),
            "url_plans": list_url(page, register_of(CollectionPlans)),
        }


def _plans(page: PlanPage) -> dict[str, Planned]:
    """The area's plans by scheme. A unit's plan includes all below it; the city's own part has none."""
    if page.area.unit.is_city and page.area.covers == Covers.OWN:
        return {}
    rows = CollectionPlan.objects.valid().filter(unit=page.area.unit, year=page.month.year)
    return {scheme: (planned, arrears) for scheme, planned, arrears in rows.values_list("scheme", *PLAN_FIELDS)}


def collection_line(scheme: Scheme, spans: Spans, plan: Planned | None, month: int) -> dict:
    """A scheme's year so far. Both the plan and what is paid include arrears."""
    planned, from_arrears = plan or (None, None)
    paid, recovered = to_date(spans, "paid"), to_date(spans, "arrears_recovered")
    left = spans["arrears_left"].month.value if spans else None
    return {
        "label": str(scheme.label),
        "due": to_date(spans, "due"),
        "paid": paid,
        "recovered": recovered,
        "left": left,
        "planned": planned,
        "met": percent_of(paid, planned),
        "pace": percent_of(paid, funds.pace_due(planned, month)),
        "planned_arrears": from_arrears,
        "arrears_met": percent_of(recovered, from_arrears),
    }
