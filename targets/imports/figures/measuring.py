"""The units of measure in which an indicator's parts are stored, and those in which a sheet gives its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from targets.arithmetic import Kind
from targets.models import Indicator
from targets.reports.sheets import PARTS
from targets.spreadsheets.layout import FoundTable, Slot
from targets.values.measures import Measure, MeasureMismatch, contradicts, convert
from targets.values.numbers import NumberReading

PERSONS = {"人", "人次", ""}


def kind_of(indicator: Indicator, part: str) -> Kind:
    """How a part of the indicator adds up over months; a typed rate adds up like the indicator itself."""
    if part in PARTS:
        return Kind(getattr(indicator, f"{part}_kind") or Kind.FLOW)
    return Kind(indicator.kind)


def measured_in(indicator: Indicator, part: str) -> str:
    """The unit in which the part is stored; the model names none for the parts of a rate."""
    return "" if part in PARTS and not indicator.is_net else indicator.unit_of_measure_zh_hans


def stated_measure(entry: NumberReading, slot: Slot, table: FoundTable, into: str) -> Measure | None:
    """What the number is counted in: the cell says it, or the heading, or the line above the table.

    Raises MeasureMismatch where cell and heading, or heading and line, disagree, or where the line counts other things
    by the ten thousand.
    """
    scales = {measure.scale for measure in (entry.measure, slot.measure) if measure} - {1}
    if len(scales) > 1:
        text = _("The cell counts in %(cell)s but its heading says %(heading)s. Make them agree.")
        raise MeasureMismatch(text % {"cell": entry.measure, "heading": slot.measure})
    if slot.measure and (line := contradicts(slot.measure, table.measures)):
        text = _("The heading counts in %(heading)s but the line above or a note below says %(line)s. Make them agree.")
        raise MeasureMismatch(text % {"heading": slot.measure, "line": line})
    return entry.measure or slot.measure or _of_the_line(table.measures, into)


def _of_the_line(measures: Sequence[Measure], into: str) -> Measure | None:
    """The line's measure that fits; 万人 above a column of 人次 is ambiguous."""
    fitting = [measure for measure in measures if _fits(measure, into)]
    if fitting:
        return fitting[0]
    doubtful = [measure for measure in measures if measure.scale != 1 and {measure.base, into} <= PERSONS]
    if doubtful:
        text = _("The line above the table counts in %(line)s, but this indicator in %(into)s. Say it in the heading.")
        raise MeasureMismatch(text % {"line": doubtful[0], "into": into})
    return None


@lru_cache(maxsize=256)
def _fits(measure: Measure, into: str) -> bool:
    try:
        convert(Decimal(1), measure, into=into)
    except MeasureMismatch:
        return False
    return True
