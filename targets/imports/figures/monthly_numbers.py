"""One number for each unit, part of an indicator and month, from all that the files say of it.

Sums since January are turned into the month's own number; a number said twice is refused at both places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from targets.arithmetic import Kind
from targets.formatting import number_text
from targets.imports.figures.findings import FigureInFile
from targets.periods import Month
from targets.spreadsheets.remarks import Place, Remark, Weight

# Unit, indicator, part.
NumberKey = tuple[str, str, str]
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

    `held` are the months that stored figures of earlier months hold already, `may_fall` whether a sum since January may
    become less, as that of a net figure, `is_asked` whether a row is asked for a month at all.
    """

    kinds: Callable[[NumberKey], Kind]
    earlier: ReportedBefore
    held: Callable[[NumberKey, Month], Collection[Month]] = lambda _row, _month: ()
    may_fall: Callable[[NumberKey], bool] = lambda _row: False
    is_asked: Callable[[NumberKey, Month], bool] = lambda _row, _month: True
    remarks: list[Remark] = field(default_factory=list)

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
        before = self._before(row, month, worked_out)
        until_then = sum(before.values(), Decimal(0))
        number = (to_date.number or Decimal(0)) - until_then
        if alone is not None and alone.number != number:
            self._unequal(alone, to_date, until_then)
            return None
        if number < 0 and not self.may_fall(row):
            self._falls(to_date, until_then)
            return None
        if alone is not None:
            return MonthlyNumber(number, (alone.place, to_date.place))
        accounted = {*before, *self.held(row, month)} | {one for known in worked_out.values() for one in known.holds}
        missing = tuple(past for past in self._past(row, month) if past not in accounted)
        self._tell_gaps(to_date, missing, number)
        return MonthlyNumber(number, (to_date.place,), missing)

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

    def _tell_gaps(self, to_date: FigureInFile, missing: Sequence[Month], number: Decimal) -> None:
        """Say what was worked out, and warn where this month's number includes months that were never reported."""
        if missing:
            text = _("To date %(to_date)s: months %(missing)s are not reported, so this month gets %(number)s in all.")
            weight = Weight.WARNING
        else:
            text, weight = _("To date %(to_date)s less the months before: this month is %(number)s."), Weight.NOTE
        words = {
            "to_date": _text(to_date.number),
            "number": _text(number),
            "missing": ", ".join(str(month.month) for month in missing),
        }
        self.remarks.append(Remark(weight, to_date.place, _text(to_date.number), text % words))

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
