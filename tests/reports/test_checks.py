"""Each rule at, below and above its limit; errors block, explanations free, hints only inform."""

from decimal import Decimal

import pytest
from django.utils import translation

from targets.models import Figure, Indicator, Target
from targets.periods import Month
from targets.reports import checks
from targets.reports.checks import Grade
from targets.reports.sheets import CountFromRegister, Line, TaskBlock, Worksheet
from tests.conftest import cell

JUNE = Month(2007, 6)


def flow(code="T01-1", pk=1, **more) -> Indicator:
    return Indicator(pk=pk, code=code, kind="flow", name="城镇新增就业", **more)


def stock(**more) -> Indicator:
    return Indicator(pk=3, code="T09-1", kind="stock", name="失业保险参保人数", **more)


def ratio(parts="flow", **more) -> Indicator:
    return Indicator(
        pk=4, code="T04-2", kind="ratio", name="培训合格率", numerator_kind=parts, denominator_kind=parts, **more
    )


def line(indicator: Indicator, entry, before=(), *, explanation="", target=None) -> Line:
    """June's line with the months before it, oldest first; the last is May."""
    now = cell(entry, explanation)
    figure = Figure(value=now.value, numerator=now.numerator, denominator=now.denominator)
    figure.not_applicable, figure.explanation = now.not_applicable, explanation
    months = {JUNE.plus(-place): cell(earlier) for place, earlier in enumerate(reversed(before), start=1)}
    promised = None if target is None else Target(value=Decimal(target))
    return Line(indicator, figure, months, target=promised)


def found(*lines: Line) -> list[tuple[Grade, str, str]]:
    findings = checks.check(Worksheet(None, [TaskBlock(None, list(lines))]))
    return [(finding.grade, finding.code, finding.field) for finding in findings]


def grades(*lines: Line) -> set[Grade]:
    return {grade for grade, _code, _field in found(*lines)}


# ---- Errors -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "wrong"), [("-1", True), ("0", False), ("1", False)])
def test_nothing_counted_is_below_zero(value, wrong):
    assert (Grade.ERROR in grades(line(flow(), value))) is wrong


def test_both_parts_of_a_rate_are_looked_at():
    assert (Grade.ERROR, "T04-2", "denominator") in found(line(ratio(), (0, -5)))


@pytest.mark.parametrize(("value", "wrong"), [("12", False), ("12.0", False), ("12.5", True)])
def test_persons_are_whole(value, wrong):
    assert (Grade.ERROR in grades(line(stock(), value))) is wrong


@pytest.mark.parametrize(("value", "wrong"), [("1250.25", False), ("1250.255", True)])
def test_money_has_two_decimals(value, wrong):
    assert (Grade.ERROR in grades(line(flow(decimals=2), value))) is wrong


@pytest.mark.parametrize("entry", [(45, None), (None, 50)])
def test_a_rate_needs_both_its_numbers(entry):
    assert Grade.ERROR in grades(line(ratio(), entry))


@pytest.mark.parametrize(("entry", "wrong"), [((49, 50), False), ((50, 50), False), ((51, 50), True)])
def test_passed_cannot_exceed_examined(entry, wrong):
    assert (Grade.ERROR in grades(line(ratio(), entry))) is wrong


def test_a_collection_rate_may_exceed_a_hundred():
    assert Grade.ERROR not in grades(line(ratio(numerator_within=False), (51, 50)))


def test_nobody_examined_means_nobody_passed():
    assert Grade.ERROR not in grades(line(ratio(), (0, 0)))
    assert Grade.ERROR in grades(line(ratio(numerator_within=False), (1, 0)))


@pytest.mark.parametrize(("value", "wrong"), [("79", False), ("80", False), ("81", True)])
def test_a_part_cannot_exceed_its_whole_in_the_month(value, wrong):
    whole = line(flow("T01-2", 2), 80)
    part = line(flow("T01-3", 1, part_of_id=2), value)
    assert ((Grade.ERROR, "T01-3", "value") in found(whole, part)) is wrong


def test_success_cannot_exceed_placements():
    placements, success = line(flow("T02-1", 2), 80), line(flow("T02-2", 1, not_over_id=2), 81)
    assert (Grade.ERROR, "T02-2", "value") in found(placements, success)


@pytest.mark.parametrize(("value", "wrong"), [("40", False), ("41", True)])
def test_a_part_cannot_exceed_its_whole_to_date(value, wrong):
    whole = line(flow("T01-2", 2), None, [100])
    part = line(flow("T01-3", 1, part_of_id=2), value, [60])
    assert (Grade.ERROR in grades(whole, part)) is wrong


def test_overlapping_parts_need_not_add_up():
    whole = line(flow("T04-5", 2), 100)
    parts = [line(flow(f"T04-{n}", n, part_of_id=2), 70) for n in (6, 7)]
    assert Grade.ERROR not in grades(whole, *parts)


# ---- Explain ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "asked"), [("299", False), ("300", False), ("301", True)])
def test_over_three_times_the_mean_of_the_months_before_asks_why(value, asked):
    assert (Grade.EXPLAIN in grades(line(flow(), value, [50, None, 150]))) is asked, "the mean of 50 and 150 is 100"


