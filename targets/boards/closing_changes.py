"""What has changed in the approved figures of an indicator since its month was closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targets.formatting import number_text, plain
from targets.frame import phrases
from targets.models import Indicator, NamesOfTheTime
from targets.progress.judgements import FigureSinceClosing, changes_since
from targets.progress.rollup import Part
from targets.progress.standings import Standing
from targets.tables import Column, MomentColumn, Table


@dataclass(frozen=True, slots=True)
class ChangeSinceClosing:
    """A figure as it was when the month was closed, and as it is now; when, by whom and why it was changed last."""

    month: str
    unit: str
    kind: str
    before: str
    after: str
    changed_at: datetime
    changed_by: str
    reason: str


class ChangesSinceClosing(Table):
    """The corrections and late reports that make the figures differ from those that were judged."""

    title = _lazy("Changed since the month was closed")
    row_template = "boards/change_since_closing.html"
    css = "table-stack"

    unit = Column(_lazy("Unit"), heading=True)
    month = Column(_lazy("Month"))
    kind = Column(_lazy("Kind"))
    before = Column(_lazy("When closed"), css="number")
    after = Column(_lazy("Now"), css="number")
    changed_at = MomentColumn(_lazy("Changed at"))
    changed_by = Column(_lazy("Approved by"))
    reason = Column(_lazy("reason"))


def of_indicator(standing: Standing, indicator: Indicator) -> ChangesSinceClosing:
    """The changes of the indicator in the area since the standing's month was closed; none for an open month."""
    closing, names = standing.closing, NamesOfTheTime()
    changes = changes_since(closing, standing.area, indicator) if closing else []
    return ChangesSinceClosing([_line(indicator, change, names) for change in changes])


def _line(indicator: Indicator, change: FigureSinceClosing, names: NamesOfTheTime) -> ChangeSinceClosing:
    last = change.last
    return ChangeSinceClosing(
        month=phrases.month_text(change.month),
        unit=last.report.unit.name_in_reports,
        kind=_("late report") if last.is_late_report else _("correction"),
        before=_text(indicator, change.before),
        after=_text(indicator, change.after),
        changed_at=last.changed_at,
        changed_by=names.of(last.changed_by, last.changed_at),
        reason=last.reason,
    )


def _text(indicator: Indicator, part: Part) -> str:
    """The figure in full; of a rate with both parts."""
    if part.not_applicable:
        return _("not applicable")
    shown = phrases.reached(indicator, part)
    text = shown.exact or shown.text
    if indicator.is_ratio and part.numerator is not None and part.denominator is not None:
        return f"{text} ({number_text(plain(part.numerator))} / {number_text(plain(part.denominator))})"
    return text
