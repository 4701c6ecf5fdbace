"""How an area stands: whose target is judged, on which units it rests, and in how many queries."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from targets.arithmetic import Status
from targets.models import Basis, Covers, Indicator, MilestoneState, ReportingUnit, State, Target
from targets.models.closings import ALWAYS
from targets.periods import Month
from targets.progress import standings
from targets.progress.standings import Area
from targets.reports import verbs
from targets.reports.changes import Changes, MilestoneEntry
from tests.conftest import person, reporter_of

JUNE, YEAR_END = Month(2007, 6), date(2007, 12, 31)


def progress(plan, area: Area, code: str, month=JUNE, basis=Basis.APPROVED):
    standing = standings.stand(plan, area, month, basis)
    return standing.progress[plan.indicators.get(code=code).pk]


def give(indicator, unit, value, *, covers=Covers.WHOLE, baseline=None, deadline=YEAR_END) -> Target:
    return Target.objects.create(
        indicator=indicator, unit=unit, covers=covers, value=value, baseline=baseline, deadline=deadline
    )


def test_the_city_rests_on_the_units_that_reported(file_report, plan, city, jianshan, baoqing):
    file_report(jianshan, "employment", 6, {"T01-1": 5000, "T01-4": (43, 1000)})
    file_report(baoqing, "employment", 6, {"T01-1": 4000})
    new_jobs = progress(plan, Area(city), "T01-1")
    assert (new_jobs.to_date, new_jobs.due, new_jobs.status) == (9000, 9000, Status.INCOMPLETE)
    assert (new_jobs.tally.reported, new_jobs.tally.expected) == (2, 8), "districts and counties are asked"
    assert progress(plan, Area(city), "T01-4").tally.expected == 9, "and here the city level too"


def test_a_units_figure_is_judged_by_its_own_target(file_report, plan, jianshan, indicator):
    file_report(jianshan, "employment", 6, {"T01-1": 2400})
    assert progress(plan, Area(jianshan), "T01-1").status is Status.NO_TARGET
    give(indicator("T01-1"), jianshan, 5000)
    own = progress(plan, Area(jianshan), "T01-1")
    assert (own.to_date, own.due, own.status) == (2400, 2500, Status.BEHIND)
    assert (own.tally.reported, own.tally.expected) == (1, 1)


def test_a_cell_of_the_matrix_equals_the_units_own_page(file_report, plan, city, jianshan, indicator):
    file_report(jianshan, "employment", 6, {"T01-1": 2400, "T01-4": (43, 1000)})
    give(indicator("T01-1"), jianshan, 5000)
    matrix = standings.stand(plan, Area(city), JUNE, Basis.APPROVED)
    for code in ("T01-1", "T01-4", "T03-2"):
        assert matrix.of_unit(indicator(code), jianshan) == progress(plan, Area(jianshan), code), code


def test_a_cell_has_its_units_own_target_where_everybody_has_reported_too(
    file_report, plan, city, jianshan, indicator, only_these_report
):
    only_these_report(jianshan)
    file_report(jianshan, "employment", 6, {"T01-1": 2400})
    give(indicator("T01-1"), jianshan, 5000)
    matrix = standings.stand(plan, Area(city), JUNE, Basis.APPROVED, indicators=[indicator("T01-1")])
    assert matrix.progress[indicator("T01-1").pk].due == 9000, "half of the city's 18,000"
    assert matrix.of_unit(indicator("T01-1"), jianshan).due == 2500, "half of its own 5,000"


def test_the_units_targets_are_read_only_where_those_that_reported_are_compared_with_them(
    file_report, plan, city, jianshan, indicator, only_these_report
):
    only_these_report(jianshan)
    file_report(jianshan, "employment", 6, {"T01-1": 2400})
    district = give(indicator("T01-1"), jianshan, 5000)
    own = give(indicator("T01-1"), city, 77, covers=Covers.OWN)
    promised = Target.objects.get(indicator=indicator("T01-1"), unit=city, covers=Covers.WHOLE)
    asked = [indicator("T01-1"), *Indicator.objects.filter(plan=plan, kind="milestones")]
    june, july = (standings.stand(plan, Area(city), month, Basis.APPROVED, asked) for month in (JUNE, Month(2007, 7)))
    assert [target.pk for target in june.targets if target.indicator_id == asked[0].pk] == [promised.pk]
    assert {target.indicator_id for target in june.targets} <= {one.pk for one in asked}
    assert {promised.pk, own.pk, district.pk} <= {target.pk for target in july.targets}, (
        "in July nobody has reported yet"
    )
    assert set(june.progress) == {one.pk for one in asked}


def test_the_citys_own_part_has_its_own_target(file_report, plan, city, jianshan, indicator):
    file_report(city, "employment", 6, {"T02-1": 9000})
    file_report(jianshan, "employment", 6, {"T02-1": 21500})
    give(indicator("T02-1"), city, 20000, covers=Covers.OWN)
    own = progress(plan, Area(city, Covers.OWN), "T02-1")
    assert (own.to_date, own.due, own.status) == (9000, 10000, Status.BEHIND)
    assert progress(plan, Area(city), "T02-1").to_date == 30500


def test_where_the_city_alone_reports_its_whole_target_is_its_own(file_report, plan, city):
    file_report(city, "skills", 6, {"T13-1": 600})
    assert progress(plan, Area(city, Covers.OWN), "T13-1").status is Status.ON_PACE
    assert progress(plan, Area(city), "T13-1").status is Status.ON_PACE


def test_a_stocks_start_is_summed_from_the_units_where_all_have_one(file_report, plan, city, units, indicator):
    insured = indicator("T09-1")
    for unit in units.values():
        covers = Covers.OWN if unit.is_city else Covers.WHOLE
        give(insured, unit, 12000, covers=covers, baseline=10000)
        file_report(unit, "insurance", 6, {"T09-1": 11500})
    whole = progress(plan, Area(city), "T09-1")
    assert whole.due == 102000, "from 9 × 10,000 half of the way to 114,000"
    assert whole.status is Status.ON_PACE
    share = Target.objects.get(indicator=insured, unit=units["230524"])
    share.baseline = None
    share.save(from_month=ALWAYS)
    assert progress(plan, Area(city), "T09-1").due is None, "one start is unknown, so nothing is invented"


def test_a_rates_start_is_never_summed(file_report, plan, city, units, indicator):
    for unit in units.values():
        covers = Covers.OWN if unit.is_city else Covers.WHOLE
        give(indicator("T19-1"), unit, 90, covers=covers, baseline=78)
    file_report(units["230502"], "labor_relations", 6, {"T19-1": (80, 100)})
    assert progress(plan, Area(city), "T19-1").status is Status.NOT_DUE


def test_of_several_deadlines_the_next_one_counts_and_afterwards_the_last(plan, city, indicator):
    targets = [
        Target(deadline=date(2007, 6, 30), value=Decimal(50)),
        Target(deadline=YEAR_END, value=Decimal(100)),
    ]
    assert standings.pick(targets, Month(2007, 5)).value == 50
    assert standings.pick(targets, JUNE).value == 50
    assert standings.pick(targets, Month(2007, 7)).value == 100
    assert standings.pick(targets, Month(2008, 3)).value == 100
    assert standings.pick([], JUNE) is None
    on_the_first = [Target(deadline=JUNE.first_day, value=Decimal(40)), *targets]
    assert standings.pick(on_the_first, JUNE).value == 40


def test_a_state_farm_inside_the_city_counts_only_for_itself(file_report, plan, city, jianshan):
    farm = ReportingUnit.objects.create(
        code="230590", name="红兴隆管理局", kind="state_farm", parent=city, counts_toward_city=False
    )
    file_report(farm, "employment", 6, {"T01-1": 500})
    file_report(jianshan, "employment", 6, {"T01-1": 100})
    assert progress(plan, Area(city), "T01-1").to_date == 100
    assert progress(plan, Area(farm), "T01-1").to_date == 500


def test_a_districts_streets_count_for_the_district_and_the_city(file_report, plan, city, jianshan):
    street = ReportingUnit.objects.create(code="230502001", name="二马路街道", kind="street", parent=jianshan)
    file_report(street, "employment", 6, {"T01-1": 30})
    file_report(jianshan, "employment", 6, {"T01-1": 100})
    assert progress(plan, Area(jianshan), "T01-1").to_date == 130
    assert progress(plan, Area(city), "T01-1").to_date == 130
    assert progress(plan, Area(city, Covers.OWN), "T02-1").tally.expected == 1


def test_a_unit_that_ended_in_july_is_asked_no_more_and_was_asked_in_june(plan, city, baoqing):
    baoqing.active = False
    baoqing.save(from_month=Month(2007, 7))
    asked = [progress(plan, Area(city), "T01-1", Month(2007, month)).tally.expected for month in (6, 7)]
    assert asked == [8, 7]


def say(report, plan, **states):
    """Save these milestones' states into the open report and have it approved."""
    entries = {plan.milestones.get(code=code.replace("_", "-")).pk: MilestoneEntry(s) for code, s in states.items()}
    report = verbs.save(report, Changes(milestones=entries), by=reporter_of(report.unit), version=report.version)
    return verbs.approve(verbs.submit(report, by=person("x")), by=person("reviewer"))


