"""Entries of registers (台帐): what the registers of all chapters have in common.

An entry is kept by a unit: a district, its street or community, or the city level. What is wrong is corrected, and
the history keeps the old; what should never have been there is cancelled (作废) with a reason and counts no longer.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from targets.models.units import ReportingUnit
from targets.models.versions import Tracked, TrackedQuerySet
from targets.periods import Month


class EntryQuerySet(TrackedQuerySet):
    def valid(self):
        """Entries that count: those not cancelled."""
        return self.filter(cancelled_on__isnull=True)

    def happened_in(self, month: Month):
        """Entries whose day lies in the month."""
        return self.filter(**{f"{self.model.day_field}__range": (month.first_day, month.last_day)})


class Entry(Tracked):
    """One row of a register. `day_field` names the day by which it is listed and belongs to a month."""

    day_field: ClassVar[str]
    end_field: ClassVar[str] = ""
    due_field: ClassVar[str] = ""

    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="+", verbose_name=_("kept by"))
    remarks = models.CharField(_("remarks"), max_length=500, blank=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("reason of the cancellation"), max_length=500, blank=True, editable=False)
    origin = models.CharField(_("came from"), max_length=255, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = EntryQuerySet.as_manager()
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True

    def __str__(self):
        """Never anything personal: the admin's log and messages quote it."""
        return f"{self._meta.verbose_name} {self.pk or ''}".strip()

    @property
    def day(self) -> date | None:
        return getattr(self, self.day_field)

    def requirements(self) -> list[tuple[bool, str, str]]:
        """Rules between the entry's fields: is it kept, the field to blame, the sentence. Subclasses add theirs.

        Only asked once every field is readable; values may still be None.
        """
        return []

    def clean(self):
        super().clean()
        broken = {}
        for kept, field, sentence in self.requirements():
            if not kept:
                broken.setdefault(field, []).append(sentence)
        if broken:
            raise ValidationError(broken)


class EventEntry(Entry):
    """Something that happened on a day, such as a training class."""

    class Meta:
        abstract = True


class StandingQuerySet(EntryQuerySet):
    def during(self, month: Month):
        """Entries in force on the month's last day."""
        return self.filter(self.model.standing(month))

    def open(self):
        """Entries that have not ended."""
        return self.valid().filter(**{f"{self.model.end_field}__isnull": True})

    def overdue(self, today: date):
        """Open entries whose deadline has passed."""
        return self.open().filter(**{f"{self.model.due_field}__lt": today})

    def due_soon(self, today: date, days: int | None = None):
        """Open entries whose deadline comes within so many days (setting DUE_SOON_DAYS)."""
        last = today + timedelta(days=settings.DUE_SOON_DAYS if days is None else days)
        return self.open().filter(**{f"{self.model.due_field}__range": (today, last)})


class StandingEntry(Entry):
    """Something in force from a day on until it ends, such as a zero-employment household."""

    objects = StandingQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def standing(cls, month: Month) -> Q:
        """The condition of being in force on the month's last day."""
        last = month.last_day
        ended_later = Q(**{f"{cls.end_field}__isnull": True}) | Q(**{f"{cls.end_field}__gt": last})
        return Q(**{f"{cls.day_field}__lte": last}) & ended_later

    @property
    def ended(self) -> date | None:
        return getattr(self, self.end_field)

    def requirements(self):
        begin, end = self.day, self.ended
        in_order = begin is None or end is None or begin <= end
        return [*super().requirements(), (in_order, self.end_field, _("This day lies before the beginning."))]


class Deadlined(StandingEntry):
    """A standing entry to be settled by a day: by the rule of its kind (办理期限), or as agreed with a reason."""

    due_field = "due_on"

    due_on = models.DateField(
        _("to be settled by"), null=True, blank=True, help_text=_("Empty: worked out by the rule of this register.")
    )
    officer = models.CharField(_("officer in charge"), max_length=40, blank=True)

    class Meta:
        abstract = True

    def is_overdue(self, today: date) -> bool:
        return self.ended is None and self.due_on is not None and self.due_on < today

    def is_due_soon(self, today: date) -> bool:
        last = today + timedelta(days=settings.DUE_SOON_DAYS)
        return self.ended is None and self.due_on is not None and today <= self.due_on <= last


class CaseEntry(Deadlined):
    """A case (案件): received, in charge of somebody, taken through steps, closed with a result."""

    day_field, end_field = "received_on", "closed_on"

    case_no = models.CharField(_("case no."), max_length=40)
    received_on = models.DateField(_("received on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=500, blank=True)

    class Meta:
        abstract = True

    def requirements(self):
        said = self.closed_on is None or bool(self.result.strip())
        return [*super().requirements(), (said, "result", _("Say with what result the case was closed."))]
