"""Dates, names, amounts and progress as the texts that pages show.

An amount is a `TableCell`: its text, the exact figure beside a rounded text, and the value for files.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache
from itertools import pairwise

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy as _lazy_of

from targets.arithmetic import HUNDRED, Progress, Sense, Status, Tally
from targets.formatting import MINUS, WAN, number_text, percent_text, plain, rounded, wan_text
from targets.frame.looks import MILESTONE_OVERDUE, MILESTONE_STATES, MILESTONE_UNSAID, STATUSES
from targets.models import Indicator, MilestoneState, TargetInForce, UnitEnding
from targets.periods import Month
from targets.progress import rollup
from targets.progress.published import is_percentage, rate_text, rate_value
from targets.tables.cells import MISSING, FormattedNumber, TableCell

KEPT_CEILING = _lazy_of("status", "within the limit")
CEILING_WORDS = {
    Status.ON_PACE: KEPT_CEILING,
    Status.MET: KEPT_CEILING,
    Status.BEHIND: _lazy_of("status", "over the limit so far"),
    Status.BREACHED: _lazy_of("status", "over the limit"),
}


def month_text(month: Month) -> str:
    """The month as "June 2007", in the reader's language."""
    return _date(month.first_day, "YEAR_MONTH_FORMAT", get_language())


def short_month_text(month: Month) -> str:
    """The month as "Jun", in Chinese "6月"."""
    return _date(month.first_day, pgettext("date format of a month in a table's head", "M"), get_language())


def span_text(first: Month | None, last: Month | None) -> str:
    """From when to when something holds: "from July 2007", "until August 2007"; empty where no month is set."""
    words = {"first": first and month_text(first), "last": last and month_text(last)}
    if first is None and last is None:
        return ""
    if last is None:
        return _("from %(first)s") % words
    return (_("until %(last)s") if first is None else _("%(first)s to %(last)s")) % words


def day_text(day: date | None) -> str:
    """The day as "3 July 2007", in the reader's language; empty for None."""
    return _date(day, "DATE_FORMAT", get_language()) if day else ""


def clock_text(moment: datetime) -> str:
    """The time of day in the bureau's time zone, such as "16:20"."""
    return f"{timezone.localtime(moment):%H:%M}"


def moment_text(moment: datetime | None) -> str:
    """Day and time in the bureau's time zone, such as "3 July 2007 16:20"; empty for None."""
    return f"{day_text(timezone.localtime(moment).date())} {clock_text(moment)}" if moment else ""


@lru_cache(maxsize=1000)
def _date(day: date, form: str, language: str | None) -> str:
    """The day in Django's format, cached because a page repeats a few days a hundred times."""
    return formats.date_format(day, form)


def status_word(status: Status, sense: str) -> str:
    """The word for a status; a ceiling is "within the limit" or "over the limit", never met or missed.

    While units are missing it is over the limit "so far".
    """
    if sense == Sense.AT_MOST and status in CEILING_WORDS:
        return str(CEILING_WORDS[status])
    return str(STATUSES[status].word)


def writes_wan() -> bool:
    """Whether large numbers are written in ten thousands (万): in Chinese they are."""
    return (get_language() or "").startswith("zh")


def amount(indicator: Indicator, number: Decimal | None) -> TableCell:
    """A value of the indicator without its unit of measure; its text is in 万 where the plan writes it so."""
    if number is None:
        return MISSING
    # An amount due by now may have more decimals than the indicator.
    shown = rounded(number, indicator.decimals)
    if is_percentage(indicator):
        text = percent_text(shown, indicator.decimals)
        return TableCell(text, value=FormattedNumber(shown, indicator.decimals, percent=True))
    exact, value = number_text(shown), FormattedNumber(plain(shown))
    if not indicator.in_wan or abs(shown) < WAN or not writes_wan():
        return TableCell(exact, value=value)
    return TableCell(wan_text(shown), exact, value)


def reached(indicator: Indicator, tally: Tally | rollup.Part) -> TableCell:
    """What is reached: a rate from its parts, rounded once, with the decimals that the bureau publishes."""
    if indicator.is_ratio:
        text = rate_text(tally.numerator, tally.denominator)
        return TableCell(text, value=rate_value(tally.numerator, tally.denominator))
    return amount(indicator, tally.value)


def net_parts_text(indicator: Indicator, came_in: Decimal | None, went_out: Decimal | None) -> str:
    """What a net figure is the difference of: "300 − 20", "300 − —"; empty for others, and where neither is known."""
    if not indicator.is_net or (came_in is None and went_out is None):
        return ""
    return f"{number_text(came_in)} {MINUS} {number_text(went_out)}"


def exact_text(indicator: Indicator, number: Decimal | None) -> str:
    """A value of the indicator in full, never in 万."""
    shown = amount(indicator, number)
    return shown.exact or shown.text


def unit_text(indicator: Indicator) -> str:
    """The unit of measure to be written after a value; empty for percentages, whose values contain the sign."""
    return "" if is_percentage(indicator) else indicator.unit_of_measure


def with_unit(text: str, unit: str) -> str:
    """The amount and its unit: "18,000 persons", in Chinese "1.8万人" without a space."""
    return f"{text} {unit}" if unit and not writes_wan() else f"{text}{unit}"


