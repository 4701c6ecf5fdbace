"""The arithmetic: cases worked out by hand for every kind."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from targets.arithmetic import (
    Commitment,
    Kind,
    LikeForLike,
    Pacing,
    Sense,
    Status,
    Tally,
    Thresholds,
    accumulate,
    assess,
    compare_like_for_like,
    due,
    percent_done,
    rate,
)
from targets.formatting import rounded
from targets.periods import Month

JANUARY, JUNE, SEPTEMBER, DECEMBER = (Month(2007, number) for number in (1, 6, 9, 12))
YEAR_END, MID_YEAR = date(2007, 12, 31), date(2007, 6, 30)
SCHOOL_INTAKE = tuple(Decimal(share) for share in (0, 0, 0, 0, 0, 0, 0, 0, 100, 100, 100, 100))


def promise(kind=Kind.FLOW, target="18000", sense=Sense.AT_LEAST, deadline=YEAR_END, **more) -> Commitment:
    value = None if target is None else Decimal(target)
    return Commitment(kind=kind, sense=sense, target=value, deadline=deadline, starts=JANUARY, **more)


def stands(commitment: Commitment, value, month=JUNE, *, thresholds=None, compared=None, **counts):
    """A value at a month's end, which every unit has reported unless `counts` says otherwise."""
    number = None if value is None else Decimal(value)
    tally = Tally(value=number, **{"reported": 9, "expected": 9} | counts)
    return assess(commitment, tally, month, thresholds, compared)


def like_for_like(to_date, due) -> LikeForLike:
    return LikeForLike(Decimal(to_date), Fraction(due))


NEW_JOBS = promise()
UNEMPLOYMENT = promise(Kind.RATIO, "4.6", Sense.AT_MOST, pacing=Pacing.HELD)
INSURED = promise(Kind.STOCK, "114000", baseline=Decimal(108000))
CONTRACTS = promise(Kind.RATIO, "90", baseline=Decimal(78))
PASS_RATE = promise(Kind.RATIO, "90", pacing=Pacing.HELD)
INSPECTION = promise(Kind.RATIO, "100", deadline=MID_YEAR, baseline=Decimal(70))
ID_UPGRADE = promise(Kind.RATIO, "100", deadline=MID_YEAR, pacing=Pacing.DEADLINE)
INTAKE = promise(target="600", pacing=Pacing.CURVE, curve=SCHOOL_INTAKE)
LEVEL = promise(Kind.LEVEL, "8", pacing=Pacing.DEADLINE)
NO_CASES = promise(target="0", sense=Sense.AT_MOST, pacing=Pacing.HELD)
SYSTEMS_2010 = promise(Kind.MILESTONES, "2", deadline=date(2010, 12, 31), pacing=Pacing.DEADLINE)


# ---- Adding up over months --------------------------------------------------------------------------------


def test_a_flow_sums_and_everything_else_takes_the_latest():
    months = [Decimal(100), None, Decimal(0), Decimal(150)]
    assert accumulate(Kind.FLOW, months) == 250
    assert accumulate(Kind.STOCK, months) == 150
    assert accumulate(Kind.LEVEL, [Decimal(5), Decimal(8), None]) == 8


def test_nothing_reported_is_nothing_and_not_zero():
    assert accumulate(Kind.FLOW, [None, None]) is None
    assert accumulate(Kind.FLOW, [Decimal(0), None]) == 0


def test_a_rate_is_published_half_up_with_two_decimals():
    assert rate(Decimal(2842), Decimal(4600)) == Decimal("61.78")
    assert rate(Decimal(1), Decimal(8), 1) == Decimal("12.5")
    assert rate(Decimal("92.285"), Decimal(100)) == Decimal("92.29")
    assert rate(Decimal(5), Decimal(0)) is None
    assert rate(None, Decimal(10)) is None


# ---- A flow -----------------------------------------------------------------------------------------------


def test_new_jobs_half_way_through_the_year():
    june = stands(NEW_JOBS, 9360)
    assert june.due == 9000
    assert june.gap == 360
    assert june.percent == 52
    assert june.months_left == 6
    assert june.needed_per_month == 1440
    assert june.status is Status.ON_PACE


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("9450", Status.AHEAD),
        ("9449", Status.ON_PACE),
        ("9000", Status.ON_PACE),
        ("8999", Status.BEHIND),
        ("8100", Status.BEHIND),
        ("8099", Status.FAR_BEHIND),
        ("0", Status.FAR_BEHIND),
        ("18000", Status.MET),
    ],
)
def test_the_status_changes_at_the_thresholds(value, status):
    assert stands(NEW_JOBS, value).status is status


