"""The lines of a report as people read them: words and formatted numbers for what stands beside a cell."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from targets.arithmetic import HUNDRED, JUDGED_DECIMALS, Kind, Sense
from targets.formatting import DASH, number_text, plain_text
from targets.frame import last_year
from targets.frame.phrases import net_parts_text, short_month_text, span_text
from targets.models import Indicator, State
from targets.models.reports import OPEN_STATES
from targets.periods import Month
from targets.progress.last_year import ChangeUnit, PastNumber, change, exact, unit_of_change
from targets.progress.published import completion_text, rate_text
from targets.progress.rollup import Part
from targets.reports.sheets import FIELDS, Cell, Line


def cell_text(indicator: Indicator, cell: Cell | None) -> str:
    """A month's figure: "1,250", "96.00% (48/50)", "280 (300 − 20)", "not applicable", or a dash for a blank."""
    if cell is None or cell.is_blank:
        return DASH
    if cell.not_applicable:
        return _("not applicable")
    if not indicator.is_ratio:
        value, made_of = value_text(indicator, cell.value), net_parts_text(indicator, cell.numerator, cell.denominator)
        return f"{value} ({made_of})" if made_of else value
    parts = f"{number_text(cell.numerator)}/{number_text(cell.denominator)}"
    return f"{rate_text(cell.numerator, cell.denominator)} ({parts})" if cell.denominator else parts


def value_text(indicator: Indicator, value: Decimal | None) -> str:
    """A number of the indicator, with a percent sign where it is a percentage."""
    if value is None:
        return DASH
    return f"{number_text(value)}%" if indicator.unit_of_measure == "%" else number_text(value)


def total_text(line: Line) -> str:
    """The total to date: the rate of the summed parts, else the number."""
    if line.indicator.is_ratio:
        return rate_text(line.to_date("numerator"), line.to_date("denominator"))
    return value_text(line.indicator, line.total)


def unapproved_text(line: Line) -> str:
    """The earlier months in the total to date that nobody has approved: "with Feb (not submitted)"; else empty."""
    found = []
    for states, word in (
        (OPEN_STATES, _("with %(months)s (not submitted)")),
        ((State.SUBMITTED,), _("with %(months)s (not yet approved)")),
    ):
        if months := line.months_in(states):
            found.append(word % {"months": _(", ").join(short_month_text(month) for month in months)})
    return _("; ").join(found)


def holds_text(line: Line) -> str:
    """The earlier months that an imported figure holds besides its own: "with Jan, Feb, Mar"; else empty."""
    return held_text(line.held_months)


def taken_over_text(line: Line) -> str:
    """From which units that ended a share of the total to date was taken over; empty where from none.

    Of what lasts the month's own figure holds it already.
    """
    name = line.fields[0]
    is_held = line.kind_of(name) is not Kind.FLOW and not line.cell.is_blank
    names = _(", ").join(dict.fromkeys(one.unit for one in line.taken(name) if not is_held))
    return _("with what was taken over from %(names)s") % {"names": names} if names else ""


def held_text(months: Iterable[Month]) -> str:
    """These earlier months, as what a figure holds besides its own."""
    names = _(", ").join(short_month_text(month) for month in months)
    return _("holds %(months)s too") % {"months": names} if names else ""


def target_text(line: Line) -> str:
    """The unit's own target; a ceiling is called one."""
    if line.target is None and line.area_target is not None and line.area_target.value is not None:
        whole = value_text(line.indicator, line.area_target.value)
        return _("%(number)s for the whole area") % {"number": whole}
    if line.target is None or line.target.value is None:
        return DASH
    text = value_text(line.indicator, line.target.value)
    return _("at most %(number)s") % {"number": text} if line.indicator.sense == Sense.AT_MOST else text


def past_text(indicator: Indicator, number: PastNumber | None) -> str:
    """A figure of last year: "1,250", "96.00% (48/50)", or the rate alone where its parts are not known."""
    if number is None:
        return DASH
    part = number.part
    if indicator.is_ratio and part.numerator is None:
        return last_year.past_cell(indicator, number).text
    return cell_text(indicator, Cell(part.value, part.numerator, part.denominator))


def change_since(line: Line) -> Fraction | None:
    """The change of the total to date since last year; None before the month's own figure is there.

    It is None as well while last year's figure lacks that of a unit from which was taken over.
    """
    cell, indicator = line.cell, line.indicator
    if line.last_year_to_date is None or line.last_year_to_date.missing or cell.is_blank or cell.not_applicable:
        return None
    parts = (line.to_date(part) if part in line.fields else None for part in FIELDS)
    now, then = exact(indicator, Part(*parts)), exact(indicator, line.last_year_to_date.part)
    return change(now, then, unit_of_change(indicator))


def change_text(line: Line) -> str:
    """The change since last year as it stands below the total; empty where there is no figure of last year."""
    if line.last_year_to_date is None or line.last_year_to_date.missing:
        return ""
    shown = last_year.change_cell(change_since(line), unit_of_change(line.indicator))
    return share_words()["change"].format(n=shown.text)


