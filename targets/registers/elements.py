"""How far registers are with the named elements of indicators, such as the modules of T28-2, in one query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from targets.periods import Month
from targets.registers.declaration import Element, Register
from targets.registers.registry import registry


class ElementProgress(NamedTuple):
    """How many of a register's entries have reached an element's day by the month's end, of how many in all.

    `of_all` is None where the entries are no given whole, such as activities.
    """

    register: Register
    reached: int
    of_all: int | None


def element_progress(codes: Iterable[str], month: Month) -> dict[str, ElementProgress]:
    """By the code of each element that a register tells of: all units together, as the city states elements."""
    wanted = set(codes)
    declared = {one: found for one in registry if (found := [e for e in one.elements if e.code in wanted])}
    if not declared:
        return {}
    width = max(len(elements) for elements in declared.values())
    first, *others = [_numbers(one, elements, month, width) for one, elements in declared.items()]
    progress: dict[str, ElementProgress] = {}
    for name, kept, *numbers in first.union(*others, all=True) if others else first:
        register = registry.named(name)
        # A register without any entry is not kept: it tells nothing, which is not zero.
        if not kept:
            continue
        for element, reached, of_all in zip(declared[register], numbers[::2], numbers[1::2], strict=False):
            progress[element.code] = ElementProgress(register, reached, of_all if element.of_all else None)
    return progress


def _numbers(register: Register, elements: list[Element], month: Month, width: int) -> QuerySet:
    """One row: the register, how many entries it holds, and two numbers an element, with blanks up to the width."""
    numbers: dict[str, Combinable] = {f"n{place}": Value(0) for place in range(2 * width)}
    for place, element in enumerate(elements):
        numbers[f"n{2 * place}"] = Count("pk", filter=element.among & element.where & _reached(element, month))
        numbers[f"n{2 * place + 1}"] = Count("pk", filter=element.among)
    entries = register.model.objects.valid().order_by().annotate(of=Value(register.name)).values("of")
    return entries.annotate(kept=Count("pk"), **numbers).values_list("of", "kept", *numbers)


def _reached(element: Element, month: Month) -> Q:
    days = Q(**{f"{element.reached}__lte": month.last_day})
    return days if element.of_all else days & Q(**{f"{element.reached}__gte": month.year_to()[0].first_day})
