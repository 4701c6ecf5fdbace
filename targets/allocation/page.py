"""What the pages on giving targets out show: the list of a plan's indicators, and one indicator's grid."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from targets.allocation import proposals
from targets.allocation.forms import TargetsForm, name_of, stored_texts
from targets.allocation.giving_out import Distribution, ShareLine
from targets.allocation.history import ShareStep, share_values, steps_table
from targets.allocation.proposals import By
from targets.formatting import DASH, number_text, plain, plain_text
from targets.frame import phrases
from targets.frame.downloads import Download
from targets.models import Indicator, ReportingUnit, WorkPlan
from targets.tables import Column, DrawnColumn, FormattedNumber, NumberColumn, Table, TableCell, Value
from targets.tables.cells import MISSING

ZERO = Decimal(0)


# ---- Where the giving out stands ---------------------------------------------------------------------------


class Amounts(NamedTuple):
    """The same as numbers; given and rest are None where shares do not add up."""

    total: Decimal | None
    given: Decimal | None = None
    rest: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """The target, what is given out of it, the rest; `mark` and `words` say how that stands."""

    total: str
    given: str
    rest: str
    mark: str
    words: str
    numbers: Amounts


def balance(distribution: Distribution, values: Iterable[Decimal | None]) -> Balance:
    """How the shares stand to the target; of rates and levels only whether every unit has one."""
    known = [value for value in values if value is not None]
    total = phrases.exact_target(distribution.indicator, distribution.total).text
    if not distribution.adds_up:
        return Balance(
            total, DASH, DASH, *_each_has_one(len(known), len(distribution.lines)), Amounts(distribution.total)
        )
    given = sum(known, ZERO)
    rest = None if distribution.total is None else distribution.total - given
    words = _rest_words(rest, bool(known))
    return Balance(total, number_text(given), number_text(rest), *words, Amounts(distribution.total, given, rest))


def _each_has_one(known: int, asked: int) -> tuple[str, str]:
    if known == asked:
        return "met", _("every unit has one")
    if not known:
        return "no_target", _("no unit has one")
    words = {"known": known, "asked": asked}
    return "not_due", _("%(known)s of %(asked)s units have one") % words


def _rest_words(rest: Decimal | None, begun: bool) -> tuple[str, str]:
    """The four sentences of a balance; the script on the page speaks them too (`live_words`)."""
    words = live_words()
    if not begun:
        return "no_target", words["none"]
    if rest is None:
        return "no_target", words["open"]
    if not rest:
        return "met", words["exact"]
    text = words["under"] if rest > 0 else words["over"]
    return "not_due" if rest > 0 else "behind", text.replace("{number}", number_text(abs(rest)))


def live_words() -> dict[str, str]:
    return {
        "none": _("nothing given out yet"),
        "open": _("the plan sets no target to compare with"),
        "exact": _("given out exactly"),
        "under": _("{number} not yet given out"),
        "over": _("{number} more than the target"),
    }


# ---- The list ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TargetRow:
    """An indicator with what is given out of its target, or why nothing is."""

    indicator: Indicator
    chapter: str
    balance: Balance | None
    words: str
    units: str = DASH
    units_given: int | None = None
    units_asked: int | None = None

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def name(self) -> str:
        return self.indicator.name

    @property
    def unit_of_measure(self) -> str:
        return self.indicator.unit_of_measure

    @property
    def is_part(self) -> bool:
        return bool(self.indicator.part_of_id)

    @property
    def target(self) -> TableCell:
        if self.balance is None:
            return MISSING
        return phrases.exact_target(self.indicator, self.balance.numbers.total)

    @property
    def given(self) -> Decimal | None:
        return self.balance.numbers.given if self.balance else None

    @property
    def rest(self) -> Decimal | None:
        return self.balance.numbers.rest if self.balance else None


class TargetTable(Table):
    """Every indicator: what the plan wants, what is given out, what is left."""

    title = _lazy("Targets of units")
    row_template = "targets/target_row.html"
    css = "table-stack targets-table"

    chapter = Column(_lazy("Chapter"), heading=True, on_page=False)
    code = Column(_lazy("Code"), heading=True, on_page=False)
    name = Column(_lazy("Indicator"), heading=True)
    unit_of_measure = Column(_lazy("Unit of measure"), on_page=False)
    target = NumberColumn(_lazy("Target"))
    given = NumberColumn(_lazy("Given out"))
    rest = NumberColumn(_lazy("Rest"))
    units = Column(_lazy("Given to"), in_file=False, css="number")
    units_given = NumberColumn(_lazy("Units with a target"), on_page=False)
    units_asked = NumberColumn(_lazy("Units asked"), on_page=False)
    words = Column(_lazy("State"))


@dataclass(slots=True)
class TargetChapter:
    title: str
    anchor: str
    rows: list[TargetRow] = field(default_factory=list)

    @property
    def table(self) -> TargetTable:
        return TargetTable(self.rows)


def chapters(indicators: Iterable[Indicator], given: Iterable[Distribution]) -> list[TargetChapter]:
    """Chapter by chapter every indicator, in the plan's order, with its distribution where it has one."""
    by_indicator = {distribution.indicator.pk: distribution for distribution in given}
    blocks: dict[int, TargetChapter] = {}
    for indicator in indicators:
        chapter = indicator.task.chapter
        block = blocks.setdefault(chapter.pk, TargetChapter(chapter.short_title, chapter.app))
        block.rows.append(_target_row(indicator, block.title, by_indicator.get(indicator.pk)))
    return list(blocks.values())


