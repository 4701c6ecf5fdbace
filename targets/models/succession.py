"""Entries that hold until the same thing is stated again (以最近一次为准)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from targets.models.entries import StandingEntry, StandingQuerySet

# How many series one SQL statement updates.
AT_ONCE = 500
# The values that the entries of one series have in `series_fields`.
Series = tuple[Any, ...]


class SuccessionQuerySet(StandingQuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        entries = list(objs)
        # With `update_conflicts` an entry may overwrite one that belonged to another series.
        before = self._series_at([entry.pk for entry in entries])
        stored = super().bulk_create(entries, *args, **kwargs)
        self.update_replaced_on([*before, *(entry.series for entry in entries)])
        return stored

    def bulk_update(self, objs, fields, *args, **kwargs):
        entries = list(objs)
        before = self._series_at([entry.pk for entry in entries])
        changed = super().bulk_update(entries, fields, *args, **kwargs)
        self.update_replaced_on([*before, *(entry.series for entry in entries)])
        return changed

    def _series_at(self, keys: Sequence[int | None]) -> list[Series]:
        """The series of the stored entries with these primary keys."""
        known = [key for key in keys if key is not None]
        rows = self.model.objects.filter(pk__in=known).values_list(*self.model.series_fields)
        return list(rows) if known else []

    def update_replaced_on(self, series: Iterable[Series]) -> None:
        """Work out on which day each valid entry of these series was replaced by its successor.

        The successor is the next valid entry of the series by day; of entries with the same day, the one entered later.
        """
        day, names = self.model.day_field, self.model.series_fields
        later = Q(**{f"{day}__gt": OuterRef(day)}) | Q(**{day: OuterRef(day), "pk__gt": OuterRef("pk")})
        same_series = {name: OuterRef(name) for name in names}
        successors = self.model.objects.valid().filter(later, **same_series).order_by(day, "pk")
        next_day = Subquery(successors.values(day)[:1])
        found = sorted(set(series))
        for start in range(0, len(found), AT_ONCE):
            parts = zip(*found[start : start + AT_ONCE], strict=True)
            # Each field is compared alone, which may select other series as well: their entries get the same day again.
            chosen = {f"{name}__in": set(values) for name, values in zip(names, parts, strict=True)}
            self.model.objects.valid().filter(**chosen).update(replaced_on=next_day)


class SuccessiveEntry(StandingEntry):
    """What was stated as of a day; it holds until the next entry of its series replaces it.

    Entries with the same values in `series_fields` form a series. `replaced_on` is never typed in: it is worked out
    anew whenever entries are added, changed, cancelled, deleted or imported, so that at the end of any month exactly
    the latest entry of each series counts.
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
        """Save, and update the series of the entry, its former series too."""
        entries = type(self).objects
        before = entries.all()._series_at([self.pk])
        super().save(*args, **kwargs)
        entries.update_replaced_on([*before, self.series])

    def delete(self, *args, **kwargs):
        answer = super().delete(*args, **kwargs)
        type(self).objects.update_replaced_on([self.series])
        return answer

    def requirements(self):
        """Without the rule of a standing entry for its end, since `replaced_on` is worked out and not typed in."""
        return super(StandingEntry, self).requirements()
