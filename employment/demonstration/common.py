"""What the invented entries of employment have in common."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from stdnum.cn import ric

from targets.demonstration.entries import RESERVED_AREA, Ground
from targets.demonstration.invention import spread


def months(ground: Ground) -> range:
    return range(1, ground.script.months + 1)


def value(ground: Ground, code: str, month: int, indicator: str) -> int | None:
    """A figure of the reports; None where the unit was not asked or has not reported."""
    cell = ground.cells.get((code, month, indicator))
    return None if cell is None or cell.value is None else int(cell.value)


def shares(total: int, size: int) -> list[int]:
    """The total in parts of about this size."""
    parts = max(1, round(total / size))
    return [int(part) for part in spread(Decimal(total), [1.0] * parts) if part]


def identity_number(luck: Random, born: date, male: bool) -> str:
    """A number of the area code that was never given out, with the right check digit."""
    order = luck.randrange(1, 499) * 2 + male
    body = f"{RESERVED_AREA}{born:%Y%m%d}{order:03d}"
    return body + str(ric.calc_check_digit(body + "0"))
