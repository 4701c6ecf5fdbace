"""Deadlines: what is overdue and due soon, in words, and what a change of the rule moves."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from labor_relations.models import ArbitrationCase
from targets.models import DeadlineRule
from targets.periods import Month
from targets.registers import cases, deadlines, keeping, movement
from targets.registers.registry import registry
from tests.registers.entries import stored

# Sixty days by the declaration.
ARBITRATION = registry.named("labor_relations.arbitrationcase")
HOUSEHOLDS = registry.named("employment.zeroemploymenthousehold")
TODAY = date(2007, 7, 4)


def test_days_are_said_in_words():
    with override("en"):
        said = [cases.days_text(day, TODAY) for day in (date(2007, 7, 3), date(2007, 6, 4), TODAY, date(2007, 7, 5))]
    assert said == ["1 day over", "30 days over", "due today", "1 day to go"]


@pytest.fixture
def due(jianshan):
    """Overdue by a day and by a month, due today, in a week, in eight days; a closed and a cancelled one."""
    for number, day in enumerate(("2007-07-03", "2007-07-04", "2007-07-12"), 1):
        stored(ARBITRATION, jianshan, case_no=str(number), due_on=date.fromisoformat(day))
    for number, day in enumerate(("2007-06-04", "2007-07-11"), 1):
        stored(HOUSEHOLDS, jianshan, household_no=str(number), due_on=date.fromisoformat(day))
    late = {"due_on": date(2007, 6, 1)}
    stored(ARBITRATION, jianshan, case_no="8", closed_on=date(2007, 7, 1), result="裁决", outcome="mediated", **late)
    stored(ARBITRATION, jianshan, case_no="9", cancelled_on=TODAY, cancel_reason="重复", **late)
    return [(one, one.model.objects.all()) for one in (HOUSEHOLDS, ARBITRATION)]


def test_the_longest_overdue_stands_first(due):
    found = [(one.entry.due_on.isoformat(), one.is_overdue) for one in cases.due(due, TODAY)]
    assert found == [("2007-06-04", True), ("2007-07-03", True), ("2007-07-04", False), ("2007-07-11", False)]
    assert [one.entry.due_on for one in cases.due(due, TODAY, most=1)] == [date(2007, 6, 4)]


def _counted(due) -> dict[str, tuple[int, int]]:
    found = movement.of_month(due, Month(2007, 6), TODAY)
    return {name: (one.overdue, one.soon) for name, one in found.items()}


def test_overdue_and_soon_are_counted_by_register(due):
    assert _counted(due) == {ARBITRATION.name: (1, 1), HOUSEHOLDS.name: (1, 1)}


def test_how_soon_is_soon_is_a_setting(due, settings):
    settings.DUE_SOON_DAYS = 8
    assert _counted(due)[ARBITRATION.name] == (1, 2)


def test_the_urgent_ones_of_all_registers_take_two_statements(due):
    with CaptureQueriesContext(connection) as asked:
        found = cases.due(due, TODAY)
    assert len(asked) == 2
    with override("en"):
        assert [one.register.title_of(one.entry) for one in found][:2] == [
            "Zero-employment household · 1",
            "Arbitration case · 1",
        ]


# ---- Rules ------------------------------------------------------------------------------------------------


@pytest.fixture
def three(jianshan, reporter_jianshan):
    """One by the rule, one with a day agreed for it, one closed."""
    made = {}
    for name, more in {
        "by_rule": {},
        "agreed": {"due_on": date(2007, 9, 1)},
        "closed": {"closed_on": date(2007, 6, 1), "result": "裁决", "outcome": "mediated"},
    }.items():
        entry = stored(ARBITRATION, jianshan, case_no=name, received_on=date(2007, 5, 1), **more)
        made[name] = entry
        if entry.due_on is None:
            keeping.change(ARBITRATION, entry, by=reporter_jianshan, version=1)
    return made


def _days(three) -> dict[str, date]:
    return {name: ArbitrationCase.objects.get(pk=entry.pk).due_on for name, entry in three.items()}


def test_a_new_rule_moves_open_cases_and_leaves_agreed_days(three):
    assert _days(three) == {"by_rule": date(2007, 6, 30), "agreed": date(2007, 9, 1), "closed": date(2007, 6, 30)}
    rule = DeadlineRule(register=ARBITRATION.name, days=45, source="劳动争议调解仲裁法第四十三条")
    assert deadlines.set_rule(ARBITRATION, rule) == 1
    assert _days(three) == {"by_rule": date(2007, 6, 15), "agreed": date(2007, 9, 1), "closed": date(2007, 6, 30)}
    last = three["by_rule"].history.order_by("-history_id").first()
    assert last.due_on == date(2007, 6, 15)
    assert last.history_change_reason


def test_without_the_bureaus_rule_the_declared_one_holds_again(three):
    rule = DeadlineRule(register=ARBITRATION.name, days=45, source="x")
    deadlines.set_rule(ARBITRATION, rule)
    assert deadlines.drop_rule(ARBITRATION, rule) == 1
    assert _days(three)["by_rule"] == date(2007, 6, 30)


def test_another_source_alone_moves_nothing(three):
    rule = DeadlineRule(register=ARBITRATION.name, days=60, source="x")
    assert deadlines.set_rule(ARBITRATION, rule) == 0
    three["by_rule"].refresh_from_db()
    assert three["by_rule"].version == 2
