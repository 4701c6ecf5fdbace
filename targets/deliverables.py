"""A plan's deliverables as pages read them: all at once, without a model instance for each of some 150."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db.models import QuerySet
from modeltranslation.utils import build_localized_fieldname, get_language, resolution_order

from targets.models import Milestone, WorkPlan

PLAIN = ("pk", "code", "task_id", "indicator_id", "deadline", "reported_by")
TEXTS = ("name", "deadline_basis")


class Deliverable(NamedTuple):
    """A milestone's row, its texts in the reader's language."""

    pk: int
    code: str
    task_id: int
    indicator_id: int | None
    deadline: date
    reported_by: str
    name: str
    deadline_basis: str


def of_plan(plan: WorkPlan) -> list[Deliverable]:
    """The plan's deliverables in its order; a text missing in the reader's language is given in the other."""
    languages = tuple(resolution_order(get_language()))
    basis = len(PLAIN) + len(languages)
    return [
        Deliverable(*row[: len(PLAIN)], _first(row[len(PLAIN) : basis]), _first(row[basis:]))
        for row in _rows(plan.pk, languages).all()
    ]


def _first(texts: tuple[str, ...]) -> str:
    return next(filter(None, texts), "")


@lru_cache(maxsize=64)
def _rows(plan_id: int, languages: tuple[str, ...]) -> QuerySet:
    texts = [build_localized_fieldname(text, language) for text in TEXTS for language in languages]
    return Milestone.objects.filter(plan=plan_id).values_list(*PLAIN, *texts)
