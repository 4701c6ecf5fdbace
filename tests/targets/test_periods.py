"""The month as a value, and the portal's clock."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets import clock
from targets.models import due_on
from targets.periods import Month, NotAMonth
from targets.site.converters import MonthConverter

months = st.builds(Month, st.integers(3, 9997), st.integers(1, 12))


def test_the_last_day_of_february_depends_on_the_year():
    assert Month(2008, 2).last_day == date(2008, 2, 29)
    assert Month(2007, 2).last_day == date(2007, 2, 28)
    assert Month(2007, 2).first_day == date(2007, 2, 1)


def test_december_is_followed_by_january():
    assert Month(2007, 12).next == Month(2008, 1)
    assert Month(2008, 1).previous == Month(2007, 12)
    assert Month(2007, 12).deadline(3) == date(2008, 1, 3)


def test_the_deadline_is_a_day_of_the_next_month_and_never_beyond_it():
    assert Month(2007, 6).deadline(3) == date(2007, 7, 3)
    assert Month(2007, 1).deadline(31) == date(2007, 2, 28)


def test_year_to_date_begins_in_january():
    assert [str(month) for month in Month(2007, 3).year_to()] == ["2007-01", "2007-02", "2007-03"]
    assert [str(month) for month in Month(2007, 3).whole_year()] == [f"2007-{number:02}" for number in range(1, 13)]


@pytest.mark.parametrize(
    "text", ["2007-13", "2007-00", "2007-1", "07-01", "2007/01", "2007-01-01", "", "二〇〇七-01", "0000-01"]
)
def test_an_invalid_month_is_refused(text):
    with pytest.raises(NotAMonth):
        Month.parse(text)


def test_the_first_and_the_last_year_of_the_calendar_have_no_months():
    assert (Month(2, 1).month, Month(9998, 12).month) == (1, 12)
    for year in (1, 9999, 0, 10000):
        with pytest.raises(NotAMonth):
            Month(year, 6)


@given(months)
def test_a_month_reads_back_as_it_is_written(month):
    assert Month.parse(str(month)) == month
    assert Month.of(month.first_day) == Month.of(month.last_day) == month


@given(months, st.integers(-11, 11))
def test_adding_months_and_counting_them_agree(month, count):
    assert month.plus(count).months_since(month) == count
    assert month.plus(count).plus(-count) == month


def test_addresses_contain_months():
    converter = MonthConverter()
    assert converter.to_url(converter.to_python("2007-06")) == "2007-06"
    with pytest.raises(ValueError, match="2007-13"):
        converter.to_python("2007-13")


def test_the_month_to_report_is_the_last_that_has_ended(settings):
    assert clock.month_to_report() == Month(2007, 6)
    settings.TODAY = date(2008, 1, 1)
    assert clock.month_to_report() == Month(2007, 12)


def test_without_a_day_in_the_settings_the_real_date_counts(settings):
    settings.TODAY = None
    assert clock.today().year >= 2025


def test_now_is_on_the_portals_current_day():
    assert clock.now().date() == date(2007, 7, 4)


def test_districts_report_by_the_third_and_the_city_by_the_fifth(jianshan, city, settings):
    assert due_on(Month(2007, 6), jianshan) == date(2007, 7, 3)
    assert due_on(Month(2007, 6), city) == date(2007, 7, 5)
    settings.REPORT_DEADLINE_DAY_DISTRICT = 8
    assert due_on(Month(2007, 6), jianshan) == date(2007, 7, 8)
