"""Reading the period that a cell or a title names: one month, or January up to a month."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from targets.periods import Month, NotAMonth
from targets.values import Value
from targets.values.cleaning import MARKS

# A quick test, since most cells of a sheet name no period.
_MAY_NAME = re.compile(r"[月季年\u2F49]|\d{4}")


class AmbiguousSpan(ValueError):
    """A period that is not clear, or none that the portal knows; the message says why and what to write instead."""


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """One month, or the months from January up to it (`cumulative`)."""

    month: Month
    cumulative: bool


def read_span(value: Value, *, year: int | None) -> MonthSpan | None:
    """The period that is all a cell says; None where it names none, or anything besides.

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


def _read_text(value: str, year: int | None) -> MonthSpan | None:
    if not _MAY_NAME.search(value):
        return None
    text = simplify(value)
    if SHORT_OCTOBER.fullmatch(text):
        words = {"text": text, "january": f"{text[:4]}年1月", "october": f"{text[:4]}年10月"}
        raise AmbiguousSpan(_("“%(text)s” may be January or October. Write %(january)s or %(october)s.") % words)
    day = DAY.fullmatch(text)
    if day:
        return _day(*(int(part) for part in day.groups() if part))
    rest = FILLING.sub("", PERIOD.sub("", text))
    rest = YEAR.sub("", rest).replace("年", "")
    return None if rest else _find(text, year)


def _day(year: int, month: int, day: int) -> MonthSpan | None:
    try:
        return _span(year, date(year, month, day).month, cumulative=False)
    except ValueError:
        return None


def _span(year: int, month: int, *, cumulative: bool) -> MonthSpan | None:
    try:
        return MonthSpan(Month(year, month), cumulative)
    except NotAMonth:
        return None


def find_span(text: str, *, year: int | None) -> MonthSpan | None:
    """The period that a title names anywhere, such as "双鸭山市2007年3月劳动保障统计月报表"; None where there is none.

    Days on which a table was filled in or printed are no periods, and a year alone is none.
    Raises AmbiguousSpan where several months are named, or a period that is neither a month nor January up to one.
    """
    if not _MAY_NAME.search(text):
        return None
    return _find(without_days(simplify(text)), year)


def _find(text: str, year: int | None) -> MonthSpan | None:
    spans = [span for match in PERIOD.finditer(text) if (span := _matched(match, text, year))]
    if len({span.month for span in spans}) > 1:
        words = {"months": ", ".join(sorted({str(span.month) for span in spans}))}
        raise AmbiguousSpan(_("Several months are named: %(months)s. Name one.") % words)
    return MonthSpan(spans[0].month, all(span.cumulative for span in spans)) if spans else None


def _matched(match: re.Match[str], text: str, year: int | None) -> MonthSpan | None:
    month = month_of(match)
    if month is None:
        reason = _("“%(text)s” is neither one month nor January up to a month. Write %(month)s, or %(span)s.")
        raise AmbiguousSpan(reason % {"text": match[0].strip(), "month": "3月", "span": "1-3月"})
    own = year_of(match) or _year_near(text, match.start()) or year
    if own and text[: match.start()].endswith(LAST_YEAR):
        own -= 1
    return None if own is None else _span(own, month, cumulative=is_cumulative(match))


def _year_near(text: str, place: int) -> int | None:
    """The last year named before the place, else the only year of the text."""
    years = [(match.start(), year_number(match[1])) for match in YEAR.finditer(text)]
    before = [year for start, year in years if start < place]
    everywhere = {year for _start, year in years}
    return before[-1] if before else everywhere.pop() if len(everywhere) == 1 else None


def find_year(text: str) -> int | None:
    """The year that a title names with 年 or with a month; None where there is none, or where several differ."""
    simple = without_days(simplify(text))
    years = {year_number(match[1]) for match in YEAR.finditer(simple)}
    years |= {found for match in PERIOD.finditer(simple) if (found := year_of(match))}
    return years.pop() if len(years) == 1 else None