def last_year_notes(line: Line) -> list[str]:
    """What a reader of last year's figure must know."""
    number = line.last_year_to_date or line.last_year
    of_area = last_year.area_notes(number, line.ended_since) if number else []
    return of_area + last_year.footnote_texts(line.last_year_footnotes)


def share_words() -> dict[str, str]:
    """The words of the computed columns, with {n} for the number; the page's script uses them as well."""
    return {
        "change": _("change {n}"),
        "points": _("{n} points"),
        "below": _("{n} points below the limit"),
        "above": _("{n} points above the limit"),
        "within": _("within the limit"),
        "over": _("{n} over the limit"),
    }


def share_text(line: Line) -> str:
    """How the total stands to the target: in percent of it, but for a rate in points and for a ceiling in words."""
    indicator, gap = line.indicator, against_target(line)
    if gap is None:
        return completion_text(percent_of_target(line))
    if indicator.sense == Sense.AT_MOST:
        return _against_ceiling(indicator, gap)
    return share_words()["points"].format(n=number_text(gap, JUDGED_DECIMALS, signed=True))


def percent_of_target(line: Line) -> Decimal | None:
    """How much of the target is reached, unrounded; None for a rate and for a ceiling, which are compared instead."""
    target = line.target.value if line.target else None
    if not target or line.total is None or _is_compared(line):
        return None
    return line.total * HUNDRED / target


def against_target(line: Line) -> Decimal | None:
    """How far a rate or a total under a ceiling lies above its target (below: negative); None for others.

    A rate is compared with the decimals with which it is judged, whatever is shown.
    """
    target = line.target.value if line.target else None
    return line.total - target if target is not None and line.total is not None and _is_compared(line) else None


def _is_compared(line: Line) -> bool:
    return line.indicator.sense == Sense.AT_MOST or line.indicator.kind == Kind.RATIO


def _against_ceiling(indicator: Indicator, gap: Decimal) -> str:
    words = share_words()
    if indicator.unit_of_measure == "%":
        number = number_text(abs(gap), JUDGED_DECIMALS)
        return words["above" if gap > 0 else "below"].format(n=number)
    return words["over"].format(n=number_text(gap)) if gap > 0 else words["within"]


def definition_text(indicator: Indicator) -> str:
    """What the indicator counts, and the plan's own words."""
    quote = _("In the plan's words: “%(quote)s”") % {"quote": indicator.quote} if indicator.quote else ""
    return "\n\n".join(part for part in (indicator.definition, quote) if part)


def script_data(line: Line) -> dict[str, str]:
    """What the page's script needs to compute totals, rates and shares while one types; empty texts where not known."""
    target = line.target.value if line.target else None
    data = {
        "kind": line.indicator.kind,
        "sense": "most" if line.indicator.sense == Sense.AT_MOST else "least",
        "target": plain_text(target) or "",
        "percent": "1" if line.indicator.unit_of_measure == "%" else "",
    }
    if line.indicator.has_net_parts:
        data["net"] = "1"
    for part in line.fields:
        data[f"{part}-kind"] = line.kind_of(part).value
        data[f"{part}-before"] = plain_text(line.before_total(part)) or ""
    return data | _last_year_data(line)


def _last_year_data(line: Line) -> dict[str, str]:
    """The total of last year for the script; a rate without parts is written as one of a hundred."""
    number, indicator = line.last_year_to_date, line.indicator
    if number is None or number.missing:
        return {}
    part = number.part
    if not indicator.is_ratio:
        points = {"last-points": "1"} if unit_of_change(indicator) is ChangeUnit.POINTS else {}
        return {"last-value": plain_text(part.value) or ""} | points
    known = part.numerator is not None
    return {
        "last-numerator": plain_text(part.numerator if known else part.value) or "",
        "last-denominator": plain_text(part.denominator if known else HUNDRED) or "",
    }


def line_texts(line: Line, last_month: Month) -> dict[str, str]:
    """All texts beside a line's cell, by name."""
    indicator = line.indicator
    return {
        "definition": definition_text(indicator),
        "months": span_text(indicator.first_month, indicator.last_month),
        "target": target_text(line),
        "last_year": past_text(indicator, line.last_year),
        "last_year_to_date": _("to date %(number)s") % {"number": past_text(indicator, line.last_year_to_date)}
        if line.last_year_to_date
        else "",
        "last_year_footnotes": _("; ").join(last_year_notes(line)),
        "change": change_text(line),
        "last_month": cell_text(indicator, line.before.get(last_month)),
        "cell": cell_text(indicator, line.cell),
        "rate": rate_text(line.cell.numerator, line.cell.denominator) if indicator.is_ratio else "",
        "net": value_text(indicator, line.cell.value) if indicator.has_net_parts else "",
        "total": total_text(line),
        "unapproved": unapproved_text(line),
        "holds": holds_text(line),
        "taken_over": taken_over_text(line),
        "share": share_text(line),
        "review_note": line.figure.review_note if line.figure else "",
    }
