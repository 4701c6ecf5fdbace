"""Last year's figures and the change since: brought in alone or reported, of units and areas. All is worked by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from targets.frame import last_year as texts
from targets.models import Basis, Covers, Indicator, PastFigure, ReportingUnit, State
from targets.models.closings import ALWAYS
from targets.periods import Month
from targets.progress.areas import Area
from targets.progress.last_year import ChangeUnit, LastYear, change
from targets.progress.standings import stand
from targets.structure.ending import end_unit
from tests.conftest import file
from tests.plans import load_plan_of_2008
from tests.structure.conftest import ending_of

JUNE = Month(2007, 6)


@pytest.fixture
def bring_in(indicator):
    """`bring_in(jianshan, "T01-1", 6, value=500, to_date=2000)` brings in June 2006."""

    def store(unit, code, month, covers=Covers.WHOLE, **numbers):
        given = {name: number if isinstance(number, str) else Decimal(str(number)) for name, number in numbers.items()}
        row = PastFigure(
            indicator=indicator(code), unit=unit, covers=covers, month=Month(2006, month).first_day, **given
        )
        row.full_clean()
        row.save()
        return row

    return store


@pytest.fixture
def compare(plan, indicator):
    """`compare(Area(city), "T01-1")` is the indicator at the end of June beside last year."""

    def of(area, code, month=JUNE, *, in_plan=plan, basis=Basis.APPROVED):
        standing = stand(in_plan, area, month, basis)
        chosen = next(one for one in standing.indicators if one.code == code)
        return LastYear(standing).of(chosen)

    return of


def read(compared) -> tuple:
    """Last year's month and to date, and both changes as they are printed."""
    shown = [texts.past_cell(compared.indicator, number) for number in (compared.month, compared.to_date)]
    shown += [texts.change_cell(one, compared.unit) for one in (compared.change_of_month, compared.change_to_date)]
    return tuple(cell.exact or cell.text for cell in shown)


# ---- The change -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "then", "text"),
    [
        (1053, 1000, "+5.3%"),
        (947, 1000, "−5.3%"),
        # A tie is rounded away from zero, and once: 0.05 % of 2,000 is 1.
        (2001, 2000, "+0.1%"),
        (1999, 2000, "−0.1%"),
        # 0.04999 % rounds to nothing, which has no sign.
        (10_000_000 + 4_999, 10_000_000, "0.0%"),
        (10_000_000 - 4_999, 10_000_000, "0.0%"),
        (0, 250, "−100.0%"),
        (3, 1, "+200.0%"),
        (5, 0, "—"),
        (0, 0, "—"),
        (5, -10, "—"),
        (5, None, "—"),
        (None, 5, "—"),
    ],
)
def test_an_amount_changes_in_percent_and_never_from_zero_or_nothing(now, then, text):
    found = change(None if now is None else Fraction(now), None if then is None else Fraction(then), ChangeUnit.PERCENT)
    assert texts.change_cell(found, ChangeUnit.PERCENT).text == text


@pytest.mark.parametrize(
    ("now", "then", "text"),
    [
        (Fraction("96.5"), Fraction(90), "+6.5个百分点"),
        # 2/3 and 1/3 of 100: a third of 100 is 33.333…
        (Fraction(200, 3), Fraction(100, 3), "+33.3个百分点"),
        (Fraction("4.55"), Fraction("4.6"), "−0.1个百分点"),
        (Fraction("4.6"), Fraction(0), "+4.6个百分点"),
    ],
)
def test_a_rate_changes_in_points_and_may_do_so_from_zero(now, then, text):
    assert texts.change_cell(change(now, then, ChangeUnit.POINTS), ChangeUnit.POINTS).text == text


# ---- One unit ---------------------------------------------------------------------------------------------


