"""Invented entries of labour relations, January to June, in step with the invented reports.

Two gaps are meant, so that the comparison of registers and reports has something to show: 宝山区 reported June's
contracts before its firm filed, and 集贤县 reported a body in June that has a sign and no staff.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

from labor_relations.models import (
    ArbitrationCase,
    ArbitrationInstitute,
    ContractFiling,
    InspectionBody,
    IntegrityGrading,
    PetitionCase,
    WageArrearsCase,
)
from labor_relations.models.arbitration import COLLECTIVE_FROM, Cause, Outcome, WonBy
from labor_relations.models.arrears import Industry, PaidFrom
from labor_relations.models.contracts import Ownership
from labor_relations.models.grading import InspectionResult
from labor_relations.models.petitions import IN_GROUPS, Calm, Channel, Matter, PetitionKind
from labor_relations.registers import ArbitrationCases, PetitionCases, WageArrearsCases
from targets.demonstration.cases import LABEL, firm, life, some_day, somebody
from targets.demonstration.entries import Ground, invents
from targets.demonstration.invention import spread
from targets.demonstration.script import chance
from targets.models import ReportingUnit
from targets.registers import due_by_rule
from targets.registers.fields import grades

FIRMS = 12
UNFILED = ("230506", 6)
WITHOUT_STAFF = "230521"
UNANSWERED = ("230506", "230522", "230524")
LEADERS = tuple(f"{name}{LABEL}" for name in ("王局长", "李副局长", "张副局长", "陈调研员"))


@invents
def contract_filings(ground: Ground) -> Iterator[ContractFiling]:
    """Every firm files in January; each month later one files again, with as many signed as the report grew by."""
    for code, unit in ground.units.items():
        filed: dict[int, ContractFiling] = {}
        for month in ground.months:
            cell = ground.cells.get((code, month, "T19-1"))
            if cell is None or (code, month) == UNFILED:
                continue
            if not filed:
                filed = dict(enumerate(_first_filings(ground, unit, cell.numerator, cell.denominator)))
                yield from filed.values()
            else:
                grown = int(cell.numerator) - sum(row.signed for row in filed.values())
                again = _filed_again(ground, unit, filed[month], month, grown)
                filed[month] = again
                yield again


def _first_filings(ground: Ground, unit: ReportingUnit, signed: Decimal, workers: Decimal) -> Iterator[ContractFiling]:
    luck = chance("filings", unit.code)
    weights = [luck.uniform(0.8, 1.2) for _firm in range(FIRMS)]
    shares = zip(spread(workers, weights), spread(signed, weights), strict=True)
    for number, (all_of_them, with_contract) in enumerate(shares):
        yield ContractFiling(
            unit=unit,
            filing_no=f"{ground.year}-{number + 1:03d}",
            firm=firm(unit, number),
            ownership=luck.choice(list(Ownership)),
            workers=int(all_of_them),
            should_sign=int(all_of_them),
            signed=int(with_contract),
            migrants_signed=int(with_contract) // 5,
            filed_on=some_day(luck, ground.year, 1),
        )


def _filed_again(ground: Ground, unit: ReportingUnit, last: ContractFiling, month: int, grown: int) -> ContractFiling:
    """The firm's filing of the month, with so many more signed than its last."""
    signed = min(last.signed + grown, last.workers)
    return ContractFiling(
        unit=unit,
        filing_no=f"{ground.year}-{FIRMS + month:03d}",
        firm=last.firm,
        ownership=last.ownership,
        workers=last.workers,
        should_sign=last.workers,
        signed=signed,
        migrants_signed=signed // 5,
        filed_on=some_day(chance("filed again", unit.code, month), ground.year, month),
    )


# ---- Inspection -------------------------------------------------------------------------------------------


@invents
def inspection_bodies(ground: Ground) -> Iterator[InspectionBody]:
    """As many bodies as are to be built, each set up in the month in which the reports first count it."""
    for code, unit in ground.units.items():
        cells = [ground.cells.get((code, month, "T20-1")) for month in ground.months]
        to_build = int(next(cell.denominator for cell in cells if cell))
        communities = [] if code != "230502" else list(ground.communities.values())[1:]
        for number in range(1, to_build + 1):
            begun = next((m for m, cell in enumerate(cells, 1) if cell and cell.numerator >= number), None)
            keeper = communities[number - to_build - 1] if to_build - number < len(communities) else unit
            yield _body(ground, unit, keeper, number, begun)


def _body(ground: Ground, unit: ReportingUnit, keeper: ReportingUnit, number: int, month: int | None) -> InspectionBody:
    level, name = _place_in_network(unit, number)
    luck = chance("body", unit.code, number)
    sign_alone = unit.code == WITHOUT_STAFF and month == ground.script.months
    built = month is not None
    crew = {"city": 20, "district": 9, "street": 3}.get(level, 1)
    return InspectionBody(
        unit=keeper,
        name=name,
        level=level,
        place=f"{unit.name_in_reports}{LABEL}",
        approval=f"演示编〔{ground.year}〕{number}号" if built else "",
        listed_on=date(ground.year, 1, 1),
        set_up_on=_set_up(ground, luck, month) if built else None,
        posts=crew,
        staff=crew if built and not sign_alone else 0,
        grids=crew if built else 0,
        assistants=crew * 2 if built else 0,
        linked=built and level != "community",
    )


def _place_in_network(unit: ReportingUnit, number: int) -> tuple[str, str]:
    if unit.is_city:
        return "city", "市劳动保障监察支队"
    if number == 1:
        return "district", f"{unit.name}劳动保障监察大队"
    if number % 5 == 0:
        return "street", f"{unit.name}演示{number // 5}街道监察中队"
    return "community", f"{unit.name}演示{number}社区监察站"