def test_milestones_count_those_done_and_stand_until_something_else_is_said(file_report, plan, city):
    say(
        file_report(city, "labor_relations", 4, state=State.DRAFT),
        plan,
        T20_2_1=MilestoneState.DONE,
        T20_2_2=MilestoneState.UNDER_WAY,
    )
    april = progress(plan, Area(city), "T20-2", Month(2007, 4))
    assert (april.to_date, april.status) == (1, Status.NOT_DUE)
    assert (april.tally.reported, april.tally.expected) == (1, 1), "the city alone speaks of them"
    assert progress(plan, Area(city), "T20-2").status is Status.BREACHED, "one of four at the deadline"
    say(
        file_report(city, "labor_relations", 6, state=State.DRAFT),
        plan, T20_2_2=MilestoneState.DONE, T20_2_3=MilestoneState.DONE, T20_2_4=MilestoneState.DONE,
    )  # fmt: skip
    assert progress(plan, Area(city), "T20-2").status is Status.MET
    assert progress(plan, Area(city), "T20-2", Month(2007, 4)).to_date == 1


def test_before_anybody_spoke_of_them_milestones_are_grey(plan, city):
    assert progress(plan, Area(city), "T20-2", Month(2007, 7)).status is Status.NOT_REPORTED


def test_deliverables_are_counted_for_the_areas_own_unit(file_report, plan, city, jianshan):
    say(file_report(jianshan, "labor_relations", 6, state=State.DRAFT), plan, M17_2=MilestoneState.DONE)
    district = standings.stand(plan, Area(jianshan), JUNE, Basis.APPROVED)
    assert district.milestones_done(district.milestones) == 1
    whole = standings.stand(plan, Area(city), JUNE, Basis.APPROVED)
    assert whole.milestones_done(whole.milestones) == 0


