"""An indicator's line on a board: its progress as texts, a bar, and the names behind a count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import clock, rollup, texts
from targets.deliverables import Deliverable, Said
from targets.formatting import DASH, number_text, percent_text, plain_text
from targets.models import Covers, Indicator, ReportedBy, Target, asks
from targets.pages import board_lines, marks, phrases
from targets.pages.phrases import HUNDRED, MISSING, ZERO, Number
from targets.pages.plan_pages import PlanPage
from targets.progress import Kind, Progress, Sense, Status
from targets.standings import Standing

# Where a ceiling's mark stands on its bar, so that a breach still shows beyond it.
CEILING_AT = Decimal(75)
LASTING = (Kind.STOCK, Kind.LEVEL)


@dataclass(slots=True)
class MilestoneRow:
    """A deliverable with its state as shape and word, its deadline, and where its evidence is."""

    name: str
    mark: str
    label: str
    deadline: str
    basis: str = ""
    evidence: str = ""
    day: date | None = None

    @property
    def chip(self) -> SafeString:
        return marks.chip(self.mark, self.label)


@dataclass(slots=True)
class Bar:
    """What is done and what was due, 0 to 100; `filled` is empty where nothing is known."""

    filled: str = ""
    due: str = ""
    label: str = ""


@dataclass(slots=True)
class Row:
    """One indicator of an area at a month's end, ready to print."""

    code: str
    name: str
    url: str
    level: int
    definition: str
    status: Status
    status_label: str
    target: Number
    to_date: Number
    fraction: str = ""
    percent: str = DASH
    due: Number = MISSING
    gap: str = DASH
    is_short: bool = False
    needed: str = DASH
    units: str = DASH
    carried: str = ""
    deadline: str = ""
    unit: str = ""
    bar: Bar = field(default_factory=Bar)
    elements: list[MilestoneRow] = field(default_factory=list)
    headline: bool = False
    # What the texts were written from, for files.
    indicator: Indicator | None = None
    progress: Progress | None = None
    best: Decimal | None = None

    @property
    def chip(self) -> SafeString:
        return marks.chip(self.status.value, self.status_label)

    @property
    def bar_html(self) -> SafeString:
        """The bar as a headline figure shows it: empty where nothing is known."""
        return marks.pace_bar(self.status.value, self.bar.filled, self.bar.due, self.bar.label)

    @property
    def line(self) -> SafeString:
        """The row as it stands in a table."""
        return board_lines.line(self)

    @property
    def tile(self) -> SafeString:
        """The row as a headline figure."""
        return board_lines.tile(self)

    @property
    def note(self) -> str:
        """The line under a headline figure: target, what was due by now, units reported."""
        parts = [_("target %(target)s") % {"target": self.target.text}]
        if self.due.text != DASH:
            parts.append(_("due by now %(due)s") % {"due": self.due.text})
        if self.units != DASH:
            parts.append(_("units %(units)s") % {"units": self.units})
        return " · ".join(parts)


