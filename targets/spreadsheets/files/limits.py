"""How much one file may hold, and how long reading it may take."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

from django.conf import settings
from django.utils.translation import gettext as _

from targets.spreadsheets.files.refusals import Unreadable

MEGABYTE = 1024 * 1024
# A sheet is held in memory as the rectangle of its cells, 24 bytes and more for each, the empty ones too.
CELLS = 5_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """`rows` counts those of all sheets together, `columns` those of one sheet, `unpacked_mb` a zip's whole content."""

    file_mb: int = 10
    unpacked_mb: int = 200
    sheets: int = 60
    rows: int = 120_000
    columns: int = 1000
    seconds: int = 60

    @classmethod
    def from_settings(cls) -> Limits:
        """The limits that the environment sets."""
        return cls(
            file_mb=settings.IMPORT_MAX_MB,
            unpacked_mb=settings.IMPORT_MAX_UNPACKED_MB,
            sheets=settings.IMPORT_MAX_SHEETS,
            rows=settings.IMPORT_MAX_ROWS,
            columns=settings.IMPORT_MAX_COLUMNS,
            seconds=settings.IMPORT_MAX_SECONDS,
        )


@dataclass(slots=True)
class Meter:
    """Measures how much of its limits a file has used. The methods raise Unreadable where a limit is passed."""

    limits: Limits
    rows: int = 0
    began: float = field(default_factory=monotonic)

    def file(self, size: int) -> None:
        """Check the file's size in bytes."""
        if size > self.limits.file_mb * MEGABYTE:
            words = _("The file is larger than %(limit)d MB. Send fewer sheets in one file.")
            raise Unreadable(words % {"limit": self.limits.file_mb})

    def unpacked(self, size: int) -> None:
        """Check the size in bytes of the file's content once it is unpacked."""
        if size > self.limits.unpacked_mb * MEGABYTE:
            words = _(
                "Unpacked, the file is larger than %(limit)d MB. Copy the table into a new workbook and send that."
            )
            raise Unreadable(words % {"limit": self.limits.unpacked_mb})

    def sheets(self, count: int) -> None:
        """Check the number of sheets, hidden ones included."""
        if count > self.limits.sheets:
            words = _("The workbook has %(count)d sheets, and at most %(limit)d are read. Send it in several files.")
            raise Unreadable(words % {"count": count, "limit": self.limits.sheets})

    def fits(self, rows: int, columns: int) -> bool:
        """Whether a sheet of this size may be read, after those before."""
        within = self.rows + rows <= self.limits.rows and columns <= self.limits.columns
        return within and rows * columns <= CELLS

    def extent(self, sheet: str, rows: int, columns: int) -> None:
        """Check the rectangle of a sheet from A1 to its last filled cell."""
        if columns > self.limits.columns:
            words = _(
                "Sheet “%(sheet)s” is filled up to its column %(count)d, and at most %(limit)d are read. "
                "Delete what stands to the right of the table."
            )
            raise Unreadable(words % {"sheet": sheet, "count": columns, "limit": self.limits.columns})
        if self.rows + rows > self.limits.rows:
            words = _(
                "Up to sheet “%(sheet)s” the workbook has %(count)d rows, and at most %(limit)d are read. "
                "Delete what stands below the tables, or send it in several files."
            )
            raise Unreadable(words % {"sheet": sheet, "count": self.rows + rows, "limit": self.limits.rows})
        if rows * columns > CELLS:
            words = _(
                "Sheet “%(sheet)s” stretches over %(rows)d rows and %(columns)d columns, nearly all of them empty. "
                "Delete what stands far from the table."
            )
            raise Unreadable(words % {"sheet": sheet, "rows": rows, "columns": columns})

    def count(self, rows: int) -> None:
        """Add a sheet's rows to those of the sheets before."""
        self.rows += rows

    def time(self) -> None:
        """Check the time, between sheets and, in long ones, between rows."""
        if self.left() <= 0:
            raise self.late()

    def left(self) -> float:
        """The seconds that are left."""
        return self.limits.seconds - (monotonic() - self.began)

    def late(self) -> Unreadable:
        """The refusal of a file that took too long."""
        words = _("Reading the file took longer than %(limit)d seconds. Send fewer sheets in one file.")
        return Unreadable(words % {"limit": self.limits.seconds})
