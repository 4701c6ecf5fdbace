"""The table of cases, which every place that reads a number, a day, a month or yes and no is held against."""

import tomllib
from decimal import Decimal
from pathlib import Path

CASES = tomllib.loads(Path(__file__).with_name("cases.toml").read_text("utf-8"))
ANSWERS = {"blank", "nothing", "not applicable"}


def cases(kind: str, place: str = "") -> list[tuple[str, str]]:
    """Each text, and what the place makes of it."""
    return [(case["text"], case.get(place, case["everywhere"])) for case in CASES[kind]]


def numbers(place: str, *, nothing: str = "refused") -> dict[str, Decimal | str]:
    """Each text as a number, "blank", "not applicable" or "refused"; `nothing` is what the place does with a dash."""
    return {text: _plainly(answer, nothing) for text, answer in cases("number", place)}


def _plainly(answer: str, nothing: str) -> Decimal | str:
    if answer == "nothing":
        return nothing
    if answer in ANSWERS:
        return answer
    return Decimal(answer.split()[0]) if answer[-1:].isdigit() or " " in answer else "refused"
