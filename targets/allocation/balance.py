"""How the shares of a target stand to it: what is given out, what is left, and one sentence about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from targets.allocation.giving_out import Distribution
from targets.arithmetic import ZERO
from targets.formatting import number_text
from targets.frame import phrases


@dataclass(frozen=True, slots=True)
class Balance:
    """A target, what is given out of it and the rest, as numbers and as texts; `mark` is the look of `words`.

    Where shares do not add up, `given` and `rest` are None; without a target there is no rest.
    """

    total: Decimal | None
    total_text: str
    mark: str
    words: str
    given: Decimal | None = None
    rest: Decimal | None = None

    @property
    def given_text(self) -> str:
        return number_text(self.given)

    @property
    def rest_text(self) -> str:
        return number_text(self.rest)


def balance_of(distribution: Distribution, values: Iterable[Decimal | None]) -> Balance:
    """How the units' values stand to the target; of rates and levels only whether every unit has one."""
    total, total_text = distribution.total, phrases.exact_target(distribution.indicator, distribution.total).text
    known = [value for value in values if value is not None]
    if not distribution.adds_up:
        return Balance(total, total_text, *_each_has_one(len(known), len(distribution.lines)))
    given = sum(known, ZERO)
    rest = None if total is None else total - given
    return Balance(total, total_text, *_rest_words(rest, bool(known)), given, rest)


def _each_has_one(known: int, asked: int) -> tuple[str, str]:
    if known == asked:
        return "met", _("every unit has one")
    if not known:
        return "no_target", _("no unit has one")
    words = {"known": known, "asked": asked}
    return "not_due", _("%(known)s of %(asked)s units have one") % words


def _rest_words(rest: Decimal | None, begun: bool) -> tuple[str, str]:
    """The mark and the sentence of a rest; `split.js` chooses in the same way while one types."""
    words = rest_sentences()
    if not begun:
        return "no_target", words["none"]
    if rest is None:
        return "no_target", words["open"]
    if not rest:
        return "met", words["exact"]
    text = words["under"] if rest > 0 else words["over"]
    return "not_due" if rest > 0 else "behind", text.replace("{number}", number_text(abs(rest)))


def rest_sentences() -> dict[str, str]:
    """What can be said of a rest; the page's script takes its sentences from here."""
    return {
        "none": _("nothing given out yet"),
        "open": _("the plan sets no target to compare with"),
        "exact": _("given out exactly"),
        "under": _("{number} not yet given out"),
        "over": _("{number} more than the target"),
    }