def test_what_was_brought_in_stands_beside_this_year(compare, bring_in, file_report, jianshan):
    """In May 300 and in June 200 of 2007; in June 2006 160, and 400 from January to June."""
    file_report(jianshan, "employment", 5, {"T01-1": 300})
    file_report(jianshan, "employment", 6, {"T01-1": 200})
    bring_in(jianshan, "T01-1", 6, value=160, to_date=400)
    assert read(compare(Area(jianshan), "T01-1")) == ("160", "400", "+25.0%", "+25.0%")


def test_to_date_follows_from_the_months_only_where_all_of_them_are_there(compare, bring_in, file_report, jianshan):
    file_report(jianshan, "employment", 6, {"T01-1": 66})
    for month in (1, 2, 3, 5, 6):
        bring_in(jianshan, "T01-1", month, value=10)
    assert read(compare(Area(jianshan), "T01-1")) == ("10", "—", "+560.0%", "—")
    bring_in(jianshan, "T01-1", 4, value=10)
    assert read(compare(Area(jianshan), "T01-1")) == ("10", "60", "+560.0%", "+10.0%")


def test_a_stock_to_date_is_what_stood_at_the_months_end(compare, bring_in, file_report, jianshan):
    file_report(jianshan, "insurance", 6, {"T09-1": 11000})
    bring_in(jianshan, "T09-1", 6, value=10000)
    assert read(compare(Area(jianshan), "T09-1")) == ("10,000", "10,000", "+10.0%", "+10.0%")


def test_a_rate_is_compared_by_its_quotients_and_not_by_rounded_rates(compare, bring_in, file_report, jianshan):
    """5/111 is 4.5045 % and 1/22 is 4.5454 %: 0.04095 points less, that is 0.0."""
    file_report(jianshan, "employment", 6, {"T01-4": (5, 111)})
    bring_in(jianshan, "T01-4", 6, numerator=1, denominator=22)
    compared = compare(Area(jianshan), "T01-4")
    assert read(compared) == ("4.55%", "4.55%", "0.0个百分点", "0.0个百分点")
    assert compared.change_to_date == Fraction(500, 111) - Fraction(100, 22)


def test_a_rate_without_parts_is_compared_but_not_added_up(compare, bring_in, file_report, jianshan, lingdong, city):
    file_report(jianshan, "employment", 6, {"T01-4": (46, 1000)})
    bring_in(jianshan, "T01-4", 6, value="4.5")
    bring_in(lingdong, "T01-4", 6, value="4.2")
    assert read(compare(Area(jianshan), "T01-4")) == ("4.50%", "4.50%", "+0.1个百分点", "+0.1个百分点")
    assert compare(Area(city), "T01-4").to_date is None


# ---- An area ----------------------------------------------------------------------------------------------


def test_the_citys_figure_is_the_sum_of_its_units(
    compare, bring_in, file_report, jianshan, lingdong, city, only_these_report
):
    only_these_report(jianshan, lingdong)
    for unit, now, then in ((jianshan, 300, 250), (lingdong, 100, 150)):
        file_report(unit, "employment", 6, {"T01-1": now})
        bring_in(unit, "T01-1", 6, value=then, to_date=then * 2)
    assert read(compare(Area(city), "T01-1")) == ("400", "800", "0.0%", "−50.0%")


def test_units_without_last_years_figure_are_counted_and_no_change_is_given(
    compare, bring_in, file_report, jianshan, lingdong, city, only_these_report
):
    only_these_report(jianshan, lingdong)
    for unit in (jianshan, lingdong):
        file_report(unit, "employment", 6, {"T01-1": 100})
    bring_in(jianshan, "T01-1", 6, value=50, to_date=50)
    compared = compare(Area(city), "T01-1")
    assert read(compared) == ("50", "50", "—", "—")
    assert (compared.to_date.missing, texts.notes(compared)) == (1, ["上年缺1个单位的数"])


