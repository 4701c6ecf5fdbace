"""The grid in which one indicator's target is given out: an input for each unit's share, and the changes so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from targets.allocation import giving_out
from targets.allocation.balance import Balance, balance_of, rest_sentences
from targets.allocation.forms import OF_THE_DECISION, TargetsForm, input_name
from targets.allocation.giving_out import NO_SHARE, Distribution, Share, ShareLine, SplitBy
from targets.formatting import number_text, plain, plain_text
from targets.frame import phrases
from targets.frame.downloads import Download
from targets.models import NamesOfTheTime, Target
from targets.tables import (
    Column,
    DrawnColumn,
    FormattedNumber,
    Head,
    MomentColumn,
    NumberColumn,
    Repeated,
    Table,
    TableCell,
    Value,
)
from targets.tables.cells import MISSING

STEPS_SHOWN = 30


# ---- The shares --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShareInput:
    """One number to type, with all that is said of it; `decimals`, `least` and `most` are for the page's script.

    `value` is what is stored, as a file holds it; `now` is its text where somebody else has changed it.
    """

    name: str
    label: str
    text: str
    errors: list[str]
    decimals: int | None
    least: str
    most: str
    value: Value
    now: str = ""
    taken_over: bool = False
    proposed: bool = False

    @property
    def is_clash(self) -> bool:
        return bool(self.now)

    @property
    def has_notes(self) -> bool:
        return bool(self.errors or self.now or self.taken_over or self.proposed)


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A unit with what it has reached and the inputs for its share."""

    unit: str
    code: str
    reached: Decimal | None
    value: ShareInput
    baseline: ShareInput | None
    weight: ShareInput | None


class ShareTable(Table):
    """The units' shares: inputs on the page; in a file as they are stored, with their sum, the target and the rest."""

    title = _lazy("Targets of units")
    row_template = "allocation/share_row.html"
    css = "report-grid"

    code = Column(_lazy("Code"), heading=True, on_page=False)
    unit = Column(_lazy("Unit"), heading=True)
    reached = NumberColumn(_lazy("Approved to date"))
    value = DrawnColumn(_lazy("Target"), css="entry-head")
    baseline = DrawnColumn(_lazy("End of last year"), css="entry-head")
    weight = DrawnColumn(_lazy("Weight (only to split by)"), in_file=False, css="weight-cell no-print")


@dataclass(frozen=True, slots=True)
class ShareOutcome:
    """What came of the button pressed: inputs that others have changed, those that hold a proposal, or why none do."""

    clashes: frozenset[str] = frozenset()
    taken_over: frozenset[str] = frozenset()
    proposed: frozenset[str] = frozenset()
    no_proposal: str = ""


@dataclass(frozen=True, slots=True)
class ShareGrid:
    """The page's grid and what stands around it, for one distribution and what was typed."""

    form: TargetsForm
    outcome: ShareOutcome = ShareOutcome()

    @property
    def distribution(self) -> Distribution:
        return self.form.distribution

    @property
    def decision_fields(self) -> list[BoundField]:
        """What is asked of the decision: from which month on, by which paper, and why."""
        return [self.form[name] for name in OF_THE_DECISION]

    @property
    def rows(self) -> list[ShareRow]:
        reached = giving_out.reached_to_date(self.distribution) if self.distribution.adds_up else {}
        return [self._row(line, reached.get(line.unit.pk)) for line in self.distribution.lines]

    def _row(self, line: ShareLine, reached: Decimal | None) -> ShareRow:
        stored = _share_values(line.share, self.distribution)
        value = self._input("value", _("Target"), line, stored[0])
        baseline = weight = None
        if self.distribution.has_baseline:
            baseline = self._input("baseline", _("End of last year"), line, stored[1])
        if self.distribution.adds_up:
            weight = self._input("weight", _("Weight"), line, None)
        return ShareRow(line.unit.name_in_reports, line.unit.code, reached, value, baseline, weight)

    def _input(self, part: str, word: str, line: ShareLine, stored: Value) -> ShareInput:
        name = input_name(part, line)
        rules = self.form.fields[name].rules
        return ShareInput(
            name,
            f"{word}: {line.unit.name_in_reports}",
            self.form[name].value() or "",
            self.form.errors.get(name, []) if self.form.is_bound else [],
            rules.decimals,
            plain_text(rules.least) or "",
            plain_text(rules.most) or "",
            stored,
            self.form.stored.get(name) or _("blank") if name in self.outcome.clashes else "",
            name in self.outcome.taken_over,
            name in self.outcome.proposed,
        )

    @property
    def table(self) -> ShareTable:
        """A rate has nothing to add up, and not every kind starts from last year."""
        without = [] if self.distribution.adds_up else ["reached", "weight"]
        without += [] if self.distribution.has_baseline else ["baseline"]
        return ShareTable(self.rows, without=without)

    @property
    def balance(self) -> Balance:
        """How what stands in the inputs, as far as it can be read, stands to the target."""
        if self.form.is_bound:
            values = self.form.numbers("value").values()
        else:
            values = [line.share.value for line in self.distribution.lines]
        return balance_of(self.distribution, values)

    @property
    def rest_sentences(self) -> dict[str, str]:
        return rest_sentences()

    @property
    def total(self) -> str:
        """The target as the page's script reads it."""
        return "" if self.distribution.total is None else f"{self.distribution.total:f}"

    @property
    def ways(self) -> list[tuple[str, str, bool]]:
        """The ways to split: value, words, and whether it is the one chosen."""
        chosen = self.form.data.get("by") if self.form.is_bound else ""
        offered = giving_out.ways_to_split(self.distribution)
        return [(way.value, str(way.label), way.value == (chosen or offered[0])) for way in offered]

    @property
    def same(self) -> SplitBy | None:
        """The only proposal for a rate or a level."""
        return None if self.distribution.adds_up else SplitBy.SAME

    @property
    def to_correct(self) -> str:
        """How many inputs must be corrected, in a sentence; empty where none."""
        count = len(self.form.errors) if self.form.is_bound and not self.outcome.proposed else 0
        if not count:
            return ""
        words = ngettext(
            "Nothing is saved yet: correct %(count)s entry.", "Nothing is saved yet: correct %(count)s entries.", count
        )
        return words % {"count": count}


