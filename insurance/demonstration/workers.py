"""Invented merged workers whose insurance is to be continued, with names that are plainly nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from insurance.models import InsuranceContinuation
from insurance.models.coverage import Scheme
from targets.demonstration.cases import firm, some_day, somebody
from targets.demonstration.entries import Ground, invents
from targets.demonstration.script import chance
from targets.models import ReportingUnit
from targets.periods import Month

PLACES = ("230502", "230505", "230506")
PERSONS = 20
SCHEMES = (Scheme.PENSION, Scheme.PENSION, Scheme.MEDICAL, Scheme.UNEMPLOYMENT)


@invents
def insurance_continuations(ground: Ground) -> Iterator[InsuranceContinuation]:
    """Twenty persons in each of three units; most were continued within two months, some are still waiting."""
    for code in PLACES:
        for number in range(PERSONS):
            yield _continuation(ground, ground.units[code], number)


def _continuation(ground: Ground, unit: ReportingUnit, number: int) -> InsuranceContinuation:
    luck = chance("continuation", unit.code, number)
    due = some_day(luck, ground.year, number * ground.script.months // PERSONS + 1)
    day = due + timedelta(days=luck.randint(0, 70))
    continued = day if day <= ground.last_day and number % 6 else None
    return InsuranceContinuation(
        unit=unit,
        name=somebody(luck),
        former_firm=firm(unit, number % 4),
        scheme=luck.choice(SCHEMES),
        due_on=due,
        officer=somebody(luck),
        continued_on=continued,
        months_broken=_months(due, continued or ground.last_day),
    )


def _months(begin: date, end: date) -> int:
    """Whole months between the two days."""
    return Month.of(end).months_since(Month.of(begin)) - (end.day < begin.day)
