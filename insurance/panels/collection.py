"""What was collected of each insurance, against the year's plan and an even pace (task 7)."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext_lazy

from insurance import funds
from insurance.models import CollectionPlan
from insurance.models.coverage import Scheme
from insurance.registers import CollectionPlans, CoverageStatements
from targets.formatting import number_text as text
from targets.formatting import percent_text
from targets.models import Covers
from targets.pages.plan_pages import PlanPage
from targets.pages.register_links import list_url
from targets.pages.register_numbers import instance_of, number
from targets.registers import Figure
from targets.registers.panels import Panel, panel
from targets.registers.spans import Spans, spans_by, units_of

APP = "insurance"
# Of arrears left, the last month's span counts: they are what is owed then, not what came in.
AMOUNTS = [Figure(name, "", Sum(name)) for name in ("due", "paid", "arrears_recovered", "arrears_left")]
PLAN_FIELDS = ("planned", "planned_arrears")
# What is planned in a year, and how much of it from arrears.
Planned = tuple[Decimal, Decimal]


@panel
class CollectionAgainstPlan(Panel):
    """Due, paid, arrears of the year so far by scheme; how much of the plan is met, and at what pace (task 7)."""

    app, title = APP, gettext_lazy("Collection against plan")
    template = "insurance/collection.html"
    rules = ("RATE_DECIMALS",)

    def context(self, page: PlanPage) -> dict:
        register, units = instance_of(CoverageStatements), units_of(page.area, page.units)
        by_scheme = spans_by(register, "scheme", page.month.year_to(), figures=AMOUNTS, units=units)
        plans = _plans(page)
        return {
            "lines": [
                collection_line(scheme, by_scheme.get(scheme.value, {}), plans.get(scheme.value), page.month.month)
                for scheme in Scheme
                if scheme.value in by_scheme or scheme.value in plans
            ],
            "month": page.month_text,
            "url": list_url(page, register),
            "url_plans": list_url(page, instance_of(CollectionPlans)),
        }


def _plans(page: PlanPage) -> dict[str, Planned]:
    """The area's plans by scheme. A unit's plan is that of all below it: its own part alone has none."""
    if page.area.unit.is_city and page.area.covers == Covers.OWN:
        return {}
    rows = CollectionPlan.objects.valid().filter(unit=page.area.unit, year=page.month.year)
    return {scheme: (planned, arrears) for scheme, planned, arrears in rows.values_list("scheme", *PLAN_FIELDS)}


def collection_line(scheme: Scheme, spans: Spans, plan: Planned | None, month: int) -> dict:
    """A scheme's year so far; `plan` counts arrears in, as what is paid does."""
    planned, from_arrears = plan or (None, None)
    paid, recovered = number(spans, "paid"), number(spans, "arrears_recovered")
    left = spans["arrears_left"].month.value if spans else None
    return {
        "label": scheme.label,
        "due": text(number(spans, "due")),
        "paid": text(paid),
        "recovered": text(recovered),
        "left": text(left),
        "planned": text(planned),
        "met": _percent(funds.percent_met(paid, planned)),
        "pace": _percent(funds.percent_of_pace(paid, planned, month)),
        "planned_arrears": text(from_arrears),
        "arrears_met": _percent(funds.percent_met(recovered, from_arrears)),
    }


def _percent(share: Decimal | None) -> str:
    return percent_text(share, settings.RATE_DECIMALS)
