"""Freezing at submission: what registers count for a report is stored, with the very entries that they count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Value

from targets.models import CountedEntry, Indicator, RegisterCount, Submission
from targets.registers.counting import FigureCount, entries_behind
from targets.registers.counting_units import CountingUnits
from targets.registers.declaration import CountedFigure, Register

BATCH = 2000


class Answer(NamedTuple):
    """An indicator, the register's figure that answers it, and what it counts."""

    indicator: Indicator
    register: Register
    figure: CountedFigure
    counted: FigureCount


def freeze(submission: Submission, answers: Sequence[Answer], counting_units: CountingUnits) -> None:
    """Store these counts with the submission, and the very entries behind each, with their versions.

    `counting_units` says, as it did when they were counted, which units' entries these are.
    The caller has locked the report and, before it counted, the entries (`locking.lock_counted_entries`): so the list
    of entries and the count agree.
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
        entries_behind(
            register,
            figure,
            report.unit,
            report.period,
            city_wide=indicator.is_city_wide,
            counting_units=counting_units,
        )
        .order_by()
        .annotate(answer=Value(place))
        .values_list("answer", "pk", "version")
        for place, (indicator, register, figure, _counted) in enumerate(answers)
    ]
    if not behind:
        return
    first, *others = behind
    rows = first.union(*others, all=True)
    CountedEntry.objects.bulk_create(
        (
            CountedEntry(count=counts[place], register=counts[place].register, entry=pk, version=version)
            for place, pk, version in rows
        ),
        batch_size=BATCH,
    )
