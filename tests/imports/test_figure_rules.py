"""Under which rules a file's numbers are taken: the report's state, the unit's own target, how a measure is told."""

from datetime import date
from decimal import Decimal

import pytest

from targets import clock
from targets.models import Covers, Figure, Indicator, State, Target, WorkPlan
from targets.spreadsheets.remarks import Weight
from tests.imports.steps import Upload, receive_figures, store_figures
from tests.imports.steps import examine_figures as examine
from tests.spreadsheets.workbooks import units_down, workbook

pytestmark = pytest.mark.django_db


def table(figures, codes, **how) -> Upload:
    return Upload("三月.xlsx", workbook(units_down(figures, codes, **how)))


def one(value, code="T01-1", unit="尖山区", **how) -> Upload:
    return table({unit: [value]}, [code], **how)


def target(unit, value, code="T01-1", *, covers=Covers.WHOLE, deadline=date(2007, 12, 31)):
    indicator = Indicator.objects.get(plan__year=2007, code=code)
    return Target.objects.create(indicator=indicator, unit=unit, value=value, covers=covers, deadline=deadline)


def doubts(findings) -> list[str]:
    return [remark.place.cell for remark in findings.of(Weight.WARNING) if "目标" in remark.text]


# ---- The state of the report --------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
def test_a_report_that_is_submitted_takes_no_other_figure(plan, jianshan, file_report, state):
    file_report(jianshan, "employment", 3, {"T01-1": 120}, state=state)
    findings = examine(plan, one(125))
    assert [remark.place.cell for remark in findings.faults] == ["B4"]
    assert not findings.can_be_stored


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
def test_the_same_figure_again_is_no_fault_of_a_report_that_is_submitted(plan, jianshan, file_report, state):
    file_report(jianshan, "employment", 3, {"T01-1": 120}, state=state)
    findings = examine(plan, one(120))
    assert (findings.faults, findings.counts["same"]) == ([], 1)


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_a_report_that_is_open_takes_another_figure(plan, jianshan, file_report, state):
    file_report(jianshan, "employment", 3, {"T01-1": 120}, state=state)
    store_figures(receive_figures([one(125)], plan, by=None))
    assert Figure.objects.get(indicator__code="T01-1").value == 125


# ---- Far from the target ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "is_far"), [(9, True), (10, False), (1_200_000, False), (1_200_001, True)])
def test_a_month_s_number_is_held_against_a_month_s_share_of_the_target(plan, jianshan, value, is_far):
    """Of 12,000 a year a month's share is 1,000: warned of below a hundredth of it, and above 100 × 12,000."""
    target(jianshan, 12_000)
    assert bool(doubts(examine(plan, one(value)))) is is_far


@pytest.mark.parametrize(("value", "is_far"), [(49, True), (50, False)])
def test_a_level_is_held_against_the_whole_target(plan, jianshan, value, is_far):
    target(jianshan, 5_000, "T09-1")
    assert bool(doubts(examine(plan, one(value, "T09-1")))) is is_far


def test_a_month_is_held_against_the_next_deadline_in_force_and_not_the_last(plan, jianshan):
    """By June 1,000, of which a month's share is 83.3; by December 300,000, of which 24 is less than a hundredth."""
    target(jianshan, 1_000, deadline=date(2007, 6, 30))
    target(jianshan, 300_000)
    assert doubts(examine(plan, one(24))) == []


def test_another_unit_s_target_says_nothing(plan, baoqing):
    target(baoqing, 12_000)
    assert doubts(examine(plan, one(9))) == []


def test_the_city_s_own_number_is_held_against_its_own_target_and_not_against_everybody_s(plan, city):
    Target.objects.filter(unit=city, indicator__code="T09-1").delete()
    target(city, 1_000_000, "T09-1")
    assert doubts(examine(plan, one(60, "T09-1", "市本级"))) == []
    target(city, 10_000, "T09-1", covers=Covers.OWN)
    assert doubts(examine(plan, one(60, "T09-1", "市本级"))) == ["B4"]


def test_the_target_that_comes_due_first_counts(plan, jianshan):
    target(jianshan, 1_200_000, deadline=date(2007, 12, 31))
    target(jianshan, 1_200, deadline=date(2007, 6, 30))
    assert doubts(examine(plan, one(60))) == []


