"""Progress towards a commitment: the one place that knows the kinds of indicator.

Pure arithmetic in Decimal, without database or Django. A *flow* sums over months, a *stock*
takes the latest month, a *ratio* divides parts that were summed before, a *level* is typed in,
*milestones* counts those done. What is good is said by the sense: at least, or at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from targets.periods import MONTHS_IN_YEAR, Month

HUNDRED = Decimal(100)
ZERO = Decimal(0)
FOUR_PLACES = Decimal("0.0001")


class Kind(StrEnum):
    """How an indicator adds up over months and units."""

    FLOW = "flow"
    STOCK = "stock"
    RATIO = "ratio"
    LEVEL = "level"
    MILESTONES = "milestones"


class Sense(StrEnum):
    """Whether the target is a floor (达到) or a ceiling (控制在…以内)."""

    AT_LEAST = ">="
    AT_MOST = "<="


class Pacing(StrEnum):
    """How much of a target is due before its deadline (序时进度).

    even: a straight line; curve: the indicator's own monthly shares; held: the whole target
    at any time, as a rate; deadline: nothing before the deadline.
    """

    EVEN = "even"
    CURVE = "curve"
    HELD = "held"
    DEADLINE = "deadline"


class Status(StrEnum):
    """What a leader is told of an indicator, in one word."""

    AHEAD = "ahead"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    MET = "met"
    BREACHED = "breached"
    NOT_REPORTED = "not_reported"
    NOT_DUE = "not_due"
    NO_TARGET = "no_target"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Parts of what is due (1 = exactly due) at which the words change."""

    ahead_from: Decimal = Decimal("1.05")
    behind_from: Decimal = Decimal("0.90")


@dataclass(frozen=True, slots=True)
class Commitment:
    """What was promised: target in the indicator's unit (percent for a ratio), by when, at what pace.

    `baseline` is where a stock or a ratio stood before the plan's first month; a flow starts at
    zero. `curve` holds twelve cumulative percentages of the target, January to December. `steps`
    are the deadlines of a milestones indicator's named elements.
    """

    kind: Kind
    sense: Sense
    target: Decimal | None
    deadline: date
    starts: Month
    pacing: Pacing = Pacing.EVEN
    curve: Sequence[Decimal] = ()
    baseline: Decimal | None = None
    steps: Sequence[date] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What was reported up to a month, summed over units.

    `reported` of `expected` units gave a figure for the very month; `value` may rest on earlier
    months as well. For a ratio numerator and denominator are set and value is their rate.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    reported: int = 0
    expected: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """A tally judged against its commitment; None wherever a number would be invented."""

    commitment: Commitment
    tally: Tally
    due: Decimal | None
    gap: Decimal | None
    percent: Decimal | None
    months_left: int
    needed_per_month: Decimal | None
    status: Status

    @property
    def to_date(self) -> Decimal | None:
        return self.tally.value


def rate(numerator: Decimal | None, denominator: Decimal | None, decimals: int = 2) -> Decimal | None:
    """Percentage of two summed parts, rounded half up as it is published; None without a denominator.

    Rates are published with two decimals (rule of the ministry's monthly forms) and judged as published.
    """
    if numerator is None or denominator is None or denominator == 0:
        return None
    return (numerator * HUNDRED / denominator).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def accumulate(kind: Kind, values: Sequence[Decimal | None]) -> Decimal | None:
    """To date from the months' values in order: a flow's sum, anything else's latest. Blanks change nothing."""
    given = [value for value in values if value is not None]
    if not given:
        return None
    return sum(given, ZERO) if kind is Kind.FLOW else given[-1]


def is_reached(commitment: Commitment, value: Decimal) -> bool:
    """Does the value keep the promise as it stands?"""
    if commitment.target is None:
        return False
    if commitment.sense is Sense.AT_MOST:
        return value <= commitment.target
    return value >= commitment.target


def share_due(commitment: Commitment, month: Month) -> Decimal | None:
    """The part (0 to 1) of the target due by the end of the month; None where nothing is due yet.

    From the deadline on all of it is due; nothing is due before the deadline's own year.
    """
    last = Month.of(commitment.deadline)
    if month.last_day >= commitment.deadline or commitment.pacing is Pacing.HELD:
        return Decimal(1)
    if month.year < last.year and commitment.starts.year < last.year:
        return None
    if commitment.pacing is Pacing.CURVE and len(commitment.curve) == MONTHS_IN_YEAR:
        return commitment.curve[month.month - 1] / HUNDRED
    if commitment.pacing is Pacing.DEADLINE:
        return None
    span = last.months_since(commitment.starts) + 1
    elapsed = min(max(month.months_since(commitment.starts) + 1, 0), span)
    return Decimal(elapsed) / Decimal(span)


def pace_due(target: Decimal, *, share_due: Decimal, baseline: Decimal = ZERO) -> Decimal:
    """What should stand by now, in the target's unit: the baseline and the due share of the way to the target."""
    return (baseline + (target - baseline) * share_due).quantize(FOUR_PLACES, ROUND_HALF_UP)


