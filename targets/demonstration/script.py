"""The tables from which the demonstration is invented, read from their file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "demonstration"


@dataclass(frozen=True)
class Story:
    """What happens to the reports of some units on some chapters in a month.

    `outcome` is missing, sent_back, late, waiting, resubmitted or approved. `reason` is why a report is sent back,
    `notes` the reviewer's remarks by indicator, `wrong` the figures first reported as a percentage of the right ones,
    `days` how many days late it is.
    """

    outcome: str = "approved"
    units: tuple[str, ...] = ()
    month: int = 0
    chapters: tuple[str, ...] = ()
    reason: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)
    days: int = 0

    def is_about(self, unit: str, app: str, month: int) -> bool:
        return unit in self.units and month == self.month and (not self.chapters or app in self.chapters)


@dataclass(frozen=True)
class Script:
    """The tables of the file, which explains each of them."""

    year: int
    months: int
    last_day: date
    source: str
    season: list[int]
    lean: dict[str, int]
    shares: dict[str, dict[str, int]]
    figures: dict[str, dict[str, Any]]
    baselines: dict[str, float]
    outlier: list[dict[str, Any]]
    story: list[Story]
    decision: list[dict[str, Any]]
    done: dict[str, int]
    words: dict[str, list[str]]
    notes: dict[str, list[str]]
    people: dict[str, str]
    communities: dict[str, dict[str, str]]
    registers: dict[str, Any]

    def story_of(self, unit: str, app: str, month: int) -> Story:
        """The story of one report; approved on time where the file says nothing."""
        return next((story for story in self.story if story.is_about(unit, app, month)), Story())

    def outlier_of(self, code: str, unit: str) -> dict[str, Any] | None:
        return next((o for o in self.outlier if (o["code"], o["unit"]) == (code, unit)), None)


def read(name: str = "2007.toml") -> Script:
    tables = tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
    tables["story"] = [
        Story(**{k: tuple(v) if isinstance(v, list) else v for k, v in s.items()}) for s in tables["story"]
    ]
    return Script(**tables)


def chance(*names: object) -> Random:
    """A random number generator that gives the same numbers every time for the same names."""
    return Random("/".join(map(str, names)))  # noqa: S311 - invents figures, guards nothing
