"""Invented entries of migrant workers, January to June.

The insured of the drive are a part of those in the invented reports on work injury and medical insurance.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from migrant_workers import deposit_rules
from migrant_workers.models import GreenChannelCase, MigrantInsurance, WageDeposit
from migrant_workers.models.deposits import DepositSector
from migrant_workers.models.green_channel import Claim
from migrant_workers.models.insured import RiskSector
from migrant_workers.registers import GreenChannelCases
from targets.demonstration.cases import LABEL, firm, life, some_day, somebody
from targets.demonstration.entries import Ground, invents
from targets.demonstration.script import chance
from targets.registers import due_by_rule
from targets.registers.fields import grades

DEPOSITS = 8
FIRMS_INSURED = 8
# How many percent of those insured against work injury in a unit's January report are migrants of the drive.
PART_OF_INSURED = 16


@invents
def wage_deposits(ground: Ground) -> Iterator[WageDeposit]:
    """Seven projects and a restaurant a unit; one paid less than was due, one paid wages from it, one is settled."""
    scale = [grade for grade, _label in grades()]
    for code, unit in ground.units.items():
        luck = chance("deposits", code)
        for number in range(DEPOSITS):
            grade, cost = luck.choice(["", *scale]), Decimal(luck.randint(20, 400) * 10)
            due = deposit_rules.due(cost, deposit_rules.rate_of(grade))
            paid = due if number else deposit_rules.due(due, Decimal(60))
            catering, settled = number == DEPOSITS - 1, number == 2
            yield WageDeposit(
                unit=unit,
                project=f"{unit.name_in_reports}演示{'酒楼' if catering else '工程'}{number + 1}",
                developer="" if catering else f"演示建设单位{number + 1}",
                builder=firm(unit, 5 if catering else 1 + 8 * (number % 2)),
                sector=DepositSector.CATERING if catering else DepositSector.BUILDING,
                cost=cost,
                grade=grade,
                paid=paid,
                used=deposit_rules.due(paid, Decimal(30)) if number == 1 else Decimal(0),
                returned=paid if settled else Decimal(0),
                paid_on=some_day(luck, ground.year, luck.randint(1, 2) if settled else luck.randint(1, 6)),
                settled_on=ground.day(5, 30) if settled else None,
            )


@invents
def green_channel(ground: Ground) -> Iterator[GreenChannelCase]:
    """Two cases in each month of the building season, one in the others; most are closed within a fortnight."""
    for code, unit in ground.units.items():
        luck = chance("green channel", code)
        months = [1, 2, 3, 3, 4, 4, 5, 5, 6, 6]
        for number, month in enumerate(months, 1):
            received = some_day(luck, ground.year, month)
            closed = life(ground, luck, received, (2, 24))
            yield GreenChannelCase(
                unit=unit,
                case_no=f"演绿{ground.year}-{number:03d}",
                firm=firm(unit, luck.randrange(16)),
                received_on=received,
                due_on=due_by_rule(GreenChannelCases.deadline, received),
                officer=somebody(luck),
                workers=luck.randint(2, 45),
                claim=luck.choice([Claim.WAGES, Claim.WAGES, *Claim]),
                amount=Decimal(luck.randint(4, 300) * 1000),
                closed_on=closed,
                result=f"已办结{LABEL}" if closed else "",
            )


@invents
def insurance_drive(ground: Ground) -> Iterator[MigrantInsurance]:
    """Firms of the year before and projects begun in spring; together they are a part of the unit's insured."""
    for code, unit in ground.units.items():
        luck, cell = chance("drive", code), ground.cells.get((code, 1, "T11-1"))
        if cell is None:
            continue
        each = int(cell.value) * PART_OF_INSURED // 100 // FIRMS_INSURED
        for number in range(FIRMS_INSURED):
            new = number >= FIRMS_INSURED - 3
            migrants = max(int(each * luck.uniform(0.7, 1.0)), 1)
            sector = (RiskSector.MINING, RiskSector.BUILDING, RiskSector.OTHER)[number % 3]
            yield MigrantInsurance(
                unit=unit,
                firm=firm(unit, number),
                sector=sector,
                project=f"演示工程{number + 1}" if sector == RiskSector.BUILDING else "",
                migrants=migrants,
                work_injury=migrants * luck.randint(80, 100) // 100,
                medical=migrants * luck.randint(35, 70) // 100,
                insured_since=some_day(luck, ground.year, number - 2) if new else date(ground.year - 1, 6, number + 1),
            )
