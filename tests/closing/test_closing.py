"""Closing a month: what is stored stays, and what comes afterwards is named."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from targets.arithmetic import Status
from targets.closing import verbs as closing
from targets.closing.checklist import missing_reports
from targets.models import Basis, ChangeAfterClosing, MonthClosing, Target
from targets.models.closings import ALWAYS
from targets.models.validity import Decision
from targets.periods import Month
from targets.progress.areas import Area
from targets.progress.changes_since import figures_since
from targets.progress.judgements import as_judged
from targets.progress.standings import stand
from targets.reports import verbs
from tests.conftest import enter, reporter_of

JANUARY, FEBRUARY, JUNE, JULY = (Month(2007, number) for number in (1, 2, 6, 7))


@pytest.fixture
def close(plan, administrator):
    """`close(JANUARY)` closes a month that is open, or closes it again where a reason is given."""

    def build(month: Month, reason: str = ""):
        former = MonthClosing.objects.latest(plan, month)
        return closing.close(plan, month, by=administrator, reason=reason, after=former.number if former else 0)

    return build


def listed(closed: MonthClosing, unit, indicator) -> list:
    """What the page of the area's indicator lists as changed since the month was closed."""
    return figures_since(stand(closed.plan, Area(unit), closed.period, Basis.APPROVED), indicator)


def correct(report, figures: dict, *, by, reason: str = "重复统计"):
    """Correct an approved report the way of every correction."""
    reporter = reporter_of(report.unit)
    report = verbs.reopen(report, by=by, reason=reason)
    report = enter(report, figures, by=reporter, explanation="更正。")
    return verbs.approve(verbs.submit(report, by=reporter), by=by)


# ---- Which months can be closed ---------------------------------------------------------------------------


def test_a_month_that_has_not_ended_cannot_be_closed(plan, administrator):
    with pytest.raises(closing.MonthNotOver):
        closing.close(plan, JULY, by=administrator)


def test_months_are_closed_in_their_order(close):
    with pytest.raises(closing.EarlierMonthOpen) as refused:
        close(FEBRUARY)
    assert refused.value.month == JANUARY
    close(JANUARY)
    assert close(FEBRUARY).number == 1


def test_a_second_closing_needs_a_reason_and_has_its_own_number(close):
    close(JANUARY)
    with pytest.raises(closing.SecondClosingWithoutReason):
        close(JANUARY)
    assert close(JANUARY, "补报后重新定案").number == 2


def test_who_closes_over_somebody_elses_closing_is_told(plan, administrator, close):
    close(JANUARY)
    with pytest.raises(closing.AlreadyClosed):
        closing.close(plan, JANUARY, by=administrator, reason="再次", after=0)


# ---- What is stored ---------------------------------------------------------------------------------------


def test_the_closing_names_who_has_not_reported(close, plan, jianshan, file_report):
    file_report(jianshan, "employment", 1, {"T01-1": 120})
    stored = close(JANUARY).missing_reports
    assert not stored.filter(unit=jianshan, chapter__app="employment").exists()
    assert stored.filter(unit=jianshan, chapter__app="insurance", state="").exists()
    assert stored.count() == len(missing_reports(plan, JANUARY))


def test_every_area_is_stored_as_the_boards_judge_it(close, city, jianshan, indicator, only_these_report, file_report):
    only_these_report(jianshan)
    file_report(jianshan, "employment", 1, {"T01-1": 1500})
    judged = as_judged(close(JANUARY), Area(city))[indicator("T01-1").pk]
    assert (judged.value, judged.due, judged.status) == (Decimal(1500), Decimal(1500), Status.ON_PACE)
    assert (judged.reported, judged.expected, judged.complete) == (1, 1, True)
    assert judged.target_value == Decimal(18000)


def test_what_is_stored_outlives_every_later_change(
    close, city, jianshan, indicator, only_these_report, file_report, administrator
):
    only_these_report(jianshan)
    report = file_report(jianshan, "employment", 1, {"T01-1": 1500})
    stored = close(JANUARY)
    correct(report, {"T01-1": 1200}, by=administrator)
    target = Target.objects.get(indicator=indicator("T01-1"), unit=city, covers="whole")
    target.value = Decimal(9000)
    target.save(from_month=JANUARY)
    judged = as_judged(stored, Area(city))[indicator("T01-1").pk]
    assert (judged.value, judged.target_value) == (Decimal(1500), Decimal(18000))


# ---- What a closed month keeps ----------------------------------------------------------------------------


def test_a_target_decided_for_a_closed_month_holds_from_the_first_open_one(close, city, indicator, administrator):
    close(JANUARY)
    target = Target.objects.get(indicator=indicator("T01-1"), unit=city, covers="whole")
    target.value = Decimal(20000)
    target.save(decision=Decision(JANUARY, "双劳社发〔2007〕31号", by=administrator))
    version = target.versions.order_by("from_month").last()
    assert (version.begins, version.decided_for) == (FEBRUARY, JANUARY.first_day)


