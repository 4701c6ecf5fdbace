"""Invented training classes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from employment.demonstration.common import shares
from employment.models import TrainingClass
from employment.models.training import TrainingType
from targets.demonstration.cases import LABEL, some_day
from targets.demonstration.entries import Ground, invents
from targets.demonstration.invention import spread
from targets.demonstration.script import chance
from targets.models import ReportingUnit

CLASS_SIZE = 45
TRADES = ("焊工", "电工", "家政服务", "计算机操作", "缝纫", "烹饪")
TYPES = {
    "T04-1": TrainingType.UNEMPLOYED,
    "T04-3": TrainingType.START_UP,
    "T04-4": TrainingType.PREPARATORY_URBAN,
    "T04-6": TrainingType.PREPARATORY_RURAL,
    "T04-7": TrainingType.PRE_EXPORT,
    "T13-3": TrainingType.ENTERPRISE,
}


@invents
def training_classes(ground: Ground) -> Iterator[TrainingClass]:
    """Classes of about 45 persons, whose sizes and results add up to the month's figures."""
    made = list(_classes(ground))
    _grade(ground, made)
    yield from made


def _classes(ground: Ground) -> Iterator[TrainingClass]:
    """Classes of each type; other rural training makes up the rest of the rural workers trained (T04-5)."""
    for code, unit in ground.units.items():
        number = 0
        for month in ground.months:
            for indicator, kind in TYPES.items():
                total = ground.value(code, month, indicator)
                for trained in shares(total, CLASS_SIZE) if total else ():
                    number += 1
                    yield _class(ground, unit, number, kind, month, trained)
            for trained in _other_rural(ground, code, month):
                number += 1
                yield _class(ground, unit, number, TrainingType.RURAL_OTHER, month, trained)


def _other_rural(ground: Ground, code: str, month: int) -> list[int]:
    whole = ground.value(code, month, "T04-5") or 0
    named = sum(ground.value(code, month, part) or 0 for part in ("T04-6", "T04-7"))
    return shares(whole - named, CLASS_SIZE) if whole > named else []


def _class(
    ground: Ground, unit: ReportingUnit, number: int, kind: TrainingType, month: int, trained: int
) -> TrainingClass:
    luck = chance("class", unit.code, number)
    ended = some_day(luck, ground.year, month)
    return TrainingClass(
        unit=unit,
        class_no=f"{ground.year}-{unit.code[-2:]}-{number:03d}",
        training_type=kind,
        provider=f"{unit.name_in_reports}就业训练中心{LABEL}",
        trade=luck.choice(TRADES),
        started_on=ended - timedelta(days=30),
        ended_on=ended,
        trained=trained,
        placed=trained * luck.randint(55, 80) // 100,
        subsidy=Decimal(trained * 300),
    )


def _grade(ground: Ground, classes: list[TrainingClass]) -> None:
    """Set examined and passed; those of the unemployed add up to the two parts of the pass rate (T04-2)."""
    groups: dict[tuple[str, int], list[TrainingClass]] = {}
    for row in classes:
        row.examined = row.trained * 94 // 100
        row.passed = row.examined * 91 // 100
        if row.training_type == TrainingType.UNEMPLOYED:
            groups.setdefault((row.unit.code, row.ended_on.month), []).append(row)
    for (code, month), rows in groups.items():
        cell = ground.cells.get((code, month, "T04-2"))
        if cell is not None and cell.denominator is not None:
            _give_out(rows, int(cell.denominator), int(cell.numerator))


def _give_out(rows: list[TrainingClass], examined: int, passed: int) -> None:
    sizes = [float(row.trained) for row in rows]
    for row, part in zip(rows, spread(Decimal(examined), sizes), strict=True):
        row.examined = int(part)
    for row, part in zip(rows, spread(Decimal(passed), [float(row.examined) for row in rows]), strict=True):
        row.passed = int(part)
