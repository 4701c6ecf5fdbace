"""What the registers of skills count, by rows worked out by hand, and which entries they refuse."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from skills.models import AppraisalBatch, SchoolIntake, SkilledWorker, TrainingViolation
from targets.periods import Month
from targets.registers.counting import count_all
from targets.registers.registry import registry

WORKERS = registry.get("skills", "skilled-workers")
BATCHES = registry.get("skills", "appraisal-batches")
INTAKES = registry.get("skills", "school-intakes")
VIOLATIONS = registry.get("skills", "training-violations")


def counted(register, key, unit, month):
    """A figure of 2007: its value, or its two parts."""
    period = Month(2007, month)
    found = count_all([register], [period]).of(register, unit, period, register.figure(key))
    return found if found is None else tuple(int(part) for part in found if part is not None)


def broken(entry):
    return [field for kept, field, _words in entry.requirements() if not kept]


# ---- Highly skilled workers -------------------------------------------------------------------------------


def worker(unit, number, level, issued_on):
    return SkilledWorker(
        unit=unit,
        name="演示",
        identity_number="230599197001010010",
        trade="焊工",
        level=level,
        certificate_no=number,
        issued_on=issued_on,
    )


def test_certificates_count_in_the_month_of_issue_and_technicians_apart(city):
    SkilledWorker.objects.bulk_create(
        [
            worker(city, "1", "senior", date(2007, 6, 1)),
            worker(city, "2", "technician", date(2007, 6, 30)),
            worker(city, "3", "senior_technician", date(2007, 6, 15)),
            worker(city, "4", "technician", date(2007, 7, 1)),
            worker(city, "5", "senior", date(2007, 5, 31)),
        ]
    )
    assert [counted(WORKERS, "T13-1", city, month) for month in (5, 6, 7)] == [(1,), (3,), (1,)]
    assert [counted(WORKERS, "T13-2", city, month) for month in (5, 6, 7)] == [(0,), (2,), (1,)]


def test_a_level_below_senior_worker_is_not_taken(city):
    choices = dict(SkilledWorker._meta.get_field("level").choices)
    assert list(choices) == ["senior", "technician", "senior_technician"]


# ---- Appraisals -------------------------------------------------------------------------------------------


def batch(unit, number="1", held_on=date(2007, 6, 5), **numbers):
    values = {"applied": 60, "examined": 58, "passed": 50, "certificates": 49} | numbers
    return AppraisalBatch(
        unit=unit, batch_no=number, station="一所", trade="焊工", level="intermediate", held_on=held_on, **values
    )


def test_sitting_counts_and_not_passing(city):
    AppraisalBatch.objects.bulk_create(
        [
            batch(city, "1"),
            batch(city, "2", examined=42, passed=30, certificates=0),
            batch(city, "3", date(2007, 5, 31)),
        ]
    )
    assert counted(BATCHES, "T15-1", city, 6) == (100,)
    assert counted(BATCHES, "passed", city, 6) == (80, 100)
    assert counted(BATCHES, "certificates", city, 6) == (49,)


@pytest.mark.parametrize(
    ("numbers", "field"),
    [
        ({"applied": 57}, "examined"),
        ({"passed": 59, "certificates": 1}, "passed"),
        ({"certificates": 51}, "certificates"),
    ],
)
def test_no_part_of_a_batch_exceeds_its_whole(city, numbers, field):
    assert broken(batch(city, **numbers)) == [field]
    with pytest.raises(IntegrityError), transaction.atomic():
        batch(city, **numbers).save()


# ---- Intake -----------------------------------------------------------------------------------------------


def intake(unit, major="焊接", **values):
    plain = {"level": "intermediate", "year": 2007, "planned": 50, "admitted": 48, "enrolled": 45, "rural": 20}
    return SchoolIntake(unit=unit, school="一技校", major=major, **plain | {"registered_on": date(2007, 9, 3)} | values)


def test_students_count_in_the_month_in_which_they_registered(city):
    intake(city).save()
    intake(city, "机电", level="senior", enrolled=10, rural=4).save()
    intake(city, "钳工", enrolled=0, rural=0, registered_on=None).save()
    assert [counted(INTAKES, "T13-4", city, month) for month in (8, 9)] == [None, (55,)]
    assert counted(INTAKES, "T13-5", city, 9) == (10,)
    assert counted(INTAKES, "rural", city, 9) == (24,)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"admitted": 44}, "enrolled"),
        ({"rural": 46}, "rural"),
        ({"registered_on": None}, "registered_on"),
        ({"registered_on": date(2008, 9, 1)}, "registered_on"),
    ],
)
def test_intakes_that_cannot_be(city, values, field):
    assert broken(intake(city, **values)) == [field]


# ---- Unlawful training ------------------------------------------------------------------------------------


def violation(unit, number, due_on, corrected_on=None, found_on=date(2007, 4, 2)):
    return TrainingViolation(
        unit=unit,
        case_no=number,
        provider="某校",
        breach="guaranteed_pass",
        found_on=found_on,
        action="责令改正",
        due_on=due_on,
        corrected_on=corrected_on,
    )


def test_a_breach_counts_once_in_the_month_in_which_its_time_ran_out(city):
    TrainingViolation.objects.bulk_create(
        [
            violation(city, "put right on the day", date(2007, 5, 31), date(2007, 5, 31)),
            violation(city, "a day late", date(2007, 5, 31), date(2007, 6, 1)),
            violation(city, "never", date(2007, 6, 1)),
            violation(city, "no order yet", None),
        ]
    )
    assert [counted(VIOLATIONS, "T16-1", city, month) for month in (4, 5, 6, 7)] == [(0,), (1,), (1,), (0,)]
    assert counted(VIOLATIONS, "in_time", city, 5) == (1, 2)
    assert counted(VIOLATIONS, "pending", city, 6) == (2,)


def test_the_day_allowed_comes_from_an_order_and_not_before_the_finding(city):
    early = violation(city, "1", date(2007, 4, 1))
    assert broken(early) == ["due_on"]
    early.due_on, early.action = date(2007, 5, 1), " "
    assert broken(early) == ["action"]
