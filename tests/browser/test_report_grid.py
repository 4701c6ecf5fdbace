"""The monthly report's grid in a real browser: keys, sums while typing, paste, saving by itself, drafts, two people."""

import re
from contextlib import suppress
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook
from playwright.sync_api import Error, expect

from targets.busy import Busy
from targets.models import Figure, MonthlyReport, PastFigure, Role, Source
from targets.periods import Month
from targets.reports import saving
from targets.workbooks import workbook
from tests.conftest import enter, person

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/reports/230502/employment/2007-06/"
SAVED_BY_ITSELF = 8000
PASTE = """text => {
    const block = new DataTransfer();
    block.setData("text/plain", text);
    const paste = new ClipboardEvent("paste", {clipboardData: block, bubbles: true, cancelable: true});
    document.activeElement.dispatchEvent(paste);
}"""


def sign_in(context, live_server, user) -> None:
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])


@pytest.fixture
def grid(plan, context, page, live_server, reporter_jianshan):
    """June's employment report of Jianshan, opened by its reporter."""
    sign_in(context, live_server, reporter_jianshan)
    page.goto(live_server.url + PAGE)
    return page


def stored(code) -> Figure:
    return Figure.objects.get(indicator__code=code, report__month="2007-06-01")


def test_keys_sums_and_saving_by_itself(grid):
    grid.click("#f-T01-1-value")
    grid.keyboard.type("1800")
    expect(grid.locator("#f-T01-1-total")).to_have_text("1,800")
    grid.keyboard.press("Enter")
    expect(grid.locator("#f-T01-2-value")).to_be_focused()
    expect(grid.locator("#f-T01-1-value")).to_have_value("1,800")
    grid.keyboard.press("ArrowDown")
    grid.keyboard.press("ArrowDown")
    expect(grid.locator("#f-T01-4-numerator")).to_be_focused()
    grid.keyboard.type("1")
    grid.keyboard.press("Tab")
    grid.keyboard.type("3")
    expect(grid.locator("#f-T01-4-rate")).to_have_text("33.33%")
    expect(grid.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=SAVED_BY_ITSELF)
    assert stored("T01-1").value == 1800
    assert stored("T01-4").denominator == 3


def test_the_change_since_last_year_follows_what_is_typed(
    plan, context, page, live_server, reporter_jianshan, jianshan, indicator
):
    """Of 400 to date last year, and a rate of 46 in 1,000."""
    june = {"unit": jianshan, "month": "2006-06-01"}
    PastFigure.objects.create(indicator=indicator("T01-1"), value=160, to_date=400, **june)
    PastFigure.objects.create(indicator=indicator("T01-4"), numerator=46, denominator=1000, **june)
    sign_in(context, live_server, reporter_jianshan)
    page.goto(live_server.url + PAGE)
    jobs, unemployment = page.locator("#f-T01-1-change"), page.locator("#f-T01-4-change")
    expect(jobs).to_have_text("同比—")
    for typed, shown in (("421", "同比+5.3%"), ("379", "同比−5.3%"), ("400", "同比0.0%"), ("", "同比—")):
        page.fill("#f-T01-1-value", typed)
        expect(jobs).to_have_text(shown)
    page.fill("#f-T01-4-numerator", "45")
    expect(unemployment).to_have_text("同比—")
    page.fill("#f-T01-4-denominator", "1000")
    expect(unemployment).to_have_text("同比−0.1个百分点")


def test_what_is_typed_before_the_scripts_arrive_is_reckoned_and_saved_too(
    plan, context, page, live_server, reporter_jianshan
):
    sign_in(context, live_server, reporter_jianshan)
    held = []
    page.route("**/report-grid*.js", lambda route: held.append(route))
    page.goto(live_server.url + PAGE, wait_until="commit")
    page.click("#f-T01-1-value")
    page.keyboard.type("1800")
    page.check("#f-T01-2-na")
    expect(page.locator("#f-T01-1-total")).to_have_text("—")
    held[0].continue_()
    expect(page.locator("#f-T01-1-total")).to_have_text("1,800")
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=SAVED_BY_ITSELF)
    assert stored("T01-1").value == 1800
    assert stored("T01-2").not_applicable


