"""A month of the registers of employment by SQL written by hand, one statement a register.

Written from what the registers mean, not from what the portal makes of their declarations: the bench holds the two
against each other and fails where they differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from targets.periods import Month

Key = tuple[str, str, str]

FOUR_PLACES = Decimal("0.0001")
# Placeholders of days: the month's first and last, and the first of January.
IN_MONTH = "{day} BETWEEN %(first)s AND %(last)s"
IN_YEAR = "{day} BETWEEN %(january)s AND %(last)s"
STANDS = "{begin} <= %(last)s AND ({end} IS NULL OR {end} > %(last)s)"
STOOD = "{begin} <= %(last)s AND ({end} IS NULL OR {end} >= %(january)s)"


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: what is summed (1 counts rows), over which rows; for a rate the denominator as well.

    `distinct` counts different values of `what` instead.
    """

    key: str
    what: str
    rule: str
    of: str = ""
    distinct: bool = False


def _in(day: str, more: str = "") -> str:
    return IN_MONTH.format(day=day) + (f" AND {more}" if more else "")


def _stands(begin: str, end: str) -> str:
    return STANDS.format(begin=begin, end=end)


def _in_year(*days: str) -> str:
    return " OR ".join(IN_YEAR.format(day=day) for day in days)


def _stood(begin: str, end: str) -> str:
    """In force on any day of the year so far, or begun or ended in it."""
    return f"{_in_year(begin, end)} OR ({STOOD.format(begin=begin, end=end)})"


def _class(key: str, *types: str) -> Number:
    kinds = ", ".join(f"'{one}'" for one in types)
    return Number(key, "trained", _in("ended_on", f"training_type IN ({kinds})"))


RURAL = ("prep_rural", "pre_export", "rural_other")
POST_STANDS = _stands("created_on", "ended_on")
HOLDS = _stands("holds_from", "holds_until")

# By table: which rows show that a unit keeps the register this year, and its figures.
TABLES: dict[str, tuple[str, list[Number]]] = {
    "employment.zeroemploymenthousehold": (
        _stood("recognised_on", "exited_on"),
        [
            Number("outstanding", "1", _stands("recognised_on", "exited_on")),
            Number("found", "1", _in("recognised_on")),
            Number("helped", "1", _in("exited_on", "exit_reason = 'employed'")),
        ],
    ),
    "employment.householdstatement": (
        _in_year("month"),
        [Number("stated", "e.unit_id", _in("month"), distinct=True), Number("found", "found", _in("month"))],
    ),
    "employment.fortyfiftyperson": (
        _stood("recognised_on", "reemployed_on"),
        [
            Number("T01-3", "1", _in("reemployed_on")),
            Number("recognised", "1", _in("recognised_on")),
            Number("waiting", "1", _stands("recognised_on", "reemployed_on")),
        ],
    ),
    "employment.reemployment": (
        _in_year("job_on"),
        [Number("T01-2", "1", _in("job_on")), Number("of_4050", "1", _in("job_on", "is_4050"))],
    ),
    "employment.publicservicepost": (
        _stood("created_on", "ended_on"),
        [
            Number("T03-1", "posts", _in("created_on")),
            Number("posts", "posts", POST_STANDS),
            Number("filled", "filled", POST_STANDS),
            Number("ended", "posts", _in("ended_on")),
        ],
    ),
    "employment.postholder": (
        _stood("holds_from", "holds_until"),
        [Number("placed", "1", _in("holds_from")), Number("holding", "1", HOLDS), Number("subsidy", "subsidy", HOLDS)],
    ),
    "employment.microloan": (
        _stood("paid_on", "repaid_on"),
        [
            Number("loans", "1", _in("paid_on")),
            Number("amount", "amount", _in("paid_on")),
            Number("jobs", "jobs", _in("paid_on")),
            Number("repaid", "amount", _in("repaid_on")),
            Number("guaranteed", "amount", _stands("paid_on", "repaid_on")),
        ],
    ),
    "employment.subsidy": (
        _in_year("approved_on", "paid_on"),
        [
            Number("approved", "amount", _in("approved_on")),
            Number("paid", "amount", _in("paid_on")),
            Number("persons", "persons", _in("paid_on")),
        ],
    ),
    "employment.placementstatement": (
        _in_year("month"),
        [
            Number("T02-1", "introductions", _in("month")),
            Number("T02-2", "placed", _in("month")),
            Number("vacancies", "vacancies", _in("month")),
        ],
    ),
    "employment.labourexport": (
        _in_year("left_on"),
        [Number("T02-3", "persons", _in("left_on")), Number("trained", "persons", _in("left_on", "trained"))],
    ),
    "employment.trainingclass": (
        _in_year("started_on", "ended_on"),
        [
            _class("T04-1", "unemployed"),
            Number("T04-2", "passed", _in("ended_on", "training_type = 'unemployed'"), "examined"),
            _class("T04-3", "start_up"),
            _class("T04-4", "prep_urban"),
            _class("T04-5", *RURAL),
            _class("T04-6", "prep_rural"),
            _class("T04-7", "pre_export"),
            _class("T13-3", "enterprise"),
        ],
    ),
    "employment.layoffnotice": (_in_year("announced_on"), [Number("laid_off", "laid_off", _in("announced_on"))]),
    "employment.warningresponse": (_in_year("taken_on"), [Number("responses", "1", _in("taken_on"))]),
}