def test_the_thresholds_can_be_set():
    strict = Thresholds(ahead_from=Decimal("1.00"), behind_from=Decimal("0.99"))
    assert stands(NEW_JOBS, 9001, thresholds=strict).status is Status.AHEAD
    assert stands(NEW_JOBS, 8900, thresholds=strict).status is Status.FAR_BEHIND


def test_at_the_years_end_the_target_is_met_or_missed():
    assert stands(NEW_JOBS, 18000, DECEMBER).status is Status.MET
    assert stands(NEW_JOBS, 17999, DECEMBER).status is Status.BREACHED
    assert stands(NEW_JOBS, 17999, DECEMBER).needed_per_month is None


def test_more_than_the_target_needs_no_more():
    over = stands(NEW_JOBS, 20000)
    assert rounded(over.percent, 4) == Decimal("111.1111")
    assert over.needed_per_month == 0


def test_the_intake_is_due_in_september_and_not_before():
    assert stands(INTAKE, 0).status is Status.NOT_DUE
    assert stands(INTAKE, 0).due == 0
    assert stands(INTAKE, 0, SEPTEMBER).status is Status.FAR_BEHIND
    assert stands(INTAKE, 590, SEPTEMBER).status is Status.BEHIND
    assert stands(INTAKE, 600, SEPTEMBER).status is Status.MET
    assert stands(INTAKE, 50).status is Status.AHEAD, "early pupils are welcome"


# ---- A stock ----------------------------------------------------------------------------------------------


def test_a_stock_goes_from_last_years_end_to_the_target():
    june = stands(INSURED, 110500)
    assert june.due == 111000, "108,000 and half of the way to 114,000"
    assert june.gap == -500
    assert rounded(june.percent, 4) == Decimal("96.9298")
    assert june.status is Status.BEHIND


def test_without_a_baseline_a_stock_is_not_judged_behind():
    unknown = promise(Kind.STOCK, "114000")
    assert stands(unknown, 90000).due is None
    assert stands(unknown, 90000).status is Status.NOT_DUE
    assert stands(unknown, 90000, DECEMBER).status is Status.BREACHED
    assert stands(unknown, 114000).status is Status.MET


# ---- A ratio ----------------------------------------------------------------------------------------------


def test_a_ratio_on_its_way_is_judged_in_percentage_points():
    june = stands(CONTRACTS, "83.61")
    assert june.due == 84
    assert june.gap == Decimal("-0.39")
    assert june.percent is None, "a rate is never so and so many percent complete"
    assert june.needed_per_month is None
    assert june.status is Status.BEHIND


def test_a_rate_to_be_held_is_due_in_full_from_january():
    assert stands(PASS_RATE, "90", JANUARY).status is Status.ON_PACE
    assert stands(PASS_RATE, "89.99", JANUARY).status is Status.BEHIND
    assert stands(PASS_RATE, "95", JANUARY).status is Status.AHEAD, "held, not met: eleven months are to come"
    assert stands(PASS_RATE, "90", DECEMBER).status is Status.MET


def test_one_of_two_deadlines_in_june_is_met_and_one_missed():
    assert stands(INSPECTION, "100").status is Status.MET
    assert stands(ID_UPGRADE, "93.18").status is Status.BREACHED
    assert stands(ID_UPGRADE, "93.18").gap == Decimal("-6.82")


def test_before_its_deadline_the_id_upgrade_is_not_judged():
    assert stands(ID_UPGRADE, "10", Month(2007, 5)).status is Status.NOT_DUE
    assert stands(ID_UPGRADE, "10", Month(2007, 5)).due is None


def test_a_missed_deadline_stays_missed_even_if_later_months_are_not_reported():
    assert stands(ID_UPGRADE, "93.18", SEPTEMBER, reported=0, carried=9).status is Status.BREACHED
    assert stands(ID_UPGRADE, None, SEPTEMBER, reported=0).status is Status.NOT_REPORTED


# ---- A ceiling --------------------------------------------------------------------------------------------


