"""The numbers of found tables, each with its unit, indicator and month.

What a slot's own headings leave open is taken from the table, then from what the user chose; where nothing says
it, it is asked, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from targets.arithmetic import Kind
from targets.formatting import number_text, plain
from targets.frame.phrases import month_text
from targets.imports.figures.findings import FigureInFile
from targets.imports.figures.measuring import kind_of, measured_in, stated_measure
from targets.models import Indicator
from targets.names import squeeze
from targets.periods import Month
from targets.spreadsheets.cells import Sheet
from targets.spreadsheets.layout import FoundTable, LayoutFault, NumberPart, NumberRole, Slot
from targets.spreadsheets.remarks import AnswerOption, Place, Question, Remark, Weight, shown
from targets.values.measures import MeasureMismatch, convert
from targets.values.numbers import FIGURES_IN_FILES, NumberKind, NumberReading, read_number

DASH = "dash"
NAME = "name:"
ZERO, BLANK, LEAVE_OUT, GATHERS = "zero", "blank", "leave_out", "gathers"
ENTERED = (NumberRole.MONTH, NumberRole.TO_DATE, None)


@dataclass(frozen=True, slots=True)
class Total:
    """A number of a total row or column, used only to compare it with the sum of its parts.

    `quantum` is the worth of its last printed digit, within which parts may have been rounded.
    """

    code: str
    part: str
    month: Month
    to_date: bool
    number: Decimal
    place: Place
    table: str
    quantum: Decimal


@dataclass(frozen=True, slots=True)
class TableLocation:
    """Where a table is: its key in questions, its place and its sheet."""

    key: str
    place: Place
    sheet: Sheet

    def at(self, row: int, column: int) -> Place:
        return Place(self.place.file, self.place.name, self.place.sheet, row, column)


@dataclass(slots=True)
class Choices:
    """What the user chose: answers by question, and the unit and month of sheets that name none.

    `month_is_meant`: the chosen month is what bare numbers are of, as on the command line.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    month: Month | None = None
    month_is_meant: bool = False

    def answer(self, key: str) -> str:
        return self.answers.get(key, "")


