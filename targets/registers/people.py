"""Persons in registers: who has more than one entry, and the log of who was shown personal data unmasked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet

from targets import clock
from targets.models import Disclosure, PersonalDataView
from targets.models.entries import Entry
from targets.models.personal import IdentityNumberField, personal_fields
from targets.registers.declaration import Register


def identity_field(register: Register) -> str:
    """The name of the field with the identity number; empty where the register has none."""
    found = [field.name for field in personal_fields(register.model) if isinstance(field, IdentityNumberField)]
    return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person with more than one entry in a register: the identity number, masked, and the entries."""

    masked: str
    entries: list[Entry]

    @property
    def is_elsewhere(self) -> bool:
        """Are the entries kept by more than one district?"""
        return len({entry.unit.district_path for entry in self.entries}) > 1


def _same_person(register: Register, name: str) -> QuerySet:
    """The other valid entries with an entry's identity number, for a subquery on the register's entries."""
    same = {name: OuterRef(name)}
    return register.model.objects.valid().filter(**same).exclude(pk=OuterRef("pk"))


def count_elsewhere(register: Register, entries: QuerySet) -> int:
    """How many persons of these entries have an entry of another district in the register as well."""
    name = identity_field(register)
    if not name:
        return 0
    others = _same_person(register, name).exclude(unit__district_path=OuterRef("unit__district_path"))
    found = entries.filter(Exists(others), cancelled_on__isnull=True).exclude(**{name: ""})
    return found.order_by().values(name).distinct().count()


def repeated_persons(register: Register, entries: QuerySet, *, most: int) -> list[Person]:
    """Up to `most` persons of these entries who have more than one in the register, with all their entries.

    Empty for a register without identity numbers. Cancelled entries do not count.
    """
    name = identity_field(register)
    if not name:
        return []
    repeated = entries.filter(Exists(_same_person(register, name)), cancelled_on__isnull=True).exclude(**{name: ""})
    numbers = list(repeated.order_by(name).values_list(name, flat=True).distinct()[:most])
    found = register.model.objects.valid().filter(**{f"{name}__in": numbers}).select_related("unit")
    by_number: dict[str, list[Entry]] = defaultdict(list)
    for entry in found.order_by(name, register.model.day_field, "pk"):
        by_number[getattr(entry, name)].append(entry)
    mask = register.model._meta.get_field(name).mask
    return [Person(mask(number), same) for number, same in by_number.items()]


def other_entries_of_person(register: Register, entry: Entry) -> list[Entry]:
    """The other valid entries of the entry's person, whichever unit keeps them; the latest first."""
    name = identity_field(register)
    number = getattr(entry, name) if name else ""
    if not number:
        return []
    same = register.model.objects.valid().filter(**{name: number}).exclude(pk=entry.pk)
    return list(same.select_related("unit").order_by(F(register.model.day_field).desc()))


def log_disclosure(register: Register, entries: Iterable[Entry], occasion: Disclosure, *, by) -> None:
    """Log that the user `by` was shown these entries' personal data unmasked, and on which occasion."""
    if register.is_personal:
        PersonalDataView.objects.bulk_create(
            PersonalDataView(
                by=by, at=clock.now(), register=register.name, entry=entry.pk, unit_id=entry.unit_id, occasion=occasion
            )
            for entry in entries
        )
