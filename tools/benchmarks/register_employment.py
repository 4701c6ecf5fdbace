"""Entries of the registers of employment, the same ones at every run: what each of so many holds, by its number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from employment import models
from employment.models.persons import JobType, PersonCategory, Sex
from employment.models.placement import Sector
from employment.models.support import SubsidyKind
from employment.models.training import TrainingType
from employment.models.warning import Level
from targets.models.entries import Entry
from targets.periods import Month
from tools.benchmarks.data import LAST_YEAR
from tools.benchmarks.register_rows import MARK, SMALLER, Fields, Filling, after, day_of, identity, numbered, one_of

CLASSES = 100_000


def _class(number: int) -> Fields:
    begun, trained = day_of(number), 20 + number % 40
    return {
        "class_no": numbered(number),
        "training_type": one_of(TrainingType, number),
        "provider": f"培训中心{number % 50}",
        "trade": f"工种{number % 97}",
        "started_on": begun,
        "ended_on": after(begun, 30, number % 11),
        "trained": trained,
        "examined": trained - 1,
        "passed": trained - 2,
    }


def _household(number: int) -> Fields:
    found = day_of(number)
    helped = after(found, 60, number % 3)
    employed = helped is not None and number % 4 > 0
    return {
        "household_no": numbered(number),
        "head": "某某",
        "identity_number": identity(number),
        "working_age": 2,
        "unemployed": 2,
        "recognised_on": found,
        "due_on": found + timedelta(days=90),
        "exited_on": helped,
        "first_job_on": helped if employed else None,
        "exit_reason": "" if helped is None else "employed" if employed else "moved",
    }


def _statement(number: int) -> Fields:
    """One statement a unit and month, of the months before the demonstration's."""
    month = Month(LAST_YEAR - 1, 12).plus(-(number // 12))
    return {"month": month.first_day, "checked_on": month.last_day, "found": number % 3}


def _person(number: int) -> Fields:
    found = day_of(number)
    employed = after(found, 40 + number % 200, number % 3)
    return {
        "person_no": numbered(number),
        "name": "某某",
        "sex": Sex.MALE,
        "identity_number": identity(number),
        "born_on": date(1950, 1, 1),
        "unemployed_since": found,
        "recognised_on": found,
        "reemployed_on": employed,
        "job_type": one_of(JobType, number) if employed else "",
    }


def _found_work(number: int) -> Fields:
    return {
        "name": "某某",
        "identity_number": identity(number),
        "certificate_no": numbered(number),
        "category": one_of(PersonCategory, number),
        "job_on": day_of(number),
        "channel": one_of(JobType, number),
        "is_4050": number % 5 == 0,
    }


def _post(number: int) -> Fields:
    created, posts = day_of(number), 2 + number % 9
    ended = after(created, 400, number % 4 == 0)
    return {
        "post_no": numbered(number),
        "post": f"岗位{number % 30}",
        "host_unit": f"单位{number % 70}",
        "created_on": created,
        "posts": posts,
        "filled": posts - 1,
        "status": "closed" if ended else "filled",
        "ended_on": ended,
    }


def holder(number: int, posts: Sequence[int]) -> Fields:
    """At one of the posts, by their primary keys."""
    begun = day_of(number)
    return {
        "post_id": posts[number % len(posts)],
        "name": "某某",
        "identity_number": identity(number),
        "category": one_of(PersonCategory, number),
        "holds_from": begun,
        "holds_until": after(begun, 365, number % 2),
        "subsidy": 200 + number % 130,
    }


def _loan(number: int) -> Fields:
    paid = day_of(number)
    repaid = after(paid, 500, number % 3)
    return {
        "loan_no": numbered(number),
        "borrower": "某某",
        "bank": f"银行{number % 6}",
        "amount": Decimal(150 + number % 351) / 100,
        "paid_on": paid,
        "due_on": paid + timedelta(days=730),
        "jobs": number % 4,
        "repayment": ("repaid" if number % 8 else "guaranteed") if repaid else "running",
        "repaid_on": repaid,
    }


def _subsidy(number: int) -> Fields:
    approved = day_of(number)
    return {
        "kind": one_of(SubsidyKind, number),
        "recipient": f"企业{number % 300}",
        "persons": 1 + number % 40,
        "months": f"{approved:%Y-%m}",
        "amount": Decimal(10_000 + number * 37 % 900_001) / 100,
        "approved_on": approved,
        "paid_on": after(approved, 25, number % 6),
    }


def _placements(number: int) -> Fields:
    introductions = 10 + number % 47
    return {
        "agency": f"{MARK}中心{number}",
        "month": Month.of(day_of(number)).first_day,
        "vacancies": number % 83,
        "seekers": number % 91,
        "introductions": introductions,
        "placed": introductions - number % 7,
    }


def _export(number: int) -> Fields:
    return {
        "batch_no": numbered(number),
        "destination": f"城市{number % 40}",
        "left_on": day_of(number),
        "persons": 5 + number % 60,
        "sector": one_of(Sector, number),
        "trained": number % 3 == 0,
    }


def _layoffs(number: int) -> Fields:
    workers = 50 + number % 400
    return {
        "employer": f"{MARK}企业{number}",
        "announced_on": day_of(number),
        "workers": workers,
        "laid_off": workers // 10,
    }


def _response(number: int) -> Fields:
    taken = day_of(number)
    return {
        "month": Month.of(taken).first_day,
        "level": one_of(Level, number),
        "measures": "约谈企业",
        "taken_on": taken,
        "responsible": "某某",
    }


# Posts come before those who hold them; these are made of `holder`.
FILLINGS: dict[type[Entry], tuple[int, Filling]] = {
    models.TrainingClass: (CLASSES, _class),
    models.ZeroEmploymentHousehold: (SMALLER, _household),
    models.HouseholdStatement: (576, _statement),
    models.FortyFiftyPerson: (2 * SMALLER, _person),
    models.ReEmployment: (4 * SMALLER, _found_work),
    models.PublicServicePost: (SMALLER // 2, _post),
    models.MicroLoan: (SMALLER, _loan),
    models.Subsidy: (SMALLER, _subsidy),
    models.PlacementStatement: (SMALLER, _placements),
    models.LabourExport: (SMALLER, _export),
    models.LayoffNotice: (500, _layoffs),
    models.WarningResponse: (100, _response),
}
