"""Figures as files hold them: the numbers behind a page's texts, rounded as published and never shortened to 万."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    """A part of a rate or of a net figure, or another number that is no percentage."""
    return None if number is None else FormattedNumber(plain(number))


def part_heads(group: str, indicators: Collection[Indicator]) -> list[Head]:
    """The heads of one month's figures; with rates or net figures among them, of their parts too."""
    ratio, has_net = any(one.is_ratio for one in indicators), any(one.has_net_parts for one in indicators)
    if ratio and has_net:
        first, second = _("Numerator, or came in"), _("Denominator, or went out")
    elif ratio or has_net:
        first, second = (_("Numerator"), _("Denominator")) if ratio else (_("Came in"), _("Went out"))
    else:
        return [Head(group)]
    return [Head(first, group=group), Head(second, group=group), Head(_("Figure"), group=group)]


def cell_values(indicator: Indicator, cell: Cell | None, *, with_parts: bool) -> Sequence[Value]:
    """One month's figure in the columns of `part_heads`: empty for a blank, and in words where it is not applicable."""
    if cell is None or cell.is_blank:
        return [None] * (3 if with_parts else 1)
    if cell.not_applicable:
        return [None, None, _("not applicable")] if with_parts else [_("not applicable")]
    if not indicator.is_ratio:
        value = entered(indicator, cell.value)
        return [count(cell.numerator), count(cell.denominator), value] if with_parts else [value]
    return [count(cell.numerator), count(cell.denominator), rate_value(cell.numerator, cell.denominator)]


def past_values(indicator: Indicator, number: PastNumber | None, *, with_parts: bool) -> Sequence[Value]:
    """A figure of last year in the columns of `part_heads`."""
    if number is None:
        return cell_values(indicator, None, with_parts=with_parts)
    part = number.part
    if indicator.is_ratio and part.numerator is None:
        return [None, None, past_cell(indicator, number).value]
    return cell_values(indicator, Cell(part.value, part.numerator, part.denominator), with_parts=with_parts)
