"""Freezing at submission: what registers count for a report, and the very entries that they count."""

from __future__ import annotations

from collections.abc import Iterator

from targets.models import CountedEntry, Indicator, MonthlyReport, RegisterCount, ReportingUnit, Submission
from targets.progress import Kind
from targets.registers.counting import ZERO, Counted, count, entries_behind, filtered
from targets.registers.declaration import Figure, Register
from targets.registers.registry import registry

BATCH = 2000
Answer = tuple[Indicator, Register, Figure]


def freeze(submission: Submission) -> list[RegisterCount]:
    """Keep count and entries of every indicator that a register of the report's unit counts.

    The caller holds the report's lock and a transaction. Each figure's entries are locked before they are counted,
    so that list and count agree whatever else is written meanwhile.
    """
    answers = {indicator.pk: (register, figure) for indicator, register, figure in _kept(submission.report)}
    counts = RegisterCount.objects.bulk_create(
        RegisterCount(submission=submission, indicator_id=pk, register=register.name)
        for pk, (register, _figure) in answers.items()
    )
    CountedEntry.objects.bulk_create(
        (row for frozen in counts for row in _rows(frozen, *answers[frozen.indicator_id])), batch_size=BATCH
    )
    for frozen in counts:
        frozen.value, frozen.numerator, frozen.denominator = _numbers(frozen, *answers[frozen.indicator_id])
    RegisterCount.objects.bulk_update(counts, ["value", "numerator", "denominator"])
    return counts


def _kept(report: MonthlyReport) -> list[Answer]:
    """The indicators whose register the report's unit keeps."""
    answers = _answers(report.chapter_id)
    wanted: dict[Register, list[Figure]] = {}
    for _indicator, register, figure in answers:
        wanted.setdefault(register, []).append(figure)
    now = count(wanted, [report.period], units=ReportingUnit.objects.own_area(report.unit))
    return [one for one in answers if now.of(one[1], report.unit, report.period, one[2]) is not None]


def _answers(chapter_id: int) -> list[Answer]:
    entered = Indicator.objects.filter(task__chapter=chapter_id).exclude(kind=Kind.MILESTONES)
    found = ((indicator, registry.answering(indicator.code)) for indicator in entered)
    return [(indicator, *answer) for indicator, answer in found if answer is not None]


def _rows(frozen: RegisterCount, register: Register, figure: Figure) -> Iterator[CountedEntry]:
    """The entries that the figure counts, locked until the submission stands."""
    report = frozen.submission.report
    behind = entries_behind(register, figure, report.unit, report.period).order_by("pk")
    for pk, version in behind.select_for_update(of=("self",)).values_list("pk", "version"):
        yield CountedEntry(count=frozen, register=register.name, entry=pk, version=version)


def _numbers(frozen: RegisterCount, register: Register, figure: Figure) -> Counted:
    """The figure of exactly the entries that were kept; no entry counts zero."""
    entries = register.model.objects.filter(pk__in=frozen.entries.values("entry"))
    reached = register.reached(figure, frozen.submission.report.period)
    found = entries.aggregate(n=filtered(figure.counts, reached), **({"d": figure.out_of} if figure.is_ratio else {}))
    if figure.is_ratio:
        return Counted(None, found["n"] or ZERO, found["d"] or ZERO)
    return Counted(found["n"] or ZERO)
