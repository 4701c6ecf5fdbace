"""The months of an indicator as its chart draws them, and the words that say the same in the table beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.arithmetic import Commitment, Kind, Tally, due
from targets.boards.rows import missing_texts
from targets.frame import phrases
from targets.models import Indicator
from targets.periods import Month

# Percentage points that a rate's axis spans at least, so that a tenth of a point is not drawn as a collapse.
LEAST_POINTS = Decimal(10)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class ChartMonth:
    """One month: what was reported for it, what had been reached at its end, and who had answered.

    `tally` is the area's at the month's end. `value` is None where nobody reported for the month.
    """

    month: Month
    value: Decimal | None
    tally: Tally

    @property
    def is_missing(self) -> bool:
        """Whether nobody has answered for the month."""
        return self.tally.reported == 0

    @property
    def is_carried(self) -> bool:
        """Whether what had been reached includes figures of units that were last given for an earlier month."""
        return self.tally.carried > 0

    @property
    def is_incomplete(self) -> bool:
        """Whether units that were asked are missing."""
        return self.tally.missing > 0

    @property
    def words(self) -> str:
        """Who has answered: "8 of 9 units, 1 unit from an earlier month"."""
        text = _("not reported")
        if not self.is_missing:
            text = ngettext(
                "%(reported)s of %(count)s unit", "%(reported)s of %(count)s units", max(self.tally.expected, 1)
            ) % {"reported": self.tally.reported, "count": self.tally.expected}
        return _(", ").join([text, *(missing_texts(self.tally) if self.is_carried else [])])

    @property
    def note(self) -> str:
        """The words where the month is not complete; empty where it is, and where nothing is known of it at all."""
        return self.words if self.is_carried or (self.is_incomplete and not self.is_missing) else ""


def chart(
    indicator: Indicator, months: Sequence[ChartMonth], plan_months: Sequence[Month], promise: Commitment
) -> dict:
    """Numbers and words for the script; months after the page's have only the planned line.

    A month for which nobody reported is a gap. Points that hold figures of an earlier month, and points of months for
    which units are missing, have marks of their own.
    """
    planned = [due(promise, month) for month in plan_months]
    reached = [None if one.is_missing else one.tally.value for one in months]
    carried = [one.tally.value if one.is_carried else None for one in months]
    incomplete = [
        one.tally.value if one.is_incomplete and not one.is_carried and not one.is_missing else None for one in months
    ]
    shown = [*(one.value for one in months), *(one.tally.value for one in months), *planned, promise.target]
    return {
        "labels": [phrases.short_month_text(month) for month in plan_months],
        "month": [_number(one.value) for one in months],
        "isPartial": [one.is_incomplete for one in months],
        "toDate": [_number(value) for value in reached],
        "carried": [_number(value) for value in carried],
        "incomplete": [_number(value) for value in incomplete],
        "planned": [_number(value) for value in planned],
        "notes": [one.words for one in months],
        "unit": indicator.unit_of_measure,
        "names": {
            "month": _("in the month"),
            "toDate": _("to date"),
            "carried": _("with figures of an earlier month"),
            "incomplete": _("units are missing"),
            "planned": _("planned"),
        },
        "showMonths": indicator.kind in (Kind.FLOW, Kind.RATIO),
        "axis": axis(shown) if phrases.is_percentage(indicator) else {},
    }


def axis(shown: Iterable[Decimal | Fraction | None]) -> dict[str, int]:
    """From where to where the axis of a percentage goes: it includes all that is shown, and the target.

    It spans at least ten points, from 0 at the lowest; above 100 it goes only where something lies there.
    """
    values = [Decimal(float(value)).quantize(Decimal("0.0001")) for value in shown if value is not None]
    if not values:
        return {}
    low, high = min(values), max(values)
    more = max(LEAST_POINTS - (high - low), Decimal(2)) / 2
    bottom, top = max(low - more, min(low, Decimal(0))), high + more
    if high <= HUNDRED:
        top = min(top, HUNDRED)
    top = max(top, bottom + LEAST_POINTS)
    if high <= HUNDRED < top:
        bottom, top = HUNDRED - LEAST_POINTS, HUNDRED
    return {
        "min": int(bottom.to_integral_value(ROUND_FLOOR)),
        "max": int(top.to_integral_value(ROUND_CEILING)),
    }


def _number(value: Decimal | Fraction | None) -> float | None:
    return None if value is None else float(value)
