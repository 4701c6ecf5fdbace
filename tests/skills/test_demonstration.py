"""Invented entries of skills and groundwork: as a form takes them, in step with the reports but for two gaps."""

import pytest
from django.template.loader import render_to_string

from infrastructure.models import UpgradeStatement
from infrastructure.panels import DirectReports, EthosActivities, ModuleMatrix, Reviews, Upgrades
from skills.models import SkilledWorker
from skills.panels import Programme
from targets.demonstration.cases import RESERVED_AREA
from targets.registers.counting import count
from targets.registers.registry import registry
from tests.registers.panel_pages import page_of
from tests.registers.reported import MONTHS, gaps
from tests.registers.shown_entries import faults_of

CHAPTERS = ("skills", "infrastructure")


pytestmark = [
    pytest.mark.usefixtures("demonstrated"),
    pytest.mark.one_database("the demonstration is stored through verbs and forms, which are tried on both"),
]


@pytest.mark.parametrize("code", ["T13-1", "T13-2", "T16-1"])
def test_registers_of_skills_agree_with_the_reports(db, code):
    assert gaps(code) == {}


@pytest.mark.parametrize("code", ["T13-4", "T13-5"])
def test_planned_intakes_say_nothing_before_the_students_register(db, code, city):
    register, figure = registry.answering(code)
    counts = count({register: [figure]}, MONTHS)
    assert register.model.objects.exists()
    assert [counts.of(register, city, month, figure) for month in MONTHS] == [None] * 6


def test_the_last_appraisal_batch_of_june_is_not_entered_yet(db):
    assert list(gaps("T15-1")) == [("230500", 6)]


def test_upgrades_agree_with_the_reports_but_for_one_unit_in_june(db):
    assert list(gaps("T28-1")) == [("230506", 6)]


@pytest.mark.parametrize("app", CHAPTERS)
def test_a_form_would_have_taken_every_entry(db, app):
    registers = registry.of_app(app)
    assert all(register.model.objects.count() for register in registers)
    assert [fault for register in registers for fault in faults_of(register)] == []


def test_there_are_not_too_many_and_all_are_marked(db):
    models = [register.model for app in CHAPTERS for register in registry.of_app(app)]
    assert sum(model.objects.count() for model in models) < 1500
    assert not any(model.objects.filter(is_demo=False).exists() for model in models)


def test_every_invented_person_is_nobody(db):
    people = SkilledWorker.objects.values_list("name", "identity_number")
    assert all("（演示）" in name and number.startswith(RESERVED_AREA) for name, number in people)
    assert len({number for _name, number in people}) == len(people)


def test_one_statement_of_each_database_stands(db):
    standing = UpgradeStatement.objects.filter(replaced_on=None).values_list("unit", "database")
    assert len(standing) == len(set(standing)) == 18


@pytest.mark.parametrize("panel", [DirectReports, EthosActivities, ModuleMatrix, Upgrades])
def test_every_panel_has_something_to_show(db, panel, leader):
    assert panel().context(page_of(leader, month="2007-06"))["table"].lines


@pytest.mark.parametrize("panel", [Programme, DirectReports, EthosActivities, ModuleMatrix, Reviews, Upgrades])
@pytest.mark.parametrize("reader", ["leader", "reporter_jianshan", "reporter_city"])
def test_every_panel_can_be_shown_to_everybody(db, request, panel, reader):
    page = page_of(request.getfixturevalue(reader), month="2007-05")
    shown = render_to_string(panel.template, panel().context(page))
    assert shown.strip()
    assert "None<" not in shown


def test_the_tree_and_the_reviews_have_something_to_show(db, leader):
    assert len(Programme().context(page_of(leader, month="2007-06"))["branches"]) == 5
    assert Reviews().context(page_of(leader, month="2007-06"))["table"].rows
