"""Invented employers' statements whose persons and money add up to the invented reports.

Two gaps are meant, so that the comparison of registers and reports has something to show: a firm of 四方台区 has not
stated its work injury insurance of June yet, and 集贤县 reported arrears recovered in June that no statement has.
Beside them one firm of 岭东区 opens May's pension insurance with other persons than it closed April with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from insurance.models import CoverageStatement
from insurance.models.coverage import Scheme
from targets.demonstration.cases import firm
from targets.demonstration.entries import Ground, invents
from targets.demonstration.invention import spread
from targets.demonstration.script import chance
from targets.models import ReportingUnit

FIRMS = 8
# Amounts are multiples of a quarter, as far as the reports allow: SQLite adds those exactly.
QUARTERS = Decimal(4)
NOTHING = Decimal(0)
NOT_STATED = ("230505", Scheme.WORK_INJURY, 6)
ARREARS_NOT_STATED = ("230521", Scheme.UNEMPLOYMENT, 6)
BROKEN = ("230503", Scheme.PENSION, 5)
UNSAID = 3


@dataclass(frozen=True)
class Profile:
    """How a scheme is invented: whose insured it follows and at how many percent; due per person and month in yuan.

    `paid` is the indicator that says the month's money with arrears, `parts` the one whose parts are the current
    payments and what was due. `migrants` is one migrant worker in so many insured.
    """

    insured: str
    percent: int
    yuan: int
    migrants: int
    paid: str = ""
    parts: str = ""


# Medical insurance is collected by the city for all units, so that it alone reports the rate.
PROFILES = {
    Scheme.PENSION: Profile("T09-1", 118, 215, 50),
    Scheme.UNEMPLOYMENT: Profile("T09-1", 100, 0, 50, paid="T09-2"),
    Scheme.MEDICAL: Profile("T10-1", 100, 0, 20, parts="T10-2"),
    Scheme.WORK_INJURY: Profile("T11-1", 100, 9, 6),
    Scheme.MATERNITY: Profile("T10-1", 37, 6, 50),
}


@dataclass
class Line:
    """One firm's insurance of one scheme as it stood at the end of the month before."""

    unit: ReportingUnit
    number: int
    scheme: Scheme
    luck: Random
    insured: int
    arrears: Decimal = field(default=NOTHING)


@dataclass(frozen=True)
class Money:
    """A firm's month in ten thousand yuan; `current` are payments for this month, arrears come on top."""

    due: Decimal
    current: Decimal
    recovered: Decimal


@invents
def coverage_statements(ground: Ground) -> Iterator[CoverageStatement]:
    """Eight firms a unit state every scheme for every month."""
    for code, unit in ground.units.items():
        for scheme, profile in PROFILES.items():
            yield from _of_scheme(ground, code, unit, scheme, profile)


def _of_scheme(ground: Ground, code: str, unit: ReportingUnit, scheme: Scheme, profile: Profile):
    luck = chance("coverage", code, scheme.value)
    weights = [luck.uniform(0.6, 1.6) for _firm in range(FIRMS)]
    stocks = _stocks(ground, code, profile)
    before = spread(stocks[0] * 985 // 1000, weights)
    lines = [Line(unit, number, scheme, luck, int(insured)) for number, insured in enumerate(before)]
    for month, stock in enumerate(stocks, 1):
        money = _money(ground, code, month, profile, stock, weights, luck)
        for line, closing, amounts in zip(lines, spread(stock, weights), money, strict=True):
            statement = _statement(ground, line, month, int(closing), amounts, profile)
            if (code, scheme, month, line.number) != (*NOT_STATED, FIRMS - 1):
                yield statement


def _stocks(ground: Ground, code: str, profile: Profile) -> list[Decimal]:
    """The insured at each month's end; a month without a report is as the one before."""
    stocks: list[Decimal] = []
    for month in ground.months:
        cell = ground.cells.get((code, month, profile.insured))
        stocks.append(cell.value * profile.percent // 100 if cell else stocks[-1])
    return stocks


def _money(
    ground: Ground, code: str, month: int, profile: Profile, stock: Decimal, weights: list[float], luck: Random
) -> list[Money]:
    """The month's money of every firm, from the report where it says it."""
    if profile.paid:
        cell = ground.cells.get((code, month, profile.paid))
        paid = _shares(cell.value if cell else NOTHING, weights)
        return [_of_paid(amount, number == (month - 1) % FIRMS, luck) for number, amount in enumerate(paid)]
    if profile.parts:
        cell = ground.cells.get((code, month, profile.parts))
        due, current = (cell.denominator, cell.numerator) if cell else (NOTHING, NOTHING)
    else:
        due = _quarters(stock * profile.yuan / 10_000)
        current = _quarters(due * luck.randint(90, 97) / 100)
    pairs = zip(_shares(due, weights), _shares(current, weights), strict=True)
    return [Money(due, current, _quarters(current * luck.randint(0, 4) / 100)) for due, current in pairs]


def _of_paid(paid: Decimal, settles: bool, luck: Random) -> Money:
    """A payment, of which some may settle arrears; the rest is all or nearly all that was due for the month."""
    recovered = min(paid, luck.randint(2, 4) / QUARTERS) if settles else NOTHING
    current = paid - recovered
    return Money(current + luck.randint(0, 1) / QUARTERS, current, recovered)


def _shares(total: Decimal, weights: list[float]) -> list[Decimal]:
    """The amount spread in multiples of a quarter; the first gets what is left over."""
    whole = _quarters(total)
    parts = [part / QUARTERS for part in spread(whole * QUARTERS, weights)]
    return [parts[0] + total - whole, *parts[1:]]


def _quarters(amount: Decimal) -> Decimal:
    """Rounded down."""
    return amount * QUARTERS // 1 / QUARTERS


def _statement(
    ground: Ground, line: Line, month: int, closing: int, money: Money, profile: Profile
) -> CoverageStatement:
    place = (line.unit.code, line.scheme, month)
    recovered = NOTHING if place == ARREARS_NOT_STATED else money.recovered
    opening = line.insured - (UNSAID if place == BROKEN and line.number == 0 else 0)
    left = max(line.luck.randint(0, closing // 150 + 1), opening - closing)
    # What was owed before the year covers whatever is recovered in it.
    owed = line.arrears if month > 1 else money.due * 2
    line.insured, line.arrears = closing, max(owed + money.due - money.current - recovered, NOTHING)
    return CoverageStatement(
        unit=line.unit,
        employer_no=f"演{line.unit.code[-2:]}-{line.number + 1:03d}",
        employer=firm(line.unit, line.number),
        scheme=line.scheme,
        month=ground.day(month, 1),
        opening=opening,
        joined=closing - opening + left,
        left=left,
        closing=closing,
        migrants=closing // profile.migrants,
        due=money.due,
        paid=money.current + recovered,
        arrears_recovered=recovered,
        arrears_left=line.arrears,
    )
