"""The same person more than once in a register, and the record of who was shown personal data whole."""

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
    """Somebody who stands in a register more than once: the number masked, and the entries."""

    masked: str
    entries: list[Entry]

    @property
    def is_elsewhere(self) -> bool:
        """Do different districts keep the person?"""
        return len({entry.unit.district_path for entry in self.entries}) > 1


def _twins(register: Register, name: str) -> QuerySet:
    """Other valid entries with the same number."""
    same = {name: OuterRef(name)}
    return register.model.objects.valid().filter(**same).exclude(pk=OuterRef("pk"))


def repeated(register: Register, mine: QuerySet) -> QuerySet:
    """Of these entries, the valid ones whose person stands in the whole register a second time."""
    name = identity_field(register)
    if not name:
        return mine.none()
    return mine.filter(Exists(_twins(register, name)), cancelled_on__isnull=True).exclude(**{name: ""})


def count_elsewhere(register: Register, mine: QuerySet) -> int:
    """How many persons of these entries stand in another district's part of the register as well."""
    name = identity_field(register)
    if not name:
        return 0
    others = _twins(register, name).exclude(unit__district_path=OuterRef("unit__district_path"))
    found = mine.filter(Exists(others), cancelled_on__isnull=True).exclude(**{name: ""})
    return found.order_by().values(name).distinct().count()


def repeated_persons(register: Register, mine: QuerySet, *, most: int) -> list[Person]:
    """The persons of these entries that stand in the register more than once, with all their entries."""
    name = identity_field(register)
    if not name:
        return []
    numbers = list(repeated(register, mine).order_by(name).values_list(name, flat=True).distinct()[:most])
    entries = register.model.objects.valid().filter(**{f"{name}__in": numbers}).select_related("unit")
    together: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries.order_by(name, register.model.day_field, "pk"):
        together[getattr(entry, name)].append(entry)
    mask = register.model._meta.get_field(name).mask
    return [Person(mask(number), found) for number, found in together.items()]


def other_entries_of_person(register: Register, entry: Entry) -> list[Entry]:
    """The other valid entries of the same person, wherever they are kept."""
    name = identity_field(register)
    number = getattr(entry, name) if name else ""
    if not number:
        return []
    same = register.model.objects.valid().filter(**{name: number}).exclude(pk=entry.pk)
    return list(same.select_related("unit").order_by(F(register.model.day_field).desc()))


def log_disclosure(register: Register, entries: Iterable[Entry], occasion: Disclosure, *, by) -> None:
    """Write down that the user was shown these entries' personal data whole."""
    if register.is_personal:
        PersonalDataView.objects.bulk_create(
            PersonalDataView(
                by=by, at=clock.now(), register=register.name, entry=entry.pk, unit_id=entry.unit_id, occasion=occasion
            )
            for entry in entries
        )
