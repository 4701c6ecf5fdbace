"""Locks on the entries of units, so that whoever counts, freezes or writes entries does it one after another.

A unit's row stands for all its entries: whoever has locked the unit may take its entries in any order. An import, a
submission and a statement that replaces others each take many of them, and two that took them in different orders would
wait for one another for ever. The order among all locks of the portal is stated in `targets.reports.verbs`.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from targets.models import ReportingUnit
from targets.models.entries import Entry
from targets.registers.counting_units import units_counted_for
from targets.registers.declaration import Register


def lock_units(units: QuerySet) -> set[int]:
    """Let nobody else write entries of these units, nor freeze them, until the transaction ends. Returns their keys.

    Readers, and rows that refer to the units, are not kept waiting.
    """
    keys = units.order_by().values("pk")
    locked = ReportingUnit.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys)
    return set(locked.order_by("pk").values_list("pk", flat=True))


def lock_counted_entries(units: Sequence[ReportingUnit]) -> None:
    """Let nobody write the entries that count for these units' reports, until the transaction ends."""
    if any(unit.is_city for unit in units):
        lock_units(ReportingUnit.objects.all())
        return
    areas = ReportingUnit.objects.none()
    for unit in units:
        areas |= units_counted_for(unit)
    lock_units(areas)


def lock_entry(register: Register, key: int, *, moved_to: int | None = None) -> Entry:
    """The entry as it is stored now, locked with its unit, and with the unit `moved_to` that it is about to move to.

    Raises Http404 where somebody has deleted it.
    """
    own = Q(pk__in=register.model.objects.filter(pk=key).values("unit"))
    while True:
        with transaction.atomic():
            locked = lock_units(ReportingUnit.objects.filter(own | Q(pk=moved_to)))
            found: Entry = get_object_or_404(register.model.objects.select_for_update(of=("self",)), pk=key)
            if found.unit_id in locked:
                return found
            # It went to another unit while this waited for the one it left. That lock is given back: taken after it,
            # the other unit's could be out of order.
            transaction.set_rollback(True)
