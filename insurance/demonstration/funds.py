"""Invented collection plans, fund statements and cases of fund supervision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from insurance.models import CollectionPlan, FundCase, FundStatement
from insurance.models.coverage import Scheme
from insurance.models.funds import CaseNature, CaseSource
from insurance.registers import FundCases
from targets.demonstration.cases import LABEL, somebody
from targets.demonstration.entries import Ground, invents
from targets.demonstration.invention import whole
from targets.demonstration.script import chance
from targets.registers import due_by_rule

CITY = "230500"
CENT = Decimal("0.01")
# The year's amounts in ten thousand yuan, with what of them is to come from arrears; maternity has no plan yet.
PLANS = {
    Scheme.PENSION: (31500, 900),
    Scheme.UNEMPLOYMENT: (1250, 60),
    Scheme.MEDICAL: (15800, 320),
    Scheme.WORK_INJURY: (1260, 25),
}
# The balance before January, and a month's income and expenditure; the pension fund runs down to under two months.
FUNDS = {
    Scheme.PENSION: (9000, 4200, 4350),
    Scheme.UNEMPLOYMENT: (1500, 130, 95),
    Scheme.MEDICAL: (5200, 1300, 1150),
    Scheme.WORK_INJURY: (600, 95, 60),
    Scheme.MATERNITY: (300, 40, 28),
}
# Received; closed after so many days, 0 for still open; amount and what came back. With sixty days, the case of
# 2 May is overdue on the demonstration's day, that of 9 May due soon, that of 12 June has time.
CASES = (
    (date(2007, 1, 16), 45, "3.50", "3.50"),
    (date(2007, 2, 6), 58, "12.50", "9.25"),
    (date(2007, 2, 27), 30, "0.75", "0.75"),
    (date(2007, 3, 20), 52, "26.00", "26.00"),
    (date(2007, 4, 10), 41, "5.25", "0"),
    (date(2007, 5, 2), 0, "8.75", "2.00"),
    (date(2007, 5, 9), 0, "2.00", "0"),
    (date(2007, 6, 12), 0, "14.50", "0"),
)
PLACES = (CITY, CITY, "230502", CITY, "230521", CITY, CITY, "230523")
RESULT = f"责令退回基金，已结案{LABEL}"


@invents
def collection_plans(ground: Ground) -> Iterator[CollectionPlan]:
    """The city's plan of four schemes, and each unit's share of the unemployment insurance's."""
    for scheme, (planned, arrears) in PLANS.items():
        yield _plan(ground, CITY, scheme, Decimal(planned), Decimal(arrears))
    planned, arrears = PLANS[Scheme.UNEMPLOYMENT]
    for code, share in ground.script.shares["shared"].items():
        if code != CITY:
            part = Decimal(share) / 100
            yield _plan(ground, code, Scheme.UNEMPLOYMENT, planned * part, arrears * part)


def _plan(ground: Ground, code: str, scheme: Scheme, planned: Decimal, arrears: Decimal) -> CollectionPlan:
    return CollectionPlan(
        unit=ground.units[code],
        scheme=scheme,
        year=ground.year,
        planned=planned.quantize(CENT),
        planned_arrears=arrears.quantize(CENT),
        set_on=ground.day(1, 15),
        source=f"{ground.year}年征缴计划{LABEL}",
    )


@invents
def fund_statements(ground: Ground) -> Iterator[FundStatement]:
    """The city's funds month by month, each opening with the balance of the month before."""
    for scheme, (start, income, expenditure) in FUNDS.items():
        luck, balance = chance("funds", scheme.value), Decimal(start)
        for month in ground.months:
            opening = balance
            came, went = (whole(amount * luck.uniform(0.96, 1.04)) for amount in (income, expenditure))
            balance = opening + came - went
            yield FundStatement(
                unit=ground.city,
                scheme=scheme,
                month=ground.day(month, 1),
                opening=opening,
                income=came,
                expenditure=went,
                balance=balance,
            )


@invents
def fund_cases(ground: Ground) -> Iterator[FundCase]:
    """Eight cases of the half-year: five closed, one overdue, one due soon, one with time left."""
    luck = chance("fund cases")
    for number, ((received, days, amount, recovered), code) in enumerate(zip(CASES, PLACES, strict=True), 1):
        yield FundCase(
            unit=ground.units[code],
            case_no=f"演基{ground.year}-{number:02d}",
            scheme=luck.choice(list(Scheme)),
            source=luck.choice(list(CaseSource)),
            nature=luck.choice(list(CaseNature)),
            received_on=received,
            due_on=due_by_rule(FundCases.deadline, received),
            officer=somebody(luck),
            amount=Decimal(amount),
            recovered=Decimal(recovered),
            closed_on=received + timedelta(days=days) if days else None,
            result=RESULT if days else "",
        )
