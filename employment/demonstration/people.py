"""Invented persons: "4050", holders of certificates who found work, zero-employment households."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from employment.demonstration.common import identity_number
from employment.models import FortyFiftyPerson, HouseholdStatement, ReEmployment, ZeroEmploymentHousehold
from employment.models.households import HouseholdExit
from employment.models.persons import JobType, PersonCategory, Sex
from targets.demonstration.cases import LABEL, firm, some_day, somebody
from targets.demonstration.entries import Ground, invents
from targets.demonstration.script import chance
from targets.models import ReportingUnit
from targets.registers import due_by_rule, registry

# The units that enter persons one by one so far.
BY_PERSON = ("230503", "230505", "230522")
CHANNELS = (JobType.EMPLOYER, JobType.FLEXIBLE, JobType.FLEXIBLE, JobType.OWN)
# The invented community that has not checked in June.
SILENT = ("230502990002", 6)
# The community that checked in June and found none.
NONE_FOUND = ("230502990001", 6)


@invents
def forty_fifty(ground: Ground) -> Iterator[FortyFiftyPerson]:
    """“4050” persons: each month as many found work as the report says, and four more are still waiting."""
    for code in BY_PERSON:
        number = 0
        for month in ground.months:
            found = ground.value(code, month, "T01-3") or 0
            for place in range(found + 4):
                number += 1
                yield _elder(ground, ground.units[code], number, month, at_work=place < found)


def _elder(ground: Ground, unit: ReportingUnit, number: int, month: int, *, at_work: bool) -> FortyFiftyPerson:
    luck = chance("4050", unit.code, number)
    male = luck.random() < 0.4
    born = date(ground.year - (52 if male else 43), luck.randint(1, 12), luck.randint(1, 28))
    job_on = some_day(luck, ground.year, month) if at_work else None
    return FortyFiftyPerson(
        unit=unit,
        person_no=f"{ground.year}-{number:04d}",
        name=somebody(luck),
        sex=Sex.MALE if male else Sex.FEMALE,
        identity_number=identity_number(luck, born, male),
        born_on=born,
        community=f"{unit.name_in_reports}第{luck.randint(1, 9)}社区{LABEL}",
        certificate_no=f"演示{unit.code}{number:05d}",
        unemployed_since=date(ground.year - 1, luck.randint(1, 6), 15),
        recognised_on=date(ground.year - 1, luck.randint(7, 12), 15),
        reemployed_on=job_on,
        job_type=luck.choice(CHANNELS) if at_work else "",
        employer=firm(unit, luck.randrange(16)) if at_work else "",
    )


@invents
def re_employments(ground: Ground) -> Iterator[ReEmployment]:
    """As many certificate holders found work in a month as the report says."""
    for code in BY_PERSON:
        number = 0
        for month in ground.months:
            for _place in range(ground.value(code, month, "T01-2") or 0):
                number += 1
                yield _found_work(ground, ground.units[code], number, month)


def _found_work(ground: Ground, unit: ReportingUnit, number: int, month: int) -> ReEmployment:
    luck = chance("re-employed", unit.code, number)
    male = luck.random() < 0.5
    born = date(luck.randint(1955, 1982), luck.randint(1, 12), luck.randint(1, 28))
    return ReEmployment(
        unit=unit,
        name=somebody(luck),
        identity_number=identity_number(luck, born, male),
        certificate_no=f"演示{unit.code}{number:05d}",
        category=luck.choice(list(PersonCategory)),
        job_on=some_day(luck, ground.year, month),
        channel=luck.choice(CHANNELS),
        employer=firm(unit, luck.randrange(16)),
        is_4050=born.year <= ground.year - (50 if male else 40) - 1,
        in_golden_insurance=luck.random() < 0.7,
    )


# ---- Households -------------------------------------------------------------------------------------------


@invents
def households(ground: Ground) -> Iterator[ZeroEmploymentHousehold]:
    """A few households in every unit; most are helped within the deadline, one or two are overdue."""
    keepers = [*ground.units.values(), *[u for u in ground.communities.values() if u.kind == "community"]]
    for unit in keepers:
        if unit.is_city:
            continue
        for number in range(1, 7):
            if (unit.code, number) not in (SILENT, NONE_FOUND):
                yield _household(ground, unit, number)


def _household(ground: Ground, unit: ReportingUnit, number: int) -> ZeroEmploymentHousehold:
    luck = chance("household", unit.code, number)
    found = some_day(luck, ground.year, number)
    helped = found + timedelta(days=luck.randint(20, 80)) if number < 5 and luck.random() < 0.8 else None
    if helped and helped > ground.script.last_day:
        helped = None
    members = luck.randint(1, 3)
    rule = registry.named("employment.zeroemploymenthousehold").deadline
    return ZeroEmploymentHousehold(
        unit=unit,
        household_no=f"{ground.year}-{number:03d}",
        head=somebody(luck),
        identity_number=identity_number(
            luck, date(luck.randint(1958, 1980), luck.randint(1, 12), 8), luck.random() < 0.6
        ),
        community=f"{unit.name_in_reports}{LABEL}",
        working_age=members,
        unemployed=members,
        recognised_on=found,
        due_on=due_by_rule(rule, found),
        help_given="介绍公益性岗位" if helped else "",
        first_job_on=helped,
        exited_on=helped,
        exit_reason=HouseholdExit.EMPLOYED if helped else "",
        officer=somebody(luck),
    )


@invents
def statements(ground: Ground) -> Iterator[HouseholdStatement]:
    """Every district and community checks each month; in June one community found none, and one made no statement."""
    for unit in [*ground.units.values(), *ground.communities.values()]:
        for month in ground.months:
            if unit.is_city or unit.kind == "street" or (unit.code, month) == SILENT:
                continue
            luck = chance("statement", unit.code, month)
            yield HouseholdStatement(
                unit=unit,
                month=ground.day(month, 1),
                checked_on=ground.day(month, luck.randint(20, 27)),
                found=0 if (unit.code, month) == NONE_FOUND else 1,
                checked_by=somebody(luck),
            )
