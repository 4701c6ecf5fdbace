"""The version of the data: a number that rises with every change that a board could show, so that pages can be kept.

Each change inserts a row of its own into `BoardChange`, in the transaction that writes the change. No two writers touch
the same row, so none waits for another. The order in which they commit does not matter, since the version is the sum of
all stored rows and not the highest of them.
"""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

# After so many new rows they are added up into one, at most so many at a time.
FOLDED_AFTER = 64
FOLDED_AT_ONCE = 1000
LARGEST_STEP = 2**31 - 1


def random_step() -> int:
    """By how much a change raises the version.

    It is random, so that a database restored from a backup never reaches a version under which browsers have already
    kept other figures.
    """
    return 1 + secrets.randbelow(LARGEST_STEP)


class BoardChange(models.Model):
    """A change that a board could show, or the sum of many older changes."""

    step = models.PositiveBigIntegerField(_("raises the version by"), default=random_step, editable=False)

    class Meta:
        verbose_name = _("change of the data")
        verbose_name_plural = _("changes of the data")

    def __str__(self):
        return f"+{self.step}"


class PortalState(models.Model):
    """The only row of its table: whether demonstration data are loaded."""

    demonstration = models.BooleanField(_("demonstration"), default=False)

    ONLY = 1

    class Meta:
        verbose_name = _("state of the portal")
        verbose_name_plural = _("state of the portal")

    def __str__(self):
        return "demonstration" if self.demonstration else "in use"

    @classmethod
    def current(cls) -> "PortalState":
        """The stored row, or an unsaved one in a new database."""
        return cls.objects.filter(pk=cls.ONLY).first() or cls(pk=cls.ONLY)

    @classmethod
    def set_demonstration(cls, present: bool) -> None:
        """Store whether demonstration data are loaded; every page shows it."""
        with one_change():
            cls.objects.update_or_create(pk=cls.ONLY, defaults={"demonstration": present})
            raise_version()


class CacheRow(models.Model):
    """The table of Django's cache (`bureau.table_cache`); it is a model so that `migrate` creates it."""

    cache_key = models.CharField(_("key"), max_length=255, primary_key=True)
    value = models.TextField(_("value"))
    expires = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("kept page or value")
        verbose_name_plural = _("kept pages and values")
        db_table = "portal_cache"

    def __str__(self):
        return self.cache_key


# ---- The version ------------------------------------------------------------------------------------------


def data_version() -> int:
    """The version of the data; 0 before the first change.

    Every request asks for it. The few rows are added up here, since Django takes twice as long to put a sum into SQL.
    """
    return sum(BoardChange.objects.values_list("step", flat=True))


@transaction.atomic
def fold() -> None:
    """Replace many rows by one with their sum: the version stays the same, and reading it stays quick.

    Rows that another process is folding at the same time are skipped, so that nobody waits.
    """
    rows = BoardChange.objects.select_for_update(skip_locked=True).order_by("pk")[:FOLDED_AT_ONCE]
    steps = dict(rows.values_list("pk", "step"))
    BoardChange.objects.filter(pk__in=steps).delete()
    BoardChange.objects.create(step=sum(steps.values()))


# ---- Raising it -------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class _Block:
    """A piece of work during which changes are noted; `changed` says whether there were any."""

    changed: bool = False


class _OpenBlocks(threading.local):
    """The blocks that this thread has entered, the innermost last; like its transaction, they belong to the thread."""

    def __init__(self) -> None:
        self.blocks: list[_Block] = []


_open = _OpenBlocks()


def raise_version() -> None:
    """Note a change that a board could show: stored at once, or inside `one_change` as its last statement."""
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
    """A transaction that raises the version once, as its last statement, if a board could show what it wrote."""
    with transaction.atomic(savepoint=savepoint):
        with _block() as block:
            yield
        if block.changed and not transaction.get_rollback():
            raise_version()


@contextmanager
def shown_nowhere() -> Iterator[None]:
    """A block whose writes no board shows, such as the figures of a draft: they do not raise the version."""
    with _block():
        yield


class TrackedQuerySet(models.QuerySet):
    """Raises the version of the data with every write of many rows."""

    def lock(self) -> None:
        """Let nobody else change these rows until the transaction ends; rows that refer to them can be stored."""
        list(self.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk"))

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
    """A model that raises the version of the data whenever a row is saved or deleted."""

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
