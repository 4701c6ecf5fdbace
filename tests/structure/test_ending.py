"""A unit ends, and its successors take over what it had reached; no earlier month changes."""

from datetime import date
from decimal import Decimal

import pytest

from targets.models import MonthlyReport, ReportingUnit, State, UnitEnding
from targets.periods import Month
from targets.reports import sheets
from targets.structure.ending import EndingRefused, end_unit
from tests.structure.conftest import ending_of

JUNE, JULY, AUGUST, SEPTEMBER = (Month(2007, number) for number in (6, 7, 8, 9))


@pytest.fixture(autouse=True)
def in_september(settings):
    settings.TODAY = date(2007, 9, 20)


@pytest.fixture
def lasting_and_flowing(file_report, jianshan, lingdong, baoqing):
    """Until June: Jianshan 4,000 insured and 600 newly employed, Lingdong 3,000 and 300, Baoqing 9,000 and 905."""
    for unit, insured, employed in ((jianshan, 4000, 600), (lingdong, 3000, 300), (baoqing, 9000, 905)):
        file_report(unit, "insurance", 6, {"T09-1": insured})
        file_report(unit, "employment", 6, {"T01-1": employed})


def to_date(stand_in, month, code, *areas):
    return [stand_in(area, month, code).to_date for area in areas]


# ---- What is stored ---------------------------------------------------------------------------------------


def test_the_record_says_who_follows_whom_by_which_document(end, jianshan, baoqing, administrator):
    stored = end(baoqing, jianshan)
    [succession] = stored.successions.all()
    assert (succession.successor, succession.share, succession.keeps_papers) == (jianshan, 100, True)
    assert (stored.how, stored.since, stored.document, stored.entered_by) == (
        "merged",
        JULY,
        "民函〔2007〕12号",
        administrator,
    )
    assert jianshan.successions.get().ending.unit == baoqing, "it can be followed from the successor too"
    assert not baoqing.active
    assert [bool(ReportingUnit.objects.filter(pk=baoqing.pk).during(month)) for month in (JUNE, JULY)] == [True, False]
    assert baoqing.versions.get(from_month=JULY.first_day).document == "民函〔2007〕12号"


def test_units_below_move_to_the_only_successor(end, jianshan, baoqing):
    street = ReportingUnit.objects.create(code="230523001", name="东街道", kind="street", parent=baoqing)
    end(baoqing, jianshan)
    street.refresh_from_db()
    assert (street.parent, street.district_path) == (jianshan, jianshan.path)
    [then] = ReportingUnit.objects.filter(pk=street.pk).during(JUNE)
    assert then.district_path == baoqing.path


# ---- Sums -------------------------------------------------------------------------------------------------


def test_a_merged_units_stock_and_months_count_with_its_successor(
    stand_in, end, lasting_and_flowing, city, jianshan, baoqing
):
    before = [to_date(stand_in, JUNE, code, city, jianshan, baoqing) for code in ("T09-1", "T01-1")]
    end(baoqing, jianshan)
    assert [to_date(stand_in, JUNE, code, city, jianshan, baoqing) for code in ("T09-1", "T01-1")] == before
    assert to_date(stand_in, JULY, "T09-1", city, jianshan) == [16000, 13000]
    assert to_date(stand_in, JULY, "T01-1", city, jianshan) == [1805, 1505]


def test_the_successors_own_report_replaces_the_stock_and_adds_to_what_flows(
    stand_in, end, lasting_and_flowing, file_report, city, jianshan, baoqing
):
    end(baoqing, jianshan)
    file_report(jianshan, "insurance", 7, {"T09-1": 13200})
    file_report(jianshan, "employment", 7, {"T01-1": 50})
    assert to_date(stand_in, JULY, "T09-1", city, jianshan) == [16200, 13200]
    assert to_date(stand_in, AUGUST, "T09-1", city, jianshan) == [16200, 13200]
    assert to_date(stand_in, JULY, "T01-1", city, jianshan) == [1855, 1555]


def test_a_split_shares_out_whole_numbers_that_add_up(
    stand_in, end, lasting_and_flowing, city, jianshan, lingdong, baoqing
):
    """Of 9,000 insured 40 % are 3,600; of 905 newly employed 362, and 543 stay for the other."""
    end(baoqing, (jianshan, 60), (lingdong, 40))
    assert to_date(stand_in, JULY, "T09-1", city, jianshan, lingdong) == [16000, 9400, 6600]
    assert to_date(stand_in, JULY, "T01-1", city, jianshan, lingdong) == [1805, 1143, 662]


