"""Invented entries of employment: as a form would take them, and in step with the reports but for two gaps."""

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from employment.models import FortyFiftyPerson, PostHolder, ReEmployment, ZeroEmploymentHousehold
from employment.panels import EarlyWarning, Households
from targets import clock
from targets.demonstration.cases import RESERVED_AREA
from targets.registers.registry import registry
from tests.registers.panel_pages import page_of
from tests.registers.reported import gaps
from tests.registers.shown_entries import faults_of

BY_PERSON = {"230503", "230505", "230522"}
# A class and a batch are cancelled after June was submitted, so that the registers have moved on.
CANCELLED_LATER = {"T04-1": ("230502", 6), "T04-2": ("230502", 6), "T02-3": ("230521", 6)}


pytestmark = [
    pytest.mark.usefixtures("demonstrated"),
    pytest.mark.one_database("the demonstration is stored through verbs and forms, which are tried on both"),
]


@pytest.mark.parametrize("code", ["T04-3", "T04-4", "T04-5", "T04-6", "T04-7", "T13-3"])
def test_registers_agree_with_the_reports(db, code):
    assert gaps(code) == {}


@pytest.mark.parametrize(("code", "place"), CANCELLED_LATER.items())
def test_registers_agree_but_for_what_was_cancelled_later(db, code, place):
    assert set(gaps(code)) == {place}


@pytest.mark.parametrize("code", ["T02-1", "T02-2"])
def test_one_agencys_last_statement_is_not_entered(db, code):
    assert set(gaps(code)) == {("230505", 6)}


def test_one_batch_of_posts_is_not_entered(db):
    assert set(gaps("T03-1")) == {("230521", 5)}


@pytest.mark.parametrize("code", ["T01-2", "T01-3"])
def test_persons_are_entered_by_the_three_smallest_units_alone(db, code):
    found = gaps(code)
    assert {unit for unit, _month in found}.isdisjoint(BY_PERSON)
    assert {counted for _reported, counted in found.values()} == {None}


def test_a_form_would_have_taken_every_entry(db):
    registers = registry.of_app("employment")
    assert all(register.model.objects.exists() for register in registers)
    assert [fault for register in registers for fault in faults_of(register)] == []


def test_there_are_not_too_many_and_all_are_marked(db):
    models = [register.model for register in registry.of_app("employment")]
    assert sum(model.objects.count() for model in models) < 6000
    assert not any(model.objects.filter(is_demo=False).exists() for model in models)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (FortyFiftyPerson, "name"),
        (ReEmployment, "name"),
        (PostHolder, "name"),
        (ZeroEmploymentHousehold, "head"),
    ],
)
def test_every_invented_person_is_nobody(db, model, name):
    people = model.objects.values_list(name, "identity_number")
    assert all("（演示）" in name and number.startswith(RESERVED_AREA) for name, number in people)


def test_a_few_households_are_overdue_and_one_community_has_not_looked(db, leader):
    assert 0 < ZeroEmploymentHousehold.objects.overdue(clock.today()).count() < ZeroEmploymentHousehold.objects.count()
    lines = Households().context(page_of(leader, month="2007-06"))["table"].lines
    assert sum(len(line["silent"]) + line["silent_more"] for line in lines) == 1


def test_some_warnings_have_a_response_and_some_lack_one(db, leader):
    context = EarlyWarning().context(page_of(leader, month="2007-06"))
    answered = [line for line in context["table"].lines if line["responses"]]
    assert [line["level"] for line in answered] == ["orange"]
    assert context["unanswered"] > 0


@pytest.mark.parametrize("panel", [EarlyWarning, Households])
@pytest.mark.parametrize("reader", ["leader", "reporter_jianshan", "reporter_city"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_panel_can_be_shown_to_everybody(db, request, panel, reader, language):
    with override(language):
        page = page_of(request.getfixturevalue(reader), month="2007-05")
        shown = render_to_string(panel.template, panel().context(page))
    assert shown.strip()
    assert "None<" not in shown
