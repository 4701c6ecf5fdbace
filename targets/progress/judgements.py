"""What a closed month keeps of an area's progress, and what has changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from targets.arithmetic import Progress, as_decimal
from targets.models import ChangeAfterClosing, Covers, Indicator, JudgedIndicator, MonthClosing, ReportingUnit
from targets.periods import Month
from targets.progress.areas import Area
from targets.progress.rollup import FOUR_PLACES, Part
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
    """How the area was judged when the month was closed, by the primary key of the indicator."""
    rows = closing.judged.filter(unit=area.unit.pk, covers=area.covers)
    return {row.indicator_id: row for row in rows.select_related("closing", "indicator")}


def has_changed(judgement: JudgedIndicator, progress: Progress) -> bool:
    """Whether the numbers or the verdict are no longer as they were judged."""
    return any(getattr(judgement, name) != value for name, value in numbers_of(progress).items())


# ---- What changed since -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FigureSinceClosing:
    """A figure of a month as it was when a month was closed, and as it is now; with the last change in between."""

    before: Part
    after: Part
    last: ChangeAfterClosing

    @property
    def month(self) -> Month:
        return Month.of(self.last.month)


def changes_since(closing: MonthClosing, area: Area, indicator: Indicator) -> list[FigureSinceClosing]:
    """The approved figures of the indicator up to the closed month that have changed since it was closed.

    A figure that was changed and changed back has not changed. They are ordered by month and unit.
    """
    rows = (
        ChangeAfterClosing.objects.filter(
            area.reports("report__"),
            indicator=indicator,
            pk__gt=closing.last_change,
            month__lte=closing.month,
            report__chapter__plan=closing.plan_id,
        )
        .select_related("report__unit", "report__chapter", "changed_by")
        .order_by("month", "report__unit__order", "report__unit__code", "pk")
    )
    by_report: dict[int, list[ChangeAfterClosing]] = defaultdict(list)
    for row in rows:
        by_report[row.report_id].append(row)
    changes = (FigureSinceClosing(_before(rows[0]), _after(rows[-1]), rows[-1]) for rows in by_report.values())
    return [change for change in changes if change.before != change.after]


def _before(row: ChangeAfterClosing) -> Part:
    return Part(
        row.before_value, row.before_numerator, row.before_denominator, not_applicable=int(row.before_not_applicable)
    )


def _after(row: ChangeAfterClosing) -> Part:
    return Part(row.value, row.numerator, row.denominator, not_applicable=int(row.not_applicable))


def changed_indicators(closing: MonthClosing, area: Area) -> dict[int, ChangeAfterClosing]:
    """The last change of each of the area's indicators since the month was closed, by primary key."""
    rows: Iterable[ChangeAfterClosing] = ChangeAfterClosing.objects.filter(
        area.reports("report__"),
        pk__gt=closing.last_change,
        month__lte=closing.month,
        report__chapter__plan=closing.plan_id,
    ).select_related("milestone", "report__unit")
    last: dict[int, ChangeAfterClosing] = {}
    for row in rows:
        indicator = row.indicator_id or (row.milestone.indicator_id if row.milestone else None)
        if indicator is not None:
            last[indicator] = row
    return last