def test_a_ceiling_has_a_gap_in_points_and_no_completion():
    june = stands(UNEMPLOYMENT, "4.30")
    assert june.gap == Decimal("0.30"), "below the ceiling is good, and good is positive"
    assert june.percent is None
    assert june.due == Decimal("4.6")
    assert june.status is Status.ON_PACE


@pytest.mark.parametrize(("value", "status"), [("4.60", Status.ON_PACE), ("4.61", Status.BREACHED)])
def test_the_ceiling_itself_is_allowed(value, status):
    assert stands(UNEMPLOYMENT, value).status is status


def test_a_ceiling_kept_until_the_deadline_is_met():
    assert stands(UNEMPLOYMENT, "4.6", DECEMBER).status is Status.MET


def test_a_target_of_zero_divides_nothing():
    assert stands(NO_CASES, 0).status is Status.ON_PACE
    assert stands(NO_CASES, 1).status is Status.BREACHED
    assert stands(NO_CASES, 1).percent is None
    assert percent_done(promise(target="0"), Decimal(5)) is None


# ---- Levels and milestones --------------------------------------------------------------------------------


def test_a_level_is_in_force_or_not_yet_due():
    assert stands(LEVEL, 5).status is Status.NOT_DUE
    assert stands(LEVEL, 8).status is Status.MET
    assert stands(LEVEL, 8, reported=0, carried=9).status is Status.MET, "a level stands until another is reported"
    assert stands(LEVEL, 7, DECEMBER).status is Status.BREACHED


def test_the_elements_of_2010_are_never_late_in_2007():
    for month in DECEMBER.whole_year():
        assert stands(SYSTEMS_2010, 0, month).status is Status.NOT_DUE
        assert due(SYSTEMS_2010, month) is None


def test_each_element_is_due_by_its_own_deadline():
    ping_an = promise(
        Kind.MILESTONES,
        "3",
        deadline=date(2008, 12, 31),
        pacing=Pacing.DEADLINE,
        steps=(date(2006, 12, 31), YEAR_END, date(2008, 12, 31)),
    )
    assert due(ping_an, JUNE) == 1
    assert due(ping_an, DECEMBER) == 2
    assert stands(ping_an, 1).status is Status.ON_PACE
    assert stands(ping_an, 0).status is Status.FAR_BEHIND


# ---- Silence ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "commitment", [NEW_JOBS, INSURED, CONTRACTS, UNEMPLOYMENT, INTAKE, NO_CASES], ids=lambda c: c.kind
)
def test_a_missing_report_is_neither_late_nor_zero(commitment):
    for month in DECEMBER.whole_year():
        nothing = stands(commitment, None, month, reported=0)
        assert nothing.status is Status.NOT_REPORTED
        assert (nothing.gap, nothing.percent, nothing.needed_per_month) == (None, None, None)


def test_a_month_without_a_report_is_not_judged_though_earlier_months_count():
    silent = stands(NEW_JOBS, 1000, reported=0)
    assert silent.status is Status.NOT_REPORTED
    assert silent.to_date == 1000


def test_without_a_target_nothing_is_judged():
    assert stands(promise(target=None), 100).status is Status.NO_TARGET
    assert stands(promise(target=None), 100).due is None


# ---- Silence at the deadline ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("commitment", "value", "verdict"),
    [
        (promise(target="600", deadline=MID_YEAR), "600", Status.MET),
        (promise(target="600", deadline=MID_YEAR), "599", Status.BREACHED),
        (promise(Kind.STOCK, "600", deadline=MID_YEAR), "599", Status.BREACHED),
        (INSPECTION, "100", Status.MET),
        (ID_UPGRADE, "93.18", Status.BREACHED),
        (promise(Kind.RATIO, "4.6", Sense.AT_MOST, deadline=MID_YEAR), "4.7", Status.BREACHED),
        (promise(Kind.RATIO, "4.6", Sense.AT_MOST, deadline=MID_YEAR), "4.6", Status.MET),
    ],
)
def test_without_a_report_in_the_deadlines_month_the_judgement_comes_a_month_later(commitment, value, verdict):
    """The report of that month is still to come: an older figure does not replace it, and no figure is not yet late."""
    assert stands(commitment, value, JUNE, reported=0, carried=9).status is Status.NOT_REPORTED
    assert stands(commitment, value, JUNE).status is verdict
    assert stands(commitment, value, Month(2007, 7), reported=0, carried=9).status is verdict


