"""What was true of a month stays true, whatever becomes of units later."""

from decimal import Decimal

import pytest

from targets.models import Basis, Covers, MonthlyReport, ReportingUnit, UnitVersion
from targets.models.closings import ALWAYS
from targets.periods import Month
from targets.progress import standings
from targets.progress.areas import Area

JUNE, JULY, AUGUST = Month(2007, 6), Month(2007, 7), Month(2007, 8)


@pytest.fixture
def stand_in(plan):
    """`stand_in(city, JUNE, "T01-1")` is the area's progress in the month, the unit as it was then."""

    def build(unit: ReportingUnit, month: Month, code: str, covers: Covers = Covers.WHOLE):
        [then] = ReportingUnit.objects.filter(pk=unit.pk).during(month) or [unit]
        standing = standings.stand(plan, Area(then, covers), month, Basis.APPROVED)
        return standing.progress[plan.indicators.get(code=code).pk]

    return build


@pytest.fixture
def street(jianshan) -> ReportingUnit:
    """A street of Jianshan that reports for itself."""
    return ReportingUnit.objects.create(
        code="230502001", name="二马路街道", short_name="二马路", kind="street", parent=jianshan
    )


# ---- Versions ---------------------------------------------------------------------------------------------


def test_a_unit_of_which_nothing_else_is_said_has_always_existed(jianshan):
    [version] = jianshan.versions.all()
    assert (version.from_month, version.name, version.path) == (ALWAYS.first_day, jianshan.name, jianshan.path)


def test_a_change_holds_from_its_month_and_the_months_before_keep_what_they_had(jianshan):
    before = jianshan.name_zh_hans
    jianshan.name_zh_hans = "新尖山区"
    jianshan.save(from_month=JULY)
    names = [
        ReportingUnit.objects.filter(pk=jianshan.pk).during(month)[0].name_zh_hans for month in (JUNE, JULY, AUGUST)
    ]
    assert names == [before, "新尖山区", "新尖山区"]
    assert ReportingUnit.objects.get(pk=jianshan.pk).name_zh_hans == "新尖山区", "the row says what holds now"


def test_units_of_several_months_are_as_those_of_each(city, jianshan, community, django_assert_num_queries):
    jianshan.name = "尖山新区"
    jianshan.save(from_month=JULY)
    community.active = False
    community.save(from_month=AUGUST)
    months = (JUNE, JULY, AUGUST)
    with django_assert_num_queries(1):
        found = ReportingUnit.objects.during_each(months)
    for month in months:
        alone = ReportingUnit.objects.during(month)
        assert [(unit.pk, unit.as_of, unit.dated) for unit in found[month]] == [
            (unit.pk, unit.as_of, unit.dated) for unit in alone
        ]
    names = [next(unit.name_zh_hans for unit in found[month] if unit.pk == jianshan.pk) for month in months]
    assert names == ["尖山区", "尖山新区", "尖山新区"]
    assert [community in found[month] for month in months] == [True, True, False]


def test_without_a_month_a_change_holds_from_the_present_one(jianshan, settings):
    settings.TODAY = JULY.last_day
    jianshan.submits_reports = False
    jianshan.save()
    assert list(jianshan.versions.values_list("from_month", flat=True)) == [ALWAYS.first_day, JULY.first_day]


def test_storing_the_same_again_makes_no_version(jianshan):
    jianshan.order = 77
    jianshan.save(from_month=JULY)
    assert jianshan.versions.count() == 1


def test_a_change_entered_late_leaves_later_changes_of_other_things_alone(jianshan):
    name = jianshan.name_zh_hans
    jianshan.name_zh_hans = "新尖山区"
    jianshan.save(from_month=AUGUST)
    jianshan.counts_toward_city = False
    jianshan.save(from_month=JUNE)
    told = jianshan.versions.values_list("from_month", "name_zh_hans", "counts_toward_city")
    assert list(told) == [
        (ALWAYS.first_day, name, True),
        (JUNE.first_day, name, False),
        (AUGUST.first_day, "新尖山区", False),
    ]


def test_a_change_entered_for_a_month_before_its_unit_began_holds_from_the_beginning(city):
    new = ReportingUnit(code="230507", name="新城区", short_name="新城", kind="district", parent=city)
    new.save(from_month=JULY)
    new.counts_toward_city = False
    new.save(from_month=JUNE)
    [version] = new.versions.all()
    assert (version.from_month, version.counts_toward_city) == (JULY.first_day, False)
    assert not ReportingUnit.objects.filter(pk=new.pk).during(JUNE)


def test_a_unit_as_it_was_can_only_be_read(jianshan):
    [then] = ReportingUnit.objects.filter(pk=jianshan.pk).during(JUNE)
    with pytest.raises(TypeError, match="as it was in"):
        then.save()


def test_what_holds_from_a_month_on_is_never_changed_for_many_at_once(jianshan):
    with pytest.raises(TypeError, match="active"):
        ReportingUnit.objects.filter(pk=jianshan.pk).update(active=False)
    ReportingUnit.objects.filter(pk=jianshan.pk).update(order=7)


# ---- Sums -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["active", "submits_reports", "counts_toward_city"])
def test_a_unit_put_out_of_use_in_july_stays_in_the_sums_of_june(stand_in, file_report, city, jianshan, baoqing, what):
    """Two districts bring 100 a month from January to June: 1,200."""
    for month in range(1, 7):
        for district in (jianshan, baoqing):
            file_report(district, "employment", month, {"T01-1": 100})
    before = stand_in(city, JUNE, "T01-1")
    setattr(baoqing, what, False)
    baoqing.save(from_month=JULY)
    after = stand_in(city, JUNE, "T01-1")
    assert (after.to_date, after) == (1200, before)
    assert after.tally.expected == 8
    july = stand_in(city, JULY, "T01-1")
    assert (july.to_date, july.tally.expected) == (1200, 7), "what it brought stays, and it is asked no more"


