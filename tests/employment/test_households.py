"""Zero-employment households: the day set, exits, and that "0 households" differs from "nobody checked"."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from employment.models import HouseholdStatement, ZeroEmploymentHousehold
from employment.panels import Households
from targets.periods import Month
from targets.registers import due_by_rule
from targets.registers.counting import count_all
from targets.registers.registry import registry
from tests.registers.entries import stored
from tests.registers.panel_pages import page_of

REGISTER = registry.get("employment", "zero-employment-households")
JUNE = Month(2007, 6)


def household(unit, number, recognised_on, due_on, exited_on=None, reason="", **more):
    values = {"recognised_on": recognised_on, "due_on": due_on, "exited_on": exited_on, "exit_reason": reason}
    return stored(REGISTER, unit, household_no=str(number), **values | more)


def statement(unit, found, month=6):
    values = {"month": date(2007, month, 1), "checked_on": date(2007, month, 25), "found": found}
    return HouseholdStatement.objects.create(unit=unit, **values)


def broken(**values):
    entry = ZeroEmploymentHousehold(**{"working_age": 2, "unemployed": 2, "recognised_on": date(2007, 3, 1)} | values)
    return [field for kept, field, _words in entry.requirements() if not kept]


@pytest.fixture
def year(jianshan):
    """Of six households three stand at the end of June, one of them overdue; two were helped in June, one in time."""
    household(jianshan, 1, date(2007, 3, 31), date(2007, 6, 29))
    household(jianshan, 2, date(2007, 6, 1), date(2007, 8, 30))
    household(jianshan, 3, date(2007, 6, 30), date(2007, 9, 28), date(2007, 7, 1), "employed")
    household(jianshan, 4, date(2007, 4, 1), date(2007, 6, 30), date(2007, 6, 30), "employed")
    household(jianshan, 5, date(2007, 3, 1), date(2007, 5, 30), date(2007, 6, 1), "employed")
    household(jianshan, 6, date(2007, 3, 1), date(2007, 5, 30), date(2007, 6, 15), "refused")
    household(jianshan, 7, date(2007, 6, 2), date(2007, 8, 30), cancelled_on=date(2007, 6, 3))


def shown(user, month="2007-06"):
    with override("en"):
        context = Households().context(page_of(user, month=month))
    return context, {line["label"]: line for line in context["table"].lines}


def test_a_household_is_to_be_helped_within_ninety_days():
    assert due_by_rule(REGISTER.deadline, date(2007, 3, 31)) == date(2007, 6, 29)


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({}, []),
        ({"unemployed": 1}, ["unemployed"]),
        ({"exited_on": date(2007, 5, 1)}, ["exit_reason"]),
        ({"exit_reason": "refused"}, ["exit_reason"]),
        ({"exited_on": date(2007, 5, 1), "exit_reason": "refused"}, []),
        ({"exited_on": date(2007, 5, 1), "exit_reason": "out_of_contact"}, []),
        ({"exited_on": date(2007, 5, 1), "exit_reason": "employed"}, ["first_job_on"]),
        ({"exited_on": date(2007, 2, 28), "exit_reason": "moved"}, ["exited_on"]),
    ],
)
def test_what_a_households_entry_must_say(values, fields):
    assert broken(**values) == fields


def test_the_months_figures_are_counted_by_their_days(year, jianshan):
    counts = count_all([REGISTER], [JUNE])
    found = {f.key: counts.of(REGISTER, jianshan, JUNE, f).value for f in REGISTER.figures}
    assert found == {"outstanding": 3, "found": 2, "helped": 2}


def test_the_panel_parts_what_was_helped_in_time_and_what_is_overdue(year, leader):
    _context, lines = shown(leader)
    line = lines["Jianshan District"]
    keys = ("outstanding", "found", "helped", "in_time", "overdue")
    assert [line[key] for key in keys] == ["3", "2", "2", "1", "1"]
    assert lines["Baoqing County"]["outstanding"] == "—"


def test_no_household_found_is_not_the_same_as_nobody_checked(leader, jianshan):
    statement(jianshan, 0)
    _context, lines = shown(leader)
    looked, silent = lines["Jianshan District"], lines["Baoqing County"]
    assert (looked["stated"], looked["looked"], looked["silent"]) == ("0", "1 of 1", [])
    assert (silent["stated"], silent["looked"], silent["silent"]) == ("—", "0 of 1", ["Baoqing County"])


def test_communities_are_asked_where_the_tree_has_them(leader, jianshan, community):
    statement(jianshan, 2)
    _context, lines = shown(leader)
    assert lines["Jianshan District"]["looked"] == "0 of 1"
    assert lines["Jianshan District"]["silent"] == ["铁西社区"]
    statement(community, 1)
    context, lines = shown(leader)
    assert (lines["Jianshan District"]["stated"], lines["Jianshan District"]["looked"]) == ("3", "1 of 1")
    [total] = context["table"].foot_lines
    assert (total["looked"], total["stated"]) == ("1 of 8", "3")


def test_a_statement_is_of_its_month_and_stands_while_it_is_not_cancelled(leader, jianshan):
    statement(jianshan, 1, month=5)
    assert shown(leader)[1]["Jianshan District"]["looked"] == "0 of 1"
    statement(jianshan, 1)
    HouseholdStatement.objects.filter(month=date(2007, 6, 1)).update(cancelled_on=date(2007, 7, 1))
    assert shown(leader)[1]["Jianshan District"]["looked"] == "0 of 1"


def test_a_unit_states_a_month_once(jianshan):
    statement(jianshan, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        statement(jianshan, 1)


def test_nobody_has_looked_before_the_month_began():
    early = HouseholdStatement(month=date(2007, 6, 1), checked_on=date(2007, 5, 31), found=0)
    assert [field for kept, field, _words in early.requirements() if not kept] == ["checked_on"]


def test_it_takes_two_queries_however_many_communities(leader, jianshan, community, django_assert_num_queries):
    page = page_of(leader, month="2007-06")
    with django_assert_num_queries(2):
        Households().context(page)


def test_the_page_names_who_has_not_looked(leader, year, community):
    context, _lines = shown(leader)
    with override("en"):
        page = render_to_string(Households.template, context)
    assert "nobody checked: 铁西社区" in page
    assert "None<" not in page
