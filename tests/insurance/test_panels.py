"""The panels of social insurance, by figures worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from insurance.models import CollectionPlan, CoverageStatement, FundStatement
from insurance.models.coverage import Scheme
from insurance.panels import CollectionAgainstPlan, Funds, Insured
from tests.registers.panel_pages import page_of

MONEY = ("due", "paid", "arrears_recovered", "arrears_left")
PENSION, MEDICAL = Scheme.PENSION.label, Scheme.MEDICAL.label
INJURY, MATERNITY = Scheme.WORK_INJURY.label, Scheme.MATERNITY.label


def statement(unit, number, month, opening, joined, left, **values):
    plain = {"employer": f"{number}号厂", "scheme": "medical", "closing": opening + joined - left}
    return CoverageStatement(
        unit=unit,
        employer_no=str(number),
        month=date(2007, month, 1),
        opening=opening,
        joined=joined,
        left=left,
        **plain | {name: Decimal(str(value)) if name in MONEY else value for name, value in values.items()},
    )


def plan(unit, planned, arrears=0, scheme="medical", year=2007, **values):
    amounts = {"planned": Decimal(planned), "planned_arrears": Decimal(arrears)}
    return CollectionPlan(unit=unit, scheme=scheme, year=year, set_on=date(year, 1, 15), **amounts, **values)


def fund(unit, scheme, month, opening, income, expenditure, year=2007):
    amounts = {"opening": opening, "income": income, "expenditure": expenditure}
    balance = Decimal(opening + income - expenditure)
    return FundStatement(unit=unit, scheme=scheme, month=date(year, month, 1), balance=balance, **amounts)


def shown(panel, user, month="2007-06", **asked):
    return panel().context(page_of(user, month=month, **asked))


# ---- Collection -------------------------------------------------------------------------------------------


@pytest.fixture
def collected(city, jianshan):
    """In May and June 60 are paid of 62 due, 6 of it arrears; a plan of 100 with 24 from arrears, another of 2006."""
    CoverageStatement.objects.bulk_create(
        [
            statement(city, 1, 5, 10, 0, 0, due=20, paid=21.5, arrears_recovered=2.5, arrears_left=9),
            statement(city, 1, 6, 10, 0, 0, due=20, paid=18.5, arrears_recovered=0.5, arrears_left=11),
            statement(jianshan, 1, 6, 5, 0, 0, due=22, paid=20, arrears_recovered=3, arrears_left=1),
            statement(city, 1, 7, 10, 0, 0, due=500, paid=500),
        ]
    )
    CollectionPlan.objects.bulk_create(
        [
            plan(city, 100, 24),
            plan(city, 7, year=2006),
            plan(city, 40, scheme="pension"),
            plan(city, 999, scheme="maternity", cancelled_on=date(2007, 2, 1)),
            plan(jianshan, 30),
        ]
    )


def test_what_is_collected_stands_beside_the_years_plan(collected, leader):
    medical = {line["label"]: line for line in shown(CollectionAgainstPlan, leader)["table"].lines}[MEDICAL]
    names = ("due", "paid", "recovered", "planned", "met", "pace", "planned_arrears", "arrears_met")
    assert [medical[name] for name in names] == ["62", "60", "6", "100", "60.00%", "120.00%", "24", "25.00%"]


def test_arrears_left_are_those_at_the_end_and_never_summed_over_months(collected, leader):
    (medical,) = [line for line in shown(CollectionAgainstPlan, leader)["table"].lines if line["label"] == MEDICAL]
    assert medical["left"] == "12"


def test_a_plan_without_statements_is_shown_and_a_cancelled_one_is_not(collected, leader):
    lines = {line["label"]: line for line in shown(CollectionAgainstPlan, leader)["table"].lines}
    assert set(lines) == {PENSION, MEDICAL}
    assert (lines[PENSION]["planned"], lines[PENSION]["paid"], lines[PENSION]["met"]) == ("40", "—", "—")


def test_each_area_has_its_own_plan_and_the_city_level_alone_has_none(collected, leader, reporter_jianshan):
    (district,) = shown(CollectionAgainstPlan, reporter_jianshan)["table"].lines
    assert (district["planned"], district["paid"], district["met"]) == ("30", "20", "66.67%")
    (own,) = shown(CollectionAgainstPlan, leader, covers="own")["table"].lines
    assert (own["planned"], own["paid"], own["met"]) == ("—", "40", "—")


# ---- Funds ------------------------------------------------------------------------------------------------


@pytest.fixture
def funds(city):
    """Medical: 250 at a mean of 100 a month; pension: 330 at 110; maternity spends nothing; injury stops in May."""
    FundStatement.objects.bulk_create(
        [
            fund(city, "medical", 5, 260, 100, 80),
            fund(city, "medical", 6, 280, 90, 120),
            fund(city, "medical", 7, 250, 900, 0),
            fund(city, "medical", 6, 0, 5000, 5000, year=2006),
            fund(city, "pension", 6, 340, 100, 110),
            fund(city, "maternity", 6, 10, 1, 0),
            fund(city, "work_injury", 5, 100, 10, 10),
        ]
    )


def test_a_fund_pays_for_as_many_months_as_its_balance_holds_mean_expenditures(funds, leader):
    lines = shown(Funds, leader)["table"].lines
    assert [(line["label"], line["balance"], line["months"], line["is_short"]) for line in lines] == [
        (PENSION, "330", "3.0", False),
        (MEDICAL, "250", "2.5", True),
        (INJURY, "100", "10.0", False),
        (MATERNITY, "11", "—", False),
    ]
    assert [bool(line["as_of"]) for line in lines] == [False, False, True, False]


def test_a_short_fund_is_told_by_word_and_shape_and_on_the_dashboard(funds, leader):
    context = shown(Funds, leader)
    assert "#error" in render_to_string(Funds.template, context)
    line = render_to_string(Funds.dashboard_template, context)
    assert str(MEDICAL) in line
    assert str(PENSION) not in line


def test_the_bureau_sets_how_many_months_are_enough(funds, leader, settings):
    settings.FUND_MONTHS_WARNING = Decimal(2)
    context = shown(Funds, leader)
    assert context["short"] == []
    assert render_to_string(Funds.dashboard_template, context).strip() == ""


# ---- Insured ----------------------------------------------------------------------------------------------


@pytest.fixture
def insured(city, jianshan):
    CoverageStatement.objects.bulk_create(
        [
            statement(city, 1, 5, 100, 10, 5),
            statement(city, 1, 6, 105, 3, 8, migrants=20),
            statement(jianshan, 2, 5, 40, 0, 0),
            statement(jianshan, 2, 6, 42, 1, 0, migrants=7),
            statement(city, 1, 5, 9, 0, 0, scheme="pension"),
        ]
    )


def test_beginning_joined_and_left_make_the_end(insured, leader):
    lines = {line["label"]: line for line in shown(Insured, leader)["table"].lines}
    medical = [lines[MEDICAL][name] for name in ("opening", "joined", "left", "closing", "migrants", "statements")]
    assert medical == ["147", "4", "8", "143", "27", "2"]


def test_a_scheme_that_nobody_stated_for_the_month_has_dashes_and_not_zeros(insured, leader):
    lines = {line["label"]: line for line in shown(Insured, leader)["table"].lines}
    assert (lines[PENSION]["closing"], lines[PENSION]["statements"]) == ("—", "—")


def test_breaks_of_the_area_and_month_are_named(insured, leader, reporter_baoqing):
    context = shown(Insured, leader)
    (found,) = context["breaks"]
    assert (found["employer"], found["closed_with"], found["opening"]) == ("2号厂", "40", "42")
    assert "2号厂" in render_to_string(Insured.template, context)
    assert shown(Insured, leader, "2007-05")["breaks"] == []
    assert shown(Insured, reporter_baoqing)["breaks"] == []


def test_of_many_breaks_twenty_are_named(city, leader):
    CoverageStatement.objects.bulk_create(
        [statement(city, number, month, month, 0, 0) for number in range(21) for month in (5, 6)]
    )
    context = shown(Insured, leader)
    assert (len(context["breaks"]), context["has_more"]) == (20, True)


# ---- All --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("panel", [CollectionAgainstPlan, Funds, Insured])
def test_an_area_without_entries_says_so(panel, reporter_baoqing):
    context = shown(panel, reporter_baoqing)
    assert context["table"].lines == []
    assert "<table" not in render_to_string(panel.template, context)


@pytest.mark.parametrize("panel", [CollectionAgainstPlan, Funds, Insured])
def test_at_most_four_queries_however_many_rows(panel, collected, funds, leader, city):
    def asked() -> int:
        page = page_of(leader, month="2007-06")
        with CaptureQueriesContext(connection) as captured:
            render_to_string(panel.template, panel().context(page))
        return len(captured)

    before = asked()
    CoverageStatement.objects.bulk_create(statement(city, number, 6, 1, 0, 0) for number in range(10, 40))
    FundStatement.objects.bulk_create(fund(city, "pension", month, 500, 0, 1) for month in range(1, 5))
    assert asked() == before <= 4
