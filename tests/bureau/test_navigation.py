"""The navigation marks the item of the current page, or the item above it."""

import pytest


@pytest.mark.parametrize(
    ("address", "marked", "how"),
    [
        ("/registers/", "/registers/", "page"),
        ("/registers/employment/training-classes/", "/registers/", "true"),
        ("/plans/2007/", "/plans/2007/", "page"),
        ("/plans/2007/chapters/employment/", "/plans/2007/", "true"),
        ("/plans/2007/matrix/", "/plans/2007/matrix/", "page"),
    ],
)
def test_only_the_item_of_the_page_or_the_one_above_it_is_marked(as_user, leader, plan, address, marked, how):
    items = as_user(leader).get(address).context["nav"]
    assert {item.url: item.current for item in items if item.current} == {marked: how}


def test_on_a_page_below_no_item_none_is_marked(as_user, leader, plan):
    items = as_user(leader).get("/accounts/password_change/").context["nav"]
    assert not any(item.current for item in items)
