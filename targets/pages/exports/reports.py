"""A monthly report and a figure's history as files."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from targets.formatting import plain, rounded
from targets.models import Indicator, MonthlyReport
from targets.pages import report_history, report_lines
from targets.pages.exports.answers import Download
from targets.pages.exports.values import cell_values, columns, count, entered, moment, part_heads, percent
from targets.pages.report_rows import Block, MilestoneRow, Row
from targets.pages.reviewing import Change
from targets.periods import Month
from targets.progress import Sense
from targets.reports.sheets import Cell, Line
from targets.tables import Figure, Head, Value
from targets.tables.contents import Contents as Table

# ---- The report --------------------------------------------------------------------------------------------


def report(context: dict) -> Download:
    """The report's figures, milestones and notes, and what changed since it was handed in before."""
    of, blocks, review = context["report"], context["blocks"], context["review"]
    tables = [
        _figures(blocks, of.period.previous),
        _milestones(blocks),
        _notes(blocks),
        _changes(review.changes if review and review.shown else ()),
    ]
    captions = [
        context["title"],
        " · ".join([str(context["state_label"]), _("due %(due_text)s") % context]),
    ]
    return Download(_name(of), captions, [tables[0], *(table for table in tables[1:] if table.rows)])


def _name(of: MonthlyReport) -> list[str]:
    return [_("Monthly report"), of.unit.filing_name, of.chapter.short_title, str(of.period)]


def _figures(blocks: Iterable[Block], last_month: Month) -> Table:
    rows = [(block, row) for block in blocks for row in block.rows]
    ratio = any(row.line.indicator.is_ratio for _block, row in rows)
    groups = (_("Same month last year"), _("Last month"), _("This month"), _("To date"))
    heads = [
        *columns(_("Task no."), _("Code"), _("Indicator"), _("Unit of measure"), _("Sense"), _("Year's target")),
        *(column for group in groups for column in part_heads(group, ratio=ratio)),
        *columns(
            _("Share of the target (%)"),
            _("Against the target"),
            _("Explanation"),
            _("Note of the reviewer"),
            _("Checks"),
        ),
    ]
    values = [[block.block.task.number, *_figure(row, last_month, ratio=ratio)] for block, row in rows]
    return Table(_("Figures of the month"), heads=heads, rows=values, names=3)


def _figure(row: Row, last_month: Month, *, ratio: bool) -> list[Value]:
    line, indicator = row.line, row.line.indicator
    goal = line.target.value if line.target else None
    cells = (line.last_year, line.before.get(last_month), line.cell)
    return [
        indicator.code,
        indicator.name,
        indicator.unit_of_measure,
        str(indicator.get_sense_display()) if goal is not None else None,
        entered(indicator, goal),
        *(value for cell in cells for value in cell_values(indicator, cell, ratio=ratio)),
        *_to_date(line, ratio=ratio),
        percent(report_lines.percent_of_target(line)),
        _against(line),
        row.explanation or None,
        row.texts["review_note"] or None,
        "\n".join(note.text for note in row.notes) or None,
    ]


def _to_date(line: Line, *, ratio: bool) -> list[Value]:
    if line.indicator.is_ratio:
        parts = [count(line.to_date(part)) for part in ("numerator", "denominator")]
        return [*parts, percent(line.total, settings.RATE_DECIMALS)]
    value = entered(line.indicator, line.total)
    return [None, None, value] if ratio else [value]


def _against(line: Line) -> Value:
    """A rate's or a ceiling's difference to the target; the page says of it "points", "below the limit"."""
    gap = report_lines.against_target(line)
    if gap is None:
        return None
    if line.indicator.sense == Sense.AT_MOST and line.indicator.unit_of_measure != "%":
        return Figure(plain(gap), signed=True)
    return Figure(rounded(gap, settings.RATE_DECIMALS), settings.RATE_DECIMALS, signed=True)


