"""What a cell of a file says as a figure: one table for each trap, with what a careful reader would take it for."""

import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from targets.values.measures import Measure, convert
from targets.values.numbers import FIGURES_IN_FILES, NumberKind
from targets.values.numbers import read_number as read_by_rules


def read_number(value, **cell):
    return read_by_rules(value, FIGURES_IN_FILES, **cell)


@pytest.fixture(autouse=True)
def _english():
    """The sentences are looked at in their original."""
    with translation.override("en"):
        yield


def measure_text(entry):
    return str(entry.measure) if entry.measure else ""


# ---- text that is a number ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "measure"),
    [
        ("18000", "18000", ""),
        ("-5", "-5", ""),
        ("0", "0", ""),
        ("-0", "0", ""),
        (".5", "0.5", ""),
        ("  1800 ", "1800", ""),
        ("\u30001800\u00a0", "1800", ""),
        ("1800\n", "1800", ""),
        # full width
        ("１８０００", "18000", ""),
        ("１．８", "1.8", ""),
        ("－５", "-5", ""),
        ("０", "0", ""),
        ("４．６％", "4.6", "%"),
        # thousands
        ("1,234,567", "1234567", ""),
        ("1，８００", "1800", ""),
        ("1,234.50", "1234.5", ""),
        ("18 000", "18000", ""),
        # apostrophe, signs
        ("'1800", "1800", ""),
        ("’1800", "1800", ""),
        ("+5", "5", ""),
        ("\u22125", "-5", ""),
        ("- 5", "-5", ""),
        ("0018", "18", ""),
        # the unit of measure in the cell
        ("1.8万", "1.8", "万"),
        ("1250万元", "1250", "万元"),
        ("12500千元", "12500", "千元"),
        ("3.2万人", "3.2", "万人"),
        ("3.2 万 人", "3.2", "万人"),
        ("2亿", "2", "亿"),
        ("1800人", "1800", "人"),
        ("1800名", "1800", "人"),
        ("61000人次", "61000", "人次"),
        ("12户", "12", "户"),
        ("12家", "12", "家"),
        ("12件", "12", "件"),
        ("4.6%", "4.6", "%"),
        ("0.3个百分点", "0.3", "个百分点"),
        # scientific, the ideographic zero
        ("1.8E4", "18000", ""),
        ("1.8e+4", "18000", ""),
        ("零", "0", ""),
    ],
)
def test_a_text_that_is_a_number(text, number, measure):
    entry = read_number(text)
    assert (entry.kind, entry.number, measure_text(entry)) == (NumberKind.NUMBER, Decimal(number), measure)
    assert not entry.reason


@pytest.mark.parametrize(
    ("text", "number"),
    [("1800①", 1800), ("①1800", 1800), ("1800²", 1800), ("1800*", 1800), ("#1800", 1800), ("1800⑴", 1800), ("5％③", 5)],
)
def test_a_footnote_mark_is_no_digit_and_is_warned_of_where_it_touches_the_number(text, number):
    entry = read_number(text)
    assert entry.number == number
    assert entry.notes[0].startswith("Warning: the footnote mark")


def test_a_footnote_mark_apart_from_the_number_is_only_told():
    assert read_number("1800 ①").notes == ("Footnote mark “①” left out.",)


@pytest.mark.parametrize("text", ["18²00", "①", "½", "1½", "⒈8", "🄁800", "#①"])
def test_a_small_digit_within_the_number_is_refused(text):
    assert read_number(text).kind is NumberKind.REFUSED


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("１８００", "Full-width"),
        ("1,800", "Thousands commas"),
        ("18 000", "Spaces between"),
        ("'1800", "Apostrophe"),
        ("+5", "Plus sign"),
        ("\u22125", "Minus sign"),
        ("007", "Zeros before"),
        ("1.8E4", "“1.8E4” read as 18000."),
        ("零", "“零” read as 0."),
        ("1.8万", "“1.8万” is counted in 万."),
    ],
)
def test_whatever_was_made_plain_is_told(text, note):
    (told,) = read_number(text).notes
    assert note in told


@pytest.mark.parametrize("text", ["1800", " 1800 ", "-5", "4.6%", "1800人", "0"])
def test_plain_numbers_are_not_remarked_upon(text):
    assert read_number(text).notes == ()


# ---- nothing, not applicable, blank ---------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, "", " ", "\u3000\u3000", "\ufeff", "\u200b", "\n"])
def test_an_empty_cell_is_blank_and_never_zero(value):
    entry = read_number(value)
    assert entry.kind is NumberKind.BLANK
    assert entry.number is None


