"""The rows of a board: indicators with target, figure to date and amount due, and deliverables with their states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from targets import clock, texts
from targets.arithmetic import HUNDRED, ZERO, Kind, LikeForLike, Progress, Sense, Status, Tally, as_decimal
from targets.formatting import DASH, number_text, plain_text
from targets.frame import last_year, phrases
from targets.frame.plan_pages import PlanPage
from targets.models import (
    ChangeAfterClosing,
    Covers,
    Indicator,
    ReportedBy,
    ReportingUnit,
    TargetInForce,
    is_asked_of,
)
from targets.planning.commitments import place_of
from targets.progress import rollup
from targets.progress.changes_since import (
    DeliverableSinceClosing,
    IndicatorChanges,
    changes_by_indicator,
    deliverables_since,
)
from targets.progress.deliverables import Deliverable, Said
from targets.progress.judgements import as_judged, has_changed
from targets.progress.last_year import Comparison, LastYear
from targets.progress.published import completion_text, completion_value, is_percentage
from targets.progress.standings import Standing
from targets.tables import Column, DayColumn, NumberColumn, Table, TableCell
from targets.tables.cells import MISSING
from targets.tables.components import component

# Where a ceiling stands on its bar of 100, so that a value above it still shows.
CEILING_AT = Decimal(75)
LASTING = (Kind.STOCK, Kind.LEVEL)


class TaskName(NamedTuple):
    """The task of a row, and the app of its chapter."""

    number: int
    title: str
    app: str


@dataclass(frozen=True, slots=True)
class DeliverableRow:
    """A deliverable with its state as shape and word, its deadline, and the address of its evidence."""

    task: TaskName
    name: str
    mark: str
    label: str
    deadline: str
    day: date
    basis: str = ""
    evidence: str = ""
    # The address of its sentence in the plan's document.
    sentence: str = ""
    # The code of the indicator that counts it, if any.
    counts_for: str = ""
    # What it was when the month was closed, where it is something else now.
    remarks: str = ""

    @property
    def chip(self) -> SafeString:
        """The state as its component draws it."""
        return component("components/status_chip.html", status=self.mark, label=self.label)

    @property
    def task_number(self) -> int:
        return self.task.number

    @property
    def task_title(self) -> str:
        return self.task.title


class DeliverableTable(Table):
    """Deliverables with task, state and deadline, and the indicator that each counts for."""

    title = _lazy("Deliverables")
    row_template = "boards/deliverable_row.html"
    css = ""

    task_number = NumberColumn(_lazy("Task no."), heading=True, on_page=False)
    task_title = Column(_lazy("Task"), heading=True, on_page=False)
    name = Column(_lazy("Deliverable"))
    label = Column(_lazy("State"))
    day = DayColumn(_lazy("Deadline"))
    basis = Column(_lazy("Source of the deadline"), on_page=False)
    evidence = Column(_lazy("Evidence"), in_file=False, empty="")
    counts_for = Column(_lazy("Counts for"), on_page=False)
    remarks = Column(_lazy("Remarks"), on_page=False)


@dataclass(slots=True)
class Bar:
    """What is done and what was due, from 0 to 100; `filled` is empty where there is no figure."""

    filled: str = ""
    due: str = ""
    label: str = ""


@dataclass(slots=True)
class BoardRow:
    """One indicator of an area at the end of a month, formatted; values that only files have are properties."""

    task: TaskName
    indicator: Indicator
    progress: Progress
    name: str
    url: str
    definition: str
    status: Status
    status_label: str
    target: TableCell
    to_date: TableCell
    fraction: str
    percent: TableCell
    due: TableCell
    gap: TableCell
    needed: TableCell
    units: str
    remarks: str
    unit: str
    bar: Bar
    compared: Comparison
    beside_last_year: list[str]
    is_part: bool
    best: Decimal | None = None
    elements: list[DeliverableRow] = field(default_factory=list)

    @property
    def chip(self) -> SafeString:
        """The state as its component draws it."""
        return component("components/status_chip.html", status=self.status, label=self.status_label)

    @property
    def pace_bar(self) -> SafeString:
        """The bar as its component draws it."""
        bar = self.bar
        return component(
            "components/pace_bar.html", status=self.status, filled=bar.filled, due=bar.due, label=bar.label
        )

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def is_short(self) -> bool:
        return self.progress.gap is not None and self.progress.gap < 0

    @property
    def note(self) -> str:
        """The line under a headline figure: target, what was due by now, units reported."""
        parts = [_("target %(target)s") % {"target": self.target.text}]
        if self.due.text != DASH:
            parts.append(_("due by now %(due)s") % {"due": self.due.text})
        if self.units != DASH:
            parts.append(_("units %(units)s") % {"units": self.units})
        parts += self.beside_last_year
        if self.remarks:
            parts.append(self.remarks)
        return " · ".join(parts)

    # ---- For files ----------------------------------------------------------------------------------------

    @property
    def task_number(self) -> int:
        return self.task.number

    @property
    def task_title(self) -> str:
        return self.task.title

    @property
    def unit_of_measure(self) -> str:
        return self.indicator.unit_of_measure

    @property
    def sense(self) -> str:
        return "" if self.progress.commitment.target is None else str(self.indicator.get_sense_display())

    @property
    def deadline(self) -> date | None:
        promise = self.progress.commitment
        return None if promise.target is None else promise.deadline

    @property
    def numerator(self) -> Decimal | None:
        return self.progress.tally.numerator

    @property
    def denominator(self) -> Decimal | None:
        return self.progress.tally.denominator

    @property
    def months_left(self) -> int | None:
        return None if self.needed is MISSING else self.progress.months_left

    @property
    def best_month(self) -> Decimal | None:
        return None if self.needed is MISSING else self.best

    @property
    def units_reported(self) -> int | None:
        return self.progress.tally.reported if self._is_asked_of_units else None

    @property
    def units_asked(self) -> int | None:
        return self.progress.tally.expected if self._is_asked_of_units else None

    @property
    def last_year_month(self) -> TableCell:
        return last_year.past_cell(self.indicator, self.compared.month)

    @property
    def change_of_month(self) -> TableCell:
        return last_year.change_cell(self.compared.change_of_month, self.compared.unit)

    @property
    def last_year_to_date(self) -> TableCell:
        return last_year.past_cell(self.indicator, self.compared.to_date)

    @property
    def change_to_date(self) -> TableCell:
        return last_year.change_cell(self.compared.change_to_date, self.compared.unit)

    @property
    def change_rests_on(self) -> str:
        return last_year.rests_on(self.compared)

    @property
    def _is_asked_of_units(self) -> bool:
        return self.indicator.is_entered and self.progress.tally.expected > 0


class IndicatorTable(Table):
    """Indicators with target, figure to date and amount due, on a board, on paper and in a file."""

    title = _lazy("Indicators")
    row_template = "boards/indicator_row.html"
    css = "table-stack board-table"

    task_number = NumberColumn(_lazy("Task no."), heading=True, on_page=False)
    task_title = Column(_lazy("Task"), heading=True, on_page=False)
    code = Column(_lazy("Code"), heading=True, on_page=False)
    name = Column(_lazy("Indicator"), heading=True)
    unit_of_measure = Column(_lazy("Unit of measure"), on_page=False)
    sense = Column(_lazy("Sense"), on_page=False)
    target = Column(_lazy("Target"))
    deadline = DayColumn(_lazy("Deadline"), on_page=False)
    to_date = NumberColumn(_lazy("To date"))
    numerator = NumberColumn(_lazy("Numerator, or came in"), on_page=False)
    denominator = NumberColumn(_lazy("Denominator, or went out"), on_page=False)
    last_year_month = NumberColumn(_lazy("Same month last year"), on_page=False)
    change_of_month = NumberColumn(
        _lazy("Change of the month"), file_head=_lazy("Change of the month (%, of rates points)"), on_page=False
    )
    last_year_to_date = NumberColumn(_lazy("Same months last year"), on_page=False)
    change_to_date = NumberColumn(_lazy("Change"), file_head=_lazy("Change (%, of rates points)"), on_page=False)
    change_rests_on = Column(_lazy("Change rests on"), on_page=False)
    percent = NumberColumn(_lazy("Done"), file_head=_lazy("Done (%)"))
    due = NumberColumn(_lazy("Due by now"))
    gap = NumberColumn(_lazy("Ahead or behind"), file_head=_lazy("Ahead (+) or behind (−)"))
    needed = Column(_lazy("Still needed"), file_head=_lazy("Still needed a month"))
    months_left = NumberColumn(_lazy("Months left"), on_page=False)
    best_month = NumberColumn(_lazy("Best month so far"), on_page=False)
    units = Column(_lazy("Units"), in_file=False, css="centre")
    units_reported = NumberColumn(_lazy("Units reported"), on_page=False)
    units_asked = NumberColumn(_lazy("Units asked"), on_page=False)
    status_label = Column(_lazy("State"))
    remarks = Column(_lazy("Remarks"), on_page=False)


class RowWriter:
    """Writes the rows of one standing in the reader's language."""

    def __init__(
        self,
        page: PlanPage,
        standing: Standing,
        best: dict[int, Decimal],
        tasks: Mapping[int, TaskName],
        beside: LastYear,
    ):
        """`best` is the best month of each flow by indicator; `tasks` are the tasks of the rows by primary key.

        `beside` has the figures of last year.
        """
        self.page = page
        self.tasks = tasks
        self.standing = standing
        self.best = best
        self.today = clock.today()
        self.url = page.url("indicator", "CODE")
        self.plan_targets = _plan_targets(standing)
        self.elements = _by_indicator(standing.milestones)
        self.last_year = beside
        closing = standing.closing
        self.judged = as_judged(closing, standing.area) if closing else {}
        self.texts = texts.reader("name", "definition", "unit_of_measure")
        # A page repeats a few days and words a hundred times, so each is worded once.
        self.day, self.mark = cache(phrases.day_text), cache(phrases.milestone_mark)
        self.status_word = cache(phrases.status_word)

    def concerns(self, indicator: Indicator) -> bool:
        """Whether the area is asked to report it, or has a target or a figure for it all the same."""
        progress = self.standing.progress[indicator.pk]
        if progress.commitment.target is not None or progress.to_date is not None:
            return True
        return indicator.kind != Kind.MILESTONES and progress.tally.expected > 0

    def row(self, indicator: Indicator) -> BoardRow:
        key, best = indicator.pk, self.best.get(indicator.pk)
        progress = self.standing.progress[key]
        task = self.tasks[indicator.task_id]
        name, definition, unit_of_measure = self.texts(indicator)
        unit = "" if is_percentage(indicator) else unit_of_measure
        to_date, due = phrases.reached(indicator, progress.tally), phrases.amount(indicator, progress.due)
        compared = self.last_year.of(indicator)
        return BoardRow(
            task=task,
            indicator=indicator,
            progress=progress,
            name=name,
            url=self.url.replace("CODE", indicator.code),
            definition=definition,
            status=progress.status,
            status_label=self.status_word(progress.status, indicator.sense),
            target=phrases.target_as_written(indicator, self.plan_targets.get(key), progress.commitment.target, unit),
            to_date=to_date,
            fraction=fraction_text(indicator, progress),
            percent=percent_cell(progress.percent),
            # A ceiling holds at any time, so that nothing of it is due by now (序时进度).
            due=MISSING if progress.commitment.sense is Sense.AT_MOST else due,
            gap=phrases.gap(indicator, progress),
            needed=phrases.needed(indicator, progress, best),
            units=units_text(indicator, progress),
            remarks=_("; ").join(
                [
                    *filter(None, [phrases.span_text(indicator.first_month, indicator.last_month)]),
                    *self.since(indicator),
                    *self.remarks(indicator, progress),
                    *phrases.target_changes(indicator, self.standing.versions_of_target(indicator)),
                    *self.since_closing(indicator, progress),
                    *last_year.notes(compared),
                ]
            ),
            unit=unit,
            bar=bar(indicator, progress, to_date.text, due.text),
            compared=compared,
            beside_last_year=last_year.lines(compared),
            is_part=self.standing.is_part(indicator),
            best=best,
            elements=[self.deliverable(m, task, indicator) for m in self.elements.get(key, ())],
        )

    def since(self, indicator: Indicator) -> list[str]:
        """From which month on a commitment over several plans is counted."""
        first = self.standing.first_months.get(indicator.pk) if indicator.counts_on else None
        return [_("counted since %(month)s") % {"month": phrases.month_text(first)}] if first else []

    def remarks(self, indicator: Indicator, progress: Progress) -> list[str]:
        """What the figure rests on where units are missing; that a part is more than its whole; else nothing."""
        tally = progress.tally
        found: list[str] = []
        if tally.value is None or indicator.kind == Kind.MILESTONES:
            return found
        whole = self._reached_by_whole(indicator)
        if whole is not None and tally.value > whole:
            found.append(_("more than the whole, which is %(whole)s") % {"whole": number_text(whole)})
        if progress.like_for_like:
            found.append(like_for_like_text(indicator, progress.like_for_like))
        if tally.missing and tally.reported == 0:
            found.append(_("from earlier months"))
        elif tally.missing and lasts(indicator):
            found += missing_texts(tally)
        if not self.standing.area.is_city_whole:
            found += taken_over_texts(self.standing.taken_from(indicator, self.standing.area))
        return found

    def _reached_by_whole(self, indicator: Indicator) -> Decimal | None:
        """What the indicator cannot exceed: the figure of the whole that it is part of."""
        whole = next((one for one in self.standing.indicators if one.pk == indicator.part_of_id), None)
        return self.standing.progress[whole.pk].to_date if whole and indicator.sums_within(whole) else None

    def since_closing(self, indicator: Indicator, progress: Progress) -> list[str]:
        """How the indicator was judged when the month was closed, where it stands otherwise now, and why."""
        judgement = self.judged.get(indicator.pk)
        if judgement is None or not has_changed(judgement, progress):
            return []
        part = rollup.Part(judgement.value, judgement.numerator, judgement.denominator)
        words = {
            "value": phrases.reached(indicator, part).text,
            "status": self.status_word(Status(judgement.status), indicator.sense),
            "day": self.day(clock.day_of(judgement.closing.closed_at)),
        }
        found = [_("judged as %(value)s, %(status)s, when the month was closed on %(day)s") % words]
        if changed := self.changes.get(indicator.pk):
            found.append(self.change_text(changed.last))
            if changed.reports > 1:
                all_changes = ngettext("%(count)s change in all", "%(count)s changes in all", changed.reports)
                found.append(all_changes % {"count": changed.reports})
        return found

    def change_text(self, last: ChangeAfterClosing) -> str:
        """What changed last: "correction of Jianshan on 4 July 2007: counted twice"."""
        kind = _("late report") if last.is_late_report else _("correction")
        changed = {"kind": kind, "unit": last.report.unit.short_name, "day": self.day(clock.day_of(last.changed_at))}
        text = _("%(kind)s of %(unit)s on %(day)s") % changed
        return _("%(text)s: %(reason)s") % {"text": text, "reason": last.reason} if last.reason else text

    @cached_property
    def changes(self) -> dict[int, IndicatorChanges]:
        """The last change of each indicator since the month was closed, and how many there are."""
        return changes_by_indicator(self.standing, self.deliverables_since)

    @cached_property
    def deliverables_since(self) -> list[DeliverableSinceClosing]:
        """What the area's own unit says of its deliverables since the month was closed."""
        return deliverables_since(self.standing)

    @cached_property
    def changes_of_deliverables(self) -> dict[int, list[DeliverableSinceClosing]]:
        """By milestone, the changes since the month was closed; the earliest month's first."""
        found: dict[int, list[DeliverableSinceClosing]] = {}
        for change in self.deliverables_since:
            found.setdefault(change.milestone.pk, []).append(change)
        return found

    def deliverable_since_closing(self, milestone: Deliverable) -> str:
        """What counted of the deliverable when the month was closed, where it is something else now, and why."""
        changes = self.changes_of_deliverables.get(milestone.pk, [])
        closing = self.standing.closing
        # The changes are taken back one after the other: the first starts from now, the last ends at the closing.
        if closing is None or not changes or changes[0].stands == changes[-1].stood:
            return ""
        words = {
            "state": self.mark(changes[-1].stood, overdue=False)[1],
            "day": self.day(clock.day_of(closing.closed_at)),
        }
        judged = _("stated as “%(state)s” when the month was closed on %(day)s") % words
        return _("; ").join([judged, self.change_text(max((one.last for one in changes), key=lambda row: row.pk))])

    def deliverable(self, milestone: Deliverable, task: TaskName, indicator: Indicator | None = None) -> DeliverableRow:
        """The row; `indicator` is the one that counts the deliverable, where one does."""
        said = self.standing.own_said.get(milestone.pk)
        mark, label = self.mark(said.state if said else "", overdue=milestone.deadline < self.today)
        if said and said.month.year < self.standing.plan.year:
            label = _("%(state)s (%(month)s)") % {"state": label, "month": phrases.month_text(said.month)}
        return DeliverableRow(
            task=task,
            name=milestone.name,
            mark=mark,
            label=label,
            deadline=self.day(milestone.deadline),
            day=milestone.deadline,
            basis=milestone.deadline_basis,
            evidence=self.evidence(milestone, task.app, said) if said else "",
            sentence=place_of(
                milestone.code,
                milestone.quote or (indicator.quote if indicator else ""),
                self.page.plan,
                self.page.month,
            ),
            counts_for=indicator.code if indicator else "",
            remarks=_("; ").join(filter(None, [self.taken_from_text(said), self.deliverable_since_closing(milestone)])),
        )

    def taken_from_text(self, said: Said | None) -> str:
        """Which unit that ended has said so; empty where the area's own unit did."""
        if said is None or said.taken_from is None:
            return ""
        return phrases.taken_from_text(self.taken_over[said.taken_from].short_name)

    @cached_property
    def taken_over(self) -> dict[int, ReportingUnit]:
        """The units that ended, and from which units of the area have taken over, by primary key."""
        return {unit.pk: unit for unit in self.standing.taken_over}

    def evidence(self, milestone: Deliverable, app: str, said: Said) -> str:
        """The address of the evidence; empty without any, or where the reader may not read the report it came with."""
        if not (said.evidence_file or said.evidence_link):
            return ""
        unit = self.standing.area.unit if said.taken_from is None else self.taken_over[said.taken_from]
        if not self.page.rights.reads(unit, app, said.report_state):
            return ""
        if said.evidence_file:
            return reverse("targets:evidence", args=[unit.code, app, said.month, milestone.code])
        return said.evidence_link


