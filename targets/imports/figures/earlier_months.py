"""Months before a sum since January that nobody has reported: whether the figure stands for them too is asked.

It is asked once for all figures of an import of which the same months are missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.formatting import number_text
from targets.frame.phrases import short_month_text
from targets.imports.figures.table_reading import LEAVE_OUT, Choices
from targets.models import ReportingUnit
from targets.periods import Month
from targets.spreadsheets.remarks import AnswerOption, Place, Question

# Unit, indicator, part.
NumberKey = tuple[str, str, str]
# The question's field, and with nothing after it the answer to all of them, as the command line gives it.
KEY = "earlier"


class EarlierMonths(StrEnum):
    """What is done with a sum since January while months before it are missing."""

    TO_DATE = "to_date"
    MONTH = "month"
    LEAVE_OUT = LEAVE_OUT


@dataclass(frozen=True, slots=True)
class UnreportedMonths:
    """A sum since January that is more than the months that are known, and the months before it that are missing.

    `number` is the sum less the known months, `alone` what the file gives as the month's own number, if it does.
    `is_first_use` where no month before is known at all.
    """

    row: NumberKey
    month: Month
    missing: tuple[Month, ...]
    to_date: Decimal
    number: Decimal
    alone: Decimal | None
    is_first_use: bool
    place: Place

    @property
    def key(self) -> str:
        """Figures with the same missing months share a question, those with a number of the month apart from others."""
        kind = "sums" if self.alone is None else "months"
        return ":".join([KEY, kind, *map(str, self.missing)])

    @property
    def words(self) -> dict[str, str]:
        """The numbers and months as the question and its answers name them."""
        return {
            "number": number_text(self.number),
            "to_date": number_text(self.to_date),
            "before": number_text(self.to_date - self.number),
            "alone": "" if self.alone is None else number_text(self.alone),
            "left": number_text(self.number - (self.alone or 0)),
            "month": short_month_text(self.month),
            "missing": month_names(self.missing),
            "all": month_names([*self.missing, self.month]),
        }


class EarlierMonthsQuestions:
    """Asks what sums stand for, and gives the answers."""

    def __init__(self, choices: Choices, units: Mapping[str, ReportingUnit]):
        self.choices, self.units = choices, units
        self._found: dict[str, list[UnreportedMonths]] = {}

    def answer(self, found: UnreportedMonths) -> EarlierMonths | None:
        """What was answered about this sum; None while it is open."""
        self._found.setdefault(found.key, []).append(found)
        given = self.choices.answer(found.key) or self.choices.answer(KEY)
        return EarlierMonths(given) if given in _offered(found) else None

    @property
    def questions(self) -> list[Question]:
        return [self._question(key, found) for key, found in self._found.items()]

    def _question(self, key: str, found: Sequence[UnreportedMonths]) -> Question:
        first, options = found[0], [AnswerOption(one, _label(one, found[0])) for one in _offered(found[0])]
        return Question(key, self._text(first, len(found) - 1), first.place, tuple(options), self.answer(first) or "")

    def _text(self, first: UnreportedMonths, others: int) -> str:
        if first.alone is None:
            text = _("%(unit)s, %(code)s: to date %(to_date)s, but %(missing)s are not reported.")
        elif first.is_first_use:
            text = _(
                "%(unit)s, %(code)s: to date %(to_date)s, this month %(alone)s, and the other %(left)s are of months "
                "that are not reported (%(missing)s)."
            )
        else:
            text = _(
                "%(unit)s, %(code)s: to date %(to_date)s, this month %(alone)s, %(before)s reported before it, and the "
                "other %(left)s are of months that are not reported (%(missing)s)."
            )
        unit, code, _part = first.row
        told = text % (first.words | {"unit": self.units[unit].name_in_reports, "code": code})
        if others:
            more = ngettext(
                "%(text)s %(count)s more figure is like this.", "%(text)s %(count)s more figures are like this.", others
            )
            told = more % {"text": told, "count": others}
        return _("%(text)s What shall be stored?") % {"text": told}


def month_names(months: Sequence[Month]) -> str:
    return _(", ").join(map(short_month_text, months))


def _offered(found: UnreportedMonths) -> list[EarlierMonths]:
    """The answers that can be given, the likely one first: a month missing in between mostly comes later."""
    if found.alone is None:
        return [EarlierMonths.TO_DATE, EarlierMonths.LEAVE_OUT]
    likely = [EarlierMonths.TO_DATE, EarlierMonths.MONTH]
    return [*(likely if found.is_first_use else reversed(likely)), EarlierMonths.LEAVE_OUT]


def _label(answer: EarlierMonths, found: UnreportedMonths) -> str:
    match answer:
        case EarlierMonths.TO_DATE:
            text = _(
                "%(number)s as %(month)s, for %(all)s together; if one of them is reported later, it is asked about"
            )
        case EarlierMonths.MONTH:
            text = _("Only %(alone)s as %(month)s: %(missing)s come later, and until then %(left)s are missing to date")
        case EarlierMonths.LEAVE_OUT:
            text = _("Leave these figures out: %(missing)s are reported first, and the file is imported again")
    return text % found.words
