"""What has changed in approved reports since their month was closed, line by line, with what each line changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targets.arithmetic import Kind
from targets.formatting import DASH, number_text, plain
from targets.frame import phrases
from targets.models import Indicator, JudgedIndicator, NamesOfTheTime
from targets.progress.changes_since import (
    DeliverableSinceClosing,
    FigureSinceClosing,
    SinceClosing,
    deliverables_since,
    figures_since,
    names_of_units,
)
from targets.progress.rollup import NUMBERS, Part
from targets.progress.standings import Standing
from targets.tables import Column, FormattedNumber, MomentColumn, Table, TableCell

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ChangeSinceClosing:
    """What was reported when the month was closed, and now; what that changes; when, by whom and why it was changed.

    The last line of a table says how the area was judged, how it stands now, and the sum of the changes.
    """

    unit: str
    before: TableCell
    after: TableCell
    effect: TableCell
    deliverable: str = ""
    month: str = ""
    kind: str = ""
    changed_at: datetime | None = None
    changed_by: str = ""
    reason: str = ""


class ChangesSinceClosing(Table):
    """The corrections and late reports that make the numbers differ from those that were judged."""

    title = _lazy("Changed since the month was closed")
    row_template = "boards/change_since_closing.html"
    css = "table-stack"

    unit = Column(_lazy("Unit"), heading=True)
    deliverable = Column(_lazy("Deliverable"), empty="")
    month = Column(_lazy("Month"), empty="")
    kind = Column(_lazy("Kind"), empty="")
    before = Column(_lazy("When closed"), css="number")
    after = Column(_lazy("Now"), css="number")
    effect = Column(_lazy("Changes the total by"), css="number")
    changed_at = MomentColumn(_lazy("Changed at"), empty="")
    changed_by = Column(_lazy("Approved by"), empty="")
    reason = Column(_lazy("Reason"), empty="")


def of_indicator(standing: Standing, indicator: Indicator, judged: JudgedIndicator | None) -> ChangesSinceClosing:
    """The changes of the indicator in the area since the standing's month was closed, or the last one before it.

    `judged` is how it was judged when the month was closed; None for an open month.
    """
    closing = standing.last_closing
    if indicator.kind == Kind.MILESTONES:
        elements = [element.pk for element in standing.milestones if element.indicator_id == indicator.pk]
        lines = _of_deliverables(standing, deliverables_since(standing, elements, closing))
    else:
        lines = _of_figures(standing, indicator, figures_since(standing, indicator, closing))
    return ChangesSinceClosing(
        lines,
        title=_title(standing),
        foot=[_area(standing, indicator, judged)] if lines and judged else [],
        without=() if indicator.kind == Kind.MILESTONES else ("deliverable",),
    )


def _title(standing: Standing) -> str:
    """Names the month that was closed where it is not the standing's own."""
    closing = standing.last_closing
    if closing is None or closing == standing.closing:
        return ""
    return _("Changed since %(month)s was closed") % {"month": phrases.month_text(closing.period)}


def of_deliverables(standing: Standing, changes: Iterable[DeliverableSinceClosing]) -> ChangesSinceClosing:
    """The changes of deliverables that no indicator counts."""
    return ChangesSinceClosing(_of_deliverables(standing, list(changes)), without=("effect",))


def _of_figures(
    standing: Standing, indicator: Indicator, changes: list[FigureSinceClosing]
) -> list[ChangeSinceClosing]:
    names, units = NamesOfTheTime(), names_of_units(standing) if changes else {}
    return [
        ChangeSinceClosing(
            before=_figure(indicator, change.before),
            after=_figure(indicator, change.after),
            effect=_effect(indicator, change.effect),
            **_common(change, names, units),
        )
        for change in changes
    ]


def _of_deliverables(standing: Standing, changes: list[DeliverableSinceClosing]) -> list[ChangeSinceClosing]:
    names, units = NamesOfTheTime(), names_of_units(standing) if changes else {}
    return [
        ChangeSinceClosing(
            deliverable=change.milestone.name,
            before=_state(change.before),
            after=_state(change.after),
            effect=_signed(Decimal(change.effect)),
            **_common(change, names, units),
        )
        for change in changes
    ]


def _common(change: SinceClosing, names: NamesOfTheTime, units: dict[int, str]) -> dict:
    """What is said of every change: where, how, when, by whom and why."""
    report, last = change.report, change.last
    return {
        "month": phrases.month_text(change.month),
        "unit": units.get(report.unit_id) or report.unit.name_in_reports,
        "kind": _("late report") if change.is_late_report else _("correction"),
        "changed_at": last.changed_at,
        "changed_by": names.of(last.changed_by, last.changed_at),
        "reason": last.reason,
    }


def _area(standing: Standing, indicator: Indicator, judged: JudgedIndicator) -> ChangeSinceClosing:
    """The last line: the judged number, the live one, and the difference between them."""
    tally = standing.progress[indicator.pk].tally
    then = Part(judged.value, judged.numerator, judged.denominator)
    now = Part(tally.value, tally.numerator, tally.denominator)
    value, numerator, denominator = ((getattr(now, name) or ZERO) - (getattr(then, name) or ZERO) for name in NUMBERS)
    difference = Part(value, numerator, denominator)
    return ChangeSinceClosing(
        before=_figure(indicator, then),
        after=_figure(indicator, now),
        effect=_effect(indicator, difference),
        unit=_("To date"),
    )


# ---- Cells ---------------------------------------------------------------------------------------------------


def _state(state: str) -> TableCell:
    text = phrases.milestone_mark(state, overdue=False)[1] if state else DASH
    return TableCell(text, value=text if state else None)


def _figure(indicator: Indicator, part: Part) -> TableCell:
    """The figure in full; of a rate or a net figure with both parts, in files as well."""
    if part.not_applicable:
        text = _("not applicable")
        return TableCell(text, value=text)
    shown = phrases.reached(indicator, part)
    text = shown.exact or shown.text
    if indicator.is_ratio and part.has_both_parts:
        text = f"{text} ({number_text(plain(part.numerator))} / {number_text(plain(part.denominator))})"
        return TableCell(text, value=text)
    if made_of := phrases.net_parts_text(indicator, part.numerator, part.denominator):
        text = f"{text} ({made_of})"
        return TableCell(text, value=text)
    return TableCell(text, value=shown.value)


def _effect(indicator: Indicator, effect: Part) -> TableCell:
    """By how much the total is changed; of a rate its numerator and denominator."""
    if not indicator.is_ratio:
        return _signed(effect.value)
    parts = {"numerator": _signed(effect.numerator).text, "denominator": _signed(effect.denominator).text}
    text = _("numerator %(numerator)s, denominator %(denominator)s") % parts
    return TableCell(text, value=text)


def _signed(number: Decimal | None) -> TableCell:
    changed = plain(number or ZERO)
    return TableCell(number_text(changed, signed=True), value=FormattedNumber(changed, signed=True))
