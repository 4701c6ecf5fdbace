"""An indicator's own page: its definition, and its progress by month and unit as a chart and as tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targets.access import Action
from targets.arithmetic import Commitment, Kind, Status, Tally
from targets.boards import closing_changes
from targets.boards.indicator_chart import ChartMonth, chart
from targets.boards.rows import (
    LASTING,
    BoardRow,
    DeliverableTable,
    IndicatorTable,
    RowWriter,
    TaskName,
    lasts,
    missing_texts,
    taken_over_texts,
)
from targets.formatting import number_text, plain
from targets.frame import last_year, phrases
from targets.frame.plan_pages import PlanPage
from targets.models import (
    Figure,
    Indicator,
    MonthlyReport,
    ReportedBy,
    ReportingUnit,
    TargetInForce,
    WorkPlan,
    is_asked_of,
)
from targets.models.plan import KindChoice
from targets.periods import Month
from targets.planning.commitments import place_of, words_in
from targets.progress import rollup
from targets.progress.last_year import LastYear
from targets.progress.rollup import Part, UnitPlace
from targets.progress.standings import Standing, area_of, plan_indicators
from targets.reports.file_values import count, part_heads
from targets.reports.texts import held_text
from targets.tables import Column, DrawnColumn, NumberColumn, Repeated, Table, TableCell, TableRow, Value
from targets.tables.cells import MISSING

NOTHING = Part()


@dataclass(frozen=True, slots=True)
class IndicatorFact:
    """A heading of the definition sheet with its text."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class MonthCell:
    """A unit's figure of a month, what it is made of, and the addresses of its report and its history.

    `note` says where not all units have answered, or where the figure is from an earlier month.
    """

    text: str
    under: str = ""
    url: str = ""
    history: str = ""
    part: Part = NOTHING
    note: str = ""


class FactTable(Table):
    """The definition sheet, for files."""

    title = _lazy("Definition")

    label = Column(_lazy("Heading"), heading=True)
    text = Column(_lazy("Text"))


# The columns that stand only where there are figures of last year.
BESIDE_LAST_YEAR = ("last_year_month", "change_of_month", "last_year_to_date", "change_to_date", "change_rests_on")


@dataclass(frozen=True, slots=True)
class UnitLine:
    """The figures by month, the figure to date and the target of a unit with its streets and towns.

    A street or town has a row of its own below, which `is_part` of the district's.
    """

    indicator: Indicator
    unit: str
    url: str
    is_part: bool
    cells: list[MonthCell]
    to_date: MonthCell
    target: TableCell
    status: Status
    status_label: str
    last_year_month: TableCell = MISSING
    change_of_month: TableCell = MISSING
    last_year_to_date: TableCell = MISSING
    change_to_date: TableCell = MISSING
    change_rests_on: str = ""
    units_of_month: str = ""
    units_to_date: str = ""

    @property
    def parts(self) -> list[Value]:
        """For files: the months and the figure to date; of a rate or a net figure both parts of each before it."""
        parts = [cell.part for cell in (*self.cells, self.to_date)]
        values = [phrases.reached(self.indicator, part).value for part in parts]
        if not self.indicator.has_parts:
            return values
        numbers = zip(parts, values, strict=True)
        return [value for part, made in numbers for value in (count(part.numerator), count(part.denominator), made)]