def _milestones(blocks: Iterable[Block]) -> Table:
    heads = columns(
        _("Task no."),
        _("Code"),
        _("Deliverable"),
        _("Deadline"),
        _("State"),
        _("Done on"),
        _("Note"),
        _("Evidence"),
        _("Counts for"),
    )
    rows = [[block.block.task.number, *_milestone(shown)] for block in blocks for shown in block.milestones]
    return Table(_("Milestones"), heads=heads, rows=rows, names=3)


def _milestone(shown: MilestoneRow) -> list[Value]:
    milestone, progress = shown.row.milestone, shown.row.progress
    said = progress if progress and progress.state else shown.row.known
    return [
        milestone.code,
        milestone.name,
        milestone.deadline,
        shown.state or None,
        said.done_on if said else None,
        (progress.note if progress else "") or None,
        shown.evidence_name or (progress.evidence_link if progress else "") or None,
        str(milestone.indicator) if milestone.indicator else None,
    ]


def _notes(blocks: Iterable[Block]) -> Table:
    heads = columns(_("Task no."), _("Task"), _("Progress note"), _("Last month's note"))
    rows: list[list[Value]] = []
    for shown in blocks:
        block = shown.block
        text = block.note.text if block.note else ""
        if text or block.last_note:
            rows.append([block.task.number, block.task.title, text or None, block.last_note or None])
    return Table(_("Progress notes"), heads=heads, rows=rows, names=2)


def _changes(changes: Iterable[Change]) -> Table:
    changes = list(changes)
    ratio = any(change.indicator.is_ratio for change in changes)
    groups = (part_heads(word, ratio=ratio) for word in (_("before"), _("now")))
    heads = [*columns(_("Code"), _("Indicator"), _("Unit of measure")), *(c for group in groups for c in group)]
    rows = [
        [change.code, change.name, change.unit_of_measure, *_step(change.indicator, _cells(change), ratio=ratio)]
        for change in changes
    ]
    return Table(_("Changed since the last submission"), heads=heads, rows=rows, names=2)


def _cells(change: Change) -> list[Cell]:
    return [report_history.filed_cell(list(filed)) for filed in change.filed]


def _step(indicator: Indicator, cells: Iterable[Cell], *, ratio: bool) -> list[Value]:
    return [value for cell in cells for value in cell_values(indicator, cell, ratio=ratio)]


# ---- A figure's history ------------------------------------------------------------------------------------


def history(context: dict) -> Download:
    """Every change of the figure, newest first, and what each submission says of it."""
    of, indicator = context["report"], context["indicator"]
    unit = _("Unit of measure: %(text)s") % {"text": indicator.unit_of_measure}
    captions = [context["title"], context["crumbs"][0]["label"], unit]
    tables = [_steps(indicator, context["changes"]), _filed(indicator, context["filed"])]
    name = [_("History of %(code)s") % {"code": indicator.code}, of.unit.filing_name, str(of.period)]
    return Download(name, captions, tables)


def _steps(indicator: Indicator, changes: Iterable[report_history.Change]) -> Table:
    ratio = indicator.is_ratio
    heads = [
        *columns(_("When"), _("By")),
        *part_heads(_("before"), ratio=ratio),
        *part_heads(_("now"), ratio=ratio),
        *columns(_("Source"), _("Reason"), _("Explanation"), _("Note of the reviewer")),
    ]
    rows: list[list[Value]] = [
        [
            moment(step.moment),
            step.by,
            *_step(indicator, step.cells, ratio=ratio),
            step.source,
            step.reason or None,
            step.explanation or None,
            step.review_note or None,
        ]
        for step in changes
    ]
    return Table(_("Changes"), heads=heads, rows=rows, names=2)


def _filed(indicator: Indicator, filed: Iterable[report_history.Filed]) -> Table:
    ratio = indicator.is_ratio
    heads: list[Head] = [
        *columns(_("Submission")),
        *part_heads(_("Figure"), ratio=ratio),
        *columns(_("By"), _("When")),
    ]
    rows: list[list[Value]] = [
        [int(row.number), *cell_values(indicator, row.cell, ratio=ratio), row.by, moment(row.moment)] for row in filed
    ]
    return Table(_("As submitted"), heads=heads, rows=rows)
