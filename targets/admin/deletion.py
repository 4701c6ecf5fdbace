"""What a deletion deletes as well, shown as counts, because a plan has thousands of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.db.models import Model
from django.utils.text import capfirst

NAMED_AT_MOST = 20


def deleted_objects(rows: Iterable[Model], may_delete) -> tuple[list, dict, set, list]:
    """Like Django's `get_deleted_objects`: texts, counts by model, rows not to be deleted, rows that protect others.

    The texts name the first of the rows and count what is deleted with them. The right to delete a row includes the
    right to delete everything with it.
    """
    rows = list(rows)
    collector = NestedObjects(using=router.db_for_write(type(rows[0])) if rows else "default", origin=rows)
    collector.collect(rows)
    named = [f"{capfirst(row._meta.verbose_name)}: {row}" for row in rows[:NAMED_AT_MOST]]
    others = Counter(obj._meta.verbose_name_plural for found in collector.data.values() for obj in found)
    others.subtract(Counter(row._meta.verbose_name_plural for row in rows))
    counts = {model._meta.verbose_name_plural: len(found) for model, found in collector.model_objs.items()}
    refused = {str(row) for row in rows if not may_delete(row)}
    protecting = Counter(obj._meta.verbose_name_plural for obj in collector.protected)
    return named + _count_texts(others), counts, refused, _count_texts(protecting)


def _count_texts(counts: Counter) -> list[str]:
    return [f"{capfirst(name)}: {count}" for name, count in counts.items() if count > 0]