def test_in_january_nothing_is_red_that_nobody_reported(plan, city):
    standing = standings.stand(plan, Area(city), Month(2007, 1), Basis.APPROVED)
    assert {found.status for found in standing.progress.values()} == {Status.NOT_REPORTED}


def queries(plan, city) -> int:
    with CaptureQueriesContext(connection) as seen:
        standing = standings.stand(plan, Area(city), JUNE, Basis.APPROVED)
        assert len(standing.progress) == 46
        for unit in standing.units:
            for indicator in standing.indicators:
                standing.of_unit(indicator, unit)
    return len(seen)


@pytest.mark.one_database("how many statements a page takes is decided before a database is asked")
def test_queries_do_not_grow_with_figures_units_or_targets(file_report, plan, city, units, indicator):
    empty = queries(plan, city)
    for unit in units.values():
        for month in (4, 5, 6):
            file_report(unit, "employment", month, {"T02-1": 10, "T01-4": (43, 1000)})
            file_report(unit, "insurance", month, {"T09-1": 1000})
    for number in range(1, 6):
        street = ReportingUnit.objects.create(
            code=f"23050200{number}", name=f"街道{number}", kind="street", parent=units["230502"]
        )
        file_report(street, "employment", 6, {"T02-1": 1})
        give(indicator("T02-1"), street, 100)
    assert queries(plan, city) == empty
    assert empty <= 10


