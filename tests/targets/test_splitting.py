"""A split target adds up exactly, and nobody gets less than the fair share rounded down."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.splitting import NothingToSplitBy, split

totals = st.decimals(min_value=0, max_value=10**9, places=2)
weights = st.dictionaries(
    st.integers(0, 200), st.decimals(min_value=0, max_value=10**8, places=4), min_size=1, max_size=40
).filter(lambda found: any(found.values()))
places = st.integers(0, 4)


def test_a_hundred_over_three_units_gives_the_last_one_to_the_first():
    assert split(Decimal(100), dict.fromkeys("abc", 1)) == {"a": 34, "b": 33, "c": 33}


def test_what_is_left_goes_to_the_largest_remainder():
    assert split(Decimal(10), {"a": Decimal(1), "b": Decimal(2), "c": Decimal(4)}) == {"a": 1, "b": 3, "c": 6}


def test_a_unit_without_weight_gets_zero_and_not_nothing():
    assert split(Decimal(7), {"a": Decimal(0), "b": Decimal(1)}) == {"a": 0, "b": 7}


def test_a_reduction_is_split_like_a_total():
    assert split(Decimal(-10), {"a": Decimal(1), "b": Decimal(2)}) == {"a": -3, "b": -7}


def test_a_finer_total_is_not_lost_to_coarser_decimals():
    assert sum(split(Decimal("1250.5"), dict.fromkeys("ab", 1), decimals=0).values()) == Decimal("1250.5")


@pytest.mark.parametrize("bad", [{}, {"a": Decimal(0)}, {"a": Decimal(-1), "b": Decimal(2)}])
def test_nothing_can_be_split_by_nothing(bad):
    with pytest.raises(NothingToSplitBy):
        split(Decimal(5), bad)


@given(totals, weights, places)
def test_the_parts_always_add_up(total, weights, decimals):
    assert sum(split(total, weights, decimals).values()) == total


@given(st.integers(0, 10**9), weights, places)
def test_each_part_is_within_one_last_place_of_its_exact_share(total, weights, decimals):
    parts = split(Decimal(total), weights, decimals)
    whole = sum(Fraction(weight) for weight in weights.values())
    last_place = Fraction(1, 10**decimals)
    for unit, part in parts.items():
        assert abs(Fraction(part) - Fraction(weights[unit]) * total / whole) < last_place


@given(st.integers(0, 10**6), weights)
def test_more_weight_never_gets_less(total, weights):
    parts = split(Decimal(total), weights)
    for one in parts:
        for other in parts:
            if weights[one] > weights[other]:
                assert parts[one] >= parts[other]
