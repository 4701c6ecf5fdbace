"""Writers of a unit's entries one after another: whoever holds the unit may take its entries in any order."""

from __future__ import annotations

from django.db.models import QuerySet

from targets.models import ReportingUnit


def hold(units: QuerySet) -> None:
    """Let nobody else write entries of these units, nor freeze them, until the transaction ends.

    An import, a submission and a later filing that replaces others each take many entries: two of them in different
    orders would wait for one another for ever. Readers, and rows that name the units, are not kept waiting.
    """
    keys = units.order_by().values("pk")
    held = ReportingUnit.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys)
    list(held.order_by("pk").values_list("pk", flat=True))
