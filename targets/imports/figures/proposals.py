"""Figures as the files would have them, beside those of the reports; refused, with the reason, where they must be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext as _

from targets import clock
from targets.access import Access, Action
from targets.formatting import number_text
from targets.frame.phrases import ending_text, month_text, span_text
from targets.imports.figures.earlier_months import EarlierMonthsQuestions, NumberKey
from targets.imports.figures.findings import FigureInFile, ProposedFigure
from targets.imports.figures.measuring import kind_of
from targets.imports.figures.monthly_numbers import MonthlyNumber, MonthlyNumbers
from targets.imports.figures.plan_vocabulary import vocabulary_of
from targets.imports.figures.table_reading import Choices
from targets.imports.findings import Effect
from targets.models import Figure, Indicator, MonthlyReport, ReportingUnit, State, WorkPlan, is_asked_of
from targets.periods import Month
from targets.reports.sheets import BLANK, FIELDS, PARTS, Cell
from targets.spreadsheets.layouts.vocabulary import Vocabulary
from targets.spreadsheets.remarks import Place, Remark, Weight
from targets.values.numbers import NumberRules, limit_refusal
from targets.workbooks.identity import version_of


@dataclass(slots=True)
class ImportPlan:
    """The plan's indicators and the units that may report in any of its months, by their codes."""

    plan: WorkPlan
    indicators: Mapping[str, Indicator]
    units: Mapping[str, ReportingUnit]

    @classmethod
    def of(cls, plan: WorkPlan) -> ImportPlan:
        rows = Indicator.objects.filter(plan=plan).select_related("task__chapter", "plan", "part_of", "not_over")
        units = ReportingUnit.objects.existing_since(plan.starts).prefetch_related("aliases")
        return cls(plan, {row.code: row for row in rows}, {unit.code: unit for unit in units})

    @property
    def version(self) -> str:
        """What the hidden mark of the portal's own workbook must say."""
        return version_of(self.indicators.values())

    def words(self) -> Vocabulary:
        """The vocabulary of these indicators and units; one query more, for the aliases."""
        return vocabulary_of(self.plan, indicators=self.indicators.values(), units=self.units.values())

    def app(self, code: str) -> str:
        """The app of the indicator's chapter."""
        return self.indicators[code].task.chapter.app

    def with_wholes(self, codes: Iterable[str]) -> set[str]:
        """The codes, and those of the indicators that theirs may not exceed."""
        by_id = {row.pk: row.code for row in self.indicators.values()}
        above = {self.indicators[code].part_of_id or self.indicators[code].not_over_id for code in codes}
        return {*codes, *(by_id[key] for key in above if key in by_id)}


@dataclass(slots=True)
class StoredFigures:
    """What stands in the reports of some units: cells of the plan's year, and the state of every report."""

    cells: dict[tuple[str, str], dict[Month, Cell]] = field(default_factory=dict)
    states: dict[tuple[str, str, Month], str] = field(default_factory=dict)
    holders: dict[tuple[str, str], dict[Month, list[Month]]] = field(default_factory=dict)
    """By unit and indicator, the months whose figures hold earlier ones, with these."""

    @classmethod
    def of(cls, plan: ImportPlan, figures: Sequence[FigureInFile]) -> StoredFigures:
        """Read what the units in the files have reported, with the wholes that parts may not exceed."""
        stored = cls()
        units_wanted, codes_wanted = {one.unit for one in figures}, plan.with_wholes({one.code for one in figures})
        months = cache(Month.of)
        columns = ("report__unit__code", "indicator__code", "report__month", "also_months", *FIELDS)
        rows = Figure.objects.filter(
            report__chapter__plan=plan.plan, report__unit__code__in=units_wanted, indicator__code__in=codes_wanted
        ).values_list(*columns, "not_applicable", "explanation")
        for unit, code, day, held, *parts in rows.order_by().iterator(chunk_size=5000):
            stored.cells.setdefault((unit, code), {})[months(day)] = Cell(*parts)
            if held:
                holding = stored.holders.setdefault((unit, code), {})
                holding[months(day)] = [Month.parse(text) for text in held]
        reports = MonthlyReport.objects.filter(chapter__plan=plan.plan, unit__code__in=units_wanted)
        for unit, app, day, state in reports.order_by().values_list("unit__code", "chapter__app", "month", "state"):
            stored.states[unit, app, months(day)] = state
        return stored

    def earlier(self, row: NumberKey) -> dict[Month, Decimal]:
        """A part's numbers by month."""
        unit, code, part = row
        cells = self.cells.get((unit, code), {})
        return {month: number for month, cell in cells.items() if (number := getattr(cell, part)) is not None}

    def held(self, row: NumberKey, month: Month) -> set[Month]:
        """The months that figures of months before this one hold."""
        holders = self.holders.get(row[:2], {})
        return {one for holder, held in holders.items() if holder < month for one in held}

    def held_by(self, row: NumberKey, month: Month) -> list[Month]:
        """The months that the month's own figure holds besides itself."""
        return self.holders.get(row[:2], {}).get(month, [])


