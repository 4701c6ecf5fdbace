"""Which entries of registers a user reads and keeps, and at which units."""

import pytest

from targets import access
from targets.access import Action
from targets.models import Membership, ReportingUnit, Role
from targets.registers.registry import registry
from tests.conftest import person
from tests.registers.entries import stored

CLASSES = registry.named("employment.trainingclass")
CASES = registry.named("insurance.fundcase")


@pytest.fixture
def entries(jianshan, baoqing):
    """A class and a case of two districts each."""
    return {(one.slug, unit.code): stored(one, unit) for one in (CLASSES, CASES) for unit in (jianshan, baoqing)}


def seen(user, action=Action.VIEW_REGISTERS) -> set[tuple[str, str]]:
    return {
        (one.slug, entry.unit.code)
        for one in (CLASSES, CASES)
        for entry in access.visible_entries(user, one.model, action)
    }


def test_entries_are_read_by_unit_and_chapter(entries, reporter_jianshan, reviewer_employment, leader, stranger):
    assert seen(reporter_jianshan) == {(CLASSES.slug, "230502"), (CASES.slug, "230502")}
    assert seen(reviewer_employment) == {(CLASSES.slug, "230502"), (CLASSES.slug, "230523")}
    assert seen(leader) == set(entries)
    assert seen(stranger) == set()


def test_entries_are_kept_by_fewer_than_read_them(entries, reporter_jianshan, reviewer_employment, leader):
    assert seen(reporter_jianshan, Action.KEEP_REGISTERS) == seen(reporter_jianshan)
    assert seen(reviewer_employment, Action.KEEP_REGISTERS) == seen(leader, Action.KEEP_REGISTERS) == set()


def test_units_whose_entries_one_keeps_are_active_and_of_the_registers_chapter(jianshan, baoqing):
    clerk = person("keeps-two", Role.REPORTER, jianshan, ["employment"])
    Membership.objects.create(user=clerk, role=Role.REPORTER, unit=baoqing, chapters=["insurance"])
    street = ReportingUnit.objects.create(code="230502001", name="街道", kind="street", parent=jianshan)
    closed = ReportingUnit.objects.create(code="230502002", name="旧街道", kind="street", parent=jianshan, active=False)
    assert set(access.kept_units(clerk, CLASSES)) == {jianshan, street}
    assert set(access.kept_units(clerk, CASES)) == {baoqing}
    assert closed not in access.kept_units(clerk, CLASSES)
    assert not access.kept_units(person("leads", Role.LEADER, jianshan), CLASSES).exists()
