"""Days and months in spreadsheets: every usual way of writing one is read, what is unclear is refused."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from targets.values import Refused
from targets.values.days import read_day, read_month

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
WAYS = ("{0.year}-{0.month}-{0.day}", "{0.year}.{0.month}.{0.day}", "{0.year}/{0.month:02}/{0.day:02}",
        "{0.year}年{0.month}月{0.day}日", "{0.year:04}{0.month:02}{0.day:02}", " {0.year} 年 {0.month} 月 {0.day} 日 ",
        "{0.year}-{0.month:02}-{0.day:02} 00:00:00")  # fmt: skip
MONTH_WAYS = ("{0.year}-{0.month:02}", "{0.year}年{0.month}月", "{0.year}{0.month:02}", "{0.year}/{0.month}")


@given(DAYS, st.sampled_from(WAYS))
def test_a_day_is_read_however_it_is_written(day, way):
    assert read_day(way.format(day)) == day


@given(DAYS, st.sampled_from(MONTH_WAYS))
def test_a_month_is_its_first_day(day, way):
    assert read_month(way.format(day)) == day.replace(day=1)


@given(st.text(max_size=12))
def test_any_other_text_is_a_day_or_refused(text):
    with suppress(Refused):
        assert isinstance(read_day(text), date)


@pytest.mark.parametrize(
    "cell", [date(2007, 6, 3), datetime.fromisoformat("2007-06-03"), 20070603, 20070603.0, "２００７－６－３"]
)
def test_cells_of_several_kinds_hold_the_same_day(cell):
    assert read_day(cell) == date(2007, 6, 3)


@pytest.mark.parametrize("cell", [2007.1, 2007.06, 39236.5, "六月", 6, "2007-13", "200713", True])
def test_what_may_be_two_months_or_none_is_refused(cell):
    with pytest.raises(Refused):
        read_month(cell)


@pytest.mark.parametrize("cell", ["2007-2-29", "07-6-3", "3/6/2007", 39236, "0007-06-03", "2007-6"])
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(Refused):
        read_day(cell)


def test_the_first_and_the_last_day_that_are_taken():
    assert read_day("1900-01-01") == read_day(date(1900, 1, 1)) == date(1900, 1, 1)
    assert read_day("2100-12-31") == read_month("2100-12").replace(day=31) == date(2100, 12, 31)
    for cell in ("1899-12-31", date(2101, 1, 1), "2101-01-01"):
        with pytest.raises(Refused) as refused:
            read_day(cell)
        assert refused.value.code == "far"


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("10000", "A number stands here"),
        (79999, "A number stands here"),
        ("9999", "This is no day"),
        ("80000", "This is no day"),
        ("2007-2-29", "This day does not exist"),
    ],
)
def test_a_refused_day_says_why(cell, sentence):
    with translation.override("en"), pytest.raises(Refused, match=sentence):
        read_day(cell)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (2007.1, "may be January or October"),
        ("2007-00", "This month does not exist"),
        ("2007-13", "This month does not exist"),
        ("200713", "This month does not exist"),
        ("六月", "This is no month"),
    ],
)
def test_a_refused_month_says_why(cell, sentence):
    with translation.override("en"), pytest.raises(Refused, match=sentence):
        read_month(cell)


def test_a_month_may_be_a_number_and_a_day_stands_for_its_month():
    assert read_month(200706) == read_month(200706.0) == read_month(date(2007, 6, 30)) == date(2007, 6, 1)
    assert read_month("2007-01") == date(2007, 1, 1)
    assert read_month("2007年12月份") == read_month("2007-12-09") == date(2007, 12, 1)
