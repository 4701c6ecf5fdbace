"""Text made plain before it is read as a number: without footnote marks, full-width forms and needless white space.

`static/targets/js/numbers.js` does the same for what is typed in a page; the tests in `tests/values` keep both equal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

_RINGS = r"\u2460-\u2487\u2776-\u2793\u24EA-\u24FF\u3251-\u325F\u32B1-\u32BF"
_RAISED = r"\u00B9\u00B2\u00B3\u2070\u2074-\u2079\u2080-\u2089"
MARKS = rf"[{_RINGS}{_RAISED}*＊#＃†‡※]"
"""Footnote marks. NFKC would turn ① and ² into digits of the number, so they go first."""

_INVISIBLE = re.compile(r"[\u00AD\u200B-\u200F\u202A-\u202E\u2060\uFEFF]")
_APOSTROPHE = re.compile(r"^['’‘＇`]\s*(?=\S)")
_LEADING = re.compile(rf"^({MARKS}+)(\s*)(?=\S)")
_TRAILING = re.compile(rf"(?<=\S)(?<!{MARKS})(\s*)({MARKS}+)$")
_ANY_MARK = re.compile(MARKS)
# One space may separate thousands; two spaces or a line break separate two numbers.
_AROUND = re.compile(r"(?<![0-9\s])\s+|\s+(?![0-9\s])")
_MINUS = str.maketrans("\u2212\u2010\u2011", "---")
_RUNS = (
    (re.compile(r"[-\u2010-\u2015\u2212\u2500\uFE58\uFE63]+"), "-"),
    (re.compile(r"[/\\]+"), "/"),
    (re.compile(r"…+|\.{3,}"), "…"),
)

WORDS = {
    "": "blank",
    "无": "nothing",
    "没有": "nothing",
    "-": "nothing",
    "/": "nothing",
    "…": "nothing",
    "不适用": "not_applicable",
    "零": "zero",
    "〇": "zero",
}
"""Words in place of a number; a row of dashes, slashes or dots is reduced to one before it is looked up."""


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text made plain, with notes on what was changed.

    `is_marked` says that a footnote mark or an apostrophe stood beside it, `is_spoilt` that one stands within it.
    """

    text: str
    notes: tuple[str, ...]
    is_marked: bool
    is_spoilt: bool


def is_dash(value: object) -> bool:
    """Is it a text of dashes or slashes only, by which tables say that there is nothing?"""
    if not isinstance(value, str):
        return False
    text = unicodedata.normalize("NFKC", value).strip()
    return any(pattern.fullmatch(text) for pattern, word in _RUNS if word in "-/")


def clean(value: str) -> CleanText:
    """Make a text plain: without invisible characters, apostrophe, footnote marks, full-width forms and white space.

    Notes say what was changed, but for white space around the number, which means nothing.
    """
    text = _INVISIBLE.sub("", value).strip()
    notes: list[str] = []
    bare = _APOSTROPHE.sub("", text)
    if bare != text:
        notes.append(_("Apostrophe before the number left out."))
    bare = "" if _ANY_MARK.sub("", bare).strip() == "" and bare else _without_marks(bare, notes)
    if not bare and text:
        return CleanText(text, (), is_marked=True, is_spoilt=True)
    is_marked, is_spoilt = bool(notes), any(unicodedata.category(char) == "No" for char in bare)
    return CleanText(_plain(bare, notes), tuple(notes), is_marked, is_spoilt)


def _without_marks(text: str, notes: list[str]) -> str:
    for pattern, mark, space in ((_LEADING, 1, 2), (_TRAILING, 2, 1)):
        match = pattern.search(text)
        if match is None:
            continue
        text = text[: match.start()] + text[match.end() :]
        notes.append(_mark_note(match[mark], text, touches=not match[space]))
    return text


def _mark_note(mark: str, text: str, *, touches: bool) -> str:
    words = {"mark": mark, "text": text.strip()}
    if touches:
        return _("Warning: the footnote mark “%(mark)s” touches the number, read as %(text)s. Check it.") % words
    return _("Footnote mark “%(mark)s” left out.") % words


def _plain(text: str, notes: list[str]) -> str:
    narrow = unicodedata.normalize("NFKC", text.replace("…", "\u0000")).replace("\u0000", "…").strip()
    narrow = _AROUND.sub("", narrow)
    for pattern, word in _RUNS:
        if pattern.fullmatch(narrow):
            return word
    if any(unicodedata.east_asian_width(char) == "F" for char in text if not char.isspace()):
        notes.append(_("Full-width characters made plain."))
    return _with_minus(narrow, notes)


def _with_minus(text: str, notes: list[str]) -> str:
    plain = text.translate(_MINUS)
    if plain.startswith("\u2013"):
        plain = "-" + plain[1:]
    if plain != text and plain[:1] == "-":
        notes.append(_("Minus sign made plain."))
    return plain
