"""The invented reports against the invented entries that stand behind them."""

from targets.demonstration.entries import cells_of
from targets.models import ReportingUnit
from targets.periods import Month
from targets.registers.counting import count
from targets.registers.registry import registry

MONTHS = Month(2007, 6).year_to()


def gaps(code):
    """Unit and month where the register counts something else than was reported: both numbers; None is "not kept"."""
    register, figure = registry.answering(code)
    counts, found = count({register: [figure]}, MONTHS), {}
    units = ReportingUnit.objects.in_bulk(field_name="code")
    for (unit, month, indicator), cell in cells_of(2007).items():
        if indicator == code and cell.numbers != (None, None, None):
            counted = counts.of(register, units[unit], Month(2007, month), figure)
            if counted is None or tuple(counted) != cell.numbers:
                found[unit, month] = (cell.numbers, counted)
    return found