def test_a_stock_ends_with_its_unit(stand_in, file_report, city, jianshan, baoqing):
    file_report(jianshan, "insurance", 6, {"T09-1": 4000})
    file_report(baoqing, "insurance", 6, {"T09-1": 9000})
    baoqing.active = False
    baoqing.save(from_month=JULY)
    assert stand_in(city, JUNE, "T09-1").to_date == 13000
    assert stand_in(city, JULY, "T09-1").to_date == 4000


def test_a_unit_that_begins_in_july_owes_nothing_before(stand_in, file_report, city, jianshan):
    new = ReportingUnit(code="230507", name="新城区", short_name="新城", kind="district", parent=city)
    new.save(from_month=JULY)
    asked = [stand_in(city, month, "T01-1").tally.expected for month in (JUNE, JULY)]
    assert asked == [8, 9]
    file_report(new, "employment", 7, {"T01-1": 50})
    assert (stand_in(city, JUNE, "T01-1").to_date, stand_in(city, JULY, "T01-1").to_date) == (None, 50)


def test_a_street_that_moves_changes_no_earlier_month_of_either_district(
    stand_in, file_report, city, jianshan, baoqing, street
):
    """30 in June for Jianshan, 40 in July for Baoqing; what lasts goes with the street."""
    for district in (jianshan, baoqing):
        file_report(district, "employment", 6, {"T01-1": 100})
    file_report(street, "employment", 6, {"T01-1": 30})
    file_report(street, "insurance", 6, {"T09-1": 500})
    june = {unit.code: stand_in(unit, JUNE, "T01-1") for unit in (jianshan, baoqing, city)}
    street.parent = baoqing
    street.save(from_month=JULY)
    file_report(street, "employment", 7, {"T01-1": 40})
    assert {unit.code: stand_in(unit, JUNE, "T01-1") for unit in (jianshan, baoqing, city)} == june
    july = [stand_in(unit, JULY, "T01-1").to_date for unit in (jianshan, baoqing, city)]
    assert july == [130, 140, 270]
    insured = [stand_in(unit, JULY, "T09-1").to_date for unit in (jianshan, baoqing, city)]
    assert insured == [None, 500, 500]
    assert stand_in(jianshan, JUNE, "T09-1").to_date == 500


def test_what_lies_below_moves_with_its_parent_from_the_same_month(jianshan, baoqing, street):
    community = ReportingUnit.objects.create(
        code="230502001001", name="社区", kind="community", parent=street, submits_reports=False
    )
    street.parent = baoqing
    street.save(from_month=JULY)
    community.refresh_from_db()
    assert (community.path, community.district_path) == (f"{baoqing.path}230502001/230502001001/", baoqing.path)
    [then] = ReportingUnit.objects.filter(pk=community.pk).during(JUNE)
    assert (then.path, then.district_path) == (f"{jianshan.path}230502001/230502001001/", jianshan.path)


def test_a_move_entered_late_takes_the_reports_of_its_months_along(file_report, jianshan, baoqing, street):
    for month in (5, 6, 7):
        file_report(street, "employment", month, {"T01-1": 1})
    street.parent = baoqing
    street.save(from_month=JUNE)
    places = dict(MonthlyReport.objects.order_by("month").values_list("month", "district_path"))
    assert list(places.values()) == [jianshan.path, baoqing.path, baoqing.path]


def test_the_city_is_the_sum_of_its_units_of_that_month(stand_in, file_report, plan, city, units, baoqing, street):
    for number, unit in enumerate((*units.values(), street), start=1):
        for month in (5, 6, 7):
            file_report(unit, "insurance", month, {"T09-2": Decimal("10.25") * number, "T09-1": 100 * number + month})
    street.parent = baoqing
    street.save(from_month=JULY)
    units["230524"].active = False
    units["230524"].save(from_month=JULY)
    for month in (JUNE, JULY):
        [then] = ReportingUnit.objects.filter(pk=city.pk).during(month)
        standing = standings.stand(plan, Area(then), month, Basis.APPROVED)
        for code in ("T09-1", "T09-2"):
            indicator = plan.indicators.get(code=code)
            below = [unit for unit in standing.units if unit.path == unit.district_path]
            parts = [standing.of_unit(indicator, unit).to_date for unit in below]
            gone = [
                part.value or 0
                for (pk, place), part in standing.parts.items()
                if pk == indicator.pk and place.pk in {unit.pk for unit in standing.former if not unit.active}
            ]
            assert standing.progress[indicator.pk].to_date == sum(parts) + sum(gone), (month, code)


def test_a_report_begun_in_one_way_or_the_other_carries_its_units_place(plan, jianshan, street, reporter_jianshan):
    chapter = plan.chapters.get(app="employment")
    made = MonthlyReport.objects.create(unit=street, chapter=chapter, month=JUNE.first_day)
    [other] = MonthlyReport.objects.bulk_create([MonthlyReport(unit=street, chapter=chapter, month=JULY.first_day)])
    for report in (made, other):
        report.refresh_from_db()
        assert (report.path, report.district_path, report.counts_toward_city) == (street.path, jianshan.path, True)


def test_every_unit_of_the_portal_has_a_version(plan):
    assert UnitVersion.objects.values("unit").distinct().count() == ReportingUnit.objects.count()
