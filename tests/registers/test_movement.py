"""The movement of registers: by hand, in one statement, and against what was filed."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from labor_relations.models import ArbitrationCase
from targets.periods import Month
from targets.registers import CountedFigure, movement
from targets.registers.movement_by_month import year_of
from targets.registers.registry import registry
from targets.registers.spans import CaseFlow
from tests.registers.entries import stored

ARBITRATION = registry.named("labor_relations.arbitrationcase")
CLASSES = registry.named("employment.trainingclass")


def case(unit, number: str, received: str, closed: str | None = None, **more):
    ended = {"closed_on": date.fromisoformat(closed), "result": "调解", "outcome": "mediated"} if closed else {}
    return stored(ARBITRATION, unit, case_no=number, received_on=date.fromisoformat(received), **ended, **more)


@pytest.fixture
def cases(jianshan):
    """Two cases are open at the turn of the year, three come in and three are closed by March, one is cancelled."""
    case(jianshan, "1", "2006-11-02")
    case(jianshan, "2", "2006-12-30", "2007-01-31")
    case(jianshan, "3", "2006-10-01", "2006-12-31")
    case(jianshan, "4", "2007-01-01", "2007-03-01")
    case(jianshan, "5", "2007-02-10", "2007-02-10")
    case(jianshan, "6", "2007-03-31")
    case(jianshan, "7", "2007-03-05", cancelled_on=date(2007, 3, 6), cancel_reason="重复")


def _numbers(flow: CaseFlow) -> tuple[int, ...]:
    return tuple(int(getattr(flow, part)) for part in movement.PARTS)


def test_opening_and_received_less_closed_is_pending_month_by_month(cases):
    months = Month(2007, 3).year_to()
    flows = movement.of_year(ARBITRATION, ArbitrationCase.objects.all(), months)
    assert [_numbers(flow) for flow in flows] == [(2, 1, 1, 2), (2, 1, 1, 2), (2, 1, 1, 2)]
    assert flows[-1].pending == ArbitrationCase.objects.valid().filter(ArbitrationCase.in_force(Month(2007, 3))).count()


def test_a_year_is_one_statement(cases):
    with CaptureQueriesContext(connection) as asked:
        movement.of_year(ARBITRATION, ArbitrationCase.objects.all(), Month(2007, 12).year_to())
    assert len(asked) == 1


def test_a_month_of_all_registers_is_one_statement(cases, jianshan):
    stored(CLASSES, jianshan, started_on=date(2007, 3, 2))
    stored(CLASSES, jianshan, class_no="乙", started_on=date(2007, 2, 2))
    scopes = [(one, one.model.objects.all()) for one in registry]
    with CaptureQueriesContext(connection) as asked:
        found = movement.of_month(scopes, Month(2007, 3), date(2007, 7, 4))
    assert len(asked) == 1
    assert (_numbers(found[ARBITRATION.name].flow), found[ARBITRATION.name].total) == ((2, 1, 1, 2), 6)
    assert (found[CLASSES.name].flow.received, found[CLASSES.name].total) == (1, 2)
    assert len(found) == len(registry)


def test_the_statement_is_remembered_and_not_its_answer(cases, jianshan, baoqing):
    def march(entries):
        return movement.of_month([(ARBITRATION, entries)], Month(2007, 3), date(2007, 7, 4))[ARBITRATION.name].flow

    everybodys = ArbitrationCase.objects.all()
    assert _numbers(march(everybodys)) == (2, 1, 1, 2)
    case(baoqing, "8", "2007-03-02")
    assert _numbers(march(everybodys)) == (2, 2, 1, 3)
    assert _numbers(march(everybodys.filter(unit=jianshan))) == (2, 1, 1, 2)


def test_only_plain_numbers_of_entries_are_parts_of_the_movement():
    parts = {figure.key: movement.part_of(ARBITRATION, figure) for figure in ARBITRATION.figures}
    assert parts == {
        "accepted": "received",
        "collective": "",
        "closed": "closed",
        "mediated": "",
        "in_time": "",
        "pending": "pending",
    }
    assert not any(movement.part_of(CLASSES, figure) for figure in CLASSES.figures)


def test_a_filed_figure_that_says_otherwise_is_named_with_both_numbers():
    flow = CaseFlow(Decimal(2), Decimal(1), Decimal(1))
    with override("en"):
        assert movement.warnings(flow, {"pending": Decimal(2), "received": Decimal(1)}) == []
        assert movement.warnings(flow, {"received": Decimal(3), "pending": Decimal(2)}) == [
            "Came in: reported 3, by the register 1.",
            "Opening + received − closed makes 4 pending, 2 are stated (difference −2).",
        ]


def test_one_filed_number_alone_is_said_once():
    """It differs from the register by as much as the balance does."""
    flow = CaseFlow(Decimal(2), Decimal(1), Decimal(1))
    with override("en"):
        assert movement.warnings(flow, {"received": Decimal(3)}) == ["Came in: reported 3, by the register 1."]


def test_a_published_table_that_does_not_add_up_is_warned_of_and_taken():
    """As in the national row of 2004, which is 93 off: 1,000 + 500 − 400 leaves 1,100."""
    row = {"opening": Decimal(1000), "received": Decimal(500), "closed": Decimal(400)}
    with override("en"):
        assert movement.unbalanced(row | {"pending": Decimal(1100)}) == ""
        assert "difference +93" in movement.unbalanced(row | {"pending": Decimal(1193)})


def test_the_list_shows_the_year_so_far_with_what_was_filed(
    monkeypatch, cases, file_report, jianshan, reporter_jianshan
):
    filed = CountedFigure("pending", "", standing=True, indicator="T01-1")
    monkeypatch.setattr(type(ARBITRATION), "figures", (filed,))
    file_report(jianshan, "employment", 3, {"T01-1": 5}, explanation="补报两件")
    with override("en"):
        table = year_of(ARBITRATION, reporter_jianshan)
        rows, lines = table.rows, table.lines
    assert [row.month for row in rows][:2] == ["July 2007", "June 2007"]
    march = next(row for row in rows if row.month == "March 2007")
    [line] = [line for line in lines if line["month"] == "March 2007"]
    assert [line[part] for part in movement.PARTS] == ["2", "1", "1", "2"]
    assert march.warnings[0] == "In force: reported 5, by the register 2."
    assert not any(row.warnings for row in rows if row is not march)


def test_events_have_no_movement(reporter_jianshan):
    assert year_of(CLASSES, reporter_jianshan).rows == []


def test_a_register_that_the_unit_does_not_keep_has_no_months_of_zero(cases, reporter_baoqing):
    assert year_of(ARBITRATION, reporter_baoqing).rows == []