def _steps_due(commitment: Commitment, month: Month) -> Decimal | None:
    passed = sum(deadline <= month.last_day for deadline in commitment.steps)
    return Decimal(passed) if passed else None


def due(commitment: Commitment, month: Month) -> Decimal | None:
    """What was due by the month's end, in the indicator's unit; None where nothing can be said.

    A ceiling is due in full at any time. A stock or ratio on its way to a target needs a known
    baseline, else only its deadline counts: a straight line from zero would accuse every January.
    """
    if commitment.target is None:
        return None
    if commitment.sense is Sense.AT_MOST:
        return commitment.target
    if commitment.steps:
        return _steps_due(commitment, month)
    share = share_due(commitment, month)
    if share is None:
        return None
    if share >= 1 or commitment.kind in (Kind.FLOW, Kind.MILESTONES):
        return pace_due(commitment.target, share_due=share)
    if commitment.baseline is None:
        return None
    return pace_due(commitment.target, share_due=share, baseline=commitment.baseline)


def gap(commitment: Commitment, value: Decimal | None, due: Decimal | None) -> Decimal | None:
    """How far ahead (positive) or behind (negative), in units, or in points for a ratio; good is always positive."""
    if value is None or due is None:
        return None
    return due - value if commitment.sense is Sense.AT_MOST else value - due


def percent_done(commitment: Commitment, value: Decimal | None) -> Decimal | None:
    """Completion of the target in percent with two decimals; never for a ceiling, a rate or a zero target."""
    target = commitment.target
    if value is None or not target or commitment.kind is Kind.RATIO or commitment.sense is Sense.AT_MOST:
        return None
    return rate(value, target)


def months_left(commitment: Commitment, month: Month) -> int:
    """Months after this one up to and with the deadline's month; never negative."""
    return max(Month.of(commitment.deadline).months_since(month), 0)


def needed_per_month(commitment: Commitment, value: Decimal | None, month: Month) -> Decimal | None:
    """Pace still needed each remaining month to reach a flow's or stock's target; None where none is left to go."""
    return _needed(commitment, value, months_left(commitment, month))


def _needed(commitment: Commitment, value: Decimal | None, left: int) -> Decimal | None:
    if value is None or commitment.target is None or left == 0:
        return None
    if commitment.kind not in (Kind.FLOW, Kind.STOCK) or commitment.sense is Sense.AT_MOST:
        return None
    return max(commitment.target - value, ZERO) / left


def _ceiling_status(commitment: Commitment, value: Decimal, month: Month) -> Status:
    if not is_reached(commitment, value):
        return Status.BREACHED
    return Status.MET if month.last_day >= commitment.deadline else Status.ON_PACE


def _pace_status(value: Decimal, due: Decimal, thresholds: Thresholds) -> Status:
    if value < due * thresholds.behind_from:
        return Status.FAR_BEHIND
    if value < due:
        return Status.BEHIND
    return Status.AHEAD if value >= due * thresholds.ahead_from and value > due else Status.ON_PACE


def _is_silent(commitment: Commitment, tally: Tally, month: Month) -> bool:
    """Is there no figure to judge? A missing report is grey, never late and never zero.

    A figure once given stands for milestones and levels, and after the deadline's month for all.
    """
    if tally.value is None:
        return True
    stands = commitment.kind in (Kind.MILESTONES, Kind.LEVEL) or month > Month.of(commitment.deadline)
    return tally.reported == 0 and not stands


def status(commitment: Commitment, tally: Tally, month: Month, thresholds: Thresholds | None = None) -> Status:
    """The word for a tally at a month's end; nothing is late before its deadline's time."""
    return _status(commitment, tally, month, due(commitment, month), thresholds or Thresholds())


def _status(promise: Commitment, tally: Tally, month: Month, now_due: Decimal | None, limits: Thresholds) -> Status:
    if promise.target is None:
        return Status.NO_TARGET
    if _is_silent(promise, tally, month) or tally.value is None:
        return Status.NOT_REPORTED
    if promise.sense is Sense.AT_MOST:
        return _ceiling_status(promise, tally.value, month)
    reached = is_reached(promise, tally.value)
    if month.last_day >= promise.deadline:
        return Status.MET if reached else Status.BREACHED
    if reached and promise.pacing is not Pacing.HELD:
        return Status.MET
    if now_due is None or (now_due == 0 and tally.value == 0):
        return Status.NOT_DUE
    return _pace_status(tally.value, now_due, limits)


def assess(commitment: Commitment, tally: Tally, month: Month, thresholds: Thresholds | None = None) -> Progress:
    """Judge a tally against its commitment at a month's end."""
    now_due, left = due(commitment, month), months_left(commitment, month)
    return Progress(
        commitment=commitment,
        tally=tally,
        due=now_due,
        gap=gap(commitment, tally.value, now_due),
        percent=percent_done(commitment, tally.value),
        months_left=left,
        needed_per_month=_needed(commitment, tally.value, left),
        status=_status(commitment, tally, month, now_due, thresholds or Thresholds()),
    )