def test_a_unit_that_moves_leaves_closed_months_where_they_were(close, jianshan, file_report):
    report = file_report(jianshan, "employment", 1, {"T01-1": 120})
    close(JANUARY)
    jianshan.counts_toward_city = False
    jianshan.save(from_month=ALWAYS)
    report.refresh_from_db()
    assert report.counts_toward_city, "the report of the closed month keeps its stamp"
    assert [version.begins for version in jianshan.versions.order_by("from_month")] == [ALWAYS, FEBRUARY]


def test_a_share_given_out_after_the_closing_does_not_reach_back(close, jianshan, indicator):
    close(JANUARY)
    share = Target.objects.create(
        indicator=indicator("T01-1"), unit=jianshan, deadline="2007-12-31", value=Decimal(3000)
    )
    assert [version.begins for version in share.versions.all()] == [FEBRUARY]


# ---- What came afterwards ---------------------------------------------------------------------------------


def test_a_correction_of_a_closed_month_is_kept_with_both_values_and_its_reason(
    close, city, jianshan, indicator, file_report, administrator
):
    report = file_report(jianshan, "employment", 1, {"T01-1": 120})
    stored = close(JANUARY)
    correct(report, {"T01-1": 90}, by=administrator, reason="重复统计三十人")
    [change] = listed(stored, city, indicator("T01-1"))
    assert (change.before.value, change.after.value) == (Decimal(120), Decimal(90))
    assert (change.last.reason, change.last.is_late_report) == ("重复统计三十人", False)


def test_a_report_approved_after_the_closing_is_late(close, city, jianshan, indicator, file_report):
    stored = close(JANUARY)
    file_report(jianshan, "employment", 1, {"T01-1": 120})
    [change] = listed(stored, city, indicator("T01-1"))
    assert (change.before.value, change.after.value, change.last.is_late_report) == (None, Decimal(120), True)


def test_what_was_changed_and_changed_back_has_not_changed(
    close, city, jianshan, indicator, file_report, administrator
):
    report = file_report(jianshan, "employment", 1, {"T01-1": 120})
    stored = close(JANUARY)
    report = correct(report, {"T01-1": 90}, by=administrator)
    correct(report, {"T01-1": 120}, by=administrator, reason="原数无误")
    assert listed(stored, city, indicator("T01-1")) == []


def test_a_second_closing_takes_in_what_changed_before_it(close, city, jianshan, indicator, file_report, administrator):
    report = file_report(jianshan, "employment", 1, {"T01-1": 120})
    close(JANUARY)
    correct(report, {"T01-1": 90}, by=administrator)
    second = close(JANUARY, "更正后重新定案")
    assert listed(second, city, indicator("T01-1")) == []
    assert as_judged(second, Area(city))[indicator("T01-1").pk].value == Decimal(90)


def test_a_change_in_an_open_month_is_nobodys_correction(close, jianshan, file_report, administrator):
    close(JANUARY)
    report = file_report(jianshan, "employment", 2, {"T01-1": 120})
    correct(report, {"T01-1": 90}, by=administrator)
    assert not ChangeAfterClosing.objects.exists()


# ---- On boards and in the API -----------------------------------------------------------------------------


def test_a_board_shows_now_as_judged_when_and_why(
    close, jianshan, only_these_report, file_report, administrator, fetch, leader
):
    only_these_report(jianshan)
    report = file_report(jianshan, "employment", 1, {"T01-1": 1500})
    close(JANUARY)
    judged = "judged as 1,500, on pace, when the month was closed on 4 July 2007"
    assert judged not in fetch(leader, "/plans/2007/", month="2007-01").content.decode()
    correct(report, {"T01-1": 1200}, by=administrator, reason="重复统计三百人")
    shown = fetch(leader, "/plans/2007/", month="2007-01").content.decode()
    assert judged in shown
    assert "重复统计三百人" in shown


def test_a_board_says_how_many_reports_have_changed(
    close, jianshan, lingdong, file_report, administrator, fetch, leader
):
    report = file_report(jianshan, "employment", 1, {"T01-1": 1500})
    close(JANUARY)
    correct(report, {"T01-1": 1300}, by=administrator)
    correct(report, {"T01-1": 1200}, by=administrator, reason="重复统计三百人")
    shown = fetch(leader, "/plans/2007/", month="2007-01").content.decode()
    assert "changes in all" not in shown, "one report was corrected twice"
    file_report(lingdong, "employment", 1, {"T01-1": 40})
    assert "2 changes in all" in fetch(leader, "/plans/2007/", month="2007-01").content.decode()


