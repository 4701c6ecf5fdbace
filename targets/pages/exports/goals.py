"""Targets of units as files: the list of what is given out, and one indicator's shares."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from targets.giving_out import Distribution, Share
from targets.models import ReportingUnit, WorkPlan
from targets.pages import goals_history, goals_page
from targets.pages.exports.answers import Download
from targets.pages.exports.values import columns, count, moment
from targets.pages.goals_page import Grid, ListRow
from targets.pages.phrases import day_text, target_number
from targets.tables import Head, Value
from targets.tables.contents import Contents as Table


def targets(plan: WorkPlan, giver: ReportingUnit, blocks: Iterable[goals_page.ChapterBlock]) -> Download:
    """Every indicator: what the plan wants, what is given out, what is left."""
    heads = columns(
        _("Chapter"),
        _("Code"),
        _("Indicator"),
        _("Unit of measure"),
        _("Target"),
        _("Given out"),
        _("Rest"),
        _("Units with a target"),
        _("Units asked"),
        _("State"),
    )
    rows = [[block.title, *_listed(row)] for block in blocks for row in block.rows]
    name = [_("Targets of units"), giver.name, str(plan.year)]
    return Download(name, [plan.title, giver.name], [Table(_("Targets of units"), [], heads, rows, names=3)])


def _listed(row: ListRow) -> list[Value]:
    indicator = row.indicator
    names: list[Value] = [indicator.code, indicator.name, indicator.unit_of_measure]
    if row.balance is None or row.of is None:
        return [*names, None, None, None, None, None, row.reason]
    total, given, rest = row.balance.numbers
    return [
        *names,
        target_number(indicator, total).value,
        count(given),
        count(rest),
        row.of.given,
        len(row.of.lines),
        row.balance.words,
    ]


def split(grid: Grid, steps: Iterable[goals_history.Step]) -> Download:
    """One indicator's shares as they are stored, and who gave them out."""
    of = grid.of
    tables = [_shares(grid), _steps(of, steps)]
    captions = [
        f"{of.indicator.code} {of.indicator.name}",
        of.giver.name,
        _("to be reached by %(day)s") % {"day": day_text(of.deadline)},
        _("Unit of measure: %(text)s") % {"text": of.indicator.unit_of_measure},
    ]
    name = [_("Targets of units"), f"{of.indicator.code} {of.indicator.name}", of.giver.name]
    return Download(name, captions, [table for table in tables if table.rows])


def _shares(grid: Grid) -> Table:
    """Unit by unit, then what they add up to, the target and the rest."""
    of = grid.of
    heads = [Head(_("Code")), Head(_("Unit")), *_reached_head(of), Head(_("Target")), *_baseline_head(of)]
    rows = [
        [row.code, row.label, *([count(row.figure)] if of.adds_up else []), *_share(row.line.share, of)]
        for row in grid.rows
    ]
    return Table(_("Targets of units"), [], heads, [*rows, *_sums(grid)], names=2)


def _reached_head(of: Distribution) -> list[Head]:
    return columns(_("Approved to date")) if of.adds_up else []


def _baseline_head(of: Distribution) -> list[Head]:
    return columns(_("End of last year")) if of.has_baseline else []


def _share(share: Share, of: Distribution) -> list[Value]:
    value = target_number(of.indicator, share.value).value
    return [value, count(share.baseline)] if of.has_baseline else [value]


def _sums(grid: Grid) -> list[list[Value]]:
    of, (total, given, rest) = grid.of, grid.balance.numbers
    lines = [(_("Target"), target_number(of.indicator, total).value)]
    if of.adds_up:
        lines = [(_("Given out"), count(given)), (_("Target"), count(total)), (_("Rest"), count(rest))]
    between: list[Value] = [None] if of.adds_up else []
    after: list[Value] = [None] if of.has_baseline else []
    return [[None, word, *between, number, *after] for word, number in lines]


def _steps(of: Distribution, steps: Iterable[goals_history.Step]) -> Table:
    before, now = _("before"), _("now")
    heads = columns(_("Unit"))
    for group in (before, now):
        heads += [
            Head(_("Target"), group=group),
            *([Head(_("End of last year"), group=group)] if of.has_baseline else []),
        ]
    rows = [
        [step.unit, *(value for share in step.shares for value in _share(share, of)), step.by or None, moment(step.at)]
        for step in steps
    ]
    return Table(_("Changes"), [], [*heads, Head(_("By")), Head(_("When"))], rows)
