"""The insurance funds: balances, and for how many months each can pay (task 12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insurance import funds
from insurance.models import FundStatement
from insurance.models.coverage import Scheme
from insurance.registers import FundStatements
from targets.formatting import DASH, number_text
from targets.periods import MONTHS_IN_YEAR, Month
from targets.registers.panels import (
    BY_UNIT,
    Column,
    NumberColumn,
    Panel,
    PlanPage,
    Table,
    list_url,
    month_text,
    panel,
    register_of,
)

APP = "insurance"
RANKS = {scheme.value: rank for rank, scheme in enumerate(Scheme)}


@dataclass(frozen=True, slots=True)
class Fund:
    """A unit's fund with its statements of up to twelve months, in their order."""

    scheme: Scheme
    keeper: str
    statements: Sequence[FundStatement]

    @property
    def last(self) -> FundStatement:
        return self.statements[-1]

    @property
    def months(self) -> Decimal | None:
        return funds.months_payable(self.last.balance, [one.expenditure for one in self.statements])


class FundTable(Table):
    """Funds by their latest statements."""

    row_template = "insurance/fund_row.html"

    label = Column(gettext_lazy("Insurance fund"), heading=True)
    income = NumberColumn(gettext_lazy("Income of the month"))
    expenditure = NumberColumn(gettext_lazy("Expenditure of the month"))
    balance = NumberColumn(gettext_lazy("Balance"))
    months = NumberColumn(gettext_lazy("Months payable"))
    capacity = Column(gettext_lazy("Paying capacity"))


@panel
class Funds(Panel):
    """Income, expenditure and balance by each fund's latest statement; short funds are named."""

    app, title = APP, gettext_lazy("Funds")
    template, dashboard_template = "insurance/funds.html", "insurance/funds_line.html"

    def context(self, page: PlanPage) -> dict:
        lines = [fund_line(one, page.month) for one in _funds(page)]
        return {
            "table": FundTable(lines),
            "short": [line for line in lines if line["is_short"]],
            "least": number_text(settings.FUND_MONTHS_WARNING),
            "url": list_url(page, register_of(FundStatements)),
            "url_chapter": page.url("chapter", APP),
        }


def _funds(page: PlanPage) -> list[Fund]:
    """The area's funds, in one query: those with a statement in the twelve months up to the page's."""
    paths = tuple(unit.path for unit in page.area.among(page.units))
    found: dict[tuple[int, str, int], list[FundStatement]] = defaultdict(list)
    for row in _statements(paths, page.month):
        found[RANKS[row.scheme], row.unit.path, row.unit_id].append(row)
    return [Fund(Scheme(rows[0].scheme), rows[0].unit.name_in_reports, rows) for _key, rows in sorted(found.items())]


def _statements(paths: tuple[str, ...], month: Month) -> QuerySet:
    first = month.plus(1 - MONTHS_IN_YEAR)
    rows = FundStatement.objects.valid().filter(
        **{f"{BY_UNIT}__in": paths}, month__range=(first.first_day, month.last_day)
    )
    return rows.select_related("unit").order_by("month")


def fund_line(fund: Fund, month: Month) -> dict:
    """A fund by its latest statement; `as_of` is that month where it lies before the page's."""
    months, last = fund.months, fund.last
    is_short = funds.is_short(months, settings.FUND_MONTHS_WARNING)
    stated = Month.of(last.month)
    return {
        "label": str(fund.scheme.label),
        "keeper": fund.keeper,
        "as_of": "" if stated == month else month_text(stated),
        "income": last.income,
        "expenditure": last.expenditure,
        "balance": last.balance,
        "months": DASH if months is None else number_text(funds.shown_months(months), 1),
        "capacity": "" if months is None else _("fund is short") if is_short else _("fund is sufficient"),
        "is_known": months is not None,
        "is_short": is_short,
    }
