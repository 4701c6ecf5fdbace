"""Finding the stored entries that a file's rows belong to, with a few queries for all rows together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from targets.models.entries import Entry
from targets.registers.declaration import Register
from targets.registers.people import identity_field

# SQLite takes some 32,000 values in one statement.
AT_ONCE = 10_000
Key = tuple[Any, ...]


def chunks(rows: Iterable[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, size)):
        yield chunk


def key_names(register: Register) -> tuple[str, ...]:
    """The fields that name an entry within its unit; all of them where the register has no key."""
    return register.key or tuple(name for name in register.fields if name not in ("unit", "due_on"))


def key_of(register: Register, entry: Entry) -> Key:
    """The unit and the key's values, equal for equal entries."""
    return (entry.unit_id, *(getattr(entry, _attribute(register, name)) for name in key_names(register)))


def _attribute(register: Register, name: str) -> str:
    return str(register.model._meta.get_field(name).attname)


def stored_entries(register: Register, entries: Sequence[Entry], *, lock: bool = False) -> dict[Key, Entry]:
    """The stored entries that these are, by their keys. `lock` holds them until the transaction ends."""
    if not entries:
        return {}
    name = _attribute(register, register.key[0] if register.key else register.model.day_field)
    rows = register.model.objects.filter(unit__in={entry.unit_id for entry in entries}).order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    said = {getattr(entry, name) for entry in entries}
    found: dict[Key, Entry] = {}
    conditions = [{f"{name}__in": chunk} for chunk in chunks(sorted(said - {None}))]
    for condition in conditions + [{f"{name}__isnull": True}] * (None in said):
        for row in rows.filter(**condition):
            key = key_of(register, row)
            # A valid entry goes before those cancelled under the same number; of these the last counts.
            if key not in found or found[key].cancelled_on:
                found[key] = row
    return found


def same_persons(register: Register, entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Stored valid entries beside these, anywhere, of the same persons, by identity number."""
    name = identity_field(register)
    found: dict[str, list[Entry]] = defaultdict(list)
    if not name:
        return found
    mine = {entry.pk for entry in entries}
    numbers = sorted({number for entry in entries if (number := getattr(entry, name))})
    valid = register.model.objects.valid().order_by()
    # Most are the file's own rows, stored before: only the others are read whole.
    pairs = [valid.filter(**{f"{name}__in": chunk}).values_list("pk", flat=True) for chunk in chunks(numbers)]
    others = [key for keys in pairs for key in keys if key not in mine]
    for chunk in chunks(others):
        for row in valid.filter(pk__in=chunk).select_related("unit"):
            found[getattr(row, name)].append(row)
    return found
