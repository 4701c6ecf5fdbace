"""Comparisons of an entry's values that may still be missing, and the same rules for the database's rows."""

from __future__ import annotations

from typing import Any

from django.db.models import CheckConstraint, F, Q


def within(part: Any, whole: Any) -> bool:
    """Is the part no more than the whole (其中不大于合计)? What is missing breaks no rule."""
    return part is None or whole is None or part <= whole


def in_order(earlier: Any, later: Any) -> bool:
    """Does the later day not lie before the earlier one?"""
    return within(earlier, later)


def days_in_order(earlier: str, later: str, *, name: str) -> CheckConstraint:
    """Where the later day is known, it does not lie before the earlier one."""
    return CheckConstraint(condition=Q(**{f"{later}__isnull": True}) | Q(**{f"{later}__gte": F(earlier)}), name=name)


def closed_with(outcome: str, *, name: str) -> CheckConstraint:
    """A closed case says how it was closed, which stands in for words on its result; an open one does not."""
    is_open = Q(closed_on__isnull=True, **{outcome: ""})
    return CheckConstraint(condition=is_open | (Q(closed_on__isnull=False) & ~Q(**{outcome: ""})), name=name)
