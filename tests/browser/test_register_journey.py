"""From a training class to the leader's figure and back: entered, taken over, submitted, followed down."""

import pytest
from playwright.sync_api import expect

from employment.models import TrainingClass
from targets.models import CountedEntry, Figure, MonthlyReport, Source
from targets.reports import verbs
from tests.browser.test_report_grid import PAGE, SAVED_BY_ITSELF, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

NEW_CLASS = "/registers/employment/training-classes/new/"
INDICATOR = "/plans/2007/indicators/T04-1/?month=2007-06"
CLASS = {
    "class_no": "2007-15",
    "provider": "市就业训练中心",
    "trade": "焊工",
    "started_on": "2007-05-08",
    "ended_on": "2007-06-07",
    "trained": "40",
    "examined": "38",
    "passed": "36",
}


@pytest.fixture
def open_as(context, page, live_server):
    """`open_as(user, address)` is the page as the user sees it."""

    def go(user, address):
        context.clear_cookies()
        sign_in(context, live_server, user)
        page.goto(live_server.url + address)
        return page

    return go


def add_a_class(page) -> None:
    for name, text in CLASS.items():
        page.fill(f"main [name={name}]", text)
    page.select_option("main [name=training_type]", "unemployed")
    page.click("main .form-actions .btn-primary")
    expect(page.locator("h1")).to_contain_text("2007-15")


def take_over_and_submit(page) -> None:
    page.click("tr[data-code='T04-1'] button[name=take]")
    expect(page.locator("#f-T04-1-value")).to_have_value("40")
    page.click("button[data-take-all]")
    expect(page.locator("#f-T04-2-numerator")).to_have_value("36")
    expect(page.locator("#f-T04-3-value")).to_have_value("0")
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=SAVED_BY_ITSELF)
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("button[data-submits]")
    expect(page.locator("#report-form")).to_have_count(0)


def test_a_class_becomes_a_figure_that_the_leader_follows_down_to_it(
    plan, open_as, reporter_jianshan, reviewer_employment, leader
):
    add_a_class(open_as(reporter_jianshan, NEW_CLASS))
    take_over_and_submit(open_as(reporter_jianshan, PAGE))
    figure = Figure.objects.get(indicator__code="T04-1")
    assert (figure.value, figure.source, figure.source_detail) == (40, Source.REGISTER, "R09")
    assert CountedEntry.objects.filter(entry=TrainingClass.objects.get().pk).count() == 2
    verbs.approve(MonthlyReport.objects.get(), by=reviewer_employment)

    page = open_as(leader, INDICATOR)
    page.click(f"a[href^='{PAGE}']")
    page.click("tr[data-code='T04-1'] .cell-register a")
    page.click("main table a:has-text('2007-15')")
    expect(page.locator("main")).to_contain_text("市就业训练中心")
    page.click(f"a[href='{PAGE}entries/T04-1/']")
    expect(page.locator("h1")).to_contain_text("T04-1")


def test_a_number_typed_over_a_count_is_the_reporters_own(plan, open_as, reporter_jianshan):
    add_a_class(open_as(reporter_jianshan, NEW_CLASS))
    page = open_as(reporter_jianshan, PAGE)
    page.click("tr[data-code='T04-1'] button[name=take]")
    page.fill("#f-T04-1-value", "41")
    expect(page.locator("tr[data-code='T04-1'] .cell-explanation")).to_be_visible(timeout=SAVED_BY_ITSELF)
    assert Figure.objects.get(indicator__code="T04-1").source == Source.TYPED


def test_what_was_typed_into_an_entry_is_not_left_behind_unasked(plan, open_as, reporter_jianshan):
    page, asked = open_as(reporter_jianshan, NEW_CLASS), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.fill("main [name=trade]", "电工")
    page.click("main .form-actions a")
    expect(page.locator("main [name=trade]")).to_have_value("电工")
    assert asked == ["beforeunload"]
    add_a_class(page)
    assert asked == ["beforeunload"]


def test_all_counts_at_once_leave_what_was_typed_and_say_so(plan, open_as, reporter_jianshan):
    add_a_class(open_as(reporter_jianshan, NEW_CLASS))
    page = open_as(reporter_jianshan, PAGE)
    page.fill("#f-T04-1-value", "45")
    page.check("tr[data-code='T04-3'] .na-toggle input")
    page.click("button[data-take-all]")
    expect(page.locator("#f-T04-2-numerator")).to_have_value("36")
    expect(page.locator("#f-T04-1-value")).to_have_value("45")
    expect(page.locator("tr[data-code='T04-3'] .na-toggle input")).to_be_checked()
    expect(page.locator("#grid-message")).to_contain_text("T04-1, T04-3")
    page.click("tr[data-code='T04-1'] button[name=take]")
    expect(page.locator("#f-T04-1-value")).to_have_value("40")