def test_the_citys_own_total_counts_where_units_have_none_and_is_never_mixed_with_theirs(
    compare, bring_in, file_report, jianshan, lingdong, city, only_these_report
):
    only_these_report(jianshan, lingdong)
    for unit in (jianshan, lingdong):
        file_report(unit, "employment", 6, {"T01-1": 100})
    bring_in(city, "T01-1", 6, value=160, to_date=160)
    compared = compare(Area(city), "T01-1")
    assert read(compared) == ("160", "160", "+25.0%", "+25.0%")
    assert texts.notes(compared) == ["上年数为整体录入，非各单位汇总"]
    bring_in(jianshan, "T01-1", 6, value=50, to_date=50)
    assert read(compare(Area(city), "T01-1"))[1] == "160"
    bring_in(lingdong, "T01-1", 6, value=75, to_date=75)
    compared = compare(Area(city), "T01-1")
    assert (read(compared)[1], texts.notes(compared)) == ("125", [])


def test_an_incomplete_month_compares_those_that_reported_with_themselves(
    compare, bring_in, file_report, jianshan, lingdong, city, only_these_report
):
    """Jianshan has 100 in June and 150 to date, beside 40 and 120 of its own; the city's 80 and 200 are never used."""
    only_these_report(jianshan, lingdong)
    file_report(jianshan, "employment", 5, {"T01-1": 50})
    file_report(lingdong, "employment", 5, {"T01-1": 999})
    file_report(jianshan, "employment", 6, {"T01-1": 100})
    bring_in(jianshan, "T01-1", 6, value=40, to_date=120)
    bring_in(lingdong, "T01-1", 6, value=40, to_date=80)
    compared = compare(Area(city), "T01-1")
    assert read(compared) == ("80", "200", "+150.0%", "+25.0%")
    assert texts.lines(compared) == ["上年同期200", "同比+25.0%", "同口径，2个单位中的1个：150，上年同期120"]
    assert texts.rests_on(compared) == (
        "本月同口径，2个单位中的1个：100，上年同期40；累计同口径，2个单位中的1个：150，上年同期120"
    )


def test_rates_of_those_that_reported_are_divided_after_adding_both_years_parts(
    compare, bring_in, file_report, jianshan, lingdong, city, only_these_report
):
    """(30 + 18) of (1,000 + 200) are 4 %, last year (40 + 20) of (1,000 + 500) were 4 %; Sifangtai is missing."""
    sifangtai = ReportingUnit.objects.get(code="230505")
    only_these_report(jianshan, lingdong, sifangtai)
    for unit, now, then in ((jianshan, (30, 1000), (40, 1000)), (lingdong, (18, 200), (20, 500))):
        file_report(unit, "employment", 6, {"T01-4": now})
        bring_in(unit, "T01-4", 6, numerator=then[0], denominator=then[1])
    bring_in(sifangtai, "T01-4", 6, numerator=90, denominator=1000)
    compared = compare(Area(city), "T01-4")
    assert read(compared) == ("6.00%", "6.00%", "0.0个百分点", "0.0个百分点")
    assert (compared.units_to_date.units, compared.units_to_date.asked) == (2, 3)


def test_who_reported_is_not_compared_where_last_years_figure_is_not_known_of_each_of_them(
    compare, bring_in, file_report, jianshan, lingdong, city, only_these_report
):
    """The whole city's 900 are no figure of Jianshan's, and Jianshan's alone is none of both that reported."""
    only_these_report(jianshan, lingdong, ReportingUnit.objects.get(code="230505"))
    file_report(jianshan, "employment", 6, {"T01-1": 100})
    bring_in(city, "T01-1", 6, value=900, to_date=900)
    reason = "数据不全，已报单位的上年数也不全，暂无同比"
    assert texts.lines(compare(Area(city), "T01-1")) == ["上年同期900", reason]
    bring_in(jianshan, "T01-1", 6, value=80, to_date=80)
    assert read(compare(Area(city), "T01-1")) == ("900", "900", "+25.0%", "+25.0%")
    file_report(lingdong, "employment", 6, {"T01-1": 100})
    compared = compare(Area(city), "T01-1")
    assert (read(compared), texts.rests_on(compared)) == (("900", "900", "—", "—"), reason)


