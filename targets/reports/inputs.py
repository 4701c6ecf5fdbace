"""The names of a report's inputs, and the text that each has for what is stored.

A figure has `f-<indicator>-value|numerator|denominator|na|explanation`, a milestone
`m-<milestone>-state|done_on|link|note|file|remove_file`, a task's note `n-<task>`, and the statement that there is
nothing to report `n-nothing`. Two versions of a report are
compared input by input, by these texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal

from targets.formatting import plain_text
from targets.models import Indicator, Milestone, Task
from targets.reports.changes import MilestoneEntry
from targets.reports.sheets import Cell, Worksheet

TICKED = "1"
STATEMENT = "n-nothing"
MILESTONE_PARTS = ("state", "done_on", "link", "note")


def figure_name(indicator: Indicator, part: str) -> str:
    return f"f-{indicator.code}-{part}"


def milestone_name(milestone: Milestone, part: str) -> str:
    return f"m-{milestone.code}-{part}"


def note_name(task: Task) -> str:
    return f"n-{task.number}"


def figure_entries(indicator: Indicator, parts: Iterable[str], cell: Cell) -> dict[str, str]:
    """A cell's inputs as text: "18000", and "" for a blank and for what is worked out."""
    numbers: dict[str, Decimal | None] = {part: cell.typed(part) for part in parts}
    texts = {figure_name(indicator, part): plain_text(number) or "" for part, number in numbers.items()}
    texts[figure_name(indicator, "na")] = TICKED if cell.not_applicable else ""
    texts[figure_name(indicator, "explanation")] = cell.explanation
    return texts


def milestone_entries(milestone: Milestone, entry: MilestoneEntry) -> dict[str, str]:
    texts = (entry.state, entry.done_on.isoformat() if entry.done_on else "", entry.evidence_link, entry.note)
    return {milestone_name(milestone, part): text for part, text in zip(MILESTONE_PARTS, texts, strict=True)}


def stored_entries(sheet: Worksheet) -> dict[str, str]:
    """What is stored of the report, as text by input; files are not compared and have none."""
    texts: dict[str, str] = {}
    for block in sheet.blocks:
        for line in block.lines:
            texts |= figure_entries(line.indicator, line.fields, line.cell)
        for row in block.milestones:
            texts |= milestone_entries(row.milestone, stored_milestone(row.progress))
        texts[note_name(block.task)] = one_newline(block.note.text) if block.note else ""
    texts[STATEMENT] = sheet.report.nothing_to_report
    return texts


def one_newline(text: str) -> str:
    """The text with line ends of one character; browsers send two."""
    return text.replace("\r\n", "\n")


def stored_milestone(progress) -> MilestoneEntry:
    """What is stored of a milestone, as an entry: an empty one where nothing is stored."""
    if progress is None:
        return MilestoneEntry()
    return MilestoneEntry(progress.state, progress.done_on, progress.evidence_link, progress.note)


def three_way(mine: Mapping[str, str], base: Mapping[str, str], now: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Compare what I typed with what is stored now and with the texts that I started from.

    Returns the inputs that both of us changed, in different ways, and those that only the other one changed. Where
    an input's start is not known, any difference is a clash.
    """
    clashes, taken_over = [], []
    for name, stored in now.items():
        before = base.get(name)
        typed = mine.get(name, before)
        if typed is None or typed == stored or before == stored:
            continue
        (taken_over if typed == before else clashes).append(name)
    return clashes, taken_over


def shown_texts(base: str) -> dict[str, str]:
    """What the page showed when it was sent; empty where that cannot be read, so that every difference is a clash."""
    try:
        shown = json.loads(base)
    except ValueError:
        return {}
    return {str(name): str(text) for name, text in shown.items()} if isinstance(shown, dict) else {}
