"""The page about registers names every declared one, and what it answers."""

import re
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from targets.registers.registry import registry


def lines() -> dict[str, list[str]]:
    text = (Path(settings.BASE_DIR) / "docs" / "registers.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z]\d\d(?:-\d)?) \| (.+) \| `(\w+)` \| (.*) \|$", text, re.MULTILINE)
    return {code: more for code, *more in rows}


def test_each_register_stands_there_with_its_names_chapter_and_indicators():
    expected = {}
    for register in registry:
        with override("en"):
            english = register.title
        with override("zh-hans"):
            chinese = register.title
        answered = [figure.indicator for figure in register.figures if figure.indicator]
        beside = {f"beside {element.code.rpartition('-')[0]}": None for element in register.elements}
        answered = ", ".join([*answered, *beside]) or "–"
        expected[register.code] = [f"{english} {chinese}", register.app, answered]
    assert lines() == expected
