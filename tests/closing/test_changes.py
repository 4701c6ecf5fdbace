"""The live answer less the judged one is the sum of the corrections and late reports that the page lists.

Of every kind: what adds up, what lasts and is carried from month to month, the two parts of a rate, what counts by its
least unit, and deliverables that are done.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from targets import clock
from targets.closing import verbs as closing
from targets.models import (
    Basis,
    Covers,
    Indicator,
    Milestone,
    MilestoneState,
    MonthClosing,
    MonthlyReport,
    State,
    Target,
    WorkPlan,
)
from targets.models.closings import ALWAYS
from targets.periods import Month
from targets.planning.copying import next_plan
from targets.progress.areas import Area
from targets.progress.changes_since import deliverables_since, figures_since
from targets.progress.judgements import as_judged
from targets.progress.rollup import NUMBERS
from targets.progress.standings import Standing, stand
from targets.reports import verbs
from targets.reports.changes import Changes, MilestoneEntry
from targets.structure.ending import Ending, Successor, end_unit
from tests.conftest import enter, examples, file, reporter_of

MONTHS = Month(2007, 3).year_to()


@pytest.fixture
def close_until(plan, administrator):
    """`close_until(3)` closes January to March."""

    def build(last: int) -> None:
        for month in Month(2007, last).year_to():
            if MonthClosing.objects.latest(plan, month) is None:
                closing.close(plan, month, by=administrator)

    return build


def correct(report: MonthlyReport, figures: dict, *, by, reason: str = "重复统计") -> MonthlyReport:
    """Correct an approved report the way of every correction."""
    reporter = reporter_of(report.unit)
    report = verbs.reopen(report, by=by, reason=reason)
    report = enter(report, figures, by=reporter, explanation="已核实。")
    return verbs.approve(verbs.submit(report, by=reporter), by=by)


def standing_of(plan, area: Area, month: int) -> Standing:
    return stand(plan, area, Month(2007, month), Basis.APPROVED)


def lines(plan, unit, month: int, indicator: Indicator) -> list[tuple]:
    """What the list of the unit's area says: month, value before and now, and what that changes in the total."""
    changes = figures_since(standing_of(plan, Area(unit), month), indicator)
    return [
        (change.month.month, *(_plain(part.value) for part in (change.before, change.after, change.effect)))
        for change in changes
    ]


def _plain(number: Decimal | None) -> int | None:
    return None if number is None else int(number)


# ---- Worked by hand ---------------------------------------------------------------------------------------


def test_a_corrected_stock_of_march_changes_what_april_carries(
    plan, city, jianshan, indicator, file_report, close_until, administrator
):
    """Insured at the end of March: 1,000; nothing reported for April; corrected to 900 after both were closed."""
    report = file_report(jianshan, "insurance", 3, {"T09-1": 1000})
    close_until(4)
    correct(report, {"T09-1": 900}, by=administrator)
    chosen = indicator("T09-1")
    for month in (3, 4):
        assert lines(plan, city, month, chosen) == [(3, 1000, 900, -100)]
        live = standing_of(plan, Area(city), month).progress[chosen.pk].to_date
        judged = as_judged(MonthClosing.objects.get(month=f"2007-0{month}-01"), Area(city))[chosen.pk].value
        assert (live, judged) == (900, 1000)


def test_a_corrected_stock_changes_nothing_of_a_month_with_a_figure_of_its_own(
    plan, city, jianshan, indicator, file_report, close_until, administrator
):
    march = file_report(jianshan, "insurance", 3, {"T09-1": 1000})
    file_report(jianshan, "insurance", 4, {"T09-1": 1010})
    close_until(4)
    correct(march, {"T09-1": 900}, by=administrator)
    assert lines(plan, city, 4, indicator("T09-1")) == [(3, 1000, 900, 0)]


def test_a_late_report_of_april_takes_the_place_of_what_was_carried_from_march(
    plan, city, jianshan, indicator, file_report, close_until, administrator
):
    """April was judged with March's 1,000; it is 1,030 now, and March's correction no longer matters for April."""
    march = file_report(jianshan, "insurance", 3, {"T09-1": 1000})
    close_until(4)
    file_report(jianshan, "insurance", 4, {"T09-1": 1030}, explanation="补报。")
    correct(march, {"T09-1": 900}, by=administrator)
    assert lines(plan, city, 4, indicator("T09-1")) == [(3, 1000, 900, 0), (4, None, 1030, 30)]


def test_not_applicable_ends_what_was_carried(plan, city, jianshan, indicator, file_report, close_until, administrator):
    file_report(jianshan, "insurance", 3, {"T09-1": 1000})
    close_until(4)
    file_report(jianshan, "insurance", 4, {"T09-1": "n/a"}, explanation="补报。")
    assert lines(plan, city, 4, indicator("T09-1")) == [(4, None, None, -1000)]