@pytest.mark.parametrize("kind", [Kind.MILESTONES, Kind.LEVEL])
def test_an_earlier_figure_of_milestones_and_levels_counts_in_the_deadlines_month(kind):
    done = promise(kind, "4", deadline=MID_YEAR, pacing=Pacing.DEADLINE)
    assert stands(done, 3, JUNE, reported=0, carried=9).status is Status.BREACHED
    assert stands(done, 4, JUNE, reported=0, carried=9).status is Status.MET
    assert stands(done, 3, Month(2007, 5), reported=0, carried=9).status is Status.NOT_DUE


# ---- Beginning and end of the straight line ---------------------------------------------------------------


def test_nothing_of_a_target_over_several_years_is_due_before_the_deadlines_year():
    # 4,800 in the 48 months from January 2007 to December 2010; 42 of them have passed by June 2010.
    by_2010 = promise(target="4800", deadline=date(2010, 12, 31))
    assert due(by_2010, Month(2009, 12)) is None
    assert due(by_2010, Month(2010, 1)) == 3700
    assert due(by_2010, Month(2010, 6)) == 4200
    assert due(by_2010, Month(2010, 12)) == 4800


def test_nothing_is_due_before_the_plan_begins():
    from_april = Commitment(Kind.FLOW, Sense.AT_LEAST, Decimal(900), YEAR_END, starts=Month(2007, 4))
    assert [due(from_april, Month(2007, month)) for month in (2, 3, 4, 12)] == [0, 0, 100, 900]


# ---- Units are missing ------------------------------------------------------------------------------------


def test_missing_units_make_nobody_late():
    """Eight districts on pace until May; in June one of them has reported: 7,692 of 9,000 is no verdict on anybody."""
    june = stands(NEW_JOBS, 7692, reported=1, expected=8, carried=7)
    assert june.status is Status.INCOMPLETE
    assert not june.complete
    assert (june.gap, june.needed_per_month) == (None, None), "both would count the seven as zero"
    assert (june.to_date, june.due) == (7692, 9000), "what is known is still said"


@pytest.mark.parametrize(
    ("to_date", "status"),
    [
        (1126, Status.ON_PACE),
        (1125, Status.ON_PACE),
        (1124, Status.BEHIND),
        (1012, Status.FAR_BEHIND),
        (1182, Status.AHEAD),
    ],
)
def test_those_that_reported_are_compared_with_their_own_shares(to_date, status):
    june = stands(NEW_JOBS, 7692, reported=1, expected=8, carried=7, compared=like_for_like(to_date, 1125))
    assert june.status is status
    assert june.gap == to_date - 1125
    assert june.like_for_like == like_for_like(to_date, 1125)


def answered(value, numerator=None, denominator=None, *, reported=1, expected=1, carried=0) -> Tally:
    """What a share's units have reached, of which so many have answered for the month."""
    numbers = [None if number is None else Decimal(number) for number in (value, numerator, denominator)]
    return Tally(*numbers, reported=reported, expected=expected, carried=carried)


def test_shares_that_reported_are_added_up_and_so_is_what_was_due_of_them():
    """2,250 and 750 are promised for the year, half of them by June: 1,126 and 400 of 1,125 and 375."""
    shares = [(promise(target="2250"), answered(1126)), (promise(target="750"), answered(400))]
    assert compare_like_for_like(shares, JUNE) == like_for_like(1526, 1500)


@pytest.mark.parametrize(
    "silent",
    [
        answered(900, reported=0, carried=1),
        answered(900, reported=1, expected=2),
        answered(None),
    ],
    ids=["an earlier month's figure", "a street is missing", "not applicable"],
)
def test_a_share_that_did_not_report_in_full_is_not_compared(silent):
    share = promise(target="2250")
    assert compare_like_for_like([(share, silent), (share, answered(1126))], JUNE) == like_for_like(1126, 1125)
    assert compare_like_for_like([(share, silent)], JUNE) is None


def test_nothing_is_compared_where_nothing_is_due_of_one_that_reported_or_of_a_level():
    share = (promise(target="2250"), answered(1126))
    assert compare_like_for_like([share, (promise(target=None), answered(5))], JUNE) is None
    assert compare_like_for_like([(LEVEL, answered(8))], DECEMBER) is None
    assert compare_like_for_like([], JUNE) is None


