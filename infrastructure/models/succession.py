"""Statements that stand until the same thing is stated again (以最近一次为准)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from targets.models.entries import StandingEntry, StandingQuerySet


class SuccessionQuerySet(StandingQuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        entries = list(objs)
        stored = super().bulk_create(entries, *args, **kwargs)
        self.settle(entry.series for entry in entries)
        return stored

    def bulk_update(self, objs, fields, *args, **kwargs):
        entries = list(objs)
        changed = super().bulk_update(entries, fields, *args, **kwargs)
        self.settle(entry.series for entry in entries)
        return changed

    def settle(self, series: Iterable[tuple]) -> None:
        """Work out by which day each valid statement of these series was replaced."""
        for values in set(series):
            mine = self.model.objects.valid().filter(**dict(zip(self.model.series_fields, values, strict=True)))
            mine.update(replaced_on=Subquery(self._later(mine).values(self.model.day_field)[:1]))

    def _later(self, mine):
        """The statements of a series after the one asked about, the next first; of one day, the one entered later."""
        day = self.model.day_field
        later = Q(**{f"{day}__gt": OuterRef(day)}) | Q(**{day: OuterRef(day), "pk__gt": OuterRef("pk")})
        return mine.filter(later).order_by(day, "pk")


class SuccessiveEntry(StandingEntry):
    """What was stated as of a day; it stands until the next statement of its series.

    `series_fields` name what makes statements successors of each other. `replaced_on` is never typed: it follows from
    the other valid statements, whatever was added, changed, cancelled, deleted or imported, so that at any month's
    end exactly the latest statement of each series counts.
    """

    end_field = "replaced_on"
    series_fields: ClassVar[tuple[str, ...]]

    replaced_on = models.DateField(_("restated on"), null=True, blank=True, editable=False)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def series(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.series_fields)

    @classmethod
    def from_db(cls, db, field_names, values):
        """Remember the series it was of when it was read."""
        entry = super().from_db(db, field_names, values)
        if set(cls.series_fields) <= set(field_names):
            entry._was_of = entry.series
        return entry

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        type(self).objects.settle([getattr(self, "_was_of", self.series), self.series])
        self._was_of = self.series

    def delete(self, *args, **kwargs):
        answer = super().delete(*args, **kwargs)
        type(self).objects.settle([self.series])
        return answer

    def requirements(self):
        """Its own end is worked out, and is no rule for who types."""
        return super(StandingEntry, self).requirements()