class MonthTable(Table):
    """Units down and months across, the total last; in files a rate or a net figure stands with its two parts."""

    title = _lazy("By month")
    row_template = "boards/month_row.html"
    css = "table-grid month-table"

    unit = Column(_lazy("Unit"), heading=True)
    cells = Repeated(in_file=False, css="number")
    parts = Repeated(on_page=False)
    to_date = DrawnColumn(_lazy("To date"), in_file=False, css="number")
    last_year_month = NumberColumn(_lazy("Same month last year"))
    change_of_month = NumberColumn(
        _lazy("Change of the month"), file_head=_lazy("Change of the month (%, of rates points)")
    )
    last_year_to_date = NumberColumn(_lazy("Same months last year"))
    change_to_date = NumberColumn(_lazy("Change"), file_head=_lazy("Change (%, of rates points)"))
    change_rests_on = Column(_lazy("Change rests on"), on_page=False)
    target = NumberColumn(_lazy("Target"))
    status_label = Column(_lazy("State"))


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """Everything that the page shows; `chart` is what its script draws."""

    row: BoardRow
    table: IndicatorTable
    facts: list[IndicatorFact]
    months: MonthTable
    deliverables: DeliverableTable
    changes: closing_changes.ChangesSinceClosing
    chart: dict

    @property
    def own(self) -> list[TableRow]:
        """The indicator's own row."""
        return self.table.lines[:1]

    @property
    def relatives(self) -> list[TableRow]:
        """The rows of the indicators related to it."""
        return self.table.lines[1:]


def choose(plan: WorkPlan, code: str) -> tuple[Indicator, list[Indicator]]:
    """The plan's indicator of this code, and its family, which begins with it; raises Http404 for an unknown code."""
    known = {indicator.code: indicator for indicator in plan_indicators(plan)}
    if code not in known:
        raise Http404
    return known[code], _family(known[code], known.values())


def outside_its_months(page: PlanPage, indicator: Indicator) -> dict | None:
    """What the page says of a month in which the indicator is not in force; None where it is.

    The definition stays in reach, and a link leads to the nearest month that has figures.
    """
    if indicator.is_in_force(page.month):
        return None
    first, last = indicator.first_month, indicator.last_month
    nearest = first if first and page.month < first else last
    return {
        "span": phrases.span_text(first, last),
        "nearest": phrases.month_text(nearest) if nearest else "",
        "url": page.query_with(month=str(nearest)),
        "facts": [fact for fact in facts(indicator, page) if fact.text],
    }


def facts(
    i: Indicator, page: PlanPage, target: TargetInForce | None = None, promise: Commitment | None = None
) -> list[IndicatorFact]:
    """The definition sheet; without what is in force in the month it says nothing of the target."""
    written = phrases.target_as_written(i, target, promise.target).text if promise else ""
    deadline = phrases.day_text(promise.deadline) if target and promise else ""
    words = words_in(page.month, i, page.plan)
    return [
        IndicatorFact(_("Definition"), i.definition),
        IndicatorFact(_("Words of the plan"), words, place_of(i.code, words, page.plan, page.month)),
        IndicatorFact(_("Months in force"), phrases.span_text(i.first_month, i.last_month)),
        IndicatorFact(_("Target"), written),
        IndicatorFact(_("Deadline"), deadline),
        IndicatorFact(_("Source"), target.source if target else ""),
        IndicatorFact(_("Came in") if i.is_net else _("Numerator"), i.numerator_label),
        IndicatorFact(_("Went out") if i.is_net else _("Denominator"), i.denominator_label),
        IndicatorFact(_("How it adds up"), str(KindChoice(i.kind).label)),
        IndicatorFact(_("Pace"), str(i.get_pacing_display())),
        IndicatorFact(_("Who reports"), str(ReportedBy(i.reported_by).label)),
        IndicatorFact(_("Unit of measure"), i.unit_of_measure),
    ]


def _family(indicator: Indicator, known: Iterable[Indicator]) -> list[Indicator]:
    """The indicator first, then the whole it is part of, its own parts, and its companions."""
    related = {indicator.part_of_id, indicator.not_over_id}
    return [indicator] + [
        other for other in known if other.pk in related or indicator.pk in (other.part_of_id, other.not_over_id)
    ]