@pytest.mark.parametrize("text", ["—", "——", "－", "–", "-", "--", "/", "／", "无", " 无 ", "…", "……", "..."])
def test_a_dash_says_that_there_is_nothing(text):
    entry = read_number(text)
    assert (entry.kind, entry.number, entry.notes) == (NumberKind.NOTHING, None, ())


def test_a_footnote_mark_at_a_dash_is_told():
    entry = read_number("— ①")
    assert (entry.kind, entry.notes) == (NumberKind.NOTHING, ("Footnote mark “①” left out.",))


@pytest.mark.parametrize("text", ["不适用", "不 适 用", "　不适用　"])
def test_not_applicable(text):
    assert read_number(text).kind is NumberKind.NOT_APPLICABLE


# ---- refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("***", "Stars stand for"),
        ("*", "Stars stand for"),
        ("NA", "does not say the number"),
        ("N/A", "does not say the number"),
        ("缺", "does not say the number"),
        ("待报", "does not say the number"),
        ("不详", "does not say the number"),
        ("约1800", "approximate"),
        ("1800左右", "approximate"),
        ("1000余人", "approximate"),
        (">5", "approximate"),
        ("100-200", "range or a date"),
        ("100～200", "range or a date"),
        ("100至200", "range or a date"),
        ("2007-03", "range or a date"),
        ("1.8.3", "point in"),
        ("1800.", "point in"),
        ("1。8", "point in"),
        ("12,34", "commas of"),
        ("1,2345", "commas of"),
        ("0,123", "commas of"),
        ("1800,", "commas of"),
        ("100\n200", "Spaces or new lines"),
        ("100  200", "Spaces or new lines"),
        ("12 34", "Spaces or new lines"),
        ("一千八百", "Chinese numerals"),
        ("一", "Chinese numerals"),
        ("3万5千", "Chinese numerals"),
        ("(5)", "in brackets"),
        ("（5）", "in brackets"),
        ("#REF!", "shows the error #REF!"),
        ("#DIV/0!", "shows the error #DIV/0!"),
        ("#VALUE!", "shows the error #VALUE!"),
        ("#N/A", "shows the error #N/A"),
        ("Err:502", "shows the error Err:502"),
        ("#ref!", "shows the error #ref!"),
        ("err:502", "shows the error err:502"),
        ("#####", "too narrow"),
        ("=A1+A2", "formula stands here as text"),
        ("1800元/人", "unit of measure"),
        ("5-", "unit of measure"),
        ("尖山区", "is not a number"),
        ("—5", "is not a number"),
        ("5万%", "unit of measure"),
        ("٣", "is not a number"),
        ("230502197001010011", "too large"),
        ("9999999亿", "too large"),
        ("1e99", "too large"),
    ],
)
def test_what_could_be_taken_in_two_ways_is_refused_with_its_reason(text, reason):
    entry = read_number(text)
    assert (entry.kind, entry.number) == (NumberKind.REFUSED, None)
    assert reason in entry.reason


def test_a_long_text_is_quoted_by_its_first_forty_signs():
    text = "劳动\n保障" * 20
    quoted = "劳动 保障" * 8
    assert read_number(text).reason.startswith(f"“{quoted}” is not a number.")


@pytest.mark.parametrize("value", [None, "", 0, 18000.0])
def test_a_formula_without_its_result_is_never_blank(value):
    entry = read_number(value, unstored=True)
    assert entry.kind is NumberKind.REFUSED
    assert "Open it in Excel or WPS, save it" in entry.reason


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (True, "TRUE or FALSE"),
        (date(2007, 3, 1), "A date stands here"),
        (datetime(2007, 3, 1, 8, 0), "A date stands here"),  # noqa: DTZ001 - cells know no time zone
        (time(8, 0), "A time stands here"),
        (timedelta(hours=8), "A time stands here"),
    ],
)
def test_dates_and_truths_are_no_figures(value, reason):
    assert reason in read_number(value).reason


# ---- numeric cells --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (18000, "18000"),
        (18000.0, "18000"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (12399.7, "12399.7"),
        (17999.999999, "18000"),
        (17999.99999999999, "18000"),
        (18000.000000000004, "18000"),
        (17999.9999, "17999.9999"),
        (0.1 + 0.2, "0.3"),
        (12399.699999999999, "12399.7"),
        (1 / 3, "0.3333333333"),
        (0.0000005, "0.0000005"),
        (99999999999999, "99999999999999"),
    ],
)
def test_a_numeric_cell_is_its_number_without_the_noise_of_computing(value, number):
    entry = read_number(value)
    assert (entry.kind, entry.number, entry.measure) == (NumberKind.NUMBER, Decimal(number), None)


