"""The matrix of units and indicators as files: as the page shows it, and as a list to filter and to sum."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from targets.formatting import rounded
from targets.models import Indicator
from targets.pages import phrases
from targets.pages.exports.answers import Download
from targets.pages.exports.boards import name_parts
from targets.pages.exports.values import amount, count, goal, percent
from targets.pages.matrices import Matrix, MatrixCell, MatrixRow
from targets.progress import Kind, Progress, Sense, Status
from targets.published import rate
from targets.spreadsheets.out.table_contents import Figure, Table, Value, columns


def matrix(context: dict) -> Download:
    """Every unit against every indicator."""
    page, shown = context["page"], context["matrix"]
    return Download(
        name_parts(page, _("Units and indicators")), [page.plan.title, shown.caption], [_grid(shown), _list(shown)]
    )


def _grid(shown: Matrix) -> Table:
    words = _(
        "Each cell: the share of what was due by now, in percent; for rates the points above (+) or below (−) what"
        " was due; for deliverables those done of all."
    )
    heads = columns(_("Chapter"), _("Code"), _("Indicator"), _("Unit of measure"), shown.area, *_units(shown))
    rows: list[list[Value]] = [
        [title, row.code, row.name, row.indicator.unit_of_measure, *(_compared(row.indicator, c)[0] for c in row.cells)]
        for title, row in _rows(shown)
    ]
    return Table(_("Units and indicators"), [words], heads, rows, names=3)


def _list(shown: Matrix) -> Table:
    heads = columns(
        _("Unit"),
        _("Chapter"),
        _("Code"),
        _("Indicator"),
        _("Unit of measure"),
        _("Target"),
        _("To date"),
        _("Due by now"),
        _("In the matrix"),
        _("The matrix says"),
        _("State"),
    )
    rows = [
        _listed(unit, title, row, cell)
        for title, row in _rows(shown)
        for unit, cell in zip([shown.area, *_units(shown)], row.cells, strict=True)
        if cell.progress is not None
    ]
    return Table(_("Units and indicators, as a list"), [], heads, rows, names=4)


def _listed(unit: str, title: str, row: MatrixRow, cell: MatrixCell) -> list[Value]:
    indicator, progress = row.indicator, cell.progress
    promise = progress.commitment
    return [
        unit,
        title,
        row.code,
        row.name,
        indicator.unit_of_measure,
        goal(indicator, promise.target),
        amount(indicator, progress.to_date),
        None if promise.sense is Sense.AT_MOST else amount(indicator, progress.due),
        *_compared(indicator, cell),
        cell.words,
    ]


def _compared(indicator: Indicator, cell: MatrixCell) -> tuple[Value, Value]:
    """The number that the cell's text gives, and what it is; follows `matrices.cell_text` case by case."""
    progress = cell.progress
    if progress is None or progress.to_date is None or progress.status is Status.NOT_REPORTED:
        return None, None
    value, due = progress.to_date, progress.due
    if indicator.kind == Kind.MILESTONES and progress.commitment.target is not None:
        return count(value), _("deliverables done")
    if due is None or indicator.kind == Kind.LEVEL:
        return amount(indicator, value), _("the figure itself")
    return _against_due(indicator, progress, value, due)


def _against_due(indicator: Indicator, progress: Progress, value: Decimal, due: Decimal) -> tuple[Value, Value]:
    if phrases.is_percentage(indicator) or progress.commitment.sense is Sense.AT_MOST:
        gap = rounded(value - due, indicator.decimals)
        return Figure(gap, indicator.decimals, signed=True), _("difference to what was due")
    if not due:
        return amount(indicator, value), _("the figure itself")
    return percent(rate(value, due)), _("share of what was due (%)")


def _units(shown: Matrix) -> list[str]:
    return [name for name, _url in shown.heads]


def _rows(shown: Matrix) -> Iterator[tuple[str, MatrixRow]]:
    return ((group.title, row) for group in shown.groups for row in group.rows)