def test_thirds_of_a_number_are_whole_and_lose_nothing(stand_in, end, file_report, city, units, baoqing):
    file_report(baoqing, "insurance", 6, {"T09-1": 100})
    shares = zip([units[code] for code in ("230502", "230503", "230505")], ("33.33", "33.33", "33.34"), strict=True)
    end(baoqing, *shares)
    parts = to_date(stand_in, JULY, "T09-1", *(units[code] for code in ("230502", "230503", "230505")))
    assert (sorted(parts), sum(parts)) == ([33, 33, 34], 100)
    assert stand_in(city, JULY, "T09-1").to_date == 100


def test_only_the_successor_that_has_reported_counts_its_own_figure(
    stand_in, end, lasting_and_flowing, file_report, city, jianshan, lingdong, baoqing
):
    """Jianshan reports 9,500, its own 4,000 and 5,400 of Baoqing's among them; Lingdong still stands at 6,600."""
    end(baoqing, (jianshan, 60), (lingdong, 40))
    file_report(jianshan, "insurance", 7, {"T09-1": 9500})
    assert to_date(stand_in, JULY, "T09-1", city, jianshan, lingdong) == [16100, 9500, 6600]


def test_without_a_successor_the_stock_ends_and_the_months_stay_in_the_city(
    stand_in, end, lasting_and_flowing, city, baoqing
):
    end(baoqing)
    assert to_date(stand_in, JULY, "T09-1", city) == [7000]
    assert to_date(stand_in, JULY, "T01-1", city) == [1805]


def test_the_parts_of_a_rate_go_over_and_are_divided_after_summing(stand_in, end, file_report, city, jianshan, baoqing):
    """464 of 10,000 and 36 of 2,500 unemployed: 500 of 12,500 are 4 %, and never the mean of 4.64 and 1.44."""
    file_report(jianshan, "employment", 6, {"T01-4": (464, 10000)})
    file_report(baoqing, "employment", 6, {"T01-4": (36, 2500)})
    end(baoqing, jianshan)
    for area in (city, jianshan):
        tally = stand_in(area, JULY, "T01-4").tally
        assert (tally.numerator, tally.denominator, tally.value) == (500, 12500, 4)


def test_not_applicable_leaves_nothing_to_take_over(stand_in, end, file_report, jianshan, baoqing):
    file_report(jianshan, "insurance", 5, {"T09-1": 4000})
    file_report(baoqing, "insurance", 5, {"T09-1": 9000})
    file_report(baoqing, "insurance", 6, {"T09-1": "n/a"})
    end(baoqing, jianshan)
    assert stand_in(jianshan, JULY, "T09-1").to_date == 4000


def test_a_successor_that_ends_itself_hands_on_what_it_took_over(
    stand_in, end, lasting_and_flowing, city, jianshan, lingdong, baoqing
):
    end(baoqing, jianshan)
    end(jianshan, lingdong, from_month=AUGUST)
    assert to_date(stand_in, JULY, "T09-1", city, jianshan, lingdong) == [16000, 13000, 3000]
    assert to_date(stand_in, AUGUST, "T09-1", city, lingdong) == [16000, 16000]
    assert to_date(stand_in, AUGUST, "T01-1", city, lingdong) == [1805, 1805]


def test_what_a_successors_report_holds_already_is_not_handed_on_again(
    stand_in, end, lasting_and_flowing, file_report, city, jianshan, lingdong, baoqing
):
    """Jianshan's 13,200 of July hold Baoqing's 9,000; with Lingdong's 3,000 they are 16,200."""
    end(baoqing, jianshan)
    file_report(jianshan, "insurance", 7, {"T09-1": 13200})
    end(jianshan, lingdong, from_month=AUGUST)
    assert to_date(stand_in, AUGUST, "T09-1", city, lingdong) == [16200, 16200]
    file_report(lingdong, "insurance", 8, {"T09-1": 16300})
    assert to_date(stand_in, AUGUST, "T09-1", city, lingdong) == [16300, 16300]


def test_the_report_page_counts_what_was_taken_over(end, lasting_and_flowing, plan, jianshan, lingdong, baoqing):
    """Jianshan's to date before its own July: 4,000 + 5,400 insured, 600 + 543 newly employed."""
    end(baoqing, (jianshan, 60), (lingdong, 40))
    before = {}
    for app in ("insurance", "employment"):
        report = MonthlyReport(unit=jianshan, chapter=plan.chapters.get(app=app), month=JULY.first_day)
        before |= {line.indicator.code: line.before_total("value") for line in sheets.load(report, ()).lines}
    assert (before["T09-1"], before["T01-1"]) == (9400, 1143)


