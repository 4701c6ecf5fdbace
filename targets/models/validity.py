"""What holds from a month on: rows whose earlier months keep what was true of them.

The row itself says what holds now, or what was decided last; its versions say what held in each month. A version holds
until the next one begins. Months that were closed (`targets.models.closings`) keep what they were judged by.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from targets import clock
from targets.models.closings import ALWAYS, MonthClosing
from targets.models.quantities import MonthField
from targets.models.versions import Tracked, TrackedQuerySet, one_change
from targets.periods import Month


@dataclass(frozen=True, slots=True)
class Decision:
    """From which month on a change holds, the paper that decided it, and who entered it."""

    from_month: Month | None = None
    document: str = ""
    decided_on: date | None = None
    reason: str = ""
    by: Any = None


class VersionQuerySet(TrackedQuerySet):
    def in_force(self, month: Month) -> Self:
        """The version of each row that holds in the month."""
        owner = self.model.owner
        begun = self.model.objects.filter(**{owner: OuterRef(owner)}, from_month__lte=month.first_day)
        return self.filter(pk=Subquery(begun.order_by("-from_month").values("pk")[:1]))


class Version(Tracked):
    """What holds of a row from a month on, until its next version.

    `document`, `decided_on`, `reason`, `decided_by` and `entered_at` say by which paper it was decided, and who entered
    it when; they are empty for what the portal was loaded with. `decided_for` is the month that the paper names, where
    that month was closed already: the version then holds from the first open month on. `owner` is the name of the field
    that leads to the row.
    """

    owner: ClassVar[str]

    from_month = MonthField(_("from month"), default=ALWAYS.first_day)
    document = models.CharField(_("document"), max_length=120, blank=True)
    decided_on = models.DateField(_("day of the document"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )

    entered_at = models.DateTimeField(_("entered at"), null=True, blank=True, editable=False)
    decided_for = models.DateField(_("decided for"), null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def begins(self) -> Month:
        return Month.of(self.from_month)


class Dated(Tracked):
    """A row of which some fields hold from a month on: `dated_fields`, kept in its `versions`."""

    dated_fields: ClassVar[frozenset[str]]
    # Set where the instance says what held in an earlier month; it can only be read.
    as_of: Month | None = None

    class Meta:
        abstract = True

    @property
    def dated(self) -> dict[str, Any]:
        """What holds from a month on, by the names of the fields."""
        return {name: getattr(self, name) for name in self.dated_fields}

    def refuse_the_past(self) -> None:
        """Raise TypeError where the instance says what held in an earlier month."""
        if self.as_of is not None:
            raise TypeError(f"This is {self} as it was in {self.as_of}; read the row itself to change it.")

    @property
    def closed_with(self) -> int | None:
        """The primary key of the plan whose closed months keep what held of the row; None for every plan's."""
        return None

    def first_open_month(self) -> Month:
        """The earliest month from which a change may hold; the months before are closed."""
        return MonthClosing.objects.first_open_month(self.closed_with)

    @staticmethod
    def from_when(from_month: Month | None, decision: Decision | None) -> Month:
        """The month from which a change is to hold; the present one where none is named."""
        named = decision.from_month if decision else from_month
        return named or Month.of(clock.today())

    def keep_versions(self, from_month: Month | None, decision: Decision | None = None) -> date | None:
        """Keep what changed as holding from the month on, without one from the present month.

        A change never reaches into closed months, nor before the row began. A new row has always held, but not in
        closed months. Returns the day from which something changed; None for a new row, or where nothing did.
        """
        earliest = self.first_open_month()
        versions = list(self.versions.order_by("from_month"))
        if not versions:
            named = decision.from_month if decision else from_month
            first = max(named or ALWAYS, earliest).first_day
            self.versions.create(from_month=first, **self.dated, **signature(first, decision))
            return None
        changed = {name: value for name, value in self.dated.items() if getattr(versions[-1], name) != value}
        if not changed:
            return None
        wanted = max(self.from_when(from_month, decision), earliest)
        first = max(wanted.first_day, versions[0].from_month)
        before = [version for version in versions if version.from_month <= first]
        if before[-1].from_month != first:
            held = {name: getattr(before[-1], name) for name in self.dated_fields}
            self.versions.create(from_month=first, **held)
        self.versions.filter(from_month__gte=first).update(**changed)
        if decision:
            self.versions.filter(from_month=first).update(**signature(first, decision))
        return first


def signature(first: date, decision: Decision | None) -> dict[str, Any]:
    """What the version that begins on this day says of the paper that decided it, and of who entered it."""
    if decision is None:
        return {}
    named = decision.from_month.first_day if decision.from_month else first
    return {
        "document": decision.document,
        "decided_on": decision.decided_on,
        "reason": decision.reason,
        "decided_by": decision.by,
        "entered_at": clock.now(),
        "decided_for": named if named < first and decision.from_month != ALWAYS else None,
    }


class DatedQuerySet(TrackedQuerySet):
    """Many dated rows at once, each with its first version."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Create the rows, each with the version that has always held, but not in closed months."""
        with one_change(savepoint=False):
            rows = super().bulk_create(objs, *args, **kwargs)
            if rows:
                versions = self.model.versions.rel.related_model
                plans = {row.closed_with for row in rows}
                first_open = {plan: MonthClosing.objects.first_open_month(plan) for plan in plans}
                versions.objects.bulk_create(
                    versions(**{versions.owner: row}, from_month=first_open[row.closed_with].first_day, **row.dated)
                    for row in rows
                )
            return rows

    def update(self, **kwargs: Any) -> int:
        """Raises TypeError for what holds from a month on: saving row by row keeps the versions."""
        fields = self.model.dated_fields
        # A text has a field for each language, and a reference one for its key.
        if dated := {name for name in kwargs if any(one == name or one.startswith(f"{name}_") for one in fields)}:
            raise TypeError(f"Change these one by one, so that earlier months keep what was true of them: {dated}")
        return super().update(**kwargs)