def test_a_net_figure_is_worked_out_from_its_two_parts(grid):
    """1,800 alone; then 1,850 came in and 50 went out, which is the same; then 60 went out."""
    grid.fill("#f-T01-1-value", "1800")
    expect(grid.locator("#f-T01-1-net")).to_have_text("1,800")
    grid.fill("#f-T01-1-numerator", "1850")
    grid.fill("#f-T01-1-denominator", "50")
    expect(grid.locator("#f-T01-1-value")).to_have_value("")
    grid.fill("#f-T01-1-denominator", "60")
    expect(grid.locator("#f-T01-1-net")).to_have_text("1,790")
    expect(grid.locator("#f-T01-1-total")).to_have_text("1,790")
    expect(grid.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=SAVED_BY_ITSELF)
    assert stored("T01-1").numbers == (1790, 1850, 60)


def test_the_way_back_shows_what_was_saved(grid, live_server):
    grid.fill("#f-T01-1-value", "204")
    expect(grid.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=SAVED_BY_ITSELF)
    grid.reload()
    grid.fill("#f-T01-1-value", "333")
    expect(grid.locator(".save-state")).to_have_text(re.compile(r"^\d\d:\d\d"), timeout=SAVED_BY_ITSELF)
    grid.goto(live_server.url + "/reports/")
    grid.go_back()
    expect(grid.locator(".save-state")).not_to_have_text(re.compile(r"^\d\d:\d\d"))
    expect(grid.locator("#f-T01-1-value")).to_have_value("333")
    expect(grid.locator("#f-T01-1-total")).to_have_text("333")


def test_the_keys_go_through_both_parts_of_a_rate(grid):
    grid.click("#f-T01-3-value")
    for cell in ("T01-4-numerator", "T01-4-denominator", "T02-1-value"):
        grid.keyboard.press("Enter")
        expect(grid.locator(f"#f-{cell}")).to_be_focused()
    grid.keyboard.press("Shift+Enter")
    expect(grid.locator("#f-T01-4-denominator")).to_be_focused()
    grid.keyboard.press("ArrowUp")
    expect(grid.locator("#f-T01-4-numerator")).to_be_focused()


def value_of(page, cell) -> str:
    return page.locator(f"#f-{cell}").input_value()


def test_a_block_copied_in_excel_fills_several_cells(grid):
    grid.click("#f-T02-1-value")
    grid.evaluate(PASTE, '"1,234"\r\n56\r\nabc\r\n7\r\n')
    expect(grid.locator("#f-T02-1-value")).to_have_value("1,234")
    expect(grid.locator("#f-T02-2-value")).to_have_value("56")
    expect(grid.locator("#f-T03-1-value")).to_have_value("7")
    expect(grid.locator("#grid-message")).to_contain_text("T02-3")
    expect(grid.locator("tr[data-code='T02-3'] .cell-note-error")).to_be_visible()
    expect(grid.locator(".save-state")).to_have_attribute("data-state", "unsaved", timeout=SAVED_BY_ITSELF)
    grid.fill("#f-T02-3-value", "8")
    expect(grid.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=SAVED_BY_ITSELF)
    assert (stored("T02-1").source, stored("T02-3").source) == (Source.PASTED, Source.TYPED)


@pytest.fixture
def own_workbook(plan, jianshan):
    """The column 本月 of the portal's own workbook, numbered from 1 on, and where each number belongs."""
    book = load_workbook(BytesIO(workbook.write(jianshan, [Month(2007, 6)], plan)))
    sheet = book.worksheets[0]
    codes = [str(row[0].value) for row in sheet.iter_rows(min_row=4) if re.match(r"T\d\d-\d", str(row[0].value))]
    parts = {"分子": "numerator", "分母": "denominator", "新增": "numerator", "减员": "denominator"}
    cells = [f"{code.split('/')[0]}-{parts[code.split('/')[1]] if '/' in code else 'value'}" for code in codes]
    return {cell: str(number) for number, cell in enumerate(cells, start=1)}


def test_the_column_of_the_own_workbook_lands_at_each_indicator(own_workbook, grid):
    assert list(own_workbook)[:3] == ["T01-1-numerator", "T01-1-denominator", "T01-1-value"]
    assert list(own_workbook)[5:7] == ["T01-4-numerator", "T01-4-denominator"]
    grid.click("#f-T01-1-numerator")
    grid.evaluate(PASTE, "\r\n".join(own_workbook.values()) + "\r\n")
    assert {cell: value_of(grid, cell) for cell in own_workbook} == own_workbook
    inputs = grid.locator("#report-grid .cell-input").count()
    assert inputs == len(own_workbook)


