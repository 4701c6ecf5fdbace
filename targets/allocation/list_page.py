"""The list of a plan's indicators: what is wanted of each, what has been given out to the units, and what is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targets.allocation.balance import Balance, balance_of
from targets.allocation.giving_out import Distribution
from targets.frame import phrases
from targets.frame.downloads import Download
from targets.models import Indicator, ReportingUnit, WorkPlan
from targets.tables import Column, NumberColumn, Table, TableCell
from targets.tables.cells import MISSING


@dataclass(frozen=True, slots=True)
class TargetRow:
    """An indicator with what is given out of its target; where nothing can be, `words` say why."""

    indicator: Indicator
    chapter: str
    words: str
    balance: Balance | None = None
    units: str = ""
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
        return phrases.exact_target(self.indicator, self.balance.total) if self.balance else MISSING

    @property
    def given(self) -> Decimal | None:
        return self.balance.given if self.balance else None

    @property
    def rest(self) -> Decimal | None:
        return self.balance.rest if self.balance else None


class TargetTable(Table):
    title = _lazy("Targets of units")
    row_template = "allocation/target_row.html"
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


def chapters(indicators: Iterable[Indicator], given_out: Iterable[Distribution]) -> list[TargetChapter]:
    """Every indicator in the plan's order, chapter by chapter, with its distribution where it has one."""
    by_indicator = {distribution.indicator.pk: distribution for distribution in given_out}
    blocks: dict[int, TargetChapter] = {}
    for indicator in indicators:
        chapter = indicator.task.chapter
        block = blocks.setdefault(chapter.pk, TargetChapter(chapter.short_title, chapter.app))
        block.rows.append(_target_row(indicator, block.title, by_indicator.get(indicator.pk)))
    return list(blocks.values())


def _target_row(indicator: Indicator, chapter: str, distribution: Distribution | None) -> TargetRow:
    if not indicator.is_entered:
        return TargetRow(indicator, chapter, _("by element, not given out"))
    if distribution is None or not distribution.lines:
        return TargetRow(indicator, chapter, _("nothing to give out: no unit below is asked for it"))
    balance = balance_of(distribution, [line.share.value for line in distribution.lines])
    given, asked = distribution.given, len(distribution.lines)
    units = _("%(known)s of %(asked)s") % {"known": given, "asked": asked}
    return TargetRow(indicator, chapter, balance.words, balance, units, given, asked)


def download(plan: WorkPlan, giver: ReportingUnit, blocks: Iterable[TargetChapter]) -> Download:
    table = TargetTable(row for block in blocks for row in block.rows)
    return Download([table.title, giver.name, str(plan.year)], [plan.title, giver.name], [table])
