"""Things timed by turns, so that other load on the machine affects all alike."""

import gc
from collections.abc import Callable, Iterator, Sequence
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
    return pair_of([(one, other) for one, other in seconds_by_turns((ours, theirs), rounds=rounds, turns=turns)])


def pair_of(rounds: Sequence[tuple[float, float]]) -> Pair:
    """What the seconds of each round, ours and theirs, come to."""
    ratio = median(one / other for one, other in rounds)
    return Pair((median(one for one, _ in rounds), median(other for _, other in rounds)), ratio)


def seconds_by_turns(works: Sequence[Work], *, rounds: int, turns: int) -> Iterator[list[float]]:
    """The median seconds of each work in each round; every other round takes them in the opposite order."""
    for work in works:
        work()
    for number in range(rounds):
        gc.collect()
        order = works if number % 2 == 0 else works[::-1]
        taken: dict[Work, list[float]] = {work: [] for work in works}
        for _turn in range(turns):
            for work in order:
                taken[work].append(seconds_of(work))
        yield [median(taken[work]) for work in works]


def seconds_of(work: Work) -> float:
    """Seconds that the work takes; what it must prepare untimed it does before it is called."""
    begun = perf_counter()
    work()
    return perf_counter() - begun
