"""From an entry to the figures that count it, and to the reports in which it was frozen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Q, Value, When
from django.utils.translation import gettext as _

from targets import access
from targets.models import CountedEntry, Indicator
from targets.models.entries import Entry
from targets.pages.phrases import month_text
from targets.pages.register_cells import entries_url
from targets.periods import Month
from targets.registers.declaration import Figure, Register

EVERY = Q(pk__isnull=False)


@dataclass(frozen=True, slots=True)
class CountedFor:
    """A figure that counts the entry now, and the months in words."""

    label: str
    months: str


@dataclass(frozen=True, slots=True)
class FrozenIn:
    """A submission that rests on the entry; `url` leads to the rows behind its figure, where the reader may go."""

    label: str
    url: str
    changed: bool


def counted_for(register: Register, entry: Entry) -> list[CountedFor]:
    """The register's figures that count the entry, in one query for what they choose."""
    if entry.cancelled_on or not register.figures:
        return []
    yes = {f"f{place}": _is_chosen(figure) for place, figure in enumerate(register.figures)}
    chosen = register.model.objects.filter(pk=entry.pk).annotate(**yes).values(*yes).get()
    names = _names(figure.indicator for figure in register.figures)
    found = []
    for place, figure in enumerate(register.figures):
        months = _months(register, figure, entry) if chosen[f"f{place}"] else ""
        if months:
            found.append(CountedFor(names.get(figure.indicator) or str(figure.label), months))
    return found


def _is_chosen(figure: Figure) -> Case:
    """Does the figure choose the entry, whatever its days?"""
    return Case(When(figure.where or EVERY, then=Value(True)), default=Value(False), output_field=BooleanField())


def _names(codes: Iterable[str]) -> dict[str, str]:
    rows = Indicator.objects.filter(code__in=[code for code in codes if code]).order_by("plan__year")
    return {row.code: str(row) for row in rows}


def _months(register: Register, figure: Figure, entry: Entry) -> str:
    """The month in which the figure counts the entry, or from which one to which; empty for none."""
    if not figure.standing:
        day = getattr(entry, figure.on or register.model.day_field)
        return month_text(Month.of(day)) if day else ""
    if entry.day is None:
        return ""
    first = month_text(Month.of(entry.day))
    if entry.ended is None:
        return _("from %(month)s on") % {"month": first}
    last = Month.of(entry.ended).previous
    if last < Month.of(entry.day):
        return ""
    return _("%(first)s to %(last)s") % {"first": first, "last": month_text(last)}


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
    words = (row.count.indicator, report.unit.filing_name, month_text(report.period))
    readable = rights.reads(report.unit, report.chapter.app, report.state)
    url = entries_url(report, row.count.indicator.code) if readable else ""
    return FrozenIn(" · ".join(map(str, words)), url, row.version != entry.version)
