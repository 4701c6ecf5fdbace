"""The result of a measurement, and the limit that it must keep."""

from dataclasses import asdict, dataclass
from typing import Any

from tools.benchmarks.timing import Pair


@dataclass(frozen=True, slots=True)
class Limit:
    """A ratio's bound: at most, or at least."""

    bound: float
    at_most: bool

    def __str__(self) -> str:
        return f"{'<=' if self.at_most else '>='} {self.bound:g}"

    def holds(self, ratio: float) -> bool:
        return ratio <= self.bound if self.at_most else ratio >= self.bound


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table, as it stands in var/bench.json."""

    name: str
    database: str
    scale: str
    ratio: float
    target: str
    holds: bool

    def row(self) -> dict[str, Any]:
        return asdict(self)


def time_of(name: str, where: tuple[str, str], pair: Pair, limit: Limit) -> Result:
    """How many times as long the portal takes."""
    return _result(name, where, pair.ratio, limit)


def rate_of(name: str, where: tuple[str, str], pair: Pair, limit: Limit) -> Result:
    """Which part of the other's requests a second the portal reaches."""
    return _result(name, where, 1 / pair.ratio, limit)


def count_of(name: str, where: tuple[str, str], number: int, limit: Limit) -> Result:
    """A number that is no ratio, with its limit."""
    return _result(name, where, float(number), limit)


def share_of(name: str, where: tuple[str, str], share: float, limit: Limit) -> Result:
    """A share that was counted."""
    return _result(name, where, share, limit)


def _result(name: str, where: tuple[str, str], ratio: float, limit: Limit) -> Result:
    rounded = round(ratio, 2)
    return Result(name, *where, rounded, str(limit), limit.holds(rounded))