def test_two_halves_that_meet_again_are_the_whole(
    stand_in, end, lasting_and_flowing, city, jianshan, lingdong, baoqing
):
    end(baoqing, (jianshan, 50), (lingdong, 50))
    end(lingdong, jianshan)
    assert to_date(stand_in, JULY, "T09-1", city, jianshan) == [16000, 16000]
    assert to_date(stand_in, JULY, "T01-1", city, jianshan) == [1805, 1805]


def test_what_a_successor_took_over_ends_with_it_and_its_months_stay(
    stand_in, end, lasting_and_flowing, city, jianshan, baoqing
):
    end(baoqing, jianshan)
    end(jianshan, from_month=AUGUST)
    assert to_date(stand_in, JULY, "T09-1", city) == [16000]
    assert to_date(stand_in, AUGUST, "T09-1", city) == [3000]
    assert to_date(stand_in, AUGUST, "T01-1", city) == [1805]


def test_a_street_hands_its_months_over_within_its_district(stand_in, end, file_report, city, jianshan):
    streets = [
        ReportingUnit.objects.create(code=f"23050200{number}", name=f"街道{number}", kind="street", parent=jianshan)
        for number in (1, 2)
    ]
    for street, employed in zip(streets, (30, 20), strict=True):
        file_report(street, "employment", 6, {"T01-1": employed})
    end(streets[0], streets[1])
    assert to_date(stand_in, JULY, "T01-1", city, jianshan, streets[1]) == [50, 50, 50]
    assert to_date(stand_in, JUNE, "T01-1", city, jianshan, *streets) == [50, 50, 30, 20]


def test_nobody_is_asked_for_a_unit_that_ended(stand_in, end, city, jianshan, baoqing):
    end(baoqing, jianshan)
    assert [stand_in(city, month, "T01-1").tally.expected for month in (JUNE, JULY)] == [8, 7]


# ---- Refused ----------------------------------------------------------------------------------------------


def refusal(ending, by) -> str:
    with pytest.raises(EndingRefused) as refused:
        end_unit(ending, by=by)
    assert not UnitEnding.objects.filter(unit=ending.unit, document="错").exists()
    [found] = refused.value.refusals
    return f"{found.field}: {found.words}"


def test_what_cannot_be_is_refused_in_words(administrator, city, jianshan, lingdong, baoqing, file_report):
    street = ReportingUnit.objects.create(code="230502001", name="二马路街道", kind="street", parent=jianshan)
    lingdong.submits_reports = False
    lingdong.save(from_month=JUNE)
    said = [
        refusal(ending, administrator)
        for ending in (
            ending_of(city, jianshan),
            ending_of(baoqing, baoqing),
            ending_of(baoqing, city),
            ending_of(baoqing, street),
            ending_of(baoqing, lingdong),
            ending_of(baoqing, (jianshan, 60)),
            ending_of(baoqing, jianshan, from_month=Month(2007, 10)),
            ending_of(jianshan),
            ending_of(baoqing, reason=" "),
        )
    ]
    assert [one.split(":")[0] for one in said] == [
        "unit",
        "successors",
        "successors",
        "successors",
        "successors",
        "shares",
        "from_month",
        "successors",
        "reason",
    ]


def test_a_month_that_was_reported_already_is_refused_and_a_draft_is_not(
    administrator, end, file_report, jianshan, baoqing
):
    file_report(baoqing, "employment", 7, {"T01-1": 5})
    file_report(baoqing, "employment", 8, {"T01-1": 5}, state=State.DRAFT)
    assert refusal(ending_of(baoqing, jianshan), administrator).startswith("from_month: ")
    end(baoqing, jianshan, from_month=AUGUST)
    assert MonthlyReport.objects.filter(unit=baoqing).count() == 2, "the draft stays, and counts nowhere"


def test_a_unit_ends_once_and_one_that_ended_follows_nobody(administrator, end, jianshan, lingdong, baoqing):
    end(baoqing, jianshan)
    assert refusal(ending_of(baoqing, lingdong), administrator).startswith("unit: ")
    assert refusal(ending_of(lingdong, baoqing), administrator).startswith("successors: ")


def test_shares_have_two_decimals_at_most_and_are_kept_exactly(end, jianshan, lingdong, baoqing):
    end(baoqing, (jianshan, "12.34"), (lingdong, "87.66"))
    [taken] = lingdong.predecessors
    assert taken.part_of(Decimal(10000)) == 8766
