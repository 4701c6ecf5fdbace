"""Freezing at submission: what registers count for a report, and the very entries that they count."""

from __future__ import annotations

from collections.abc import Iterator

from targets.models import CountedEntry, Indicator, MonthlyReport, RegisterCount, ReportingUnit, Submission
from targets.progress import Kind
from targets.registers.counting import Counted, count, entries_behind, exact, filtered, looked_at
from targets.registers.declaration import Figure, Register
from targets.registers.holding import hold
from targets.registers.registry import registry

BATCH = 2000
Answer = tuple[Indicator, Register, Figure]


def freeze(submission: Submission) -> list[RegisterCount]:
    """Keep count and entries of every indicator that a register of the report's unit counts.

    The caller holds the report's lock and a transaction. Nobody writes the units' entries meanwhile, and each figure's
    are locked before they are counted, so that list and count agree.
    """
    looked = looked_at(submission.report.unit)
    hold(ReportingUnit.objects.all() if looked is None else looked)
    kept = _kept(submission.report)
    answers = {indicator.pk: (register, figure) for indicator, register, figure in kept}
    counts = RegisterCount.objects.bulk_create(
        RegisterCount(submission=submission, indicator=indicator, register=register.name)
        for indicator, register, _figure in kept
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
    now = count(wanted, [report.period], units=looked_at(report.unit))
    return [
        (indicator, register, figure)
        for indicator, register, figure in answers
        if now.of(register, report.unit, report.period, figure, city_wide=indicator.is_city_wide) is not None
    ]


def _answers(chapter_id: int) -> list[Answer]:
    entered = Indicator.objects.filter(task__chapter=chapter_id).exclude(kind=Kind.MILESTONES)
    found = ((indicator, registry.answering(indicator.code)) for indicator in entered)
    return [(indicator, *answer) for indicator, answer in found if answer is not None]


def _rows(frozen: RegisterCount, register: Register, figure: Figure) -> Iterator[CountedEntry]:
    """The entries that the figure counts, locked until the submission stands."""
    report = frozen.submission.report
    city_wide = frozen.indicator.is_city_wide
    behind = entries_behind(register, figure, report.unit, report.period, city_wide=city_wide).order_by("pk")
    for pk, version in behind.select_for_update(of=("self",)).values_list("pk", "version"):
        yield CountedEntry(count=frozen, register=register.name, entry=pk, version=version)


def _numbers(frozen: RegisterCount, register: Register, figure: Figure) -> Counted:
    """The figure of exactly the entries that were kept; no entry counts zero."""
    entries = register.model.objects.filter(pk__in=frozen.entries.values("entry"))
    reached = register.reached(figure, frozen.submission.report.period)
    found = entries.aggregate(n=filtered(figure.counts, reached), **({"d": figure.out_of} if figure.is_ratio else {}))
    if figure.is_ratio:
        return Counted(None, exact(found["n"]), exact(found["d"]))
    return Counted(exact(found["n"]))
