"""What a deletion would also delete, as counts: a plan has thousands of rows, too many for a line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.db.models import Model
from django.utils.text import capfirst

NAMED_AT_MOST = 20


def summary(collector: NestedObjects, rows: list[Model]) -> list[str]:
    """The first rows by name, and how many of each kind are deleted with them."""
    own = [f"{capfirst(row._meta.verbose_name)}: {row}" for row in rows[:NAMED_AT_MOST]]
    others = Counter(obj._meta.verbose_name_plural for found in collector.data.values() for obj in found)
    others.subtract(Counter(row._meta.verbose_name_plural for row in rows))
    return own + numbers(others)


def numbers(counts: Counter) -> list[str]:
    return [f"{capfirst(name)}: {count}" for name, count in counts.items() if count > 0]


def collect(rows: Iterable[Model]) -> NestedObjects:
    rows = list(rows)
    collector = NestedObjects(using=router.db_for_write(type(rows[0])) if rows else "default", origin=rows)
    collector.collect(rows)
    return collector


def deleted_objects(rows: Iterable[Model], may_delete) -> tuple[list, dict, set, list]:
    """As django.contrib.admin.utils.get_deleted_objects: what goes, how many, what is refused, what protects.

    The right to delete a row covers what goes with it.
    """
    rows = list(rows)
    collector = collect(rows)
    counts = {model._meta.verbose_name_plural: len(found) for model, found in collector.model_objs.items()}
    refused = {str(row) for row in rows if not may_delete(row)}
    protecting = Counter(obj._meta.verbose_name_plural for obj in collector.protected)
    return summary(collector, rows), counts, refused, numbers(protecting)