class TablesReader:
    """Reads tables, one after another, and keeps what it found.

    `figures` are numbers to be imported, `totals` and `rates` numbers that are only compared with them; `questions` are
    what the tables leave open and `remarks` what is wrong with them.
    """

    def __init__(self, indicators: Mapping[str, Indicator], choices: Choices, units: Mapping[str, str]):
        self.indicators = indicators
        self.choices = choices
        self.unit_names = units
        self.figures: list[FigureInFile] = []
        self.totals: list[Total] = []
        self.rates: list[FigureInFile] = []
        self.questions: dict[str, Question] = {}
        self.remarks: list[Remark] = []

    # ---- Tables -------------------------------------------------------------------------------------------

    def read(self, location: TableLocation, table: FoundTable) -> None:
        """Read every slot of a table that the user lets in."""
        for fault in table.faults:
            self._fault(location, fault)
        if table.span_fault:
            self._remark(Weight.FAULT, location.place, "", table.span_fault)
        month = self._table_month(location, table)
        unit = self._table_unit(location, table)
        for slot in table.slots:
            if slot.role in ENTERED:
                self._slot(location, table, slot, unit, month)

    def _fault(self, location: TableLocation, fault: LayoutFault) -> None:
        place = location.at(fault.row, fault.column)
        if not fault.choices:
            self._remark(Weight.FAULT, place, shown(fault.value), fault.reason)
            return
        options = [AnswerOption(code, f"{code} {name}") for code, name in fault.choices]
        if fault.may_gather:
            options.append(
                AnswerOption(GATHERS, _("Only a heading of a group: the headings below it say what the numbers are"))
            )
        options.append(AnswerOption(LEAVE_OUT, _("Leave these numbers out")))
        self._ask(name_key(shown(fault.value)), fault.reason, place, options)

    def _table_unit(self, location: TableLocation, table: FoundTable) -> str:
        """The table's unit; one that the sheet names must be the one that was chosen."""
        named, chosen = table.unit, self.choices.unit
        if named and chosen and named != chosen:
            place = location.at(*table.unit_place) if table.unit_place else location.place
            text = _("The sheet names another unit than the one chosen. Choose that unit, or correct the sheet.")
            self._remark(Weight.FAULT, place, self.unit_names.get(named, named), text)
        return named or chosen or self.choices.answer(f"unit:{location.key}")

    def _table_month(self, location: TableLocation, table: FoundTable) -> Month | None:
        """The table's month; one that the sheet names must be the one that was chosen."""
        named, chosen = table.span, self.choices.month
        if named and chosen and named.month != chosen:
            place = location.at(*table.span_place) if table.span_place else location.place
            text = _("The sheet says %(named)s, but %(chosen)s was chosen. Choose that month, or correct the sheet.")
            words = {"named": month_text(named.month), "chosen": month_text(chosen)}
            self._remark(Weight.FAULT, place, month_text(named.month), text % words)
        if named:
            return named.month
        answer = self.choices.answer(f"month:{location.key}")
        return chosen or (Month.parse(answer) if answer else None)

    # ---- Slots --------------------------------------------------------------------------------------------

    def _slot(self, location: TableLocation, table: FoundTable, slot: Slot, unit: str, month: Month | None) -> None:
        spot = (slot.row, slot.column)
        percent, unstored = spot in location.sheet.percent, spot in location.sheet.unstored
        entry = read_number(slot.value, FIGURES_IN_FILES, percent=percent, unstored=unstored)
        if entry.kind is NumberKind.BLANK:
            return
        place = location.at(*spot)
        for note in entry.notes:
            self._remark(Weight.NOTE, place, shown(slot.value), note)
        if entry.kind is NumberKind.REFUSED:
            if not slot.total:
                self._remark(Weight.FAULT, place, shown(slot.value), entry.reason)
            return
        if entry.kind is NumberKind.NOTHING and (slot.total or not self._dash_is_zero(place)):
            return
        self._enter(location, table, slot, entry, place, unit, month)

    def _dash_is_zero(self, place: Place) -> bool:
        """A dash means that there was none: whether that is a zero is asked once for the whole import."""
        options = (
            AnswerOption(ZERO, _("0: there was none")),
            AnswerOption(BLANK, _("Blank: not reported")),
        )
        return self._ask(DASH, _("Some cells hold a dash or “none”. What does it mean?"), place, options) == ZERO

    def _enter(
        self,
        location: TableLocation,
        table: FoundTable,
        slot: Slot,
        entry: NumberReading,
        place: Place,
        unit: str,
        month: Month | None,
    ) -> None:
        own_month = slot.span.month if slot.span else month
        own_unit = slot.unit or unit
        indicator = self.indicators[slot.code]
        number = self._number(location, table, slot, entry, indicator, place)
        if own_month is None:
            self._ask_month(location)
        if not own_unit and not slot.total:
            self._ask_unit(location)
        to_date = self._to_date(location, table, slot, indicator)
        if own_month is None or to_date is None or (number is None and entry.kind is not NumberKind.NOT_APPLICABLE):
            return
        if slot.total:
            if number is not None:
                self._total(slot, entry, own_month, to_date, number, location)
        elif own_unit:
            target = self.rates if slot.part is NumberPart.RATE else self.figures
            target.append(
                FigureInFile(own_unit, slot.code, slot.part.value, own_month, to_date, number, place, location.key)
            )
        if slot.hidden:
            self._remark(
                Weight.WARNING, place, shown(slot.value), _("Stands in a hidden row or column; it is imported.")
            )

    def _total(
        self, slot: Slot, entry: NumberReading, month: Month, to_date: bool, number: Decimal, location: TableLocation
    ) -> None:
        """Keep a total for comparing; its last digit tells how finely it was printed."""
        printed = entry.number or Decimal(0)
        scale = number / printed if printed else Decimal(1)
        quantum = scale * Decimal(1).scaleb(min(0, plain(printed).as_tuple().exponent))
        place = location.at(slot.row, slot.column)
        self.totals.append(Total(slot.code, slot.part.value, month, to_date, number, place, location.key, quantum))

    def _to_date(self, location: TableLocation, table: FoundTable, slot: Slot, indicator: Indicator) -> bool | None:
        """Is the number the sum since January? None where nobody has said; a stock or rate is the same both ways."""
        span = slot.span or table.span
        if slot.role is NumberRole.TO_DATE or (slot.role is None and span is not None and span.cumulative):
            return True
        if (
            slot.role is NumberRole.MONTH
            or kind_of(indicator, slot.part) is not Kind.FLOW
            or self.choices.month_is_meant
        ):
            return False
        options = (AnswerOption("month", _("This month alone")), AnswerOption("to_date", _("Since January (to date)")))
        text = _("The headings say neither “this month” nor “to date”. Which are these numbers?")
        answer = self._ask(f"role:{location.key}", text, location.at(slot.row, slot.column), options)
        return {"month": False, "to_date": True}.get(answer)

    # ---- Numbers ------------------------------------------------------------------------------------------

    def _number(
        self,
        location: TableLocation,
        table: FoundTable,
        slot: Slot,
        entry: NumberReading,
        indicator: Indicator,
        place: Place,
    ) -> Decimal | None:
        """The number in the indicator's own unit of measure; None where it was refused or is none."""
        if entry.kind is NumberKind.NOTHING:
            return Decimal(0)
        if entry.number is None:
            return None
        into = measured_in(indicator, slot.part)
        try:
            number = convert(entry.number, stated_measure(entry, slot, table, into), into=into)
        except MeasureMismatch as mismatch:
            self._remark(Weight.FAULT, place, shown(slot.value), str(mismatch))
            return None
        return self._percent(location, slot, entry, number, into)

    def _percent(
        self, location: TableLocation, slot: Slot, entry: NumberReading, number: Decimal, into: str
    ) -> Decimal | None:
        """A bare 0.046 where percents are wanted may be 4.6 %: it is asked."""
        bare = entry.measure is None and slot.measure is None
        if into != "%" or not bare or not 0 < number < 1 or slot.total:
            return number
        key = f"percent:{location.key}"
        options = (
            AnswerOption("share", _("A share: %(number)s means %(percent)s %%") % _both(number)),
            AnswerOption("percent", _("As written: %(number)s %%") % _both(number)),
        )
        text = _("A percentage below 1 stands here. How is it meant?")
        answer = self._ask(key, text, location.at(slot.row, slot.column), options)
        return {"share": number * 100, "percent": number}.get(answer)

    # ---- Asking -------------------------------------------------------------------------------------------

    def _ask(self, key: str, text: str, place: Place, options: Iterable[AnswerOption]) -> str:
        """Ask once, however many cells leave it open; gives the answer, empty while there is none."""
        if key not in self.questions:
            self.questions[key] = Question(key, text, place, tuple(options), self.choices.answer(key))
        return self.questions[key].answer

    def _ask_month(self, location: TableLocation) -> None:
        years = {indicator.plan.year for indicator in self.indicators.values()}
        months = sorted(Month(year, number) for year in years for number in range(1, 13))
        options = [AnswerOption(str(month), month_text(month)) for month in months]
        text = _("The sheet names no month. Of which month are its numbers?")
        self._ask(f"month:{location.key}", text, location.place, options)

    def _ask_unit(self, location: TableLocation) -> None:
        options = [AnswerOption(code, name) for code, name in self.unit_names.items()]
        self._ask(
            f"unit:{location.key}", _("The sheet names no unit. Whose numbers are they?"), location.place, options
        )

    def _remark(self, weight: Weight, place: Place, value: str, text: str) -> None:
        self.remarks.append(Remark(weight, place, value, text))


def name_key(text: str) -> str:
    """The question about a name that nobody knows."""
    return f"{NAME}{squeeze(text)}"


def _both(number: Decimal) -> dict[str, str]:
    return {"number": number_text(number, 4), "percent": number_text(number * 100, 2)}
