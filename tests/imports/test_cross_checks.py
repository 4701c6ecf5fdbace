"""What a file gives twice: a printed total and the sum of its parts, a typed rate and its two numbers."""

from decimal import Decimal

import pytest
from django.utils import translation

from targets.imports.figures.cross_checks import compare_rates, compare_totals
from targets.imports.figures.findings import FigureInFile, ProposedFigure
from targets.imports.figures.table_reading import Total
from targets.models import Indicator
from targets.periods import Month
from targets.reports.sheets import BLANK
from targets.spreadsheets.remarks import Place, Weight
from tests.conftest import cell

FEBRUARY, MARCH = Month(2007, 2), Month(2007, 3)
INDICATORS = {
    "T01-1": Indicator(code="T01-1", unit_of_measure="persons", unit_of_measure_zh_hans="人"),
    "T04-8": Indicator(code="T04-8", unit_of_measure="person-times", unit_of_measure_zh_hans="人次"),
    "T09-2": Indicator(code="T09-2", unit_of_measure="ten thousand yuan", unit_of_measure_zh_hans="万元"),
}


def at(row: int) -> Place:
    return Place(0, "三月.xlsx", "就业", row, 1)


def figure(number, code="T01-1", *, unit="230502", part="value", month=MARCH, to_date=False, table="甲", row=1):
    value = None if number is None else Decimal(str(number))
    return FigureInFile(unit, code, part, month, to_date, value, at(row), table)


def total(number, code="T01-1", *, quantum="1", part="value", month=MARCH, to_date=False, table="甲"):
    return Total(code, part, month, to_date, Decimal(str(number)), at(9), table, Decimal(quantum))


def compared(total_said, *figures) -> list[tuple[Weight, str]]:
    with translation.override("en"):
        return [(one.weight, one.text) for one in compare_totals([total_said], figures, INDICATORS)]


# ---- Totals -----------------------------------------------------------------------------------------------


def test_a_total_that_agrees_with_its_parts_is_not_remarked_upon():
    assert compared(total(1210), figure(1000), figure(210, unit="230503")) == []


@pytest.mark.parametrize("said", [1209, 1211])
@pytest.mark.parametrize("code", ["T01-1", "T04-8"])
def test_a_total_of_persons_is_exact(said, code):
    (found,) = compared(total(said, code), figure(1000, code), figure(210, code))
    assert found == (
        Weight.FAULT,
        f"The total says {said:,}, but its parts add up to 1,210. Correct the total or the wrong part.",
    )


@pytest.mark.parametrize(
    ("said", "quantum", "weight"),
    [
        ("3.1", "0.1", None),
        ("3.15", "0.1", None),
        ("2.85", "0.1", None),
        ("3.1501", "0.1", Weight.WARNING),
        ("2.8499", "0.1", Weight.WARNING),
        ("3.0151", "0.01", Weight.WARNING),
        ("4.5", "1", None),
        ("4.51", "1", Weight.WARNING),
    ],
)
def test_rounded_amounts_may_differ_by_half_of_the_last_digit_of_each_part(said, quantum, weight):
    parts = [figure(1, "T09-2", unit=unit) for unit in ("230502", "230503", "230505")]
    assert [found for found, _text in compared(total(said, "T09-2", quantum=quantum), *parts)] == [weight] * bool(
        weight
    )


@pytest.mark.parametrize(("said", "weight"), [(20000, None), (25000, None), (25001, Weight.WARNING)])
def test_persons_in_ten_thousands_are_rounded_as_well(said, weight):
    found = compared(total(said, quantum="10000"), figure(20000))
    assert [one for one, _text in found] == [weight] * bool(weight)


@pytest.mark.parametrize(
    "other", [{"table": "乙"}, {"part": "numerator"}, {"month": FEBRUARY}, {"to_date": True}, {"code": "T04-8"}]
)
def test_a_total_is_held_against_the_parts_of_the_same_number_of_its_own_table(other):
    assert compared(total(5), figure(5), figure(7, **other)) == []
    assert compared(total(5), figure(7, **other)) == [], "without parts there is nothing to add up"


def test_not_applicable_is_no_part_of_a_total():
    assert compared(total(5), figure(5), figure(None)) == []
    assert compared(total(5), figure(None)) == []


def test_a_remark_stands_at_the_total():
    (remark,) = compare_totals([total(1)], [figure(2)], INDICATORS)
    assert (remark.place, remark.value) == (at(9), "1")


# ---- Rates ------------------------------------------------------------------------------------------------


def proposed(entry, *, unit="230502", code="T04-2", month=MARCH) -> ProposedFigure:
    return ProposedFigure(unit, code, month, BLANK, cell(entry), (at(2),))


def rates(typed, *proposals) -> list[tuple[Weight, str]]:
    with translation.override("en"):
        return [(one.weight, one.text) for one in compare_rates([figure(typed, "T04-2")], proposals)]


@pytest.mark.parametrize(("typed", "is_told"), [("33.33", False), ("33.34", False), ("33.32", False), ("33.35", True)])
def test_a_typed_rate_may_differ_by_a_hundredth_of_a_point(typed, is_told):
    expected = f"The rate says {typed}, but its parts give 33.33. The parts are imported."
    assert rates(typed, proposed((1, 3))) == ([(Weight.WARNING, expected)] if is_told else [])


@pytest.mark.parametrize("entry", [(None, 3), (1, None), None])
def test_a_rate_without_both_its_parts_is_not_imported(entry):
    ((weight, text),) = rates(33, proposed(entry))
    assert (weight, "The file does not give both" in text) == (Weight.WARNING, True)


@pytest.mark.parametrize("other", [{"unit": "230503"}, {"code": "T10-2"}, {"month": FEBRUARY}])
def test_the_parts_of_another_unit_indicator_or_month_say_nothing_of_a_rate(other):
    ((_weight, text),) = rates(33, proposed((1, 3), **other))
    assert "The file does not give both" in text


def test_a_rate_of_nobody_or_said_to_be_not_applicable_is_not_compared():
    assert rates(50, proposed((0, 0))) == []
    assert rates(None, proposed((1, 3))) == []


def test_each_rate_is_compared_by_itself():
    typed = [figure(None, "T04-2"), figure(99, "T04-2", row=3), figure(98, "T04-2", row=4)]
    assert [one.place for one in compare_rates(typed, [proposed((1, 3))])] == [at(3), at(4)]
