"""Registers of all chapters filled by the thousand, beside the demonstration's entries.

Training classes are the largest; all registers of employment and some of the other chapters have thousands. All units
keep them, streets and communities too; days lie in the five years up to the plan's, and some entries are cancelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.db.models import QuerySet

from employment.models import PostHolder, PublicServicePost
from insurance.models import CoverageStatement, InsuranceContinuation
from insurance.models.coverage import Scheme
from labor_relations.models import ArbitrationCase, ContractFiling, PetitionCase, WageArrearsCase
from labor_relations.models.arbitration import Cause, Outcome
from labor_relations.models.arrears import Industry
from labor_relations.models.contracts import Ownership
from labor_relations.models.petitions import Channel, Matter
from migrant_workers.models import GreenChannelCase, MigrantInsurance
from migrant_workers.models.green_channel import Claim
from migrant_workers.models.insured import RiskSector
from skills.models import SkilledWorker
from skills.models.workers import HIGHLY_SKILLED
from targets.models import ReportingUnit
from targets.models.entries import Entry
from targets.periods import Month
from targets.registers.registry import registry
from tools.benchmarks import register_employment
from tools.benchmarks.data import batched
from tools.benchmarks.register_rows import (
    MARK,
    SMALLER,
    Fields,
    Filling,
    after,
    cancelled,
    day_of,
    identity,
    numbered,
    one_of,
)


class EmptyRegister(AssertionError):
    """A register holds no valid entry, so that the bench would say less than it claims; the text names it."""


def fill_registers() -> None:
    """Store them all; less than a minute."""
    units = list(ReportingUnit.objects.all())
    for model, (number, filling) in (register_employment.FILLINGS | OTHERS).items():
        _store(model, number, filling, units)
    posts = list(_valid(PublicServicePost).values_list("pk", flat=True))
    _store(PostHolder, SMALLER, partial(register_employment.holder, posts=posts), units)


def _store(model: type[Entry], number: int, filling: Filling, units: Sequence[ReportingUnit]) -> None:
    rows = (model(unit=units[n % len(units)], **cancelled(n), **filling(n)) for n in range(number))
    for batch in batched(rows):
        model.objects.bulk_create(batch)


def _valid(model: type[Entry]) -> QuerySet[Entry]:
    return model.objects.filter(cancelled_on__isnull=True)


def check_filled() -> None:
    """Raise EmptyRegister where a register of any chapter holds nothing that counts."""
    empty = [
        f"{one.code} {one.name}" for one in registry if not one.model.objects.filter(cancelled_on__isnull=True).exists()
    ]
    if empty:
        raise EmptyRegister(", ".join(empty))


def _coverage(number: int) -> Fields:
    """An employer's month of one insurance."""
    opening, joined, left = 40 + number % 300, number % 9, number % 5
    return {
        "employer_no": numbered(number),
        "employer": f"企业{number}",
        "scheme": one_of(Scheme, number),
        "month": Month.of(day_of(number)).first_day,
        "opening": opening,
        "joined": joined,
        "left": left,
        "closing": opening + joined - left,
        "migrants": number % 20,
        "due": Decimal(500 + number % 900) / 100,
        "paid": Decimal(400 + number % 900) / 100,
    }


def _continuation(number: int) -> Fields:
    due = day_of(number)
    return {
        "name": "某某",
        "former_firm": f"企业{number % 90}",
        "scheme": one_of(Scheme, number),
        "due_on": due,
        "continued_on": after(due, 50, number % 4),
    }


def _case(number: int, days: int) -> Fields:
    """Three of four are closed."""
    received = day_of(number)
    return {
        "case_no": numbered(number),
        "received_on": received,
        "due_on": received + timedelta(days=60),
        "closed_on": after(received, days + number % 40, number % 4),
    }


def _arrears(number: int) -> Fields:
    case, workers = _case(number, 15), 3 + number % 60
    owed = Decimal(100 + number % 4000) / 100
    settled = {"result": "已清欠", "paid": owed, "paid_from": "firm"} if case["closed_on"] else {}
    named = {"firm": f"企业{number % 900}", "industry": one_of(Industry, number)}
    return {**case, **named, "workers": workers, "migrants": workers // 2, "owed": owed, **settled}


def _contracts(number: int) -> Fields:
    workers = 20 + number % 400
    return {
        "filing_no": numbered(number),
        "firm": f"{MARK}企业{number}",
        "ownership": one_of(Ownership, number),
        "workers": workers,
        "should_sign": workers - 2,
        "signed": workers - 2 - number % 9,
        "filed_on": day_of(number),
    }


def _dispute(number: int) -> Fields:
    case = _case(number, 20)
    return {
        **case,
        "applicant": "某某",
        "respondent": f"企业{number % 500}",
        "cause": one_of(Cause, number),
        "claim": 1000 + number % 9000,
        "outcome": one_of(Outcome, number) if case["closed_on"] else "",
    }


def _petition(number: int) -> Fields:
    case = _case(number, 20)
    return {
        **case,
        "channel": one_of(Channel, number),
        "petitioner": "某某",
        "matter": one_of(Matter, number),
        "leader": f"领导{number % 7}",
        "result": "已答复" if case["closed_on"] else "",
    }


def _skilled(number: int) -> Fields:
    return {
        "name": "某某",
        "identity_number": identity(number),
        "trade": f"工种{number % 60}",
        "level": str(HIGHLY_SKILLED[number % len(HIGHLY_SKILLED)]),
        "certificate_no": numbered(number),
        "issued_on": day_of(number),
    }


def _insured(number: int) -> Fields:
    since, migrants = day_of(number), 10 + number % 90
    return {
        "firm": f"{MARK}企业{number}",
        "sector": one_of(RiskSector, number),
        "migrants": migrants,
        "work_injury": migrants - number % 5,
        "medical": migrants - number % 9,
        "insured_since": since,
        "insured_until": after(since, 300, number % 3 == 0),
    }


def _green(number: int) -> Fields:
    case = _case(number, 3)
    settled = {"result": "已办结"} if case["closed_on"] else {}
    named = {"firm": f"企业{number % 400}", "claim": one_of(Claim, number)}
    return {**case, **named, "workers": 1 + number % 30, "amount": 500 + number % 9000, **settled}


OTHERS: dict[type[Entry], tuple[int, Filling]] = {
    CoverageStatement: (4 * SMALLER, _coverage),
    InsuranceContinuation: (SMALLER, _continuation),
    WageArrearsCase: (SMALLER, _arrears),
    ContractFiling: (SMALLER, _contracts),
    ArbitrationCase: (SMALLER, _dispute),
    PetitionCase: (SMALLER, _petition),
    SkilledWorker: (2 * SMALLER, _skilled),
    MigrantInsurance: (SMALLER, _insured),
    GreenChannelCase: (SMALLER, _green),
}
