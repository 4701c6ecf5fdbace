"""Texts that consist of known words: 1-3月新增就业累计 is a span, an indicator and a role.

No character is skipped and no similar word is tried: one unknown character makes the whole text unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from targets.spreadsheets.layouts.meanings import Meaning

LONGEST = 60
LONGEST_SPAN = 24

ReadSpan = Callable[[str], Meaning | None]


class Dictionary:
    """Known words, to be found by their first character, the longest first."""

    def __init__(self, words: Mapping[str, Meaning]):
        self.words = words
        self._by_first: dict[str, list[str]] = {}
        for word in sorted(words, key=len, reverse=True):
            if word:
                self._by_first.setdefault(word[0], []).append(word)

    def at(self, text: str, start: int) -> Iterable[str]:
        """The known words that begin at this place."""
        for word in self._by_first.get(text[start], ()):
            if text.startswith(word, start) and not _cuts_number(text, start, start + len(word)):
                yield word


def cover(text: str, dictionary: Dictionary, read_span: ReadSpan | None = None) -> list[Meaning] | None:
    """The meanings of the fewest known words that make up the text; None where no words do."""
    if text in dictionary.words:
        return [dictionary.words[text]]
    if len(text) > LONGEST:
        return None
    best: list[list[Meaning] | None] = [None] * (len(text) + 1)
    best[len(text)] = []
    for start in range(len(text) - 1, -1, -1):
        best[start] = _from(text, start, best, dictionary, read_span)
    return best[0] or None


def _from(
    text: str, start: int, best: list[list[Meaning] | None], dictionary: Dictionary, read_span: ReadSpan | None
) -> list[Meaning] | None:
    found: list[Meaning] | None = None
    for end, meaning in _words_at(text, start, dictionary, read_span):
        rest = best[end]
        if rest is not None and (found is None or len(rest) + 1 < len(found)):
            found = [meaning, *rest]
    return found


def _words_at(
    text: str, start: int, dictionary: Dictionary, read_span: ReadSpan | None
) -> Iterable[tuple[int, Meaning]]:
    for word in dictionary.at(text, start):
        yield start + len(word), dictionary.words[word]
    if read_span is None:
        return
    for end in range(min(len(text), start + LONGEST_SPAN), start + 1, -1):
        if not _cuts_number(text, start, end) and (meaning := read_span(text[start:end])) is not None:
            yield end, meaning


def _cuts_number(text: str, start: int, end: int) -> bool:
    """Would the word end or begin within a number, such as T01-1 in T01-12?"""
    before = start > 0 and _in_number(text[start - 1]) and _in_number(text[start])
    after = end < len(text) and _in_number(text[end - 1]) and _in_number(text[end])
    return before or after


def _in_number(character: str) -> bool:
    return character.isdigit() or character in "-."
