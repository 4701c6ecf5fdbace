"""The history of a model's rows: django-simple-history's, without what the portal need not pay for."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from targets import clock

_leaves_no_trace: ContextVar[bool] = ContextVar("deleting leaves no trace", default=False)


class OneClassManager(HistoryManager):
    """A manager whose class is made once; the library asks for it anew at each access to a row's history."""

    @classmethod
    @functools.cache
    def from_queryset(cls, queryset_class: type, class_name: str | None = None) -> type:
        return super().from_queryset(queryset_class, class_name)


class History(HistoricalRecords):
    """What was stored in each row, when and by whom; a deletion inside `without_trace` adds nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"history_manager": OneClassManager} | kwargs)

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        """Date a change that was given no date by the portal's clock, as every other record."""
        if hasattr(instance, "_history_date"):
            super().create_historical_record(instance, history_type, using=using)
            return
        instance._history_date = clock.now()
        try:
            super().create_historical_record(instance, history_type, using=using)
        finally:
            del instance._history_date

    def post_delete(self, instance: Any, using: str | None = None, **kwargs: Any) -> None:
        if not _leaves_no_trace.get():
            super().post_delete(instance, using=using, **kwargs)


class AccountHistory(History):
    """The history of accounts, without a row for each sign-in."""

    def post_save(self, instance: Any, created: bool, using: str | None = None, **kwargs: Any) -> None:
        """Keep the account as it is now, unless only fields were saved that no history keeps."""
        saved = kwargs.get("update_fields")
        if saved is None or {field.name for field in self.fields_included(instance)} & set(saved):
            super().post_save(instance, created, using=using, **kwargs)


@contextmanager
def without_trace() -> Iterator[None]:
    """A block for deleting rows together with their whole history, which need not first tell that they are deleted."""
    token = _leaves_no_trace.set(True)
    try:
        yield
    finally:
        _leaves_no_trace.reset(token)
