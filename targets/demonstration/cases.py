"""Names, numbers and days for the invented entries of the chapters; those of persons belong to nobody."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from stdnum.cn import ric

from targets.demonstration.entries import Ground
from targets.models import ReportingUnit

LABEL = "（演示）"
TRADES = ("矿业公司", "建筑公司", "商贸公司", "食品厂", "运输公司", "餐饮公司", "木业公司", "机械厂")
SURNAMES = "王李张刘陈杨赵周吴孙"
# An area code that was never assigned, so that no real person has such an identity number.
RESERVED_AREA = "230599"


def firm(unit: ReportingUnit, number: int) -> str:
    """The name of one of the unit's invented firms; each number has a name of its own, which is always the same."""
    place, trade = unit.name_in_reports, TRADES[number % len(TRADES)]
    round_ = number // len(TRADES)
    return f"{place}演示{trade}{round_ + 1 if round_ else ''}"


def somebody(luck: Random) -> str:
    """The name of a person that is marked as invented."""
    return f"{luck.choice(SURNAMES)}某{LABEL}"


def nobodys_number(born: date, order: int) -> str:
    """An identity number with RESERVED_AREA and the right check digit; an odd order is a man's."""
    body = f"{RESERVED_AREA}{born:%Y%m%d}{order:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def some_day(luck: Random, year: int, month: int) -> date:
    """A day of the month from the 2nd to the 27th."""
    return date(year, month, luck.randint(2, 27))


def life(ground: Ground, luck: Random, received: date, days: tuple[int, int]) -> date | None:
    """When a case was closed, so many days after it was received (from, to); None if still open at the end of June."""
    closed = received + timedelta(days=luck.randint(*days))
    return closed if closed <= ground.last_day else None
