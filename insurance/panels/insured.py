"""Insured persons by scheme: at the beginning + joined − left = at the end (tasks 9 to 11)."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy

from insurance.models import CoverageStatement
from insurance.models.coverage import Scheme
from insurance.registers import CoverageStatements
from targets.formatting import number_text
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
    register_of,
    to_date,
    units_of,
)

APP = "insurance"
PERSONS = ("opening", "joined", "left", "closing", "migrants")
FIGURES = [*(CountedFigure(name, "", Sum(name)) for name in PERSONS), CountedFigure("statements", "", Count("pk"))]
# How many breaks are named; beyond it the page says that there are more.
NAMED = 20


class InsuredTable(Table):
    """Insured persons, insurance by insurance."""

    label = Column(gettext_lazy("Insurance"), heading=True)
    opening = NumberColumn(gettext_lazy("At the beginning"))
    joined = NumberColumn(gettext_lazy("Joined the insurance"))
    left = NumberColumn(gettext_lazy("Left the insurance"))
    closing = NumberColumn(gettext_lazy("At the end"))
    migrants = NumberColumn(gettext_lazy("Of whom migrant workers"))
    statements = NumberColumn(gettext_lazy("Statements"))


@panel
class Insured(Panel):
    """The month's movement of insured persons by scheme, and statements that do not continue the month before."""

    app, title = APP, gettext_lazy("Insured persons")
    template = "insurance/insured.html"

    def context(self, page: PlanPage) -> dict:
        register, units = register_of(CoverageStatements), units_of(page.area, page.units)
        by_scheme = counted_by(page, register, "scheme", [page.month], FIGURES)
        found = CoverageStatement.objects.breaks().filter(unit__in=units, month=page.month.first_day)
        breaks = list(found.select_related("unit").order_by("unit__path", "employer_no", "scheme")[: NAMED + 1])
        return {
            "table": InsuredTable(
                insured_line(scheme, by_scheme[scheme.value]) for scheme in Scheme if scheme.value in by_scheme
            ),
            "breaks": [break_line(one) for one in breaks[:NAMED]],
            "has_more": len(breaks) > NAMED,
            "month": page.month_text,
            "url": list_url(page, register),
        }


def insured_line(scheme: Scheme, spans: Spans) -> dict:
    """A scheme's month; None where nobody has stated it, even though other months are stated."""
    stated = spans if to_date(spans, "statements") else {}
    return {"label": str(scheme.label), **{name: to_date(stated, name) for name in (*PERSONS, "statements")}}


def break_line(statement: CoverageStatement) -> dict:
    """A statement that opens with another number than the employer's last one closed with."""
    return {
        "unit": statement.unit.name_in_reports,
        "employer": statement.employer,
        "employer_no": statement.employer_no,
        "scheme": statement.get_scheme_display(),
        "closed_with": number_text(Decimal(statement.closed_with)),
        "opening": number_text(Decimal(statement.opening)),
    }
