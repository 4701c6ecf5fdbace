"""Giving out without the page: who gets a share, by what a target is split, and what storing changes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from targets import clock
from targets.allocation import giving_out
from targets.allocation.giving_out import NoTotal, Share, SharesChanged, SplitBy, propose
from targets.models import Covers, Indicator, ReportingUnit, State, Target, WorkPlan
from targets.periods import Month
from targets.splitting import NothingToSplitBy
from tests.conftest import person

YEAR_END, MIDYEAR = date(2007, 12, 31), date(2007, 6, 30)
PERSONS, STOCK, RATE = "T01-1", "T09-1", "T01-4"


def of(indicator: Indicator, giver) -> giving_out.Distribution:
    (found,) = giving_out.distributions([indicator], giver)
    return found


def target(indicator, unit, value, *, covers=Covers.WHOLE, deadline=YEAR_END, **more) -> Target:
    made = Target(indicator=indicator, unit=unit, value=value, covers=covers, deadline=deadline, **more)
    made._history_date = clock.now()
    made.save()
    return made


@pytest.fixture
def street(jianshan) -> ReportingUnit:
    return ReportingUnit.objects.create(
        code="230502001", name="街道", kind="street", parent=jianshan, submits_reports=True, counts_toward_city=True
    )


def lines(distribution) -> list[tuple[str, str]]:
    return [(line.unit.code, line.covers) for line in distribution.lines]


# ---- Who gets a share -------------------------------------------------------------------------------------


def test_the_city_gives_out_to_its_own_part_and_to_whole_districts(indicator, city, units, street):
    districts = sorted(set(units) - {city.code})
    found = lines(of(indicator("T02-1"), city))
    assert sorted(found) == sorted([(city.code, Covers.OWN), *((code, Covers.WHOLE) for code in districts)])


def test_a_district_gives_out_to_its_own_streets_alone(indicator, jianshan, baoqing, street):
    assert lines(of(indicator(PERSONS), jianshan)) == [(street.code, Covers.WHOLE)]
    assert lines(of(indicator(PERSONS), baoqing)) == []


@pytest.mark.parametrize("more", [{"active": False}, {"submits_reports": False}, {"counts_toward_city": False}])
def test_who_is_not_asked_gets_a_share_only_while_one_is_stored(indicator, city, jianshan, more):
    for name, value in more.items():
        setattr(jianshan, name, value)
    jianshan.save()
    assert (jianshan.code, Covers.WHOLE) not in lines(of(indicator(PERSONS), city))
    target(indicator(PERSONS), jianshan, 5)
    assert (jianshan.code, Covers.WHOLE) in lines(of(indicator(PERSONS), city))


def test_what_only_the_city_reports_and_elements_are_left_out(plan, indicator, city):
    Indicator.objects.filter(plan=plan, code="T01-2").update(reported_by="city")
    chosen = [indicator(code) for code in (PERSONS, "T01-2")]
    chosen += Indicator.objects.filter(plan=plan, kind="milestones")[:1]
    assert [one.indicator.code for one in giving_out.distributions(chosen, city)] == [PERSONS]


def test_shares_are_those_of_the_deadline_that_is_given_out(indicator, city, jianshan):
    """Today is in July: the half-year target has passed, that of the year's end is next."""
    new_jobs = indicator(PERSONS)
    Target.objects.filter(indicator=new_jobs).delete()
    target(new_jobs, city, 9000, deadline=MIDYEAR)
    target(new_jobs, city, 18000)
    target(new_jobs, city, 77, covers=Covers.OWN)
    target(new_jobs, jianshan, 900, deadline=MIDYEAR)
    mine = target(new_jobs, jianshan, 1800)
    found = of(new_jobs, city)
    assert (found.total, found.deadline, found.given) == (18000, YEAR_END, 2), "of Jianshan and the city level"
    (line,) = [line for line in found.lines if line.unit == jianshan]
    assert (line.target, line.share) == (mine, Share(Decimal(1800)))