class ProposalMaker:
    """Turns what files say into proposals under the rules of reports. `rights` is None for whoever runs the server."""

    def __init__(self, plan: ImportPlan, rights: Access | None, choices: Choices | None = None):
        self.plan = plan
        self.rights = rights
        self.earlier_months = EarlierMonthsQuestions(choices or Choices(), plan.units)
        self.remarks: list[Remark] = []
        self.may = cache(self._may)
        self.asked = cache(self._asked)
        self.month_refusal = cache(self._month_refusal)
        self.not_in_force = cache(self._not_in_force)
        self.ended = cache(self._ended)

    # ---- Rights -------------------------------------------------------------------------------------------

    def _may(self, unit: str, app: str) -> bool:
        return self.rights is None or self.rights.may(Action.IMPORT_FIGURES, self.plan.units[unit], app)

    def _asked(self, unit: str, code: str) -> bool:
        return is_asked_of(self.plan.units[unit], self.plan.indicators[code].reported_by)

    def within_reach(self, figures: Iterable[FigureInFile]) -> tuple[list[FigureInFile], list[FigureInFile]]:
        """What is the user's to import, and what is not: another unit's rows, another chapter's columns."""
        own, others = [], []
        for one in figures:
            (own if self.may(one.unit, self.plan.app(one.code)) else others).append(one)
        return own, others

    # ---- Proposals ----------------------------------------------------------------------------------------

    def propose(self, figures: Iterable[FigureInFile], stored: StoredFigures) -> list[ProposedFigure]:
        """One proposal per unit, indicator and month, in that order of the plan."""
        numbers = MonthlyNumbers(
            lambda row: kind_of(self.plan.indicators[row[1]], row[2]),
            stored.earlier,
            stored.held,
            self._may_fall,
            self._is_in_force,
            stored.held_by,
            self.earlier_months.answer,
        )
        worked_out = numbers.work_out(figures)
        self.remarks += numbers.remarks
        parts: dict[tuple[str, str, Month], dict[str, MonthlyNumber]] = {}
        for (unit, code, part), months in worked_out.items():
            for month, number in months.items():
                parts.setdefault((unit, code, month), {})[part] = number
        proposals = [self._proposal(key, found, stored) for key, found in parts.items()]
        order = {code: index for index, code in enumerate(self.plan.indicators)}
        return sorted(proposals, key=lambda p: (p.month.year, p.month.month, p.unit, order[p.code]))

    def _may_fall(self, row: NumberKey) -> bool:
        return _may_be_negative(self.plan.indicators[row[1]], row[2])

    def _is_in_force(self, row: NumberKey, month: Month) -> bool:
        return self.plan.indicators[row[1]].is_in_force(month)

    def _proposal(
        self, key: tuple[str, str, Month], parts: Mapping[str, MonthlyNumber], stored: StoredFigures
    ) -> ProposedFigure:
        unit, code, month = key
        old = stored.cells.get((unit, code), {}).get(month, BLANK)
        places = tuple(place for part in parts.values() for place in part.places)
        held = sorted({one for part in parts.values() for one in part.holds})
        new = _new(self.plan.indicators[code], old, parts)
        proposal = ProposedFigure(unit, code, month, old, new, places, holds=held)
        self._compare_net(new, parts)
        reason, place = self._refusal(proposal, parts, stored)
        if reason:
            proposal.effect, proposal.reason = Effect.REFUSED, reason
            numbers = " / ".join(number_text(number) for number in proposal.new.numbers if number is not None)
            self.remarks.append(Remark(Weight.FAULT, place, numbers, reason))
        elif _differ(proposal.new, old):
            proposal.effect = Effect.NEW if old.is_blank else Effect.CHANGED
        return proposal

    def _compare_net(self, new: Cell, parts: Mapping[str, MonthlyNumber]) -> None:
        """A net figure is worked out from its two parts; one that the file says otherwise is a warning."""
        said = parts.get("value")
        if said is None or said.number is None or not new.has_both_parts or said.number == new.value:
            return
        text = _("The net figure says %(said)s, but its parts give %(net)s. The parts are imported.")
        words = {"said": number_text(said.number), "net": number_text(new.value)}
        self.remarks.append(Remark(Weight.WARNING, said.places[0], words["said"], text % words))

    def _refusal(
        self, proposal: ProposedFigure, parts: Mapping[str, MonthlyNumber], stored: StoredFigures
    ) -> tuple[str, Place]:
        """Why this figure cannot be imported, empty where it can, and the cell at fault."""
        first = proposal.places[0]
        if not self.asked(proposal.unit, proposal.code):
            return _("This unit is not asked for this indicator. Delete the number."), first
        if reason := self.ended(proposal.unit, proposal.month):
            return reason, first
        if reason := self.month_refusal(proposal.month) or self.not_in_force(proposal.code, proposal.month):
            return reason, first
        without = [of_month for of_month in parts.values() if of_month.number is None]
        if without and len(without) < len(parts):
            text = _("“Not applicable” beside a number of the same indicator. Delete the number, or give both.")
            return text, without[0].places[0]
        for part, of_month in parts.items():
            reason = _number_refusal(self.plan.indicators[proposal.code], part, of_month.number)
            if reason := reason or self._to_date_refusal(proposal, part, of_month, stored):
                return reason, of_month.places[0]
        if not _differ(proposal.new, proposal.old):
            return "", first
        state = stored.states.get((proposal.unit, self.plan.app(proposal.code), proposal.month), State.DRAFT)
        return _state_refusal(state), first

    def _to_date_refusal(
        self, proposal: ProposedFigure, part: str, of_month: MonthlyNumber, stored: StoredFigures
    ) -> str:
        """Why a part's sum since January cannot be divided: of an earlier month the net figure alone is known."""
        if part not in PARTS or not self.plan.indicators[proposal.code].is_net:
            return ""
        cells = stored.cells.get((proposal.unit, proposal.code), {})
        alone = [month for month in of_month.holds if cells.get(month, BLANK).value is not None]
        if not alone:
            return ""
        text = _(
            "This sum since January holds %(months)s, of which only the net figure is reported. "
            "Give the month's own number."
        )
        return text % {"months": _(", ").join(month_text(month) for month in alone)}

    def _month_refusal(self, month: Month) -> str:
        plan = self.plan.plan
        if not plan.starts <= month.first_day <= plan.ends:
            return _("%(month)s lies outside the plan of %(year)s.") % {"month": month_text(month), "year": plan.year}
        if month.first_day > clock.today():
            return _("%(month)s has not begun.") % {"month": month_text(month)}
        return ""

    def _ended(self, unit: str, month: Month) -> str:
        """That the unit is no more in this month, and who follows it; empty where it is there."""
        ending = getattr(self.plan.units[unit], "ended", None)
        if ending is None or month < ending.since:
            return ""
        words = _("%(ending)s Delete the number, or write it at the unit that follows.")
        return words % {"ending": ending_text(ending)}

    def _not_in_force(self, code: str, month: Month) -> str:
        """Why a figure of this month is not asked for; empty where it is."""
        indicator = self.plan.indicators[code]
        if indicator.is_in_force(month):
            return ""
        words = {"span": span_text(indicator.first_month, indicator.last_month), "month": month_text(month)}
        return _("%(month)s is not a month of this indicator (%(span)s). Delete the number.") % words


