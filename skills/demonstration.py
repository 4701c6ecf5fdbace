"""Invented entries of skills, January to June, in step with the invented reports.

One gap is meant, so that the comparison of registers and reports has something to show: the last appraisal batch of
June was reported before it was entered.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from skills.models import AppraisalBatch, SchoolIntake, SkilledWorker, TrainingViolation
from skills.models.intake import SchoolLevel
from skills.models.violations import Breach
from skills.models.workers import Level, Path
from targets.demonstration.cases import LABEL, firm, nobodys_number, some_day, somebody
from targets.demonstration.entries import Ground, invents
from targets.demonstration.script import chance

TRADES = ("采煤机司机", "焊工", "维修电工", "车工", "钳工", "汽车修理工", "中式烹调师", "矿井通风工")
BATCH_SIZE = 60
ELDEST = date(1955, 1, 1)


@invents
def skilled_workers(ground: Ground) -> Iterator[SkilledWorker]:
    """As many certificates as each month's report says, those of technicians first."""
    luck, serial = chance("skilled workers"), 0
    for month in ground.months:
        certificates, technicians = (_reported(ground, month, code) for code in ("T13-1", "T13-2"))
        for number in range(certificates):
            serial += 1
            level = luck.choice((Level.TECHNICIAN, Level.SENIOR_TECHNICIAN)) if number < technicians else Level.SENIOR
            yield SkilledWorker(
                unit=ground.city,
                name=somebody(luck),
                identity_number=nobodys_number(ELDEST + timedelta(days=serial * 17), serial % 900),
                employer=firm(ground.city, luck.randrange(16)),
                trade=luck.choice(TRADES),
                level=level,
                certificate_no=f"演示{ground.year}{serial:05d}",
                issued_on=some_day(luck, ground.year, month),
                path=luck.choice(list(Path)),
            )


def _reported(ground: Ground, month: int, code: str) -> int:
    """What the city reported for the month; nothing where it has not."""
    return ground.value(ground.city.code, month, code) or 0


@invents
def appraisal_batches(ground: Ground) -> Iterator[AppraisalBatch]:
    """Batches of sixty or fewer that add up to each month's report; June's last is not entered yet."""
    luck, serial = chance("appraisals"), 0
    for month in ground.months:
        left = _reported(ground, month, "T15-1")
        while left > 0:
            examined = min(BATCH_SIZE, left)
            left, serial = left - examined, serial + 1
            if month == ground.script.months and not left:
                return
            passed = examined * luck.randint(78, 96) // 100
            yield AppraisalBatch(
                unit=ground.city,
                batch_no=f"演鉴{ground.year}-{serial:03d}",
                station=f"第{luck.randint(1, 4)}职业技能鉴定所{LABEL}",
                trade=luck.choice(TRADES),
                level=luck.choice(list(Level)),
                held_on=some_day(luck, ground.year, month),
                applied=examined + luck.randint(0, 5),
                examined=examined,
                passed=passed,
                certificates=passed if month < ground.script.months else 0,
            )


@invents
def school_intakes(ground: Ground) -> Iterator[SchoolIntake]:
    """The plans for the intake of September, 600 in all; nobody has registered yet."""
    plans = [("第一技工学校", 280), ("第二技工学校", 200), ("矿业技工学校", 110)]
    for school, planned in plans:
        for share, major in enumerate(("机电一体化", "焊接加工")):
            yield _plan(ground, school, major, SchoolLevel.INTERMEDIATE, planned // 2 + share * (planned % 2))
    yield _plan(ground, "第一技工学校", "机电一体化", SchoolLevel.SENIOR, 10)


def _plan(ground: Ground, school: str, major: str, level: SchoolLevel, planned: int) -> SchoolIntake:
    return SchoolIntake(
        unit=ground.city,
        school=f"{school}{LABEL}",
        major=major,
        level=level,
        year=ground.year,
        planned=planned,
    )


@invents
def training_violations(ground: Ground) -> Iterator[TrainingViolation]:
    """One or two breaches a month, put right in time, as the reports say; June's are due in July."""
    luck, places = chance("violations"), [unit for unit in ground.units.values() if not unit.is_city]
    for number in range(9):
        found = some_day(luck, ground.year, number * ground.script.months // 9 + 1)
        due = found + timedelta(days=30)
        corrected = due - timedelta(days=luck.randint(1, 20)) if due <= ground.day(6, 30) else None
        yield TrainingViolation(
            unit=ground.city,
            case_no=f"演培{ground.year}-{number + 1:02d}",
            provider=f"演示培训学校{number + 1}",
            place=luck.choice(places).name_in_reports,
            breach=luck.choice(list(Breach)),
            found_on=found,
            action="责令限期改正",
            due_on=due,
            officer=somebody(luck),
            corrected_on=corrected,
        )
