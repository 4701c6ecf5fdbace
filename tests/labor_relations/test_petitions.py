"""Petitions: each with its leader and deadline, answered in time or not."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from labor_relations.models import PetitionCase
from labor_relations.panels import PetitionsByLeader
from targets.registers import keeping
from targets.registers.registry import registry
from tests.registers.panel_pages import page_of

PETITIONS = registry.get("labor_relations", "petition-cases")


def petition(unit, number, leader, received, due, closed=None, **more):
    values = {"channel": "visit", "petitioner": "演示甲", "matter": "arrears"} | more
    return PetitionCase(
        unit=unit, case_no=str(number), leader=leader, received_on=received, due_on=due, closed_on=closed, **values
    )


@pytest.fixture
def petitions(jianshan):
    """Wang answers for three, one a day late and one overdue; Li for two, one due on the month's last day."""
    return PetitionCase.objects.bulk_create(
        [
            petition(jianshan, 1, "王局长", date(2007, 1, 10), date(2007, 3, 11), date(2007, 3, 11), result="已答复"),
            petition(jianshan, 2, "王局长", date(2007, 1, 20), date(2007, 3, 21), date(2007, 3, 22), result="已答复"),
            petition(jianshan, 3, "王局长", date(2007, 4, 1), date(2007, 5, 31), kind="group_skip", persons=12),
            petition(jianshan, 4, "李局长", date(2007, 5, 1), date(2007, 6, 30), kind="group", persons=6),
            petition(jianshan, 5, "李局长", date(2007, 6, 20), date(2007, 8, 19), kind="skip"),
        ]
    )


def test_each_leader_stands_with_what_is_overdue_first(petitions, leader):
    shown = PetitionsByLeader().context(page_of(leader, month="2007-06"))
    names = ("label", "received", "group", "skip", "closed", "in_time", "pending", "overdue")
    assert [tuple(line[name] for name in names) for line in shown["table"].lines] == [
        ("王局长", "3", "1", "1", "2", "50.00%", "1", "1"),
        ("李局长", "2", "1", "1", "0", "—", "2", "0"),
    ]
    assert [shown["table"].foot_lines[0][name] for name in names[1:]] == ["5", "2", "2", "2", "50.00%", "3", "1"]
    page = render_to_string(PetitionsByLeader.template, shown)
    assert "王局长" in page
    assert "演示甲" not in page


def test_a_petition_is_overdue_only_after_its_day(petitions, leader):
    shown = PetitionsByLeader().context(page_of(leader, month="2007-05"))
    assert shown["table"].foot_lines[0]["overdue"] == "0"


def test_an_area_without_petitions_says_so(petitions, reporter_baoqing):
    shown = PetitionsByLeader().context(page_of(reporter_baoqing, month="2007-06"))
    assert shown["table"].lines == []
    assert "<table" not in render_to_string(PetitionsByLeader.template, shown)


def test_the_rule_gives_sixty_days(jianshan, reporter_jianshan):
    row = petition(jianshan, 1, "王局长", date(2007, 3, 1), None)
    assert keeping.add(PETITIONS, row, by=reporter_jianshan).due_on == date(2007, 4, 30)


@pytest.mark.parametrize(("kind", "persons", "kept"), [("group", 4, False), ("group", 5, True), ("plain", 1, True)])
def test_a_group_begins_where_the_bureau_set_it(jianshan, kind, persons, kept):
    row = petition(jianshan, 1, "王局长", date(2007, 3, 1), None, kind=kind, persons=persons)
    assert all(one for one, _field, _words in row.requirements()) is kept


def test_the_bureau_may_set_another_size(jianshan, settings):
    settings.GROUP_PETITION_FROM = 3
    row = petition(jianshan, 1, "王局长", date(2007, 3, 1), None, kind="group", persons=4)
    assert all(one for one, _field, _words in row.requirements())