def test_days_are_those_of_the_bureaus_time_zone(plan, close, jianshan, file_report, administrator, fetch, leader):
    """Half past midnight of 5 July is still 4 July in UTC, in which the database keeps moments."""
    past_midnight = datetime(2007, 7, 5, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    report = file_report(jianshan, "employment", 1, {"T01-1": 1500})
    close(JANUARY)
    correct(report, {"T01-1": 1200}, by=administrator)
    MonthClosing.objects.update(closed_at=past_midnight)
    ChangeAfterClosing.objects.update(changed_at=past_midnight)
    shown = fetch(leader, "/plans/2007/", month="2007-01").content.decode()
    assert "when the month was closed on 5 July 2007" in shown
    assert "correction of Jianshan on 5 July 2007" in shown
    page = fetch(administrator, "/plans/2007/closing/", month="2007-01").content.decode()
    assert "January 2007 was closed on 5 July 2007" in page


def test_an_adjusted_target_stands_beside_the_first_one(city, indicator, administrator, fetch, leader):
    target = Target.objects.get(indicator=indicator("T01-1"), unit=city, covers="whole")
    target.value = Decimal(20000)
    target.save(decision=Decision(JULY, "双劳社发〔2007〕31号", by=administrator))
    for address in ("/plans/2007/", "/plans/2007/indicators/T01-1/"):
        shown = fetch(leader, address, month="2007-06").content.decode()
        assert "target from July 2007: 20,000" in shown
        assert "双劳社发〔2007〕31号" in shown


def test_the_api_answers_as_it_was_judged(
    close, jianshan, only_these_report, file_report, administrator, fetch, leader
):
    only_these_report(jianshan)
    report = file_report(jianshan, "employment", 1, {"T01-1": 1500})
    asked = {"month": "2007-01", "unit": "230500"}
    address = "/api/plans/2007/progress"
    refused = fetch(leader, address, **asked, as_judged="1")
    assert (refused.status_code, "2007-01 is not closed" in refused.json()["detail"]) == (409, True)
    close(JANUARY)
    correct(report, {"T01-1": 1200}, by=administrator)
    now, judged = (
        next(row for row in fetch(leader, address, **asked, **how).json()["indicators"] if row["code"] == "T01-1")
        for how in ({}, {"as_judged": "1"})
    )
    assert (now["to_date"], judged["to_date"], judged["due"], judged["status"]) == ("1200", "1500", "1500", "on_pace")
    assert set(now) == set(judged)


def test_without_corrections_the_live_answer_is_the_judged_one_whatever_is_done_later(
    close, city, jianshan, lingdong, indicator, file_report, administrator, fetch, leader, settings
):
    """The property of the closing, with a unit that ends, one that moves out of the count, and a changed target."""
    for unit, number in ((jianshan, 700), (lingdong, 500)):
        file_report(unit, "employment", 1, {"T01-1": number, "T01-4": (46, 1000)})
    address, asked = "/api/plans/2007/progress", {"month": "2007-01", "unit": "230500"}
    close(JANUARY)
    jianshan.active = False
    jianshan.save()
    lingdong.counts_toward_city = False
    lingdong.save(from_month=ALWAYS)
    for target in Target.objects.filter(indicator__code__in=["T01-1", "T01-4"], unit=city):
        target.value = Decimal(4)
        target.save(from_month=JANUARY)
    settings.PACE_BEHIND_FROM = "0.5"
    live, judged = (fetch(leader, address, **asked, **how).json()["indicators"] for how in ({}, {"as_judged": "1"}))
    assert live == judged


def test_the_indicators_page_lists_every_change_with_both_values(
    close, jianshan, lingdong, file_report, administrator, fetch, leader
):
    report = file_report(jianshan, "employment", 1, {"T01-1": 1500})
    close(JANUARY)
    correct(report, {"T01-1": 1200}, by=administrator, reason="重复统计三百人")
    file_report(lingdong, "employment", 1, {"T01-1": 40})
    shown = fetch(leader, "/plans/2007/indicators/T01-1/", month="2007-01")
    lines = [(row.unit, row.kind, row.before.text, row.after.text) for row in shown.context["view"].changes.rows]
    assert lines == [
        ("Jianshan District", "correction", "1,500", "1,200"),
        ("Lingdong District", "late report", "—", "40"),
    ]
    assert "重复统计三百人" in shown.content.decode()


def test_an_open_months_page_lists_what_has_changed_since_the_last_closing(
    close, jianshan, file_report, administrator, fetch, leader
):
    report = file_report(jianshan, "employment", 1, {"T01-1": 1500})
    close(JANUARY)
    correct(report, {"T01-1": 1200}, by=administrator, reason="重复统计三百人")
    changes = fetch(leader, "/plans/2007/indicators/T01-1/", month="2007-02").context["view"].changes
    assert changes.title == "Changed since January 2007 was closed"
    assert [(row.month, row.before.text, row.after.text, row.effect.text) for row in changes.rows] == [
        ("January 2007", "1,500", "1,200", "−300")
    ]
    assert not changes.foot