def test_rounding_is_told_and_an_exact_number_is_not():
    assert read_number(17999.999999).notes == ("Stored as 17999.999999 by the computer's rounding, read as 18000.",)
    assert read_number(17999.5).notes == ()


@pytest.mark.parametrize("value", [230502197001010011, 230502197001010016.0, 1e15, -1e15])
def test_more_digits_than_excel_keeps_are_refused(value):
    assert "Excel has lost the last ones" in read_number(value).reason


@pytest.mark.parametrize("value", [10**14, 1e14, 999999999999999.0, float("nan"), float("inf"), 1e300])
def test_numbers_beyond_all_measure_are_refused(value):
    assert read_number(value).kind is NumberKind.REFUSED


@pytest.mark.parametrize(("value", "number"), [(0.046, "4.6"), (1, "100"), (0.9229, "92.29"), (0.07, "7"), (0, "0")])
def test_a_number_shown_as_a_percentage_is_a_hundred_times_as_large(value, number):
    entry = read_number(value, percent=True)
    assert (entry.number, measure_text(entry), entry.notes) == (Decimal(number), "%", ())


def test_a_text_in_a_cell_of_percentage_format_is_what_it_says():
    assert read_number("4.6%", percent=True).number == Decimal("4.6")
    assert read_number("0.046", percent=True).measure is None


# ---- in general -----------------------------------------------------------------------------------------------

amounts = st.decimals(-(10**9), 10**9, places=4)
wide = str.maketrans("0123456789.-,%", "０１２３４５６７８９．－，％")
ways_to_write = st.sampled_from(
    [
        lambda number: f"{number:f}",
        lambda number: f"{number:,f}",
        lambda number: f"{number:,f}".replace(",", " "),
        lambda number: f"{number:f}".translate(wide),
        lambda number: f"{number:,f}".translate(wide),
        lambda number: f"　{number:f} \u00a0",
        lambda number: f"'{number:f}",
        lambda number: f"{number:f} ①",
        lambda number: f"③{number:,f}",
        lambda number: f"{number / 10000:f}万",
        lambda number: f"{number / 10000:,f} 万 人".translate(wide),
        lambda number: f"{number / 1000:f}千",
        lambda number: f"{number:f}人",
    ]
)


@given(amounts, ways_to_write)
def test_a_number_is_read_exactly_however_it_is_written(number, write):
    entry = read_number(write(number))
    assert entry.kind is NumberKind.NUMBER
    assert convert(entry.number, entry.measure, into="人") == number


@given(st.text(alphabet=st.sampled_from("0123456789.,，-－—①²*# 　\n%万元人eE+'（）()１８．零一/无约至")))
@example("1.8\u0660")
@example("1\u00b2\u00b2")
def test_no_text_raises_and_what_is_read_has_the_digits_that_were_written(text):
    entry = read_number(text)
    assert bool(entry.reason) == (entry.kind is NumberKind.REFUSED)
    assert (entry.number is not None) == (entry.kind is NumberKind.NUMBER)
    if entry.kind is NumberKind.NUMBER and not set(text) & set("eE零"):
        assert _significant(f"{entry.number:f}") == _significant(text)


def _significant(text):
    """The digits that were typed as such, without zeros at either end and without the marks ① and ²."""
    typed = "".join(char for char in text if unicodedata.category(char) != "No")
    whole, _point, decimals = unicodedata.normalize("NFKC", typed).partition(".")
    whole = "".join(filter(str.isdigit, whole)).lstrip("0")
    decimals = "".join(filter(str.isdigit, decimals)).rstrip("0")
    return whole, decimals


@given(st.text())
def test_any_text_at_all_is_read_or_refused(text):
    assert read_number(text).kind in NumberKind


@given(st.floats(), st.booleans())
def test_no_float_raises(value, percent):
    entry = read_number(value, percent=percent)
    assert entry.kind in (NumberKind.NUMBER, NumberKind.REFUSED)


@given(st.integers())
def test_whole_numbers_are_themselves_or_refused(value):
    entry = read_number(value)
    assert entry.number == value if abs(value) < 10**14 else entry.kind is NumberKind.REFUSED


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_a_stored_number_of_four_decimals_is_exactly_that(units, places):
    number = Decimal(units).scaleb(-places)
    entry = read_number(float(number))
    assert (entry.number, entry.notes) == (number, ())


def test_the_number_stays_as_written_and_names_its_measure():
    assert read_number("1.8万人").measure == Measure(Decimal(10000), "人")
