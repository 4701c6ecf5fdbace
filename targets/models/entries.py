"""Entries of registers (台帐): the abstract models that the registers of all chapters derive from.

An entry is kept by a unit: a district, a street or community, or the city level. A mistake in it is corrected, and the
history keeps what stood before. An entry that should never have been made is cancelled (作废) with a reason: it stays
readable and is no longer counted.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from targets.models.history import History
from targets.models.units import ReportingUnit
from targets.models.versions import Tracked, TrackedQuerySet
from targets.periods import Month


class EntryQuerySet(TrackedQuerySet):
    def valid(self):
        """Entries that are not cancelled; only these are counted."""
        return self.filter(cancelled_on__isnull=True)


class Entry(Tracked):
    """One row of a register (台帐记录).

    `day_field` names the date by which entries are ordered and assigned to a month. `end_field` names the date on which
    a standing entry ends, `due_field` the one by which it must be settled; they are empty where there is no such date.
    `version` rises with every change, and whoever saves names the version that was read. `origin` says where an
    imported entry came from: file, sheet and row.
    """

    day_field: ClassVar[str]
    end_field: ClassVar[str] = ""
    due_field: ClassVar[str] = ""

    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="+", verbose_name=_("kept by"))
    remarks = models.CharField(_("remarks"), max_length=500, blank=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("reason for the cancellation"), max_length=500, blank=True, editable=False)
    origin = models.CharField(_("came from"), max_length=255, blank=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = EntryQuerySet.as_manager()
    history = History(inherit=True)

    class Meta:
        abstract = True

    def __str__(self):
        """Without personal data, because the admin's log and messages quote it."""
        return f"{self._meta.verbose_name} {self.pk or ''}".strip()

    @property
    def day(self) -> date | None:
        return getattr(self, self.day_field)

    def requirements(self) -> list[tuple[bool, str, str]]:
        """Rules between the entry's fields: whether each is met, the field that shows the error, and its message.

        Subclasses add their own. They are evaluated once every field could be read; a value may still be None.
        """
        return []

    def clean(self):
        super().clean()
        broken = {}
        for is_met, field, message in self.requirements():
            if not is_met:
                broken.setdefault(field, []).append(message)
        if broken:
            raise ValidationError(broken)


class EventEntry(Entry):
    """Something that happened on one day, such as a training class; it is counted in the month of that day."""

    class Meta:
        abstract = True


class StandingQuerySet(EntryQuerySet):
    def open(self):
        """Valid entries that have not ended."""
        return self.valid().filter(**{f"{self.model.end_field}__isnull": True})

    def overdue(self, today: date):
        """Open entries whose due date lies before this day."""
        return self.open().filter(**{f"{self.model.due_field}__lt": today})

    def due_soon(self, today: date, days: int | None = None):
        """Open entries due today or within so many days (the setting DUE_SOON_DAYS, unless given)."""
        last = today + timedelta(days=settings.DUE_SOON_DAYS if days is None else days)
        return self.open().filter(**{f"{self.model.due_field}__range": (today, last)})


class StandingEntry(Entry):
    """Something in force from one day until it ends, such as a zero-employment household (零就业家庭).

    It is counted in every month on whose last day it is in force (期末在册).
    """

    objects = StandingQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def in_force(cls, month: Month) -> Q:
        """The condition that an entry is in force on the month's last day: it has begun and has not ended by then."""
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
    """A standing entry that must be settled by a day (办理期限).

    `due_on` follows from the register's deadline rule unless another day was agreed and entered. `officer` is the
    person in charge (经办人).
    """

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
    """A case (案件): received, handled by an officer in steps (`CaseStep`), closed with a result (办理结果)."""

    day_field, end_field = "received_on", "closed_on"

    case_no = models.CharField(_("case no."), max_length=40)
    received_on = models.DateField(_("received on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=500, blank=True)

    class Meta:
        abstract = True

    def requirements(self):
        has_result = self.closed_on is None or bool(self.result.strip())
        return [*super().requirements(), (has_result, "result", _("Say with what result the case was closed."))]
