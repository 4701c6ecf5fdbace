"""An indicator's page as a file: how it stands, by unit and month, what it means."""

from __future__ import annotations

from django.utils.translation import gettext as _

from targets.models import Indicator
from targets.pages.exports.answers import Download
from targets.pages.exports.boards import indicator_columns, indicator_values, milestones_table, name_parts
from targets.pages.exports.values import amount, count, goal, part_columns, share
from targets.pages.indicator_pages import IndicatorPage, UnitLine
from targets.rollup import Part
from targets.spreadsheets.out.table_contents import Column, Table, Value, columns


def indicator(context: dict) -> Download:
    """One indicator with its parts and companions."""
    chosen, view = context["indicator"], context["view"]
    task: list[Value] = [chosen.task.number, chosen.task.title]
    rows = [indicator_values(row) for row in (*view.own, *view.relatives)]
    tables = [
        Table(_("How it stands"), columns=indicator_columns(), rows=rows, names=2),
        by_month(chosen, view),
        milestones_table(_("Deliverables"), ((task, chosen.code, element) for element in view.row.elements)),
        Table(_("Definition"), columns=columns(_("Heading"), _("Text")), rows=[[f.label, f.text] for f in view.facts]),
    ]
    name = name_parts(context["page"], f"{chosen.code} {chosen.name}")
    captions = [f"{chosen.code} {chosen.name}", context["caption"]]
    return Download(name, captions, [table for table in tables if table.rows])


def by_month(chosen: Indicator, view: IndicatorPage) -> Table:
    """Units down, months across; a rate with its parts, the total last."""
    months = [column for month in [*view.months, _("To date")] for column in part_columns(month, ratio=chosen.is_ratio)]
    heads = [Column(_("Unit")), *months, Column(_("Target")), Column(_("State"))]
    lines = [*view.lines, view.total] if view.has_months else []
    unit = _("Unit of measure: %(text)s") % {"text": chosen.unit_of_measure}
    return Table(_("By month"), [unit], heads, [_line(chosen, line) for line in lines])


def _line(chosen: Indicator, line: UnitLine) -> list[Value]:
    figures = [value for cell in (*line.cells, line.to_date) for value in _part(chosen, cell.part)]
    return [line.unit, *figures, goal(chosen, line.goal), line.status_label]


def _part(chosen: Indicator, part: Part) -> list[Value]:
    if not chosen.is_ratio:
        return [amount(chosen, part.value)]
    return [count(part.numerator), count(part.denominator), share(part.numerator, part.denominator)]
