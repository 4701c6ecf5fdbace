"""Totals: the city equals its parts, ratios divide summed parts, blanks and order change nothing."""

from decimal import Decimal

import pytest
from django.db.models import Q
from hypothesis import given, settings
from hypothesis import strategies as st

from targets.arithmetic import Kind, Tally, rate
from targets.models import Basis, Figure, Indicator, MonthlyReport, ReportingUnit, State, WorkPlan
from targets.periods import Month
from targets.progress import rollup, standings
from targets.progress.rollup import Part
from targets.progress.standings import Area
from tests.conftest import examples

JUNE = Month(2007, 6)


def tally(plan, code, units, month=JUNE, basis=Basis.APPROVED) -> Tally:
    chosen = Indicator.objects.get(plan=plan, code=code)
    parts = rollup.parts(plan, [chosen], units, Q(report__unit__in=units), month, basis)
    return rollup.total(chosen, parts.values(), len(units))


# ---- Worked out by hand -----------------------------------------------------------------------------------


def test_a_flow_sums_over_months_and_units(file_report, plan, jianshan, baoqing):
    file_report(jianshan, "employment", 1, {"T01-1": 100})
    file_report(jianshan, "employment", 2, {"T01-1": 150})
    file_report(baoqing, "employment", 2, {"T01-1": 50})
    assert tally(plan, "T01-1", [jianshan, baoqing], Month(2007, 2)) == Tally(300, reported=2, expected=2)
    assert tally(plan, "T01-1", [jianshan, baoqing], Month(2007, 1)) == Tally(100, reported=1, expected=2)


def test_insured_are_never_summed_over_months(file_report, plan, jianshan, baoqing):
    for month, insured in ((1, 1000), (2, 1010), (3, 1030)):
        file_report(jianshan, "insurance", month, {"T09-1": insured})
    file_report(baoqing, "insurance", 1, {"T09-1": 500})
    assert tally(plan, "T09-1", [jianshan, baoqing]).value == 1530, "Jianshan's March and Baoqing's January"


def test_city_rate_divides_summed_parts_not_average_of_rates(file_report, plan, jianshan, baoqing):
    file_report(jianshan, "employment", 6, {"T01-4": (50, 1000)})
    file_report(baoqing, "employment", 6, {"T01-4": (30, 3000)})
    city = tally(plan, "T01-4", [jianshan, baoqing])
    assert city.value == Decimal("2.00"), "80 of 4,000; the mean of 5.00 and 1.00 would be 3.00"
    assert (city.numerator, city.denominator) == (80, 4000)


def test_a_pass_rate_sums_its_parts_over_the_months_too(file_report, plan, jianshan):
    file_report(jianshan, "employment", 1, {"T04-2": (10, 10)})
    file_report(jianshan, "employment", 2, {"T04-2": (72, 90)}, explanation="已核对")
    assert tally(plan, "T04-2", [jianshan]).value == Decimal("82.00")


@pytest.mark.parametrize("half", [(20, None), (None, 20)])
def test_half_a_rate_adds_to_neither_part(file_report, plan, jianshan, half):
    """No check lets half a rate be filed, but the database holds one."""
    file_report(jianshan, "employment", 1, {"T04-2": (45, 50)})
    february = file_report(jianshan, "employment", 2, {"T04-2": (10, 10)}, explanation="已核对")
    Figure.objects.filter(report=february).update(numerator=half[0], denominator=half[1])
    assert tally(plan, "T04-2", [jianshan], Month(2007, 2)) == Tally(90, 45, 50, reported=0, expected=1, carried=1)


def test_the_closing_stock_of_a_rate_is_the_latest_pair(file_report, plan, jianshan):
    file_report(jianshan, "employment", 1, {"T01-4": (50, 1000)})
    file_report(jianshan, "employment", 2, {"T01-4": (40, 1000)})
    assert tally(plan, "T01-4", [jianshan]).value == Decimal("4.00")


def test_of_a_rate_whose_whole_is_a_stock_the_upper_part_adds_up_and_the_whole_is_the_latest(
    file_report, plan, jianshan
):
    Indicator.objects.filter(plan=plan, code="T04-2").update(denominator_kind=Kind.STOCK)
    file_report(jianshan, "employment", 1, {"T04-2": (10, 100)}, explanation="已核对")
    file_report(jianshan, "employment", 2, {"T04-2": (23, 110)}, explanation="已核对")
    found = tally(plan, "T04-2", [jianshan], Month(2007, 2))
    assert (found.numerator, found.denominator, found.value) == (33, 110, Decimal("30.00"))


