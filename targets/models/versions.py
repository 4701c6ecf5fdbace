"""What tells that a board could show something else: a number that rises with every change, so that pages can be kept.

Each change inserts a row of its own into `BoardChange`, in the transaction that writes what has changed. No two writers
touch the same row, and none waits for another; in which order they commit does not matter, since the data's version is
the sum of all rows that are stored, and not the highest of them.
"""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import F, Func, Subquery

# The rows are added up after so many, and so many at a time at the most.
FOLDED_AFTER = 64
FOLDED_AT_ONCE = 1000
LARGEST_STEP = 2**31 - 1


def random_step() -> int:
    """By how much a change raises the version.

    It cannot be foretold, so that a database restored from a copy never comes to a version that browsers know already
    for other figures.
    """
    return 1 + secrets.randbelow(LARGEST_STEP)


class BoardChange(models.Model):
    """A change that a board shows, stored together with what has changed; or many older ones added up."""

    step = models.PositiveBigIntegerField(default=random_step, editable=False)

    def __str__(self):
        return f"+{self.step}"


class PortalState(models.Model):
    """One row: whether demonstration data are loaded."""

    demonstration = models.BooleanField(default=False)

    ONLY = 1

    def __str__(self):
        return "demonstration" if self.demonstration else "in use"

    @classmethod
    def current(cls) -> "PortalState":
        """The row as it stands; an empty one in a new database."""
        return cls.objects.filter(pk=cls.ONLY).first() or cls(pk=cls.ONLY)

    @classmethod
    def set_demonstration(cls, present: bool) -> None:
        """Say whether demonstration data are loaded; every page shows it."""
        with one_change():
            cls.objects.update_or_create(pk=cls.ONLY, defaults={"demonstration": present})
            raise_version()


class CacheRow(models.Model):
    """The table of Django's cache (`bureau.table_cache`), a model so that `migrate` makes it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "portal_cache"

    def __str__(self):
        return self.cache_key


# ---- The version ------------------------------------------------------------------------------------------


def version_subquery() -> Subquery:
    """The data's version as a column of any statement; empty before the first change."""
    total = Func(F("step"), function="SUM", output_field=models.BigIntegerField())
    return Subquery(BoardChange.objects.annotate(total=total).values("total"))


def data_version() -> int:
    """The data's version, read alone."""
    return int(BoardChange.objects.aggregate(total=models.Sum("step"))["total"] or 0)


@transaction.atomic
def fold() -> None:
    """Put one row in the place of many: the version stays, and reading it stays quick.

    Nobody waits for this: it passes over rows that somebody else is folding.
    """
    rows = BoardChange.objects.select_for_update(skip_locked=True).order_by("pk")[:FOLDED_AT_ONCE]
    steps = dict(rows.values_list("pk", "step"))
    BoardChange.objects.filter(pk__in=steps).delete()
    BoardChange.objects.create(step=sum(steps.values()))


# ---- Raising it -------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class _Block:
    """A piece of work whose changes are raised together, or not at all."""

    changed: bool = False


class _OpenBlocks(threading.local):
    """Those that this thread is in, the innermost last; as its transaction is, they are the thread's own."""

    def __init__(self) -> None:
        self.blocks: list[_Block] = []


_open = _OpenBlocks()


def raise_version() -> None:
    """Say that something has changed which a board shows; inside `one_change`, its last statement will."""
    if _open.blocks:
        _open.blocks[-1].changed = True
    else:
        _insert()


def _insert() -> None:
    change = BoardChange.objects.create()
    if change.pk % FOLDED_AFTER == 0:
        transaction.on_commit(fold, robust=True)


@contextmanager
def _block() -> Iterator[_Block]:
    block = _Block()
    _open.blocks.append(block)
    try:
        yield block
    finally:
        _open.blocks.remove(block)


@contextmanager
def one_change(*, savepoint: bool = True) -> Iterator[None]:
    """A transaction that raises the version once, as its last statement, and only where a board shows what it wrote."""
    with transaction.atomic(savepoint=savepoint):
        with _block() as block:
            yield
        if block.changed and not transaction.get_rollback():
            raise_version()


@contextmanager
def shown_nowhere() -> Iterator[None]:
    """What is written inside shows on no board, such as the figures of a draft: the version stays."""
    with _block():
        yield


class TrackedQuerySet(models.QuerySet):
    """Raises the data's version with every write of many rows."""

    def update(self, **kwargs: Any) -> int:
        with one_change(savepoint=False):
            raise_version()
            return super().update(**kwargs)

    update.alters_data = True

    def delete(self) -> tuple[int, dict[str, int]]:
        with one_change(savepoint=False):
            raise_version()
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        with one_change(savepoint=False):
            raise_version()
            return super().bulk_create(*args, **kwargs)


class Tracked(models.Model):
    """Raises the data's version with every save and delete of one row."""

    objects = TrackedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with one_change(savepoint=False):
            raise_version()
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with one_change(savepoint=False):
            raise_version()
            return super().delete(*args, **kwargs)