def _plan_targets(standing: Standing) -> dict[int, TargetInForce]:
    """The targets of the area's own unit with all below it, by indicator."""
    own = standing.area.unit.pk
    return {t.indicator_id: t for t in standing.targets if t.covers == Covers.WHOLE and t.unit_id == own}


def _by_indicator(milestones: Iterable[Deliverable]) -> dict[int, list[Deliverable]]:
    found: dict[int, list[Deliverable]] = {}
    for milestone in milestones:
        if milestone.indicator_id:
            found.setdefault(milestone.indicator_id, []).append(milestone)
    return found


def lasts(indicator: Indicator) -> bool:
    """Whether any of its numbers counts by its latest month, so that a figure of an earlier one is carried."""
    return indicator.kind in LASTING or Kind.STOCK in (indicator.numerator_kind, indicator.denominator_kind)


def like_for_like_text(indicator: Indicator, compared: LikeForLike) -> str:
    """What those that reported have reached, and what was due of them: "like for like 1,126 where 1,125 was due"."""
    is_ceiling = indicator.sense == Sense.AT_MOST
    words = _("like for like %(value)s; the limit is %(due)s")
    return (words if is_ceiling else _("like for like %(value)s where %(due)s was due")) % {
        "value": phrases.amount(indicator, compared.to_date).text,
        "due": phrases.amount(indicator, as_decimal(compared.due)).text,
    }


