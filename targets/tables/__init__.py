"""A table declared once: its heads, its rows on the page, its cards on a telephone, and its cells as .xlsx and .csv.

This room knows no model. A page declares its table beside what it fetches (`Table` with `Column`s), hands it rows,
and shows it with the templates in `templates/tables/`.
"""

from targets.tables.cells import FormattedNumber, TableCell, Value
from targets.tables.columns import (
    ActionColumn,
    Column,
    DayColumn,
    DrawnColumn,
    Head,
    MomentColumn,
    NumberColumn,
    PercentColumn,
    Repeated,
)
from targets.tables.declaration import Table, TableRow

__all__ = [
    "ActionColumn",
    "Column",
    "DayColumn",
    "DrawnColumn",
    "FormattedNumber",
    "Head",
    "MomentColumn",
    "NumberColumn",
    "PercentColumn",
    "Repeated",
    "Table",
    "TableCell",
    "TableRow",
    "Value",
]
