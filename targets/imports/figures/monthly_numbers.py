"""One number for each unit, part of an indicator and month, from all that the files say of it.

Sums since January are turned into the month's own number; where months before are missing, it is asked what the sum
stands for. A number said twice is refused at both places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from targets.arithmetic import Kind
from targets.formatting import number_text
from targets.imports.figures.earlier_months import EarlierMonths, NumberKey, UnreportedMonths, month_names
from targets.imports.figures.findings import FigureInFile
from targets.periods import Month
from targets.spreadsheets.remarks import Place, Remark, Weight

ReportedBefore = Callable[[NumberKey], Mapping[Month, Decimal]]


@dataclass(frozen=True, slots=True)
class MonthlyNumber:
    """A part's number for the month alone, None for "not applicable", and the cells that it was worked out from.

    `holds` are the earlier months that nobody has reported, and that a sum since January has left in this number.
    """

    number: Decimal | None
    places: tuple[Place, ...]
    holds: tuple[Month, ...] = ()


@dataclass(slots=True)
class MonthlyNumbers:
    """Works the numbers out; `kinds` says how a row adds up, `earlier` what stands in the reports by month.

    `held` are the months that stored figures of earlier months hold already, `holds_itself` those that the stored
    figure of the month holds. `may_fall` says whether a sum since January may become less, as that of a net figure,
    `is_asked` whether a row is asked for a month at all; `answer` gives what was answered where months are missing.
    """

    kinds: Callable[[NumberKey], Kind]
    earlier: ReportedBefore
    held: Callable[[NumberKey, Month], Collection[Month]] = lambda _row, _month: ()
    may_fall: Callable[[NumberKey], bool] = lambda _row: False
    is_asked: Callable[[NumberKey, Month], bool] = lambda _row, _month: True
    holds_itself: Callable[[NumberKey, Month], Collection[Month]] = lambda _row, _month: ()
    answer: Callable[[UnreportedMonths], EarlierMonths | None] = lambda _found: EarlierMonths.TO_DATE
    remarks: list[Remark] = field(default_factory=list)
    _open: set[NumberKey] = field(default_factory=set)
    """Rows of which a sum waits for an answer; the sums after it depend on that."""

    def work_out(self, figures: Iterable[FigureInFile]) -> dict[NumberKey, dict[Month, MonthlyNumber]]:
        """Each row's months in the order of the calendar; what cannot be worked out is a fault in `remarks`."""
        rows: dict[NumberKey, dict[Month, dict[bool, FigureInFile]]] = defaultdict(lambda: defaultdict(dict))
        for one in figures:
            at = rows[one.unit, one.code, one.part][one.month]
            if one.to_date in at:
                self._twice(at[one.to_date], one)
            else:
                at[one.to_date] = one
        return {row: self._row(row, months) for row, months in rows.items()}

    def _twice(self, first: FigureInFile, second: FigureInFile) -> None:
        text = _("The same figure stands in %(other)s as well. Keep one of the two.")
        for one, other in ((first, second), (second, first)):
            where = other.place.within if other.place.file == one.place.file else str(other.place)
            self._fault(one, text % {"other": where})

    def _row(self, row: NumberKey, months: Mapping[Month, Mapping[bool, FigureInFile]]) -> dict[Month, MonthlyNumber]:
        worked_out: dict[Month, MonthlyNumber] = {}
        adds_up = self.kinds(row) is Kind.FLOW
        for month in sorted(months):
            alone, to_date = months[month].get(False), months[month].get(True)
            if to_date is None or to_date.number is None or not adds_up:
                found = self._level(alone, to_date)
            else:
                found = self._from_sum(row, month, alone, to_date, worked_out)
            if found is not None:
                worked_out[month] = found
        return worked_out

    def _level(self, alone: FigureInFile | None, to_date: FigureInFile | None) -> MonthlyNumber | None:
        """A stock, a rate's stock part or "not applicable" is the same number either way."""
        both = [one for one in (alone, to_date) if one is not None]
        if len(both) == 2 and both[0].number != both[1].number:
            text = _("“This month” says %(alone)s and “to date” says %(to_date)s, but here both must be the same.")
            for one in both:
                self._fault(one, text % {"alone": _text(both[0].number), "to_date": _text(both[1].number)})
            return None
        return MonthlyNumber(both[0].number, tuple(one.place for one in both))

    def _from_sum(
        self,
        row: NumberKey,
        month: Month,
        alone: FigureInFile | None,
        to_date: FigureInFile,
        worked_out: Mapping[Month, MonthlyNumber],
    ) -> MonthlyNumber | None:
        if row in self._open:
            return None
        before = self._before(row, month, worked_out)
        until_then = sum(before.values(), Decimal(0))
        number = (to_date.number or Decimal(0)) - until_then
        places = (to_date.place,) if alone is None else (alone.place, to_date.place)
        if alone is not None and alone.number == number:
            return MonthlyNumber(number, places)
        accounted = {*before, *self.held(row, month)} | {one for known in worked_out.values() for one in known.holds}
        missing = tuple(past for past in self._past(row, month) if past not in accounted)
        may_fall = self.may_fall(row)
        if alone is not None and (alone.number is None or not missing or (alone.number > number and not may_fall)):
            self._unequal(alone, to_date, until_then)
            return None
        if number < 0 and not may_fall:
            self._falls(to_date, until_then)
            return None
        if not missing:
            text = _("To date %(to_date)s less the months before: this month is %(number)s.")
            self._tell(Weight.NOTE, to_date, text, number)
            return MonthlyNumber(number, places)
        own, total = alone.number if alone else None, to_date.number or Decimal(0)
        found = UnreportedMonths(row, month, missing, total, number, own, not before, to_date.place)
        return self._as_answered(found, to_date, places)

    def _as_answered(
        self, found: UnreportedMonths, to_date: FigureInFile, places: tuple[Place, ...]
    ) -> MonthlyNumber | None:
        """What a sum gives while months before it are missing; a sum of nothing, and one stored before, ask nobody."""
        is_known = not found.number or set(found.missing) <= set(self.holds_itself(found.row, found.month))
        match EarlierMonths.TO_DATE if is_known else self.answer(found):
            case EarlierMonths.TO_DATE:
                text = _("To date %(to_date)s: %(missing)s are not reported, so this month gets %(number)s in all.")
                self._tell(Weight.WARNING, to_date, text, found.number, found.missing)
                return MonthlyNumber(found.number, places, found.missing)
            case EarlierMonths.MONTH:
                text = _("Only this month's own number is imported: %(missing)s come later.")
                self._tell(Weight.WARNING, to_date, text, found.number, found.missing)
                return MonthlyNumber(found.alone, places)
            case EarlierMonths.LEAVE_OUT:
                text = _("Left out until %(missing)s are reported.")
                self._tell(Weight.NOTE, to_date, text, found.number, found.missing)
            case None:
                self._open.add(found.row)
        return None

    def _past(self, row: NumberKey, month: Month) -> list[Month]:
        """The months since January, before this one, that are asked for."""
        return [past for past in month.year_to()[:-1] if self.is_asked(row, past)]

    def _before(self, row: NumberKey, month: Month, worked_out: Mapping[Month, MonthlyNumber]) -> dict[Month, Decimal]:
        """The months since January that are known: as this import has them, otherwise as they are reported."""
        stored = self.earlier(row)
        known = {}
        for past in self._past(row, month):
            number = worked_out[past].number if past in worked_out else stored.get(past)
            if number is not None:
                known[past] = number
        return known

    def _tell(
        self, weight: Weight, to_date: FigureInFile, text: str, number: Decimal, missing: tuple[Month, ...] = ()
    ) -> None:
        """Say what was worked out from a sum since January."""
        words = {"to_date": _text(to_date.number), "number": _text(number), "missing": month_names(missing)}
        self.remarks.append(Remark(weight, to_date.place, words["to_date"], text % words))

    def _unequal(self, alone: FigureInFile, to_date: FigureInFile, before: Decimal) -> None:
        text = _("This month %(alone)s and the months before %(before)s do not give %(to_date)s to date. Correct one.")
        words = {"alone": _text(alone.number), "before": _text(before), "to_date": _text(to_date.number)}
        for one in (alone, to_date):
            self._fault(one, text % words)

    def _falls(self, to_date: FigureInFile, before: Decimal) -> None:
        text = _(
            "To date %(to_date)s is less than the %(before)s reported until last month. "
            "Correct the number; if an earlier month was wrong, have that month reopened."
        )
        self._fault(to_date, text % {"to_date": _text(to_date.number), "before": _text(before)})

    def _fault(self, figure: FigureInFile, text: str) -> None:
        self.remarks.append(Remark(Weight.FAULT, figure.place, _text(figure.number), text))


def _text(number: Decimal | None) -> str:
    return "" if number is None else number_text(number)