Statement = tuple[str, list[Any]]
VALID = "e.cancelled_on IS NULL"
FOUND = "(e.class_no LIKE %s OR e.provider LIKE %s OR e.trade LIKE %s)"


def page_of_classes(rule: str, words: str = "", page: int = 1) -> list[Statement]:
    """How many training classes there are, and fifty of them, the newest first."""
    values = [f"%{words}%"] * 3 if words else []
    columns = (
        "e.id, e.class_no, e.training_type, u.name_zh_hans, e.trade, e.started_on, e.ended_on, e.trained, e.passed"
    )
    rows = (
        f"SELECT {columns} FROM employment_trainingclass e JOIN targets_reportingunit u ON u.id = e.unit_id"  # noqa: S608
        f" WHERE {rule} ORDER BY e.started_on DESC, e.id DESC LIMIT 50 OFFSET %s"
    )
    count = f"SELECT COUNT(*) FROM employment_trainingclass e WHERE {rule}"  # noqa: S608
    return [(count, values), (rows, [*values, 50 * (page - 1)])]


def month_of_employment(month: Month) -> dict[Key, tuple[Decimal, Decimal]]:
    """By register, reporting unit and figure: the number, and a rate's denominator."""
    days = {"first": month.first_day, "last": month.last_day, "january": month.year_to()[0].first_day}
    found: dict[Key, tuple[Decimal, Decimal]] = {}
    with connection.cursor() as cursor:
        for name, (kept, numbers) in TABLES.items():
            cursor.execute(_statement(name, kept, numbers), days)
            for path, *values in cursor.fetchall():
                found |= {(name, path, key): pair for key, pair in _pairs(numbers, values)}
    return found


def _statement(name: str, kept: str, numbers: list[Number]) -> str:
    parts = (part for number in numbers for part in _parts(number))
    table = name.replace(".", "_")
    return (
        f"SELECT u.district_path, {', '.join(parts)} FROM {table} e"  # noqa: S608
        " JOIN targets_reportingunit u ON u.id = e.unit_id"
        f" WHERE cancelled_on IS NULL AND ({kept}) GROUP BY u.district_path"
    )


def _parts(number: Number) -> list[str]:
    if number.distinct:
        return [f"COUNT(DISTINCT CASE WHEN {number.rule} THEN {number.what} END)"]
    return [f"SUM(CASE WHEN {number.rule} THEN {what} ELSE 0 END)" for what in (number.what, number.of) if what]


def _pairs(numbers: list[Number], values: list[Any]) -> list[tuple[str, tuple[Decimal, Decimal]]]:
    pairs, rest = [], [_exact(value) for value in values]
    for number in numbers:
        value = rest.pop(0)
        pairs.append((number.key, (value, rest.pop(0) if number.of else Decimal(0))))
    return pairs


def _exact(value: object) -> Decimal:
    """SQLite adds decimals as binary fractions."""
    return Decimal(str(value or 0)).quantize(FOUR_PLACES)
