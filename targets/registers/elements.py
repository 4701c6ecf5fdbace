"""How far registers are with the named elements of indicators, such as the modules of T28-2: one query a register."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Q

from targets.periods import Month
from targets.registers.declaration import Element, Register
from targets.registers.registry import registry


class Standing(NamedTuple):
    """Entries that have got there by the month's end; of how many, None where they are no given whole."""

    register: Register
    reached: int
    of_all: int | None


def standing(codes: Iterable[str], month: Month) -> dict[str, Standing]:
    """By an element's code, where a register tells of it; all units together, as the city states them."""
    wanted = set(codes)
    found: dict[str, Standing] = {}
    for register in registry:
        if elements := [element for element in register.elements if element.code in wanted]:
            found |= _of_register(register, elements, month)
    return found


def _of_register(register: Register, elements: list[Element], month: Month) -> dict[str, Standing]:
    numbers = {}
    for place, element in enumerate(elements):
        numbers[f"reached{place}"] = Count("pk", filter=element.among & element.where & _reached(element, month))
        numbers[f"all{place}"] = Count("pk", filter=element.among)
    # A register without any entry is not kept: it tells nothing, which is not zero.
    counted = register.model.objects.valid().aggregate(kept=Count("pk"), **numbers)
    if not counted["kept"]:
        return {}
    return {
        element.code: Standing(register, counted[f"reached{place}"], counted[f"all{place}"] if element.of_all else None)
        for place, element in enumerate(elements)
    }


def _reached(element: Element, month: Month) -> Q:
    days = Q(**{f"{element.reached}__lte": month.last_day})
    return days if element.of_all else days & Q(**{f"{element.reached}__gte": month.year_to()[0].first_day})
