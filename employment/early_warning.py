"""Early warning of unemployment (失业预警, plan task 5): which level a district's month reaches, and by which sign.

Three signs are looked at: the registered unemployment rate in percent, its rise over the same district's three months
before in points, and the persons whose layoff was announced in the month. From which number on each level is reached
is the bureau's own to set; the settings WARNING_RATE, WARNING_CHANGE and WARNING_LAYOFFS hold it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

# The gravest first; the names are those of the settings.
LEVELS = ("red", "orange", "yellow", "blue")
MONTHS_BETWEEN = 3


class Sign(StrEnum):
    RATE = "rate"
    CHANGE = "change"
    LAYOFFS = "layoffs"


# From which number on each level is reached.
Scale = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class ReachedLevel:
    """The level of warning that a month reaches, and the signs that reach it."""

    level: str
    signs: tuple[Sign, ...]


def rise(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Points between two rates; None where either is unknown."""
    return None if now is None or before is None else now - before


def level_of(number: Decimal | None, scale: Scale) -> str | None:
    """The gravest level whose number is reached; None below all of them and for an unknown number."""
    reached = (level for level in LEVELS if number is not None and number >= scale[level])
    return next(reached, None)


def judge(numbers: Mapping[Sign, Decimal | None], scales: Mapping[Sign, Scale]) -> ReachedLevel | None:
    """The gravest level that any sign reaches; None where no sign reaches one. An unknown number reaches none."""
    levels = {sign: level_of(numbers.get(sign), scale) for sign, scale in scales.items()}
    for level in LEVELS:
        signs = tuple(sign for sign, reached in levels.items() if reached == level)
        if signs:
            return ReachedLevel(level, signs)
    return None