def target_number(indicator: Indicator, value: Decimal | None, unit: str | None = None) -> TableCell:
    """A target with its unit and sense: "at least 90%", "at most 4.6%", "18,000 persons".

    `unit` is the result of `unit_text`, where the caller has it already.
    """
    if value is None:
        return MISSING
    if is_percentage(indicator):
        words = _("at most %(number)s") if indicator.sense == Sense.AT_MOST else _("at least %(number)s")
        return TableCell(
            words % {"number": f"{number_text(value)}%"}, value=FormattedNumber(plain(value), percent=True)
        )
    number, unit = amount(indicator, value), unit_text(indicator) if unit is None else unit
    text = with_unit(number.text, unit)
    if indicator.sense == Sense.AT_MOST:
        text = _("at most %(number)s") % {"number": text}
    return TableCell(text, with_unit(number.exact, unit) if number.exact else "", number.value)


def exact_target(indicator: Indicator, value: Decimal | None) -> TableCell:
    """A target as in `target_number`, but in full and never in 万."""
    shown = target_number(indicator, value)
    return TableCell(shown.exact, value=shown.value) if shown.exact else shown


def target_changes(indicator: Indicator, versions: Sequence[TargetInForce]) -> list[str]:
    """The adjustments of a target in their order: "target from July 2007: 20,000 persons (document)"."""
    found = []
    for before, version in pairwise(versions):
        if (version.value, version.in_force) == (before.value, before.in_force):
            continue
        told = {"month": month_text(version.begins), "value": exact_target(indicator, version.value).text}
        words = _("target from %(month)s: %(value)s") if version.in_force else _("no target from %(month)s on")
        text = words % told
        if version.document:
            text = _("%(text)s (%(document)s)") % {"text": text, "document": version.document}
        if version.decided_for:
            named = month_text(Month.of(version.decided_for))
            text = _("%(text)s, decided for %(month)s, which was closed") % {"text": text, "month": named}
        found.append(text)
    return found


def target_as_written(
    indicator: Indicator, target: TargetInForce | None, value: Decimal | None, unit: str | None = None
) -> TableCell:
    """A target in the plan's own words, in Chinese and as long as its value is the one in the plan's file."""
    shown = target_number(indicator, value, unit)
    if target is None or value is None or not indicator.as_written or not writes_wan():
        return shown
    shipped = target.shipped.get("value")
    if shipped is None or Decimal(str(shipped)) != value:
        return shown
    exact = shown.exact or shown.text
    return TableCell(indicator.as_written, exact if exact != indicator.as_written else "", shown.value)


def gap(indicator: Indicator, progress: Progress) -> TableCell:
    """How far the value is ahead of or behind what is due, in the unit of measure or in percentage points.

    Percentages and ceilings are "above" or "below". In files it is a signed number. Where units are missing it is the
    gap of those that reported (同口径), if they can be compared.
    """
    if progress.gap is None:
        return MISSING
    size = rounded(progress.gap, indicator.decimals)
    value = FormattedNumber(size, indicator.decimals, signed=True)
    if not size:
        return TableCell(_("as due"), value=value)
    is_over_line = (size > 0) != (progress.commitment.sense is Sense.AT_MOST)
    if is_percentage(indicator):
        words = _("%(number)s points above") if is_over_line else _("%(number)s points below")
    elif progress.commitment.sense is Sense.AT_MOST:
        words = _("%(number)s above") if is_over_line else _("%(number)s below")
    else:
        words = _("%(number)s ahead") if is_over_line else _("%(number)s behind")
    return TableCell(words % {"number": number_text(abs(size))}, value=value)


def needed(indicator: Indicator, progress: Progress, best: Decimal | None) -> TableCell:
    """What is still needed each month, rounded up: "412 a month for 4 months; best so far 388"."""
    if not progress.needed_per_month:
        return MISSING
    number = progress.needed_per_month.quantize(Decimal(1).scaleb(-indicator.decimals), ROUND_CEILING)
    value = FormattedNumber(plain(number))
    text = ngettext(
        "%(number)s a month for %(months)s month", "%(number)s a month for %(months)s months", progress.months_left
    ) % {"number": number_text(number), "months": progress.months_left}
    if best is None:
        return TableCell(text, value=value)
    words = _("%(needed)s; best so far %(best)s") % {"needed": text, "best": number_text(plain(best))}
    return TableCell(words, value=value)


def milestone_mark(state: str, *, overdue: bool) -> tuple[str, str]:
    """The colour and word of a milestone's state, empty if unreported; what was not reported is not overdue."""
    if not state:
        look = MILESTONE_UNSAID
    elif overdue and state != MilestoneState.DONE:
        look = MILESTONE_OVERDUE
    else:
        look = MILESTONE_STATES[MilestoneState(state)]
    return look.colour, str(look.word)


def taken_from_text(name: str) -> str:
    """That a state was reported by the unit of this name, which ended, and was taken over from it."""
    return _("as reported by %(unit)s, from which it was taken over") % {"unit": name}


def ending_text(ending: UnitEnding) -> str:
    """From when on the unit is no more, who follows it, and by which document."""
    followers = [
        one.successor.name
        if one.share == HUNDRED
        else _("%(successor)s %(share)s %%") % {"successor": one.successor.name, "share": number_text(one.share)}
        for one in ending.successions.all()
    ]
    told = {
        "unit": ending.unit.name,
        "month": month_text(ending.since),
        "followers": _(", ").join(followers),
        "document": ending.document,
    }
    if not followers:
        return _("%(unit)s is no more from %(month)s on, and nobody follows it (%(document)s).") % told
    return _("%(unit)s is no more from %(month)s on; followed by %(followers)s (%(document)s).") % told