def test_of_rates_the_due_is_weighted_by_what_they_are_parts_of():
    """90 of 100 and 285 of 300 are 375 of 400; due were (90 × 100 + 96 × 300) ÷ 400."""
    better = promise(Kind.RATIO, "96", pacing=Pacing.HELD)
    shares = [(PASS_RATE, answered(90, 90, 100)), (better, answered(95, 285, 300))]
    assert compare_like_for_like(shares, JUNE) == like_for_like("93.75", "94.5")


def test_where_all_have_reported_nobody_is_compared_apart():
    june = stands(NEW_JOBS, 8000, compared=like_for_like(1126, 1125))
    assert (june.status, june.gap, june.like_for_like) == (Status.FAR_BEHIND, -1000, None)


@pytest.mark.parametrize("compared", [None, like_for_like(500, 1125), like_for_like(2000, 1125)])
def test_nothing_is_missed_at_its_deadline_while_units_are_missing(compared):
    december = stands(NEW_JOBS, 17000, DECEMBER, reported=1, expected=8, carried=7, compared=compared)
    assert december.status is Status.INCOMPLETE


def test_a_sum_that_has_reached_its_target_needs_nobody_else():
    for month in (JUNE, DECEMBER):
        assert stands(NEW_JOBS, 18000, month, reported=1, expected=8).status is Status.MET
    insured = stands(INSURED, 114000, reported=1, expected=8, carried=7)
    assert insured.status is Status.INCOMPLETE, "a stock can fall again"


def test_a_ceiling_is_judged_on_those_that_reported_but_not_broken_by_them():
    def june(*compared):
        compared = like_for_like(*compared) if compared else None
        return stands(UNEMPLOYMENT, "4.70", reported=3, expected=9, compared=compared).status

    assert june() is Status.INCOMPLETE
    assert june("4.60", "4.6") is Status.ON_PACE
    assert june("4.61", "4.6") is Status.BEHIND


def test_before_anything_is_due_a_missing_unit_matters_to_nobody():
    assert stands(ID_UPGRADE, "10", Month(2007, 5), reported=3).status is Status.NOT_DUE


def test_after_the_deadline_who_never_gave_a_figure_is_still_missing():
    late = stands(ID_UPGRADE, "93.18", SEPTEMBER, reported=0, carried=8, expected=9)
    assert late.status is Status.NOT_REPORTED
    assert stands(ID_UPGRADE, "93.18", SEPTEMBER, reported=1, carried=7, expected=9).status is Status.INCOMPLETE


def test_of_the_missing_units_some_gave_an_earlier_figure_and_some_never_did():
    tally = Tally(value=Decimal("4.60"), reported=1, expected=9, carried=3)
    assert (tally.missing, tally.never_reported) == (8, 5)
    assert Tally(value=Decimal(46), reported=9, expected=9).missing == 0


# ---- Answers without a number -----------------------------------------------------------------------------


def test_nothing_of_nothing_has_its_own_word():
    assert stands(PASS_RATE, None, reported=8, expected=8).status is Status.NOTHING_TO_MEASURE
    assert stands(PASS_RATE, None, reported=8, expected=8, not_applicable=7).status is Status.NOTHING_TO_MEASURE
    assert stands(PASS_RATE, None, reported=8, expected=8, not_applicable=8).status is Status.NOT_APPLICABLE


def test_all_not_applicable_has_its_own_word():
    assert stands(NEW_JOBS, None, reported=8, expected=8, not_applicable=8).status is Status.NOT_APPLICABLE
    assert stands(NEW_JOBS, None, reported=7, expected=8, not_applicable=7).status is Status.INCOMPLETE


def test_a_target_of_zero_is_kept_or_overstepped_and_nothing_else():
    none_left = promise(target="0")
    assert stands(none_left, 0).status is Status.MET
    assert stands(none_left, 0).percent is None


# ---- Rounded once, judged unrounded -----------------------------------------------------------------------


def test_what_was_due_is_judged_unrounded():
    """A third of 5,000 is 1,666.666…, and 90 % of it exactly 1,500: that is behind, and not far behind."""
    training = promise(target="5000")
    april = stands(training, 1500, Month(2007, 4))
    assert april.exact_due == Fraction(5000, 3)
    assert april.status is Status.BEHIND
    assert stands(training, "1499.99", Month(2007, 4)).status is Status.FAR_BEHIND


def test_a_completion_is_the_quotient_itself():
    assert rounded(stands(promise(target="15000"), 12937).percent, 10) == Decimal("86.2466666667")