def test_the_first_month_has_nothing_to_be_compared_with():
    assert Grade.EXPLAIN not in grades(line(flow(), 5000))
    assert Grade.EXPLAIN not in grades(line(flow(), 5000, [0, 0]))


@pytest.mark.parametrize(
    ("value", "asked"), [("1300", False), ("1301", True), ("700", False), ("699", True), ("1000", False)]
)
def test_a_stock_that_changes_by_over_thirty_percent_asks_why(value, asked):
    assert (Grade.EXPLAIN in grades(line(stock(), value, [900, 1000, None]))) is asked


@pytest.mark.parametrize(
    ("entry", "asked"), [((60, 100), False), ((61, 100), True), ((40, 100), False), ((39, 100), True)]
)
def test_a_rate_that_moves_by_over_ten_points_asks_why(entry, asked):
    assert (Grade.EXPLAIN in grades(line(ratio("stock"), entry, [(50, 100)]))) is asked


def test_the_limits_are_settings(settings):
    settings.EXPLAIN_FLOW_TIMES = Decimal(2)
    assert Grade.EXPLAIN in grades(line(flow(), 201, [100]))


def blocking(explanation: str) -> list:
    findings = checks.check(Worksheet(None, [TaskBlock(None, [line(flow(), 500, [100], explanation=explanation)])]))
    return checks.blocking(findings)


def test_a_sentence_of_explanation_frees_and_blanks_do_not():
    assert blocking("")
    assert blocking("   ")
    assert not blocking("集中输出两批人员。")


def test_no_explanation_frees_an_error():
    wrong = line(flow(), -1, explanation="更正上月")
    assert checks.blocking(checks.check(Worksheet(None, [TaskBlock(None, [wrong])])))


# ---- Hints ------------------------------------------------------------------------------------------------


def test_a_blank_is_pointed_out_and_blocks_nothing():
    blank = line(ratio(), None)
    assert found(blank) == [(Grade.HINT, "T04-2", "numerator")]
    assert not checks.blocking(checks.check(Worksheet(None, [TaskBlock(None, [blank])])))


@pytest.mark.parametrize("entry", [0, "n/a"])
def test_zero_and_not_applicable_are_answers(entry):
    assert found(line(flow(), entry)) == []


@pytest.mark.parametrize(("value", "hinted"), [("1800", False), ("1801", True)])
def test_a_month_above_the_years_target_hints_at_the_unit_of_measure(value, hinted):
    assert (Grade.HINT in grades(line(flow(), value, target="1800"))) is hinted


# ---- All together -----------------------------------------------------------------------------------------


def test_everything_is_found_at_once_in_the_order_of_the_sheet():
    lines = [line(flow(), "-1.5"), line(stock(), 5000, [1000]), line(ratio(), (51, 50))]
    assert found(*lines) == [
        (Grade.ERROR, "T01-1", "value"),
        (Grade.ERROR, "T01-1", "value"),
        (Grade.EXPLAIN, "T09-1", "value"),
        (Grade.ERROR, "T04-2", "numerator"),
    ]


def test_every_finding_says_something():
    sheet = Worksheet(None, [TaskBlock(None, [line(flow(), "-1.5"), line(stock(), 5000, [1000])])])
    assert all(finding.message for finding in checks.check(sheet))


def sentences(*lines: Line) -> list[str]:
    with translation.override("en"):
        return [finding.message for finding in checks.check(Worksheet(None, [TaskBlock(None, list(lines))]))]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([line(flow(), 350, [50, 150])], "3.5 times the mean of the months before (100.0). Please explain."),
        ([line(stock(), 1400, [900, 1000])], "Changed by +40.0% from 1,000. Please explain."),
        ([line(stock(), 600, [1000])], "Changed by −40.0% from 1,000. Please explain."),
        ([line(ratio("stock"), (62, 100), [(1, 2)])], "The rate moved by +12.00 points from 50.00%. Please explain."),
        ([line(ratio("stock"), (38, 100), [(1, 2)])], "The rate moved by −12.00 points from 50.00%. Please explain."),
        (
            [line(flow(), 1801, target="1800")],
            "More than the target of the whole year (1,800). Is the unit of measure right?",
        ),
        ([line(flow(decimals=2), "1.255")], "At most 2 decimals are allowed here."),
        ([line(flow(), "1.5")], "This must be a whole number."),
        ([line(flow(), None)], "Blank: it will count as not reported. Enter 0 if there was none."),
        (
            [line(ratio(numerator_label="合格", denominator_label="考试"), (1051, 1050))],
            "合格 (1,051) cannot exceed 考试 (1,050).",
        ),
        (
            [line(flow("T01-2", 2), 1080), line(flow("T01-3", 1, part_of_id=2), 1081)],
            "This month 1,081 is more than 1,080 of T01-2 城镇新增就业.",
        ),
        (
            [line(flow("T01-2", 2), 10, [1000]), line(flow("T01-3", 1, part_of_id=2), 9, [1002])],
            "To date 1,011 is more than 1,010 of T01-2 城镇新增就业.",
        ),
    ],
)
def test_a_finding_gives_the_numbers_that_it_rests_on(lines, sentence):
    assert sentences(*lines) == [sentence]


