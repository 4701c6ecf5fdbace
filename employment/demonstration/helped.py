"""Invented job placement, labour export, announcements of layoffs and what was done about warnings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from employment.demonstration.common import shares
from employment.models import LabourExport, LayoffNotice, Level, PlacementStatement, WarningResponse
from employment.models.placement import Organised, Sector
from targets.demonstration.cases import LABEL, firm, some_day, somebody
from targets.demonstration.entries import Ground, invents
from targets.demonstration.invention import spread
from targets.demonstration.script import chance

# On purpose the agency's last statement of this unit and month is not entered.
AGENCY_SILENT = ("230505", 6)
AGENCIES = ("职业介绍中心", "劳动力市场", "街道服务站")
PLACES = ("大连", "青岛", "天津", "苏州", "哈尔滨")
BATCH_SIZE = 60


@invents
def placements(ground: Ground) -> Iterator[PlacementStatement]:
    """Three agencies in each unit, whose monthly statements add up to the reports."""
    for code, unit in ground.units.items():
        for month in ground.months:
            introductions, placed = (ground.value(code, month, name) for name in ("T02-1", "T02-2"))
            if introductions is None or placed is None:
                continue
            parts = zip(AGENCIES, _thirds(introductions), _thirds(placed), strict=True)
            for agency, introduced, found in parts:
                if (code, month) != AGENCY_SILENT or agency != AGENCIES[-1]:
                    yield PlacementStatement(
                        unit=unit,
                        agency=f"{unit.name_in_reports}{agency}{LABEL}",
                        month=ground.day(month, 1),
                        vacancies=introduced * 6 // 10,
                        seekers=introduced * 8 // 10,
                        introductions=introduced,
                        placed=found,
                    )


def _thirds(total: int) -> list[int]:
    return [int(part) for part in spread(Decimal(total), [5.0, 3.0, 2.0])]


@invents
def exports(ground: Ground) -> Iterator[LabourExport]:
    """Batches of about 60 persons that add up to the reports."""
    for code, unit in ground.units.items():
        number = 0
        for month in ground.months:
            for persons in shares(ground.value(code, month, "T02-3") or 0, BATCH_SIZE):
                number += 1
                luck = chance("export", code, number)
                yield LabourExport(
                    unit=unit,
                    batch_no=f"{ground.year}-{number:03d}",
                    destination=luck.choice(PLACES),
                    left_on=some_day(luck, ground.year, month),
                    persons=persons,
                    sector=luck.choice(list(Sector)),
                    trained=luck.random() < 0.6,
                    organised=Organised.ORGANISED if luck.random() < 0.7 else Organised.SELF,
                )


@invents
def layoffs(ground: Ground) -> Iterator[LayoffNotice]:
    """Layoffs announced in four districts, one of them large."""
    for code, month, laid_off in (("230506", 6, 260), ("230503", 6, 70), ("230521", 4, 40), ("230502", 5, 55)):
        luck = chance("layoff", code, month)
        announced = some_day(luck, ground.year, month)
        yield LayoffNotice(
            unit=ground.units[code],
            employer=firm(ground.units[code], 0),
            announced_on=announced,
            workers=laid_off * 5,
            laid_off=laid_off,
            effective_on=announced + timedelta(days=30),
            cause="矿井关闭" if code == "230506" else "订单减少",
        )


# Which unit answered the warning of which month, at which level, what it did, and on which day.
RESPONSES = (
    ("230502", 5, Level.BLUE, "走访裁员企业，提前发布岗位信息", (6, 8)),
    ("230506", 6, Level.ORANGE, "进驻企业办理失业登记，组织专场招聘会", (6, 28)),
)


@invents
def responses(ground: Ground) -> Iterator[WarningResponse]:
    """Two districts have responded to a warning, the others not yet."""
    for code, month, level, measures, day in RESPONSES:
        yield WarningResponse(
            unit=ground.units[code],
            month=ground.day(month, 1),
            level=level,
            measures=f"{measures}{LABEL}",
            taken_on=ground.day(*day),
            responsible=somebody(chance("response", code)),
        )