@pytest.mark.parametrize("basis", Basis)
def test_a_figure_changes_nothing_for_earlier_months(file_report, plan, city, jianshan, basis):
    file_report(jianshan, "employment", 5, {"T01-1": 100})
    before = progress(plan, Area(city), "T01-1", Month(2007, 5), basis)
    file_report(jianshan, "employment", 6, {"T01-1": 100})
    assert progress(plan, Area(city), "T01-1", Month(2007, 5), basis) == before


# ---- Which figures, whose targets -------------------------------------------------------------------------


def test_what_is_only_submitted_is_judged_on_its_own_basis(file_report, plan, city, jianshan):
    file_report(jianshan, "employment", 5, {"T01-1": 7500})
    file_report(jianshan, "employment", 6, {"T01-1": 1500, "T01-4": (43, 1000)}, state=State.SUBMITTED)
    approved, submitted = (progress(plan, Area(city), "T01-1", basis=basis) for basis in Basis)
    assert (approved.to_date, approved.status) == (7500, Status.NOT_REPORTED), "June is silent, May's figure no answer"
    assert (submitted.to_date, submitted.status) == (9000, Status.INCOMPLETE)
    assert progress(plan, Area(city), "T01-4").status is Status.NOT_REPORTED
    assert progress(plan, Area(city), "T01-4", basis=Basis.SUBMITTED).status is Status.INCOMPLETE


def test_milestones_are_counted_on_the_basis_as_well(file_report, plan, jianshan):
    report = file_report(jianshan, "labor_relations", 6, state=State.DRAFT)
    done = Changes(milestones={plan.milestones.get(code="M17-2").pk: MilestoneEntry(MilestoneState.DONE)})
    report = verbs.save(report, done, by=reporter_of(jianshan), version=report.version)
    verbs.submit(report, by=reporter_of(jianshan))
    counted = []
    for basis in Basis:
        standing = standings.stand(plan, Area(jianshan), JUNE, basis)
        counted.append(standing.milestones_done(standing.milestones))
    assert counted == [0, 1]


def test_the_whole_city_and_its_own_part_are_judged_by_different_targets(file_report, plan, city, jianshan, indicator):
    # The plan: 61,000 for the whole city, 30,500 due by June. Its own part: 1,000, so 500 due.
    give(indicator("T02-1"), city, 1000, covers=Covers.OWN)
    file_report(city, "employment", 6, {"T02-1": 600})
    file_report(jianshan, "employment", 6, {"T02-1": 20000})
    whole, own = progress(plan, Area(city), "T02-1"), progress(plan, Area(city, Covers.OWN), "T02-1")
    assert (whole.to_date, whole.due, whole.complete) == (20600, 30500, False)
    assert (own.to_date, own.due, own.status) == (600, 500, Status.AHEAD)
    matrix = standings.stand(plan, Area(city), JUNE, Basis.APPROVED)
    assert matrix.of_unit(indicator("T02-1"), city) == own, "in the matrix the city's column is its own part"


