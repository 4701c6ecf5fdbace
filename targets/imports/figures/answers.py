"""Keeping the user's answers to an import's questions: only what was asked, and only answers that were offered."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import QueryDict

from targets.imports.figures.findings import FiguresFindings
from targets.imports.forms import month_choices
from targets.models import ImportBatch, ReportingUnit
from targets.periods import Month

# PostgreSQL does not store this character in JSON: the answer about a name that has it is not kept.
NUL = "\0"


def keep(batch: ImportBatch, post: QueryDict, findings: FiguresFindings, units: list[ReportingUnit]) -> None:
    """Add the answers to those given before; with "again" those are forgotten. A stored import stays as it is."""
    changes = {"answers": {} if "again" in post else batch.answers | dict(_answers(post, findings))}
    if "month" in post:
        known = {value for value, _label in month_choices([batch.plan]) if value}
        changes["month"] = Month.parse(post["month"]).first_day if post["month"] in known else None
    if "unit" in post:
        changes["unit"] = next((unit for unit in units if unit.code == post["unit"]), None)
    ImportBatch.objects.filter(pk=batch.pk, stored_at__isnull=True).update(**changes)


def _answers(post: QueryDict, findings: FiguresFindings) -> Iterator[tuple[str, str]]:
    for question in findings.questions:
        value = post.get(question.key)
        if value in {option.value for option in question.options} and NUL not in question.key:
            yield question.key, value
    shown, taken = post.getlist("sheets"), post.getlist("taken")
    for file in findings.files:
        for sheet in file.sheets:
            if sheet.key in shown:
                yield f"sheet:{sheet.key}", "yes" if sheet.key in taken else "no"
