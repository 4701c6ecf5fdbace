"""Two things timed by turns, so that other load on the machine affects both alike."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pair:
    """Seconds that each of two took, by turns: the portal's way first, what it is measured against second."""

    seconds: tuple[float, float]
    ratio: float


def by_turns(ours: Work, theirs: Work, *, rounds: int, turns: int) -> Pair:
    """Time both, `turns` times a round; the ratio (ours to theirs) is the median of the rounds' medians."""
    found: list[tuple[float, float]] = []
    ours(), theirs()
    for number in range(rounds):
        gc.collect()
        order = (ours, theirs) if number % 2 == 0 else (theirs, ours)
        taken: dict[Work, list[float]] = {ours: [], theirs: []}
        for _turn in range(turns):
            for work in order:
                taken[work].append(seconds_of(work))
        found.append((median(taken[ours]), median(taken[theirs])))
    ratio = median(one / other for one, other in found)
    return Pair((median(one for one, _ in found), median(other for _, other in found)), ratio)


def seconds_of(work: Work) -> float:
    """Seconds that the work takes; what it must prepare untimed it does before it is called."""
    begun = perf_counter()
    work()
    return perf_counter() - begun
