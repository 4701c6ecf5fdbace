"""How the value of an indicator adds up, what is due of its target by a month's end, and how it is judged.

This is the only place that knows the kinds of indicators. It is pure arithmetic, without database or Django. Numbers
are Decimals; what is due is a Fraction, so that a third of the way is judged as a third and nothing is rounded before
it is judged. Unless a docstring says otherwise, amounts are in the indicator's unit of measure, and in percent for a
ratio.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from targets.periods import MONTHS_IN_YEAR, Month

HUNDRED = Decimal(100)
ZERO = Decimal(0)
# The decimals with which rates are judged: those of the ministry's monthly forms.
JUDGED_DECIMALS = 2


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
    """Whether the target is a floor to reach, >= (达到), or a ceiling to keep within, <= (控制在…以内)."""

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

    Before the deadline it is ahead (超前), on_pace (正常), behind (滞后) or far_behind (严重滞后), and met (已完成) as
    soon as the target is reached. At the deadline it is met or breached (未达标); a ceiling is breached (突破控制) in
    any month above it. The others give no judgement: incomplete (数据不全), where units are missing and those that
    reported cannot be compared with shares of their own; not_reported (未报); not_applicable (不适用), as all units
    say; nothing_to_measure (无可计量), a rate of 0 of 0; not_due yet (未到期); no_target (未定目标).
    """

    AHEAD = "ahead"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    MET = "met"
    BREACHED = "breached"
    INCOMPLETE = "incomplete"
    NOT_REPORTED = "not_reported"
    NOT_APPLICABLE = "not_applicable"
    NOTHING_TO_MEASURE = "nothing_to_measure"
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

    `starts` is the first month of the plan, or of an indicator that was added later: its target is then what is to be
    reached from that month on. `baseline` is the value of a stock or a ratio before that month; a flow starts at zero.
    `curve` has twelve cumulative percentages of the target, January to December. `steps` are the
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

    `reported` of `expected` units answered for that month itself, `not_applicable` of these with "not applicable".
    `carried` units are silent this month but gave a figure in an earlier month of the year, which `value` includes. A
    ratio has numerator and denominator, and its value is their rate.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    reported: int = 0
    expected: int = 0
    carried: int = 0
    not_applicable: int = 0

    @property
    def missing(self) -> int:
        """How many of the expected units have not answered for the month."""
        return max(self.expected - self.reported, 0)

    @property
    def never_reported(self) -> int:
        """How many of the missing units gave no figure in an earlier month either."""
        return max(self.missing - self.carried, 0)


@dataclass(frozen=True, slots=True)
class LikeForLike:
    """What the units that reported the month have reached together, and what was due of these units alone (同口径)."""

    to_date: Decimal
    due: Fraction


@dataclass(frozen=True, slots=True)
class Progress:
    """A tally judged against its commitment at a month's end.

    `due`, `gap`, `percent` and `needed_per_month` are None where they have no meaning; `due`, `gap` and `percent_done`
    below say when. `months_left` counts the months after this one up to the deadline's month. `percent` is the quotient
    itself, which is rounded where it is shown.

    Where units are missing, `complete` is False: the gap is then that of `like_for_like`, if the units that reported
    can be compared with shares of their own, and no monthly pace is given, since both would count the missing units
    as zero.
    """

    commitment: Commitment
    tally: Tally
    exact_due: Fraction | None
    gap: Decimal | None
    percent: Decimal | None
    months_left: int
    needed_per_month: Decimal | None
    status: Status
    complete: bool = True
    like_for_like: LikeForLike | None = None

    @property
    def due(self) -> Decimal | None:
        """What is due, as a number to show."""
        return None if self.exact_due is None else as_decimal(self.exact_due)

    @property
    def to_date(self) -> Decimal | None:
        return self.tally.value


def as_decimal(number: Fraction) -> Decimal:
    """The number with as many digits as a Decimal has: exact, unless it has no end."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def rate(numerator: Decimal | None, denominator: Decimal | None, decimals: int = JUDGED_DECIMALS) -> Decimal | None:
    """The percentage of two summed parts, rounded half up; None without a denominator.

    Rates are judged with the two decimals of the ministry's monthly forms, whatever number of decimals is shown.
    """
    if numerator is None or denominator is None or denominator == 0:
        return None
    return (numerator * HUNDRED / denominator).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def net(came_in: Decimal | None, went_out: Decimal | None) -> Decimal | None:
    """What came in less what went out; None unless both are known."""
    return None if came_in is None or went_out is None else came_in - went_out


def accumulate(kind: Kind, values: Sequence[Decimal | None]) -> Decimal | None:
    """The value to date, from the months' values in order: the sum of a flow, otherwise the latest. None is skipped."""
    given = [value for value in values if value is not None]
    if not given:
        return None
    return sum(given, ZERO) if kind is Kind.FLOW else given[-1]