def test_a_districts_target_is_never_another_districts(file_report, plan, jianshan, baoqing, indicator):
    give(indicator("T01-1"), baoqing, 5000)
    file_report(jianshan, "employment", 6, {"T01-1": 2400})
    assert progress(plan, Area(jianshan), "T01-1").status is Status.NO_TARGET
    assert progress(plan, Area(baoqing), "T01-1").status is Status.NOT_REPORTED


def test_a_unit_is_heard_that_spoke_of_any_indicator_for_the_month(file_report, plan, city, jianshan, baoqing):
    file_report(jianshan, "employment", 6, {"T01-1": 5000, "T01-4": (43, 1000)})
    file_report(baoqing, "employment", 6, {"T01-1": 4000, "T01-4": (60, 2000)})
    file_report(baoqing, "insurance", 5, {"T09-1": 9000})
    assert standings.stand(plan, Area(city), JUNE, Basis.APPROVED).units_heard == 2
    assert standings.stand(plan, Area(city), Month(2007, 5), Basis.APPROVED).units_heard == 1


def test_a_start_of_the_citys_own_goes_before_the_sum_of_the_units(file_report, plan, city, units, indicator):
    insured = indicator("T09-1")
    whole = Target.objects.get(indicator=insured, unit=city, covers=Covers.WHOLE)
    whole.baseline = Decimal(100000)
    whole.save(from_month=ALWAYS)
    for unit in units.values():
        give(insured, unit, 12000, covers=Covers.OWN if unit.is_city else Covers.WHOLE, baseline=10000)
        file_report(unit, "insurance", 6, {"T09-1": 11500})
    assert progress(plan, Area(city), "T09-1").due == 107000, "from 100,000 half of the way to 114,000"


def test_only_units_that_are_asked_need_a_start(file_report, plan, city, units, indicator):
    insured = indicator("T09-1")
    insured.reported_by = "districts"
    insured.save()
    for unit in units.values():
        if not unit.is_city:
            give(insured, unit, 14000, baseline=12000)
            file_report(unit, "insurance", 6, {"T09-1": 13000})
    assert progress(plan, Area(city), "T09-1").due == 105000, "from 8 × 12,000 half of the way to 114,000"


def test_the_settings_say_from_where_the_words_change(file_report, plan, city, jianshan, only_these_report, settings):
    only_these_report(jianshan)
    file_report(jianshan, "employment", 6, {"T01-1": 8991})
    assert progress(plan, Area(city), "T01-1").status is Status.BEHIND, "99.9 % of 9,000"
    settings.PACE_BEHIND_FROM = 1
    assert progress(plan, Area(city), "T01-1").status is Status.FAR_BEHIND
    file_report(jianshan, "employment", 5, {"T01-1": 189})
    assert progress(plan, Area(city), "T01-1").status is Status.ON_PACE, "9,180 are 102 %"
    settings.PACE_AHEAD_FROM = 1.02
    assert progress(plan, Area(city), "T01-1").status is Status.AHEAD


def test_before_its_first_deadline_a_target_is_judged_by_the_nearest_of_three(plan):
    targets = [Target(deadline=date(2007, month, 30), value=Decimal(month)) for month in (9, 6, 11)]
    assert [standings.pick(targets, Month(2007, month)).value for month in (1, 6, 7, 9, 10, 12)] == [6, 6, 9, 9, 11, 11]
    assert standings.pick(targets[:1], Month(2007, 12)).value == 9


# ---- Elements without a target of their own ---------------------------------------------------------------


def test_without_a_target_all_elements_are_to_be_done_by_the_last_ones_deadline(file_report, plan, city, indicator):
    elements = indicator("T20-2")
    Target.objects.filter(indicator=elements).delete()
    first, *_others, last = plan.milestones.filter(indicator=elements).order_by("code")
    type(first).objects.filter(pk=first.pk).update(deadline=date(2007, 3, 31))
    type(last).objects.filter(pk=last.pk).update(deadline=date(2007, 9, 30))
    say(file_report(city, "labor_relations", 4, state=State.DRAFT), plan, T20_2_1=MilestoneState.DONE)
    april = progress(plan, Area(city), "T20-2", Month(2007, 4))
    assert (april.commitment.target, april.commitment.deadline) == (4, date(2007, 9, 30))
    assert (april.to_date, april.due, april.status) == (1, 1, Status.ON_PACE)
    assert progress(plan, Area(city), "T20-2", Month(2007, 8)).status is not Status.BREACHED
    assert progress(plan, Area(city), "T20-2", Month(2007, 9)).status is Status.BREACHED


