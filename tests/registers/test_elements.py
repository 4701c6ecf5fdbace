"""Beside each named element of an indicator stands how far the registers are with it."""

from datetime import date

import pytest

from infrastructure.models import GoLive, StaffActivity
from labor_relations.models import ArbitrationInstitute, InspectionBody
from targets import clock
from targets.models import Milestone
from targets.periods import Month
from targets.registers.elements import element_progress
from targets.registers.registry import registry

MAY, JUNE = Month(2007, 5), Month(2007, 6)


@pytest.fixture
def modules(jianshan, city):
    """Pensions live at two of three offices, one of them since June; supervision on trial at one."""
    for unit, office, live_on in (
        (city, "市社保局", date(2007, 5, 20)),
        (jianshan, "尖山区社保局", date(2007, 6, 30)),
        (jianshan, "尖山区就业局", None),
    ):
        status = "live" if live_on else "not_started"
        GoLive.objects.create(
            unit=unit, module="pension", office=office, planned_on=date(2007, 5, 1), live_on=live_on, status=status
        )
    GoLive.objects.create(
        unit=city, module="fund_supervision", office="市社保局", planned_on=date(2007, 5, 1), status="trial"
    )


def numbers(code, month):
    found = element_progress([code], month).get(code)
    return found and (found.reached, found.of_all)


def test_a_module_is_live_at_so_many_of_its_offices_by_the_months_end(modules):
    assert numbers("T28-2-1", MAY) == (1, 3)
    assert numbers("T28-2-1", JUNE) == (2, 3)
    assert numbers("T28-2-3", JUNE) == (0, 1)


def test_a_cancelled_entry_tells_nothing(modules):
    GoLive.objects.filter(module="pension", live_on=None).update(cancelled_on=clock.today())
    assert numbers("T28-2-1", JUNE) == (2, 2)


def test_an_empty_register_gives_no_number_rather_than_zero(db):
    assert element_progress(["T28-2-1", "T21-1-1"], JUNE) == {}


def test_institutes_are_told_at_both_districts(jianshan, baoqing):
    ArbitrationInstitute.objects.create(unit=jianshan, opened_on=date(2007, 6, 1), status="opened")
    ArbitrationInstitute.objects.create(unit=baoqing)
    assert numbers("T21-1-1", MAY) == (0, 2)
    assert numbers("T21-1-1", JUNE) == numbers("T21-1-2", JUNE) == (1, 2)


def test_a_level_is_joined_where_its_bodies_are_staffed_and_linked(jianshan):
    for name, level, staff, linked in (
        ("区监察大队", "district", 5, True),
        ("街道监察站", "street", 2, False),
        ("社区监察点", "community", 0, True),
    ):
        InspectionBody.objects.create(
            unit=jianshan, name=name, level=level, staff=staff, linked=linked,
            listed_on=date(2007, 1, 1), set_up_on=date(2007, 3, 1),
        )  # fmt: skip
    assert numbers("T20-2-3", JUNE) == (1, 1)
    assert numbers("T20-2-4", JUNE) == (0, 2)


def test_activities_are_those_of_the_plans_year(city):
    for held_on in (date(2006, 12, 31), date(2007, 1, 1), date(2007, 6, 30), date(2007, 7, 1)):
        StaffActivity.objects.create(
            unit=city, title=f"读书会{held_on}", held_on=held_on, section="办公室", ethos="study", persons=20
        )
    assert numbers("T29-1-1", JUNE) == (2, None)


def test_the_citys_report_says_so_beside_the_element(as_user, reporter_city, modules):
    page = as_user(reporter_city).get("/reports/230500/infrastructure/2007-06/").content.decode()
    assert "金保工程模块上线台帐：3 个中已完成 2 个" in page


@pytest.mark.parametrize("register", [one for one in registry if one.elements], ids=lambda one: one.code)
def test_every_element_is_one_of_the_plan_of_the_registers_chapter(plan, register):
    known = Milestone.objects.filter(task__chapter__app=register.app, indicator__isnull=False)
    assert {element.code for element in register.elements} <= set(known.values_list("code", flat=True))
