"""Comparing what a file gives twice: printed totals with the sums of their parts, typed rates with their parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from targets.arithmetic import rate
from targets.formatting import number_text
from targets.imports.figures.findings import FigureInFile, ProposedFigure
from targets.imports.figures.table_reading import Total
from targets.models import Indicator
from targets.reports.sheets import Cell
from targets.spreadsheets.remarks import Remark, Weight

# Persons are whole: their total is exact, where a sum of rounded 万人 or 万元 is not.
EXACT = ("人", "人次")
RATE_TOLERANCE = Decimal("0.01")


def compare_totals(
    totals: Iterable[Total], figures: Iterable[FigureInFile], indicators: Mapping[str, Indicator]
) -> list[Remark]:
    """A total that differs from its parts by more than rounding: a warning, for persons a fault."""
    parts: dict[tuple, list[Decimal]] = defaultdict(list)
    for one in figures:
        if one.number is not None:
            parts[one.table, one.code, one.part, one.month, one.to_date].append(one.number)
    remarks = []
    for total in totals:
        numbers = parts.get((total.table, total.code, total.part, total.month, total.to_date))
        if numbers and (remark := _total_remark(total, numbers, indicators[total.code])):
            remarks.append(remark)
    return remarks


def _total_remark(total: Total, numbers: list[Decimal], indicator: Indicator) -> Remark | None:
    added = sum(numbers, Decimal(0))
    exact = total.quantum == 1 and indicator.unit_of_measure_zh_hans in EXACT
    tolerance = Decimal(0) if exact else total.quantum / 2 * len(numbers)
    if abs(added - total.number) <= tolerance:
        return None
    text = _("The total says %(total)s, but its parts add up to %(added)s. Correct the total or the wrong part.")
    words = {"total": number_text(total.number), "added": number_text(added)}
    weight = Weight.FAULT if exact else Weight.WARNING
    return Remark(weight, total.place, words["total"], text % words)


def compare_rates(rates: Iterable[FigureInFile], proposals: Iterable[ProposedFigure]) -> list[Remark]:
    """A typed rate is never stored: it is worked out from its two parts, and a difference is a warning."""
    cells = {(p.unit, p.code, p.month): p.new for p in proposals}
    remarks = []
    for typed in rates:
        cell = cells.get((typed.unit, typed.code, typed.month))
        if typed.number is not None and (text := _rate_text(typed.number, cell)):
            remarks.append(Remark(Weight.WARNING, typed.place, number_text(typed.number), text))
    return remarks


def _rate_text(typed: Decimal, cell: Cell | None) -> str:
    """The warning about a typed rate; empty where its parts agree with it."""
    if cell is None or cell.numerator is None or cell.denominator is None:
        return _("A rate is worked out from its two parts. The file does not give both, so the rate is not imported.")
    worked_out = rate(cell.numerator, cell.denominator)
    if worked_out is None or abs(worked_out - typed) <= RATE_TOLERANCE:
        return ""
    text = _("The rate says %(typed)s, but its parts give %(rate)s. The parts are imported.")
    return text % {"typed": number_text(typed, 2), "rate": number_text(worked_out, 2)}
