"""Where one is in the portal: the navigation marks the item, on the pages below it as well."""

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
def test_the_nearest_item_is_marked_and_no_other(as_user, leader, plan, address, marked, how):
    items = as_user(leader).get(address).context["nav"]
    assert {item.url: item.current for item in items if item.current} == {marked: how}


def test_a_page_that_lies_below_no_item_marks_none(as_user, leader, plan):
    items = as_user(leader).get("/accounts/password_change/").context["nav"]
    assert not any(item.current for item in items)
