"""How much one file may hold, and how long reading it may take."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

from django.conf import settings
from django.utils.translation import gettext as _

from targets.spreadsheets.refusals import Unreadable

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
    columns: int = 500
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
    """Counts what a file has used of its limits. Each method raises Unreadable beyond one."""

    limits: Limits
    rows: int = 0
    began: float = field(default_factory=monotonic)

    def file(self, size: int) -> None:
        """The file's size in bytes."""
        if size > self.limits.file_mb * MEGABYTE:
            words = _("The file is larger than %(limit)d MB. Send fewer sheets in one file.")
            raise Unreadable(words % {"limit": self.limits.file_mb})

    def unpacked(self, size: int) -> None:
        """The size in bytes of what the file holds once it is unpacked."""
        if size > self.limits.unpacked_mb * MEGABYTE:
            words = _(
                "Unpacked, the file is larger than %(limit)d MB. Copy the table into a new workbook and send that."
            )
            raise Unreadable(words % {"limit": self.limits.unpacked_mb})

    def sheets(self, count: int) -> None:
        """All sheets, hidden ones too."""
        if count > self.limits.sheets:
            words = _("The workbook has %(count)d sheets, and at most %(limit)d are read. Send it in several files.")
            raise Unreadable(words % {"count": count, "limit": self.limits.sheets})

    def extent(self, sheet: str, rows: int, columns: int) -> None:
        """The rectangle of one sheet from A1 to its last filled cell; adds its rows to those before."""
        self.rows += rows
        if self.rows > self.limits.rows:
            words = _(
                "The workbook has %(count)d rows up to sheet “%(sheet)s”, and at most %(limit)d are read. "
                "Delete what stands below the tables, or send it in several files."
            )
            raise Unreadable(words % {"count": self.rows, "sheet": sheet, "limit": self.limits.rows})
        if columns > self.limits.columns:
            words = _(
                "Sheet “%(sheet)s” is filled up to its column %(count)d, and at most %(limit)d are read. "
                "Delete what stands to the right of the table."
            )
            raise Unreadable(words % {"count": columns, "sheet": sheet, "limit": self.limits.columns})
        if rows * columns > CELLS:
            words = _(
                "Sheet “%(sheet)s” stretches over %(rows)d rows and %(columns)d columns, nearly all of them empty. "
                "Delete what stands far from the table."
            )
            raise Unreadable(words % {"sheet": sheet, "rows": rows, "columns": columns})

    def time(self) -> None:
        """Asked between sheets and, in long ones, between rows."""
        if monotonic() - self.began > self.limits.seconds:
            words = _("Reading the file took longer than %(limit)d seconds. Send fewer sheets in one file.")
            raise Unreadable(words % {"limit": self.limits.seconds})
