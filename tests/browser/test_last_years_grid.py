"""Last year's figures typed from paper in a real browser: Enter goes in the order of reading, a block is pasted."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from targets.models import PastFigure
from targets.periods import Month
from tests.browser.people import sign_in
from tests.browser.test_report_grid import PASTE

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/plans/2007/targets/last-year/?place=230502&month=2006-06"


def test_the_month_and_to_date_are_typed_one_after_the_other_or_pasted_and_saved(
    plan, context, page, live_server, reviewer_employment
):
    sign_in(context, live_server, reviewer_employment)
    page.goto(live_server.url + PAGE)
    month = page.locator("[name='value-T01-1']")
    month.fill("312")
    month.press("Enter")
    expect(page.locator("[name='to_date-T01-1']")).to_be_focused()
    page.locator("[name='value-T01-2']").click()
    page.evaluate(PASTE, "2００\t1,200\r\n40\tabc\r\n")
    wrong = page.locator("[name='to_date-T01-3']")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#paste-message")).to_contain_text("abc")
    wrong.fill("240")
    page.locator("[name=source]").fill("2006年6月月报")
    with page.expect_navigation():
        page.locator(".form-actions .btn-primary").click()
    stored = PastFigure.objects.filter(month=Month(2006, 6).first_day, unit__code="230502")
    assert {(one.indicator.code, one.value, one.to_date) for one in stored.select_related("indicator")} == {
        ("T01-1", Decimal(312), None),
        ("T01-2", Decimal(200), Decimal(1200)),
        ("T01-3", Decimal(40), Decimal(240)),
    }
