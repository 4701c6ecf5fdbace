"""Freezing at submission: what registers count for a report, and the very entries that they count."""

from __future__ import annotations

from collections.abc import Iterable

from targets.models import CountedEntry, Indicator, RegisterCount, ReportingUnit, Submission
from targets.progress import Kind
from targets.registers.counting import count, entries_behind
from targets.registers.declaration import Figure, Register
from targets.registers.registry import registry

BATCH = 2000
Answer = tuple[Indicator, Register, Figure]


def freeze(submission: Submission) -> list[RegisterCount]:
    """Keep count and entries of every indicator that a register of the report's unit counts.

    The caller holds the report's lock and a transaction. Each figure's entries are locked before they are counted,
    so that list and count agree whatever else is written meanwhile.
    """
    report = submission.report
    answers = _answers(report.chapter_id)
    wanted: dict[Register, list[Figure]] = {}
    for _indicator, register, figure in answers:
        wanted.setdefault(register, []).append(figure)
    now = count(wanted, [report.period], units=ReportingUnit.objects.own_area(report.unit))
    kept = [one for one in answers if now.of(one[1], report.unit, report.period, one[2]) is not None]
    return [_freeze(submission, *one) for one in kept]


def _answers(chapter_id: int) -> list[Answer]:
    entered = Indicator.objects.filter(task__chapter=chapter_id).exclude(kind=Kind.MILESTONES)
    found = ((indicator, registry.answering(indicator.code)) for indicator in entered)
    return [(indicator, *answer) for indicator, answer in found if answer is not None]


def _freeze(submission: Submission, indicator: Indicator, register: Register, figure: Figure) -> RegisterCount:
    report = submission.report
    behind = entries_behind(register, figure, report.unit, report.period).order_by("pk")
    entries = list(behind.select_for_update(of=("self",)).values_list("pk", "version"))
    frozen = RegisterCount.objects.create(submission=submission, indicator=indicator, register=register.name)
    _keep(frozen, entries)
    numbers = _numbers(frozen, register, figure)
    RegisterCount.objects.filter(pk=frozen.pk).update(**numbers)
    return frozen


def _keep(frozen: RegisterCount, entries: Iterable[tuple[int, int]]) -> None:
    rows = [CountedEntry(count=frozen, register=frozen.register, entry=pk, version=v) for pk, v in entries]
    CountedEntry.objects.bulk_create(rows, batch_size=BATCH)


def _numbers(frozen: RegisterCount, register: Register, figure: Figure) -> dict:
    """The figure of exactly the entries that were kept."""
    entries = register.model.objects.filter(pk__in=frozen.entries.values("entry"))
    month = frozen.submission.report.period
    above = figure.counts.copy()
    above.filter = register.reached(figure, month) or None
    if not figure.is_ratio:
        return {"value": entries.aggregate(n=above)["n"] or 0}
    found = entries.aggregate(n=above, d=figure.out_of)
    return {"numerator": found["n"] or 0, "denominator": found["d"] or 0}