def _set_up(ground: Ground, luck: Random, month: int) -> date:
    """The bodies that the first report counts were set up before the year."""
    if month == 1:
        return date(ground.year - 1, luck.randint(1, 12), luck.randint(1, 28))
    return some_day(luck, ground.year, month)


@invents
def integrity_gradings(ground: Ground) -> Iterator[IntegrityGrading]:
    """The annual inspections of the year before, made from March to May; their grades are published in June."""
    scale = [grade for grade, _label in grades()]
    for code, unit in ground.units.items():
        luck = chance("gradings", code)
        for number in range(8):
            failed = number == 7
            yield IntegrityGrading(
                unit=unit,
                firm_no=f"{code}-{number + 1:03d}",
                firm=firm(unit, number),
                year=ground.year - 1,
                inspected_on=some_day(luck, ground.year, luck.randint(3, 5)),
                conclusion=InspectionResult.FAILED if failed else InspectionResult.PASSED,
                grade=scale[-1] if failed else luck.choice(scale[:-1] or scale),
                deductions="未按规定签订劳动合同" if failed else "",
                published_on=ground.day(6, 15) if number % 2 == 0 or failed else None,
            )


@invents
def wage_arrears(ground: Ground) -> Iterator[WageArrearsCase]:
    """Two cases of arrears a month and unit; most are paid within two months."""
    rule = WageArrearsCases.deadline
    for code, unit in ground.units.items():
        luck = chance("arrears", code)
        for number in range(ground.script.months * 2):
            received = some_day(luck, ground.year, number // 2 + 1)
            closed, workers = life(ground, luck, received, (15, 100)), luck.randint(3, 60)
            owed = Decimal(luck.randint(100, 4000)) / 100
            yield WageArrearsCase(
                unit=unit,
                case_no=f"演欠{ground.year}-{number + 1:03d}",
                firm=firm(unit, luck.randrange(16)),
                industry=luck.choice(list(Industry)),
                received_on=received,
                due_on=due_by_rule(rule, received),
                officer=somebody(luck),
                workers=workers,
                migrants=luck.randint(0, workers),
                owed=owed,
                paid=owed if closed else Decimal(0),
                paid_from=luck.choice(list(PaidFrom)) if closed else "",
                closed_on=closed,
                result="拖欠工资已全部支付。" if closed else "",
            )


# ---- Arbitration and petitions ----------------------------------------------------------------------------


@invents
def arbitration_cases(ground: Ground) -> Iterator[ArbitrationCase]:
    """A few cases from the year before and one or two a month, most closed within the sixty days allowed."""
    rule = ArbitrationCases.deadline
    for code, unit in ground.units.items():
        luck = chance("arbitration", code)
        days = [some_day(luck, ground.year - 1, 12) for _case in range(luck.randint(1, 4))]
        days += [some_day(luck, ground.year, number % 6 + 1) for number in range(luck.randint(8, 17))]
        for number, received in enumerate(days, 1):
            before = received.year < ground.year
            closed = ground.day(1, number * 7) if before else life(ground, luck, received, (20, 66))
            outcome = luck.choice([Outcome.MEDIATED, *Outcome]) if closed else ""
            collective = number % 6 == 0
            yield ArbitrationCase(
                unit=unit,
                case_no=f"演裁{received.year}-{number:03d}",
                applicant=somebody(luck),
                respondent=firm(unit, luck.randrange(16)),
                cause=luck.choice(list(Cause)),
                received_on=received,
                due_on=due_by_rule(rule, received),
                officer=somebody(luck),
                collective=collective,
                persons=luck.randint(COLLECTIVE_FROM, 20) if collective else 1,
                claim=Decimal(luck.randint(2, 80) * 500),
                outcome=outcome,
                won_by=luck.choice(list(WonBy)) if outcome == Outcome.AWARD else "",
                closed_on=closed,
            )


@invents
def arbitration_institutes(ground: Ground) -> Iterator[ArbitrationInstitute]:
    """One of the two missing institutes was opened in May, as the reports say; the other is being prepared."""
    opened = {"status": "hearing", "opened_on": ground.day(5, 18), "posts": 5, "court_room": True}
    yield ArbitrationInstitute(
        unit=ground.units["230505"], approval="演示编〔2007〕5号", premises=f"演示路5号{LABEL}", **opened
    )
    yield ArbitrationInstitute(unit=ground.units["230503"], remarks=f"正在筹建{LABEL}")


@invents
def petitions(ground: Ground) -> Iterator[PetitionCase]:
    """Two petitions a month and unit, each with a leader; a few are answered late, three units have one unanswered."""
    rule = PetitionCases.deadline
    kinds = [PetitionKind.PLAIN] * 6 + list(PetitionKind)
    for code, unit in ground.units.items():
        luck = chance("petitions", code)
        for number in range(ground.script.months * 2):
            received, kind = some_day(luck, ground.year, number // 2 + 1), luck.choice(kinds)
            left = number == 1 and code in UNANSWERED
            closed = None if left else life(ground, luck, received, (10, 75))
            yield PetitionCase(
                unit=unit,
                case_no=f"演访{ground.year}-{number + 1:03d}",
                channel=Channel.VISIT if kind in IN_GROUPS else luck.choice(list(Channel)),
                received_on=received,
                due_on=due_by_rule(rule, received),
                petitioner=somebody(luck),
                persons=luck.randint(6, 30) if kind in IN_GROUPS else luck.randint(1, 3),
                kind=kind,
                matter=luck.choice(list(Matter)),
                leader=luck.choice(LEADERS),
                repeat=luck.random() < 0.1,
                state=Calm.CALM if closed else luck.choice([Calm.FOLLOWED, Calm.KEY]),
                closed_on=closed,
                result="已答复信访人。" if closed else "",
            )
