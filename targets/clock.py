"""The portal's clock: the real date, or the day that the setting TODAY gives."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from targets.periods import Month

_retold: ContextVar[datetime | None] = ContextVar("retold", default=None)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block the clock stands at the moment; for what is told of an earlier day, as in the demonstration."""
    before = _retold.set(moment)
    try:
        yield
    finally:
        _retold.reset(before)


def today() -> date:
    """The portal's current day, in the bureau's time zone."""
    if retold := _retold.get():
        return timezone.localtime(retold).date()
    return settings.TODAY or timezone.localdate()


def now() -> datetime:
    """The current time of day, on the portal's current day."""
    if retold := _retold.get():
        return retold
    moment = timezone.localtime()
    day = today()
    return moment.replace(year=day.year, month=day.month, day=day.day)


def day_of(moment: datetime) -> date:
    """The day of a moment, in the bureau's time zone; the database keeps moments in UTC, whose day begins later."""
    return timezone.localtime(moment).date()


def begin_of_year() -> date:
    """1 January of the portal's current year; a default for fields of models."""
    return today().replace(month=1, day=1)


def month_to_report() -> Month:
    """The month to be reported on now: the last one that has ended."""
    return Month.of(today()).previous
