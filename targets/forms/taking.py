"""Taking the count of a register over into a report: by its button, without a script as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from targets.formatting import plain_text
from targets.forms.entries import figure_name
from targets.worksheet_parts import Line, Worksheet

# The button's name, and the value that takes every count over.
TAKE, ALL = "take", "all"


def offered(sheet: Worksheet) -> Iterator[Line]:
    """The lines whose register counts something else than stands there."""
    for line in sheet.lines:
        if line.counted and line.counted.now and line.counted.now.numbers != line.cell.numbers:
            yield line


def with_counts(sheet: Worksheet, data: Mapping) -> Mapping:
    """What was sent, with the counts in the inputs of the lines whose button was pressed."""
    wanted = data.get(TAKE)
    if not wanted:
        return data
    lines = [line for line in offered(sheet) if wanted in (ALL, line.indicator.code)]
    filled = data.copy()
    for line in lines:
        for part in line.fields:
            filled[figure_name(line.indicator, part)] = plain_text(getattr(line.counted.now, part))
        filled.pop(figure_name(line.indicator, "na"), None)
    filled["taken"] = " ".join([data.get("taken", ""), *(line.indicator.code for line in lines)]).strip()
    return filled
