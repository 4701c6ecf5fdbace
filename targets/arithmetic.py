"""How the value of an indicator adds up, what is due of its target by a month's end, and how it is judged.

This is the only place that knows the kinds of indicators. It is pure arithmetic in Decimal, without database or Django.
Unless a docstring says otherwise, amounts are in the indicator's unit of measure, and in percent for a ratio.
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
    """How the figures of an indicator add up over months and units.

    flow (时期数): happens during a month; months are summed. stock (时点数): stands at the month's end; the latest
    month counts. ratio (比率): numerator and denominator are summed over units, then divided. level (执行标准): a rate
    in force, typed in. milestones: the number of named elements that are done.
    """

    FLOW = "flow"
    STOCK = "stock"
    RATIO = "ratio"
    LEVEL = "level"
    MILESTONES = "milestones"


class Sense(StrEnum):
    """Whether the target is a floor to reach (达到) or a ceiling to keep within (控制在…以内)."""

    AT_LEAST = ">="
    AT_MOST = "<="


class Pacing(StrEnum):
    """How much of a target is due before its deadline (序时进度).

    even: a straight line. curve: the indicator's own monthly percentages. held: the whole target in every month, as for
    a rate that must be kept. deadline: nothing before the deadline.
    """

    EVEN = "even"
    CURVE = "curve"
    HELD = "held"
    DEADLINE = "deadline"


class Status(StrEnum):
    """How an indicator stands, in one word.

    Before the deadline it is ahead (超前), on pace (正常), behind (滞后) or far behind (严重滞后), and met (已完成) as
    soon as the target is reached. At the deadline it is met or breached (未达标); a ceiling is breached (突破控制) in
    any month above it. The others give no judgement: not reported (未报), not due yet (未到期), no target (未定目标).
    """

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
    """The limits between statuses, as multiples of what is due (1 is exactly what is due).

    From `ahead_from` on an indicator is ahead; below 1 it is behind, and below `behind_from` far behind.
    """

    ahead_from: Decimal = Decimal("1.05")
    behind_from: Decimal = Decimal("0.90")


@dataclass(frozen=True, slots=True)
class Commitment:
    """What was promised: the target, its deadline, and the pace at which it falls due.

    `starts` is the first month of the plan. `baseline` is the value of a stock or a ratio before that month; a flow
    starts at zero. `curve` has twelve cumulative percentages of the target, January to December. `steps` are the
    deadlines of the elements of a milestones indicator.
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

    `reported` of `expected` units gave a figure for that month itself; `value` may include earlier months. A ratio has
    numerator and denominator, and its value is their rate.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    reported: int = 0
    expected: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """A tally judged against its commitment at a month's end.

    `due`, `gap`, `percent` and `needed_per_month` are None where they have no meaning; `due`, `gap` and `percent_done`
    below say when. `months_left` counts the months after this one up to the deadline's month.
    """

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
    """The percentage of two summed parts, rounded half up; None without a denominator.

    The ministry's monthly forms publish rates with two decimals, and rates are judged as they are published.
    """
    if numerator is None or denominator is None or denominator == 0:
        return None
    return (numerator * HUNDRED / denominator).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def accumulate(kind: Kind, values: Sequence[Decimal | None]) -> Decimal | None:
    """The value to date, from the months' values in order: the sum of a flow, otherwise the latest. None is skipped."""
    given = [value for value in values if value is not None]
    if not given:
        return None
    return sum(given, ZERO) if kind is Kind.FLOW else given[-1]


