"""The invented entries: as a form would take them, and in step with the invented reports but for two gaps."""

import pytest

from labor_relations.models import ContractFiling, InspectionBody
from labor_relations.panels import Arbitration, InspectionNetwork, PetitionsByLeader
from migrant_workers.models import GreenChannelCase, MigrantInsurance, WageDeposit
from migrant_workers.panels import MigrantsEverywhere
from targets.demonstration.entries import cells_of
from targets.models import ReportingUnit
from targets.registers.registry import registry
from tests.registers.panel_pages import page_of
from tests.registers.reported import gaps
from tests.registers.shown_entries import faults_of

CHAPTERS = ("labor_relations", "migrant_workers")


pytestmark = [
    pytest.mark.usefixtures("demonstrated"),
    pytest.mark.one_database("the demonstration is stored through verbs and forms, which are tried on both"),
]


def test_contracts_agree_with_the_reports_but_for_one_unit_in_june(db):
    assert list(gaps("T19-1")) == [("230506", 6)]


def test_the_network_agrees_with_the_reports_but_for_a_sign_without_staff(db):
    ((where, (reported, counted)),) = gaps("T20-1").items()
    assert where == ("230521", 6)
    assert reported[2] == counted.denominator
    assert reported[1] > counted.numerator


@pytest.mark.parametrize("app", CHAPTERS)
def test_a_form_would_have_taken_every_entry(db, app):
    registers = registry.of_app(app)
    assert all(register.model.objects.count() for register in registers)
    assert [fault for register in registers for fault in faults_of(register)] == []


def test_there_are_not_too_many_and_all_are_marked(db):
    models = [register.model for app in CHAPTERS for register in registry.of_app(app)]
    assert sum(model.objects.count() for model in models) < 2500
    assert not any(model.objects.filter(is_demo=False).exists() for model in models)


def test_a_community_keeps_bodies_of_its_own(db):
    assert InspectionBody.objects.filter(unit__code="230502990001").exists()


def test_every_firm_has_one_filing_in_force(db):
    standing = ContractFiling.objects.filter(replaced_on=None).values_list("unit", "firm")
    assert len(standing) == len(set(standing)) == ContractFiling.objects.values("unit", "firm").distinct().count()


def test_migrants_are_part_of_the_insured(db):
    cells = cells_of(2007)
    for unit in ReportingUnit.objects.filter(submits_reports=True):
        cell = cells.get((unit.code, 1, "T11-1"))
        migrants = sum(MigrantInsurance.objects.filter(unit=unit).values_list("work_injury", flat=True))
        assert 0 < migrants < cell.value


def test_deposits_and_days_are_worked_out(db):
    assert not WageDeposit.objects.filter(due=None).exists()
    assert not GreenChannelCase.objects.filter(closed_on__isnull=False, days=None).exists()


@pytest.mark.parametrize("panel", [InspectionNetwork, Arbitration, PetitionsByLeader, MigrantsEverywhere])
def test_every_panel_has_something_to_show(db, panel, leader):
    assert panel().context(page_of(leader, month="2007-06"))["table"].lines
