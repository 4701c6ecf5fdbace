"""The tables of a monthly report and of a figure's history, and both as files."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targets import tables
from targets.arithmetic import JUDGED_DECIMALS, Sense
from targets.formatting import plain, rounded
from targets.frame.downloads import Download
from targets.frame.last_year import change_cell
from targets.models import Indicator
from targets.periods import Month
from targets.progress.last_year import unit_of_change
from targets.progress.published import completion_value, rate_value
from targets.reports import figure_history, texts
from targets.reports.file_values import cell_values, count, entered, part_heads, past_values
from targets.reports.sheets import Cell, Line
from targets.tables import (
    Column,
    DayColumn,
    FormattedNumber,
    Head,
    MomentColumn,
    NumberColumn,
    Repeated,
    Table,
    Value,
)

# The grid imports this module, for the declaration of its figures.
if TYPE_CHECKING:
    from targets.reports.grid import GridBlock, GridRow, MilestoneRow


class FiguresOfReport(Table):
    """A report's figures.

    On the page a column for each month, typed in or read. In a file the parts of rates and net figures have columns of
    their own, and what the page says at a cell stands behind its figures.
    """

    title = _lazy("Figures of the month")

    task = NumberColumn(_lazy("Task no."), heading=True, on_page=False)
    code = Column(_lazy("Code"), heading=True, on_page=False)
    indicator = Column(_lazy("Indicator"), heading=True)
    unit_of_measure = Column(_lazy("Unit of measure"))
    sense = Column(_lazy("Sense"), on_page=False)
    target = NumberColumn(_lazy("Year's target"))
    last_year = NumberColumn(_lazy("Same month last year"), in_file=False)
    last_year_to_date = NumberColumn(_lazy("Same months last year"), in_file=False, on_page=False)
    last_month = NumberColumn(_lazy("Last month"), in_file=False)
    this_month = Column(_lazy("This month"), in_file=False, css="entry-head")
    to_date = NumberColumn(_lazy("To date"), in_file=False)
    figures = Repeated(on_page=False)
    share = NumberColumn(_lazy("% of target"), file_head=_lazy("Share of the target (%)"))
    against = NumberColumn(_lazy("Against the target"), on_page=False)
    change = NumberColumn(_lazy("Change"), file_head=_lazy("Change (%, of rates points)"), on_page=False)
    footnote = Column(_lazy("Footnote of last year's figure"), on_page=False)
    explanation = Column(_lazy("Explanation"), on_page=False)
    review_note = Column(_lazy("Note of the reviewer"), on_page=False)
    checks = Column(_lazy("Checks"), on_page=False)


class MilestonesOfReport(Table):
    """A report's milestones, in a file."""

    title = _lazy("Milestones")

    task = NumberColumn(_lazy("Task no."), heading=True)
    code = Column(_lazy("Code"), heading=True)
    name = Column(_lazy("Deliverable"), heading=True)
    deadline = DayColumn(_lazy("Deadline"))
    state = Column(_lazy("State"))
    done_on = DayColumn(_lazy("Done on"))
    note = Column(_lazy("Note"))
    evidence = Column(_lazy("Evidence"))
    counts_for = Column(_lazy("Counts for"))


class NotesOfReport(Table):
    """The progress notes of a report's tasks, in a file."""

    title = _lazy("Progress notes")

    number = NumberColumn(_lazy("Task no."), heading=True)
    task = Column(_lazy("Task"), heading=True)
    note = Column(_lazy("Progress note"))
    last_note = Column(_lazy("Last month's note"))


class StepsOfFigure(Table):
    """The changes of a figure, in a file."""

    title = _lazy("Changes")

    moment = MomentColumn(_lazy("When"), heading=True)
    by = Column(_lazy("By"), heading=True)
    figures = Repeated()
    source = Column(_lazy("Source"))
    reason = Column(_lazy("Reason"))
    explanation = Column(_lazy("Explanation"))
    review_note = Column(_lazy("Note of the reviewer"))


class SubmittedFigures(Table):
    """A figure as each submission keeps it; in a file the parts of a rate or net figure have columns of their own."""

    title = _lazy("As submitted")
    row_template = "reports/submitted_row.html"
    css = ""

    number = Column(_lazy("Submission"), heading=True)
    text = Column(_lazy("Figure"), in_file=False, css="number")
    figures = Repeated(on_page=False)
    by = Column(_lazy("By"))
    moment = MomentColumn(_lazy("When"))


# ---- The report --------------------------------------------------------------------------------------------


def report(context: dict) -> Download:
    """The report as a file: its figures, milestones and notes, and what changed since it was submitted before."""
    of, blocks, review = context["report"], context["blocks"], context["review"]
    figures = _figures(blocks, of.period.previous)
    others = [
        MilestonesOfReport(_milestone(row, block) for block in blocks for row in block.milestones),
        NotesOfReport(
            {"number": block.task.number, "task": block.task.title, "note": block.note, "last_note": block.last_note}
            for block in blocks
            if block.note or block.last_note
        ),
        *([review.changes_table] if review and review.shown else []),
    ]
    captions = [context["title"], " · ".join([str(context["state_label"]), _("due %(due_text)s") % context])]
    if of.nothing_to_report:
        captions.append(_("Nothing to report this month: %(reason)s") % {"reason": of.nothing_to_report})
    name = [_("Monthly report"), of.unit.name_in_reports, of.chapter.short_title, str(of.period)]
    return Download(name, captions, [figures, *(table for table in others if table.rows)])