class PageWriter:
    """Writes one indicator's page, for a month in which it is in force."""

    def __init__(self, page: PlanPage, indicator: Indicator, family: list[Indicator]):
        self.page = page
        self.indicator = indicator
        self.standing: Standing = page.stand(family)
        self.family = self.standing.indicators
        self.progress = self.standing.progress[indicator.pk]
        self.last_year = LastYear(self.standing)
        self.app = indicator.task.chapter.app
        self.months = [month for month in page.month.year_to() if indicator.is_in_force(month)]
        found = rollup.by_month(indicator, page.area.reports("report__"), page.basis)
        self.parts: dict[UnitPlace, dict[Month, Part]] = defaultdict(dict)
        for (place, month), part in found.items():
            if month in self.months:
                self.parts[place][month] = part
        former = [*self.standing.former, *self.standing.taken_over]
        self.reports = _readable(page, self.app, [*self.standing.units, *former])

    def written(self) -> IndicatorPage:
        tasks = {i.task_id: TaskName(i.task.number, i.task.title, i.task.chapter.app) for i in self.family}
        writer = RowWriter(self.page, self.standing, self._best(), tasks, self.last_year)
        rows = [writer.row(indicator) for indicator in self.family]
        return IndicatorPage(
            row=rows[0],
            table=IndicatorTable(rows, title=_("How it stands"), without=("task_number", "task_title")),
            facts=[fact for fact in self._facts() if fact.text],
            months=self._months(),
            deliverables=DeliverableTable(rows[0].elements),
            changes=closing_changes.of_indicator(self.standing, self.indicator, writer.judged.get(self.indicator.pk)),
            chart=chart(
                self.indicator,
                self.chart_months,
                [month for month in self.page.plan.months if self.indicator.is_in_force(month)],
                self.progress.commitment,
            ),
        )

    def _months(self) -> MonthTable:
        """Empty where no unit is asked, as for counted deliverables, which have no months."""
        lines = [self._line(unit) for unit in self.standing.units if self._concerns(unit)]
        here_no_more, followed = _("reports here no more"), _("ended; counts with who follows")
        lines += [self._former_line(unit, here_no_more) for unit in self.standing.former if self._places_of(unit)]
        lines += [self._former_line(unit, followed) for unit in self.standing.taken_over if self._places_of(unit)]
        heads = [phrases.short_month_text(month) for month in self.months]
        return MonthTable(
            lines,
            foot=[self._total()] if lines else [],
            captions=[_("Unit of measure: %(text)s") % {"text": self.indicator.unit_of_measure}],
            cells=heads,
            parts=[part for head in [*heads, _("To date")] for part in part_heads(head, [self.indicator])],
            without=BESIDE_LAST_YEAR if self.last_year.past.is_empty else (),
        )

    def _best(self) -> dict[int, Decimal]:
        sums = [value for month in self.months if (value := self._sum(month).value) is not None]
        return {self.indicator.pk: max(sums)} if sums and self.indicator.kind == Kind.FLOW else {}

    def _concerns(self, unit: ReportingUnit) -> bool:
        is_asked = self.indicator.is_entered and is_asked_of(unit, self.indicator.reported_by)
        return is_asked or bool(self._places_of(unit))

    def _places_of(self, unit: ReportingUnit) -> list[UnitPlace]:
        """Where the unit belonged when it reported of the indicator; one that moved has two places."""
        return [place for place in self.parts if place.pk == unit.pk]

    # ---- Definition sheet -------------------------------------------------------------------------------------

    def _facts(self) -> list[IndicatorFact]:
        target = self.standing.target(self.indicator)
        return facts(self.indicator, self.page, target, self.progress.commitment)

    # ---- Table by unit and month ------------------------------------------------------------------------------

    def _line(self, unit: ReportingUnit) -> UnitLine:
        progress = self.standing.of_unit(self.indicator, unit)
        sense = self.indicator.sense
        return UnitLine(
            indicator=self.indicator,
            unit=unit.short_name,
            url=self.page.url("unit", unit.code),
            is_part=unit.path != unit.district_path,
            cells=[self._cell(unit, self.standing.places_in(area_of(unit)), month) for month in self.months],
            to_date=self._month_cell(Part.of(progress.tally), note=self._note_of(unit, progress.tally)),
            target=phrases.exact_target(self.indicator, progress.commitment.target),
            status=progress.status,
            status_label=phrases.status_word(progress.status, sense),
            **self._beside_last_year(unit),
        )

    def _former_line(self, unit: ReportingUnit, why: str) -> UnitLine:
        """A unit that ended, or belongs elsewhere now: what it brought before stays in the area's sums."""
        places = self._places_of(unit)
        parts = [part for place in places if (part := self.standing.parts.get((self.indicator.pk, place)))]
        return UnitLine(
            indicator=self.indicator,
            unit=unit.short_name,
            url="",
            is_part=unit.path != unit.district_path,
            cells=[self._cell(unit, places, month) for month in self.months],
            to_date=self._month_cell(rollup.together(self.indicator, parts)),
            target=phrases.exact_target(self.indicator, None),
            status=Status.NO_TARGET,
            status_label=why,
        )

    def _cell(self, unit: ReportingUnit, places: Iterable[UnitPlace], month: Month) -> MonthCell:
        found = [self.parts[place][month] for place in places if month in self.parts.get(place, {})]
        part = rollup.together(self.indicator, found)
        note = held_text(self._held.get((unit.pk, month), []))
        if (unit.pk, month) not in self.reports:
            return self._month_cell(part, note=note)
        address = [unit.code, self.app, month]
        url = reverse("targets:report", args=address)
        history = reverse("targets:figure_history", args=[*address, self.indicator.code])
        return self._month_cell(part, url, history, note)

    @cached_property
    def _held(self) -> dict[tuple[int, Month], list[Month]]:
        """By unit and month, the earlier months that a figure holds besides its own; none of what lasts does."""
        if lasts(self.indicator):
            return {}
        filed = Figure.objects.filter(self.page.area.reports("report__"), indicator=self.indicator)
        rows = filed.exclude(also_months=[]).order_by().values_list("report__unit", "report__month", "also_months")
        return {(unit, Month.of(day)): [Month.parse(text) for text in months] for unit, day, months in rows}

    def _carried_text(self, tally: Tally) -> str:
        """Of how many units a figure that lasts is from an earlier month."""
        return _(", ").join(missing_texts(tally)) if tally.carried and lasts(self.indicator) else ""

    def _note_of(self, unit: ReportingUnit, tally: Tally) -> str:
        """What the unit's figure to date rests on: earlier months, and units that ended."""
        taken = taken_over_texts(self.standing.taken_from(self.indicator, area_of(unit)))
        return _(", ").join(text for text in (self._carried_text(tally), *taken) if text)

    def _month_cell(self, part: Part, url: str = "", history: str = "", note: str = "") -> MonthCell:
        """The value; of a rate or a net figure, below it both parts."""
        shown = phrases.reached(self.indicator, part)
        under = phrases.net_parts_text(self.indicator, part.numerator, part.denominator)
        if self.indicator.is_ratio and part.numerator is not None and part.denominator is not None:
            under = f"{number_text(plain(part.numerator))} / {number_text(plain(part.denominator))}"
        return MonthCell(shown.exact or shown.text, under, url, history, part, note)

    def _total(self) -> UnitLine:
        """The area's row: each month summed over the units, rates divided after summing.

        What lasts is shown as it was at the month's end, with the units whose figure is from an earlier month.
        """
        return UnitLine(
            indicator=self.indicator,
            unit=_("Total"),
            url="",
            is_part=False,
            cells=[self._total_cell(one) for one in self.chart_months],
            to_date=self._month_cell(Part.of(self.progress.tally), note=self._carried_text(self.progress.tally)),
            target=phrases.exact_target(self.indicator, self.progress.commitment.target),
            status=self.progress.status,
            status_label=phrases.status_word(self.progress.status, self.indicator.sense),
            **self._beside_last_year(),
        )

    def _beside_last_year(self, unit: ReportingUnit | None = None) -> dict[str, TableCell | str]:
        """The same month and months of last year and the change since, of a unit or of the whole area."""
        compared = self.last_year.of(self.indicator, unit)
        cells: tuple[TableCell | str, ...] = (
            last_year.past_cell(self.indicator, compared.month),
            last_year.change_cell(compared.change_of_month, compared.unit),
            last_year.past_cell(self.indicator, compared.to_date),
            last_year.change_cell(compared.change_to_date, compared.unit),
            last_year.rests_on(compared),
        )
        which = {
            "units_of_month": last_year.units_text(compared.units_of_month),
            "units_to_date": last_year.units_text(compared.units_to_date),
        }
        return dict(zip(BESIDE_LAST_YEAR, cells, strict=True)) | which

    def _sum(self, month: Month) -> Part:
        said = [months[month] for months in self.parts.values() if month in months]
        tally = rollup.total(self.indicator, said, 0)
        return Part(tally.value, tally.numerator, tally.denominator, bool(said))

    def _total_cell(self, one: ChartMonth) -> MonthCell:
        is_at_the_end = self.indicator.kind in LASTING
        return self._month_cell(Part.of(one.tally) if is_at_the_end else self._sum(one.month), note=one.note)

    # ---- Chart ------------------------------------------------------------------------------------------------

    @cached_property
    def chart_months(self) -> list[ChartMonth]:
        """The months up to the page's, each with the area's tally at its end."""
        return [ChartMonth(month, self._sum(month).value, self._tally(month)) for month in self.months]

    def _tally(self, month: Month) -> Tally:
        """At the end of a month: each unit's months accumulated, then the units added up, and who has answered."""
        units = self._units(month)
        asked = {unit.pk for unit in units if is_asked_of(unit, self.indicator.reported_by)}
        told = {(place, at): part for place, at, part in self._told if at <= month}
        counting = {(place, at) for place, at in told if place in self.parts}
        parts = []
        found = rollup.parts_of_months(self.indicator, told, counting, units, month)
        for place in {**found, **self.parts_before}:
            part = found.get(place, NOTHING)
            if place in self.parts_before:
                part = rollup.continued(self.indicator, self.parts_before[place], part)
            has_told = month in self.parts.get(place, {})
            is_carried = lasts(self.indicator) and not has_told and place.pk in asked and part.is_given
            if self.page.area.has(place):
                parts.append(part._replace(reported=int(has_told), carried=int(is_carried)))
        return rollup.total(self.indicator, parts, len(asked))

    @cached_property
    def _told(self) -> list[tuple[UnitPlace, Month, Part]]:
        """The figures of single months in the area, and those of units that ended and from which it has taken over."""
        ended = [unit.pk for unit in self.standing.taken_over if not self._places_of(unit)]
        left = rollup.by_month(self.indicator, Q(report__unit__in=ended), self.page.basis) if ended else {}
        own = [(place, month, part) for place, months in self.parts.items() for month, part in months.items()]
        return [*own, *((place, month, part) for (place, month), part in left.items() if month in self.months)]

    @cached_property
    def parts_before(self) -> dict[UnitPlace, Part]:
        """What each unit had contributed on earlier plans, where the indicator continues one of them."""
        return {place: part for (pk, place), part in self.standing.parts_before.items() if pk == self.indicator.pk}

    def _units(self, month: Month) -> list[ReportingUnit]:
        """The area's units that were asked for the month."""
        if month == self.page.month or not self.last_year.tree_has_changed:
            return self.standing.units
        return self.page.area.among(self.page.rights.units(Action.VIEW_PROGRESS).during(month))


def _readable(page: PlanPage, app: str, units: list[ReportingUnit]) -> set[tuple[int, Month]]:
    """Unit and month of each report on the chapter that the reader may open."""
    by_pk = {unit.pk: unit for unit in units}
    rows = MonthlyReport.objects.filter(chapter__plan=page.plan, chapter__app=app, unit__in=units)
    return {
        (pk, Month.of(day))
        for pk, day, state in rows.values_list("unit", "month", "state")
        if page.rights.reads(by_pk[pk], app, state)
    }
