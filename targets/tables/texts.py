"""Texts for files that other programs read: never taken for a formula, never making the file invalid."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A spreadsheet takes a text with one of these beginnings for a formula, an East Asian one also in full width.
STARTS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
# What XML cannot hold: control characters, single surrogates, and the noncharacters U+FFFE and U+FFFF.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
NOT_IN_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
SHEET_NAME_LENGTH = 31
# Excel reserves this name of a sheet.
RESERVED = "history"


def clean(text: str) -> str:
    """The text without the characters that a workbook cannot hold."""
    return NOT_IN_XML.sub("", text)


def is_like_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula, which it also does after leading blanks."""
    return text.startswith(STARTS_A_FORMULA) or text.lstrip(" \u3000\u00a0").startswith(STARTS_A_FORMULA)


def harmless(text: str) -> str:
    """The text for CSV, with an apostrophe before it where it would be taken for a formula."""
    return f"'{text}" if is_like_formula(text) else text


def sheet_names(titles: Iterable[str]) -> list[str]:
    """A name for each title that Excel accepts: short, legal, and different from the others whatever the case."""
    names: list[str] = []
    for title in titles:
        names.append(_unlike(names, legal_sheet_name(title)))
    return names


def legal_sheet_name(title: str) -> str:
    """The title as Excel accepts it for the name of a sheet; never empty."""
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
    """The parts joined with hyphens, without characters that some system forbids in the name of a file."""
    return "-".join(NOT_IN_FILE_NAME.sub(" ", part).strip() for part in parts if part.strip())
