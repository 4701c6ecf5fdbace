"""Storing a confirmed import: at one go, or told step by step while it runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from targets import access
from targets.access import Action
from targets.imports import life
from targets.models import ImportBatch

LINES = "application/x-ndjson"
# No preview has it: what was not looked at is not stored.
UNSEEN = "-"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was confirmed: the import as its preview showed it, to be submitted at once or not."""

    batch: ImportBatch
    by: object
    digest: str
    submit: bool

    @classmethod
    def of(cls, request: HttpRequest, batch: ImportBatch) -> Confirmed:
        submit = "at_once" in request.POST and bool(access.of(request.user).having(Action.ENTER_FIGURES))
        return cls(batch, request.user, request.POST.get("digest") or UNSEEN, submit)

    def steps(self):
        choices = life.choices_of(self.batch)
        return life.storing(self.batch, choices, by=self.by, digest=self.digest, submit=self.submit)

    def store(self) -> None:
        """Store all of it. Raises NotStorable, Overtaken."""
        for _step in self.steps():
            pass

    @property
    def url(self) -> str:
        return reverse("targets:import", args=[self.batch.pk])


def wants_lines(request: HttpRequest) -> bool:
    return LINES in request.headers.get("Accept", "")


def streamed(confirmed: Confirmed) -> StreamingHttpResponse:
    """One JSON line a step; whoever goes away before the last has stored nothing."""
    answer = StreamingHttpResponse(_lines(confirmed, get_language()), content_type=LINES)
    answer["X-Accel-Buffering"] = "no"
    return answer


def _lines(confirmed: Confirmed, language: str | None) -> Iterator[str]:
    """The middleware is done when this runs: the language is set anew for each step."""
    with closing(confirmed.steps()) as steps:
        going = True
        while going:
            with translation.override(language):
                said = _next(steps, confirmed)
            going = "location" not in said
            yield json.dumps(said, ensure_ascii=False) + "\n"


def _next(steps, confirmed: Confirmed) -> dict:
    try:
        step = next(steps)
    except (StopIteration, life.NotWaiting):
        return {"location": confirmed.url}
    except life.NotStorable:
        return {"refused": True, "location": confirmed.url}
    return {"text": step.text, "done": step.done, "total": step.total}
