"""Who gave out which target when: the shares' history as lines to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targets.allocation.giving_out import NOTHING, Distribution, Share
from targets.formatting import DASH, number_text, plain
from targets.frame.phrases import moment_text, name_of, target_number
from targets.models import Indicator, Target
from targets.tables import Column, FormattedNumber, Head, MomentColumn, Repeated, Table, Value

SHOWN = 30


@dataclass(frozen=True, slots=True)
class ShareStep:
    """One change of one unit's share."""

    unit: str
    before: str
    after: str
    by: str
    moment: str
    iso: str
    at: datetime
    # Of before and now what a file holds.
    parts: list[Value]


class StepTable(Table):
    """A file's list of the changes."""

    title = _lazy("Changes")

    unit = Column(_lazy("Unit"), heading=True)
    parts = Repeated()
    by = Column(_lazy("By"))
    at = MomentColumn(_lazy("When"))


def steps_table(distribution: Distribution, steps: Iterable[ShareStep]) -> StepTable:
    """Before and now, with last year's end where the indicator starts from it."""
    words = [_("Target"), *([_("End of last year")] if distribution.has_baseline else [])]
    return StepTable(steps, parts=[Head(word, group=group) for group in (_("before"), _("now")) for word in words])


def share_values(share: Share, indicator: Indicator) -> dict[str, Value]:
    """A share as files hold it."""
    baseline = None if share.baseline is None else FormattedNumber(plain(share.baseline))
    return {"value": target_number(indicator, share.value).value, "baseline": baseline}


def steps(distribution: Distribution) -> list[ShareStep]:
    """The latest changes first; one query."""
    return list(reversed(list(_steps(distribution))))[:SHOWN]


def _steps(distribution: Distribution) -> Iterator[ShareStep]:
    lines = {(line.unit.pk, line.covers): line for line in distribution.lines}
    history = Target.history.filter(
        indicator_id=distribution.indicator.pk,
        deadline=distribution.deadline,
        unit_id__in=[pk for pk, _covers in lines],
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
            yield ShareStep(
                unit=lines[key].unit.filing_name,
                before=_text(before, distribution),
                after=_text(share, distribution),
                by=name,
                moment=moment_text(moment),
                iso=moment.isoformat(),
                at=moment,
                parts=[value for one in (before, share) for value in _values(one, distribution)],
            )


def _values(share: Share, distribution: Distribution) -> list[Value]:
    values = share_values(share, distribution.indicator)
    return [values["value"], values["baseline"]] if distribution.has_baseline else [values["value"]]


def _text(share: Share, distribution: Distribution) -> str:
    """Give "2,250", for kinds that start from last year "62 (58)" with last year's end in brackets."""
    value = number_text(share.value)
    if not distribution.has_baseline or share.baseline is None:
        return value if share.value is not None else DASH
    return f"{value} ({number_text(share.baseline)})"