def _target_row(indicator: Indicator, chapter: str, distribution: Distribution | None) -> TargetRow:
    if distribution is None or not distribution.lines:
        return TargetRow(indicator, chapter, None, _not_given_out(indicator))
    units = _("%(known)s of %(asked)s") % {"known": distribution.given, "asked": len(distribution.lines)}
    stands = balance(distribution, [line.share.value for line in distribution.lines])
    return TargetRow(indicator, chapter, stands, stands.words, units, distribution.given, len(distribution.lines))


def _not_given_out(indicator: Indicator) -> str:
    if not indicator.is_entered:
        return _("by element, not given out")
    return _("nothing to give out: no unit below is asked for it")


def list_download(plan: WorkPlan, giver: ReportingUnit, blocks: Iterable[TargetChapter]) -> Download:
    table = TargetTable(row for block in blocks for row in block.rows)
    return Download([table.title, giver.name, str(plan.year)], [plan.title, giver.name], [table])


# ---- The grid ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShareInput:
    """One number to type, with all that is said of it; `decimals`, `least` and `most` are for the page's script."""

    name: str
    label: str
    text: str
    errors: list[str]
    decimals: int | None
    least: str
    most: str
    # What is stored, as a file holds it.
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
    """The units' shares: to be typed on the page, as they are stored in a file, with their sum, target and rest."""

    title = _lazy("Targets of units")
    row_template = "targets/share_row.html"
    css = "report-grid"

    code = Column(_lazy("Code"), heading=True, on_page=False)
    unit = Column(_lazy("Unit"), heading=True)
    reached = NumberColumn(_lazy("Approved to date"))
    value = DrawnColumn(_lazy("Target"), css="entry-head")
    baseline = DrawnColumn(_lazy("End of last year"), css="entry-head")
    weight = DrawnColumn(_lazy("Weight (only to split by)"), in_file=False, css="weight-cell no-print")


@dataclass(frozen=True, slots=True)
class ShareOutcome:
    """What came of the last button: other people's changes, and which inputs hold a proposal."""

    clashes: frozenset[str] = frozenset()
    taken_over: frozenset[str] = frozenset()
    proposed: frozenset[str] = frozenset()
    way_error: str = ""


NOTHING_YET = ShareOutcome()


