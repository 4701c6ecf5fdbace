"""From what files say to the month's own number: sums since January taken apart, contradictions refused."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from targets.arithmetic import Kind
from targets.imports.figures.findings import FigureInFile
from targets.imports.figures.monthly_numbers import MonthlyNumbers
from targets.periods import Month
from targets.spreadsheets.remarks import Place, Weight

ROW = ("230502", "T01-1", "value")
JANUARY, FEBRUARY, MARCH = (Month(2007, number) for number in (1, 2, 3))


def figure(month, number, *, to_date=False, cell=0):
    value = None if number is None else Decimal(number)
    return FigureInFile(*ROW, month, to_date, value, Place(0, "a.xlsx", "就业", cell, 0))


def numbers_of_months(*figures, kind=Kind.FLOW, stored=None):
    maker = MonthlyNumbers(lambda row: kind, lambda row: {m: Decimal(n) for m, n in (stored or {}).items()})
    worked_out = maker.work_out(figures).get(ROW, {})
    return {month: one.number for month, one in worked_out.items()}, maker.remarks


def faults(remarks):
    return [(remark.place.cell, remark.text) for remark in remarks if remark.weight is Weight.FAULT]


def test_a_months_own_number_is_taken_as_it_is():
    assert numbers_of_months(figure(MARCH, 120)) == ({MARCH: 120}, [])


def test_a_sum_since_january_becomes_the_month_by_what_was_reported_before():
    numbers, remarks = numbers_of_months(figure(MARCH, 420, to_date=True), stored={JANUARY: 150, FEBRUARY: 160})
    assert numbers == {MARCH: 110}
    assert [remark.weight for remark in remarks] == [Weight.NOTE]
    assert "110" in remarks[0].text


def test_months_of_the_same_file_count_before_the_stored_ones():
    numbers, _ = numbers_of_months(
        figure(FEBRUARY, 170), figure(MARCH, 420, to_date=True), stored={JANUARY: 150, FEBRUARY: 160}
    )
    assert numbers == {FEBRUARY: 170, MARCH: 100}


def test_sums_of_several_months_are_taken_apart_in_the_order_of_the_calendar():
    sums = [figure(month, number, to_date=True) for month, number in ((MARCH, 60), (JANUARY, 10), (FEBRUARY, 30))]
    assert numbers_of_months(*sums)[0] == {JANUARY: 10, FEBRUARY: 20, MARCH: 30}


def test_months_never_reported_end_up_in_this_one_and_that_is_told():
    numbers, remarks = numbers_of_months(figure(MARCH, 420, to_date=True), stored={JANUARY: 150})
    assert numbers == {MARCH: 270}
    assert remarks[0].weight is Weight.WARNING
    assert "2" in remarks[0].text


def test_a_sum_that_falls_is_refused_with_both_numbers():
    numbers, remarks = numbers_of_months(figure(MARCH, 300, to_date=True), stored={JANUARY: 150, FEBRUARY: 160})
    assert numbers == {}
    [(cell, text)] = faults(remarks)
    assert cell == "A1"
    assert "300" in text
    assert "310" in text


def test_month_and_sum_that_agree_are_one_figure_and_otherwise_refused_with_three_numbers():
    stored = {JANUARY: 150, FEBRUARY: 160}
    numbers, remarks = numbers_of_months(
        figure(MARCH, 110, cell=1), figure(MARCH, 420, to_date=True, cell=2), stored=stored
    )
    assert (numbers, faults(remarks)) == ({MARCH: 110}, [])
    numbers, remarks = numbers_of_months(
        figure(MARCH, 100, cell=1), figure(MARCH, 420, to_date=True, cell=2), stored=stored
    )
    assert numbers == {}
    assert [cell for cell, _ in faults(remarks)] == ["A2", "A3"]
    assert all(number in faults(remarks)[0][1] for number in ("100", "310", "420"))


@pytest.mark.parametrize("kind", [Kind.STOCK, Kind.LEVEL])
def test_a_stock_is_taken_as_it_stands_and_never_subtracted(kind):
    assert numbers_of_months(figure(MARCH, 900, to_date=True), kind=kind, stored={FEBRUARY: 880})[0] == {MARCH: 900}


def test_a_stock_said_in_two_ways_must_be_the_same():
    numbers, remarks = numbers_of_months(figure(MARCH, 900), figure(MARCH, 905, to_date=True), kind=Kind.STOCK)
    assert numbers == {}
    assert len(faults(remarks)) == 2


def test_the_same_figure_twice_is_refused_at_both_places_even_if_equal():
    _, remarks = numbers_of_months(figure(MARCH, 120, cell=1), figure(MARCH, 120, cell=2))
    assert [cell for cell, _ in faults(remarks)] == ["A2", "A3"]
    assert "就业!A3" in faults(remarks)[0][1]


def test_not_applicable_is_kept_apart_from_zero():
    assert numbers_of_months(figure(MARCH, None))[0] == {MARCH: None}


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=12))
def test_sums_since_january_give_back_every_month(numbers):
    months = [Month(2007, number + 1) for number in range(len(numbers))]
    sums = [figure(month, sum(numbers[: place + 1]), to_date=True) for place, month in enumerate(months)]
    assert numbers_of_months(*sums)[0] == dict(zip(months, numbers, strict=True))


# ---- At the edges, and in words ---------------------------------------------------------------------------


def said(*figures, **how) -> list[tuple[Weight, str, str]]:
    with translation.override("en"):
        return [(one.weight, one.place.cell, one.text) for one in numbers_of_months(*figures, **how)[1]]


def test_a_sum_that_does_not_grow_is_a_month_of_zero():
    stored = {JANUARY: 150, FEBRUARY: 160}
    assert numbers_of_months(figure(MARCH, 310, to_date=True), stored=stored)[0] == {MARCH: 0}
    assert numbers_of_months(figure(MARCH, 309, to_date=True), stored=stored)[0] == {}


def test_what_was_reported_for_this_month_or_later_is_no_month_before():
    stored = {JANUARY: 150, FEBRUARY: 160, MARCH: 999, Month(2007, 4): 999, Month(2006, 12): 999}
    assert numbers_of_months(figure(MARCH, 420, to_date=True), stored=stored)[0] == {MARCH: 110}


def test_a_month_of_zero_was_reported_and_is_no_gap():
    assert said(figure(MARCH, 1420, to_date=True), stored={JANUARY: 0, FEBRUARY: 160}) == [
        (Weight.NOTE, "A1", "To date 1,420 less the months before: this month is 1,260.")
    ]


def test_the_months_that_are_not_reported_are_named():
    assert said(figure(MARCH, 1420, to_date=True)) == [
        (
            Weight.WARNING,
            "A1",
            "To date 1,420: Jan, Feb are not reported, so this month gets 1,420 in all.",
        )
    ]
    assert said(figure(JANUARY, 7, to_date=True)) == [
        (Weight.NOTE, "A1", "To date 7 less the months before: this month is 7.")
    ]


def test_a_month_not_applicable_before_is_a_gap_and_adds_nothing():
    numbers, remarks = numbers_of_months(figure(FEBRUARY, None), figure(MARCH, 50, to_date=True), stored={JANUARY: 20})
    assert numbers == {FEBRUARY: None, MARCH: 30}
    assert [one.weight for one in remarks] == [Weight.WARNING]


def test_a_sum_that_is_not_applicable_says_so_of_the_month():
    assert numbers_of_months(figure(MARCH, None, to_date=True), stored={JANUARY: 20}) == ({MARCH: None}, [])


def test_month_and_sum_that_agree_name_both_cells_and_say_nothing():
    maker = MonthlyNumbers(lambda row: Kind.FLOW, lambda row: {JANUARY: Decimal(5)})
    both = figure(FEBRUARY, 3, cell=1), figure(FEBRUARY, 8, to_date=True, cell=2)
    found = maker.work_out(both)[ROW][FEBRUARY]
    assert [place.cell for place in found.places] == ["A2", "A3"]
    assert maker.remarks == []
    alone = maker.work_out([figure(FEBRUARY, 8, to_date=True, cell=2)])[ROW][FEBRUARY]
    assert (alone.number, [place.cell for place in alone.places]) == (3, ["A3"])


def test_two_ways_of_saying_a_stock_are_quoted_at_both_cells():
    found = said(figure(MARCH, 1900, cell=1), figure(MARCH, None, to_date=True, cell=2), kind=Kind.STOCK)
    text = "“This month” says 1,900 and “to date” says , but here both must be the same."
    assert found == [(Weight.FAULT, "A2", text), (Weight.FAULT, "A3", text)]
    maker = MonthlyNumbers(lambda row: Kind.STOCK, lambda row: {})
    same = figure(MARCH, 900, cell=1), figure(MARCH, 900, to_date=True, cell=2)
    assert [place.cell for place in maker.work_out(same)[ROW][MARCH].places] == ["A2", "A3"]


def test_contradictions_are_told_with_their_numbers():
    stored = {JANUARY: 1150, FEBRUARY: 160}
    falls = "To date 1,300 is less than the 1,310 reported until last month. "
    assert said(figure(MARCH, 1300, to_date=True), stored=stored)[0][2].startswith(falls)
    unequal = "This month 100 and the months before 1,310 do not give 1,420 to date. Correct one."
    found = said(figure(MARCH, 100, cell=1), figure(MARCH, 1420, to_date=True, cell=2), stored=stored)
    assert found == [(Weight.FAULT, "A2", unequal), (Weight.FAULT, "A3", unequal)]


def test_a_month_of_more_than_is_left_of_the_sum_is_refused_although_months_are_missing():
    numbers, remarks = numbers_of_months(figure(MARCH, 310, cell=1), figure(MARCH, 300, to_date=True, cell=2))
    assert (numbers, [cell for cell, _text in faults(remarks)]) == ({}, ["A2", "A3"])


def test_rows_of_other_units_indicators_and_parts_are_worked_out_apart():
    maker = MonthlyNumbers(lambda row: Kind.FLOW, lambda row: {})
    first = figure(MARCH, 5)
    others = [replace(first, unit="230503"), replace(first, code="T01-2"), replace(first, part="numerator")]
    found = maker.work_out([first, *others])
    assert {row: len(months) for row, months in found.items()} == {
        ROW: 1, ("230503", *ROW[1:]): 1, ("230502", "T01-2", "value"): 1, ("230502", "T01-1", "numerator"): 1
    }  # fmt: skip


def test_the_same_figure_in_another_file_is_named_with_that_file():
    first = figure(MARCH, 5, cell=1)
    other = replace(first, place=Place(1, "b.xlsx", "就业", 3, 0))
    assert said(first, other) == [
        (Weight.FAULT, "A2", "The same figure stands in b.xlsx · 就业 · A4 as well. Keep one of the two."),
        (Weight.FAULT, "A4", "The same figure stands in a.xlsx · 就业 · A2 as well. Keep one of the two."),
    ]
