"""What a closed month keeps of an area's progress; what has changed since stands in `changes_since`."""

from __future__ import annotations

from collections.abc import Collection
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from targets.arithmetic import Progress, as_decimal
from targets.models import Covers, JudgedIndicator, MonthClosing, ReportingUnit
from targets.progress.areas import Area
from targets.progress.rollup import FOUR_PLACES
from targets.progress.standings import Standing


def areas_of(units: Collection[ReportingUnit]) -> list[Area]:
    """Every area of these units, as they were in a month, that is asked for anything: whole, and its own part."""
    found = []
    for unit in units:
        whole, own = Area(unit), Area(unit, Covers.OWN)
        members = whole.among(units)
        if members:
            found.append(whole)
            if unit.is_city or own.among(units) != members:
                found.append(own)
    return found


def judged(closing: MonthClosing, standing: Standing) -> list[JudgedIndicator]:
    """The rows of the area for the closing, not stored yet."""
    area = standing.area
    return [
        JudgedIndicator(
            closing=closing,
            indicator=indicator,
            unit_id=area.unit.pk,
            covers=area.covers,
            target_id=target.pk if (target := standing.target(indicator)) else None,
            **numbers_of(standing.progress[indicator.pk]),
        )
        for indicator in standing.indicators
    ]


def numbers_of(progress: Progress) -> dict[str, Any]:
    """The numbers and words of a judgement, by the fields of `JudgedIndicator`."""
    tally, compared = progress.tally, progress.like_for_like
    return {
        "value": tally.value,
        "numerator": tally.numerator,
        "denominator": tally.denominator,
        "target_value": progress.commitment.target,
        "deadline": progress.commitment.deadline,
        "due": cut(progress.due),
        "gap": None if progress.gap is None else progress.gap.quantize(FOUR_PLACES, ROUND_HALF_UP),
        "percent": cut(progress.percent),
        "status": progress.status.value,
        "reported": tally.reported,
        "expected": tally.expected,
        "carried": tally.carried,
        "not_applicable": tally.not_applicable,
        "complete": progress.complete,
        "compared_value": compared.to_date if compared else None,
        "compared_due": cut(as_decimal(compared.due)) if compared else None,
    }


def cut(number: Decimal | None) -> Decimal | None:
    """Cut to four decimals and not rounded, so that 99.99997 never reads as 100."""
    return None if number is None else number.quantize(FOUR_PLACES, ROUND_DOWN)


def as_judged(closing: MonthClosing, area: Area) -> dict[int, JudgedIndicator]:
    """How the area was judged when the month was closed, by the primary key of the indicator.

    A unit without units below it has one judgement, which is its own part's as well.
    """
    rows = closing.judged.filter(unit=area.unit.pk).select_related("closing", "indicator")
    found = {covers: {row.indicator_id: row for row in rows if row.covers == covers} for covers in Covers}
    if area.covers == Covers.OWN and not area.unit.is_city:
        return found[Covers.OWN] or found[Covers.WHOLE]
    return found[area.covers]


def has_changed(judgement: JudgedIndicator, progress: Progress) -> bool:
    """Whether the numbers or the verdict are no longer as they were judged."""
    return any(getattr(judgement, name) != value for name, value in numbers_of(progress).items())
