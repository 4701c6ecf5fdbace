"""One figure's way in both languages: typed in Jianshan, sent back, corrected, approved, and read by a leader.

Worked out by hand for "new urban employment" (T01-1) of June 2007:
Jianshan has 5 approved months of 200 each, its target is 3,000; Baoqing has 500 approved in June;
the city's target is 18,000.
Typed 300: Jianshan 1,000 + 300 = 1,300, 43.3 % of 3,000. Corrected to 350: 1,350, 45.0 %.
The city, approved: 1,000 + 500 = 1,500, 8.3 % of 18,000; with Jianshan's June 1,850, 10.3 %.
"""

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from targets.models import Target
from tests.browser.people import CHINESE, ENGLISH, give_password, sign_in_by_hand

pytestmark = pytest.mark.django_db(transaction=True)

REPORT = "/reports/230502/employment/2007-06/"
BY_ITSELF = 8000
REASON = "请核对新增就业人数"
NOTE = "与台账不符"
WORDS = {
    CHINESE: {
        "chapter": "就业再就业",
        "unit": "尖山",
        "indicator": "城镇新增就业",
        "submit": "保存并上报",
        "send back": "退回月报",
        "notes": "逐项审核意见",
        "return it": "退回",
        "approve": "审核通过",
        "approved": "月报已审核通过，数据已计入汇总。",
        "to date": "累计",
        "done": "完成比例",
        "history": "变动记录",
    },
    ENGLISH: {
        "chapter": "Employment",
        "unit": "Jianshan",
        "indicator": "New urban employment",
        "submit": "Save and submit",
        "send back": "Send the report back",
        "notes": "Notes at single figures",
        "return it": "Send back",
        "approve": "Approve this report",
        "approved": "The report is approved; its figures count now.",
        "to date": "To date",
        "done": "Done",
        "history": "History",
    },
}


@pytest.fixture
def half_year(jianshan, baoqing, indicator, file_report):
    """What was approved before Jianshan reports on June."""
    Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, deadline=date(2007, 12, 31), value=3000)
    for month in range(1, 6):
        file_report(jianshan, "employment", month, {"T01-1": 200})
    file_report(baoqing, "employment", 6, {"T01-1": 500})


@pytest.fixture
def seat(new_context, live_server):
    """`seat(user, language)` is the first page at the user's own computer, after the sign-in."""

    def sit_down(user, language) -> Page:
        page = new_context().new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in_by_hand(page, live_server, user, language)
        return page

    return sit_down


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_a_figure_from_the_district_to_the_leader(
    half_year, seat, reporter_jianshan, reviewer_employment, leader, language
):
    words = WORDS[language]
    give_password(reporter_jianshan, reviewer_employment, leader)

    reporter = seat(reporter_jianshan, language)
    fills_in_june(reporter, words)
    submits(reporter, words)

    reviewer = seat(reviewer_employment, language)
    opens_from_the_list(reviewer, words)
    sends_back(reviewer, words)

    corrects(reporter, words)
    submits(reporter, words)

    boss = seat(leader, language)
    reads_on_the_dashboard(boss, words, "1,500", "8.3%")
    sees_the_change_and_approves(reviewer, words)
    boss.reload()
    reads_on_the_dashboard(boss, words, "1,850", "10.3%")
    follows_the_figure_to_its_history(boss, words)


# ---- The reporter -----------------------------------------------------------------------------------------


def fills_in_june(page: Page, words) -> None:
    expect(page).to_have_url(re.compile("/reports/$"))
    page.get_by_role("link", name=words["chapter"], exact=True).click()
    expect(page).to_have_url(re.compile(REPORT + "$"))
    page.click("#f-T01-1-value")
    page.keyboard.type("300")
    says_to_date(page, "1,300", "43.3%")
    page.keyboard.press("Enter")
    expect(page.locator("#f-T01-2-value")).to_be_focused()
    page.keyboard.type("250")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("40")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#f-T01-4-numerator")).to_be_focused()
    page.keyboard.type("430")
    page.keyboard.press("Tab")
    page.keyboard.type("10000")
    expect(page.locator("#f-T01-4-rate")).to_have_text("4.30%")
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=BY_ITSELF)


