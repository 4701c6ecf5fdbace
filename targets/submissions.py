"""Reports as they were handed in, and what differs between two of them."""

from __future__ import annotations

from dataclasses import dataclass

from targets.formatting import plain_text
from targets.models import MonthlyReport


def snapshot(report: MonthlyReport) -> dict[str, list]:
    """The report's numbers as text by indicator code, as they are handed in."""
    return {
        figure.indicator.code: [*map(plain_text, figure.numbers), figure.not_applicable]
        for figure in report.figures.select_related("indicator")
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not as it was handed in last; numbers as text, None for blank."""

    code: str
    before: tuple
    after: tuple


def changed_since_last(report: MonthlyReport) -> list[Difference]:
    """What differs between the last two submissions (or, while open, since the last one)."""
    filed = list(report.submissions.order_by("-number")[:2])
    if report.is_open:
        filed = filed[:1]
        after = snapshot(report)
    else:
        after = filed[0].figures if filed else {}
        filed = filed[1:]
    if not filed:
        return []
    before = filed[0].figures
    blank = [None, None, None, False]
    return [
        Difference(code, tuple(before.get(code, blank)), tuple(after.get(code, blank)))
        for code in sorted({*before, *after})
        if before.get(code, blank) != after.get(code, blank)
    ]
