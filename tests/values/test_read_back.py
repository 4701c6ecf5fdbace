"""What the portal shows can be typed back: every form of a number, however it is written, is the same number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.formatting import number_text, plain_text
from targets.values import Refused
from targets.values.numbers import DIGITS, TYPED, NumberKind, number_of, read_number

# All that a column holds: four decimals, and no more than fifteen digits.
kept = st.one_of(
    st.decimals(-(10**10), 10**10, places=4),
    st.decimals(-(10**12), 10**12, places=2),
    st.integers(1 - 10**14, 10**14 - 1).map(Decimal),
)
TYPED_SIGNS = "0123456789.,，．-－−–—+＋*＊①²%％eE 　\u00a0\n'（）()１８０万人无零〇约/…\u200b"


@given(kept)
def test_a_number_as_it_is_shown_is_the_number(number):
    for text in (number_text(number), number_text(number, signed=True), plain_text(number), f"{number:f}"):
        assert number_of(text) == number


@given(st.text(alphabet=TYPED_SIGNS, max_size=12))
def test_what_was_read_is_shown_and_read_as_the_same(text):
    found = read_number(text)
    if found.kind is NumberKind.NUMBER:
        assert number_of(number_text(found.number)) == found.number
        assert len(f"{found.number:f}".replace(".", "").strip("-0")) <= DIGITS


@given(st.text(alphabet=TYPED_SIGNS, max_size=12))
def test_a_refusal_has_a_code_and_a_sentence_and_nothing_else_has(text):
    found = read_number(text)
    is_refused = found.kind is NumberKind.REFUSED
    assert (bool(found.code), bool(found.reason)) == (is_refused, is_refused)


def test_a_number_of_sixteen_digits_is_refused_as_a_number_too(db):
    for value in ("12345678901234.56", Decimal("12345678901234.56"), 1234567890123456):
        with pytest.raises(Refused):
            number_of(value, TYPED)
