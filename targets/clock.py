"""The portal's clock: the real date, or the day that the setting TODAY names."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from targets.periods import Month


def today() -> date:
    """The day on which the portal believes to be, in the bureau's time zone."""
    return settings.TODAY or timezone.localdate()


def now() -> datetime:
    """The moment, on the portal's day."""
    moment = timezone.localtime()
    day = today()
    return moment.replace(year=day.year, month=day.month, day=day.day)


def begin_of_year() -> date:
    """The first day of the portal's year: from which something is to be built or covered unless said otherwise."""
    return today().replace(month=1, day=1)


def month_to_report() -> Month:
    """The month whose figures are asked for now: the last one that has ended."""
    return Month.of(today()).previous
