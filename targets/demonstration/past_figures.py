"""Invented figures of the year before, from which the invented ones of the plan's year have grown."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from simple_history.utils import bulk_create_with_history

from targets import clock
from targets.arithmetic import Kind, Sense
from targets.demonstration.invention import Invention
from targets.demonstration.reports import targets_of
from targets.demonstration.script import Script, chance
from targets.models import Covers, Indicator, PastFigure, ReportingUnit, WorkPlan, is_asked_of
from targets.progress.last_year import MONTHS_BACK
from targets.reports.sheets import Cell

REASON = "demonstration"
TO_DATE = {"value": "to_date", "numerator": "numerator_to_date", "denominator": "denominator_to_date"}


def bring_in(script: Script, plan: WorkPlan, units: dict[str, ReportingUnit]) -> None:
    """Give each unit figures of the months of last year, as many as it has reports this year."""
    indicators = [indicator for indicator in Indicator.objects.filter(plan=plan) if indicator.is_entered]
    targets = targets_of(plan)
    rows: list[PastFigure] = []
    for unit in units.values():
        invention = Invention(script, unit.code)
        for indicator in indicators:
            if is_asked_of(unit, indicator.reported_by):
                cells = invention.cells(indicator.code, targets.get((indicator.pk, unit.pk)))
                rows += _rows(script, plan, indicator, unit, cells)
    bulk_create_with_history(rows, PastFigure, default_change_reason=REASON, default_date=clock.now())


def _rows(
    script: Script, plan: WorkPlan, indicator: Indicator, unit: ReportingUnit, cells: list[Cell]
) -> Iterator[PastFigure]:
    """A row for each month; a rate has changed by its numerator alone, and of a net figure the net alone is known."""
    growth = _growth(indicator, unit)
    covers = Covers.OWN if unit.is_city and not indicator.is_city_wide else Covers.WHOLE
    reached: dict[str, Decimal] = {}
    for month, cell in zip(plan.months, cells, strict=False):
        row = PastFigure(
            indicator=indicator,
            unit=unit,
            covers=covers,
            month=month.plus(-MONTHS_BACK).first_day,
            source=script.source,
            is_demo=True,
        )
        for name, number in zip(TO_DATE, cell.numbers, strict=True):
            if number is not None and (name == "value" or indicator.is_ratio):
                then = number if name == "denominator" else _shrunk(number, growth)
                kind = indicator.kind if name == "value" else getattr(indicator, f"{name}_kind")
                reached[name] = then + (reached.get(name, Decimal(0)) if kind == Kind.FLOW else 0)
                setattr(row, name, then)
                setattr(row, TO_DATE[name], reached[name])
        yield row


def _growth(indicator: Indicator, unit: ReportingUnit) -> Decimal:
    """What this year's figures are a multiple of; where little is good, the number has fallen."""
    if indicator.kind == Kind.LEVEL:
        return Decimal(1)
    grown = Decimal(str(round(chance(indicator.code, unit.code, "last year").uniform(1.01, 1.12), 4)))
    return 2 - grown if indicator.sense == Sense.AT_MOST else grown


def _shrunk(number: Decimal, growth: Decimal) -> Decimal:
    """The number a year before, with as many decimals as this year's."""
    return (number / growth).quantize(number, ROUND_HALF_UP)
