"""The reporting month as a value: bounds, neighbours, deadline, "year to"."""

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
    """One calendar month, the period (期别) of a monthly report.

    Raises NotAMonth for a year or a month that a calendar does not have.
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
        """Read "2007-03"; raises NotAMonth for anything else."""
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
        """The month so many months later (earlier, where negative)."""
        count = self.year * MONTHS_IN_YEAR + self.month - 1 + months
        return Month(count // MONTHS_IN_YEAR, count % MONTHS_IN_YEAR + 1)

    @property
    def next(self) -> Month:
        return self.plus(1)

    @property
    def previous(self) -> Month:
        return self.plus(-1)

    def months_since(self, earlier: Month) -> int:
        """How many months lie between; 0 for the same month, negative for a later one."""
        return (self.year - earlier.year) * MONTHS_IN_YEAR + self.month - earlier.month

    def year_to(self) -> list[Month]:
        """January of the same year up to this month: the span of "to date" (累计)."""
        return [Month(self.year, number) for number in range(1, self.month + 1)]

    def whole_year(self) -> list[Month]:
        """The twelve months of the month's year."""
        return [Month(self.year, number) for number in range(1, MONTHS_IN_YEAR + 1)]

    def deadline(self, day: int) -> date:
        """The day of the next month by which this month's report is due (次月某日)."""
        following = self.next
        return date(following.year, following.month, min(day, following.last_day.day))


@lru_cache(maxsize=512)
def _month(year: int, month: int) -> Month:
    """Remembered: a page asks for the months of a few deadlines hundreds of times."""
    return Month(year, month)