def test_before_midyear_the_half_years_target_is_given_out(settings, indicator, city, jianshan):
    settings.TODAY = date(2007, 5, 20)
    new_jobs = indicator(PERSONS)
    Target.objects.filter(indicator=new_jobs).delete()
    target(new_jobs, city, 9000, deadline=MIDYEAR)
    target(new_jobs, city, 18000)
    target(new_jobs, jianshan, 900, deadline=MIDYEAR)
    target(new_jobs, jianshan, 1800)
    found = of(new_jobs, city)
    assert (found.total, found.deadline) == (9000, MIDYEAR)
    assert [line.share.value for line in found.lines if line.unit == jianshan] == [900]


def test_without_a_target_the_plans_end_is_the_deadline_and_there_is_no_total(indicator, city):
    Target.objects.filter(indicator=indicator(PERSONS)).delete()
    found = of(indicator(PERSONS), city)
    assert (found.total, found.deadline, found.given) == (None, YEAR_END, 0)
    with pytest.raises(NoTotal):
        propose(found, SplitBy.EQUAL, weights={}, baselines={})


@pytest.mark.parametrize(
    ("kind", "adds_up", "has_baseline"),
    [("flow", True, False), ("stock", True, True), ("ratio", False, True), ("level", False, False)],
)
def test_totals_are_split_and_stocks_and_rates_ask_where_they_stood(indicator, city, kind, adds_up, has_baseline):
    found = replace(of(indicator(PERSONS), city), indicator=Indicator(kind=kind))
    assert (found.adds_up, found.has_baseline) == (adds_up, has_baseline)
    ways = giving_out.ways_to_split(found)
    assert ways == ([way for way in SplitBy if way != SplitBy.SAME] if adds_up else [SplitBy.SAME])


# ---- Proposals --------------------------------------------------------------------------------------------


@pytest.fixture
def three(indicator, city, jianshan, lingdong, baoqing):
    """A target of 1,000 for three districts."""
    new_jobs = indicator(PERSONS)
    Target.objects.filter(indicator=new_jobs).delete()
    target(new_jobs, city, 1000)
    found = of(new_jobs, city)
    return replace(found, lines=[line for line in found.lines if line.unit in (jianshan, lingdong, baoqing)])


def proposed(distribution, way, *, weights=None, baselines=None) -> dict[str, Decimal]:
    found = propose(distribution, way, weights=weights or {}, baselines=baselines or {})
    codes = {line.unit.pk: line.unit.code for line in distribution.lines}
    return {codes[unit]: value for unit, value in found.items()}


def test_the_same_for_all_and_equal_shares(three):
    assert proposed(three, SplitBy.SAME) == dict.fromkeys(("230502", "230503", "230523"), 1000)
    assert proposed(three, SplitBy.EQUAL) == {"230502": 334, "230503": 333, "230523": 333}


def test_typed_weights_and_a_blank_one(three, jianshan, lingdong, baoqing):
    weights = {jianshan.pk: Decimal(3), lingdong.pk: None, baoqing.pk: Decimal(1)}
    assert proposed(three, SplitBy.WEIGHTS, weights=weights) == {"230502": 750, "230503": 0, "230523": 250}
    with pytest.raises(NothingToSplitBy):
        proposed(three, SplitBy.WEIGHTS)


def test_what_is_approved_by_the_last_month_to_be_reported_weighs(three, file_report, jianshan, baoqing, street):
    file_report(jianshan, "employment", 3, {PERSONS: 100})
    file_report(jianshan, "employment", 6, {PERSONS: 50})
    file_report(street, "employment", 6, {PERSONS: 50})
    file_report(baoqing, "employment", 6, {PERSONS: 50})
    file_report(baoqing, "employment", 5, {PERSONS: 999}, state=State.SUBMITTED)
    file_report(baoqing, "employment", 7, {PERSONS: 999})
    assert proposed(three, SplitBy.TO_DATE) == {"230502": 800, "230503": 0, "230523": 200}


@pytest.mark.parametrize(("today", "month"), [(date(2006, 5, 1), 1), (date(2007, 3, 1), 2), (date(2009, 1, 1), 12)])
def test_the_month_of_the_split_lies_within_the_plan(three, settings, monkeypatch, today, month):
    settings.TODAY, asked = today, []
    monkeypatch.setattr(giving_out, "_reached", lambda *args: asked.append(args[-1]))
    giving_out.reached_to_date(three)
    assert asked == [Month(2007, month)]


