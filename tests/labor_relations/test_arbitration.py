"""Disputes in arbitration: opening + accepted − closed = pending, and the two rates."""

from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from labor_relations.models import ArbitrationCase
from labor_relations.panels import Arbitration
from targets.periods import Month
from targets.registers import keeping
from targets.registers.counting import count
from targets.registers.registry import registry
from targets.registers.spans import CaseFlow
from tests.registers.panel_pages import page_of

CASES = registry.get("labor_relations", "arbitration-cases")


def case(unit, number, received, closed=None, outcome="", **more):
    values = {"applicant": "演示甲", "respondent": "矿业公司", "cause": "pay"} | more
    return ArbitrationCase(
        unit=unit, case_no=str(number), received_on=received, closed_on=closed, outcome=outcome, **values
    )


@pytest.fixture
def half_year(jianshan):
    """Two cases open at New Year and six accepted since; five closed, three of them by mediation."""
    rows = [
        (date(2006, 11, 2), date(2007, 1, 15), "mediated"),
        (date(2006, 12, 20), None, ""),
        (date(2006, 6, 1), date(2006, 12, 31), "award"),
        (date(2007, 1, 31), date(2007, 3, 31), "mediated"),
        (date(2007, 2, 1), date(2007, 3, 1), "award"),
        (date(2007, 4, 1), date(2007, 6, 30), "mediated"),
        (date(2007, 5, 1), date(2007, 5, 20), "withdrawn"),
        (date(2007, 6, 1), None, ""),
        (date(2007, 6, 30), None, ""),
        (date(2007, 7, 1), None, ""),
    ]
    return ArbitrationCase.objects.bulk_create(case(jianshan, n, *row) for n, row in enumerate(rows))


def test_the_rates_by_hand(half_year, leader):
    total = Arbitration().context(page_of(leader, month="2007-06"))["table"].foot_lines[0]
    assert [total[name] for name in ("opening", "accepted", "closed", "pending")] == ["2", "6", "5", "3"]
    assert (total["closing_rate"], total["mediated"], total["mediation_rate"]) == ("62.50%", "3", "60.00%")


def test_what_is_worked_out_as_pending_is_what_the_register_counts(half_year, leader, jianshan):
    for month in range(1, 7):
        shown = Arbitration().context(page_of(leader, month=f"2007-{month:02}"))["table"].foot_lines[0]
        figure = CASES.figure("pending")
        counted = count({CASES: [figure]}, [Month(2007, month)]).of(CASES, jianshan, Month(2007, month), figure)
        assert Decimal(shown["pending"]) == counted.value


def test_a_span_without_cases_has_no_rate():
    assert CaseFlow(Decimal(0), Decimal(0), Decimal(0)).closing_rate is None
    assert CaseFlow(Decimal(3), Decimal(9), Decimal(10)).pending == 2


def test_units_stand_one_by_one_where_there_are_several(half_year, leader, baoqing):
    case(baoqing, 1, date(2007, 2, 2)).save()
    shown = Arbitration().context(page_of(leader, month="2007-06"))
    assert [(line["label"], line["pending"]) for line in shown["table"].lines] == [("尖山区", "3"), ("宝清县", "1")]
    assert shown["table"].foot_lines[0]["pending"] == "4"
    assert "宝清县" in render_to_string(Arbitration.template, shown)


def test_the_law_gives_sixty_days(jianshan, reporter_jianshan):
    stored = keeping.add(CASES, case(jianshan, 1, date(2007, 3, 1)), by=reporter_jianshan)
    assert stored.due_on == date(2007, 4, 30)


def test_a_case_closed_on_its_last_day_is_in_time(jianshan):
    ArbitrationCase.objects.bulk_create(
        [
            case(jianshan, 1, date(2007, 3, 1), date(2007, 4, 30), "award", due_on=date(2007, 4, 30)),
            case(jianshan, 2, date(2007, 3, 1), date(2007, 4, 30), "award", due_on=date(2007, 4, 29)),
        ]
    )
    figure, april = CASES.figure("in_time"), Month(2007, 4)
    counted = count({CASES: [figure]}, [april]).of(CASES, jianshan, april, figure)
    assert (counted.numerator, counted.denominator) == (1, 2)


@pytest.mark.parametrize(
    ("values", "blamed"),
    [
        ({"closed_on": date(2007, 5, 1)}, ["outcome"]),
        ({"outcome": "award"}, ["outcome"]),
        ({"closed_on": date(2007, 2, 1), "outcome": "award"}, ["closed_on"]),
        ({"collective": True, "persons": 2}, ["persons"]),
        ({"won_by": "worker"}, ["won_by"]),
        ({"closed_on": date(2007, 5, 1), "outcome": "award", "won_by": "worker"}, []),
    ],
)
def test_what_belongs_together(jianshan, values, blamed):
    row = case(jianshan, 1, date(2007, 3, 1))
    for name, value in values.items():
        setattr(row, name, value)
    assert [field for kept, field, _words in row.requirements() if not kept] == blamed
