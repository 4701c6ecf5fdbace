"""Storing an import while its page shows the progress: one line of JSON for each step."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import closing

from django.db import OperationalError
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import get_language

from targets.busy import is_busy
from targets.imports import life
from targets.imports.examination import ImportProgress
from targets.imports.findings import Findings

LINES = "application/x-ndjson"
Steps = Generator[ImportProgress, None, Findings]


def wants_lines(request: HttpRequest) -> bool:
    return LINES in request.headers.get("Accept", "")


def streamed(steps: Steps, address: str) -> StreamingHttpResponse:
    """One JSON line a step, the last with the import's address; if the browser goes away before, nothing is stored."""
    answer = StreamingHttpResponse(_lines(steps, address, get_language()), content_type=LINES)
    answer["X-Accel-Buffering"] = "no"
    return answer


def _lines(steps: Steps, address: str, language: str | None) -> Iterator[str]:
    """The middleware has ended when this runs, so the language is set again for each step."""
    with closing(steps):
        going = True
        while going:
            with translation.override(language):
                said = _next(steps, address)
            going = "location" not in said
            yield json.dumps(said, ensure_ascii=False) + "\n"


def _next(steps: Steps, address: str) -> dict:
    try:
        step = next(steps)
    except (StopIteration, life.NotWaiting):
        return {"location": address}
    except life.NotStorable:
        return {"refused": True, "location": address}
    except OperationalError as error:
        if not is_busy(error):
            raise
        # The page's script then sends the form without streaming, which is tried again.
        return {"refused": True, "location": address}
    return {"text": step.text, "done": step.done, "total": step.total}