def taken_over_texts(units: Sequence[ReportingUnit]) -> list[str]:
    """Of which units that ended a figure holds a share."""
    names = _(", ").join(unit.short_name for unit in units)
    return [_("with what was taken over from %(names)s") % {"names": names}] if units else []


def missing_texts(tally: Tally) -> list[str]:
    """Of how many units the figure is from an earlier month, and how many never gave one."""
    carried = ngettext("%(count)s unit from an earlier month", "%(count)s units from an earlier month", tally.carried)
    never = ngettext("%(count)s unit without a figure", "%(count)s units without a figure", tally.never_reported)
    counted = ((carried, tally.carried), (never, tally.never_reported))
    return [text % {"count": count} for text, count in counted if count]


def fraction_text(indicator: Indicator, progress: Progress) -> str:
    """What a rate, a net figure or a number of milestones is made of: "43 / 1,000", "300 − 20", "2 of 5"."""
    tally = progress.tally
    if indicator.is_net:
        return phrases.net_parts_text(indicator, tally.numerator, tally.denominator)
    if indicator.is_ratio and tally.denominator is not None and tally.numerator is not None:
        return f"{number_text(tally.numerator)} / {number_text(tally.denominator)}"
    target = progress.commitment.target
    if indicator.kind == Kind.MILESTONES and tally.value is not None and target is not None:
        return _("%(done)s of %(all)s") % {"done": number_text(tally.value), "all": number_text(target)}
    return ""


