"""Indicators, tasks and deliverables have a first and a last month, outside of which nothing is asked of anybody."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from targets import arithmetic
from targets.arithmetic import Commitment, Kind, Pacing, Sense, Status
from targets.models import Basis, Figure, Indicator, Milestone, State
from targets.periods import Month
from targets.progress import standings
from targets.progress.areas import Area
from targets.progress.last_year import LastYear
from tests.conftest import set_target

JUNE, JULY, AUGUST, SEPTEMBER = (Month(2007, number) for number in (6, 7, 8, 9))


def give_months(row, first: Month | None = None, last: Month | None = None):
    row.from_month, row.until_month = first and first.first_day, last and last.first_day
    row.full_clean()
    row.save()
    return row


@pytest.fixture
def stand(plan, city):
    """`stand(JUNE)` is how the city stands on approved reports."""
    return lambda month: standings.stand(plan, Area(city), month, Basis.APPROVED)


def codes(standing) -> set[str]:
    return {indicator.code for indicator in standing.indicators}


# ---- The rule ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [None, JUNE, JULY])
@pytest.mark.parametrize("last", [None, JULY, AUGUST])
def test_the_database_and_python_agree_on_who_is_in_force(indicator, first, last):
    chosen = give_months(indicator("T01-1"), first, last)
    for month in (JUNE, JULY, AUGUST, SEPTEMBER):
        asked = Indicator.objects.during(month).filter(pk=chosen.pk).exists()
        assert asked == chosen.is_in_force(month) == ((first or JUNE) <= month <= (last or SEPTEMBER))


def test_a_span_of_months_has_what_was_in_force_in_any_of_them(indicator):
    give_months(indicator("T01-1"), JULY, JULY)
    assert Indicator.objects.during(JUNE, AUGUST).filter(code="T01-1").exists()
    assert not Indicator.objects.during(AUGUST, SEPTEMBER).filter(code="T01-1").exists()


def test_months_are_in_order_and_in_the_plans_year(indicator):
    with pytest.raises(ValidationError) as refused:
        give_months(indicator("T01-1"), AUGUST, JULY)
    assert list(refused.value.message_dict) == ["until_month"]
    with pytest.raises(ValidationError) as refused:
        give_months(indicator("T01-1"), Month(2008, 1))
    assert list(refused.value.message_dict) == ["from_month"]


def test_what_is_below_a_task_begins_and_ends_with_it(plan, indicator):
    give_months(indicator("T01-2"), last=JUNE)
    task = give_months(plan.tasks.get(number=1), last=AUGUST)
    assert (indicator("T01-1").last_month, indicator("T01-2").last_month) == (AUGUST, JUNE)
    assert {one.last_month for one in Milestone.objects.filter(task=task)} == {AUGUST}
    give_months(task)
    assert (indicator("T01-1").last_month, indicator("T01-2").last_month) == (None, JUNE)


def test_an_indicator_cannot_outlive_its_task(plan, indicator):
    give_months(plan.tasks.get(number=1), last=AUGUST)
    with pytest.raises(ValidationError) as refused:
        give_months(indicator("T01-1"), last=SEPTEMBER)
    assert list(refused.value.message_dict) == ["until_month"]


def test_the_elements_of_an_indicator_end_with_it(indicator):
    courts = give_months(indicator("T13-6"), last=JULY)
    assert {one.last_month for one in courts.elements.all()} == {JULY}


# ---- Boards -----------------------------------------------------------------------------------------------


def test_an_indicator_added_in_july_is_on_no_board_of_june(indicator, stand):
    give_months(indicator("T01-3"), JULY)
    assert "T01-3" not in codes(stand(JUNE))
    assert "T01-3" in codes(stand(JULY))


def test_an_indicator_that_ended_in_august_keeps_its_months(indicator, stand, file_report, jianshan):
    file_report(jianshan, "employment", 8, {"T01-3": 30})
    ended = give_months(indicator("T01-3"), last=AUGUST)
    assert stand(AUGUST).progress[ended.pk].to_date == 30
    assert "T01-3" not in codes(stand(SEPTEMBER))


def test_a_deliverable_that_ended_is_no_open_commitment(plan, stand):
    milestone = give_months(plan.milestones.get(code="M01-1"), last=AUGUST)
    assert milestone.pk in {one.pk for one in stand(AUGUST).milestones}
    assert milestone.pk not in {one.pk for one in stand(SEPTEMBER).milestones}


def test_what_was_reported_before_the_first_month_is_not_added_up(indicator, stand, file_report, jianshan):
    file_report(jianshan, "employment", 5, {"T01-3": 100})
    file_report(jianshan, "employment", 7, {"T01-3": 30})
    late = give_months(indicator("T01-3"), JULY)
    assert stand(JULY).progress[late.pk].to_date == 30
    assert Figure.objects.filter(indicator=late).count() == 2, "what was reported stays stored"


def test_a_stock_of_before_its_first_month_is_not_carried(indicator, stand, file_report, jianshan):
    file_report(jianshan, "insurance", 5, {"T09-1": 700})
    late = give_months(indicator("T09-1"), JULY)
    progress = stand(JULY).progress[late.pk]
    assert (progress.to_date, progress.tally.carried) == (None, 0)


def test_a_part_is_not_compared_with_a_whole_that_has_fewer_months(indicator, jianshan, file_report):
    give_months(indicator("T01-2"), JULY)
    file_report(jianshan, "employment", 6, {"T01-3": 50})
    report = file_report(jianshan, "employment", 7, {"T01-2": 40, "T01-3": 30}, state=State.SUBMITTED)
    assert report.state == State.SUBMITTED, "to date the part has 80, of June and July, and the whole July's 40"


# ---- What is due ------------------------------------------------------------------------------------------


def promise(**changes) -> Commitment:
    given = {"kind": Kind.FLOW, "sense": Sense.AT_LEAST, "target": Decimal(600), "deadline": date(2007, 12, 31)}
    return Commitment(**given, starts=JULY, **changes)


def test_a_target_that_begins_in_july_has_six_months_for_its_whole_way():
    assert [arithmetic.due(promise(), month) for month in (JULY, SEPTEMBER, Month(2007, 12))] == [100, 300, 600]


def test_of_a_curve_counts_what_it_rises_from_the_first_month():
    shares = [Decimal(share) for share in (5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100)]
    curve = promise(pacing=Pacing.CURVE, curve=shares)
    assert arithmetic.due(curve, JULY) == Fraction(600) * Fraction(10, 50)
    assert arithmetic.due(curve, Month(2007, 12)) == 600


def test_a_board_judges_it_by_its_own_line(indicator, city, jianshan, stand, file_report, only_these_report):
    only_these_report(jianshan)
    late = give_months(indicator("T01-3"), JULY)
    set_target(late, city, 600)
    file_report(jianshan, "employment", 7, {"T01-3": 100})
    progress = stand(JULY).progress[late.pk]
    assert (progress.due, progress.status) == (100, Status.ON_PACE)


def test_last_years_sum_of_other_months_is_not_set_beside_it(indicator, city, stand, plan):
    from targets.models import PastFigure

    late = give_months(indicator("T01-3"), JULY)
    PastFigure.objects.create(indicator=late, unit=city, month=date(2006, 7, 1), value=20, to_date=300)
    compared = LastYear(stand(JULY)).of(late)
    assert (compared.month.part.value, compared.to_date) == (20, None)
