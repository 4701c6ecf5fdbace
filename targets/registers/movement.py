"""The movement of registers: opening + came in − ended = in force, of a month or month by month.

The third place that counts in the database, beside `targets.progress.rollup` and `targets.registers.counting`: it gives
numbers of entries, which no declared figure has to ask for. Without GROUP BY; one statement, whatever is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Value
from django.utils.translation import gettext as _

from targets.formatting import number_text
from targets.periods import Month
from targets.registers import cases
from targets.registers.declaration import CountedFigure, Register
from targets.registers.spans import CaseFlow

# Registers and those of their entries that are looked at.
Scopes = Sequence[tuple[Register, QuerySet]]
PARTS = ("opening", "received", "closed", "pending")


@dataclass(frozen=True, slots=True)
class Movement:
    """A register's month, and as of today: all its entries, how many are overdue, how many due soon.

    Of events only what came in says something.
    """

    flow: CaseFlow
    total: int
    overdue: int
    soon: int


def of_month(scopes: Scopes, month: Month, today: date) -> dict[str, Movement]:
    """By the register's name; all registers in one statement."""
    if not scopes:
        return {}
    first, *others = (_counted(register, entries, month, today) for register, entries in scopes)
    return {
        name: Movement(CaseFlow(Decimal(opening), Decimal(received), Decimal(closed)), total, overdue, soon)
        for name, total, opening, received, closed, overdue, soon in first.union(*others, all=True)
    }


def _counted(register: Register, entries: QuerySet, month: Month, today: date) -> QuerySet:
    """One row: the name, all valid entries, the month's movement, and what is due."""
    flow = _rules(register, [month]) if register.is_standing else {"received0": _came(register, month)}
    due = {"overdue": cases.overdue_condition(register, today), "soon": cases.due_soon_condition(register, today)}
    rules = {name: flow.get(name, cases.NOTHING) for name in ("opening", "received0", "closed0")} | due
    numbers = {name: Count("pk", filter=rule) for name, rule in rules.items()}
    row = entries.valid().order_by().annotate(of=Value(register.name)).values("of")
    return row.annotate(total=Count("pk"), **numbers).values_list("of", "total", *numbers)


def of_year(register: Register, entries: QuerySet, months: Sequence[Month]) -> list[CaseFlow]:
    """Month by month, each opening with what the month before left pending; of a register that has standing entries."""
    rules = _rules(register, months)
    numbers = entries.valid().aggregate(**{name: Count("pk", filter=rule) for name, rule in rules.items()})
    flows: list[CaseFlow] = []
    opening = Decimal(numbers["opening"])
    for place in range(len(months)):
        flows.append(CaseFlow(opening, Decimal(numbers[f"received{place}"]), Decimal(numbers[f"closed{place}"])))
        opening = flows[-1].pending
    return flows


def _rules(register: Register, months: Sequence[Month]) -> dict[str, Q]:
    """What was in force before the first month, and what came in and ended in each."""
    end = register.model.end_field
    first = months[0].first_day
    lasting = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": first})
    rules = {"opening": Q(**{f"{register.model.day_field}__lt": first}) & lasting}
    for place, month in enumerate(months):
        rules[f"received{place}"] = _came(register, month)
        rules[f"closed{place}"] = Q(**{f"{end}__range": (month.first_day, month.last_day)})
    return rules


def _came(register: Register, month: Month) -> Q:
    return Q(**{f"{register.model.day_field}__range": (month.first_day, month.last_day)})


# ---- What was filed ---------------------------------------------------------------------------------------


def part_of(register: Register, figure: CountedFigure) -> str:
    """Which part of the movement a figure states: received, closed or pending; empty for none of them."""
    plain = figure.counts == Count("pk") and not figure.is_ratio and not figure.where and not figure.reached
    if not (register.is_standing and plain):
        return ""
    if figure.standing:
        return "pending"
    return {"": "received", register.model.day_field: "received", register.model.end_field: "closed"}.get(figure.on, "")


def stated(register: Register) -> dict[str, str]:
    """The parts that are filed with reports: the indicator's code by the part."""
    pairs = ((part_of(register, figure), figure.indicator) for figure in register.figures if figure.indicator)
    return {part: code for part, code in pairs if part}


def warnings(flow: CaseFlow, filed: Mapping[str, Decimal]) -> list[str]:
    """Where filed figures say otherwise than the register, and where they do not fit each other; nothing is refused.

    `filed` are the numbers by part, as far as they were filed.
    """
    words = _words()
    found = [
        _("%(part)s: filed %(filed)s, by the register %(counted)s.")
        % {"part": words[part], "filed": number_text(filed[part]), "counted": number_text(getattr(flow, part))}
        for part in PARTS
        if part in filed and filed[part] != getattr(flow, part)
    ]
    # One filed number alone is off balance by as much as it is off the register: that was said.
    balance = unbalanced({part: getattr(flow, part) for part in PARTS} | dict(filed)) if len(filed) > 1 else ""
    return [*found, *filter(None, [balance])]


def unbalanced(numbers: Mapping[str, Decimal]) -> str:
    """The sentence where opening + received − closed is not what is said to be pending; empty where it is.

    Published tables break this too (the national cases of 2004, by 93), so that it only ever warns.
    """
    expected = numbers["opening"] + numbers["received"] - numbers["closed"]
    if expected == numbers["pending"]:
        return ""
    said = {"expected": number_text(expected), "pending": number_text(numbers["pending"])}
    difference = number_text(numbers["pending"] - expected, signed=True)
    text = _(
        "Opening + received − closed makes %(expected)s pending, %(pending)s are stated (difference %(difference)s)."
    )
    return text % (said | {"difference": difference})


def _words() -> dict[str, str]:
    return {"opening": _("In force before"), "received": _("Came in"), "closed": _("Ended"), "pending": _("In force")}