def test_an_incomplete_month_that_nobody_reported_has_no_change(compare, bring_in, jianshan, lingdong, city):
    for unit in (jianshan, lingdong):
        bring_in(unit, "T01-1", 6, value=40, to_date=40)
    compared = compare(Area(city), "T01-1")
    assert read(compared) == ("80", "80", "—", "—")
    assert texts.lines(compared) == ["上年同期80", "数据不全，暂无同比"]


def test_the_citys_own_part_and_the_whole_city_are_kept_apart(compare, bring_in, city):
    bring_in(city, "T09-1", 6, value=900)
    bring_in(city, "T09-1", 6, covers=Covers.OWN, value=70)
    assert read(compare(Area(city, Covers.OWN), "T09-1"))[:2] == ("70", "70")
    assert read(compare(Area(city), "T09-1"))[:2] == ("900", "900")


def test_footnotes_of_the_year_stand_with_the_figure(compare, bring_in, jianshan, city):
    bring_in(jianshan, "T01-1", 2, footnote="2月起含农垦")
    bring_in(jianshan, "T01-1", 6, value=50, to_date=200, footnote="口径调整")
    assert texts.notes(compare(Area(jianshan), "T01-1")) == ["2月起含农垦", "口径调整"]
    noted = texts.notes(compare(Area(city), "T01-1"))
    assert noted == ["上年缺7个单位的数", "尖山：2月起含农垦", "尖山：口径调整"]


# ---- Units over time --------------------------------------------------------------------------------------


@pytest.fixture
def street(jianshan):
    return ReportingUnit.objects.create(
        code="230502001", name="二马路街道", short_name="二马路", kind="street", parent=jianshan
    )


def test_a_street_that_moved_counts_last_year_where_it_was(compare, bring_in, jianshan, lingdong, street):
    """Until 2006 the street was Jianshan's: Jianshan has its 30 of June 2006, and Lingdong has not."""
    bring_in(jianshan, "T01-1", 6, value=200, to_date=200)
    bring_in(lingdong, "T01-1", 6, value=100, to_date=100)
    bring_in(street, "T01-1", 6, value=30, to_date=30)
    street.parent = lingdong
    street.save(from_month=Month(2007, 1))
    jianshans, lingdongs = (
        compare(Area(ReportingUnit.objects.get(pk=unit.pk)), "T01-1") for unit in (jianshan, lingdong)
    )
    # A district's own row is that of its streets as well.
    assert (read(jianshans)[1], read(lingdongs)[1]) == ("200", "100")
    assert texts.notes(jianshans) == texts.notes(lingdongs) == ["与上年相比区域有调整：二马路街道"]


def test_a_district_is_compared_by_its_streets_and_in_the_city_only_when_all_of_them_have_reported(
    compare, bring_in, file_report, jianshan, lingdong, city, street, only_these_report
):
    """Two streets of Jianshan report, and Lingdong; the second street is missing. Last year is known of all."""
    other = ReportingUnit.objects.create(
        code="230502002", name="八马路街道", short_name="八马路", kind="street", parent=jianshan, submits_reports=True
    )
    only_these_report(lingdong)
    street.submits_reports = True
    street.save(from_month=ALWAYS)
    for unit, then in ((jianshan, 90), (street, 30), (other, 60), (lingdong, 100)):
        bring_in(unit, "T01-1", 6, value=then, to_date=then)
    file_report(street, "employment", 6, {"T01-1": 33})
    file_report(lingdong, "employment", 6, {"T01-1": 90})
    assert texts.lines(compare(Area(jianshan), "T01-1"))[1:] == ["同比+10.0%", "同口径，2个单位中的1个：33，上年同期30"]
    assert texts.lines(compare(Area(city), "T01-1"))[1:] == ["同比−10.0%", "同口径，3个单位中的1个：90，上年同期100"]
    file_report(other, "employment", 6, {"T01-1": 57})
    assert read(compare(Area(city), "T01-1"))[3] == "−5.3%"


