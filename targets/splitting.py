"""Splitting a number into parts whose sum is the number again (最大余额法)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import TypeVar

U = TypeVar("U", bound=Hashable)


class NothingToSplitBy(ValueError):
    """There is no unit, a weight is negative, or all weights are zero."""


def split(total: Decimal, weights: Mapping[U, Decimal | Fraction], decimals: int = 0) -> dict[U, Decimal]:
    """Parts of the total in proportion to the weights, whose sum is the total (largest remainder, 最大余额法).

    Each part is the exact share rounded down; what is left goes, one last place each, to the parts that lost most by
    rounding, and among equals to the first. Parts have at most `decimals` decimals, more where the total itself has
    more, as nothing may be lost. Raises NothingToSplitBy.
    """
    whole = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    if whole <= 0 or any(weight < 0 for weight in weights.values()):
        raise NothingToSplitBy
    last_place = Decimal(1).scaleb(-decimals)
    while total != total.quantize(last_place, ROUND_DOWN):
        last_place = last_place.scaleb(-1)
    steps = int(abs(total) / last_place)
    exact = {unit: Fraction(weight) * steps / whole for unit, weight in weights.items()}
    parts = {unit: int(share) for unit, share in exact.items()}
    left = steps - sum(parts.values())
    for unit in sorted(exact, key=lambda unit: parts[unit] - exact[unit])[:left]:
        parts[unit] += 1
    signed = last_place if total >= 0 else -last_place
    return {unit: signed * count for unit, count in parts.items()}