def test_a_rate_is_explained_by_both_of_its_parts(
    plan, city, jianshan, lingdong, indicator, file_report, close_until, administrator
):
    """Passed of examined: 180 of 200 and 80 of 100; the second corrected to 90 of 120: ten and twenty more."""
    file_report(jianshan, "employment", 1, {"T04-2": (180, 200)})
    report = file_report(lingdong, "employment", 1, {"T04-2": (80, 100)})
    close_until(1)
    correct(report, {"T04-2": (90, 120)}, by=administrator)
    [change] = figures_since(standing_of(plan, Area(city), 1), indicator("T04-2"))
    assert (change.effect.numerator, change.effect.denominator) == (10, 20)


def test_a_level_is_as_far_as_its_last_unit(
    plan, city, jianshan, lingdong, indicator, file_report, close_until, administrator
):
    """6 % and 7 % are 6 % together. 6 corrected to 8 lets the city be at 7: one more."""
    Indicator.objects.filter(code="T08-1").update(reported_by="all")
    report = file_report(jianshan, "insurance", 1, {"T08-1": 6})
    file_report(lingdong, "insurance", 1, {"T08-1": 7})
    close_until(1)
    correct(report, {"T08-1": 8}, by=administrator)
    assert lines(plan, city, 1, indicator("T08-1")) == [(1, 6, 8, 1)]


def test_a_late_report_that_was_corrected_is_a_late_report(
    plan, city, jianshan, indicator, file_report, close_until, administrator
):
    close_until(1)
    report = file_report(jianshan, "employment", 1, {"T01-2": 50})
    correct(report, {"T01-2": 60}, by=administrator)
    [change] = figures_since(standing_of(plan, Area(city), 1), indicator("T01-2"))
    assert (change.is_late_report, change.before.value, change.after.value) == (True, None, 60)


def test_a_stock_is_explained_where_its_unit_belongs_now(
    plan, jianshan, lingdong, indicator, file_report, close_until, administrator, community
):
    """A street that moves in April takes its stock along: April of the new district is explained by March's change."""
    street = community.parent
    street.submits_reports = True
    street.save(from_month=ALWAYS)
    march = file_report(street, "insurance", 3, {"T09-1": 40})
    close_until(3)
    street.parent = lingdong
    street.save(from_month=Month(2007, 4))
    close_until(4)
    correct(march, {"T09-1": 30}, by=administrator)
    assert lines(plan, lingdong, 4, indicator("T09-1")) == [(3, 40, 30, -10)]
    assert lines(plan, jianshan, 4, indicator("T09-1")) == []
    assert lines(plan, jianshan, 3, indicator("T09-1")) == [(3, 40, 30, -10)]


# ---- Whatever is corrected or reported late ---------------------------------------------------------------

# A flow, a stock, a level, and a rate of a flow in a stock: all asked of every unit, in one chapter.
CODES = ("T09-2", "T09-1", "T08-1", "T10-2")
UNITS = ("230502", "230503")
NUMBER = st.integers(0, 60)
ENTRIES = {
    "T09-2": NUMBER,
    "T09-1": st.one_of(NUMBER, st.none(), st.just("n/a")),
    "T08-1": st.one_of(NUMBER, st.none(), st.just("n/a")),
    "T10-2": st.one_of(st.tuples(NUMBER, st.integers(60, 99)), st.none(), st.just("n/a")),
}
REPORTS = st.fixed_dictionaries(ENTRIES)
STEPS = st.tuples(st.sampled_from(UNITS), st.sampled_from(MONTHS), REPORTS)


@pytest.fixture
def four_kinds(units, only_these_report):
    """Two districts report four indicators of different kinds."""
    only_these_report(*(units[code] for code in UNITS))
    chosen = Indicator.objects.filter(code__in=CODES)
    chosen.update(reported_by="all")
    chosen.filter(code="T10-2").update(numerator_kind="flow", denominator_kind="stock")
    return list(chosen)


def unexplained(plan, area: Area, indicators) -> Iterator[tuple]:
    """Where the listed changes are not the difference between the live and the judged numbers."""
    for month in MONTHS:
        standing = standing_of(plan, area, month.month)
        judged = as_judged(standing.closing, area)
        for indicator in indicators:
            changes = figures_since(standing, indicator)
            tally = standing.progress[indicator.pk].tally
            for name in NUMBERS:
                if name == "value" and indicator.is_ratio:
                    continue
                difference = (getattr(tally, name) or 0) - (getattr(judged[indicator.pk], name) or 0)
                if difference != sum(getattr(change.effect, name) or 0 for change in changes):
                    yield month, indicator.code, name, difference, changes


