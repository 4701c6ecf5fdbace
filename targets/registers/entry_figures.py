"""The figures that count an entry, in which months, and the submitted reports whose counts rest on it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BooleanField, Case, Q, Value, When
from django.utils.translation import gettext as _

from targets import access
from targets.frame.phrases import month_text
from targets.models import CountedEntry, Indicator
from targets.models.entries import Entry
from targets.periods import Month
from targets.registers.declaration import CountedFigure, Register
from targets.registers.links import entries_url

EVERY = Q(pk__isnull=False)


@dataclass(frozen=True, slots=True)
class CountedFor:
    """A figure that counts the entry now, and the months in words."""

    label: str
    months: str


@dataclass(frozen=True, slots=True)
class FrozenIn:
    """A submission whose frozen counts rest on the entry.

    `url` leads to the entries behind its figure; it is empty where the reader may not read the report. `changed` says
    that the entry was changed since it was counted.
    """

    label: str
    url: str
    changed: bool


@dataclass(frozen=True, slots=True)
class CountedMonths:
    """The months in which a figure counts an entry: from the first to the last, or for as long as it stands."""

    figure: CountedFigure
    first: Month
    last: Month | None

    def __contains__(self, month: Month) -> bool:
        return self.first <= month and (self.last is None or month <= self.last)

    @property
    def text(self) -> str:
        first = month_text(self.first)
        if self.last is None:
            return _("from %(month)s on") % {"month": first}
        if not self.figure.standing:
            return first
        return _("%(first)s to %(last)s") % {"first": first, "last": month_text(self.last)}


def counted_for(register: Register, entry: Entry) -> list[CountedFor]:
    """The register's figures that count the entry, and when."""
    found = counted_months(register, entry)
    codes = [code for one in found if (code := one.figure.indicator)]
    rows = Indicator.objects.published().filter(code__in=codes).order_by("plan__year")
    names = {row.code: str(row) for row in rows}
    return [CountedFor(names.get(one.figure.indicator) or str(one.figure.label), one.text) for one in found]


def counted_months(register: Register, entry: Entry) -> list[CountedMonths]:
    """The months in which each figure counts the entry, as `Register.rule` has it. One query."""
    if entry.cancelled_on or not register.figures:
        return []
    yes = {f"f{place}": _is_chosen(figure) for place, figure in enumerate(register.figures)}
    chosen = register.model.objects.filter(pk=entry.pk).annotate(**yes).values(*yes).get()
    found = [_months(register, one, entry) for place, one in enumerate(register.figures) if chosen[f"f{place}"]]
    return [one for one in found if one]


def _is_chosen(figure: CountedFigure) -> Case:
    """Does the figure choose the entry, whatever its days?"""
    return Case(When(figure.where or EVERY, then=Value(True)), default=Value(False), output_field=BooleanField())


def _months(register: Register, figure: CountedFigure, entry: Entry) -> CountedMonths | None:
    """The months in which the figure counts an entry that it chooses; None where there is none."""
    day = entry.day if figure.standing else getattr(entry, figure.on or register.model.day_field)
    # The denominator of a rate counts the entry before it has reached the figure's day.
    reached = getattr(entry, figure.reached) if figure.reached and not figure.is_ratio else day
    if day is None or reached is None:
        return None
    first = Month.of(max(day, reached)) if figure.standing else Month.of(day)
    last: Month | None = first
    if figure.standing:
        # The last month at whose end the entry is in force; None while it has not ended.
        last = Month.of(entry.ended).previous if entry.ended else None
    if Month.of(reached) > first or (last is not None and last < first):
        return None
    return CountedMonths(figure, first, last)


def frozen_in(register: Register, entry: Entry, user) -> list[FrozenIn]:
    """The submissions whose frozen counts rest on the entry, the newest first."""
    rights = access.of(user)
    rows = CountedEntry.objects.filter(register=register.name, entry=entry.pk).select_related(
        "count__indicator", "count__submission__report__unit", "count__submission__report__chapter"
    )
    return [
        _frozen(row, entry, rights) for row in rows.order_by("-count__submission__submitted_at", "count__indicator")
    ]


def _frozen(row: CountedEntry, entry: Entry, rights: access.Access) -> FrozenIn:
    report = row.count.submission.report
    words = (row.count.indicator, report.unit.name_in_reports, month_text(report.period))
    readable = rights.reads(report.unit, report.chapter.app, report.state)
    url = entries_url(report, row.count.indicator.code) if readable else ""
    return FrozenIn(" · ".join(map(str, words)), url, row.version != entry.version)