def test_a_target_of_their_own_goes_before_the_number_of_elements(plan, city, indicator):
    Target.objects.filter(indicator=indicator("T20-2")).delete()
    give(indicator("T20-2"), city, 3)
    promise = progress(plan, Area(city), "T20-2").commitment
    assert (promise.target, promise.deadline) == (3, YEAR_END)


def test_who_is_not_asked_for_elements_has_promised_none(plan, jianshan):
    assert progress(plan, Area(jianshan), "T20-2").commitment.target is None
    assert progress(plan, Area(jianshan), "T03-2").commitment.target is not None, "these are asked of every unit"


# ---- Units are missing ------------------------------------------------------------------------------------


@pytest.fixture
def districts(units) -> list[ReportingUnit]:
    """The eight districts and counties; Jianshan is the first."""
    return [unit for unit in units.values() if not unit.is_city]


@pytest.fixture
def shares(districts, indicator) -> None:
    """Each district's part of the 18,000 new jobs: 2,250 a year, of which 1,125 are due by June."""
    for district in districts:
        give(indicator("T01-1"), district, 2250)


def file_on_pace(file_report, districts) -> None:
    """All eight bring 938 until May, 7,504 of 7,500 that are due; in June only the first brings 188."""
    for district in districts:
        file_report(district, "employment", 5, {"T01-1": 938})
    file_report(districts[0], "employment", 6, {"T01-1": 188})


def test_nobody_is_behind_because_others_have_not_reported_yet(file_report, plan, city, districts):
    file_on_pace(file_report, districts)
    june = progress(plan, Area(city), "T01-1")
    assert (june.to_date, june.due) == (7692, 9000)
    assert (june.tally.reported, june.tally.expected, june.tally.carried) == (1, 8, 7)
    assert (june.status, june.gap, june.needed_per_month) == (Status.INCOMPLETE, None, None)


@pytest.mark.usefixtures("shares")
def test_those_that_reported_are_judged_by_their_own_shares(file_report, plan, city, districts):
    file_on_pace(file_report, districts)
    june = progress(plan, Area(city), "T01-1")
    assert june.status is Status.ON_PACE
    assert (june.like_for_like.to_date, june.like_for_like.due, june.gap) == (1126, 1125, 1)
    assert progress(plan, Area(city), "T01-1", Month(2007, 5)).like_for_like is None, "in May nobody is missing"


@pytest.mark.usefixtures("shares")
def test_without_one_reporters_share_nobody_is_compared(file_report, plan, city, districts, indicator):
    file_on_pace(file_report, districts)
    Target.objects.filter(indicator=indicator("T01-1"), unit=districts[0]).delete()
    assert progress(plan, Area(city), "T01-1").status is Status.INCOMPLETE


@pytest.mark.usefixtures("shares")
def test_a_streets_own_target_is_not_compared_beside_its_districts(file_report, plan, city, districts, indicator):
    """Jianshan's 938 and 188 and its street's 30 are 1,156 of the 1,125 that were due of the whole district."""
    street = ReportingUnit.objects.create(code="230502001", name="二马路街道", kind="street", parent=districts[0])
    give(indicator("T01-1"), street, 100)
    file_on_pace(file_report, districts)
    file_report(street, "employment", 6, {"T01-1": 30})
    june = progress(plan, Area(city), "T01-1")
    assert (june.like_for_like.to_date, june.like_for_like.due) == (1156, 1125)


