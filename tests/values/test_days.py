"""Days and months in spreadsheets: every usual way of writing one is read, what is unclear is refused."""

from contextlib import suppress
from datetime import date, datetime

import pytest
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