def test_an_empty_denominator_is_no_rate(file_report, plan, jianshan):
    file_report(jianshan, "employment", 6, {"T04-2": (0, 0)})
    assert tally(plan, "T04-2", [jianshan]) == Tally(None, 0, 0, reported=1, expected=1)


def test_zero_is_a_report_and_blank_is_none(file_report, plan, jianshan, baoqing):
    file_report(jianshan, "employment", 6, {"T01-1": 0})
    file_report(baoqing, "employment", 6, {"T01-1": None, "T01-2": 5})
    assert tally(plan, "T01-1", [jianshan, baoqing]) == Tally(0, reported=1, expected=2)
    assert tally(plan, "T01-1", [baoqing]) == Tally(None, reported=0, expected=1)


def test_not_applicable_is_an_answer_without_a_number(file_report, plan, jianshan):
    file_report(jianshan, "employment", 6, {"T01-1": "n/a"})
    assert tally(plan, "T01-1", [jianshan]) == Tally(None, reported=1, expected=1, not_applicable=1)


def test_drafts_and_returned_reports_count_nowhere(file_report, plan, jianshan, baoqing):
    file_report(jianshan, "employment", 6, {"T01-1": 10}, state=State.DRAFT)
    file_report(baoqing, "employment", 6, {"T01-1": 10}, state=State.RETURNED)
    for basis in Basis:
        assert tally(plan, "T01-1", [jianshan, baoqing], basis=basis).value is None


def test_a_draft_does_not_hide_the_stock_that_was_approved_before_it(file_report, plan, jianshan):
    file_report(jianshan, "insurance", 5, {"T09-1": 1000})
    file_report(jianshan, "insurance", 6, {"T09-1": 1200}, state=State.DRAFT)
    assert tally(plan, "T09-1", [jianshan]) == Tally(1000, reported=0, expected=1, carried=1)


def test_what_stood_before_counts_no_more_once_a_correction_is_approved(file_report, plan, jianshan):
    file_report(jianshan, "insurance", 5, {"T09-1": 1000})
    june = file_report(jianshan, "insurance", 6, {"T09-1": 1200})
    Figure.objects.filter(report=june).update(value=None, standing_value=Decimal(1200))
    assert tally(plan, "T09-1", [jianshan]) == Tally(1000, reported=0, expected=1, carried=1)


def test_submitted_counts_on_its_own_basis_only(file_report, plan, jianshan):
    file_report(jianshan, "employment", 6, {"T01-1": 10}, state=State.SUBMITTED)
    assert tally(plan, "T01-1", [jianshan]).value is None
    assert tally(plan, "T01-1", [jianshan], basis=Basis.SUBMITTED).value == 10


def test_of_a_level_counts_what_every_unit_has_reached(indicator):
    level = indicator("T08-1")
    assert rollup.total(level, [Part(Decimal(8)), Part(Decimal(5))], 2).value == 5


def test_months_for_charts_leave_blanks_out(file_report, plan, jianshan, indicator):
    file_report(jianshan, "employment", 1, {"T01-1": 0})
    file_report(jianshan, "employment", 2, {"T01-2": 5})
    file_report(jianshan, "employment", 3, {"T01-1": 7})
    file_report(jianshan, "employment", 4, {"T01-1": "n/a"})
    found = rollup.by_month(indicator("T01-1"), Q(report__unit=jianshan), Basis.APPROVED)
    assert {str(month): part for (_place, month), part in found.items()} == {
        "2007-01": Part(Decimal(0), reported=1),
        "2007-03": Part(Decimal(7), reported=1),
        "2007-04": Part(reported=1, not_applicable=1),
    }


def test_decimals_come_back_exact_on_every_database(file_report, plan, jianshan):
    for month in range(1, 4):
        file_report(jianshan, "insurance", month, {"T09-2": "0.10"})
    assert tally(plan, "T09-2", [jianshan]).value == Decimal("0.3"), "and not 0.30000000000000004"


# ---- What holds for any numbers ---------------------------------------------------------------------------

number = st.integers(0, 10**6).map(Decimal)
entry = st.none() | st.just("n/a") | number | st.tuples(number, number)
CODES = ("T01-1", "T01-4", "T02-1", "T04-2", "T09-1", "T09-2", "T10-1", "T19-1")
# (code, unit, month) → entry, in the order in which they are stored.
books = st.dictionaries(st.tuples(st.sampled_from(CODES), st.integers(0, 8), st.integers(1, 6)), entry, max_size=30)
any_books = settings(max_examples=examples(25))