def test_the_citys_own_part_weighs_what_its_offices_report(indicator, city, jianshan, file_report):
    found = of(indicator("T02-1"), city)
    found = replace(found, lines=[line for line in found.lines if line.unit in (city, jianshan)])
    file_report(city, "employment", 6, {"T02-1": 30})
    file_report(jianshan, "employment", 6, {"T02-1": 10})
    assert giving_out.reached_to_date(found) == {city.pk: 30, jianshan.pk: 10}


def test_a_stock_is_split_by_where_it_stood_and_a_flow_by_last_years_plan(three, jianshan, lingdong, baoqing):
    stood = {jianshan.pk: Decimal(300), lingdong.pk: None, baoqing.pk: Decimal(700)}
    stock = replace(three, indicator=Indicator(kind="stock", code="X", plan=three.indicator.plan))
    assert proposed(stock, SplitBy.LAST_YEAR, baselines=stood) == {"230502": 300, "230503": 0, "230523": 700}
    with pytest.raises(NothingToSplitBy):
        proposed(stock, SplitBy.LAST_YEAR, baselines=dict.fromkeys(stood))
    with pytest.raises(NothingToSplitBy):
        proposed(three, SplitBy.LAST_YEAR, baselines=stood)


def test_last_years_plan_is_asked_for_the_same_code_and_kind(three, monkeypatch):
    before = WorkPlan.objects.create(
        year=2006, title="2006", starts=date(2006, 1, 1), ends=date(2006, 12, 31), published_at=clock.now()
    )
    chapter = three.indicator.task.chapter
    chapter.pk, chapter.plan = None, before
    chapter.save()
    task = three.indicator.task
    task.pk, task.plan, task.chapter = None, before, chapter
    task.save()
    last = Indicator.objects.get(pk=three.indicator.pk)
    last.pk, last.plan, last.task = None, before, task
    last.save()
    monkeypatch.setattr(giving_out, "_reached", lambda of, indicator, month: (indicator, month))
    assert giving_out._last_year(three, {}) == (last, Month(2006, 12))
    Indicator.objects.filter(pk=last.pk).update(kind="level", is_net=False)
    with pytest.raises(NothingToSplitBy):
        giving_out._last_year(three, {})


# ---- Storing ----------------------------------------------------------------------------------------------


def test_only_shares_that_differ_are_stored(three, indicator, city, jianshan, lingdong, baoqing):
    kept = target(indicator(PERSONS), lingdong, 5, source="市政府文件", is_demo=True)
    shown, by = of(indicator(PERSONS), city), person("someone")
    shares = {jianshan.pk: Share(Decimal(400)), lingdong.pk: Share(Decimal(5)), baoqing.pk: Share()}
    assert giving_out.store(shown, shares, by=by) == 1
    held = Target.objects.shares().filter(indicator=kept.indicator_id, in_force=True)
    stored = {one.unit_id: (one.value, one.covers, one.deadline, one.is_demo) for one in held}
    assert stored == {
        jianshan.pk: (400, Covers.WHOLE, YEAR_END, False),
        lingdong.pk: (5, Covers.WHOLE, YEAR_END, True),
    }
    with pytest.raises(SharesChanged):
        giving_out.store(shown, {jianshan.pk: Share(Decimal(1))}, by=by)
    again = of(indicator(PERSONS), city)
    changed = {jianshan.pk: Share(), lingdong.pk: Share(Decimal(5), Decimal(1))}
    assert giving_out.store(again, changed, by=by) == 2
    kept.refresh_from_db()
    assert (kept.value, kept.baseline, kept.is_demo, kept.source) == (5, 1, False, "")
    gone = Target.history.filter(unit=jianshan, in_force=False).get()
    assert (gone.history_user, clock.day_of(gone.history_date)) == (by, date(2007, 7, 4))


def test_the_citys_own_part_is_stored_beside_its_target_for_the_whole(indicator, city):
    calls = indicator("T02-1")
    whole = Target.objects.get(indicator=calls, unit=city, covers=Covers.WHOLE)
    giving_out.store(of(calls, city), {city.pk: Share(Decimal(700))}, by=person("someone"))
    stored = Target.objects.filter(indicator=calls, unit=city).values_list("covers", "value")
    assert sorted(stored) == sorted([(Covers.WHOLE, whole.value), (Covers.OWN, 700)])
