"""Splitting a target over units so that the parts add up exactly. Pure arithmetic in Decimal.

Each part is the exact share rounded down to the indicator's decimals; what is left goes, one last
place each, to the parts that lost most by rounding (largest remainder, 最大余额法).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import TypeVar

U = TypeVar("U", bound=Hashable)


class NothingToSplitBy(ValueError):
    """There is no unit, a weight is negative, or all weights are zero."""


def split(total: Decimal, weights: Mapping[U, Decimal], decimals: int = 0) -> dict[U, Decimal]:
    """Parts of the total in proportion to the weights, whose sum is the total.

    Parts have at most `decimals` decimals (more where the total itself has more, as nothing may be
    lost). Units that lost equally are served in the order given. Raises NothingToSplitBy.
    """
    whole = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    if whole <= 0 or any(weight < 0 for weight in weights.values()):
        raise NothingToSplitBy
    step = _step(total, decimals)
    steps = int(abs(total) / step)
    exact = {unit: Fraction(weight) * steps / whole for unit, weight in weights.items()}
    parts = {unit: int(share) for unit, share in exact.items()}
    left = steps - sum(parts.values())
    for unit in sorted(exact, key=lambda unit: parts[unit] - exact[unit])[:left]:
        parts[unit] += 1
    signed = step if total >= 0 else -step
    return {unit: signed * count for unit, count in parts.items()}


def equally(total: Decimal, units: list[U], decimals: int = 0) -> dict[U, Decimal]:
    """The same for every unit, as far as the last place allows. Raises NothingToSplitBy without units."""
    return split(total, dict.fromkeys(units, Decimal(1)), decimals)


def _step(total: Decimal, decimals: int) -> Decimal:
    """The smallest amount given out: the last place of the wanted decimals, or finer where the total is finer."""
    step = Decimal(1).scaleb(-decimals)
    while total != total.quantize(step, ROUND_DOWN):
        step = step.scaleb(-1)
    return step
