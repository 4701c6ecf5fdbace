"""Reading the texts of one sheet: headings, keys of rows, titles. Each text is read once and remembered."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

from targets.periods import Month
from targets.spreadsheets.layouts.meanings import EMPTY, UNKNOWN, Meaning, NumberRole
from targets.spreadsheets.layouts.vocabulary import Vocabulary, key
from targets.values import Value
from targets.values.measures import bracketed, read_measure
from targets.values.spans import AmbiguousSpan, MonthSpan, find_year, month_number, read_span

_SPAN_WORDS = re.compile(r"[月季半]|上半年|下半年|全年")
_ENGLISH_MONTH = re.compile(r"month(1[0-2]|[1-9])")
_YEAR = re.compile(r"(\d{4}|\d{2})年度?")
_FIGURE = re.compile(
    r"[-+−–]?[\d.,，．、\s]*\d[\d.,，．\s]*(?:[十百千万亿]*[人元个户家件起次名%％‰]{0,2})[*＊①-⑳¹²³#]?"
)
_NOTHING = frozenset("—－-–―/／…·.无") | {"——", "--", "－－", "***", "不适用", "n/a", "N/A", "NA", "……", "―"}

_DASHED_MONTH = re.compile(r"\s*\d{4}\s*[-－–—]\s*\d{1,2}\s*")


class Headings:
    """Reads texts by a vocabulary, with the year that bare months belong to."""

    def __init__(self, words: Vocabulary, year: int):
        self.words = words
        self.year = year
        self._read: dict[Value, Meaning] = {}
        self._figures: dict[str, bool] = {}

    def read(self, value: Value) -> Meaning:
        """What the cell means as a heading or key; UNKNOWN where it has no known meaning, or contradicts itself."""
        kept = self._read.get(value)
        if kept is None:
            kept = self._read[value] = self._meaning(value)
        return kept

    def is_figure(self, value: Value) -> bool:
        """Could this be meant as a number: a number, 1.8万, or a dash?"""
        if isinstance(value, str):
            kept = self._figures.get(value)
            if kept is None:
                bare = value.strip().lstrip("'’‘")
                kept = bare in _NOTHING or bool(_FIGURE.fullmatch(bare)) or bare.startswith("#")
                self._figures[value] = kept
            return kept
        return isinstance(value, (int, float)) and not isinstance(value, bool)

    def why_no_period(self, value: Value) -> str:
        """Why a text such as 二季度 or the number 2007.1 is no period; empty for texts that are meant as none."""
        try:
            read_span(value, year=self.year)
        except AmbiguousSpan as ambiguous:
            return str(ambiguous)
        return ""

    def month_number(self, value: Value) -> Meaning:
        """A number below a heading such as 月份: 3, "03", 三 and 200703 are March."""
        number = month_number(value)
        if number is not None:
            return Meaning(span=MonthSpan(Month(self.year, number), cumulative=False))
        found = self._span(str(int(value)) if isinstance(value, float) and value.is_integer() else value)
        return Meaning(span=found) if found else UNKNOWN

    def _meaning(self, value: Value) -> Meaning:
        if isinstance(value, (date, datetime)):
            found = self._span(value)
            return Meaning(span=found) if found else UNKNOWN
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self.words.names.get(key(f"{value:g}"), UNKNOWN)
        if not isinstance(value, str):
            return UNKNOWN
        return self._text(value)

    def _text(self, text: str) -> Meaning:
        measure = read_measure(text)
        if measure is not None:
            return Meaning(measure=measure)
        # Read before names are, since these lose their dashes.
        if _DASHED_MONTH.fullmatch(text) and (span := self._span(text)):
            return Meaning(span=span)
        whole, of_which = self.words.read_key(text)
        found = self._covered(whole)
        if found is None or not (found.binds or found.heading):
            stripped, measure = bracketed(text)
            if measure is not None:
                whole, of_which = self.words.read_key(stripped)
                inner = self._covered(whole)
                found = replace(inner, measure=measure) if inner is not None else found
        elif (measure := bracketed(text)[1]) is not None:
            found = replace(found, measure=measure)
        if found is None:
            return UNKNOWN
        return replace(found, of_which=True) if of_which else found

    def _covered(self, text: str) -> Meaning | None:
        return self.words.understand(text, self._span_word) if text else EMPTY

    def _span_word(self, text: str) -> Meaning | None:
        """A period or a year as a part of a text."""
        if not (text[0].isdigit() or text[0] in "一二三四五六七八九十上下第截至到自前全年" or text[0] == "m"):
            return None
        if match := _YEAR.fullmatch(text):
            return self._year(match[1])
        if match := _ENGLISH_MONTH.fullmatch(text):
            return self.month_number(int(match[1]))
        if not _SPAN_WORDS.search(text):
            return None
        found = self._span(text)
        return Meaning(span=found) if found else None

    def _year(self, digits: str) -> Meaning | None:
        year = int(digits) if len(digits) == 4 else 2000 + int(digits)
        if year == self.year:
            return EMPTY
        return Meaning(role=NumberRole.LAST_YEAR) if year == self.year - 1 else None

    def _span(self, value: Value) -> MonthSpan | None:
        try:
            return read_span(value, year=self.year)
        except AmbiguousSpan:
            return None


def year_of(texts: list[str]) -> int | None:
    """The one year that titles name; None where they name none or several."""
    years = {year for text in texts if (year := find_year(text)) is not None}
    return years.pop() if len(years) == 1 else None