def _figures(blocks: Iterable[GridBlock], last_month: Month) -> FiguresOfReport:
    rows = [(block, row) for block in blocks for row in block.rows]
    indicators = [row.line.indicator for _block, row in rows]
    with_parts = any(indicator.has_parts for indicator in indicators)
    names = ("last_year", "last_year_to_date", "last_month", "this_month", "to_date")
    groups = [str(FiguresOfReport.declared[name].head) for name in names]
    return FiguresOfReport(
        (_figure(block, row, last_month, with_parts=with_parts) for block, row in rows),
        figures=_heads(groups, indicators),
    )


def _heads(groups: Iterable[str], indicators: Collection[Indicator]) -> list[Head]:
    return [head for group in groups for head in part_heads(group, indicators)]


def _figure(block: GridBlock, row: GridRow, last_month: Month, *, with_parts: bool) -> dict:
    line, indicator = row.line, row.line.indicator
    target = line.target.value if line.target else None
    past = [
        value
        for number in (line.last_year, line.last_year_to_date)
        for value in past_values(indicator, number, with_parts=with_parts)
    ]
    cells = (line.before.get(last_month), line.cell)
    return {
        "task": block.task.number,
        "code": indicator.code,
        "indicator": indicator.name,
        "unit_of_measure": indicator.unit_of_measure,
        "sense": "" if target is None else str(indicator.get_sense_display()),
        "target": entered(indicator, target),
        "figures": [
            *past,
            *_values(indicator, cells, with_parts=with_parts),
            *_to_date(line, with_parts=with_parts),
        ],
        "share": completion_value(texts.percent_of_target(line)),
        "against": _against(line),
        "change": change_cell(texts.change_since(line), unit_of_change(indicator)),
        "footnote": row.texts["last_year_footnotes"],
        "explanation": row.explanation,
        "review_note": row.texts["review_note"],
        "checks": "\n".join([*(message.text for message in row.messages), *filter(None, [row.texts["unapproved"]])]),
    }


def _values(indicator: Indicator, cells: Iterable[Cell | None], *, with_parts: bool) -> list[Value]:
    return [value for cell in cells for value in cell_values(indicator, cell, with_parts=with_parts)]


def _to_date(line: Line, *, with_parts: bool) -> list[Value]:
    if line.indicator.is_ratio:
        parts = [line.to_date(part) for part in ("numerator", "denominator")]
        return [*map(count, parts), rate_value(*parts)]
    value = entered(line.indicator, line.total)
    return [*map(count, line.net_parts_to_date), value] if with_parts else [value]


def _against(line: Line) -> Value:
    """The difference of a rate or ceiling to its target, for which the page has words such as "below the limit"."""
    gap = texts.against_target(line)
    if gap is None:
        return None
    if line.indicator.sense == Sense.AT_MOST and line.indicator.unit_of_measure != "%":
        return FormattedNumber(plain(gap), signed=True)
    return FormattedNumber(rounded(gap, JUDGED_DECIMALS), JUDGED_DECIMALS, signed=True)


def _milestone(row: MilestoneRow, block: GridBlock) -> dict:
    milestone, progress, latest = row.line.milestone, row.line.progress, row.line.latest
    return {
        "task": block.task.number,
        "code": milestone.code,
        "name": milestone.name,
        "deadline": milestone.deadline,
        "state": row.state,
        "done_on": latest.done_on if latest else None,
        "note": progress.note if progress else "",
        "evidence": row.evidence_name or (progress.evidence_link if progress else ""),
        "counts_for": milestone.indicator or "",
    }


# ---- A figure's history ------------------------------------------------------------------------------------


def submitted_figures(indicator: Indicator, submitted: Iterable[figure_history.SubmittedFigure]) -> SubmittedFigures:
    """The table of what each submission keeps of the figure."""
    rows = (
        {
            "number": tables.TableCell(row.number, value=int(row.number)),
            "text": row.text,
            "figures": cell_values(indicator, row.cell, with_parts=indicator.has_parts),
            "by": row.by,
            "moment": row.moment,
        }
        for row in submitted
    )
    return SubmittedFigures(rows, figures=part_heads(_("Figure"), [indicator]))


def history(context: dict) -> Download:
    """A figure's history as a file: its changes, newest first, and what each submission keeps of it."""
    of, indicator = context["report"], context["indicator"]
    unit = _("Unit of measure: %(text)s") % {"text": indicator.unit_of_measure}
    captions = [context["title"], context["crumbs"][0]["label"], unit]
    steps = StepsOfFigure(
        (
            {
                "moment": step.moment,
                "by": step.by,
                "figures": _values(indicator, step.cells, with_parts=indicator.has_parts),
                "source": step.source,
                "reason": step.reason,
                "explanation": step.explanation,
                "review_note": step.review_note,
            }
            for step in context["changes"]
        ),
        figures=_heads((_("before"), _("now")), [indicator]),
    )
    name = [_("History of %(code)s") % {"code": indicator.code}, of.unit.name_in_reports, str(of.period)]
    return Download(name, captions, [steps, submitted_figures(indicator, context["submitted"])])
