"""What the pages on giving targets out show: the list of a plan's indicators, and one indicator's grid."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import proposals
from targets.formatting import DASH, number_text, plain_text
from targets.forms.targets import TargetsForm, name_of, stored_texts
from targets.giving_out import Distribution, Line
from targets.models import Indicator
from targets.pages import phrases
from targets.proposals import By

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


def balance(of: Distribution, values: Iterable[Decimal | None]) -> Balance:
    """How the shares stand to the target; of rates and levels only whether every unit has one."""
    known = [value for value in values if value is not None]
    total = phrases.exact_target(of.indicator, of.total).text
    if not of.adds_up:
        return Balance(total, DASH, DASH, *_each_has_one(len(known), len(of.lines)), Amounts(of.total))
    given = sum(known, ZERO)
    rest = None if of.total is None else of.total - given
    words = _rest_words(rest, bool(known))
    return Balance(total, number_text(given), number_text(rest), *words, Amounts(of.total, given, rest))


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
class ListRow:
    indicator: Indicator
    level: int
    balance: Balance | None
    units: str
    reason: str
    of: Distribution | None = None


@dataclass(slots=True)
class ChapterBlock:
    title: str
    anchor: str
    rows: list[ListRow] = field(default_factory=list)


def chapters(indicators: Iterable[Indicator], given: Iterable[Distribution]) -> list[ChapterBlock]:
    """Chapter by chapter every indicator, in the plan's order, with its distribution where it has one."""
    by_indicator = {of.indicator.pk: of for of in given}
    blocks: dict[int, ChapterBlock] = {}
    for indicator in indicators:
        chapter = indicator.task.chapter
        block = blocks.setdefault(chapter.pk, ChapterBlock(chapter.short_title, chapter.app))
        block.rows.append(_list_row(indicator, by_indicator.get(indicator.pk)))
    return list(blocks.values())


def _list_row(indicator: Indicator, of: Distribution | None) -> ListRow:
    level = 1 if indicator.part_of_id else 0
    if of is None or not of.lines:
        return ListRow(indicator, level, None, DASH, _not_given_out(indicator))
    units = _("%(known)s of %(asked)s") % {"known": of.given, "asked": len(of.lines)}
    return ListRow(indicator, level, balance(of, [line.share.value for line in of.lines]), units, "", of)


def _not_given_out(indicator: Indicator) -> str:
    if not indicator.is_entered:
        return _("by element, not given out")
    return _("nothing to give out: no unit below is asked for it")


# ---- The grid ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Input:
    """One number to type, with all that is said of it; `decimals`, `least` and `most` are for the page's script."""

    name: str
    label: str
    text: str
    errors: list[str]
    decimals: int | None
    least: str
    most: str
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
class Row:
    label: str
    code: str
    reached: str
    value: Input
    baseline: Input | None
    weight: Input | None
    line: Line
    figure: Decimal | None


@dataclass(frozen=True, slots=True)
class Told:
    """What came of the last button: other people's changes, and which inputs hold a proposal."""

    clashes: frozenset[str] = frozenset()
    taken_over: frozenset[str] = frozenset()
    proposed: frozenset[str] = frozenset()
    way_error: str = ""


QUIET = Told()


@dataclass(slots=True)
class Grid:
    of: Distribution
    form: TargetsForm
    told: Told = QUIET

    @property
    def base(self) -> str:
        """What the next save is measured against: what is stored, or what a page sent before had shown."""
        sent = self.form.data.get("base") if self.form.is_bound else None
        return json.dumps(stored_texts(self.of)) if sent is None else sent

    @property
    def rows(self) -> list[Row]:
        reached = self._reached()
        return [self._row(line, reached.get(line.unit.pk)) for line in self.of.lines]

    def _reached(self) -> dict[int, Decimal]:
        if not self.of.adds_up:
            return {}
        return proposals.figures(self.of, self.of.indicator, proposals.last_month(self.of.indicator.plan))

    def _row(self, line: Line, reached: Decimal | None) -> Row:
        texts = self.form.texts
        parts = {part: self._input(part, line, texts) for part in ("value", "baseline", "weight")}
        return Row(line.unit.filing_name, line.unit.code, number_text(reached), **parts, line=line, figure=reached)

    def _input(self, part: str, line: Line, texts: dict[str, str]) -> Input | None:
        name = name_of(part, line)
        if name not in self.form.fields:
            return None
        words = {"value": _("Target"), "baseline": _("End of last year"), "weight": _("Weight")}
        rules = self.form.fields[name].rules
        return Input(
            name,
            f"{words[part]}: {line.unit.filing_name}",
            texts[name],
            self.form.errors.get(name, []) if self.form.is_bound else [],
            rules.decimals,
            plain_text(rules.least) or "",
            plain_text(rules.most) or "",
            self.form.stored.get(name) or _("blank") if name in self.told.clashes else "",
            name in self.told.taken_over,
            name in self.told.proposed,
        )

    @property
    def balance(self) -> Balance:
        return balance(self.of, self.form.values())

    @property
    def ways(self) -> list[tuple[str, str, bool]]:
        chosen = self.form.data.get("by") if self.form.is_bound else ""
        offered = proposals.ways(self.of)
        return [(by.value, str(by.label), by.value == (chosen or offered[0])) for by in offered]

    @property
    def same(self) -> By | None:
        return None if self.of.adds_up else By.SAME

    @property
    def total(self) -> str:
        """The target as the script on the page reckons with it."""
        return "" if self.of.total is None else f"{self.of.total:f}"

    @property
    def words(self) -> dict[str, str]:
        return live_words()

    @property
    def wrong(self) -> str:
        """How many inputs must be corrected, in a sentence; empty where none."""
        count = len(self.form.errors) if self.form.is_bound and not self.told.proposed else 0
        if not count:
            return ""
        words = ngettext(
            "Nothing is saved yet: correct %(count)s entry.", "Nothing is saved yet: correct %(count)s entries.", count
        )
        return words % {"count": count}
