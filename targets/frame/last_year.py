"""The figures of last year and the change since (上年同期、同比), as pages and files show them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.formatting import number_text, points_text
from targets.frame import phrases
from targets.models import Indicator, ReportingUnit
from targets.progress.last_year import ChangeUnit, ComparedUnits, Comparison, Footnote, PastNumber, shown_rate
from targets.progress.published import rate_value
from targets.tables.cells import MISSING, FormattedNumber, TableCell


def past_cell(indicator: Indicator, number: PastNumber | None) -> TableCell:
    """A figure of last year; a rate from its parts where they are known, otherwise as it was brought in."""
    if number is None:
        return MISSING
    part = number.part
    if not indicator.is_ratio or rate_value(part.numerator, part.denominator) is not None:
        return phrases.reached(indicator, part)
    return phrases.amount(indicator, shown_rate(part))


def change_cell(change: Fraction | None, unit: ChangeUnit) -> TableCell:
    """The change as "+5.2%" or "−0.3 points", rounded half up once, from the exact quotient."""
    if change is None:
        return MISSING
    decimals = settings.PERCENT_DECIMALS
    shown = half_up(change, decimals)
    is_percent = unit is ChangeUnit.PERCENT
    value = FormattedNumber(shown, decimals, percent=is_percent, signed=True)
    if is_percent:
        return TableCell(f"{number_text(shown, decimals, signed=True)}%", value=value)
    return TableCell(points_text(shown, decimals), value=value)


def half_up(number: Fraction, decimals: int) -> Decimal:
    """The fraction rounded half away from zero; what rounds to zero has no sign."""
    scaled = abs(number) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if number < 0 else whole).scaleb(-decimals)


def lines(compared: Comparison) -> list[str]:
    """The lines below a figure to date: "last year 8,900" and "change +5.2%"; none without last year's figure."""
    if compared.to_date is None:
        return []
    past = _("last year %(value)s") % {"value": past_cell(compared.indicator, compared.to_date).text}
    found = [past, _("change %(change)s") % {"change": change_cell(compared.change_to_date, compared.unit).text}]
    if compared.now.complete:
        return found
    if compared.units_to_date is None:
        return [past, why_no_change(compared)]
    return [*found, units_and_numbers(compared.indicator, compared.units_to_date)]


def why_no_change(compared: Comparison) -> str:
    """Why an area of which units are missing has no change to date."""
    if compared.lacks_figures_by_unit:
        return _("no change: units are missing, and last year's figures of those that reported are not all known")
    return _("no change while units are missing")


def units_text(units: ComparedUnits | None) -> str:
    """Which units a change compares: "6 of 8 units, like for like"; empty where it is the area as a whole."""
    if units is None:
        return ""
    words = ngettext(
        "%(units)s of %(asked)s unit, like for like", "%(units)s of %(asked)s units, like for like", units.asked
    )
    return words % {"units": units.units, "asked": units.asked}


def units_and_numbers(indicator: Indicator, units: ComparedUnits) -> str:
    """The same with their figures: "6 of 8 units, like for like: 5,000, last year 4,800"."""
    now, then = phrases.reached(indicator, units.now), past_cell(indicator, PastNumber(units.then))
    numbers = {"units": units_text(units), "now": now.text, "then": then.text}
    return _("%(units)s: %(now)s, last year %(then)s") % numbers


def rests_on(compared: Comparison) -> str:
    """Which units the changes of the month and to date compare, or why there is none; empty for the whole area."""
    if compared.to_date is None and compared.month is None:
        return ""
    indicator, found = compared.indicator, []
    if compared.units_of_month:
        found.append(_("of the month %(text)s") % {"text": units_and_numbers(indicator, compared.units_of_month)})
    if compared.units_to_date:
        found.append(_("to date %(text)s") % {"text": units_and_numbers(indicator, compared.units_to_date)})
    elif compared.to_date and not compared.now.complete:
        found.append(why_no_change(compared))
    return _("; ").join(found)


def notes(compared: Comparison) -> list[str]:
    """What a reader of the change must know: units without figures, a changed area, a changed definition."""
    number = compared.to_date or compared.month
    if number is None:
        return []
    found = area_notes(number, compared.ended_units, compared.moved)
    if compared.is_redefined:
        found.append(_("last year's plan defined it otherwise"))
    return found + footnote_texts(compared.footnotes)


def area_notes(number: PastNumber, ended: Iterable[ReportingUnit], moved: Iterable[ReportingUnit] = ()) -> list[str]:
    """Of which units last year's figure is: those without one, those that have ended since, and those that moved.

    What was taken over from a unit that ended is in the figure, or else the area is another one: a rate without its
    parts cannot be added.
    """
    found = []
    if number.missing:
        text = ngettext(
            "last year without the figure of %(count)s unit",
            "last year without the figures of %(count)s units",
            number.missing,
        )
        found.append(text % {"count": number.missing})
    if number.is_total:
        found.append(_("last year's figure was brought in for the whole, not added up"))
    ended = list(ended)
    if held := [unit.short_name for unit in ended if unit.pk in number.part.taken_from]:
        text = _("last year's figure holds what has been taken over since from %(units)s")
        found.append(text % {"units": _(", ").join(held)})
    left_out = [] if number.missing else [unit for unit in ended if unit.pk not in number.part.taken_from]
    if others := [*moved, *left_out]:
        found.append(_("the area was another one last year: %(units)s") % {"units": _(", ").join(map(str, others))})
    return found


def footnote_texts(footnotes: Iterable[Footnote]) -> list[str]:
    """What was said when figures were brought in, with the unit where it is not the reader's own."""
    return [_("%(unit)s: %(text)s") % one._asdict() if one.unit else one.text for one in footnotes]