def month_number(value: Value) -> int | None:
    """1 to 12 from a bare number under a heading that says 月: 3, "03", "３", "三"; None otherwise.

    A number alone names no period, so `read_span` does not know it.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if not isinstance(value, str):
        return int(value) if value in range(1, 13) else None
    text = simplify(value)
    return numeral(text) if re.fullmatch(NUMERAL, text) else None


# ---- numerals and years ----------------------------------------------------------------------------------------

NUMERAL = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九元])"
"""A month's number; 元月 is January."""
_NUMBERS = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)} | {
    "元": 1,
    "十一": 11,
    "十二": 12,
    "两": 2,
}
_CENTURY_ENDS = 70
"""07年 is 2007, 98年 is 1998."""

# ---- text made simple ----------------------------------------------------------------------------------------------

_DIGITS = str.maketrans("〇零○Oo一二三四五六七八九", "00000123456789")
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212\u2500~\u301C\u223C]+\s*")
_MARKS = re.compile(MARKS)
_CHINESE_YEAR = re.compile(
    r"[一二][一二三四五六七八九〇零○Oo]{3}(?=年)|(?<![一二三四五六七八九十])[〇零○][一二三四五六七八九](?=年)"
)
_SPREAD_YEAR = re.compile(r"(?<!\d)(\d)\s+(\d)\s+(\d)\s+(\d)(?=\s*年)", re.ASCII)
_SPREAD_MONTH = re.compile(r"(?<=年)\s*(1)\s+([0-2])(?=\s*月)")
_SPACE = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")
_DAYS = re.compile(
    r"(?P<year>(?:19|20)\d\d年)?(?P<from>\d{1,2})月0?1[日号]?(?:-|至|到)"
    r"(?:(?:19|20)\d\d年)?(?:(?P<to>\d{1,2})月)?\d{1,2}[日号]",
    re.ASCII,
)
_UP_TO_DAY = re.compile(
    r"(截[至止]到?)((?:19|20)\d\d)(年|[./-])(\d{1,2})(?:月|[./-])\d{1,2}(?:[日号]|(?![\d月]))", re.ASCII
)


def simplify(text: str) -> str:
    """The text with plain digits, one kind of dash, and white space only between digits.

    Footnote marks are removed before they would become digits; the first and last day of a period become its months.
    """
    text = unicodedata.normalize("NFKC", _MARKS.sub("", text)).strip()
    text = _SPREAD_MONTH.sub(r"\1\2", _SPREAD_YEAR.sub(r"\1\2\3\4", text))
    text = _DASHES.sub("-", _SPACE.sub("", re.sub(r"\s+", " ", text)))
    text = _CHINESE_YEAR.sub(lambda found: found[0].translate(_DIGITS), text)
    return _UP_TO_DAY.sub(r"\1\2年\4月底", _DAYS.sub(_months_of_days, text))


def _months_of_days(match: re.Match[str]) -> str:
    first, last = match["from"], match["to"] or match["from"]
    months = f"{last}月" if int(first) == int(last) else f"{first}-{last}月"
    return (match["year"] or "") + months


_DAY_WITHIN = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d(?:年\d{1,2}月|(?P<sep>[./-])\d{1,2}(?P=sep))\d{1,2}(?!\d)|(?:\d\d年)?\d{1,2}月\d{1,2}(?=[日号]))[日号]?",
    re.ASCII,
)
_OF_FILLING = re.compile(
    r"(?:填报|填表|打印|制表|报出|报送|上报|编制|编报|印制|印发|审核|签发|下载|导出|生成|创建|录入|更新)"
    r"(?:日期|时间|日):?(?:(?:19|20)?\d\d[年./-])?(?:\d{1,2}[月./-]?(?!\d))?(?:\d{1,2}[日号]|\d{1,2}(?!\d))?",
    re.ASCII,
)


def without_days(text: str) -> str:
    """Simplified text without single days and without anything that says when a table was filled in or printed."""
    return _DAY_WITHIN.sub(" ", _OF_FILLING.sub(" ", text))


# ---- the words of periods --------------------------------------------------------------------------------------------