def test_a_column_may_begin_in_the_middle_of_a_rate(grid):
    grid.click("#f-T01-4-denominator")
    grid.evaluate(PASTE, "11000\n260\n")
    assert [value_of(grid, cell) for cell in ("T01-4-numerator", "T01-4-denominator", "T02-1-value")] == [
        "",
        "11,000",
        "260",
    ]


def test_rates_with_their_parts_side_by_side_have_a_line_each(grid):
    grid.click("#f-T01-3-value")
    grid.evaluate(PASTE, "20\t\n500\t11000\n260\t\n")
    cells = ("T01-3-value", "T01-4-numerator", "T01-4-denominator", "T02-1-value")
    assert [value_of(grid, cell) for cell in cells] == ["20", "500", "11,000", "260"]


def test_a_block_that_is_wider_than_the_grid_changes_nothing(grid):
    grid.fill("#f-T01-1-value", "77")
    grid.click("#f-T01-1-value")
    grid.evaluate(PASTE, "100\t120\n90\t95\n")
    assert [value_of(grid, cell) for cell in ("T01-1-value", "T01-2-value")] == ["77", ""]
    expect(grid.locator("#grid-message")).not_to_be_empty()


def test_no_old_figure_passes_for_pasted(grid):
    cells = ["T01-1-value", "T01-2-value", "T01-3-value", "T01-4-numerator", "T01-4-denominator", "T02-1-value"]
    for cell in cells:
        grid.fill(f"#f-{cell}", "9")
    grid.click("#f-T01-1-value")
    grid.evaluate(PASTE, "６００\n1,234\n1.8万\n\n 95 \n12人\n")
    assert [value_of(grid, cell) for cell in cells] == ["600", "1,234", "1.8万", "9", "95", "12人"]
    message = grid.locator("#grid-message")
    for named in ("T01-3", "1.8万", "T02-1", "12人", "T01-4"):
        expect(message).to_contain_text(named)
    for code in ("T01-3", "T02-1"):
        expect(grid.locator(f"tr[data-code='{code}'] .cell-note-error")).to_be_visible()
    expect(grid.locator("tr[data-code='T01-1'] .cell-note-error")).to_have_count(0)


def test_not_applicable_is_pasted_as_the_workbook_writes_it_and_a_number_takes_it_back(grid):
    grid.check("tr[data-code='T01-2'] .na-toggle input")
    grid.click("#f-T01-1-value")
    grid.evaluate(PASTE, "不适用\n55\n")
    expect(grid.locator("tr[data-code='T01-1'] .na-toggle input")).to_be_checked()
    expect(grid.locator("tr[data-code='T01-2'] .na-toggle input")).not_to_be_checked()
    expect(grid.locator("#f-T01-2-value")).to_have_value("55")
    expect(grid.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=SAVED_BY_ITSELF)
    assert (stored("T01-1").not_applicable, stored("T01-2").value) == (True, 55)


def test_what_cannot_be_read_stays_and_the_rest_is_saved(grid):
    grid.fill("#f-T01-1-value", "1.8万")
    grid.fill("#f-T01-2-value", "150")
    expect(grid.locator("tr[data-code='T01-1'] .cell-note-error")).to_be_visible(timeout=SAVED_BY_ITSELF)
    expect(grid.locator("#f-T01-1-value")).to_have_value("1.8万")
    assert stored("T01-2").value == 150
    grid.fill("#f-T01-1-value", "")
    expect(grid.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=SAVED_BY_ITSELF)
    expect(grid.locator("tr[data-code='T01-1'] .cell-note-error")).to_have_count(0)


def test_a_busy_portal_is_named_and_what_was_typed_is_sent_again(grid, monkeypatch):
    save, refused = saving.save, []

    def busy_the_first_time(*arguments, **named):
        if not refused:
            refused.append(True)
            raise Busy
        return save(*arguments, **named)

    monkeypatch.setattr(saving, "save", busy_the_first_time)
    grid.fill("#f-T01-1-value", "77")
    expect(grid.locator(".save-state")).to_contain_text("系统正忙", timeout=SAVED_BY_ITSELF)
    assert grid.evaluate("localStorage.length") == 1
    assert not Figure.objects.exists()
    grid.evaluate("window.dispatchEvent(new Event('online'))")
    expect(grid.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=SAVED_BY_ITSELF)
    assert grid.evaluate("localStorage.length") == 0
    assert stored("T01-1").value == 77


