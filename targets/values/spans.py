"""The period that a cell or a title names: one month, or January up to a month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from targets.periods import Month, NotAMonth
from targets.values import Value, span_words

# Most cells of a sheet name no period, and are told from the others by this alone.
_MAY_NAME = re.compile(r"[月季年\u2F49]|\d{4}")


class AmbiguousSpan(ValueError):
    """A period is named, but not which; the text is a sentence that says why and what to write."""


@dataclass(frozen=True, slots=True)
class Span:
    """One month, or the months from January up to it (`cumulative`)."""

    month: Month
    cumulative: bool


def read_span(value: Value, *, year: int | None) -> Span | None:
    """The period that a cell names and nothing besides; None where it names none.

    `year` stands for a year left out. A date is its month, whatever its day.
    Raises AmbiguousSpan for the number 2007.1 (January, or October whose zero Excel dropped) and for periods
    that are neither a month nor January up to one (4-6月, 二季度, 下半年).
    """
    if isinstance(value, date):
        return _span(value.year, value.month, cumulative=False)
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _read_text(f"{value:.15g}", year)
    return _read_text(value, year) if isinstance(value, str) else None


def _read_text(value: str, year: int | None) -> Span | None:
    if not _MAY_NAME.search(value):
        return None
    text = span_words.simplify(value)
    if span_words.SHORT_OCTOBER.fullmatch(text):
        words = {"text": text, "january": f"{text[:4]}年1月", "october": f"{text[:4]}年10月"}
        raise AmbiguousSpan(_("“%(text)s” may be January or October. Write %(january)s or %(october)s.") % words)
    day = span_words.DAY.fullmatch(text)
    if day:
        return _day(*(int(part) for part in day.groups() if part))
    rest = span_words.FILLING.sub("", span_words.PERIOD.sub("", text))
    rest = span_words.YEAR.sub("", rest).replace("年", "")
    return None if rest else _find(text, year)


def _day(year: int, month: int, day: int) -> Span | None:
    try:
        return _span(year, date(year, month, day).month, cumulative=False)
    except ValueError:
        return None


def _span(year: int, month: int, *, cumulative: bool) -> Span | None:
    try:
        return Span(Month(year, month), cumulative)
    except NotAMonth:
        return None


def find_span(text: str, *, year: int | None) -> Span | None:
    """The period named anywhere in a title, such as "双鸭山市2007年3月劳动保障统计月报表"; None where there is none.

    Days on which a table was filled in or printed are no periods, and a year alone is none.
    Raises AmbiguousSpan where several months are named, or a period that is neither a month nor January up to one.
    """
    if not _MAY_NAME.search(text):
        return None
    return _find(span_words.without_days(span_words.simplify(text)), year)


def _find(text: str, year: int | None) -> Span | None:
    spans = [span for match in span_words.PERIOD.finditer(text) if (span := _matched(match, text, year))]
    if len({span.month for span in spans}) > 1:
        words = {"months": ", ".join(sorted({str(span.month) for span in spans}))}
        raise AmbiguousSpan(_("Several months are named: %(months)s. Name one.") % words)
    return Span(spans[0].month, all(span.cumulative for span in spans)) if spans else None


def _matched(match: re.Match[str], text: str, year: int | None) -> Span | None:
    month = span_words.month_of(match)
    if month is None:
        reason = _("“%(text)s” is neither one month nor January up to a month. Write %(month)s, or %(span)s.")
        raise AmbiguousSpan(reason % {"text": match[0].strip(), "month": "3月", "span": "1-3月"})
    own = span_words.year_of(match) or _year_near(text, match.start()) or year
    if own and text[: match.start()].endswith(span_words.LAST_YEAR):
        own -= 1
    return None if own is None else _span(own, month, cumulative=span_words.is_cumulative(match))


def _year_near(text: str, place: int) -> int | None:
    """The year named last before the place; otherwise the only one in the text."""
    years = [(match.start(), span_words.year_number(match[1])) for match in span_words.YEAR.finditer(text)]
    before = [year for start, year in years if start < place]
    everywhere = {year for _start, year in years}
    return before[-1] if before else everywhere.pop() if len(everywhere) == 1 else None


def find_year(text: str) -> int | None:
    """The year that a title names with 年, or with its month; None where there is none or several that differ."""
    simple = span_words.without_days(span_words.simplify(text))
    years = {span_words.year_number(match[1]) for match in span_words.YEAR.finditer(simple)}
    years |= {found for match in span_words.PERIOD.finditer(simple) if (found := span_words.year_of(match))}
    return years.pop() if len(years) == 1 else None


def month_number(value: Value) -> int | None:
    """1 to 12 from a bare number under a heading that says 月: 3, "03", "３", "三"; None otherwise.

    A number alone names no period, so `read_span` does not know it.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if not isinstance(value, str):
        return int(value) if value in range(1, 13) else None
    text = span_words.simplify(value)
    return span_words.numeral(text) if re.fullmatch(span_words.NUMERAL, text) else None
