"""The figures of last year and the change since (上年同期、同比), as pages and files show them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.formatting import number_text, points_text
from targets.frame import phrases
from targets.models import Indicator
from targets.progress.last_year import ChangeUnit, ComparedUnits, Comparison, PastNumber, shown_rate
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
    if moved := compared.moved:
        found.append(_("the area was another one last year: %(units)s") % {"units": _(", ").join(map(str, moved))})
    if compared.is_redefined:
        found.append(_("last year's plan defined it otherwise"))
    for unit, text in compared.footnotes:
        found.append(_("%(unit)s: %(text)s") % {"unit": unit, "text": text} if unit else text)
    return found
