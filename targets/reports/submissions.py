"""The figures that a submission keeps, and what differs between two submissions of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from targets.formatting import plain_text
from targets.reports.sheets import Cell, Worksheet

KeptFigures = Mapping[str, list]
"""By indicator code: value, numerator and denominator as text, None for a blank, and "not applicable"."""
NOTHING_KEPT = [None, None, None, False]


def kept_figures(sheet: Worksheet) -> dict[str, list]:
    """The report's figures as a submission keeps them."""
    return {
        line.indicator.code: [*map(plain_text, line.cell.numbers), line.cell.not_applicable]
        for line in sheet.lines
        if line.figure
    }


def submitted_cell(figures: KeptFigures, code: str) -> Cell:
    """The cell that a submission keeps of an indicator; a blank one where it keeps none."""
    *numbers, not_applicable = figures.get(code, NOTHING_KEPT)
    return Cell(*(None if text is None else Decimal(text) for text in numbers), not_applicable)


def changed_codes(before: KeptFigures, after: KeptFigures) -> list[str]:
    """The indicators whose figures differ between two submissions; a figure that one of them lacks is blank there."""
    return [
        code for code in sorted({*before, *after}) if before.get(code, NOTHING_KEPT) != after.get(code, NOTHING_KEPT)
    ]


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """A figure that is not as it was submitted before."""

    code: str
    before: Cell
    after: Cell


def changed_since_last(sheet: Worksheet) -> list[FigureDifference]:
    """What differs between the last two submissions, or while the report is open, between the last one and now."""
    kept = list(sheet.report.submissions.order_by("-number").values_list("figures", flat=True)[:2])
    versions = [kept_figures(sheet), *kept] if sheet.report.is_open else kept
    if len(versions) < 2:
        return []
    after, before = versions[:2]
    return [
        FigureDifference(code, submitted_cell(before, code), submitted_cell(after, code))
        for code in changed_codes(before, after)
    ]