def test_another_year_s_target_of_the_same_code_says_nothing(plan, jianshan):
    before = WorkPlan.objects.create(
        year=2006, title="2006", starts=date(2006, 1, 1), ends=date(2006, 12, 31), published_at=clock.now()
    )
    new_jobs = Indicator.objects.select_related("task__chapter").get(plan=plan, code="T01-1")
    task = new_jobs.task
    chapter = task.chapter
    chapter.pk, chapter.plan = None, before
    chapter.save()
    task.pk, task.plan, task.chapter = None, before, chapter
    task.save()
    new_jobs.pk, new_jobs.plan, new_jobs.task = None, before, task
    new_jobs.save()
    Target.objects.create(
        indicator=new_jobs, unit=jianshan, value=12_000_000, covers=Covers.WHOLE, deadline=before.ends
    )
    assert doubts(examine(plan, one(1000))) == []


def test_a_zero_is_never_far_from_a_target(plan, jianshan):
    target(jianshan, 12_000)
    assert doubts(examine(plan, one(0))) == []


# ---- Measures -----------------------------------------------------------------------------------------------


def test_a_line_in_ten_thousand_persons_is_ambiguous_above_person_times(plan):
    """职业介绍 is counted in 人次: 万人 above the table may or may not be meant of it."""
    findings = examine(plan, one(5, "T02-1", above=[["单位：万人"]]))
    assert [remark.place.cell for remark in findings.faults] == ["B5"]


def test_a_line_of_money_says_nothing_of_persons(plan):
    findings = examine(plan, one(5, above=[["单位：万元"]]))
    assert [proposal.new.value for proposal in findings.proposals] == [5]


def test_ten_indicators_side_by_side_are_all_taken(plan, jianshan):
    codes = ["T01-1", "T01-2", "T01-3", "T02-1", "T02-2", "T02-3", "T03-1", "T04-1", "T04-3", "T04-7"]
    numbers = [500, 400, 30, 900, 200, 100, 20, 50, 10, 5]
    store_figures(receive_figures([table({"尖山区": numbers}, codes)], plan, by=None))
    stored = dict(Figure.objects.filter(report__unit=jianshan).values_list("indicator__code", "value"))
    assert stored == {code: Decimal(number) for code, number in zip(codes, numbers, strict=True)}


# ---- What the report would be asked at submission -----------------------------------------------------------


def warned(findings) -> list[str]:
    return [remark.place.cell for remark in findings.of(Weight.WARNING)]


def test_a_rate_that_no_report_could_state_is_told_at_the_first_of_its_cells(plan, jianshan):
    rows = [["2007年3月"], ["单位", "T04-2/分子", "T04-2/分母"], ["", "本月", "本月"], ["尖山区", 51, 50]]
    assert warned(examine(plan, Upload("三月.xlsx", workbook(rows)))) == ["B4"]


def test_a_part_is_held_against_the_whole_of_the_same_file(plan, jianshan):
    assert warned(examine(plan, table({"尖山区": [80, 81]}, ["T01-2", "T01-3"]))) == ["C4"]
    assert warned(examine(plan, table({"尖山区": [81, 81]}, ["T01-2", "T01-3"]))) == []


def test_a_part_is_held_against_the_whole_that_is_stored(plan, jianshan, baoqing, file_report):
    file_report(jianshan, "employment", 3, {"T01-2": 80}, state=State.DRAFT)
    file_report(baoqing, "employment", 3, {"T01-2": 7}, state=State.DRAFT)
    file_report(jianshan, "employment", 2, {"T01-2": 7}, state=State.DRAFT)
    assert warned(examine(plan, one(80, "T01-3"))) == []
    assert warned(examine(plan, one(81, "T01-3"))) == ["B4"]


def test_a_number_is_held_against_the_months_before_it_alone(plan, jianshan, file_report):
    file_report(jianshan, "employment", 1, {"T01-1": 50})
    file_report(jianshan, "employment", 2, {"T01-1": 150})
    file_report(jianshan, "employment", 4, {"T01-1": 9000}, state=State.DRAFT, explanation="四月招聘会")
    assert warned(examine(plan, one(300))) == [], "three times the mean of 50 and 150"
    assert warned(examine(plan, one(301))) == ["B4"]


def test_what_is_stored_already_is_not_asked_about_again(plan, jianshan, file_report):
    file_report(jianshan, "employment", 3, {"T01-2": 80, "T01-3": 81}, state=State.DRAFT)
    assert warned(examine(plan, table({"尖山区": [80, 81]}, ["T01-2", "T01-3"]))) == []
