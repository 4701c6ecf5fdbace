"""Ending a unit in a test, and asking how an area stands in a month."""

from datetime import date
from decimal import Decimal

import pytest

from targets.models import Basis, Covers, ReportingUnit, UnitEnding
from targets.periods import Month
from targets.progress import standings
from targets.progress.areas import Area
from targets.structure.ending import Ending, Successor, end_unit

JULY = Month(2007, 7)


@pytest.fixture
def stand_in(plan):
    """`stand_in(city, JUNE, "T01-1")` is the area's progress in the month, the unit as it was then."""

    def build(unit: ReportingUnit, month: Month, code: str):
        [then] = ReportingUnit.objects.filter(pk=unit.pk).during(month) or [unit]
        standing = standings.stand(plan, Area(then, Covers.WHOLE), month, Basis.APPROVED)
        return standing.progress[plan.indicators.get(code=code).pk]

    return build


def ending_of(unit: ReportingUnit, *successors, from_month: Month = JULY, **other) -> Ending:
    """The end of the unit; a successor is a unit, or a unit with its share in percent."""
    named = [one if isinstance(one, tuple) else (one, 100) for one in successors]
    told = {"document": "民函〔2007〕12号", "decided_on": date(2007, 6, 28), "reason": "区划调整"} | other
    return Ending(
        unit, from_month, successors=tuple(Successor(one, Decimal(str(share))) for one, share in named), **told
    )


@pytest.fixture
def end(administrator):
    """`end(baoqing, jianshan)` merges the one into the other from July on."""

    def store(unit: ReportingUnit, *successors, **other) -> UnitEnding:
        stored = end_unit(ending_of(unit, *successors, **other), by=administrator)
        for one in (unit, *(one[0] if isinstance(one, tuple) else one for one in successors)):
            one.refresh_from_db()
        return stored

    return store
