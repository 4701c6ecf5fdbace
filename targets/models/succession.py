"""Statements that stand until the same thing is stated again (以最近一次为准)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from targets.models.entries import StandingEntry, StandingQuerySet

# As many series as one statement names.
AT_ONCE = 500
Series = tuple[Any, ...]


class SuccessionQuerySet(StandingQuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        entries = list(objs)
        # One that takes another's place in the table may have been of another series before.
        before = self._series_at([entry.pk for entry in entries])
        stored = super().bulk_create(entries, *args, **kwargs)
        self.settle([*before, *(entry.series for entry in entries)])
        return stored

    def bulk_update(self, objs, fields, *args, **kwargs):
        entries = list(objs)
        before = self._series_at([entry.pk for entry in entries])
        changed = super().bulk_update(entries, fields, *args, **kwargs)
        self.settle([*before, *(entry.series for entry in entries)])
        return changed

    def _series_at(self, keys: Sequence[int | None]) -> list[Series]:
        """The series of which the entries are that stand under these keys now."""
        known = [key for key in keys if key is not None]
        rows = self.model.objects.filter(pk__in=known).values_list(*self.model.series_fields)
        return list(rows) if known else []

    def settle(self, series: Iterable[Series]) -> None:
        """Work out by which day each valid statement of these series was replaced; others may be looked at as well."""
        found = sorted(set(series))
        names = self.model.series_fields
        next_day = Subquery(self._successors().values(self.model.day_field)[:1])
        for start in range(0, len(found), AT_ONCE):
            parts = zip(*found[start : start + AT_ONCE], strict=True)
            mine = {f"{name}__in": set(values) for name, values in zip(names, parts, strict=True)}
            self.model.objects.valid().filter(**mine).update(replaced_on=next_day)

    def _successors(self):
        """The later valid statements of the series asked about, the next first; of one day, the one entered later."""
        day = self.model.day_field
        later = Q(**{f"{day}__gt": OuterRef(day)}) | Q(**{day: OuterRef(day), "pk__gt": OuterRef("pk")})
        same = {name: OuterRef(name) for name in self.model.series_fields}
        return self.model.objects.valid().filter(later, **same).order_by(day, "pk")


class SuccessiveEntry(StandingEntry):
    """What was stated as of a day; it stands until the next statement of its series.

    `series_fields` name what makes statements successors of each other. `replaced_on` is never typed: it follows from
    the other valid statements, whatever was added, changed, cancelled, deleted or imported, so that at any month's
    end exactly the latest statement of each series counts.
    """

    end_field = "replaced_on"
    series_fields: ClassVar[tuple[str, ...]]

    replaced_on = models.DateField(_("replaced on"), null=True, blank=True, editable=False)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def series(self) -> Series:
        return tuple(getattr(self, name) for name in self.series_fields)

    def save(self, *args, **kwargs):
        """Keep the series in step, that of which the entry was before as well."""
        entries = type(self).objects
        before = entries.all()._series_at([self.pk])
        super().save(*args, **kwargs)
        entries.settle([*before, self.series])

    def delete(self, *args, **kwargs):
        answer = super().delete(*args, **kwargs)
        type(self).objects.settle([self.series])
        return answer

    def requirements(self):
        """Its own end is worked out, and is no rule for who types."""
        return super(StandingEntry, self).requirements()
