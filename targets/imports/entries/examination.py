"""Files of register entries: each row read, matched with what is stored, checked and stored."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from targets import access
from targets.imports import life
from targets.imports.entries import matching
from targets.imports.entries.cells import Read, blank_of, is_required, read_cell
from targets.imports.entries.sheets import EntryLine, EntryLines, read_lines
from targets.imports.entries.unit_names import UnitNames
from targets.imports.examination import Examination, ImportProgress
from targets.imports.findings import STORED, Effect, Findings
from targets.imports.uploads import Upload, uploads_of
from targets.models import ImportBatch, ImportKind, ReportingUnit
from targets.models.entries import Entry
from targets.models.history_copies import ADDED, CHANGED, copy_to_history
from targets.models.people import is_demo
from targets.models.personal import PersonalField
from targets.names import squeeze
from targets.registers.deadlines import deadline_of, due_by_rule
from targets.registers.declaration import Register
from targets.registers.locking import lock_units
from targets.registers.people import identity_field
from targets.registers.showing import field_text
from targets.spreadsheets.files.refusals import Unreadable
from targets.spreadsheets.remarks import Place, Remark, Weight, shown
from targets.values import Refused, Value

# How many other entries of a person are named: an identity number typed for everybody would fill pages.
TWINS_TOLD = 5
# Rows of one statement; SQLite takes some 32,000 values in one, and an entry has up to thirty.
CHUNK = 1000


@dataclass(slots=True)
class ProposedEntry:
    """A row of the file as an entry: what storing would do with it, which fields change, and which are refused."""

    line: EntryLine
    entry: Entry
    effect: Effect = Effect.NEW
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    @property
    def origin(self) -> str:
        """Where the entry came from: file, sheet and row."""
        place = self.line.place
        words = _("row %(row)s") % {"row": place.row + 1}
        return " · ".join(filter(None, (place.name, place.sheet, words)))[-255:]


def receive(
    register: Register, upload: Upload, *, by, unit: ReportingUnit | None = None, form_token: UUID | None = None
) -> ImportBatch:
    """Keep a file of entries; the unit is that of rows which name none."""
    batch = ImportBatch(kind=ImportKind.ENTRIES, table=register.name, by=by, unit=unit)
    return life.receive(batch, [upload], form_token=form_token)


class EntriesExamination(Examination):
    """One look at a file of one register, with the rights of who uploaded it."""

    def __init__(self, register: Register, upload: Upload, *, by, unit: ReportingUnit | None = None):
        self.register, self.upload, self.by = register, upload, by
        self.model = register.model
        self.names = UnitNames.of(by, register)
        self.default_unit = self._default_unit(unit)
        self.others = self._other_entries()
        self.lines: EntryLines | None = None
        self.locked = False
        self.found: Findings[ProposedEntry] = Findings()

    @classmethod
    def of(cls, register: Register, batch: ImportBatch, *, by) -> EntriesExamination:
        """The examination of a received import."""
        (upload,) = uploads_of(batch)
        return cls(register, upload, by=by, unit=batch.unit)

    def _default_unit(self, unit: ReportingUnit | None) -> ReportingUnit | None:
        """The unit of rows that name none: the one chosen, while the user keeps it, or the only one kept."""
        kept = access.kept_units(self.by, self.register)
        if unit is not None:
            return kept.filter(pk=unit.pk).first()
        first_two = list(kept[:2])
        return first_two[0] if len(first_two) == 1 else None

    def read(self) -> Iterator[ImportProgress]:
        try:
            self.lines = read_lines(self.upload.book(), self.register, self._required)
        except Unreadable as refusal:
            self._fault(Place(0, self.upload.name), "", str(refusal))
        else:
            self.found.remarks += self.lines.remarks
            self.found.proposals = [self._proposal(line) for line in self.lines.lines]
        yield ImportProgress(_("Reading %(file)s") % {"file": self.upload.name}, 1, 1)

    def lock(self) -> None:
        """Lock the units that the file names: a second import of theirs waits, then reads what the first stored."""
        self.locked = True
        lock_units(ReportingUnit.objects.filter(pk__in={row.entry.unit_id for row in self.found.proposals} - {None}))

    def findings(self) -> Findings[ProposedEntry]:
        self._match()
        self._twice()
        self._persons()
        self.found.remarks.sort(key=lambda one: (one.place.sheet, one.place.row, one.place.column))
        state = [(row.effect.value, row.entry.pk, row.entry.version, row.changes) for row in self.found.proposals]
        self.found.digest = hashlib.sha256(repr(state).encode()).hexdigest()
        return self.found

    def _required(self) -> list[str]:
        """The fields that every file must have; the unit only where nothing else says it."""
        return [
            name
            for name in self.register.fields
            if (self.default_unit is None if name == "unit" else is_required(self.model._meta.get_field(name)))
        ]

    # ---- Rows ---------------------------------------------------------------------------------------------

    def _proposal(self, line: EntryLine) -> ProposedEntry:
        row = ProposedEntry(line, self.model())
        row.entry.unit_id = None
        for name in self.register.fields:
            if name in line.merged:
                text = _("This cell is merged with another. Undo the merge and fill in each cell.")
                self._refuse(row, name, line.cells[name], text)
            elif name == "unit":
                self._take_unit(row)
            elif name in line.cells:
                self._take(row, name)
        return row

    def _take_unit(self, row: ProposedEntry) -> None:
        value = row.line.cells.get("unit")
        blank = value is None or not str(value).strip()
        unit = self.default_unit if blank else self.names.find(value)
        if unit is not None:
            row.entry.unit = unit
            return
        self._refuse(row, "unit", value, self._unit_sentence(value, blank=blank))

    def _unit_sentence(self, value: Value, *, blank: bool) -> str:
        if blank:
            return _("Name the unit that keeps this entry, or choose it when you upload the file.")
        if self.names.is_others(value):
            return _("You do not keep this unit's register. Remove the row, or correct the unit.")
        return _("This is no unit that you keep. Use its name or code.")

    def _take(self, row: ProposedEntry, name: str) -> None:
        value, model_field = row.line.cells[name], self.model._meta.get_field(name)
        said = self._relation(model_field, value) if model_field.is_relation else None
        line = row.line
        said = said or read_cell(model_field, value, unstored=name in line.unstored, percent=name in line.percent)
        if said.fault:
            self._refuse(row, name, value, said.fault)
            return
        setattr(row.entry, model_field.attname, said.value)
        if said.note:
            self._say(Weight.NOTE, row.line.at(name), self._shown(name, value), said.note)

    def _relation(self, model_field: models.Field, value: Value) -> Read:
        """Another register's entry, by the text that names it."""
        if value is None or not str(value).strip():
            try:
                return Read(blank_of(model_field))
            except Refused as refusal:
                return Read(fault=str(refusal))
        key = self.others[model_field.name].get(squeeze(shown(value)))
        return Read(key) if key else Read(fault=_("No such entry was found in the register that this column names."))

    def _other_entries(self) -> dict[str, dict[str, int]]:
        """For each field that names another entry: the entries of the units kept, by their text; one query each."""
        units = access.kept_units(self.by, self.register)
        fields = [self.model._meta.get_field(name) for name in self.register.fields if name != "unit"]
        return {
            one.name: {
                squeeze(str(other)): other.pk for other in one.related_model.objects.valid().filter(unit__in=units)
            }
            for one in fields
            if one.is_relation
        }

    # ---- Stored entries -----------------------------------------------------------------------------------

    def _match(self) -> None:
        """Find the stored entries, see what changes, and ask the rules between fields."""
        readable = [row for row in self.found.proposals if row.effect is not Effect.REFUSED]
        for row in self.found.proposals:
            # Without its unit no stored entry is known that would say what the file leaves out.
            if row.refused == {"unit"}:
                self._rules(row, row.line.cells)
        stored = matching.stored_entries(self.register, [row.entry for row in readable], lock=self.locked)
        for row in readable:
            old = stored.get(matching.key_of(self.register, row.entry))
            if old is not None and old.cancelled_on:
                self._meet_cancelled(row, old)
            elif old is not None:
                self._compare(row, old)
            if row.effect in STORED:
                self._rules(row)

    def _meet_cancelled(self, row: ProposedEntry, old: Entry) -> None:
        """A row equal to the cancelled entry is refused; one that differs is a new entry with the same number."""
        shown_key = row.line.cells.get(self._key_field)
        if not self._differences(row, old):
            self._refuse(row, self._key_field, shown_key, _("This entry is cancelled in the register. Remove the row."))
            return
        text = _("An entry of this number was cancelled on %(day)s. This row is stored as a new one.")
        self._warn(row, self._key_field, text % {"day": old.cancelled_on.isoformat()})

    def _compare(self, row: ProposedEntry, old: Entry) -> None:
        row.changes = self._differences(row, old)
        for name, _before, after in row.changes:
            setattr(old, self.model._meta.get_field(name).attname, after)
        row.entry, row.effect = old, Effect.CHANGED if row.changes else Effect.SAME

    def _differences(self, row: ProposedEntry, old: Entry) -> list[tuple[str, Any, Any]]:
        """The fields in which the row differs from the stored entry, each with its value before and after."""
        found = []
        for name in row.line.cells:
            attribute = self.model._meta.get_field(name).attname
            before, after = getattr(old, attribute), getattr(row.entry, attribute)
            keeps = name == "unit" or (name == "due_on" and after is None)
            if before != after and not keeps:
                found.append((name, before, after))
        return found

    def _rules(self, row: ProposedEntry, fields: Container[str] | None = None) -> None:
        """Check the rules that the register declares for several fields together, or for these alone; no query."""
        broken: dict[str, str] = {}
        for kept, name, sentence in row.entry.requirements():
            if not kept and (fields is None or name in fields):
                broken.setdefault(name, str(sentence))
        for name, sentence in broken.items():
            self._refuse(row, name, row.line.cells.get(name), sentence)

    @property
    def _key_field(self) -> str:
        return matching.key_names(self.register)[0]

    def _twice(self) -> None:
        """The same key in two rows: a fault at the second, which names the first."""
        first: dict[matching.Key, ProposedEntry] = {}
        for row in self.found.proposals:
            key = matching.key_of(self.register, row.entry)
            keyless = not self.register.key and row.effect is Effect.REFUSED
            if row.entry.unit_id is None or keyless or (self.register.key and {None, ""} & set(key)):
                continue
            earlier = first.setdefault(key, row)
            if earlier is not row:
                text = _("The same entry stands in row %(row)s already. Remove one of the two.")
                words = {"row": earlier.line.place.row + 1}
                self._refuse(row, self._key_field, row.line.cells.get(self._key_field), text % words)

    def _persons(self) -> None:
        """Warn where the same person stands in another row or another entry; it is no fault."""
        name = identity_field(self.register)
        stored = matching.same_persons(self.register, [row.entry for row in self.found.proposals])
        rows: dict[str, ProposedEntry] = {}
        for row in self.found.proposals:
            number = getattr(row.entry, name) if name else ""
            if not number:
                continue
            earlier = rows.setdefault(number, row)
            if earlier is not row:
                words = {"row": earlier.line.place.row + 1}
                self._warn(row, name, _("The same person stands in row %(row)s as well.") % words)
            for other in stored.get(number, [])[:TWINS_TOLD]:
                self._warn(row, name, self._person_sentence(row.entry, other))

    def _person_sentence(self, entry: Entry, other: Entry) -> str:
        if other.unit_id == entry.unit_id:
            words = {"entry": self.register.title_of(other)}
            return _("The same person stands in your register already: %(entry)s.") % words
        return _("The same person stands in the register of %(unit)s.") % {"unit": other.unit.name_in_reports}

    # ---- Remarks ------------------------------------------------------------------------------------------

    def _refuse(self, row: ProposedEntry, name: str, value: Value, text: str) -> None:
        row.effect = Effect.REFUSED
        row.refused.add(name)
        self._fault(row.line.at(name), self._shown(name, value), text)

    def _warn(self, row: ProposedEntry, name: str, text: str) -> None:
        self._say(Weight.WARNING, row.line.at(name), self._shown(name, row.line.cells.get(name)), text)

    def _shown(self, name: str, value: Value) -> str:
        """A cell as remarks quote it, with persons masked."""
        model_field, text = self.model._meta.get_field(name), shown(value)
        return field_text(model_field, text) if text and isinstance(model_field, PersonalField) else text[:60]

    def _fault(self, place: Place, value: str, text: str) -> None:
        self._say(Weight.FAULT, place, value, text)

    def _say(self, weight: Weight, place: Place, value: str, text: str) -> None:
        self.found.remarks.append(Remark(weight, place, value, text))

    # ---- Storing ------------------------------------------------------------------------------------------

    def store(self, batch: ImportBatch, findings: Findings[ProposedEntry]) -> Iterator[ImportProgress]:
        rows = findings.to_store
        rule, demo = deadline_of(self.register), is_demo(self.by)
        for row in rows:
            row.entry.origin = row.origin
            if self.register.has_deadline and row.entry.due_on is None:
                row.entry.due_on = due_by_rule(rule, row.entry.day)
            if row.effect is Effect.NEW:
                row.entry.is_demo = demo
            else:
                row.entry.version += 1
        done = 0
        for effect, write in ((Effect.NEW, self._add), (Effect.CHANGED, self._change)):
            for chunk in matching.chunks((row.entry for row in rows if row.effect is effect), CHUNK):
                write(chunk)
                done += len(chunk)
                yield ImportProgress(_("Storing entries"), done, len(rows))

    def _add(self, entries: Sequence[Entry]) -> None:
        self.model.objects.bulk_create(entries)
        copy_to_history(self.model, [entry.pk for entry in entries], kind=ADDED, by=self.by)

    def _change(self, entries: Sequence[Entry]) -> None:
        """Written as an insert that meets its row: much faster than Django's bulk_update."""
        written = [field.name for field in self.model._meta.concrete_fields if not field.primary_key]
        self.model.objects.bulk_create(entries, update_conflicts=True, unique_fields=["id"], update_fields=written)
        copy_to_history(self.model, [entry.pk for entry in entries], kind=CHANGED, by=self.by)
