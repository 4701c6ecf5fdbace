"""Tables that are declared once, for the page, for cards on a telephone, and for .xlsx and .csv files.

This room knows no model. A page declares its table, a `Table` with `Column`s, beside what it reads, gives it the rows,
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
    "Repeated",
    "Table",
    "TableCell",
    "TableRow",
    "Value",
]
