"""Comparisons of an entry's values that may still be missing; what is missing breaks no rule."""

from __future__ import annotations

from typing import Any


def within(part: Any, whole: Any) -> bool:
    """Is the part no more than the whole (其中不大于合计)?"""
    return part is None or whole is None or part <= whole


def in_order(earlier: Any, later: Any) -> bool:
    """Does the later day not lie before the earlier one?"""
    return within(earlier, later)
