"""What there is for a plan, read with the plan: where it says "nothing", pages do not ask."""

from datetime import date

from django.utils import timezone

from targets.models import Indicator, MonthClosing, PastFigure, WorkPlan
from targets.models.closings import ALWAYS
from targets.models.plan_facts import ANYTHING, PlanFacts, facts_of, with_facts
from targets.periods import Month
from tests.plans import load_plan_of_2008


def facts_of_2007() -> PlanFacts:
    return facts_of(with_facts(WorkPlan.objects.filter(year=2007)).get())


def test_a_new_plan_has_neither_closed_months_nor_a_last_year(plan, city):
    assert facts_of_2007() == PlanFacts(
        last_closed=None,
        units_changed=ALWAYS.first_day,
        has_past_figures=False,
        has_year_before=False,
        last_text=ALWAYS.first_day,
    )


def test_the_last_closed_month_is_that_of_the_plan_itself(plan, tmp_path):
    for of, day in (
        (plan, date(2007, 4, 1)),
        (plan, date(2007, 5, 1)),
        (load_plan_of_2008(tmp_path), date(2008, 9, 1)),
    ):
        MonthClosing.objects.create(plan=of, month=day, closed_at=timezone.now())
    assert facts_of_2007().last_closed == date(2007, 5, 1)


def test_the_plan_of_the_year_before_is_noticed_once_it_is_published(plan, tmp_path):
    next_year = load_plan_of_2008(tmp_path)
    assert facts_of(with_facts(WorkPlan.objects.filter(pk=next_year.pk)).get()).has_year_before
    WorkPlan.objects.filter(pk=plan.pk).update(published_at=None)
    assert not facts_of(with_facts(WorkPlan.objects.filter(pk=next_year.pk)).get()).has_year_before


def test_a_unit_that_changed_is_noticed(city, plan, jianshan):
    jianshan.short_name = "新尖山"
    jianshan.save(from_month=Month(2007, 3))
    assert facts_of_2007().units_changed == date(2007, 3, 1)


def test_figures_of_last_year_are_noticed_for_their_own_plan(plan, jianshan):
    indicator = Indicator.objects.get(code="T01-1", plan=plan)
    PastFigure.objects.create(indicator=indicator, unit=jianshan, month=date(2006, 6, 1), value=1)
    assert facts_of_2007().has_past_figures


def test_of_a_plan_read_without_its_facts_anything_may_be_there(plan):
    assert facts_of(WorkPlan.objects.get(year=2007)) == ANYTHING
