"""A wage arrears case from receipt to closing, and the way from its chapter's page down to it."""

import pytest
from playwright.sync_api import expect

from labor_relations.models import WageArrearsCase
from tests.browser.test_report_grid import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

CASES = "/registers/labor_relations/wage-arrears-cases/"
CHAPTER = "/plans/2007/chapters/labor_relations/?month=2007-06"
RECEIVED = {
    "case_no": "尖劳监〔2007〕9号",
    "firm": "演示建筑公司",
    "received_on": "2007-06-04",
    "workers": "12",
    "migrants": "10",
    "owed": "8.5",
}
CLOSED = {"paid": "8.5", "closed_on": "2007-06-28", "result": "工资已全部清偿"}


@pytest.fixture
def open_as(context, page, live_server):
    """`open_as(user, address)` is the page as the user sees it."""

    def go(user, address):
        context.clear_cookies()
        sign_in(context, live_server, user)
        page.goto(live_server.url + address)
        return page

    return go


def fill(page, values) -> None:
    for name, text in values.items():
        page.fill(f"main [name={name}]", text)


def save(page) -> None:
    page.click("main .form-actions .btn-primary")
    expect(page.locator("h1")).to_contain_text("尖劳监")


def test_a_case_is_received_worked_on_closed_and_found_by_the_leader(plan, open_as, reporter_jianshan, leader):
    page = open_as(reporter_jianshan, f"{CASES}new/")
    fill(page, RECEIVED)
    page.select_option("main [name=industry]", "construction")
    save(page)
    case = WageArrearsCase.objects.get()
    assert (case.due_on - case.received_on).days == 84

    fill(page, {"taken_on": "2007-06-10", "words": "约谈企业负责人"})
    page.click("form[action$='/steps/'] button")
    expect(page.locator("main")).to_contain_text("约谈企业负责人")

    page.goto(f"{page.url}edit/")
    fill(page, CLOSED)
    page.select_option("main [name=paid_from]", "firm")
    save(page)

    page = open_as(leader, CHAPTER)
    row = page.locator(f"tr:has(a[href^='{CASES}'])").first
    expect(row).to_contain_text("R16")
    page.locator(f"a[href^='{CASES}']").first.click()
    page.click("main table a:has-text('尖劳监')")
    expect(page.locator("main")).to_contain_text("工资已全部清偿")
    expect(page.locator("main")).to_contain_text("约谈企业负责人")
