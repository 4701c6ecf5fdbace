"""How far registers are with the named elements of indicators, such as the modules of T28-2, in one query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.expressions import Combinable

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
    told = {one: found for one in registry if (found := [e for e in one.elements if e.code in wanted])}
    if not told:
        return {}
    width = max(len(elements) for elements in told.values())
    first, *others = [_numbers(one, elements, month, width) for one, elements in told.items()]
    found: dict[str, Standing] = {}
    for name, kept, *numbers in first.union(*others, all=True) if others else first:
        register = registry.named(name)
        # A register without any entry is not kept: it tells nothing, which is not zero.
        if kept:
            found |= _standings(register, told[register], numbers)
    return found


def _numbers(register: Register, elements: list[Element], month: Month, width: int) -> QuerySet:
    """One row: the register, how many entries it holds, and two numbers an element, with blanks up to the width."""
    numbers: dict[str, Combinable] = {f"n{place}": Value(0) for place in range(2 * width)}
    for place, element in enumerate(elements):
        numbers[f"n{2 * place}"] = Count("pk", filter=element.among & element.where & _reached(element, month))
        numbers[f"n{2 * place + 1}"] = Count("pk", filter=element.among)
    entries = register.model.objects.valid().order_by().annotate(of=Value(register.name)).values("of")
    return entries.annotate(kept=Count("pk"), **numbers).values_list("of", "kept", *numbers)


def _standings(register: Register, elements: list[Element], numbers: list[int]) -> dict[str, Standing]:
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return {
        element.code: Standing(register, reached, of_all if element.of_all else None)
        for element, (reached, of_all) in zip(elements, pairs, strict=False)
    }


def _reached(element: Element, month: Month) -> Q:
    days = Q(**{f"{element.reached}__lte": month.last_day})
    return days if element.of_all else days & Q(**{f"{element.reached}__gte": month.year_to()[0].first_day})
