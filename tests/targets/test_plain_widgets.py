"""Fields of filters put together in Python are the same as Django's own, whatever was typed."""

from datetime import date

import pytest
from django import forms
from django.test.html import parse_html
from hypothesis import given
from hypothesis import strategies as st

from targets.forms.plain_widgets import DayInput, SearchInput, Select

CHOICES = [("", "all"), ("1", "one & two"), (2, 'a "number" <b>')]
ATTRIBUTES = {"class": "form-control", "title": '"><script>', "id": "filter-q"}
# Django's parser of HTML for tests takes runs of spaces for one; other signs than these say nothing more.
typed = st.text(st.sampled_from("甲a1 <>\"'&;/=-"), max_size=12)


class Search(forms.TextInput):
    input_type = "search"


class Day(forms.DateInput):
    input_type = "date"


@given(value=typed | st.none())
def test_a_search_field_says_what_was_typed(value):
    same(SearchInput(), Search(), value)


@pytest.mark.parametrize("value", [None, "", date(2007, 6, 30), "2007-06-3", '"><img src=x>'])
def test_a_day_stays_as_it_was_given(value):
    same(DayInput(), Day(format="%Y-%m-%d"), value)


@pytest.mark.parametrize("value", [None, "", "1", 2, "2", "unknown"])
def test_a_drop_down_shows_what_was_chosen(value):
    same(Select(choices=CHOICES), forms.Select(choices=CHOICES), value)


def same(ours, django_s, value):
    mine, theirs = (widget.render("q", value, ATTRIBUTES) for widget in (ours, django_s))
    assert parse_html(mine) == parse_html(theirs)
