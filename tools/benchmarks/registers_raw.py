"""A month of the registers of employment by SQL written by hand, one statement a register."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from targets.periods import Month

Key = tuple[str, str, str]

IN_MONTH = "{day} BETWEEN %(first)s AND %(last)s"
STANDS = "{begin} <= %(last)s AND ({end} IS NULL OR {end} > %(last)s)"


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: what is summed (1 counts rows), over which rows; for a rate the denominator as well."""

    key: str
    what: str
    rule: str
    of: str = ""


def _in(day: str, more: str = "") -> str:
    return IN_MONTH.format(day=day) + (f" AND {more}" if more else "")


def _stands(begin: str, end: str) -> str:
    return STANDS.format(begin=begin, end=end)


def _class(key: str, *types: str) -> Number:
    kinds = ", ".join(f"'{one}'" for one in types)
    return Number(key, "trained", _in("ended_on", f"training_type IN ({kinds})"))


RURAL = ("prep_rural", "pre_export", "rural_other")
KEPT_HOUSEHOLD = (
    "recognised_on BETWEEN %(january)s AND %(last)s OR exited_on BETWEEN %(january)s AND %(last)s"
    " OR (recognised_on <= %(last)s AND (exited_on IS NULL OR exited_on >= %(january)s))"
)
# By table: which rows show that a unit keeps the register this year, and its figures.
TABLES: dict[str, tuple[str, list[Number]]] = {
    "employment.zeroemploymenthousehold": (
        KEPT_HOUSEHOLD,
        [
            Number("outstanding", "1", _stands("recognised_on", "exited_on")),
            Number("found", "1", _in("recognised_on")),
            Number("helped", "1", _in("exited_on", "exit_reason = 'employed'")),
        ],
    ),
    "employment.placementstatement": (
        "month BETWEEN %(january)s AND %(last)s",
        [
            Number("T02-1", "introductions", _in("month")),
            Number("T02-2", "placed", _in("month")),
            Number("vacancies", "vacancies", _in("month")),
        ],
    ),
    "employment.trainingclass": (
        "started_on BETWEEN %(january)s AND %(last)s OR ended_on BETWEEN %(january)s AND %(last)s",
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
}


def month_of_employment(month: Month) -> dict[Key, tuple[Decimal, Decimal]]:
    """The registers that hold entries; by register, filing unit and figure: the number, and a rate's denominator."""
    days = {"first": month.first_day, "last": month.last_day, "january": month.year_to()[0].first_day}
    found: dict[Key, tuple[Decimal, Decimal]] = {}
    with connection.cursor() as cursor:
        for name, (kept, numbers) in TABLES.items():
            cursor.execute(_statement(name, kept, numbers), days)
            for path, *values in cursor.fetchall():
                found |= {(name, path, key): pair for key, pair in _pairs(numbers, values)}
    return found


def _statement(name: str, kept: str, numbers: list[Number]) -> str:
    sums = ", ".join(_sum(part, number.rule) for number in numbers for part in (number.what, number.of) if part)
    table = name.replace(".", "_")
    return (
        f"SELECT u.district_path, {sums} FROM {table} e JOIN targets_reportingunit u ON u.id = e.unit_id"  # noqa: S608
        f" WHERE cancelled_on IS NULL AND ({kept}) GROUP BY u.district_path"
    )


def _sum(what: str, rule: str) -> str:
    return f"SUM(CASE WHEN {rule} THEN {what} ELSE 0 END)"


def _pairs(numbers: list[Number], values: list[Any]) -> list[tuple[str, tuple[Decimal, Decimal]]]:
    pairs, rest = [], [Decimal(value or 0) for value in values]
    for number in numbers:
        value = rest.pop(0)
        pairs.append((number.key, (value, rest.pop(0) if number.of else Decimal(0))))
    return pairs