def test_a_merged_unit_stays_in_the_citys_sum_of_last_year(
    compare, bring_in, file_report, jianshan, lingdong, city, only_these_report
):
    """Lingdong was merged into Jianshan in January: last year's 250 + 150 stand beside this year's 500."""
    only_these_report(jianshan, lingdong)
    bring_in(jianshan, "T01-1", 6, value=250, to_date=250)
    bring_in(lingdong, "T01-1", 6, value=150, to_date=150)
    lingdong.active = False
    lingdong.save(from_month=Month(2007, 1))
    file_report(jianshan, "employment", 6, {"T01-1": 500})
    compared = compare(Area(city), "T01-1")
    assert read(compared) == ("400", "400", "+25.0%", "+25.0%")
    assert texts.notes(compared) == []


def test_who_has_taken_over_from_another_is_compared_with_both(
    compare, bring_in, file_report, jianshan, lingdong, city, only_these_report, administrator
):
    """Lingdong was merged into Jianshan in January: 500 beside 250 + 150. Sifangtai is missing; Baoshan has 60."""
    sifangtai, baoshan = (ReportingUnit.objects.get(code=code) for code in ("230505", "230506"))
    only_these_report(jianshan, lingdong, sifangtai, baoshan)
    for unit, then in ((jianshan, 250), (lingdong, 150), (sifangtai, 70), (baoshan, 50)):
        bring_in(unit, "T01-1", 6, value=then, to_date=then)
    end_unit(ending_of(lingdong, jianshan, from_month=Month(2007, 1)), by=administrator)
    file_report(jianshan, "employment", 6, {"T01-1": 500})
    file_report(baoshan, "employment", 6, {"T01-1": 60})
    compared = compare(Area(city), "T01-1")
    assert read(compared) == ("520", "520", "+24.4%", "+24.4%")
    assert texts.lines(compared)[-1] == "同口径，3个单位中的2个：560，上年同期450"


def test_a_unit_that_did_not_exist_needs_a_footnote_that_says_how_its_figure_was_made(bring_in, compare, city):
    new = ReportingUnit(code="230599", name="新区", short_name="新区", kind="district", parent=city)
    new.save(from_month=Month(2007, 1))
    with pytest.raises(ValidationError) as refused:
        bring_in(new, "T01-1", 6, value=80, to_date=80)
    assert list(refused.value.message_dict) == ["footnote"]
    bring_in(new, "T01-1", 6, value=80, to_date=80, footnote="由原两街道数合并")
    assert read(compare(Area(new), "T01-1"))[:2] == ("80", "80")
    # In the city's sum the units of that month count.
    assert compare(Area(city), "T01-1").to_date is None


# ---- Two plans --------------------------------------------------------------------------------------------


@pytest.fixture
def of_2008(plan, tmp_path):
    return load_plan_of_2008(tmp_path)


def test_last_years_plan_gives_its_approved_figures_by_code(compare, of_2008, file_report, jianshan, city, settings):
    """In 2007 Jianshan reported 100 in May and 150 in June, and 999 that were never approved."""
    file_report(jianshan, "employment", 5, {"T01-1": 100, "T01-4": (30, 1000)})
    file_report(jianshan, "employment", 6, {"T01-1": 150, "T01-4": (40, 1000)})
    file(of_2008, jianshan, "employment", "2008-06", {"T01-1": 300, "T01-4": (45, 1000)})
    june = Month(2008, 6)
    jobs = compare(Area(jianshan), "T01-1", june, in_plan=of_2008)
    assert read(jobs) == ("150", "250", "+100.0%", "+20.0%")
    assert read(compare(Area(jianshan), "T01-4", june, in_plan=of_2008)) == (
        "4.00%",
        "4.00%",
        "+0.5个百分点",
        "+0.5个百分点",
    )
    assert compare(Area(city), "T01-1", june, in_plan=of_2008).to_date.missing == 7


