"""Figures as files hold them: the numbers behind a page's texts, rounded as published and never shortened to 万."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from targets.formatting import plain
from targets.frame.last_year import past_cell
from targets.models import Indicator
from targets.progress.last_year import PastNumber
from targets.progress.published import rate_value
from targets.reports.sheets import Cell
from targets.tables import FormattedNumber, Head, Value


def entered(indicator: Indicator, number: Decimal | None) -> Value:
    """A number as it was typed, with a percent sign where it is a percentage."""
    return None if number is None else FormattedNumber(plain(number), percent=indicator.unit_of_measure == "%")


def count(number: Decimal | None) -> Value:
    """A part of a rate, or another number that is no percentage."""
    return None if number is None else FormattedNumber(plain(number))


def part_heads(group: str, *, ratio: bool) -> list[Head]:
    """The heads of one month's figures; with rates among them, of their parts too."""
    if not ratio:
        return [Head(group)]
    return [Head(_("Numerator"), group=group), Head(_("Denominator"), group=group), Head(_("Figure"), group=group)]


def cell_values(indicator: Indicator, cell: Cell | None, *, ratio: bool) -> Sequence[Value]:
    """One month's figure in the columns of `part_heads`: empty for a blank, and in words where it is not applicable."""
    if cell is None or cell.is_blank:
        return [None] * (3 if ratio else 1)
    if cell.not_applicable:
        return [None, None, _("not applicable")] if ratio else [_("not applicable")]
    if not indicator.is_ratio:
        value = entered(indicator, cell.value)
        return [None, None, value] if ratio else [value]
    return [count(cell.numerator), count(cell.denominator), rate_value(cell.numerator, cell.denominator)]


def past_values(indicator: Indicator, number: PastNumber | None, *, ratio: bool) -> Sequence[Value]:
    """A figure of last year in the columns of `part_heads`."""
    if number is None:
        return cell_values(indicator, None, ratio=ratio)
    part = number.part
    if indicator.is_ratio and part.numerator is None:
        return [None, None, past_cell(indicator, number).value]
    return cell_values(indicator, Cell(part.value, part.numerator, part.denominator), ratio=ratio)