def share_due(commitment: Commitment, month: Month) -> Fraction | None:
    """The part of the target, from 0 to 1, that is due by the end of the month; None where nothing is due yet.

    Everything is due from the deadline on. Where the deadline lies in a later year than the plan begins, nothing is due
    before that year. What begins in July has the months from July for its whole way: a straight line gives a sixth a
    month up to December, and of a curve counts what it still rises after June.
    """
    last = Month.of(commitment.deadline)
    if month.last_day >= commitment.deadline or commitment.pacing is Pacing.HELD:
        return Fraction(1)
    if month.year < last.year and commitment.starts.year < last.year:
        return None
    if commitment.pacing is Pacing.CURVE and len(commitment.curve) == MONTHS_IN_YEAR:
        return _curve_due(commitment, month)
    if commitment.pacing is Pacing.DEADLINE:
        return None
    span = last.months_since(commitment.starts) + 1
    elapsed = min(max(month.months_since(commitment.starts) + 1, 0), span)
    return Fraction(elapsed, span)


def _curve_due(commitment: Commitment, month: Month) -> Fraction:
    """The part of the way that the curve has gone by the month's end, of what it still rises from the first month."""
    starts = commitment.starts
    before = commitment.curve[starts.month - 2] if starts.year == month.year and starts.month > 1 else ZERO
    risen = Fraction(commitment.curve[month.month - 1]) - Fraction(before)
    rise = 100 - Fraction(before)
    return max(risen / rise, Fraction(0)) if rise else Fraction(1)


def pace_due(target: Decimal, *, share_due: Fraction, baseline: Decimal = ZERO) -> Fraction:
    """The value due by now: the baseline and the due share of the way from there to the target, unrounded."""
    return Fraction(baseline) + Fraction(target - baseline) * share_due


def due(commitment: Commitment, month: Month) -> Fraction | None:
    """The value that is due by the month's end; None without a target, or where nothing is due yet.

    A ceiling is due in full at any time. A stock or ratio on its way to a target needs a known baseline; without one
    nothing is due before the deadline, because a straight line from zero would blame every January.
    """
    if commitment.target is None:
        return None
    if commitment.sense is Sense.AT_MOST:
        return Fraction(commitment.target)
    if commitment.steps:
        passed = sum(deadline <= month.last_day for deadline in commitment.steps)
        return Fraction(passed) if passed else None
    share = share_due(commitment, month)
    if share is None:
        return None
    if share >= 1 or commitment.kind in (Kind.FLOW, Kind.MILESTONES):
        return pace_due(commitment.target, share_due=share)
    if commitment.baseline is None:
        return None
    return pace_due(commitment.target, share_due=share, baseline=commitment.baseline)


def gap(commitment: Commitment, value: Decimal | None, due: Fraction | None) -> Decimal | None:
    """How far the value is better (positive) or worse (negative) than what is due; percentage points for a ratio."""
    if value is None or due is None:
        return None
    above = Fraction(value) - due
    return as_decimal(-above if commitment.sense is Sense.AT_MOST else above)


def percent_done(commitment: Commitment, value: Decimal | None) -> Decimal | None:
    """The completion of the target in percent, unrounded; None for a ceiling, a ratio or a target of zero."""
    target = commitment.target
    if value is None or not target or commitment.kind is Kind.RATIO or commitment.sense is Sense.AT_MOST:
        return None
    return value * HUNDRED / target


def is_complete(commitment: Commitment, tally: Tally, month: Month) -> bool:
    """Whether every unit that is asked has answered, so that the tally may be compared with the whole commitment.

    Milestones are stated by one unit. A figure of an earlier month is enough for levels, and for every kind once the
    deadline's month is over; a unit that never gave one is missing all the same.
    """
    if commitment.kind is Kind.MILESTONES:
        return True
    earlier_is_enough = commitment.kind is Kind.LEVEL or month > Month.of(commitment.deadline)
    return (tally.never_reported if earlier_is_enough else tally.missing) == 0


def compare_like_for_like(shares: Iterable[tuple[Commitment, Tally]], month: Month) -> LikeForLike | None:
    """The shares that have reported the month in full together, against what was due of them (同口径).

    None for a level, which does not add up; where no share has reported, and where nothing is due of one that has. What
    is due of a rate is the mean of the shares' own, weighted by what their rates are parts of.
    """
    reported = [
        (commitment, tally)
        for commitment, tally in shares
        if tally.reported and tally.value is not None and is_complete(commitment, tally, month)
    ]
    dues = [due_now for commitment, _ in reported if (due_now := due(commitment, month)) is not None]
    kinds = {commitment.kind for commitment, _ in reported}
    if not reported or Kind.LEVEL in kinds or len(dues) < len(reported):
        return None
    if Kind.RATIO not in kinds:
        return LikeForLike(sum((tally.value or ZERO for _, tally in reported), ZERO), sum(dues, Fraction()))
    parts_of = [tally.denominator or ZERO for _, tally in reported]
    whole = sum(parts_of, ZERO)
    to_date = rate(sum((tally.numerator or ZERO for _, tally in reported), ZERO), whole)
    if to_date is None:
        return None
    weighted = (own * Fraction(part_of) for own, part_of in zip(dues, parts_of, strict=True))
    return LikeForLike(to_date, sum(weighted, Fraction()) / Fraction(whole))


