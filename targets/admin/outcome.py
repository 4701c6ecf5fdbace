"""What an import would do, or why it does nothing: its rows and its faults as the page shows them."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.results import Result, RowResult

from targets.admin.resources.base import Change, MasterResource
from targets.admin.resources.values import as_text

log = logging.getLogger(__name__)

KINDS = {RowResult.IMPORT_TYPE_NEW: "new", RowResult.IMPORT_TYPE_UPDATE: "changed", RowResult.IMPORT_TYPE_SKIP: "same"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: "new", "changed" or "same", with what it changes."""

    line: int
    kind: str
    name: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the file is refused; `line` is None where it is the whole file."""

    line: int | None
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class ColumnHelp:
    """A column that a file may have; those that are keys it must have."""

    name: str
    hint: str
    is_key: bool


def failed(result: Result) -> bool:
    return result.has_errors() or result.has_validation_errors()


def rows(resource: MasterResource, result: Result) -> list[Row]:
    """The rows in the file's order."""
    return [
        Row(line, KINDS[row.import_type], row.object_repr or "", row.diff or [])
        for line, row in zip(resource.lines, result.rows, strict=True)
    ]


def counts(result: Result) -> dict[str, int]:
    return {name: result.totals[kind] for kind, name in KINDS.items()}


def digest(model: str, result: Result) -> str:
    """The same for two imports exactly if they do the same to the same rows."""
    said = [model, *((row.import_type, row.object_repr, row.diff) for row in result.rows)]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def columns(resource: MasterResource) -> list[ColumnHelp]:
    keys = resource.get_import_id_fields()
    return [
        ColumnHelp(label, str(getattr(field.widget, "hint", "")), field.column_name in keys)
        for label, field in zip(resource.labels, resource.get_import_fields(), strict=True)
    ]


def faults(resource: MasterResource, result: Result) -> list[Fault]:
    """Everything that is wrong, in the file's order; of a file that fits no column only that."""
    whole = [Fault(None, "", "", text) for error in result.base_errors for text in _sentences(error.error)]
    if whole:
        return whole
    found = [fault for row in result.invalid_rows for fault in _of_row(resource, row)]
    found += [
        Fault(resource.lines[row.number - 1], "", "", text)
        for row in result.error_rows
        for error in row.errors
        for text in _sentences(error.error)
    ]
    return sorted(found, key=lambda fault: fault.line)


def _of_row(resource: MasterResource, row) -> list[Fault]:
    line, found = resource.lines[row.number - 1], []
    fields = {field.attribute: (i, field) for i, field in enumerate(resource.get_import_fields())}
    for name, texts in row.error_dict.items():
        place, _field = fields.get(name, (None, None))
        column = "" if place is None else resource.labels[place]
        value = "" if place is None else as_text(row.values[place])
        found += [Fault(line, column, value, text) for text in texts]
    return found


def _sentences(error: Exception) -> list[str]:
    """A refusal's own words; anything else is the portal's fault and told as such."""
    if isinstance(error, ValidationError):
        return error.messages
    log.error("An import met what no check had foreseen.", exc_info=error)
    return [_("This row cannot be stored. Tell the administrator of the portal.")]
