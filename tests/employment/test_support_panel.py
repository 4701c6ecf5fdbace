"""Support of re-employment on the page: loans, subsidies and posts of the area's month."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from employment.panels import Support
from targets.registers.registry import registry
from tests.registers.entries import stored
from tests.registers.panel_pages import page_of

LOANS, SUBSIDIES, POSTS = (
    registry.named(f"employment.{name}") for name in ("microloan", "subsidy", "publicservicepost")
)


@pytest.fixture
def given(jianshan, baoqing):
    """In June two loans of 3 and 2, a subsidy of 300 paid; 15 posts stand, 10 of them new; a loan was May's."""
    for place, (unit, day, amount) in enumerate(
        [(jianshan, date(2007, 6, 1), 3), (baoqing, date(2007, 6, 30), 2), (jianshan, date(2007, 5, 31), 5)]
    ):
        due = {"paid_on": day, "due_on": date(2009, 6, 1)}
        stored(LOANS, unit, loan_no=str(place), amount=amount, jobs=2, **due)
    stored(SUBSIDIES, jianshan, approved_on=date(2007, 5, 20), paid_on=date(2007, 6, 1), amount=300, persons=3)
    stored(POSTS, jianshan, post_no="1", created_on=date(2007, 6, 1), posts=10, filled=8)
    stored(POSTS, jianshan, post_no="2", created_on=date(2007, 5, 31), posts=5, filled=5)
    stored(POSTS, jianshan, post_no="3", created_on=date(2007, 6, 2), posts=50, cancelled_on=date(2007, 6, 3))


def shown(user):
    with override("en"):
        context = Support().context(page_of(user, month="2007-06"))
    return context, [[number for _words, number in group.lines] for group in context["groups"]]


def test_the_areas_month_is_counted_from_three_registers(given, leader):
    assert shown(leader)[1] == [["2", "5", "4", "10"], ["0", "300", "3"], ["10", "15", "13"]]


def test_a_register_that_nobody_keeps_says_so_instead_of_zeros(given, reporter_baoqing):
    context, numbers = shown(reporter_baoqing)
    assert numbers == [["1", "2", "2", "2"], [], []]
    with override("en"):
        page = render_to_string(Support.template, context)
    assert page.count("The register has no entries of this area") == 2
    assert "10,000 yuan" in page


def test_it_takes_one_query(given, leader, django_assert_num_queries):
    page = page_of(leader, month="2007-06")
    with django_assert_num_queries(1):
        Support().context(page)