def says_to_date(page: Page, total: str, share: str) -> None:
    expect(page.locator("#f-T01-1-total")).to_have_text(total)
    expect(page.locator("#f-T01-1-share")).to_have_text(share)


def submits(page: Page, words) -> None:
    page.get_by_role("button", name=words["submit"]).click()
    expect(page.locator(".page-lead .state-submitted")).to_be_visible()
    expect(page.locator("#report-form")).to_have_count(0)


def corrects(page: Page, words) -> None:
    page.goto(page.url.partition("/reports/")[0] + "/reports/")
    expect(page.locator("main")).to_contain_text(REASON)
    page.get_by_role("link", name=words["chapter"], exact=True).last.click()
    expect(page.locator(".report-notice").first).to_contain_text(REASON)
    expect(page.locator("tr[data-code='T01-1'] td.entry")).to_contain_text(NOTE)
    page.fill("#f-T01-1-value", "350")
    says_to_date(page, "1,350", "45.0%")


# ---- The reviewer -----------------------------------------------------------------------------------------


def opens_from_the_list(page: Page, words) -> None:
    expect(page).to_have_url(re.compile("/review/$"))
    waiting = page.locator("section", has=page.locator("#group-submitted"))
    waiting.get_by_role("link", name=words["unit"], exact=True).click()
    expect(page.locator("tr[data-code='T01-1'] td.entry strong")).to_have_text("300")


def sends_back(page: Page, words) -> None:
    panel = page.locator("#review")
    panel.get_by_text(words["send back"], exact=True).click()
    panel.locator("[name=reason]").fill(REASON)
    panel.get_by_text(words["notes"], exact=True).click()
    panel.get_by_label(f"T01-1 {words['indicator']}").fill(NOTE)
    panel.get_by_role("button", name=words["return it"], exact=True).click()
    expect(page.locator(".page-lead .state-returned, #group-returned").first).to_be_visible()


def sees_the_change_and_approves(page: Page, words) -> None:
    page.goto(page.url.partition("/reports/")[0] + "/review/")
    waiting = page.locator("section", has=page.locator("#group-submitted"))
    waiting.get_by_role("link", name=words["unit"], exact=True).click()
    change = page.locator("#review tbody tr")
    expect(change).to_have_count(1)
    expect(change.locator(".was")).to_have_text("300")
    expect(change.locator(".is-now")).to_have_text("350")
    page.locator("#review").get_by_role("button", name=words["approve"], exact=True).click()
    expect(page.get_by_text(words["approved"])).to_be_visible()
    expect(page.locator(".page-lead .state-approved")).to_be_visible()


# ---- The leader -------------------------------------------------------------------------------------------


def reads_on_the_dashboard(page: Page, words, to_date: str, done: str) -> None:
    expect(page).to_have_url(re.compile("/plans/2007/$"))
    row = page.locator(".board-table tr", has=page.get_by_role("link", name=words["indicator"], exact=True))
    expect(row.locator(f"[data-label='{words['to date']}']")).to_have_text(to_date)
    expect(row.locator(f"[data-label='{words['done']}']")).to_have_text(done)


def follows_the_figure_to_its_history(page: Page, words) -> None:
    page.locator(".board-table").get_by_role("link", name=words["indicator"], exact=True).click()
    expect(page).to_have_url(re.compile("/indicators/T01-1/"))
    jianshan = page.locator(".month-table tbody tr", has=page.get_by_role("link", name=words["unit"], exact=True))
    jianshan.get_by_role("link", name="350", exact=True).click()
    expect(page).to_have_url(re.compile(REPORT))
    figure = page.locator("tr[data-code='T01-1']")
    expect(figure.locator("td.entry strong")).to_have_text("350")
    figure.get_by_role("link", name=words["history"]).click()
    steps = page.locator(".history li")
    shows_step(steps.first, "300", "350")
    shows_step(steps.last, "—", "300")
    expect(steps.filter(has_text=NOTE).first).to_be_visible()


def shows_step(step: Locator, old: str, new: str) -> None:
    expect(step.locator(".was")).to_have_text(old)
    expect(step.locator(".is-now")).to_have_text(new)
    expect(step).to_contain_text("reporter-230502")
