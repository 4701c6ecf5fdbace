"""The month as a value (期别): its first and last day, the months around it, the deadline of its reports."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

MONTHS_IN_YEAR = 12
_TEXT = re.compile(r"^(\d{4})-(\d{2})$", re.ASCII)


class NotAMonth(ValueError):
    """The text does not name a month as YYYY-MM."""


@lru_cache(maxsize=512)
def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One calendar month, of a year from 2 to 9998, so that the days of both its neighbours are dates too.

    Raises NotAMonth for any other year, and for a month that is not 1 to 12.
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (date.min.year < self.year < date.max.year and 1 <= self.month <= MONTHS_IN_YEAR):
            raise NotAMonth(f"{self.year}-{self.month}")

    @classmethod
    def of(cls, day: date) -> Month:
        """The month in which the day lies."""
        return _month(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """The month written as "2007-03". Raises NotAMonth for any other text."""
        match = _TEXT.match(text.strip())
        if match is None:
            raise NotAMonth(text)
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return _last_day(self.year, self.month)

    def plus(self, months: int) -> Month:
        """The month so many months later, or earlier if negative."""
        count = self.year * MONTHS_IN_YEAR + self.month - 1 + months
        return Month(count // MONTHS_IN_YEAR, count % MONTHS_IN_YEAR + 1)

    @property
    def next(self) -> Month:
        return self.plus(1)

    @property
    def previous(self) -> Month:
        return self.plus(-1)

    def months_since(self, earlier: Month) -> int:
        """The number of months from the other month to this one; negative if the other one is later."""
        return (self.year - earlier.year) * MONTHS_IN_YEAR + self.month - earlier.month

    def year_to(self) -> list[Month]:
        """The months from January up to this one, which "to date" (累计) covers."""
        return [Month(self.year, number) for number in range(1, self.month + 1)]

    def whole_year(self) -> list[Month]:
        """The twelve months of the year in which this one lies."""
        return [Month(self.year, number) for number in range(1, MONTHS_IN_YEAR + 1)]

    def deadline(self, day: int) -> date:
        """That day of the next month (次月某日), or its last day if it has fewer days."""
        following = self.next
        return date(following.year, following.month, min(day, following.last_day.day))


@lru_cache(maxsize=512)
def _month(year: int, month: int) -> Month:
    """The month, cached because a page asks for the months of a few deadlines hundreds of times."""
    return Month(year, month)