@settings(max_examples=examples(5))
@given(
    before=st.dictionaries(st.tuples(st.sampled_from(UNITS), st.sampled_from(MONTHS)), REPORTS, min_size=2),
    steps=st.lists(STEPS, min_size=1, max_size=4),
)
def test_the_live_answer_less_the_judged_one_is_the_sum_of_what_the_page_lists(
    before, steps, plan, city, units, four_kinds, administrator, close_until
):
    """January to March are closed with some reports; others come later, and some are corrected, several times."""
    chapter = plan.chapters.get(app="insurance")
    with transaction.atomic():
        for (code, month), figures in before.items():
            file(plan, units[code], "insurance", month.month, figures, explanation="已核实。")
        close_until(3)
        for code, month, figures in steps:
            report = MonthlyReport.objects.filter(unit=units[code], chapter=chapter, month=month.first_day).first()
            if report is None:
                file(plan, units[code], "insurance", month.month, figures, explanation="已核实。")
            else:
                correct(report, figures, by=administrator)
        for area in (Area(city), Area(units[UNITS[0]]), Area(city, Covers.OWN)):
            assert list(unexplained(plan, area, four_kinds)) == []
        transaction.set_rollback(True)


def test_what_a_unit_that_ended_had_reported_is_explained_where_its_successors_count_it(
    plan, units, city, four_kinds, administrator, file_report, close_until
):
    """A district ends in March, six tenths of it go to one and four to another; February is corrected afterwards.

    Of 100 new persons insured in February 50 remain, and of 1,000 insured 900: one successor has answered for March
    itself, and the other carries four tenths of what is corrected.
    """
    ended, first, second = (units[code] for code in ("230502", "230503", "230505"))
    second.submits_reports = True
    second.save(from_month=ALWAYS)
    figures = {"T09-2": 100, "T09-1": 1000, "T08-1": 8, "T10-2": (60, 80)}
    february = file_report(ended, "insurance", 2, figures)
    shares = (Successor(first, Decimal(60)), Successor(second, Decimal(40)))
    end_unit(Ending(ended, Month(2007, 3), "民函〔2007〕12号", date(2007, 2, 26), "区划调整", shares), by=administrator)
    file_report(first, "insurance", 3, figures, explanation="已核实。")
    close_until(3)
    correct(february, {"T09-2": 50, "T09-1": 900, "T08-1": 5, "T10-2": (30, 40)}, by=administrator)
    areas = [Area(unit) for code in ("230500", "230503", "230505") for unit in [units[code]]]
    assert [one for area in areas for one in unexplained(plan, area, four_kinds)] == []
    by_code = {indicator.code: indicator for indicator in four_kinds}
    assert lines(plan, first, 3, by_code["T09-1"]) == [(2, 1000, 900, 0)]
    assert lines(plan, second, 3, by_code["T09-1"]) == [(2, 1000, 900, -40)]
    assert lines(plan, second, 3, by_code["T09-2"]) == [(2, 100, 50, -20)]
    assert lines(plan, city, 3, by_code["T09-1"]) == [(2, 1000, 900, -40)]
    assert lines(plan, city, 3, by_code["T09-2"]) == [(2, 100, 50, -50)]


# ---- Deliverables ---------------------------------------------------------------------------------------------


@pytest.fixture
def state_of(plan, administrator):
    """`state_of(city, 3, "T02-4", 0, "done")` files what March's report says of an indicator's first deliverable."""

    def build(unit, month: int, milestone: Milestone, state: str) -> MonthlyReport:
        app, reporter = milestone.task.chapter.app, reporter_of(unit)
        report = MonthlyReport.objects.filter(unit=unit, chapter__app=app, month=Month(2007, month).first_day).first()
        if report is None:
            report = file(plan, unit, app, month, {}, state=State.DRAFT)
        elif report.state == State.APPROVED:
            report = verbs.reopen(report, by=administrator, reason="材料不全")
        entry = MilestoneEntry(
            state=state, done_on=Month(2007, month).first_day if state == "done" else None, note="说明"
        )
        report = verbs.save(report, Changes(milestones={milestone.pk: entry}), by=reporter, version=report.version)
        return verbs.approve(verbs.submit(report, by=reporter), by=administrator)

    return build


def elements(code: str) -> list[Milestone]:
    return list(Milestone.objects.filter(indicator__code=code).order_by("order").select_related("task__chapter"))


