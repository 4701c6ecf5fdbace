"""Invented firms and cases, for the chapters' demonstrations: nobody's, and labelled so."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from targets.demonstration.entries import Ground
from targets.models import ReportingUnit
from targets.periods import Month

LABEL = "（演示）"
TRADES = ("矿业公司", "建筑公司", "商贸公司", "食品厂", "运输公司", "餐饮公司", "木业公司", "机械厂")
SURNAMES = "王李张刘陈杨赵周吴孙"


def firm(unit: ReportingUnit, number: int) -> str:
    """The unit's firm of that number: the same name every time, a different one for each number."""
    place, trade = unit.filing_name, TRADES[number % len(TRADES)]
    round_ = number // len(TRADES)
    return f"{place}演示{trade}{round_ + 1 if round_ else ''}"


def somebody(luck: Random) -> str:
    """A name that is plainly nobody's."""
    return f"{luck.choice(SURNAMES)}某{LABEL}"


def some_day(luck: Random, year: int, month: int) -> date:
    """A working hour's day of the month, never its last."""
    return date(year, month, luck.randint(2, 27))


def life(ground: Ground, luck: Random, received: date, days: tuple[int, int]) -> date | None:
    """When a case was closed: after so many days, at least and at most; None where that lies beyond the half-year."""
    closed = received + timedelta(days=luck.randint(*days))
    return closed if closed <= Month(ground.year, ground.script.months).last_day else None