def share_due(commitment: Commitment, month: Month) -> Decimal | None:
    """The part of the target, from 0 to 1, that is due by the end of the month; None where nothing is due yet.

    Everything is due from the deadline on. Where the deadline lies in a later year than the plan begins, nothing is due
    before that year.
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
    """The value due by now: the baseline and the due share of the way from there to the target, to four decimals."""
    return (baseline + (target - baseline) * share_due).quantize(FOUR_PLACES, ROUND_HALF_UP)


def due(commitment: Commitment, month: Month) -> Decimal | None:
    """The value that is due by the month's end; None without a target, or where nothing is due yet.

    A ceiling is due in full at any time. A stock or ratio on its way to a target needs a known baseline; without one
    nothing is due before the deadline, because a straight line from zero would blame every January.
    """
    if commitment.target is None:
        return None
    if commitment.sense is Sense.AT_MOST:
        return commitment.target
    if commitment.steps:
        passed = sum(deadline <= month.last_day for deadline in commitment.steps)
        return Decimal(passed) if passed else None
    share = share_due(commitment, month)
    if share is None:
        return None
    if share >= 1 or commitment.kind in (Kind.FLOW, Kind.MILESTONES):
        return pace_due(commitment.target, share_due=share)
    if commitment.baseline is None:
        return None
    return pace_due(commitment.target, share_due=share, baseline=commitment.baseline)


def gap(commitment: Commitment, value: Decimal | None, due: Decimal | None) -> Decimal | None:
    """How far the value is better (positive) or worse (negative) than what is due; percentage points for a ratio."""
    if value is None or due is None:
        return None
    return due - value if commitment.sense is Sense.AT_MOST else value - due


def percent_done(commitment: Commitment, value: Decimal | None) -> Decimal | None:
    """The completion of the target in percent with two decimals; None for a ceiling, a ratio or a target of zero."""
    target = commitment.target
    if not target or commitment.kind is Kind.RATIO or commitment.sense is Sense.AT_MOST:
        return None
    return rate(value, target)


def assess(commitment: Commitment, tally: Tally, month: Month, thresholds: Thresholds | None = None) -> Progress:
    """Judge a tally against its commitment at a month's end."""
    due_now = due(commitment, month)
    months_left = max(Month.of(commitment.deadline).months_since(month), 0)
    return Progress(
        commitment=commitment,
        tally=tally,
        due=due_now,
        gap=gap(commitment, tally.value, due_now),
        percent=percent_done(commitment, tally.value),
        months_left=months_left,
        needed_per_month=_needed_per_month(commitment, tally.value, months_left),
        status=_status(commitment, tally, month, due_now, thresholds or Thresholds()),
    )


def _needed_per_month(commitment: Commitment, value: Decimal | None, months_left: int) -> Decimal | None:
    """What must be added in each remaining month to reach a floor; None for other kinds than flows and stocks."""
    if value is None or commitment.target is None or months_left == 0:
        return None
    if commitment.kind not in (Kind.FLOW, Kind.STOCK) or commitment.sense is Sense.AT_MOST:
        return None
    return max(commitment.target - value, ZERO) / months_left


def _status(
    commitment: Commitment, tally: Tally, month: Month, due_now: Decimal | None, thresholds: Thresholds
) -> Status:
    """The status at a month's end. What was not reported is neither late nor zero."""
    target, value = commitment.target, tally.value
    if target is None:
        return Status.NO_TARGET
    if value is None or not _is_reported(commitment, tally, month):
        return Status.NOT_REPORTED
    is_final = month.last_day >= commitment.deadline
    if commitment.sense is Sense.AT_MOST:
        if value > target:
            return Status.BREACHED
        return Status.MET if is_final else Status.ON_PACE
    is_reached = value >= target
    if is_final:
        return Status.MET if is_reached else Status.BREACHED
    if is_reached and commitment.pacing is not Pacing.HELD:
        return Status.MET
    if due_now is None or (due_now == 0 and value == 0):
        return Status.NOT_DUE
    return _pace_status(value, due_now, thresholds)


def _pace_status(value: Decimal, due_now: Decimal, thresholds: Thresholds) -> Status:
    """The status of a floor on its way to the deadline."""
    if value < due_now * thresholds.behind_from:
        return Status.FAR_BEHIND
    if value < due_now:
        return Status.BEHIND
    return Status.AHEAD if value >= due_now * thresholds.ahead_from and value > due_now else Status.ON_PACE


def _is_reported(commitment: Commitment, tally: Tally, month: Month) -> bool:
    """Whether there is a figure to judge in this month.

    A figure of an earlier month is enough for milestones and levels, and for every kind once the deadline's month is
    over.
    """
    earlier_is_enough = commitment.kind in (Kind.MILESTONES, Kind.LEVEL) or month > Month.of(commitment.deadline)
    return tally.reported > 0 or earlier_is_enough