@dataclass(slots=True)
class ShareGrid:
    distribution: Distribution
    form: TargetsForm
    outcome: ShareOutcome = NOTHING_YET

    @property
    def base(self) -> str:
        """What the next save is measured against: what is stored, or what a page sent before had shown."""
        sent = self.form.data.get("base") if self.form.is_bound else None
        return json.dumps(stored_texts(self.distribution)) if sent is None else sent

    @property
    def rows(self) -> list[ShareRow]:
        reached = self._reached()
        return [self._row(line, reached.get(line.unit.pk)) for line in self.distribution.lines]

    @property
    def table(self) -> ShareTable:
        """A rate has nothing to add up, and not every kind starts from last year."""
        distribution = self.distribution
        without = [] if distribution.adds_up else ["reached", "weight"]
        without += [] if distribution.has_baseline else ["baseline"]
        return ShareTable(self.rows, without=without)

    def download(self, steps: Iterable[ShareStep]) -> Download:
        """The shares as they are stored, and who gave them out."""
        distribution, shares = self.distribution, self.table
        shares.foot = self._sums()
        captions = [
            f"{distribution.indicator.code} {distribution.indicator.name}",
            distribution.giver.name,
            _("to be reached by %(day)s") % {"day": phrases.day_text(distribution.deadline)},
            _("Unit of measure: %(text)s") % {"text": distribution.indicator.unit_of_measure},
        ]
        name = [shares.title, captions[0], distribution.giver.name]
        return Download(name, captions, [table for table in (shares, steps_table(distribution, steps)) if table.rows])

    def _sums(self) -> list[dict]:
        """What the shares add up to, the target and the rest; of a rate the target alone."""
        indicator, (total, given, rest) = self.distribution.indicator, self.balance.numbers
        lines = [(_("Target"), phrases.target_number(indicator, total).value)]
        if self.distribution.adds_up:
            sums = ((_("Given out"), given), (_("Target"), total), (_("Rest"), rest))
            lines = [(word, None if number is None else FormattedNumber(plain(number))) for word, number in sums]
        return [
            {"code": "", "unit": word, "reached": None, "value": TableCell("", value=value), "baseline": MISSING}
            for word, value in lines
        ]

    def _reached(self) -> dict[int, Decimal]:
        if not self.distribution.adds_up:
            return {}
        return proposals.figures(
            self.distribution, self.distribution.indicator, proposals.last_month(self.distribution.indicator.plan)
        )

    def _row(self, line: ShareLine, reached: Decimal | None) -> ShareRow:
        texts, stored = self.form.texts, share_values(line.share, self.distribution.indicator)
        value, baseline, weight = (
            self._input(part, line, texts, stored.get(part)) for part in ("value", "baseline", "weight")
        )
        return ShareRow(line.unit.filing_name, line.unit.code, reached, value, baseline, weight)

    def _input(self, part: str, line: ShareLine, texts: dict[str, str], stored: Value) -> ShareInput | None:
        name = name_of(part, line)
        if name not in self.form.fields:
            return None
        words = {"value": _("Target"), "baseline": _("End of last year"), "weight": _("Weight")}
        rules = self.form.fields[name].rules
        return ShareInput(
            name,
            f"{words[part]}: {line.unit.filing_name}",
            texts[name],
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
    def balance(self) -> Balance:
        return balance(self.distribution, self.form.values())

    @property
    def ways(self) -> list[tuple[str, str, bool]]:
        chosen = self.form.data.get("by") if self.form.is_bound else ""
        offered = proposals.ways(self.distribution)
        return [(by.value, str(by.label), by.value == (chosen or offered[0])) for by in offered]

    @property
    def same(self) -> By | None:
        return None if self.distribution.adds_up else By.SAME

    @property
    def total(self) -> str:
        """The target as the script on the page reckons with it."""
        return "" if self.distribution.total is None else f"{self.distribution.total:f}"

    @property
    def words(self) -> dict[str, str]:
        return live_words()

    @property
    def wrong(self) -> str:
        """How many inputs must be corrected, in a sentence; empty where none."""
        count = len(self.form.errors) if self.form.is_bound and not self.outcome.proposed else 0
        if not count:
            return ""
        words = ngettext(
            "Nothing is saved yet: correct %(count)s entry.", "Nothing is saved yet: correct %(count)s entries.", count
        )
        return words % {"count": count}
