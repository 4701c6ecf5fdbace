"""The movement of registers: opening + came in − ended = in force, for a month or month by month.

It counts entries of any register, whether or not a figure is declared for them; `targets.registers.counting` counts
declared figures. One statement, however many registers are asked about.
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
    """A register's movement in a month, and as of today how many entries it has, are overdue and are due soon.

    Of a register of events only what came in has a meaning.
    """

    flow: CaseFlow
    total: int
    overdue: int
    soon: int


def of_month(scopes: Scopes, month: Month, today: date) -> dict[str, Movement]:
    """The movement of each register in the month, by the register's name."""
    if not scopes:
        return {}
    first, *others = (_counted(register, entries, month, today) for register, entries in scopes)
    return {
        name: Movement(CaseFlow(Decimal(opening), Decimal(received), Decimal(closed)), total, overdue, soon)
        for name, total, opening, received, closed, overdue, soon in first.union(*others, all=True)
    }


def _counted(register: Register, entries: QuerySet, month: Month, today: date) -> QuerySet:
    """One row: the name, all valid entries, the month's movement, and what is due."""
    flow = _rules(register, [month]) if register.is_standing else {"received0": _came_in(register, month)}
    due = {"overdue": cases.overdue_condition(register, today), "soon": cases.due_soon_condition(register, today)}
    rules = {name: flow.get(name, cases.NOTHING) for name in ("opening", "received0", "closed0")} | due
    numbers = {name: Value(0) if rule == cases.NOTHING else Count("pk", filter=rule) for name, rule in rules.items()}
    row = entries.valid().order_by().annotate(of=Value(register.name)).values("of")
    return row.annotate(total=Count("pk"), **numbers).values_list("of", "total", *numbers)


def of_year(register: Register, entries: QuerySet, months: Sequence[Month]) -> list[CaseFlow]:
    """The movement of a register of standing entries month by month; each opens with what was pending before."""
    rules = _rules(register, months)
    numbers = entries.valid().aggregate(**{name: Count("pk", filter=rule) for name, rule in rules.items()})
    flows: list[CaseFlow] = []
    opening = Decimal(numbers["opening"])
    for place in range(len(months)):
        flows.append(CaseFlow(opening, Decimal(numbers[f"received{place}"]), Decimal(numbers[f"closed{place}"])))
        opening = flows[-1].pending
    return flows


def _rules(register: Register, months: Sequence[Month]) -> dict[str, Q]:
    """The conditions of being in force before the first month, and of coming in and ending in each."""
    end = register.model.end_field
    first = months[0].first_day
    lasting = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": first})
    rules = {"opening": Q(**{f"{register.model.day_field}__lt": first}) & lasting}
    for place, month in enumerate(months):
        rules[f"received{place}"] = _came_in(register, month)
        rules[f"closed{place}"] = Q(**{f"{end}__range": (month.first_day, month.last_day)})
    return rules


def _came_in(register: Register, month: Month) -> Q:
    return Q(**{f"{register.model.day_field}__range": (month.first_day, month.last_day)})


# ---- What reports state of it ----------------------------------------------------------------------------


def part_of(register: Register, figure: CountedFigure) -> str:
    """The part of the movement that a figure counts: "received", "closed" or "pending"; empty where it is none."""
    plain = figure.counts == Count("pk") and not figure.is_ratio and not figure.where and not figure.reached
    if not (register.is_standing and plain):
        return ""
    if figure.standing:
        return "pending"
    return {"": "received", register.model.day_field: "received", register.model.end_field: "closed"}.get(figure.on, "")


def stated(register: Register) -> dict[str, str]:
    """The parts of the movement that reports state: the code of the indicator by the part."""
    pairs = ((part_of(register, figure), figure.indicator) for figure in register.figures if figure.indicator)
    return {part: code for part, code in pairs if part}


def warnings(flow: CaseFlow, reported: Mapping[str, Decimal]) -> list[str]:
    """Sentences where reported figures differ from the register or do not balance; nothing is refused for them.

    `reported` has the numbers of reports by part, as far as there are any.
    """
    words = {
        "opening": _("In force before"),
        "received": _("Came in"),
        "closed": _("Ended"),
        "pending": _("In force"),
    }
    found = [
        _("%(part)s: reported %(reported)s, by the register %(counted)s.")
        % {"part": words[part], "reported": number_text(reported[part]), "counted": number_text(getattr(flow, part))}
        for part in PARTS
        if part in reported and reported[part] != getattr(flow, part)
    ]
    # One reported number alone is off balance by as much as it differs from the register, which is said already.
    balance = unbalanced({part: getattr(flow, part) for part in PARTS} | dict(reported)) if len(reported) > 1 else ""
    return [*found, *filter(None, [balance])]


def unbalanced(numbers: Mapping[str, Decimal]) -> str:
    """A sentence where opening + received − closed differs from what is stated to be pending; empty where it does not.

    Published tables break this rule too (the national cases of 2004, by 93), so that it only warns.
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
