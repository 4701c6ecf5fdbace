"""What files of figures hold: numbers in cells, the figures proposed from them, and the tables they were found in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.imports.findings import Effect, Findings
from targets.models import Indicator, ReportingUnit
from targets.periods import Month
from targets.reports.sheets import Cell
from targets.spreadsheets.remarks import Place
from targets.tables import Column, Table


@dataclass(frozen=True, slots=True)
class FigureInFile:
    """A number that a file gives for a unit's indicator.

    `month` is the month it stands for; `to_date` where it is the sum since January. `number` None is "not
    applicable". `part` names the figure's field, `table` the table it stands in.
    """

    unit: str
    code: str
    part: str
    month: Month
    to_date: bool
    number: Decimal | None
    place: Place
    table: str = ""


@dataclass(slots=True)
class ProposedFigure:
    """A figure as the files would have it, beside the stored one.

    `holds` are earlier months that it holds besides its own, since nobody has reported them.
    """

    unit: str
    code: str
    month: Month
    old: Cell
    new: Cell
    places: tuple[Place, ...]
    effect: Effect = Effect.SAME
    reason: str = ""
    holds: Sequence[Month] = ()

    @property
    def source_detail(self) -> str:
        """Where it came from, at most as long as the figure's column."""
        first = str(self.places[0])
        rest = ", ".join(place.cell for place in self.places[1:])
        return "; ".join(filter(None, (first, rest)))[-255:]


@dataclass(slots=True)
class ColumnFound:
    """A column with its heading and what it was taken for."""

    letter: str
    heading: str
    meaning: str
    hidden: bool = False


class ColumnTable(Table):
    """The columns of a table in the file, each with what it was taken for."""

    row_template = "imports/figures/column_row.html"
    css = ""

    letter = Column(gettext_lazy("Column"), heading=True)
    heading = Column(gettext_lazy("Heading"))
    meaning = Column(gettext_lazy("Taken as"))


@dataclass(slots=True)
class TableFound:
    """A table as it was understood, for the page that shows it."""

    key: str
    area: str
    title: str
    unit: str
    period: str
    measures: str
    unit_code: str = ""
    columns: Sequence[ColumnFound] = ()
    skipped: Sequence[tuple[int, str, str]] = ()

    @property
    def column_table(self) -> ColumnTable:
        return ColumnTable(self.columns, title=_("Columns of %(area)s") % {"area": self.area})


@dataclass(slots=True)
class SheetFound:
    """A sheet: whether it is hidden, whether it is taken, what tables stand on it."""

    key: str
    name: str
    hidden: bool
    taken: bool
    tables: list[TableFound] = field(default_factory=list)


@dataclass(slots=True)
class FileFound:
    """A file: what it is, whether it was imported before, its sheets; `error` where it could not be read."""

    name: str
    kind: str = ""
    error: str = ""
    seen_before: str = ""
    sheets: list[SheetFound] = field(default_factory=list)


@dataclass(slots=True)
class FiguresFindings(Findings["ProposedFigure"]):
    """What files of figures hold; `units` and `indicators` are those of the plan, by their codes."""

    files: list[FileFound] = field(default_factory=list)
    units: Mapping[str, ReportingUnit] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
