"""Giving a target out in a real browser: a column copied in Excel goes down the units."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_report_grid import PASTE, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/plans/2007/targets/T01-1/"


@pytest.fixture
def shares(plan, context, page, live_server, reviewer_employment):
    """The page on which the target T01-1 is given out; `shares` are its inputs by number."""
    sign_in(context, live_server, reviewer_employment)
    page.goto(live_server.url + PAGE)
    return page


def values(page) -> list[str]:
    return [page.locator("[data-share]").nth(number).input_value() for number in range(4)]


def test_a_pasted_column_gives_each_unit_its_own(shares):
    shares.locator("[data-share]").nth(0).click()
    shares.evaluate(PASTE, "5,100\r\n1,240\r\n２，０６０\r\n")
    assert values(shares) == ["5,100", "1,240", "2,060", ""]
    expect(shares.locator("[data-given]")).to_have_text("8,400")


def test_it_begins_at_the_unit_in_whose_cell_it_is_pasted_and_leaves_the_other_columns(shares):
    shares.locator("[data-share]").nth(1).click()
    shares.evaluate(PASTE, "7\n8\n")
    assert values(shares) == ["", "7", "8", ""]
    others = shares.locator("tbody .cell-input:not([data-share])")
    assert all(others.nth(number).input_value() == "" for number in range(others.count()))


def test_what_is_no_number_is_marked_and_named_by_its_unit(shares):
    shares.locator("[data-share]").nth(1).fill("9")
    shares.locator("[data-share]").nth(0).click()
    shares.evaluate(PASTE, "7\n1.8万\n8\n")
    assert values(shares) == ["7", "1.8万", "8", ""]
    wrong = shares.locator("[data-share]").nth(1)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(shares.locator("#paste-message")).to_contain_text(wrong.get_attribute("aria-label"))
    expect(shares.locator("#paste-message")).to_contain_text("1.8万")
    wrong.fill("10")
    wrong.press("Tab")
    expect(wrong).not_to_have_attribute("aria-invalid", "true")


def test_a_block_wider_than_the_table_changes_nothing(shares):
    shares.locator("[data-share]").nth(0).click()
    shares.evaluate(PASTE, "1\t2\t3\t4\n5\t6\t7\t8\n")
    assert values(shares) == ["", "", "", ""]
    expect(shares.locator("#paste-message")).not_to_be_empty()
