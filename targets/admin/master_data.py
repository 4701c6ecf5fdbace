"""Files of the admin's lists as a kind of import, read, compared and stored row by row by django-import-export."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.results import Result, RowResult

from targets.admin.resources import tables
from targets.admin.resources.base import ChangedColumn, MasterResource
from targets.admin.resources.values import as_text
from targets.imports.examination import Examination, ImportProgress
from targets.imports.findings import Effect, Findings
from targets.imports.uploads import Upload
from targets.models import ImportBatch
from targets.spreadsheets.files.refusals import Unreadable
from targets.spreadsheets.remarks import Place, Remark, Weight

log = logging.getLogger(__name__)

EFFECTS = {
    RowResult.IMPORT_TYPE_NEW: Effect.NEW,
    RowResult.IMPORT_TYPE_UPDATE: Effect.CHANGED,
    RowResult.IMPORT_TYPE_SKIP: Effect.SAME,
}
LOGGED = {RowResult.IMPORT_TYPE_NEW: ADDITION, RowResult.IMPORT_TYPE_UPDATE: CHANGE}


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """A row of the file as it would be stored, with what it changes."""

    line: int
    effect: Effect
    name: str
    changes: list[ChangedColumn]


@dataclass(frozen=True, slots=True)
class RowFault(Remark):
    """A reason why the file is refused, at a row and the heading of a column, or at the whole file without a row."""

    column: str = ""

    @property
    def line(self) -> int | None:
        return self.place.row + 1 or None


class MasterDataExamination(Examination):
    """Examines a file of one of the admin's lists, with the user's rights.

    django-import-export examines and stores at the same time. So the rows are written once the examination is locked,
    inside a transaction that is rolled back if the file is refused or would change something else than its preview
    said.
    """

    def __init__(self, resource: MasterResource, table: str, upload: Upload, *, by):
        self.resource, self.table, self.upload, self.by = resource, table, upload, by
        self.writes = False
        self.unreadable: Unreadable | None = None
        self.result: Result | None = None

    def read(self) -> Iterator[ImportProgress]:
        try:
            self.content = tables.read(self.upload.whole())
        except Unreadable as refusal:
            self.unreadable = refusal
        yield ImportProgress(_("Reading %(file)s") % {"file": self.upload.name}, 1, 1)

    def lock(self) -> None:
        self.resource.lock()
        self.writes = True

    def findings(self) -> Findings[ProposedRow]:
        if self.unreadable is not None:
            return Findings(remarks=[self._fault(0, self.unreadable.reason)])
        self.result = self.resource.import_data(
            self.content,
            dry_run=not self.writes,
            use_transactions=True,
            rollback_on_validation_errors=True,
            retain_instance_in_row_result=True,
            file_name=self.upload.name,
            user=self.by,
        )
        if self.result.has_errors() or self.result.has_validation_errors():
            return Findings(remarks=self._faults())
        rows = [
            ProposedRow(line, EFFECTS[row.import_type], row.object_repr or "", row.diff or [])
            for line, row in zip(self.resource.lines, self.result.rows, strict=True)
        ]
        return Findings(proposals=rows, digest=self._digest())

    def _digest(self) -> str:
        """A digest that is the same for two imports exactly if they make the same changes to the same rows."""
        changes = [self.table, *((row.import_type, row.object_repr, row.diff) for row in self.result.rows)]
        return hashlib.sha256(repr(changes).encode()).hexdigest()

    # ---- Faults -------------------------------------------------------------------------------------------

    def _faults(self) -> list[RowFault]:
        """Everything that is wrong, in the order of the file; if its headings are wrong, nothing but that."""
        whole = [self._fault(0, text) for error in self.result.base_errors for text in _messages(error.error)]
        if whole:
            return whole
        found = [fault for row in self.result.invalid_rows for fault in self._of_row(row)]
        found += [
            self._fault(self.resource.lines[row.number - 1], text)
            for row in self.result.error_rows
            for error in row.errors
            for text in _messages(error.error)
        ]
        return sorted(found, key=lambda fault: fault.place.row)

    def _of_row(self, row) -> Iterator[RowFault]:
        line = self.resource.lines[row.number - 1]
        places = {field.attribute: place for place, field in enumerate(self.resource.get_import_fields())}
        for name, texts in row.error_dict.items():
            place = places.get(name)
            column = "" if place is None else self.resource.labels[place]
            value = "" if place is None else as_text(row.values[place])
            yield from (self._fault(line, text, column, value) for text in texts)

    def _fault(self, line: int, text: str, column: str = "", value: str = "") -> RowFault:
        return RowFault(Weight.FAULT, Place(0, self.upload.name, row=line - 1), value, text, column)

    # ---- Storing ------------------------------------------------------------------------------------------

    def store(self, batch: ImportBatch, findings: Findings[ProposedRow]) -> Iterator[ImportProgress]:
        """Log in the admin that the rows, which are written already, were imported."""
        message = _("Imported from the file %(name)s") % {"name": self.upload.name}
        for kind, flag in LOGGED.items():
            written = [row.instance for row in self.result if row.import_type == kind]
            if written:
                LogEntry.objects.log_actions(self.by.pk, written, flag, change_message=message)
        return iter(())


def _messages(error: Exception) -> list[str]:
    """The messages of a ValidationError; for any other error, which no check foresaw, a general one."""
    if isinstance(error, ValidationError):
        return error.messages
    log.error("An import met what no check had foreseen.", exc_info=error)
    return [_("This row cannot be stored. Tell the administrator of the portal.")]
