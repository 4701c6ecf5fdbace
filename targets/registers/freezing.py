"""Freezing at submission: what registers count for a report, and the very entries that they count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Value

from targets.models import CountedEntry, Indicator, RegisterCount, ReportingUnit, Submission
from targets.registers.counting import Counted, entries_behind, looked_at
from targets.registers.declaration import Figure, Register
from targets.registers.holding import hold

BATCH = 2000


class Answer(NamedTuple):
    """An indicator, the register's figure that answers it, and what it counts."""

    indicator: Indicator
    register: Register
    figure: Figure
    counted: Counted


def hold_entries(units: Sequence[ReportingUnit]) -> None:
    """Let nobody write the entries that count for these units' reports, until the transaction ends."""
    if any(unit.is_city for unit in units):
        hold(ReportingUnit.objects.all())
        return
    areas = ReportingUnit.objects.none()
    for unit in units:
        areas |= looked_at(unit)
    hold(areas)


def freeze(submission: Submission, answers: Sequence[Answer]) -> None:
    """Keep these counts, with the entries behind each.

    The caller holds the report and, since before it counted, the units' entries: so list and count agree.
    """
    report = submission.report
    counts = RegisterCount.objects.bulk_create(
        RegisterCount(
            submission=submission,
            indicator=answer.indicator,
            register=answer.register.name,
            **answer.counted._asdict(),
        )
        for answer in answers
    )
    behind = [
        entries_behind(register, figure, report.unit, report.period, city_wide=indicator.is_city_wide)
        .order_by()
        .annotate(answer=Value(place))
        .values_list("answer", "pk", "version")
        for place, (indicator, register, figure, _counted) in enumerate(answers)
    ]
    if not behind:
        return
    first, *others = behind
    rows = first.union(*others, all=True) if others else first
    CountedEntry.objects.bulk_create(
        (
            CountedEntry(count=counts[place], register=counts[place].register, entry=pk, version=version)
            for place, pk, version in rows
        ),
        batch_size=BATCH,
    )