class RowWriter:
    """Writes the rows of one standing."""

    def __init__(self, page: PlanPage, standing: Standing, best: dict[int, Decimal], apps: dict[int, str]):
        """`best` is each flow's best month by indicator, `apps` the chapter's app by task."""
        self.page = page
        self.apps = apps
        self.standing = standing
        self.best = best
        self.today = clock.today()
        self.url = page.url("indicator", "CODE")
        self.plan_targets = _plan_targets(standing)
        self.elements = _by_indicator(standing.milestones)
        self.texts = texts.reader("name", "definition", "unit_of_measure")
        # A page repeats a few days and words a hundred times.
        self.day, self.mark = cache(phrases.day_text), cache(phrases.milestone_mark)
        self.status_word = cache(phrases.status_word)

    def concerns(self, indicator: Indicator) -> bool:
        """Is the area asked for it, or has it a target or a figure all the same?"""
        progress = self.standing.progress[indicator.pk]
        if progress.commitment.target is not None or progress.to_date is not None:
            return True
        return indicator.kind != Kind.MILESTONES and progress.tally.expected > 0

    def row(self, indicator: Indicator) -> Row:
        key, best = indicator.pk, self.best.get(indicator.pk)
        progress = self.standing.progress[key]
        target = progress.commitment.target
        name, definition, unit_of_measure = self.texts(indicator)
        unit = "" if phrases.is_percentage(indicator) else unit_of_measure
        to_date, due = phrases.amount(indicator, progress.to_date), phrases.amount(indicator, progress.due)
        return Row(
            code=indicator.code,
            name=name,
            url=self.url.replace("CODE", indicator.code),
            level=1 if indicator.part_of_id else 0,
            definition=definition,
            status=progress.status,
            status_label=self.status_word(progress.status, indicator.sense),
            target=phrases.target_as_written(indicator, self.plan_targets.get(key), target, unit),
            to_date=to_date,
            fraction=fraction_text(indicator, progress),
            percent=percent_text(progress.percent),
            # A ceiling holds at any time, so that nothing of it is due by now (序时进度).
            due=MISSING if progress.commitment.sense is Sense.AT_MOST else due,
            gap=phrases.gap_text(indicator, progress),
            is_short=progress.gap is not None and progress.gap < 0,
            needed=phrases.needed_text(indicator, progress, best),
            units=units_text(indicator, progress),
            carried=self.carried(indicator, progress),
            deadline=self.day(progress.commitment.deadline) if target is not None else "",
            unit=unit,
            bar=bar(indicator, progress, to_date.text, due.text),
            elements=[self.milestone(m) for m in self.elements.get(key, ())],
            headline=indicator.headline,
            indicator=indicator,
            progress=progress,
            best=best,
        )

    def carried(self, indicator: Indicator, progress: Progress) -> str:
        """Says that a value rests on earlier months because units have not reported this one."""
        tally = progress.tally
        if tally.value is None or indicator.kind == Kind.MILESTONES or tally.reported >= tally.expected:
            return ""
        if tally.reported == 0:
            return _("from earlier months")
        if not _lasts(indicator):
            return ""
        missing = tally.expected - tally.reported
        return ngettext("%(count)s unit from an earlier month", "%(count)s units from an earlier month", missing) % {
            "count": missing
        }

    def milestone(self, milestone: Deliverable) -> MilestoneRow:
        said = self.standing.own_said.get(milestone.pk)
        mark, label = self.mark(said.state if said else "", overdue=milestone.deadline < self.today)
        return MilestoneRow(
            milestone.name,
            mark,
            label,
            self.day(milestone.deadline),
            milestone.deadline_basis,
            self.evidence(milestone, said) if said else "",
            milestone.deadline,
        )

    def evidence(self, milestone: Deliverable, said: Said) -> str:
        """The address of what proves it, where the reader may read the report that it came with."""
        if not (said.evidence_file or said.evidence_link):
            return ""
        unit, app = self.standing.area.unit, self.apps[milestone.task_id]
        if not self.page.rights.reads(unit, app, said.report_state):
            return ""
        if said.evidence_file:
            return reverse("targets:evidence", args=[unit.code, app, said.month, milestone.code])
        return said.evidence_link


def _plan_targets(standing: Standing) -> dict[int, Target]:
    """The city's own targets by indicator, where the standing is about the city."""
    own = standing.area.unit.pk
    return {t.indicator_id: t for t in standing.targets if t.covers == Covers.WHOLE and t.unit_id == own}


def _by_indicator(milestones: Iterable[Deliverable]) -> dict[int, list[Deliverable]]:
    found: dict[int, list[Deliverable]] = {}
    for milestone in milestones:
        if milestone.indicator_id:
            found.setdefault(milestone.indicator_id, []).append(milestone)
    return found


def _lasts(indicator: Indicator) -> bool:
    return indicator.kind in LASTING or Kind.STOCK in (indicator.numerator_kind, indicator.denominator_kind)


def fraction_text(indicator: Indicator, progress: Progress) -> str:
    """What a rate or a count of milestones is made of: "43 / 1,000", "2 of 5"."""
    tally = progress.tally
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


def bar(indicator: Indicator, progress: Progress, to_date: str, due_by_now: str) -> Bar:
    """Done and due on a scale of 100: of the target, of all for a rate, with the mark at 75 for a ceiling."""
    target, value = progress.commitment.target, progress.to_date
    if not target or value is None:
        return Bar(label=_("no figure yet"))
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
    return Bar(_on_scale(value, scale), due, label % {"value": to_date, "due": due_by_now})


def _on_scale(value: Decimal | None, scale: Decimal) -> str:
    if value is None:
        return ""
    return plain_text(min(max(value * scale, ZERO), HUNDRED).quantize(Decimal("0.1"))) or ""


def best_months(standing: Standing) -> dict[int, Decimal]:
    """The best single month so far of each flow that still has some way to go."""
    going = [i for i in standing.indicators if i.kind == Kind.FLOW and standing.progress[i.pk].needed_per_month]
    unit_ids = [unit.pk for unit in standing.units]
    totals = rollup.month_totals(going, unit_ids, standing.month, standing.basis) if going else {}
    return {pk: max(months.values()) for pk, months in totals.items() if months}


def asked_milestones(standing: Standing) -> list[Deliverable]:
    """The deliverables that the area's own unit answers for."""
    asked = {scope for scope in ReportedBy if asks(scope, standing.area.unit)}
    return [m for m in standing.milestones if m.reported_by in asked]