def units_text(indicator: Indicator, progress: Progress) -> str:
    if indicator.kind == Kind.MILESTONES or not progress.tally.expected:
        return DASH
    return f"{progress.tally.reported}/{progress.tally.expected}"


def percent_cell(percent: Decimal | None) -> TableCell:
    """The share of the target that is done, in percent."""
    return MISSING if percent is None else TableCell(completion_text(percent), value=completion_value(percent))


def bar(indicator: Indicator, progress: Progress, to_date: str, due_by_now: str) -> Bar:
    """Done and due on a scale of 100, which is the target; for a rate 100 %; for a ceiling, it stands at 75."""
    target, value, tally = progress.commitment.target, progress.to_date, progress.tally
    if value is None:
        return Bar(label=_("no figure yet"))
    if not target:
        return Bar(label=_("%(value)s to date; there is no target to compare it with") % {"value": to_date})
    scale = HUNDRED / target
    if progress.commitment.sense is Sense.AT_MOST:
        scale = CEILING_AT / target
    elif indicator.kind == Kind.RATIO:
        scale = Decimal(1)
    due = _on_scale(progress.due, scale)
    if progress.commitment.sense is Sense.AT_MOST:
        label = _("%(value)s to date; the limit is %(due)s")
    else:
        label = _("%(value)s to date; %(due)s was due by now") if due else _("%(value)s to date; nothing is due yet")
    text = label % {"value": to_date, "due": due_by_now}
    if not progress.complete:
        counted = {"text": text, "reported": tally.reported, "expected": tally.expected}
        text = _("%(text)s; incomplete, %(reported)s of %(expected)s units") % counted
    return Bar(_on_scale(value, scale), due, text)


def _on_scale(value: Decimal | None, scale: Decimal) -> str:
    if value is None:
        return ""
    return plain_text(min(max(value * scale, ZERO), HUNDRED).quantize(Decimal("0.1"))) or ""


def best_months(standing: Standing) -> dict[int, Decimal]:
    """The best single month so far of each flow that still has some way to go."""
    going = [i for i in standing.indicators if i.kind == Kind.FLOW and standing.progress[i.pk].needed_per_month]
    of_reports = standing.area.reports("report__")
    totals = rollup.month_totals(going, of_reports, standing.month, standing.basis) if going else {}
    return {pk: max(months.values()) for pk, months in totals.items() if months}


def asked_milestones(standing: Standing) -> list[Deliverable]:
    """The deliverables that the area's own unit is asked to report."""
    asked = {scope for scope in ReportedBy if is_asked_of(standing.area.unit, scope)}
    return [m for m in standing.milestones if m.reported_by in asked]
