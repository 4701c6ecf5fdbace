"""Invented firms, persons and cases, for the chapters' demonstrations: nobody's, and labelled so."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from stdnum.cn import ric

from targets.demonstration.entries import Ground
from targets.models import ReportingUnit

LABEL = "（演示）"
TRADES = ("矿业公司", "建筑公司", "商贸公司", "食品厂", "运输公司", "餐饮公司", "木业公司", "机械厂")
SURNAMES = "王李张刘陈杨赵周吴孙"
# An area code that was never given out: no real person has such a number.
RESERVED_AREA = "230599"


def firm(unit: ReportingUnit, number: int) -> str:
    """The unit's firm of that number: the same name every time, a different one for each number."""
    place, trade = unit.filing_name, TRADES[number % len(TRADES)]
    round_ = number // len(TRADES)
    return f"{place}演示{trade}{round_ + 1 if round_ else ''}"


def somebody(luck: Random) -> str:
    """A name that is plainly nobody's."""
    return f"{luck.choice(SURNAMES)}某{LABEL}"


def nobodys_number(born: date, order: int) -> str:
    """An identity number of nobody's area, with the right check digit; an odd order is a man's."""
    body = f"{RESERVED_AREA}{born:%Y%m%d}{order:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def some_day(luck: Random, year: int, month: int) -> date:
    """A working hour's day of the month, never its last."""
    return date(year, month, luck.randint(2, 27))


def life(ground: Ground, luck: Random, received: date, days: tuple[int, int]) -> date | None:
    """When a case was closed: after so many days, at least and at most; None where that lies beyond the half-year."""
    closed = received + timedelta(days=luck.randint(*days))
    return closed if closed <= ground.last_day else None
