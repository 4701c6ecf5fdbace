"""Registers over several months: which units belong to an area, what is summed, and the movement of cases."""

from datetime import date
from decimal import Decimal

import pytest

from targets.models import Covers, ReportingUnit
from targets.periods import Month
from targets.progress.areas import Area
from targets.registers import spans
from targets.registers.counting import FigureCount
from targets.registers.registry import registry
from targets.registers.spans import CaseFlow, FigureSpan, add_counts, add_spans, case_flow
from tests.registers.entries import stored

ARBITRATION = registry.named("labor_relations.arbitrationcase")
CLASSES = registry.named("employment.trainingclass")
MONTHS = [Month(2007, 4), Month(2007, 5), Month(2007, 6)]


def value(number) -> FigureCount:
    return FigureCount(None if number is None else Decimal(number))


def span(month, to_date) -> FigureSpan:
    return FigureSpan(value(month), value(to_date))


# ---- Whose entries ----------------------------------------------------------------------------------------


@pytest.fixture
def every(units) -> list[ReportingUnit]:
    return list(ReportingUnit.objects.all())


def counted_codes(area, units) -> set[str] | None:
    found = spans.counted_units(area, units)
    return None if found is None else {unit.code for unit in found}


def test_of_the_whole_city_all_entries_are_counted_without_asking_for_their_units(city, every):
    assert counted_codes(Area(city), every) is None


def test_a_unit_that_does_not_count_toward_the_city_is_left_out_of_the_whole(city, jianshan, baoqing, every):
    baoqing.counts_toward_city = False
    baoqing.save()
    jianshan.active = False
    jianshan.save()
    units = list(ReportingUnit.objects.all())
    assert counted_codes(Area(city), units) == {unit.code for unit in every} - {jianshan.code, baoqing.code}


def test_an_area_counts_its_own_units_with_their_streets_alone(city, jianshan, every):
    street = ReportingUnit.objects.create(code="230502001", name="街道", kind="street", parent=jianshan)
    units = [*every, street]
    assert counted_codes(Area(jianshan), units) == {jianshan.code, street.code}
    assert counted_codes(Area(city, Covers.OWN), units) == {city.code}
    assert counted_codes(Area(city), [jianshan, street]) is None, "to this reader the city is these two"
    assert counted_codes(Area(jianshan), [jianshan, street]) == {jianshan.code, street.code}


# ---- Months together --------------------------------------------------------------------------------------


@pytest.fixture
def cases(jianshan, baoqing):
    """Jianshan gets two in April and one in June and closes one in May; Baoqing gets one in May."""
    stored(ARBITRATION, jianshan, case_no="1", received_on=date(2007, 4, 1))
    ended = {"closed_on": date(2007, 5, 31), "result": "调解", "outcome": "mediated"}
    stored(ARBITRATION, jianshan, case_no="2", received_on=date(2007, 4, 30), **ended)
    stored(ARBITRATION, jianshan, case_no="3", received_on=date(2007, 6, 30))
    stored(ARBITRATION, baoqing, case_no="4", received_on=date(2007, 5, 1))


def of_cases(*, units=None) -> dict:
    figures = [ARBITRATION.figure(key) for key in ("accepted", "closed", "pending")]
    return spans.spans_by(ARBITRATION, spans.BY_UNIT, MONTHS, figures=figures, units=units)


def test_a_flow_is_summed_over_the_months_and_a_stock_is_that_of_the_last(cases, jianshan, baoqing):
    assert of_cases() == {
        jianshan.path: {"accepted": span(1, 3), "closed": span(0, 1), "pending": span(2, 2)},
        baoqing.path: {"accepted": span(0, 1), "closed": span(0, 0), "pending": span(1, 1)},
    }


def test_only_the_units_asked_for_are_counted(cases, jianshan, baoqing):
    assert set(of_cases(units=ReportingUnit.objects.own_area(jianshan))) == {jianshan.path}


def test_the_parts_of_a_rate_are_summed_each(jianshan):
    numbers = {"trained": 40, "training_type": "unemployed"}
    stored(CLASSES, jianshan, class_no="1", ended_on=date(2007, 4, 30), examined=38, passed=36, **numbers)
    stored(CLASSES, jianshan, class_no="2", ended_on=date(2007, 6, 1), examined=20, passed=19, **numbers)
    figures = [CLASSES.figure("T04-2")]
    found = spans.spans_by(CLASSES, spans.BY_UNIT, MONTHS, figures=figures, units=None)[jianshan.path]["T04-2"]
    assert found.month == FigureCount(None, Decimal(19), Decimal(20))
    assert found.to_date == FigureCount(None, Decimal(55), Decimal(58))


def test_counts_are_added_part_by_part_and_what_neither_has_stays_unsaid():
    rate = FigureCount(None, Decimal(3), Decimal(4))
    assert add_counts(rate, FigureCount(None, Decimal(10), None)) == FigureCount(None, Decimal(13), Decimal(4))
    assert add_counts(FigureCount(None, None, Decimal(6)), rate) == FigureCount(None, Decimal(3), Decimal(10))
    assert add_counts(value(None), value(None)) == value(None)
    assert add_counts(value(0), value(None)) == value(0)


def test_spans_are_added_key_by_key_and_nothing_is_not_zero():
    assert add_spans([]) == {}
    one, other = {"accepted": span(1, 3), "closed": span(0, 1)}, {"accepted": span(2, 5), "closed": span(4, 4)}
    assert add_spans([one]) == one
    assert add_spans([one, other]) == {"accepted": span(3, 8), "closed": span(4, 5)}
    assert add_spans([{}, one]) == one


# ---- Movement of cases ------------------------------------------------------------------------------------


def test_the_movement_begins_with_what_was_pending_before():
    now = {"received": span(1, 30), "accepted": span(1, 20), "closed": span(2, 12), "pending": span(99, 99)}
    flow = case_flow(now, {"pending": span(5, 7)})
    assert flow == CaseFlow(Decimal(7), Decimal(30), Decimal(12))
    assert flow.pending == 25
    assert flow.closing_rate == Decimal("32.43"), "12 of 37"
    assert case_flow(now, {"pending": span(5, 7)}, received="accepted").received == 20


def test_a_movement_without_entries_is_zero_and_has_no_rate():
    assert case_flow({}, {}) == CaseFlow(Decimal(0), Decimal(0), Decimal(0))
    assert case_flow({}, {}).closing_rate is None
    unsaid = {"received": span(None, None), "closed": span(None, None)}
    assert case_flow(unsaid, {"pending": span(None, None)}) == CaseFlow(Decimal(0), Decimal(0), Decimal(0))