def test_what_is_not_approved_does_not_count_for_last_year(compare, of_2008, file_report, jianshan):
    file_report(jianshan, "employment", 6, {"T01-1": 150}, state=State.SUBMITTED)
    june = Month(2008, 6)
    compared = compare(Area(jianshan), "T01-1", june, in_plan=of_2008, basis=Basis.SUBMITTED)
    assert compared.to_date is None


def test_what_was_brought_in_counts_before_last_years_reports(compare, of_2008, file_report, jianshan, lingdong, city):
    file_report(jianshan, "employment", 6, {"T01-1": 150})
    file_report(lingdong, "employment", 6, {"T01-1": 40})
    now = Indicator.objects.get(plan=of_2008, code="T01-1")
    PastFigure.objects.create(indicator=now, unit=jianshan, month=JUNE.first_day, value=160, to_date=260)
    june = Month(2008, 6)
    assert read(compare(Area(jianshan), "T01-1", june, in_plan=of_2008))[:2] == ("160", "260")
    assert read(compare(Area(city), "T01-1", june, in_plan=of_2008))[:2] == ("200", "300")


def test_two_years_side_by_side_leak_nothing_into_each_other(compare, of_2008, bring_in, file_report, jianshan):
    """What was brought in beside the plan of 2007 is not of 2008, and 2008's reports are not of 2007."""
    bring_in(jianshan, "T01-1", 6, value=70, to_date=70)
    file(of_2008, jianshan, "employment", "2008-06", {"T01-1": 999})
    file_report(jianshan, "employment", 6, {"T01-1": 140})
    assert read(compare(Area(jianshan), "T01-1")) == ("70", "70", "+100.0%", "+100.0%")
    then = compare(Area(jianshan), "T01-1", Month(2008, 6), in_plan=of_2008)
    assert read(then)[:2] == ("140", "140")


def test_an_indicator_measured_otherwise_last_year_is_not_compared_and_one_redefined_is_footnoted(
    compare, of_2008, file_report, jianshan, indicator
):
    file_report(jianshan, "employment", 6, {"T01-1": 150, "T01-2": 20})
    one, other = indicator("T01-1"), indicator("T01-2")
    one.definition_zh_hans, other.unit_of_measure_zh_hans = "去年的口径", "户"
    one.save()
    other.save()
    june = Month(2008, 6)
    assert texts.notes(compare(Area(jianshan), "T01-1", june, in_plan=of_2008)) == ["与上年口径不同"]
    assert compare(Area(jianshan), "T01-2", june, in_plan=of_2008).to_date is None


# ---- What may be brought in -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "given", "field"),
    [
        ("T01-1", {"month": "2007-06-01", "value": 5}, "month"),
        ("T01-1", {"month": "2006-06-01"}, "value"),
        ("T01-1", {"month": "2006-06-01", "numerator": 1, "denominator": 2}, "numerator"),
        ("T01-4", {"month": "2006-06-01", "numerator": 1}, "denominator"),
        ("T01-1", {"month": "2006-06-01", "value": 5, "covers": Covers.OWN}, "covers"),
        ("T28-2", {"month": "2006-06-01", "value": 5}, "indicator"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_at_its_field(indicator, jianshan, code, given, field):
    with pytest.raises(ValidationError) as refused:
        PastFigure(indicator=indicator(code), unit=jianshan, **given).full_clean()
    assert field in refused.value.message_dict


def test_a_month_is_kept_as_its_first_day(bring_in, jianshan, indicator):
    row = PastFigure(indicator=indicator("T01-1"), unit=jianshan, month="2006-06-17", value=1)
    row.full_clean()
    assert row.month == Month(2006, 6).first_day
    assert ALWAYS.first_day < row.month