def store(plan: WorkPlan, book) -> list[ReportingUnit]:
    """Write the book's entries as approved figures, in the book's order, and nothing else."""
    MonthlyReport.objects.all().delete()
    units = list(ReportingUnit.objects.order_by("pk"))
    known = {i.code: i for i in Indicator.objects.filter(plan=plan).select_related("task")}
    reports, figures = {}, []
    for (code, place, month), said in book:
        chapter = known[code].task.chapter_id
        key = (units[place].pk, chapter, Month(2007, month).first_day)
        if key not in reports:
            fields = dict(zip(("unit_id", "chapter_id", "month"), key, strict=True))
            reports[key] = MonthlyReport(state=State.APPROVED, **fields)
            reports[key].save()
        figures.append(figure_of(reports[key], known[code], said))
    Figure.objects.bulk_create(figures)
    return units


def figure_of(report, indicator, said) -> Figure:
    figure = Figure(report=report, indicator=indicator, not_applicable=said == "n/a")
    if isinstance(said, tuple) and indicator.is_ratio:
        figure.numerator, figure.denominator = said
    elif isinstance(said, Decimal) and not indicator.is_ratio:
        figure.value = said
    return figure


def totals(plan: WorkPlan, units) -> dict[str, Tally]:
    return {code: tally(plan, code, units) for code in CODES}


def by_hand(plan: WorkPlan, book, code: str, places) -> tuple:
    """The same totals the slow way, straight from the book; "not applicable" ends what a stock had before."""
    indicator = Indicator.objects.get(plan=plan, code=code)
    kinds = (indicator.numerator_kind, indicator.denominator_kind) if indicator.is_ratio else (indicator.kind,)
    sums: list[Decimal | None] = [None] * len(kinds)
    for place in places:
        months = sorted((m, said) for (c, p, m), said in book.items() if (c, p) == (code, place))
        spoken = [s for _m, s in months if s == "n/a" or isinstance(s, tuple if indicator.is_ratio else Decimal)]
        given = [said for said in spoken if said != "n/a"]
        for slot, kind in enumerate(kinds):
            if kind != Kind.FLOW:
                given = [said for said in spoken[-1:] if said != "n/a"]
            values = [said[slot] if indicator.is_ratio else said for said in given]
            if values:
                sums[slot] = sum(values) + (sums[slot] or 0)
    return (rate(*sums), *sums) if indicator.is_ratio else (sums[0], None, None)


@any_books
@given(book=books)
def test_the_city_equals_its_parts_for_any_mix(plan, book):
    units = store(plan, book.items())
    for code, city in totals(plan, units).items():
        assert (city.value, city.numerator, city.denominator) == by_hand(plan, book, code, range(9)), code


@any_books
@given(book=books)
def test_the_pages_show_the_same_numbers_for_the_city_and_its_units(plan, city, book):
    units = store(plan, book.items())
    standing = standings.stand(plan, Area(city), JUNE, Basis.APPROVED)
    for indicator in (i for i in standing.indicators if i.code in CODES):
        found = standing.progress[indicator.pk].tally
        assert (found.value, found.numerator, found.denominator) == by_hand(plan, book, indicator.code, range(9))
        for place, unit in enumerate(units):
            assert standing.of_unit(indicator, unit).to_date == by_hand(plan, book, indicator.code, [place])[0]


@any_books
@given(book=books)
def test_units_alone_and_together_are_the_same_numbers(plan, book):
    units = store(plan, book.items())
    for code in ("T01-1", "T09-1"):
        alone = [tally(plan, code, [unit]).value for unit in units]
        given_values = [value for value in alone if value is not None]
        assert tally(plan, code, units).value == (sum(given_values) if given_values else None)


@any_books
@given(orders=books.flatmap(lambda book: st.tuples(st.just(list(book.items())), st.permutations(list(book.items())))))
def test_the_order_of_entry_does_not_matter(plan, orders):
    first = totals(plan, store(plan, orders[0]))
    assert totals(plan, store(plan, orders[1])) == first


@any_books
@given(book=books)
def test_a_blank_changes_no_total(plan, book):
    spoken = {key: said for key, said in book.items() if said is not None}
    with_blanks = totals(plan, store(plan, book.items()))
    assert totals(plan, store(plan, spoken.items())) == with_blanks


@pytest.mark.parametrize("code", CODES)
def test_nothing_at_all_is_nothing(plan, units, code):
    assert tally(plan, code, list(units.values())).value is None