@pytest.mark.usefixtures("shares")
def test_a_district_whose_street_is_missing_is_not_compared(file_report, plan, city, districts):
    """Its share is for the whole district, and a part of it is unknown."""
    ReportingUnit.objects.create(code="230502001", name="二马路街道", kind="street", parent=districts[0])
    file_on_pace(file_report, districts)
    june = progress(plan, Area(city), "T01-1")
    assert (june.status, june.tally.reported, june.tally.expected) == (Status.INCOMPLETE, 1, 9)


@pytest.mark.usefixtures("shares")
def test_who_answers_not_applicable_is_neither_missing_nor_compared(file_report, plan, city, districts):
    for district in districts[:6]:
        file_report(district, "employment", 6, {"T01-1": "n/a"})
    file_report(districts[6], "employment", 6, {"T01-1": 1000})
    june = progress(plan, Area(city), "T01-1")
    assert (june.tally.missing, june.tally.not_applicable) == (1, 6)
    assert (june.like_for_like.to_date, june.like_for_like.due) == (1000, 1125)
    assert june.status is Status.FAR_BEHIND, "1,000 of 1,125 are 88.9 %"


def test_rates_are_compared_by_the_mean_of_what_was_due_weighted_by_their_wholes(
    file_report, plan, city, districts, indicator
):
    # (90 × 100 + 96 × 300) ÷ 400 = 94.50 was due; 90 + 285 of 400 are 93.75.
    give(indicator("T04-2"), districts[0], 90)
    give(indicator("T04-2"), districts[1], 96)
    file_report(districts[0], "employment", 6, {"T04-2": (90, 100)})
    file_report(districts[1], "employment", 6, {"T04-2": (285, 300)})
    june = progress(plan, Area(city), "T04-2")
    assert (june.like_for_like.to_date, june.like_for_like.due) == (Decimal("93.75"), Fraction("94.5"))
    assert (june.status, june.gap) == (Status.BEHIND, Decimal("-0.75"))


def test_a_carried_stock_tells_who_gave_an_earlier_figure_and_who_never_did(file_report, plan, city, districts):
    file_report(districts[0], "insurance", 5, {"T09-1": 1000})
    file_report(districts[1], "insurance", 6, {"T09-1": 2000})
    june = progress(plan, Area(city), "T09-1")
    assert june.to_date == 3000
    assert (june.tally.reported, june.tally.carried, june.tally.never_reported) == (1, 1, 7)


def test_not_applicable_ends_a_carried_stock(file_report, plan, city, districts):
    file_report(districts[0], "insurance", 4, {"T09-1": 1000})
    file_report(districts[0], "insurance", 5, {"T09-1": "n/a"})
    file_report(districts[1], "insurance", 6, {"T09-1": 2000})
    june = progress(plan, Area(city), "T09-1")
    assert (june.to_date, june.tally.carried, june.tally.never_reported) == (2000, 0, 8)
    assert progress(plan, Area(city), "T09-1", Month(2007, 4)).to_date == 1000, "what was true of April stays"


def test_a_rate_of_nothing_is_reported_and_has_nothing_to_measure(file_report, plan, city, districts):
    for district in districts:
        file_report(district, "employment", 6, {"T04-2": (0, 0)})
    june = progress(plan, Area(city), "T04-2")
    assert (june.status, june.to_date) == (Status.NOTHING_TO_MEASURE, None)
    assert (june.tally.reported, june.tally.expected) == (8, 8)


def test_the_decimals_that_are_shown_change_no_verdict(file_report, plan, jianshan, indicator, settings):
    give(indicator("T01-4"), jianshan, Decimal("4.6"))
    file_report(jianshan, "employment", 6, {"T01-4": (464, 10000)})
    for decimals in (0, 1, 2, 4):
        settings.RATE_DECIMALS = decimals
        june = progress(plan, Area(jianshan), "T01-4")
        assert (june.to_date, june.gap, june.status) == (Decimal("4.64"), Decimal("-0.04"), Status.BREACHED)