def _new(indicator: Indicator, old: Cell, parts: Mapping[str, MonthlyNumber]) -> Cell:
    """The stored cell with the parts that the file gives; "not applicable" takes the place of any number.

    Of a net figure that the file gives alone and otherwise, the stored parts are no longer true and are dropped.
    """
    if any(of_month.number is None for of_month in parts.values()):
        return Cell(not_applicable=True, explanation=old.explanation)
    numbers = [parts[name].number if name in parts else getattr(old, name) for name in FIELDS]
    new = Cell(*numbers, explanation=old.explanation)
    if not indicator.is_net:
        return new
    if set(parts) == {"value"} and new.value != old.value:
        return Cell(value=new.value, explanation=old.explanation)
    return new.worked_out()


def _may_be_negative(indicator: Indicator, part: str) -> bool:
    return indicator.is_net and part == "value"


def _differ(new: Cell, old: Cell) -> bool:
    return (new.numbers, new.not_applicable) != (old.numbers, old.not_applicable)


def _number_refusal(indicator: Indicator, part: str, number: Decimal | None) -> str:
    if number is None:
        return ""
    if number < 0 and not _may_be_negative(indicator, part):
        return _("A negative number cannot be reported. Correct it.")
    decimals = indicator.parts_decimals if part in PARTS else indicator.decimals
    refused = limit_refusal(number, NumberRules(decimals=decimals))
    return refused[1] if refused else ""


def _state_refusal(state: str) -> str:
    if state == State.APPROVED:
        return _("This month is approved. It changes only through a correction: have the report reopened first.")
    if state == State.SUBMITTED:
        return _("This report is submitted. Withdraw it first, or have it sent back.")
    return ""
