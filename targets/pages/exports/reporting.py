"""Who has reported, my month and the review list as files."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from targets.models import WorkPlan
from targets.pages.exports.answers import Download
from targets.pages.exports.values import columns, moment, yes
from targets.pages.month_overview import Overview, ReportRow
from targets.pages.report_view import last_saved
from targets.pages.review_queue import Group, Queue
from targets.pages.review_queue import Row as Waiting
from targets.pages.timeliness_page import Line, Page, Shown
from targets.tables import Head, Value
from targets.tables.contents import Contents as Table
from targets.timeliness import Tally

# Of the review list one file takes what fits on a sheet that people still read.
ROWS_PER_FILE = 5000

# ---- Who has reported --------------------------------------------------------------------------------------


def timeliness(plan: WorkPlan, page: Page, month: str) -> Download:
    """Units and chapters of the month, and units over the months of the year."""
    captions = [plan.title, page.summary, " · ".join(page.dues)]
    return Download([_("Who has reported"), month], captions, [_of_month(page), _of_year(page)])


def _tally_heads() -> tuple[str, ...]:
    return (_("Handed in"), _("Asked for"), _("Late"), _("Missing"), _("Sent back"), _("Still open"))


def _tally(tally: Tally) -> list[Value]:
    return [tally.handed_in, tally.asked, tally.late, tally.missing, tally.returned, tally.open]


def _of_month(page: Page) -> Table:
    heads = columns(_("Unit"), *page.chapters, *_tally_heads())
    rows: list[list[Value]] = [
        [line.label, *(_state(cell) for cell in line.cells), *_tally(line.tally)] for line in page.lines
    ]
    return Table(_("Units and chapters"), heads=heads, rows=[*rows, *_totals(page.totals)])


def _state(cell: Shown) -> Value:
    """The word with what stands beneath it: "submitted · late"."""
    return None if cell.word == "—" else " · ".join([cell.word, *cell.under])


def _totals(line: Line) -> list[list[Value]]:
    """The last line's shares as two lines of numbers: a spreadsheet would take "5/6" for a day in May."""
    tallies = [cell.tally for cell in line.cells]
    return [
        [_("Total: handed in"), *(tally.handed_in for tally in tallies), *_tally(line.tally)],
        [_("Total: asked for"), *(tally.asked for tally in tallies), *[None] * len(_tally_heads())],
    ]


def _of_year(page: Page) -> Table:
    """Each month's share as two numbers beneath the month."""
    names = [head for head, _url, _chosen in page.month_heads]
    shares = [Head(word, group=name) for name in names for word in (_("Handed in"), _("Asked for"))]
    heads = [Head(_("Unit")), *shares, *(Head(word, group=_("Year")) for word in _tally_heads())]
    rows = [_year_line(line) for line in (*page.year_lines, page.year_totals)]
    return Table(_("The months of the year"), heads=heads, rows=rows)


def _year_line(line: Line) -> list[Value]:
    """Empty where nothing is asked for yet."""
    shares = [
        number
        for cell in line.cells
        for number in ((cell.tally.handed_in, cell.tally.asked) if cell.tally.asked else (None, None))
    ]
    return [line.label, *shares, *_tally(line.tally)]


# ---- My month ----------------------------------------------------------------------------------------------


def my_month(overview: Overview) -> Download:
    """The unit's reports of a month, and what each lacks."""
    heads = columns(
        _("Chapter"),
        _("State"),
        _("Due"),
        _("Time left"),
        _("Blank cells"),
        _("Tasks without a word"),
        _("Errors"),
        _("Figures to explain"),
        _("Last saved"),
    )
    reports = Table(_("Reports of the month"), heads=heads, rows=[_report(row) for row in overview.rows])
    captions = [f"{overview.unit.filing_name} · {overview.month_text}", overview.done_text]
    name = [_("My month"), overview.unit.filing_name, str(overview.month)]
    lacking = _lacking(overview.rows)
    return Download(name, captions, [reports, lacking] if lacking.rows else [reports])


def _report(row: ReportRow) -> list[Value]:
    return [
        row.title,
        row.state_label,
        row.report.due_on,
        row.days_text or None,
        len(row.blanks),
        len(row.silent),
        len(row.errors),
        len(row.unexplained),
        moment(last_saved(row.report)),
    ]


def _lacking(rows: Iterable[ReportRow]) -> Table:
    """What stands in the way of each report, one a line."""
    words = (_("blank cell"), _("task without a word"), _("error"), _("figure to explain"))
    found: list[list[Value]] = [
        [row.title, word, name]
        for row in rows
        for word, names in zip(words, (row.blanks, row.silent, row.errors, row.unexplained), strict=True)
        for name in names
    ]
    return Table(_("What is missing"), heads=columns(_("Chapter"), _("Kind"), _("What")), rows=found)


# ---- The review list ---------------------------------------------------------------------------------------


def review(queue: Queue) -> Download:
    """The reports that the filters leave, all pages of them."""
    heads = columns(
        _("Unit"),
        _("Chapter"),
        _("Month"),
        _("State"),
        _("Submitted at"),
        _("By"),
        _("In time"),
        _("Correction"),
        _("Explanations"),
        _("Changed since the last submission"),
        _("Remarks"),
    )
    rows = [_waiting(group, row) for group in queue.groups for row in group.rows]
    month = str(queue.filters.month) if queue.filters.month else ""
    table = Table(_("Review"), [*_chosen(queue), *_cut(queue)], heads, rows, names=2)
    return Download([_("Review"), month], [], [table])


def _waiting(group: Group, row: Waiting) -> list[Value]:
    report = row.report
    own = _("submitted by yourself: somebody else approves it")
    return [
        report.unit.short_name,
        report.chapter.short_title,
        row.month,
        group.title,
        moment(report.submitted_at),
        row.submitted_by or None,
        _("late") if report.is_late else _("on time"),
        yes(report.is_correction),
        row.explained,
        _changed(row),
        own if row.own and group.state == "submitted" else None,
    ]


def _changed(row: Waiting) -> Value:
    """How many figures; "first submission" in words; empty while the unit works on the report."""
    if row.changed is not None:
        return row.changed
    return None if row.report.is_open else row.changes


def _chosen(queue: Queue) -> list[str]:
    lists = (queue.months, queue.chapters, queue.units, queue.states)
    labels = [str(option.label) for options in lists for option in options if option.chosen]
    return [_("only: %(state)s") % {"state": " · ".join(labels)}] if labels else []


def _cut(queue: Queue) -> list[str]:
    """Says so where the list is longer than a file."""
    shown, found = len(queue.page), queue.page.paginator.count
    if shown == found:
        return []
    return [
        _("The first %(shown)s of %(all)s reports; choose a month for the others.") % {"shown": shown, "all": found}
    ]