_FREE = r"(?<![\d一二三四五六七八九十])"
_FULL = r"(?<!\d)(?:19|20)\d\d"
_OWN_YEAR = rf"(?:(?P<year>{_FULL}(?=年|[./ -])|(?<!\d)\d\d(?=年))(?:年度?|[./ -])\(?)?"
_TO = r"(?:-|至|到)"
_NAMED = (
    rf"{_FREE}(?P<from>{NUMERAL})月?份?{_TO}(?:(?P<to_year>{_FULL}|\d\d)年)?(?P<to>{NUMERAL})月份?"
    rf"|{_FREE}[1一]{_TO}(?P<quarters>[1-4一二三四])季度"
    rf"|前(?:(?P<months>{NUMERAL}|两)个?月|(?P<first>[1-4一二三四两])个?季度)"
    rf"|第?{_FREE}(?P<quarter>[1-4一二三四])季度"
    r"|(?P<part>上半年|下半年|(?<![占成])全年(?!计划|目标|任务|指标))"
    rf"|{_FREE}(?P<month>{NUMERAL})月份?(?!\d{{1,2}}[日号])"
)
_WRITTEN = (
    rf"(?P<written_year>{_FULL})(?:[./-](?P<written>1[0-2]|0?[1-9])|(?P<packed>1[0-2]|0[1-9]))"
    r"(?!\d|[./-]\d|[日号月年季个])"
)
PERIOD = re.compile(
    rf"(?:(?P<since>截[至止]到?|年初[至到]|[至到])?{_OWN_YEAR}(?:{_NAMED})\)?[底末]?|{_WRITTEN})"
    r"(?![底末]?(?:之|以)?前)(?P<sum>累计|为?止)?",
    re.ASCII,
)
"""A period as it may stand in simplified text; 6月底前 is a deadline and no period."""
YEAR = re.compile(rf"({_FULL}|(?<!\d)\d\d)(?=年)", re.ASCII)
SHORT_OCTOBER = re.compile(r"(?:19|20)\d\d\.1", re.ASCII)
"""2007.1: January, or what Excel keeps of 2007.10."""
DAY = re.compile(
    r"((?:19|20)\d\d)(?:[年./-](\d\d?)[月./-](\d\d?)[日号]?|(\d\d)(\d\d))(?:[ T]?0?0:00(?::00)?)?", re.ASCII
)
FILLING = re.compile(
    r"[()\[\]:,.、·\s]|报告期|统计期|期别|时期|时间|月份|[当本单]月|累计|合计|去年|上年|同期|实际|完成|数|度|期"
)
"""What may stand beside a period in a cell that names nothing else."""
LAST_YEAR = ("去年", "上年", "去年同期", "上年同期")

_PARTS = {"上半年": 6, "全年": 12}


def numeral(text: str) -> int:
    """The number that a digit or Chinese numeral writes."""
    return _NUMBERS.get(text) or int(text)


def year_number(text: str) -> int:
    """The year of two or four digits."""
    number = int(text)
    if len(text) == 4:
        return number
    return number + (2000 if number < _CENTURY_ENDS else 1900)


def year_of(match: re.Match[str]) -> int | None:
    """The year that is part of the period itself."""
    text = match["year"] or match["written_year"]
    return year_number(text) if text else None


def month_of(match: re.Match[str]) -> int | None:
    """The month, of several the last; None for a part of the year that does not begin in January."""
    if match["part"]:
        return _PARTS.get(match["part"])
    quarter = match["quarters"] or match["first"]
    if quarter or match["quarter"]:
        return 3 * numeral(quarter) if quarter else {1: 3}.get(numeral(match["quarter"]))
    if match["to"] and (numeral(match["from"]) != 1 or _ends_in_other_year(match)):
        return None
    named = (match[group] for group in ("to", "months", "month", "written", "packed"))
    return next(numeral(text) for text in named if text)


def _ends_in_other_year(match: re.Match[str]) -> bool:
    return bool(match["to_year"] and match["year"]) and year_number(match["to_year"]) != year_of(match)


def is_cumulative(match: re.Match[str]) -> bool:
    """Does the period begin in January and end with the named month?"""
    return any(match[group] for group in ("since", "sum", "to", "quarters", "months", "first", "quarter", "part"))
