"""The portal where less is to hand: without JavaScript, on a telephone, on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from targets.models import MonthlyReport, State
from tests.browser.people import sign_in, width_of

pytestmark = pytest.mark.django_db(transaction=True)

REPORT = "/reports/230502/employment/2007-06/"
TELEPHONE = {"width": 360, "height": 740}
A4_LANDSCAPE = (842, 595)


@pytest.fixture
def seat(new_context, live_server):
    """`seat(user, address, **browser)` is the page at the user's own computer, signed in."""

    def sit_down(user, address: str, **browser) -> Page:
        context = new_context(**browser)
        sign_in(context, live_server, user)
        page = context.new_page()
        page.goto(live_server.url + address)
        return page

    return sit_down


@pytest.fixture
def waiting(jianshan, file_report):
    """Jianshan's report of June, submitted."""
    return file_report(jianshan, "employment", 6, {"T01-1": 300}, state="submitted")


def june() -> MonthlyReport:
    return MonthlyReport.objects.get(month="2007-06-01")


# ---- Without JavaScript -----------------------------------------------------------------------------------


def test_a_report_is_saved_submitted_approved_and_read_without_javascript(
    plan, seat, reporter_jianshan, reviewer_employment, leader
):
    reporter = seat(reporter_jianshan, REPORT, java_script_enabled=False)
    reporter.fill("#f-T01-1-value", "300")
    reporter.get_by_role("button", name="保存草稿").click()
    expect(reporter.locator("#f-T01-1-value")).to_have_value("300")
    expect(reporter.locator("#f-T01-1-total")).to_have_text("300")
    reporter.get_by_role("button", name="保存并上报").click()
    expect(reporter.locator(".page-lead .state-submitted")).to_be_visible()

    reviewer = seat(reviewer_employment, REPORT, java_script_enabled=False)
    reviewer.get_by_role("button", name="审核通过", exact=True).click()
    expect(reviewer.locator(".page-lead .state-approved")).to_be_visible()

    boss = seat(leader, "/plans/2007/", java_script_enabled=False)
    expect(row_of(boss, "城镇新增就业").locator("[data-label='累计']")).to_have_text("300")


def test_an_indicators_months_are_drawn_as_bars_with_a_line_to_date_and_a_legend(waiting, seat, administrator):
    page = seat(administrator, "/plans/2007/indicators/T01-1/?month=2007-06&basis=submitted")
    chart = page.locator("[data-chart] svg")
    expect(chart.locator("text", has_text="累计").first).to_be_visible()
    expect(chart.locator("text", has_text="1月").first).to_be_visible()
    assert chart.locator("path").count() > 12


def test_an_indicator_has_its_table_beside_the_chart_without_javascript(waiting, seat, administrator):
    page = seat(administrator, "/plans/2007/indicators/T01-1/?month=2007-06&basis=submitted", java_script_enabled=False)
    expect(page.locator(".month-table tfoot")).to_contain_text("300")
    page.locator("#choose-month").select_option("2007-05")
    page.get_by_role("button", name="查看").click()
    expect(page).to_have_url(re.compile("month=2007-05"))


# ---- On a telephone ---------------------------------------------------------------------------------------


def test_a_leader_reaches_a_tasks_state_on_a_telephone(jianshan, file_report, seat, leader):
    file_report(jianshan, "employment", 6, {"T01-1": 300})
    page = seat(leader, "/plans/2007/matrix/")
    page.set_viewport_size(TELEPHONE)
    page.locator(".nav-menu summary").click()
    page.locator(".nav-menu").get_by_role("link", name="进度总览").click()
    row = row_of(page, "城镇新增就业")
    row.scroll_into_view_if_needed()
    expect(row.locator(".chip")).to_have_text(re.compile("数据不全"))
    expect(row.locator(".chip")).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="1 全面完成就业再就业目标任务").click()
    expect(page).to_have_url(re.compile("/chapters/employment/"))
    assert width_of(page) <= TELEPHONE["width"]


def test_a_reviewer_approves_on_a_telephone(waiting, seat, reviewer_employment):
    page = seat(reviewer_employment, "/review/")
    page.set_viewport_size(TELEPHONE)
    page.get_by_role("link", name="尖山", exact=True).click()
    page.get_by_role("button", name="审核通过", exact=True).click()
    expect(page.locator(".page-lead .state-approved")).to_be_visible()
    assert june().state == State.APPROVED
    assert width_of(page) <= TELEPHONE["width"]


# ---- On paper ---------------------------------------------------------------------------------------------


def test_the_dashboard_prints_on_a4_without_navigation(demonstration, seat, administrator):
    page = seat(administrator, "/plans/2007/")
    page.emulate_media(media="print")
    expect(page.locator(".mainnav")).to_be_hidden()
    expect(page.locator(".tools")).to_be_hidden()
    expect(page.locator(".demo-strip")).to_be_visible()
    sheets = sheets_of(page.pdf(prefer_css_page_size=True))
    assert set(sheets) == {A4_LANDSCAPE}
    assert len(sheets) > 1


def sheets_of(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each sheet, in points."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def row_of(page: Page, indicator: str):
    """The indicator's row on the dashboard."""
    return page.locator(".board-table tr", has=page.get_by_role("link", name=indicator, exact=True))
