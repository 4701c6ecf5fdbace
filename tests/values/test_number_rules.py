"""What a place allows of a number: its bounds, digits and decimals, units of measure, footnotes, powers and dashes."""

from decimal import Decimal

import pytest
from django.utils import translation

from targets.values import Refused
from targets.values.measures import read_measure
from targets.values.numbers import FIGURES_IN_FILES, TYPED, Nothing, NumberKind, NumberRules, number_of, read_number

MANY = "9" * 14


@pytest.fixture(autouse=True)
def _english():
    """The sentences are looked at in their original."""
    with translation.override("en"):
        yield


def refusal(value, rules=TYPED):
    found = read_number(value, rules)
    assert found.kind is NumberKind.REFUSED, value
    return found.code, found.reason


@pytest.mark.parametrize(
    ("rules", "taken", "refused", "code", "reason"),
    [
        (NumberRules(least=Decimal(0)), ["0", "0.0001", "-0"], ["-0.0001", "-1"], "negative", "cannot be a negative"),
        (NumberRules(least=Decimal(-5)), ["-5", "0"], ["-5.0001"], "least", "At least -5 must"),
        (NumberRules(least=Decimal("1.5")), ["1.5", "2"], ["1.4999", "-1"], "least", "At least 1.5 must"),
        (NumberRules(most=Decimal(100)), ["100", "-7"], ["100.0001"], "most", "At most 100 may stand"),
        (NumberRules(decimals=0), ["7", "7.0"], ["7.5", "7.01"], "decimals", "must be a whole number"),
        (NumberRules(decimals=2), ["7.25", "7.250"], ["7.251"], "decimals", "At most 2 decimals"),
        (NumberRules(whole_digits=3), ["999", "-999", "999.9", "0"], ["1000", "-1000"], "too_large", "most 3 digits"),
        (TYPED, [MANY, f"{MANY[:11]}.9999"], ["1" + MANY, "100000000000000"], "too_large", "at most 14 digits before"),
        (TYPED, [f"{MANY}.9", "-" + f"{MANY}.9", "0.0001"], [f"{MANY}.99", f"-{MANY}.99"], "digits", "most 15 digits"),
    ],
)  # fmt: skip
def test_a_number_at_its_bound_is_taken_and_the_next_is_refused(rules, taken, refused, code, reason):
    for text in taken:
        assert number_of(text, rules) == Decimal(text)
    for text in refused:
        found, sentence = refusal(text, rules)
        assert (found, reason in sentence) == (code, True), sentence


def test_decimals_are_left_open_for_whoever_still_converts_the_number():
    assert number_of("0.00001", FIGURES_IN_FILES) == Decimal("0.00001")
    assert number_of("12345678901234.56", FIGURES_IN_FILES) == Decimal("12345678901234.56")


def test_a_unit_of_measure_stands_only_where_it_is_allowed():
    persons, amounts = read_measure("人"), read_measure("万元")
    assert read_number("5人", NumberRules(measures=frozenset({persons, amounts}))).measure == persons
    assert read_number("5人", NumberRules(measures=None)).measure == persons
    code, reason = refusal("5人", NumberRules(measures=frozenset({amounts})))
    assert (code, "Leave “人” out" in reason) == ("measure", True)
    assert refusal("1.8万")[0] == "measure"
    assert number_of("5", NumberRules(measures=frozenset({amounts}))) == 5, "a number without one is plain"


def test_a_number_is_too_large_once_its_measure_is_counted_in():
    found = NumberRules(measures=None)
    assert number_of("9999999999万", found) == 9999999999
    assert refusal("10000000000万", found)[0] == "too_large"
    assert refusal("-10000000000万", found)[0] == "too_large"


def test_footnote_marks_and_apostrophes_are_refused_where_a_number_is_typed():
    for text in ("1800①", "'1800", "—①"):
        code, reason = refusal(text)
        assert (code, f"at “{text}”" in reason) == ("footnote", True)
    assert number_of("1800①", NumberRules(footnotes=True)) == 1800


def test_a_power_of_ten_is_refused_where_a_number_is_typed():
    code, reason = refusal("1.8E4")
    assert (code, "“1.8E4” is a short form" in reason) == ("power", True)
    assert number_of("1.8E4", NumberRules(powers=True)) == 18000


@pytest.mark.parametrize("text", ["—", "无", "/"])
def test_a_dash_is_refused_blank_or_told_as_the_place_says(text):
    assert refusal(text, NumberRules(nothing=Nothing.REFUSED)) == ("nothing", "Leave the cell blank, or enter 0.")
    assert read_number(text, NumberRules(nothing=Nothing.BLANK)).kind is NumberKind.BLANK
    assert read_number(text, NumberRules(nothing=Nothing.TOLD)).kind is NumberKind.NOTHING


def test_not_applicable_is_refused_blank_or_told_as_the_place_says():
    assert refusal("不适用", NumberRules(nothing=Nothing.REFUSED))[0] == "nothing"
    assert read_number("不适用", NumberRules(nothing=Nothing.BLANK)).kind is NumberKind.BLANK
    assert read_number("不适用", NumberRules(nothing=Nothing.TOLD)).kind is NumberKind.NOT_APPLICABLE


def test_the_number_alone_is_none_for_a_blank_and_raises_the_refusal_otherwise():
    assert number_of("") is None
    assert number_of("—", FIGURES_IN_FILES) is None
    with pytest.raises(Refused) as caught:
        number_of("1.8.3")
    assert (caught.value.code, "point in" in str(caught.value)) == ("unreadable", True)


def test_a_stored_number_is_a_percentage_only_where_its_cell_says_so():
    measures = NumberRules(measures=None)
    assert number_of(0.046, measures) == Decimal("0.046")
    assert number_of(0.046, measures, percent=True) == Decimal("4.6")
    assert number_of(1, measures, percent=True) == 100
    assert refusal(10**15)[0] == refusal(10**14)[0] == "too_large"
    assert number_of(10**14 - 1) == 10**14 - 1


def test_a_number_of_a_program_keeps_the_same_bounds():
    assert number_of(Decimal("12.50")) == Decimal("12.5")
    assert refusal(Decimal("0.00001"))[0] == "decimals"


def test_noise_is_rounded_to_ten_decimals_and_whole_numbers_within_a_millionth():
    assert number_of(0.12345678901, FIGURES_IN_FILES) == Decimal("0.1234567890")
    assert number_of(0.00000000015, FIGURES_IN_FILES) == Decimal("0.0000000002")
    assert number_of(7.000001, FIGURES_IN_FILES) == 7
    assert number_of(7.0000011, FIGURES_IN_FILES) == Decimal("7.0000011")
    assert number_of(0.000001, FIGURES_IN_FILES) == Decimal("0.000001"), "what is nearly zero is not zero"


def test_a_text_longer_than_sixty_signs_is_no_number():
    assert number_of(f"0.{'0' * 58}", NumberRules(decimals=None)) == 0
    assert refusal("0" * 60 + "1")[1].startswith("“0000")
    assert number_of("0" * 59 + "1") == 1


def test_what_was_made_plain_is_told_of_a_typed_number_too():
    assert read_number("1,800").notes == ("Thousands commas left out.",)
    assert read_number("0018").notes == ("Zeros before the number left out.",)
    assert read_number("0.5").notes == ()
    assert read_number("１,800").notes[-1] == "Thousands commas left out."
    assert read_number("1800人", NumberRules(measures=None)).notes == ()
