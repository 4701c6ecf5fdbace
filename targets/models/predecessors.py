"""What a unit remembers of those that ended and from which it has taken over (`ReportingUnit.taken_over`)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from targets.periods import Month
from targets.splitting import split


class TakingOver(NamedTuple):
    """One taking over: the shares in percent of all who took over, the place of one of them, who it is, since when."""

    shares: tuple[Decimal, ...]
    place: int
    taker: int
    since: Month


class Predecessor(NamedTuple):
    """A unit that ended, of which another has taken over a share from a month on.

    It came in several steps where a successor ended itself. By its steps each successor knows its part of a number
    without asking for the others. Whoever `keeps_papers` finishes what was left open, and keeps the registers.
    """

    unit: int
    path: str
    steps: tuple[TakingOver, ...]
    keeps_papers: bool

    @property
    def since(self) -> Month:
        return self.steps[-1].since

    @classmethod
    def of_json(cls, stored: Sequence[Any]) -> Predecessor:
        unit, path, steps, keeps_papers = stored
        taken = (
            TakingOver(tuple(Decimal(share) for share in shares), place, taker, Month.parse(since))
            for shares, place, taker, since in steps
        )
        return cls(unit, path, tuple(taken), keeps_papers)

    def as_json(self) -> list[Any]:
        steps = [[[str(share) for share in one.shares], one.place, one.taker, str(one.since)] for one in self.steps]
        return [self.unit, self.path, steps, self.keeps_papers]

    def part_of(self, number: Decimal) -> Decimal:
        """The part of a number that was taken over; the parts of all who took over add up to the number."""
        for step in self.steps:
            number = split(number, dict(enumerate(step.shares)))[step.place]
        return number
