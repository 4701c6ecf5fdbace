"""Making invented reports and register entries agree, as they would if the reports had been submitted on the portal.

The counts of registers are frozen with each submission. Figures that differ from them get an explanation, and a few
entries are cancelled later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from targets.demonstration.entries import Ground
from targets.models import CountedEntry, Figure, Indicator, RegisterCount, Submission
from targets.periods import Month
from targets.registers import keeping
from targets.registers.counting import Counts, count, entries_behind
from targets.registers.counting_units import CountingUnits
from targets.registers.declaration import CountedFigure, Register
from targets.registers.registry import registry
from targets.reports.checks import count_text
from targets.reports.sheets import Cell

BATCH = 2000
Place = tuple[str, Month, int]  # the unit's code, the month, the indicator


def agree(ground: Ground) -> None:
    """Do for all invented reports what submitting does for one, then cancel the entries that the script names."""
    months = [Month(ground.year, number) for number in range(1, ground.script.months + 1)]
    answers = _answers(ground.year)
    wanted: dict[Register, list[CountedFigure]] = defaultdict(list)
    for register, figure in answers.values():
        wanted[register].append(figure)
    counts = count(wanted, months)
    made = _freeze(ground, answers, counts, months)
    _explain(made, ground.script.registers["why_different"])
    _change_later(ground)


def _answers(year: int) -> dict[Indicator, tuple[Register, CountedFigure]]:
    """The register and its figure that count an indicator, for each indicator that has one."""
    rows = Indicator.objects.filter(plan__year=year).select_related("task")
    found = ((row, registry.answering(row.code)) for row in rows if row.is_entered)
    return {row: answer for row, answer in found if answer is not None}


def _freeze(ground: Ground, answers, counts: Counts, months: list[Month]) -> list[RegisterCount]:
    """Store the count for the last submission of each report, with the entries that it includes."""
    made = RegisterCount.objects.bulk_create(_counts(ground, answers, counts), batch_size=BATCH)
    places = {(row.submission.report.unit.code, row.submission.report.period, row.indicator_id): row for row in made}
    root = next(unit.code for unit in ground.units.values() if unit.is_city)
    counting_units = CountingUnits(months)
    rows = [row for month in months for row in _entries(answers, places, month, root, counting_units)]
    CountedEntry.objects.bulk_create(rows, batch_size=BATCH)
    return made


def _counts(ground: Ground, answers, counts: Counts) -> Iterator[RegisterCount]:
    submissions = Submission.objects.filter(report__is_demo=True).select_related("report__unit", "report__chapter")
    last = {submission.report_id: submission for submission in submissions.order_by("number")}
    for submission in last.values():
        report = submission.report
        for indicator, (register, figure) in answers.items():
            wide = indicator.is_city_wide
            number = counts.of(register, report.unit, report.period, figure, city_wide=wide)
            if indicator.task.chapter_id == report.chapter_id and number is not None:
                yield RegisterCount(
                    submission=submission, indicator=indicator, register=register.name, **number._asdict()
                )


def _entries(
    answers, places: dict[Place, RegisterCount], month: Month, whole: str, counting_units: CountingUnits
) -> Iterator[CountedEntry]:
    """The entries in each count of the month; `whole` is the code of the city, which reports some indicators alone."""
    for indicator, (register, figure) in answers.items():
        behind = register.model.objects.valid().filter(register.rule(figure, month)).order_by()
        for key, version, group in behind.annotate(counted_under=counting_units.grouping()).values_list(
            "pk", "version", "counted_under"
        ):
            code = whole if indicator.is_city_wide else counting_units.code(group, month)
            frozen = places.get((code, month, indicator.pk))
            if frozen is not None:
                yield CountedEntry(count=frozen, register=register.name, entry=key, version=version)


def _explain(made: list[RegisterCount], words: str) -> None:
    """Put an explanation at each figure that differs from the register, since the portal asks for one."""
    frozen = {(row.submission.report_id, row.indicator_id): Cell(*row.numbers) for row in made}
    figures = Figure.objects.filter(report__is_demo=True, explanation="").order_by()
    for figure in figures:
        counted = frozen.get((figure.report_id, figure.indicator_id))
        if counted is not None and counted.numbers != figure.numbers:
            text = words.format(count=count_text(counted))
            Figure.objects.filter(pk=figure.pk).update(explanation=text)
            Figure.history.filter(id=figure.pk).update(explanation=text)


def _change_later(ground: Ground) -> None:
    """Cancel entries that the reports of the last month have counted."""
    month = Month(ground.year, ground.script.months)
    for code, unit in ground.script.registers["cancelled_later"].items():
        answer = registry.answering(code)
        entry = answer and entries_behind(*answer, ground.units[unit], month).order_by("pk").first()
        if entry:
            reason = ground.script.registers["why_cancelled"]
            by = ground.people[f"unit-{unit}"]
            keeping.cancel(answer[0], entry.pk, by=by, version=entry.version, reason=reason)
