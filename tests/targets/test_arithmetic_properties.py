"""The arithmetic: properties that hold for any numbers."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from targets.arithmetic import Kind, Pacing, Status, accumulate, due, pace_due, share_due
from targets.periods import Month
from tests.targets.test_arithmetic import CONTRACTS, DECEMBER, ID_UPGRADE, INTAKE, NEW_JOBS, PASS_RATE, promise, stands

whole_numbers = st.integers(0, 10**9).map(Decimal)
months = st.integers(1, 12).map(lambda number: Month(2007, number))
kinds = st.sampled_from([Kind.FLOW, Kind.STOCK, Kind.RATIO, Kind.LEVEL, Kind.MILESTONES])
pacings = st.sampled_from([Pacing.EVEN, Pacing.DEADLINE])


@given(st.lists(st.none() | whole_numbers, max_size=12), st.integers(0, 12), kinds)
def test_a_blank_changes_nothing(values, place, kind):
    assert accumulate(kind, values) == accumulate(kind, [*values[:place], None, *values[place:]])


@given(st.lists(whole_numbers, min_size=1, max_size=12).flatmap(lambda v: st.tuples(st.just(v), st.permutations(v))))
def test_the_order_of_months_does_not_change_the_sum_of_a_flow(lists):
    assert accumulate(Kind.FLOW, lists[0]) == accumulate(Kind.FLOW, lists[1])


@given(whole_numbers, months, kinds, pacings, st.integers(2008, 2015), whole_numbers)
def test_nothing_is_late_before_its_deadlines_year(value, month, kind, pacing, year, start):
    later = promise(kind, "500", deadline=date(year, 12, 31), pacing=pacing, baseline=start)
    assert stands(later, value, month).status in (Status.NOT_DUE, Status.MET)


@given(whole_numbers, months)
def test_the_value_due_never_falls_and_ends_at_the_target(target, month):
    commitment = promise(target=target)
    assert due(commitment, DECEMBER) == target
    if month < DECEMBER:
        assert due(commitment, month) <= due(commitment, month.next)


@given(st.decimals("0.1", 10**6, places=2), months, whole_numbers)
def test_a_larger_value_is_never_judged_worse(target, month, value):
    rank = [Status.BREACHED, Status.FAR_BEHIND, Status.BEHIND, Status.ON_PACE, Status.AHEAD, Status.MET]
    commitment = promise(target=target)
    less, more = (stands(commitment, number, month).status for number in (value, value + 1))
    assert rank.index(less) <= rank.index(more)


@given(months, st.sampled_from([NEW_JOBS, INTAKE, CONTRACTS, ID_UPGRADE, PASS_RATE]))
def test_a_share_due_is_between_0_and_1(month, commitment):
    share = share_due(commitment, month)
    assert share is None or 0 <= share <= 1


def test_pace_due_is_the_due_share_of_the_way_from_the_baseline():
    assert pace_due(Decimal(1200), share_due=Fraction(1, 4)) == 300
    assert pace_due(Decimal(90), share_due=Fraction(1, 2), baseline=Decimal(78)) == 84
