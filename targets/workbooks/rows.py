"""What a unit's workbook asks for: a page for each chapter, a row for each number, and what is known of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from targets.arithmetic import Kind, Sense, net
from targets.formatting import plain
from targets.frame.phrases import span_text
from targets.models import Chapter, MonthlyReport, ReportingUnit
from targets.periods import Month
from targets.reports import sheets
from targets.reports.sheets import BLANK, PARTS, Cell, Line, Worksheet
from targets.tables.styles import number_format

Reads = Callable[[str, str], bool]
"""May the reader see a report of this chapter's app in this state?"""

# Suffixes of the code of a ratio and of a net figure, as officials write them. They are fixed, since the importer reads
# them back.
PART_CODES = {"numerator": "分子", "denominator": "分母"}
NET_PART_CODES = {"numerator": "新增", "denominator": "减员"}
_MEASURE = re.compile(r"[（(]([^（()）]{1,6})[)）]$")


@dataclass(frozen=True, slots=True)
class WorkbookRow:
    """One number asked for in the workbook's months, except those `not_asked`.

    A ratio has two rows, and a net figure three: `may_be_negative` is the net figure itself, `has_parts_above` where
    its two parts have rows of their own.
    """

    code: str
    name: str
    measure: str
    note: str
    decimals: int
    may_be_negative: bool
    has_parts_above: bool
    indent: int
    target: Decimal | None
    target_format: str
    last_month: Decimal | str | None
    before: Decimal | None
    cells: dict[Month, Decimal | str | None]
    not_asked: frozenset[Month] = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """A chapter's sheet. In `closed` months its report is submitted or approved, and the unit cannot change it."""

    chapter: Chapter
    rows: list[WorkbookRow]
    closed: frozenset[Month]


def pages(
    unit: ReportingUnit, months: Sequence[Month], chapters: Sequence[Chapter], reads: Reads | None = None
) -> list[Page]:
    """The pages on which the unit is asked for at least one number, in the order of the chapters.

    `months` lie in one year. Figures of reports that the reader may not see are left out (`reads`; None sees all).
    """
    last = months[-1]
    found = MonthlyReport.objects.filter(unit=unit, chapter__in=chapters, month__lte=last.first_day)
    reports = {(report.chapter_id, report.period): report for report in found}
    last_reports = [sheets.begun_or_new(reports.get((chapter.pk, last)), unit, chapter, last) for chapter in chapters]
    last_sheets = sheets.load_many(last_reports, {sheets.SheetPart.TARGETS}, since=months[0])
    made = []
    for sheet in last_sheets:
        chapter = sheet.report.chapter
        own = {month: report for (pk, month), report in reports.items() if pk == chapter.pk}
        unseen = {month for month, report in own.items() if reads and not reads(chapter.app, report.state)}
        closed = frozenset(month for month in months if month in own and not own[month].is_open)
        made.append(Page(chapter, _rows(sheet, months, unseen), closed))
    return [page for page in made if page.rows]


def _rows(sheet: Worksheet, months: Sequence[Month], unseen: set[Month]) -> list[WorkbookRow]:
    for line in sheet.lines:
        line.before = {month: cell for month, cell in line.before.items() if month not in unseen}
        if months[-1] in unseen:
            line.figure = None
    return [_row(line, part, months) for line in sheet.lines for part in line.fields_in_order]


def _row(line: Line, part: str, months: Sequence[Month]) -> WorkbookRow:
    indicator, first = line.indicator, part == line.fields[0]
    code, name, measure = _named(line, part)
    return WorkbookRow(
        code=code,
        name=name,
        measure=measure,
        note=_note(line, part),
        decimals=indicator.parts_decimals if part in PARTS else indicator.decimals,
        may_be_negative=indicator.is_net and part == "value",
        has_parts_above=indicator.has_net_parts and part == "value",
        indent=line.level,
        target=plain(line.target.value) if first and line.target and line.target.value is not None else None,
        target_format=target_format(line),
        last_month=_entry(line.before.get(months[0].previous, BLANK), part),
        before=_number(_before(line, part)),
        cells={month: _entry(_cell(line, month, months[-1]), part) for month in months},
        not_asked=frozenset(month for month in months if not indicator.is_in_force(month)),
    )


def _before(line: Line, part: str) -> Decimal | None:
    """The total to date until last month; of a part of a net figure only where every month before has both."""
    total, before = line.before_total(part), [line.before_total(name) for name in PARTS]
    is_known = part == "value" or line.indicator.is_ratio or net(*before) == line.before_total("value")
    return total if is_known else None


def _named(line: Line, part: str) -> tuple[str, str, str]:
    """Code, name and unit of measure; a part's unit stands in brackets at the end of its label."""
    indicator = line.indicator
    if part == "value":
        return indicator.code, indicator.name, indicator.unit_of_measure
    label = getattr(indicator, f"{part}_label")
    if indicator.is_net:
        name = _("%(indicator)s — %(label)s") % {"indicator": indicator.name, "label": label}
        return f"{indicator.code}/{NET_PART_CODES[part]}", name, indicator.unit_of_measure
    bracketed = _MEASURE.search(label)
    words = {"indicator": indicator.name, "label": _MEASURE.sub("", label)}
    name = (
        _("%(indicator)s — numerator: %(label)s")
        if part == "numerator"
        else _("%(indicator)s — denominator: %(label)s")
    )
    return f"{indicator.code}/{PART_CODES[part]}", name % words, bracketed[1] if bracketed else ""


def _cell(line: Line, month: Month, last: Month) -> Cell:
    return line.cell if month == last else line.before.get(month, BLANK)


def _entry(cell: Cell, part: str) -> Decimal | str | None:
    """The content of the cell: a number, the words "not applicable", or None."""
    return not_applicable() if cell.not_applicable else _number(getattr(cell, part))


def not_applicable() -> str:
    """The words "not applicable", which the importer reads back."""
    return _("not applicable")


def _number(number: Decimal | None) -> Decimal | None:
    return None if number is None else plain(number)


def _note(line: Line, part: str) -> str:
    """What is counted, whether the number of the month or the level at its end is asked for, and for which months."""
    if line.kind_of(part) == Kind.FLOW:
        kind = pgettext("workbook", "Figure of the month: only what happened in the month, not the months before.")
    else:
        kind = pgettext("workbook", "Figure at the month's end: the level on its last day, not the change.")
    definition = line.indicator.definition
    told = pgettext("workbook", "Definition: %(text)s") % {"text": definition} if definition else ""
    months = span_text(line.indicator.first_month, line.indicator.last_month)
    asked = pgettext("workbook", "Asked for %(months)s.") % {"months": months} if months else ""
    alone = ""
    if part == "value" and line.indicator.has_net_parts:
        alone = pgettext("workbook", "Net figure: the portal works it out from the two rows above.")
    return "\n".join(text for text in (told, kind, asked, alone) if text)


def target_format(line: Line) -> str:
    """A number format with which the target stays a number: 90 is shown as "90%", a ceiling with its words."""
    value = line.target.value if line.target else None
    places = max(0, -int(plain(value).as_tuple().exponent)) if value is not None else 0
    form = number_format(places)
    if line.indicator.unit_of_measure == "%":
        form += '"%"'
    if line.indicator.sense != Sense.AT_MOST:
        return form
    words = [_quoted(text) for text in _("at most %(number)s").split("%(number)s")]
    return form.join(words)


def _quoted(text: str) -> str:
    plain_words = text.strip().replace('"', "")
    return f'"{plain_words}"' if plain_words else ""
