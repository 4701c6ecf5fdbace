"""What an indicator's chart draws of each month, and the same in the words of the table beside it."""

from decimal import Decimal

import pytest
from django.utils import translation

from targets import access
from targets.boards.indicator_chart import axis
from targets.boards.indicator_page import PageWriter, choose
from targets.frame.plan_pages import PlanPage
from targets.models import Basis, Covers, UnitVersion
from targets.models.closings import ALWAYS
from targets.periods import Month
from targets.progress.areas import Area


@pytest.fixture
def shown_of(plan, leader, city):
    """`shown_of("T01-1")` is the indicator's page for June, in English."""

    def read(code, month=6, unit=None):
        rights = access.of(leader)
        chosen = Month(2007, month)
        units = rights.units(access.Action.VIEW_PROGRESS).during(chosen)
        then = next(one for one in units if one.pk == (unit or city).pk)
        page = PlanPage(plan, Area(then, Covers.WHOLE), chosen, Basis.APPROVED, units, rights, {}, [plan])
        with translation.override("en"):
            return PageWriter(page, *choose(plan, code)).written()

    return read


def notes_of(shown) -> list[str]:
    return [cell.note for cell in shown.months.foot[0].cells]


def test_a_month_that_nobody_reported_is_a_gap_in_bars_and_line(shown_of, file_report, jianshan, only_these_report):
    only_these_report(jianshan)
    for month in (1, 2, 4):
        file_report(jianshan, "employment", month, {"T01-1": 100})
    shown = shown_of("T01-1", 5)
    assert shown.chart["month"] == [100, 100, None, 100, None]
    assert shown.chart["toDate"] == [100, 200, None, 300, None]
    assert shown.chart["carried"] == shown.chart["incomplete"] == [None] * 5
    assert shown.chart["notes"] == ["1 of 1 unit", "1 of 1 unit", "not reported", "1 of 1 unit", "not reported"]
    assert [cell.text for cell in shown.months.foot[0].cells] == ["100", "100", "—", "100", "—"]
    assert notes_of(shown) == [""] * 5


def test_a_month_with_units_missing_has_a_mark_and_says_who_is_in(
    shown_of, file_report, jianshan, baoqing, only_these_report
):
    only_these_report(jianshan, baoqing)
    for unit, months in ((jianshan, (1, 2, 3)), (baoqing, (1, 3))):
        for month in months:
            file_report(unit, "employment", month, {"T01-1": 100})
    shown = shown_of("T01-1", 3)
    assert shown.chart["toDate"] == [200, 300, 500]
    assert shown.chart["incomplete"] == [None, 300, None]
    assert shown.chart["isPartial"] == [False, True, False]
    assert notes_of(shown) == ["", "1 of 2 units", ""]


def test_a_stock_of_an_earlier_month_is_a_ring_and_said_beside(
    shown_of, file_report, jianshan, baoqing, lingdong, only_these_report
):
    only_these_report(jianshan, baoqing, lingdong)
    file_report(jianshan, "insurance", 1, {"T09-1": 70})
    file_report(baoqing, "insurance", 1, {"T09-1": 30})
    file_report(jianshan, "insurance", 3, {"T09-1": 71})
    shown = shown_of("T09-1", 3)
    assert shown.chart["toDate"] == [100, None, 101], "nobody reported February: no line leads through it"
    assert shown.chart["carried"] == [None, 100, 101]
    assert shown.chart["incomplete"] == [100, None, None]
    said = "1 unit from an earlier month, 1 unit without a figure"
    assert notes_of(shown) == [
        "2 of 3 units",
        "not reported, 2 units from an earlier month, 1 unit without a figure",
        f"1 of 3 units, {said}",
    ]
    assert shown.chart["notes"] == notes_of(shown)
    assert [cell.text for cell in shown.months.foot[0].cells] == ["100", "100", "101"]
    assert shown.months.foot[0].to_date.note == said
    with translation.override("en"):
        notes = {line.unit: line.to_date.note for line in shown.months.rows}
        assert notes[baoqing.short_name] == "1 unit from an earlier month"
        assert notes[jianshan.short_name] == ""


def test_each_month_asks_the_units_of_that_month(shown_of, file_report, jianshan, baoqing, only_these_report):
    only_these_report(jianshan, baoqing)
    for month in (1, 2, 3):
        file_report(jianshan, "employment", month, {"T01-1": 100})
    file_report(baoqing, "employment", 1, {"T01-1": 100})
    baoqing.submits_reports = False
    baoqing.save(from_month=Month(2007, 3))
    assert UnitVersion.objects.filter(from_month__gt=ALWAYS.first_day).exists()
    shown = shown_of("T01-1", 3)
    assert shown.chart["notes"] == ["2 of 2 units", "1 of 2 units", "1 of 1 unit"]


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        (["4.3", "4.4", "4.6"], (0, 10)),
        (["88.0", "88.1", "90"], (84, 94)),
        (["97", "100"], (90, 100)),
        (["60", "95"], (59, 96)),
        (["98", "104"], (96, 106)),
        (["0"], (0, 10)),
        ([], None),
    ],
)
def test_a_tenth_of_a_point_is_no_collapse(values, ends):
    found = axis([None, *(Decimal(value) for value in values)])
    assert found == ({"min": ends[0], "max": ends[1]} if ends else {})


def test_amounts_begin_at_zero_and_rates_include_their_ceiling(shown_of, file_report, jianshan):
    file_report(jianshan, "employment", 6, {"T01-1": 100, "T01-4": (43, 1000)})
    assert shown_of("T01-1").chart["axis"] == {}, "the script draws amounts from zero"
    ends = shown_of("T01-4").chart["axis"]
    assert ends["min"] <= 4.3 < 4.6 <= ends["max"]


def test_the_page_prints_the_words_that_the_chart_says(fetch, leader, file_report, jianshan):
    file_report(jianshan, "employment", 6, {"T01-1": 100})
    page = fetch(leader, "/plans/2007/indicators/T01-1/", month="2007-06")
    assert '<span class="under note">1 of 8 units</span>' in page.text, "in the row of the total"
    assert page.context["view"].chart["notes"][-1] == "1 of 8 units"