def assess(
    commitment: Commitment,
    tally: Tally,
    month: Month,
    thresholds: Thresholds | None = None,
    like_for_like: LikeForLike | None = None,
) -> Progress:
    """Judge a tally against its commitment at a month's end; `like_for_like` only counts where units are missing."""
    due_now = due(commitment, month)
    months_left = max(Month.of(commitment.deadline).months_since(month), 0)
    limits = thresholds or Thresholds()
    if is_complete(commitment, tally, month):
        return Progress(
            commitment=commitment,
            tally=tally,
            exact_due=due_now,
            gap=gap(commitment, tally.value, due_now),
            percent=percent_done(commitment, tally.value),
            months_left=months_left,
            needed_per_month=_needed_per_month(commitment, tally.value, months_left),
            status=_status(commitment, tally, month, due_now, limits),
        )
    return Progress(
        commitment=commitment,
        tally=tally,
        exact_due=due_now,
        gap=gap(commitment, like_for_like.to_date, like_for_like.due) if like_for_like else None,
        percent=percent_done(commitment, tally.value),
        months_left=months_left,
        needed_per_month=None,
        status=_incomplete_status(commitment, tally, month, due_now, limits, like_for_like),
        complete=False,
        like_for_like=like_for_like,
    )


def _needed_per_month(commitment: Commitment, value: Decimal | None, months_left: int) -> Decimal | None:
    """What must be added in each remaining month to reach a floor; None for other kinds than flows and stocks."""
    if value is None or commitment.target is None or months_left == 0:
        return None
    if commitment.kind not in (Kind.FLOW, Kind.STOCK) or commitment.sense is Sense.AT_MOST:
        return None
    return max(commitment.target - value, ZERO) / months_left


def _status(
    commitment: Commitment, tally: Tally, month: Month, due_now: Fraction | None, thresholds: Thresholds
) -> Status:
    """The status at a month's end for which all units have answered. What was not reported is neither late nor zero."""
    target, value = commitment.target, tally.value
    if target is None:
        return Status.NO_TARGET
    if value is None:
        return _status_without_value(commitment, tally)
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
    return _pace_status(value, due_now, thresholds)


def _status_without_value(commitment: Commitment, tally: Tally) -> Status:
    """The status where no unit gave a number: nobody spoke, all said "not applicable", or a rate is 0 of 0."""
    if tally.reported == 0:
        return Status.NOT_REPORTED
    if commitment.kind is Kind.RATIO and tally.not_applicable < tally.reported:
        return Status.NOTHING_TO_MEASURE
    return Status.NOT_APPLICABLE


def _incomplete_status(
    commitment: Commitment,
    tally: Tally,
    month: Month,
    due_now: Fraction | None,
    thresholds: Thresholds,
    like_for_like: LikeForLike | None,
) -> Status:
    """The status while units are missing: that of the units which reported, against their own shares (同口径).

    A sum that has reached its target needs nobody else. Nothing is breached before all units have reported.
    """
    target, value = commitment.target, tally.value
    if target is None:
        return Status.NO_TARGET
    if tally.reported == 0:
        return Status.NOT_REPORTED
    only_rises = commitment.kind is Kind.FLOW and commitment.pacing is not Pacing.HELD
    if only_rises and commitment.sense is Sense.AT_LEAST and value is not None and value >= target:
        return Status.MET
    if due_now is None:
        return Status.NOT_DUE
    if like_for_like is None or month.last_day >= commitment.deadline:
        return Status.INCOMPLETE
    if commitment.sense is Sense.AT_MOST:
        return Status.ON_PACE if like_for_like.to_date <= like_for_like.due else Status.BEHIND
    return _pace_status(like_for_like.to_date, like_for_like.due, thresholds)


def _pace_status(value: Decimal, due_now: Fraction | None, thresholds: Thresholds) -> Status:
    """The status of a floor on its way to the deadline."""
    if due_now is None or (due_now == 0 and value == 0):
        return Status.NOT_DUE
    if value < due_now * Fraction(thresholds.behind_from):
        return Status.FAR_BEHIND
    if value < due_now:
        return Status.BEHIND
    is_ahead = value >= due_now * Fraction(thresholds.ahead_from) and value > due_now
    return Status.AHEAD if is_ahead else Status.ON_PACE