@pytest.mark.parametrize(
    ("entry", "field"), [((45, None), "denominator"), ((None, 50), "numerator"), ((None, None), None), ("n/a", None)]
)
def test_the_missing_number_of_a_rate_is_the_one_that_is_pointed_at(entry, field):
    errors = [name for grade, _code, name in found(line(ratio(), entry)) if grade is Grade.ERROR]
    assert errors == ([field] if field else [])


def test_of_a_rate_without_anybody_the_denominator_is_pointed_at():
    assert found(line(ratio(numerator_within=False), (1, 0))) == [(Grade.ERROR, "T04-2", "denominator")]
    assert found(line(ratio(), (1, 0))) == [(Grade.ERROR, "T04-2", "numerator")], "one sentence of it is enough"
    assert found(line(ratio(numerator_within=False), (0, 0))) == []


def test_a_part_is_held_against_a_whole_that_says_something():
    part = line(flow("T01-3", 1, part_of_id=2), 81)
    assert Grade.ERROR not in grades(part), "the whole is not on the sheet"
    assert Grade.ERROR not in grades(line(flow("T01-2", 2), None), part), "the whole is blank"
    assert found(line(flow("T01-2", 2), 80, [50]), line(flow("T01-3", 1, part_of_id=2), 81, [60])) == [
        (Grade.ERROR, "T01-3", "value")
    ], "wrong in the month and to date, said once"


def test_the_parts_of_a_rate_have_decimals_of_their_own():
    amounts = ratio(parts_decimals=2, decimals=0)
    assert found(line(amounts, ("10.25", "20.5"))) == []
    assert found(line(amounts, ("10.255", "20.5"))) == [(Grade.ERROR, "T04-2", "numerator")]
    assert found(line(ratio(parts_decimals=0, decimals=2), (1, "2.5"))) == [(Grade.ERROR, "T04-2", "denominator")]


def test_each_part_of_a_rate_is_held_against_its_own_months():
    assert found(line(ratio("flow"), (301, 400), [(100, 390)])) == [
        (Grade.EXPLAIN, "T04-2", "numerator"),
        (Grade.EXPLAIN, "T04-2", "numerator"),
    ], "the numerator is three times as large, and so the rate moved"
    assert found(line(ratio("stock"), (301, 1000), [(100, 390)])) == [], "a stock is not compared with a mean"


def test_only_a_flow_is_held_against_the_target_of_the_whole_year():
    assert found(line(stock(), 1801, target="1800")) == []
    assert found(line(flow(), 1, target="0")) == []
    assert found(line(flow(), "n/a", target="1800")) == []


# ---- What the register counts -----------------------------------------------------------------------------


def counted(entry, now, **more) -> Line:
    """A line of which the register counts so much."""
    of = ratio() if isinstance(now, tuple) else flow()
    written = line(of, entry, explanation=more.pop("explanation", ""))
    written.counted = CountFromRegister(None, None, None if now is None else cell(now), **more)
    return written


@pytest.mark.parametrize(
    ("entry", "now", "grade", "sentence"),
    [
        (1043, 1040, Grade.EXPLAIN, "The register counts 1,040, this figure says 1,043. Please explain."),
        ((36, 38), (35, 38), Grade.EXPLAIN, "The register counts 35 / 38, this figure says 36 / 38. Please explain."),
        (0, 40, Grade.EXPLAIN, "The register counts 40, this figure says 0. Please explain."),
        (43, 0, Grade.EXPLAIN, "The register counts 0, this figure says 43. Please explain."),
        (None, 40, Grade.HINT, "Blank, but the register counts 40."),
        (None, (0, 38), Grade.HINT, "Blank, but the register counts 0 / 38."),
    ],
)
def test_a_figure_that_differs_from_the_register_is_told_with_both_counts(entry, now, grade, sentence):
    differs = counted(entry, now)
    assert sentences(differs)[0] == sentence
    assert found(differs)[0] == (grade, differs.indicator.code, differs.fields[0])


@pytest.mark.parametrize(("entry", "now"), [(40, 40), ((36, 38), (36, 38)), ("n/a", 40), (43, None), (0, 0)])
def test_a_figure_that_agrees_or_cannot_be_held_against_a_count_is_not_remarked_upon(entry, now):
    assert found(counted(entry, now)) == []


def test_a_blank_that_a_count_of_zero_stands_behind_is_only_blank():
    assert sentences(counted(None, 0)) == ["Blank: it will count as not reported. Enter 0 if there was none."]


def test_a_submitted_figure_is_compared_with_the_count_of_its_submission():
    assert found(counted(40, 43, frozen=cell(40), is_submitted=True)) == []
    assert grades(counted(43, 43, frozen=cell(40), is_submitted=True)) == {Grade.EXPLAIN}
    assert found(counted(43, 40, frozen=cell(40), is_submitted=True, was_filled=False)) == []
    assert found(counted(43, 40, is_filled=False)) == []