def _share_values(share: Share, distribution: Distribution) -> list[Value]:
    """A share as files hold it: the target and, where the indicator starts from it, the end of last year."""
    values = [phrases.target_number(distribution.indicator, share.value).value]
    if distribution.has_baseline:
        values.append(None if share.baseline is None else FormattedNumber(plain(share.baseline)))
    return values


# ---- The changes -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShareStep:
    """One change of one unit's share; `parts` are what it was and what it became, as a file holds them."""

    unit: str
    before: str
    after: str
    by: str
    moment: str
    iso: str
    at: datetime
    parts: list[Value]


class StepTable(Table):
    """The changes in a file."""

    title = _lazy("Changes")

    unit = Column(_lazy("Unit"), heading=True)
    parts = Repeated()
    by = Column(_lazy("By"))
    at = MomentColumn(_lazy("When"))


def steps(distribution: Distribution) -> list[ShareStep]:
    """The latest changes of the shares, the newest first; one query."""
    return list(reversed(list(_all_steps(distribution))))[:STEPS_SHOWN]


def _all_steps(distribution: Distribution) -> Iterator[ShareStep]:
    lines = {(line.unit.pk, line.covers): line for line in distribution.lines}
    history = Target.history.filter(
        indicator_id=distribution.indicator.pk,
        deadline=distribution.deadline,
        unit_id__in=[pk for pk, _covers in lines],
    )
    latest: dict[tuple, Share] = {}
    names = NamesOfTheTime()
    for row in history.select_related("history_user").order_by("history_id"):
        key = (row.unit_id, row.covers)
        share = NO_SHARE if row.history_type == "-" else Share(row.value, row.baseline)
        before = latest.get(key, NO_SHARE)
        latest[key] = share
        if key in lines and share != before:
            yield ShareStep(
                unit=lines[key].unit.name_in_reports,
                before=_share_text(before, distribution),
                after=_share_text(share, distribution),
                by=names.of(row.history_user, row.history_date),
                moment=phrases.moment_text(row.history_date),
                iso=row.history_date.isoformat(),
                at=row.history_date,
                parts=[value for one in (before, share) for value in _share_values(one, distribution)],
            )


def _share_text(share: Share, distribution: Distribution) -> str:
    """Give "2,250"; for kinds that start from last year "62 (58)", with last year's end in brackets."""
    value = number_text(share.value)
    if not distribution.has_baseline or share.baseline is None:
        return value
    return f"{value} ({number_text(share.baseline)})"


# ---- The file ----------------------------------------------------------------------------------------------


def download(grid: ShareGrid) -> Download:
    """The shares as they are stored, and who gave them out."""
    distribution, shares = grid.distribution, grid.table
    shares.foot = _foot(grid)
    words = [_("Target"), *([_("End of last year")] if distribution.has_baseline else [])]
    heads = [Head(word, group=group) for group in (_("before"), _("now")) for word in words]
    tables = [shares, StepTable(steps(distribution), parts=heads)]
    captions = [
        f"{distribution.indicator.code} {distribution.indicator.name}",
        distribution.giver.name,
        _("to be reached by %(day)s") % {"day": phrases.day_text(distribution.deadline)},
        _("Unit of measure: %(text)s") % {"text": distribution.indicator.unit_of_measure},
    ]
    name = [shares.title, captions[0], distribution.giver.name]
    return Download(name, captions, [table for table in tables if table.rows])


def _foot(grid: ShareGrid) -> list[dict]:
    """What the shares add up to, the target and the rest; of a rate the target alone."""
    balance = grid.balance
    lines = [(_("Target"), phrases.target_number(grid.distribution.indicator, balance.total).value)]
    if grid.distribution.adds_up:
        sums = ((_("Given out"), balance.given), (_("Target"), balance.total), (_("Rest"), balance.rest))
        lines = [(word, None if number is None else FormattedNumber(plain(number))) for word, number in sums]
    return [
        {"code": "", "unit": word, "reached": None, "value": TableCell("", value=value), "baseline": MISSING}
        for word, value in lines
    ]
