"""A month's report is filled in from its first day, and submitted when the month has ended, at every door."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from targets.imports import life
from targets.models import Figure, MonthlyReport, State
from targets.periods import Month
from targets.reports import verbs
from targets.spreadsheets.remarks import Weight
from tests.conftest import enter
from tests.imports.steps import Upload, receive_figures, store_figures
from tests.spreadsheets.workbooks import units_down, workbook

JULY = Month(2007, 7)
REFUSED = "The month has not ended: the report can be submitted from 1 August 2007."


@pytest.fixture
def july(plan, jianshan, reporter_jianshan) -> MonthlyReport:
    """A draft of July with a figure; the day is 4 July."""
    chapter = plan.chapters.get(app="employment")
    report = verbs.open_report(jianshan, chapter, JULY, by=reporter_jianshan)
    return enter(report, {"T01-1": 120}, by=reporter_jianshan)


@pytest.fixture
def zhang(as_user, reporter_jianshan):
    browser = as_user(reporter_jianshan)
    browser.cookies["django_language"] = "en"
    return browser


def state(report: MonthlyReport) -> str:
    report.refresh_from_db()
    return report.state


@pytest.mark.parametrize(("day", "wanted"), [(date(2007, 7, 31), State.DRAFT), (date(2007, 8, 1), State.SUBMITTED)])
def test_the_first_day_is_the_one_after_the_month(july, reporter_jianshan, settings, day, wanted):
    settings.TODAY = day
    if wanted == State.DRAFT:
        with pytest.raises(verbs.NotSubmittable):
            verbs.submit(july, by=reporter_jianshan)
    else:
        verbs.submit(july, by=reporter_jianshan)
    assert state(july) == wanted


def test_the_setting_lets_a_bureau_submit_before(july, reporter_jianshan, settings):
    settings.SUBMIT_BEFORE_MONTH_ENDS = True
    assert verbs.submit(july, by=reporter_jianshan).state == State.SUBMITTED


def test_the_page_keeps_what_was_typed_and_says_from_which_day(zhang, july):
    address = {"unit": "230502", "app": "employment", "month": JULY}
    assert REFUSED in zhang.get(reverse("targets:report", kwargs=address)).content.decode()
    typed = {"version": july.version, "f-T01-1-value": "130"}
    answer = zhang.post(reverse("targets:report_submit", kwargs=address), typed)
    assert answer.status_code == 422
    assert f"Saved as a draft, but not submitted. {REFUSED}" in answer.content.decode()
    assert 'name="f-T01-1-value" value="130"' in answer.content.decode()
    assert state(july) == State.DRAFT


def test_my_month_says_it_once_and_submits_nothing(zhang, july):
    page = zhang.get(reverse("targets:my_month"), {"unit": "230502", "month": "2007-07"}).content.decode()
    assert page.count(REFUSED) == 1
    told = zhang.post(reverse("targets:submit_complete"), {"unit": "230502", "month": "2007-07"}, follow=True)
    assert f"({REFUSED}" in told.content.decode()
    assert state(july) == State.DRAFT


def test_the_admin_refuses_as_well(zhang, july):
    door = f"{reverse('admin:targets_monthlyreport_change', args=[july.pk])}?hand_in=1"
    answer = zhang.post(door, {"version": july.version, "base": "{}"})
    assert answer.status_code == 422
    assert REFUSED in answer.content.decode()
    assert state(july) == State.DRAFT


def july_file() -> bytes:
    return workbook(units_down({"尖山区": [120]}, ["T01-1"], month="2007年7月"))


def test_an_import_that_submits_stores_nothing_and_one_that_does_not_stores(plan, jianshan, reporter_jianshan):
    def bring_in(*, submit: bool):
        batch = receive_figures([Upload("七月.xlsx", july_file())], plan, by=reporter_jianshan)
        store_figures(batch, by=reporter_jianshan, submit=submit)

    with pytest.raises(life.NotStorable) as refusal:
        bring_in(submit=True)
    assert ["2007年8月1日" in remark.text for remark in refusal.value.findings.of(Weight.FAULT)] == [True]
    assert not Figure.objects.exists()
    bring_in(submit=False)
    assert Figure.objects.get().value == 120


def test_the_command_that_submits_is_refused_with_the_day(plan, jianshan, tmp_path, capsys):
    file = tmp_path / "七月.xlsx"
    file.write_bytes(july_file())
    with pytest.raises(SystemExit) as ended:
        call_command("import_figures", str(file), submit=True)
    assert ended.value.code == 1
    assert "2007年8月1日" in capsys.readouterr().out
    assert not Figure.objects.exists()