def test_typing_what_somebody_else_stored_is_no_conflict_and_the_next_save_rests_on_it(
    plan, context, page, live_server, jianshan, reporter_jianshan, file_report
):
    report = file_report(jianshan, "employment", 6, {"T01-1": 100}, state="draft")
    sign_in(context, live_server, reporter_jianshan)
    page.goto(live_server.url + PAGE)
    enter(report, {"T01-1": 120}, by=person("李四", Role.REPORTER, jianshan))
    with page.expect_response("**/save/") as unchanged:
        page.fill("#f-T01-1-value", "120")
    assert unchanged.value.json()["state"] == "unchanged"
    report.refresh_from_db()
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved")
    expect(page.locator("[name=version]").first).to_have_value(str(report.version))
    page.fill("#f-T01-1-value", "130")
    expect(page.locator(".save-state")).to_have_text("尚未保存")
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=SAVED_BY_ITSELF)
    expect(page.locator("#conflict")).to_be_hidden()
    assert stored("T01-1").value == 130


def test_a_save_renews_the_checks_of_its_own_rows_and_of_their_parts_alone(grid):
    """T01-3 is a part of T01-2: what is said at it changes with either, and with no other row."""
    state, note = grid.locator(".save-state"), grid.locator("tr[data-code='T01-3'] .cell-note-error")
    grid.fill("#f-T01-2-value", "5")
    grid.fill("#f-T01-3-value", "9")
    expect(note).to_be_visible(timeout=SAVED_BY_ITSELF)
    grid.fill("#f-T02-1-value", "3")
    expect(state).not_to_have_attribute("data-state", "saved")
    expect(state).to_have_attribute("data-state", "saved", timeout=SAVED_BY_ITSELF)
    expect(note).to_be_visible()
    grid.fill("#f-T01-2-value", "10")
    expect(note).to_have_count(0, timeout=SAVED_BY_ITSELF)


def crash(page) -> None:
    """The page ends without a last word to the portal, as with a power cut."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    page.close()


def test_an_empty_report_is_refused_at_the_statement_which_is_saved_by_itself_and_lets_it_through(grid):
    """The question whether blank cells are meant is answered with yes."""
    grid.on("dialog", lambda question: question.accept())
    grid.locator("[data-submits]").click()
    refused = grid.locator("#report-form .js-unreadable")
    expect(refused).to_contain_text("本表没有填报内容")
    grid.fill("#n-nothing", "本月未开展此项工作。")
    expect(grid.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=SAVED_BY_ITSELF)
    expect(refused).to_have_count(0)
    expect(grid.locator("#findings .check-error")).to_have_count(0)
    grid.locator("[data-submits]").click()
    expect(grid.locator(".page-lead .state-submitted")).to_be_visible()
    expect(grid.locator(".report-notice")).to_contain_text("本月未开展此项工作。")


def test_an_unsent_draft_is_offered_again(grid, context, live_server):
    context.set_offline(True)
    grid.fill("#f-T01-1-value", "77")
    expect(grid.locator(".save-state")).to_have_attribute("data-state", "unsaved")
    crash(grid)
    context.set_offline(False)
    assert not MonthlyReport.objects.exists()
    again = context.new_page()
    again.goto(live_server.url + PAGE)
    again.click("[data-draft=restore]")
    expect(again.locator("#f-T01-1-value")).to_have_value("77")
    expect(again.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=SAVED_BY_ITSELF)
    assert again.evaluate("localStorage.length") == 0
    assert stored("T01-1").value == 77


def test_two_people_choose_whose_value_stays(
    plan, context, page, live_server, jianshan, reporter_jianshan, file_report
):
    report = file_report(jianshan, "employment", 6, {"T01-1": 100, "T01-2": 50}, state="draft")
    sign_in(context, live_server, reporter_jianshan)
    page.goto(live_server.url + PAGE)
    enter(report, {"T01-1": 120, "T01-2": 60}, by=person("李四", Role.REPORTER, jianshan))
    page.fill("#f-T01-1-value", "130")
    dialog = page.locator("#conflict")
    expect(dialog).to_be_visible(timeout=SAVED_BY_ITSELF)
    expect(dialog).to_contain_text("李四")
    expect(page.locator("#f-T01-2-value")).to_have_value("60")
    assert stored("T01-1").value == 120
    dialog.locator("input[value=yours]").check()
    dialog.locator("button[value=keep]").click()
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=SAVED_BY_ITSELF)
    assert stored("T01-1").value == 130
    assert stored("T01-2").value == 60
