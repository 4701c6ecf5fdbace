"""What the invented entries of employment have in common."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from targets.demonstration.cases import nobodys_number
from targets.demonstration.invention import spread


def shares(total: int, size: int) -> list[int]:
    """The total in parts of about this size."""
    parts = max(1, round(total / size))
    return [int(part) for part in spread(Decimal(total), [1.0] * parts) if part]


def identity_number(luck: Random, born: date, male: bool) -> str:
    """An identity number of nobody's, with the order number of a man or of a woman."""
    return nobodys_number(born, luck.randrange(1, 499) * 2 + male)
