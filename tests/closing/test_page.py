"""The page on which a month is closed, as an administrator uses it."""

import re
from datetime import date

import pytest

from targets.models import MonthClosing
from targets.reports import verbs

PAGE = "/plans/2007/closing/"


@pytest.fixture
def portal(as_user, administrator):
    client = as_user(administrator)
    client.cookies["django_language"] = "en"
    return client


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_opens_at_the_first_open_month_and_names_what_is_missing(portal, jianshan, file_report):
    file_report(jianshan, "employment", 1, {"T01-1": 120})
    shown = text(portal.get(PAGE))
    assert "January 2007 is open · 53 reports that are asked for do not count yet" in shown, "of 9 units × 6 chapters"


def test_the_button_closes_the_month_and_says_so(portal, administrator):
    answer = portal.post(PAGE, {"month": "2007-01", "after": "0"}, follow=True)
    assert "January 2007 is closed. Its numbers and verdicts are stored as they stand (closing no. 1)." in text(answer)
    closing = MonthClosing.objects.get()
    assert (closing.month, closing.number, closing.closed_by) == (date(2007, 1, 1), 1, administrator)


def test_a_second_click_closes_nothing_again(portal):
    for _click in range(2):
        answer = portal.post(PAGE, {"month": "2007-01", "after": "0"})
    assert answer.status_code == 409
    assert "Somebody else has closed the month meanwhile." in text(answer)
    assert MonthClosing.objects.count() == 1


def test_closing_again_asks_why_and_keeps_what_was_typed(portal):
    portal.post(PAGE, {"month": "2007-01", "after": "0"})
    assert "To close it again, say why." in text(portal.post(PAGE, {"month": "2007-01", "after": "1", "reason": " "}))
    portal.post(PAGE, {"month": "2007-01", "after": "1", "reason": "补报后重新定案"})
    assert list(MonthClosing.objects.values_list("number", "reason")) == [(1, ""), (2, "补报后重新定案")]


@pytest.mark.parametrize(
    ("month", "sentence"),
    [("2007-03", "close January 2007 first"), ("2007-07", "July 2007 has not ended yet")],
)
def test_a_month_out_of_turn_is_refused_with_the_reason(portal, month, sentence):
    answer = portal.post(PAGE, {"month": month, "after": "0"})
    assert (answer.status_code, MonthClosing.objects.count()) == (409, 0)
    assert sentence in text(answer)


@pytest.mark.parametrize("month", ["2008-01", "x", "2007-13"])
def test_a_month_of_no_plan_is_not_found(portal, month):
    assert portal.get(PAGE, {"month": month}).status_code == 404


def test_what_is_missing_and_what_was_closed_come_as_a_file(portal):
    portal.post(PAGE, {"month": "2007-01", "after": "0"})
    written = portal.get(PAGE, {"month": "2007-01", "export": "csv"}).content.decode("utf-8-sig")
    assert "January 2007" in written
    assert "not begun" in written


def test_names_are_those_of_the_time(portal, administrator, jianshan, file_report, settings):
    """In August the person is called otherwise, and so is a district whose January is being corrected."""
    report = file_report(jianshan, "employment", 1, {"T01-1": 120})
    administrator.last_name, administrator.first_name = "王", "红"
    administrator.save()
    portal.post(PAGE, {"month": "2007-01", "after": "0"})
    verbs.reopen(report, by=administrator, reason="重复统计")
    settings.TODAY = date(2007, 8, 1)
    administrator.last_name = "李"
    administrator.save()
    jianshan.name_en = "Jianshan New District"
    jianshan.save()
    shown = portal.get(PAGE, {"month": "2007-01"}).context["page"]
    assert [line.closed_by for line in shown.closings.rows] == ["王红"]
    assert [text.split(" · ")[0] for text in shown.corrections] == ["Jianshan District"]


def test_who_may_not_close_months_is_not_shown_the_way_there(as_user, administrator, reviewer_employment):
    assert PAGE in as_user(administrator).get("/plans/2007/").content.decode()
    assert PAGE not in as_user(reviewer_employment).get("/plans/2007/").content.decode()


def test_only_who_may_close_months_for_the_whole_bureau_can_do_it(as_user, reviewer_employment, leader, auditor):
    for user in (reviewer_employment, leader, auditor):
        assert as_user(user).post(PAGE, {"month": "2007-01", "after": "0"}).status_code == 403
    assert not MonthClosing.objects.exists()
