"""Texts that go into files for other programs: never taken for a formula, never breaking the file."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A spreadsheet takes a text that begins so for a formula; East Asian ones also in full width.
STARTS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
# What XML cannot hold: control characters, halves of surrogate pairs, two that are no characters.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
NOT_IN_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
SHEET_NAME_LENGTH = 31
# Excel keeps this name for itself.
RESERVED = "history"


def clean(text: str) -> str:
    """The text without characters that no workbook can hold."""
    return NOT_IN_XML.sub("", text)


def is_like_formula(text: str) -> bool:
    """Would a spreadsheet run it? Blanks before it do not make it safe."""
    return text.startswith(STARTS_A_FORMULA) or text.lstrip(" \u3000\u00a0").startswith(STARTS_A_FORMULA)


def harmless(text: str) -> str:
    """The text for CSV, where only an apostrophe before it says that it is a text."""
    return f"'{text}" if is_like_formula(text) else text


def sheet_names(titles: Iterable[str]) -> list[str]:
    """A name that Excel accepts for each title: short, legal, and no two alike in any case."""
    names: list[str] = []
    for title in titles:
        names.append(_unlike(names, legal_sheet_name(title)))
    return names


def legal_sheet_name(title: str) -> str:
    """The title as Excel takes it for a sheet; never empty."""
    name = NOT_IN_SHEET_NAME.sub(" ", clean(title)).strip(" '")[:SHEET_NAME_LENGTH].strip(" '")
    return f"{name}_" if not name or name.lower() == RESERVED else name


def _unlike(names: list[str], name: str) -> str:
    taken = {known.lower() for known in names}
    number, chosen = 1, name
    while chosen.lower() in taken:
        number += 1
        ending = f" ({number})"
        chosen = name[: SHEET_NAME_LENGTH - len(ending)] + ending
    return chosen


def file_name(*parts: str) -> str:
    """The parts joined as every system accepts them in a file's name."""
    return "-".join(NOT_IN_FILE_NAME.sub(" ", part).strip() for part in parts if part.strip())
