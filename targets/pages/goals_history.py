"""Who gave out which target when: the shares' history as lines to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from targets.formatting import DASH, number_text
from targets.giving_out import NOTHING, Distribution, Share
from targets.models import Target
from targets.pages.report_view import moment_text
from targets.reports.saving import name_of

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Step:
    """One change of one unit's share."""

    unit: str
    before: str
    after: str
    by: str
    moment: str
    iso: str
    at: datetime
    shares: tuple[Share, Share]


def steps(of: Distribution) -> list[Step]:
    """The latest changes first; one query."""
    return list(reversed(list(_steps(of))))[:SHOWN]


def _steps(of: Distribution) -> Iterator[Step]:
    lines = {(line.unit.pk, line.covers): line for line in of.lines}
    history = Target.history.filter(
        indicator_id=of.indicator.pk, deadline=of.deadline, unit_id__in=[pk for pk, _covers in lines]
    )
    stood: dict[tuple, Share] = {}
    for row in history.select_related("history_user").order_by("history_id"):
        key = (row.unit_id, row.covers)
        share = NOTHING if row.history_type == "-" else Share(row.value, row.baseline)
        before = stood.get(key, NOTHING)
        stood[key] = share
        if key in lines and share != before:
            moment = row.history_date
            name = name_of(row.history_user)
            yield Step(
                unit=lines[key].unit.filing_name,
                before=_text(before, of),
                after=_text(share, of),
                by=name,
                moment=moment_text(moment),
                iso=moment.isoformat(),
                at=moment,
                shares=(before, share),
            )


def _text(share: Share, of: Distribution) -> str:
    """Give "2,250", for kinds that start from last year "62 (58)" with last year's end in brackets."""
    value = number_text(share.value)
    if not of.has_baseline or share.baseline is None:
        return value if share.value is not None else DASH
    return f"{value} ({number_text(share.baseline)})"