def test_deliverables_changed_after_a_closing_explain_how_many_are_done(plan, city, indicator, state_of, close_until):
    """Two of five were done in January and judged so; one of them was not, and a third was reported late as done."""
    first, second, third, *_others = elements("T02-4")
    state_of(city, 1, first, MilestoneState.DONE)
    state_of(city, 1, second, MilestoneState.DONE)
    close_until(1)
    state_of(city, 1, first, MilestoneState.UNDER_WAY)
    state_of(city, 1, third, MilestoneState.NOT_STARTED)
    standing = standing_of(plan, Area(city), 1)
    changes = deliverables_since(standing)
    assert [(one.milestone.pk, one.before, one.after, one.effect) for one in changes] == [
        (first.pk, "done", "under_way", -1),
        (third.pk, "", "not_started", 0),
    ]
    chosen = indicator("T02-4")
    judged = as_judged(standing.closing, Area(city))[chosen.pk].value
    assert (standing.progress[chosen.pk].to_date, judged) == (1, 2)


def test_what_a_later_month_says_of_a_deliverable_outlives_a_change_of_the_earlier_one(
    plan, city, state_of, close_until
):
    first = elements("T02-4")[0]
    state_of(city, 1, first, MilestoneState.UNDER_WAY)
    state_of(city, 2, first, MilestoneState.DONE)
    close_until(2)
    state_of(city, 1, first, MilestoneState.NOT_STARTED)
    [january] = deliverables_since(standing_of(plan, Area(city), 1))
    [february] = deliverables_since(standing_of(plan, Area(city), 2))
    assert (january.stood, january.stands) == ("under_way", "not_started")
    assert (february.stood, february.stands, february.effect) == ("done", "done", 0)


# ---- Commitments over several plans -------------------------------------------------------------------------


@pytest.fixture
def of_2008(plan, indicator, administrator, settings):
    """`of_2008()` is the plan of 2008, which continues two numbers until 2010; 2007 and January 2008 are closed."""

    def build() -> WorkPlan:
        settings.TODAY = date(2008, 2, 4)
        Target.objects.filter(indicator__code__in=("T09-1", "T09-2")).update(deadline=date(2010, 12, 31))
        made = next_plan(plan, with_targets=True)
        made.published_at = clock.now()
        made.save()
        for year in (plan, made):
            for month in year.months if year == plan else year.months[:1]:
                closing.close(year, month, by=administrator)
        return made

    return build


def test_a_correction_on_the_plan_before_explains_what_is_counted_on(
    plan, city, jianshan, file_report, administrator, of_2008
):
    """1,000 insured and 40 new ones in December 2007 are corrected to 900 and 30; January 2008 counts on from both."""
    december = file_report(jianshan, "insurance", 12, {"T09-1": 1000, "T09-2": 40})
    plan_of_2008 = of_2008()
    correct(december, {"T09-1": 900, "T09-2": 30}, by=administrator)
    standing = stand(plan_of_2008, Area(city), Month(2008, 1), Basis.APPROVED)
    chosen = [one for one in standing.indicators if one.code in ("T09-1", "T09-2")]
    assert all(one.continues_id for one in chosen)
    judged = as_judged(standing.closing, Area(city))
    for one, effect in zip(chosen, (-100, -10), strict=True):
        [change] = figures_since(standing, one)
        assert (change.month, change.effect.value) == (Month(2007, 12), effect)
        assert standing.progress[one.pk].to_date - judged[one.pk].value == effect


def test_a_late_report_takes_the_place_of_what_was_counted_on_from_the_plan_before(
    plan, city, jianshan, file_report, of_2008
):
    file_report(jianshan, "insurance", 12, {"T09-1": 1000, "T09-2": 40})
    plan_of_2008 = of_2008()
    file(plan_of_2008, jianshan, "insurance", "2008-01", {"T09-1": 1030, "T09-2": 7}, explanation="补报。")
    standing = stand(plan_of_2008, Area(city), Month(2008, 1), Basis.APPROVED)
    effects = {one.code: figures_since(standing, one) for one in standing.indicators if one.code in ("T09-1", "T09-2")}
    assert {code: [change.effect.value for change in changes] for code, changes in effects.items()} == {
        "T09-1": [30],
        "T09-2": [7],
    }


def test_a_deliverable_corrected_on_the_plan_before_explains_how_many_are_done(plan, city, state_of, of_2008):
    state_of(city, 5, elements("T13-6")[0], MilestoneState.DONE)
    plan_of_2008 = of_2008()
    state_of(city, 5, Milestone.objects.get(plan=plan, code="T13-6-1"), MilestoneState.UNDER_WAY)
    standing = stand(plan_of_2008, Area(city), Month(2008, 1), Basis.APPROVED)
    [change] = deliverables_since(standing)
    assert (change.milestone.code, change.month, change.effect) == ("T13-6-1", Month(2007, 5), -1)
    chosen = next(one for one in standing.indicators if one.code == "T13-6")
    judged = as_judged(standing.closing, Area(city))[chosen.pk].value
    assert (standing.progress[chosen.pk].to_date, judged) == (0, 1)
